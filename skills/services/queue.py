"""Answering a question of the curation queue, and taking the answer back."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from skills.models import KeptAsIs, Skill, SkillAlias, SkillProposal
from skills.services.aliases import block_form
from skills.services.curation import create_skill, set_skill_status
from skills.services.duplicates import keep_as_is
from skills.services.proposals import accept_proposal

Question = KeptAsIs.Question


def accept_question(*, question: str, skill: Skill, form: str = "") -> str:
    """Do what the queue proposes: block the form for the skill, or block the skill.

    Returns:
        What `take_back` needs to undo it.

    Raises:
        ValidationError: this question is not answered this way.
    """
    if question == Question.FORM:
        return f"form:{block_form(skill=skill, form=form).pk}"
    if question == Question.SKILL:
        set_skill_status(skills=[skill], status=Skill.Status.BLOCKED)
        return f"skill:{skill.pk}"
    raise ValidationError(_("This question is not known."), code="unknown")


def leave_question(
    *, question: str, skill: Skill, user: User | None, other: Skill | None = None, form: str = ""
) -> str:
    """Leave it as it is; the question is not asked again.

    Returns:
        What `take_back` needs to ask it again.
    """
    return f"kept:{keep_as_is(question=question, skill=skill, other=other, form=form, user=user).pk}"


def accept_as_new_skill(*, proposal: SkillProposal, user: User | None, answer: str = "") -> Skill:
    """Make the proposed phrase a skill of one's own, and tag the jobs that it was proposed from.

    Raises:
        ValidationError: it was answered already, or an active skill has this name.
    """
    with transaction.atomic():
        skill = create_skill(name=proposal.phrase)
        accept_proposal(proposal=proposal, skill=skill, user=user, answer=answer)
    return skill


def take_back(*, answer: str) -> None:
    """Undo an answer: a block of a form or skill goes, and what was left as it is is asked again.

    Args:
        answer: what `accept_question` or `leave_question` returned.

    Raises:
        ValidationError: there is nothing to take back.
    """
    kind, _colon, number = answer.partition(":")
    pk = int(number) if number.isdecimal() and len(number) < 19 else 0
    with transaction.atomic():
        if kind == "kept" and KeptAsIs.objects.filter(pk=pk).delete()[0]:
            return
        skill = Skill.objects.filter(pk=pk, status=Skill.Status.BLOCKED).first() if kind == "skill" else None
        if skill is not None:
            set_skill_status(skills=[skill], status=Skill.Status.ACTIVE)
            return
        alias = SkillAlias.objects.filter(pk=pk, is_blocked=True).first() if kind == "form" else None
        if alias is None:
            raise ValidationError(_("There is nothing to take back any more."), code="gone")
        if alias.history.count() == 1:  # it was made to be blocked
            alias.delete()
        else:
            alias.is_blocked = False
            alias.save()
