"""What people decide about the tags of a job, and taking it back. Each decision leaves a row of its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from jd_platform.webhooks.models import Event
from jd_platform.webhooks.services import announce
from jobs.models import JobDescription
from skills.models import Extraction, JobSkill, Skill, SkillDecision
from skills.services.answers import kept_answer
from skills.services.holding import hold_tags_of_one_job
from skills.services.tags import found_skills, mentions, survivor

Action = SkillDecision.Action
Decision = JobSkill.Decision

GONE = "gone"
DECIDED_MEANWHILE = "decided_meanwhile"
_DECISION_AFTER = {
    Action.CONFIRM: Decision.CONFIRMED,
    Action.REJECT: Decision.REJECTED,
    Action.ADD: Decision.CONFIRMED,
    Action.TAKE_BACK: Decision.NONE,
}


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing brought.

    Attributes:
        count: decisions that were taken back.
        kept: decisions that were not, because somebody or something has changed the tag since.
    """

    count: int
    kept: int


def confirm_skill(*, tag: JobSkill, user: User | None, expected: str | None = None) -> JobSkill:
    """Record that `user` finds the tag right.

    Args:
        tag: the tag.
        user: who decides.
        expected: the decision that `user` saw; None to decide whatever stands there.

    Raises:
        ValidationError: the tag is gone, or somebody decided otherwise than `expected` meanwhile.
    """
    return _decide(tag, Action.CONFIRM, user, expected)


def reject_skill(*, tag: JobSkill, user: User | None, expected: str | None = None) -> JobSkill:
    """Record that `user` finds the tag wrong; no engine brings it back. As `confirm_skill` else."""
    return _decide(tag, Action.REJECT, user, expected)


def undo_decision(*, tag: JobSkill, user: User | None, expected: str | None = None) -> JobSkill | None:
    """Make the tag a suggestion again; one that no engine found, or not in the newest search for skills, goes.

    Returns:
        The tag, or None when it is gone.

    Raises:
        ValidationError: as `confirm_skill`.
    """
    with transaction.atomic():
        tag = _locked(tag, expected)
        before = _state(tag)
        left = _withdrawn(tag)
        _record([(tag, before, _state(left) if left else None)], Action.TAKE_BACK, user, timezone.now())
    return left


def set_importance(*, tag: JobSkill, importance: str, user: User | None, expected: str | None = None) -> JobSkill:
    """Record how strongly the job asks for the skill, as `user` sees it.

    Args:
        tag: the tag.
        importance: one of JobSkill.Importance.
        user: who decides.
        expected: the importance that `user` saw; None to set it over whatever stands there.

    Raises:
        ValidationError: the tag is gone, `importance` is none, or the importance is not `expected` any more.
    """
    if importance not in JobSkill.Importance.values:
        raise ValidationError({"importance": _("Choose required, preferred or not set.")})
    with transaction.atomic():
        tag = _locked(tag)
        if expected is not None and tag.importance != expected:
            raise ValidationError(_decided_meanwhile(tag, tag.get_importance_display()), code=DECIDED_MEANWHILE)
        before = _state(tag)
        tag.importance = JobSkill.Importance(importance)
        tag.importance_decided = True
        tag.save()
        _record([(tag, before, _state(tag))], Action.IMPORTANCE, user, timezone.now())
    return tag


def add_skill(*, job: JobDescription, skill: Skill, user: User | None) -> JobSkill:
    """Tag the job with a skill by hand; an existing tag is confirmed.

    Raises:
        ValidationError: the skill is blocked or retired, or the job is gone.
    """
    skill = survivor(skill)
    if skill.status != Skill.Status.ACTIVE:
        raise ValidationError({"skill": _("“%(skill)s” is blocked or retired.") % {"skill": skill.name}})
    with transaction.atomic():
        lock_job(job)
        tag = job.job_skills.select_for_update().filter(skill=skill).first()
        before = _state(tag) if tag else None
        if tag is None:
            tag = JobSkill(job=job, skill=skill, origin=JobSkill.Origin.PERSON)
            forms = [skill.name, *skill.aliases.filter(is_blocked=False).values_list("form", flat=True)]
            tag.evidence = list(mentions(job.text, forms))
        now = timezone.now()
        _set_decision(tag, Action.ADD, user, now)
        tag.save()
        _record([(tag, before, _state(tag))], Action.ADD, user, now)
    return tag


def decide_on_suggestions(*, tags: Iterable[JobSkill], action: str, user: User | None) -> uuid.UUID | None:
    """Confirm or reject suggestions of one job at once; what somebody has decided meanwhile is left alone.

    Args:
        tags: the tags.
        action: "confirm" or "reject".
        user: who decides.

    Returns:
        The run, by which all of it can be undone; None when there was nothing to decide.
    """
    now = timezone.now()
    with transaction.atomic():
        hold_tags_of_one_job()
        open_tags = JobSkill.objects.select_for_update().filter(pk__in=[tag.pk for tag in tags], decision=Decision.NONE)
        decided = []
        for tag in open_tags.order_by("pk"):
            before = _state(tag)
            _set_decision(tag, Action(action), user, now)
            decided.append((tag, before, _state(tag)))
        JobSkill.objects.bulk_update([tag for tag, *_states in decided], ["decision", "decided_by", "decided_at"])
        return _record(decided, Action(action), user, now)


def undo_run(*, job: JobDescription, run: uuid.UUID, user: User | None) -> Undone:
    """Bring the tags that were decided on in one run back as they were, except those that have changed since."""
    now = timezone.now()
    with transaction.atomic():
        hold_tags_of_one_job()
        rows = list(SkillDecision.objects.select_for_update().filter(job=job, run=run, undone_at__isnull=True))
        tags = {
            tag.skill_id: tag
            for tag in job.job_skills.select_for_update()
            .filter(skill__in=[row.skill_id for row in rows])
            .order_by("pk")
        }
        undone = [row for row in rows if _bring_back(row, tags.get(row.skill_id))]
        for row in undone:
            row.undone_at, row.undone_by = now, user
        SkillDecision.objects.bulk_update(undone, ["undone_at", "undone_by"])
        _announce(undone, "undo", user)
    return Undone(len(undone), len(rows) - len(undone))


def lock_job(job: JobDescription) -> None:
    """Hold the job against others until the transaction is through.

    Raises:
        ValidationError: it is gone.
    """
    if not JobDescription.objects.select_for_update(no_key=True).filter(pk=job.pk).exists():
        raise ValidationError(_("This job description was deleted meanwhile. Nothing was recorded."), code=GONE)


def _decide(tag: JobSkill, action: Action, user: User | None, expected: str | None) -> JobSkill:
    now = timezone.now()
    with transaction.atomic():
        tag = _locked(tag, expected)
        before = _state(tag)
        _set_decision(tag, action, user, now)
        tag.save()
        _record([(tag, before, _state(tag))], action, user, now)
    return tag


def _locked(tag: JobSkill, expected: str | None = None) -> JobSkill:
    """Return the tag as it stands now, held against others until the transaction is through."""
    current = JobSkill.objects.select_for_update(of=("self",)).select_related("skill").filter(pk=tag.pk).first()
    if current is None:
        raise ValidationError(_("This skill is not among the job's skills any more."), code=GONE)
    if expected is not None and current.decision != expected:
        raise ValidationError(_decided_meanwhile(current, current.get_decision_display()), code=DECIDED_MEANWHILE)
    return current


def _decided_meanwhile(tag: JobSkill, present: str) -> str:
    latest = SkillDecision.objects.filter(job=tag.job_id, skill=tag.skill_id).select_related("decided_by").first()
    by = f" · {latest.decided_by}" if latest and latest.decided_by else ""
    return _("“%(skill)s” was decided on meanwhile (%(decision)s). Nothing was changed; decide again if need be.") % {
        "skill": tag.skill.name,
        "decision": f"{present}{by}",
    }


def _set_decision(tag: JobSkill, action: Action, user: User | None, now: datetime) -> None:
    tag.decision = _DECISION_AFTER[action]
    tag.decided_by = user
    tag.decided_at = now


def _withdrawn(tag: JobSkill) -> JobSkill | None:
    """Store the tag as a suggestion and return it; delete one that only stood for a person's sake."""
    if tag.origin == JobSkill.Origin.PERSON:
        found_by = tag.job.extractions.filter(engine_version=tag.engine_version).first() if tag.engine_version else None
        if found_by is None:
            tag.delete()
            return None
        tag.origin = JobSkill.Origin(found_by.engine)
    tag.decision, tag.decided_by, tag.decided_at = Decision.NONE, None, None
    return _kept_if_found(tag)


def _kept_if_found(tag: JobSkill) -> JobSkill | None:
    """Store the tag and return it; delete a suggestion that the newest search for skills did not make, and return None.

    While a search is open, or after one that failed, nothing is known against it.
    """
    newest = tag.job.extractions.exclude(state=Extraction.State.SUPERSEDED).order_by("-id").first()
    if tag.is_decided or newest is None or newest.state != Extraction.State.DONE:
        is_found = True
    elif newest.answer is not None:
        is_found = tag.skill_id in found_skills(kept_answer(newest).skills, tag.job.text)
    else:
        versions = (newest.engine_version, newest.taxonomy_version)
        is_found = bool(tag.evidence) and versions == (tag.engine_version, tag.taxonomy_version)
    if is_found:
        tag.save()
        return tag
    tag.delete()
    return None


def _state(tag: JobSkill) -> dict[str, Any]:
    """Return what people set of the tag, as JSON holds it; what only an engine set is left out."""
    return {
        "decision": tag.decision,
        "decided_by_id": tag.decided_by_id,
        "decided_at": tag.decided_at.isoformat() if tag.decided_at else None,
        "importance": tag.importance if tag.importance_decided else None,
        "by_hand": tag.origin == JobSkill.Origin.PERSON,
    }


def _set_state(tag: JobSkill, state: dict[str, Any]) -> None:
    """Bring the tag to a state that `_state` gave, and store it, if engines still find what nobody decided."""
    tag.decision = state["decision"]
    tag.decided_by_id = state["decided_by_id"]
    tag.decided_at = parse_datetime(state["decided_at"]) if state["decided_at"] else None
    tag.importance_decided = state["importance"] is not None
    if state["importance"] is not None:
        tag.importance = state["importance"]
    if state["by_hand"]:
        tag.origin = JobSkill.Origin.PERSON
    _kept_if_found(tag)


def _record(
    decided: Sequence[tuple[JobSkill, dict[str, Any] | None, dict[str, Any] | None]],
    action: Action,
    user: User | None,
    now: datetime,
) -> uuid.UUID | None:
    """Store one row for each tag with its state before and after; return the run that they share."""
    if not decided:
        return None
    run = uuid.uuid4()
    rows = SkillDecision.objects.bulk_create(
        SkillDecision(
            job_id=tag.job_id,
            skill_id=tag.skill_id,
            action=action,
            decided_by=user,
            decided_at=now,
            run=run,
            origin=tag.origin,
            confidence=tag.confidence,
            engine_version=tag.engine_version,
            taxonomy_version=tag.taxonomy_version,
            phrases=sorted({mention["phrase"] for mention in tag.evidence}),
            before=before,
            after=after,
        )
        for tag, before, after in decided
    )
    _announce(rows, action, user)
    return run


def _announce(rows: Sequence[SkillDecision], action: str, user: User | None) -> None:
    """Tell webhooks what was decided."""

    def told() -> Iterable[dict[str, Any]]:
        skills = Skill.objects.in_bulk({row.skill_id for row in rows})
        for row in rows:
            skill = skills[row.skill_id]
            yield {
                "job": row.job_id,
                "lightcast_id": skill.lightcast_id,
                "name": skill.name,
                "action": str(action),
                "by": user.get_username() if user else None,
            }

    if rows:
        announce(Event.TAG_DECIDED, told)


def _bring_back(row: SkillDecision, tag: JobSkill | None) -> bool:
    """Restore the tag as it was before the decision; False when it is not as the decision left it."""
    if (_state(tag) if tag else None) != row.after:
        return False
    if row.before is None:
        if tag is not None:
            _withdrawn(tag)
        return True
    if tag is None:  # one that was added by hand and then taken away
        tag = JobSkill(job=row.job, skill=row.skill)
        tag.evidence = list(mentions(row.job.text, row.phrases))
    _set_state(tag, row.before)
    return True


DECISIONS: dict[str, Callable[..., JobSkill | None]] = {
    "confirm": confirm_skill,
    "reject": reject_skill,
    "undo": undo_decision,
}
