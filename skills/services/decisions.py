"""What people decide about the tags of a job."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.models import JobDescription
from skills.models import JobSkill, Skill
from skills.services.tags import mentions, survivor

Decision = JobSkill.Decision


def _decide(*, tag: JobSkill, decision: str, user: User | None) -> JobSkill:
    with transaction.atomic():
        tag = JobSkill.objects.select_for_update().get(pk=tag.pk)
        tag.decision = decision
        tag.decided_by = user
        tag.decided_at = timezone.now()
        tag.save()
    return tag


def confirm_skill(*, tag: JobSkill, user: User | None) -> JobSkill:
    """Record that `user` finds the tag right."""
    return _decide(tag=tag, decision=Decision.CONFIRMED, user=user)


def reject_skill(*, tag: JobSkill, user: User | None) -> JobSkill:
    """Record that `user` finds the tag wrong; no engine brings it back."""
    return _decide(tag=tag, decision=Decision.REJECTED, user=user)


def undo_decision(*, tag: JobSkill, user: User | None) -> JobSkill | None:
    """Make the tag a suggestion again; one that was added by hand goes.

    Returns:
        The tag, or None when it is gone.
    """
    with transaction.atomic():
        tag = JobSkill.objects.select_for_update().get(pk=tag.pk)
        if tag.origin == JobSkill.Origin.PERSON:
            tag.delete()
            return None
        tag.decision = Decision.NONE
        tag.decided_by = None
        tag.decided_at = None
        tag.save()
    return tag


def set_importance(*, tag: JobSkill, importance: str, user: User | None) -> JobSkill:
    """Record how strongly the job asks for the skill, as `user` sees it.

    Raises:
        ValidationError: `importance` is not one of JobSkill.Importance.
    """
    if importance not in JobSkill.Importance.values:
        raise ValidationError({"importance": _("Choose required, preferred or mentioned.")})
    with transaction.atomic():
        tag = JobSkill.objects.select_for_update().get(pk=tag.pk)
        tag.importance = JobSkill.Importance(importance)
        tag.importance_decided = True
        tag.save()
    return tag


def add_skill(*, job: JobDescription, skill: Skill, user: User | None) -> JobSkill:
    """Tag the job with a skill by hand; an existing tag is confirmed.

    Raises:
        ValidationError: the skill is blocked or retired.
    """
    skill = survivor(skill)
    if skill.status != Skill.Status.ACTIVE:
        raise ValidationError({"skill": _("“%(skill)s” is blocked or retired.") % {"skill": skill.name}})
    with transaction.atomic():
        tag = job.job_skills.select_for_update().filter(skill=skill).first()
        if tag is None:
            tag = JobSkill(job=job, skill=skill, origin=JobSkill.Origin.PERSON)
            forms = [skill.name, *skill.aliases.values_list("form", flat=True)]
            tag.evidence = list(mentions(job.text, forms))
        tag.decision = Decision.CONFIRMED
        tag.decided_by = user
        tag.decided_at = timezone.now()
        tag.save()
    return tag


DECISIONS: dict[str, Callable[..., JobSkill | None]] = {
    "confirm": confirm_skill,
    "reject": reject_skill,
    "undo": undo_decision,
}
