"""Proposing a phrase to the curators as a skill that the list lacks, and their answer."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.models import JobDescription
from skills.models import Skill, SkillAlias, SkillProposal
from skills.services.decisions import add_skill, lock_job
from skills.services.tags import mentions, survivor

State = SkillProposal.State


def propose_skill(*, job: JobDescription, phrase: str, user: User | None) -> SkillProposal:
    """Propose `phrase` of the job to the curators; one that is open already for this job is returned as it is.

    Raises:
        ValidationError: `phrase` is empty or too long, or the job is gone.
    """
    phrase = " ".join(phrase.replace("\x00", "").split())
    with transaction.atomic():
        lock_job(job)
        waiting = job.skill_proposals.filter(phrase__iexact=phrase, state=State.OPEN).first()
        if waiting is not None:
            return waiting
        proposal = SkillProposal(job=job, phrase=phrase, proposed_by=user)
        _locate(proposal, job.text)
        proposal.full_clean()
        proposal.save()
    return proposal


def accept_proposal(*, proposal: SkillProposal, skill: Skill, user: User | None, answer: str = "") -> int:
    """Let the phrase stand for `skill` from now on, and tag the jobs that it was proposed from.

    The phrase becomes a surface form of the skill. Every open proposal of the same phrase is answered with it.

    Returns:
        How many proposals were answered.

    Raises:
        ValidationError: the proposal was answered already, or the skill is blocked or retired.
    """
    skill = survivor(skill)
    with transaction.atomic():
        proposals = _open_ones(proposal)
        if skill.status != Skill.Status.ACTIVE:
            raise ValidationError({"skill": _("“%(skill)s” is blocked or retired.") % {"skill": skill.name}})
        if proposal.phrase.casefold() != skill.name.casefold():
            alias = skill.aliases.filter(form__iexact=proposal.phrase).first() or SkillAlias(
                skill=skill, form=proposal.phrase
            )
            alias.is_blocked = False
            alias.full_clean()
            alias.save()
        for one in proposals:
            if one.job is not None:
                add_skill(job=one.job, skill=skill, user=user)
            one.skill = skill
            _answer(one, State.ACCEPTED, user, answer)
    return len(proposals)


def decline_proposal(*, proposal: SkillProposal, user: User | None, answer: str) -> int:
    """Tell those who proposed the phrase, in `answer`, why it becomes no skill.

    Returns:
        How many open proposals of the same phrase were answered with it.

    Raises:
        ValidationError: the proposal was answered already, or `answer` is empty.
    """
    if not answer.strip():
        raise ValidationError({"answer": _("Say why, so that whoever proposed it knows.")})
    with transaction.atomic():
        proposals = _open_ones(proposal)
        for one in proposals:
            _answer(one, State.DECLINED, user, answer)
    return len(proposals)


def relocate_proposals(job: JobDescription) -> None:
    """Find the open proposals' phrases in the job's changed text."""
    for proposal in job.skill_proposals.filter(state=State.OPEN):
        _locate(proposal, job.text)
        proposal.save(update_fields=["start", "end"])


def _locate(proposal: SkillProposal, text: str) -> None:
    place = next(iter(mentions(text, [proposal.phrase], ignore_case=True)), None)
    proposal.start, proposal.end = (place["start"], place["end"]) if place else (None, None)


def _open_ones(proposal: SkillProposal) -> list[SkillProposal]:
    """Return the open proposals of the same phrase, held against others."""
    same = SkillProposal.objects.select_for_update(of=("self",)).select_related("job").order_by("pk")
    found = list(same.filter(phrase__iexact=proposal.phrase, state=State.OPEN))
    if proposal.pk not in {one.pk for one in found}:
        raise ValidationError(_("This proposal was answered already."), code="answered")
    return found


def _answer(proposal: SkillProposal, state: State, user: User | None, answer: str) -> None:
    proposal.state, proposal.answer = state, answer.strip()
    proposal.decided_by, proposal.decided_at = user, timezone.now()
    proposal.save()
