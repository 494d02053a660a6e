"""Writes of the skills application: extraction, and what people decide about its results."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

import structlog
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.models import JobDescription
from skills import tasks
from skills.engines.base import EngineError, Extracted, FoundSkill, SkillEngine
from skills.engines.select import current_engine
from skills.models import Extraction, JobSkill, JobTitle, Skill, StandardTitle, Taxonomy

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 12
FIRST_WAIT_SECONDS = 30
LONGEST_WAIT_SECONDS = 6 * 3600

Decision = JobSkill.Decision
State = Extraction.State


# --- Extraction -------------------------------------------------------------------------------------------------


def taxonomy_changed() -> None:
    """Raise the taxonomy's generation, so that whatever was built from it is built anew."""
    Taxonomy.objects.update(generation=F("generation") + 1)


def text_saved(job: JobDescription) -> Extraction | None:
    """Ask for an extraction of a job that was just saved, unless this text has one already.

    Evidence of the tags it carries is moved to the new text, or dropped.
    """
    latest = job.extractions.exclude(state=State.SUPERSEDED).order_by("-id").first()
    if latest is not None and latest.text_hash == job.text_hash:
        return None
    if latest is not None:
        _relocate_evidence(job)
    return request_extraction(job)


def request_extraction(job: JobDescription) -> Extraction:
    """Make a waiting extraction for the job's present text and wake a worker once the transaction is through.

    One that waits already for the same text is returned as it is; one for an older text is replaced.
    """
    with transaction.atomic():
        waiting = job.extractions.select_for_update().filter(state__in=Extraction.OPEN_STATES).order_by("-id").first()
        if waiting is not None and waiting.text_hash == job.text_hash and waiting.state != State.RETRY:
            return waiting
        job.extractions.filter(state__in=Extraction.OPEN_STATES).update(
            state=State.SUPERSEDED, finished_at=timezone.now()
        )
        extraction = Extraction.objects.create(job=job, text_hash=job.text_hash)
        extraction_id = extraction.pk
        transaction.on_commit(lambda: tasks.run_extraction.enqueue(extraction_id))
    return extraction


def wake_due_extractions(now: Any = None) -> int:
    """Wake every extraction that waits, is due to be tried again, or was taken by a worker that never finished.

    Returns:
        How many were woken.
    """
    now = now or timezone.now()
    due = Extraction.objects.filter(_due(now)).exclude(
        state=State.WAITING, requested_at__gt=now - timedelta(seconds=10)
    )
    woken = 0
    for extraction_id in due.values_list("pk", flat=True).iterator():
        tasks.run_extraction.enqueue(extraction_id)
        woken += 1
    return woken


def _due(now: Any) -> Q:
    return (
        Q(state=State.WAITING)
        | Q(state=State.RETRY, next_attempt_at__lte=now)
        | Q(state=State.RUNNING, started_at__lt=now - LEASE)
    )


def _claim(extraction_id: int) -> Extraction | None:
    now = timezone.now()
    with transaction.atomic():
        extraction = (
            Extraction.objects.select_for_update(of=("self",))
            .select_related("job")
            .filter(_due(now), pk=extraction_id)
            .first()
        )
        if extraction is None:
            return None
        extraction.state = State.RUNNING
        extraction.started_at = now
        extraction.attempts += 1
        extraction.save(update_fields=["state", "started_at", "attempts"])
    return extraction


def run_extraction(extraction_id: int, engine: SkillEngine | None = None) -> Extraction | None:
    """Find the skills of a job whose extraction waits, and store them.

    Args:
        extraction_id: the waiting row.
        engine: the engine to use; the one that the settings name when left out.

    Returns:
        The row as it stands afterwards, or None when there was nothing to do.
    """
    extraction = _claim(extraction_id)
    if extraction is None:
        return None
    if extraction.attempts > MAX_ATTEMPTS:
        return _note_failure(extraction, EngineError("The worker stopped each time it tried this text."))
    engine = engine or current_engine()
    extraction.engine = engine.name
    began = time.monotonic()
    try:
        extracted = engine.extract(extraction.job.text)
    except EngineError as error:
        extraction.duration_ms = _milliseconds_since(began)
        return _note_failure(extraction, error)
    extraction.duration_ms = _milliseconds_since(began)
    return _store(extraction, extracted)


def _milliseconds_since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _note_failure(extraction: Extraction, error: EngineError) -> Extraction:
    extraction.error_code = error.code
    extraction.error_message = error.user_message
    now = timezone.now()
    if error.retryable and extraction.attempts < MAX_ATTEMPTS:
        extraction.state = State.RETRY
        extraction.next_attempt_at = now + timedelta(seconds=_wait_before(extraction.attempts, error.retry_after))
    else:
        extraction.state = State.FAILED
        extraction.finished_at = now
    with transaction.atomic():
        # A newer extraction may have replaced this one meanwhile; then it stays replaced.
        Extraction.objects.filter(pk=extraction.pk, state=State.RUNNING).update(
            **{
                name: getattr(extraction, name)
                for name in (
                    "engine",
                    "error_code",
                    "error_message",
                    "state",
                    "next_attempt_at",
                    "finished_at",
                    "duration_ms",
                )
            }
        )
    log.warning("extraction_failed", extraction=extraction.pk, reason=error.code, state=extraction.state)
    return extraction


def _wait_before(attempt: int, asked_for: float | None) -> float:
    """Return the seconds to wait after `attempt` failed: doubling, with jitter, never less than was asked for."""
    wait = min(FIRST_WAIT_SECONDS * 2 ** (attempt - 1), LONGEST_WAIT_SECONDS) * random.uniform(0.8, 1.2)  # noqa: S311
    return max(wait, asked_for or 0)


def _store(extraction: Extraction, extracted: Extracted) -> Extraction:
    with transaction.atomic():
        job = JobDescription.objects.select_for_update().filter(pk=extraction.job_id).first()
        current = Extraction.objects.filter(pk=extraction.pk, state=State.RUNNING).exists()
        if job is None or not current or job.text_hash != extraction.text_hash:
            Extraction.objects.filter(pk=extraction.pk).update(state=State.SUPERSEDED, finished_at=timezone.now())
            extraction.state = State.SUPERSEDED
            if job is not None:
                text_saved(job)
            return extraction
        extraction.skills_found = apply_extracted(job, extracted)
        extraction.engine = extracted.engine
        extraction.engine_version = extracted.engine_version
        extraction.taxonomy_version = extracted.taxonomy_version
        extraction.calls += extracted.calls
        extraction.state = State.DONE
        extraction.error_code = extraction.error_message = ""
        extraction.next_attempt_at = None
        extraction.finished_at = timezone.now()
        extraction.save()
    log.info("extraction_done", extraction=extraction.pk, skills=extraction.skills_found, ms=extraction.duration_ms)
    return extraction


def apply_extracted(job: JobDescription, extracted: Extracted) -> int:
    """Bring the job's tags in line with what an engine found in its text; people's decisions stay.

    A tag that a person confirmed, rejected or added keeps its decision; its evidence is brought up to date. A
    suggestion that was not found again goes. A skill that was merged counts as the one it was merged into; blocked
    and retired ones are left out.

    Returns:
        How many skills were found that may be tagged.
    """
    found = _resolve(extracted.skills)
    tags = {tag.skill_id: tag for tag in job.job_skills.all()}
    changed: list[JobSkill] = []
    added: list[JobSkill] = []
    for skill_id, skill in found.items():
        tag = tags.get(skill_id)
        if tag is None:
            tag = JobSkill(job=job, skill_id=skill_id)
            added.append(tag)
        else:
            changed.append(tag)
        _describe(tag, skill, extracted, job.text)
    gone = [tag for skill_id, tag in tags.items() if skill_id not in found]
    JobSkill.objects.filter(pk__in=[tag.pk for tag in gone if tag.decision == Decision.NONE]).delete()
    JobSkill.objects.bulk_create(added)
    JobSkill.objects.bulk_update(
        changed,
        ["confidence", "origin", "importance", "evidence", "reasons", "engine_version", "taxonomy_version"],
    )
    return len(found)


def _describe(tag: JobSkill, skill: FoundSkill, extracted: Extracted, text: str) -> None:
    """Write an engine's facts into `tag`, leaving what a person set."""
    tag.confidence = skill.confidence
    if tag.origin != JobSkill.Origin.PERSON:
        tag.origin = JobSkill.Origin(extracted.engine)
    if not tag.importance_decided:
        tag.importance = JobSkill.Importance(skill.importance)
    tag.evidence = [
        {"start": span.start, "end": span.end, "phrase": text[span.start : span.end]} for span in skill.spans
    ]
    tag.reasons = list(skill.reasons)
    tag.engine_version = extracted.engine_version
    tag.taxonomy_version = extracted.taxonomy_version


def _resolve(found: Iterable[FoundSkill]) -> dict[int, FoundSkill]:
    """Return what was found by the primary key of the skill that stands for it; the most confident of each."""
    found = list(found)
    skills = {
        skill.lightcast_id: skill
        for skill in Skill.objects.filter(lightcast_id__in=[one.lightcast_id for one in found])
    }
    resolved: dict[int, FoundSkill] = {}
    for one in found:
        skill = skills.get(one.lightcast_id)
        if skill is None:
            log.warning("unknown_skill_found", lightcast_id=one.lightcast_id)
            continue
        skill = survivor(skill)
        if skill.status != Skill.Status.ACTIVE:
            continue
        best = resolved.get(skill.pk)
        if best is None or one.confidence > best.confidence:
            resolved[skill.pk] = one
    return resolved


def survivor(skill: Skill) -> Skill:
    """Return the skill that stands for `skill` after all merges."""
    seen = {skill.pk}
    while skill.merged_into is not None and skill.merged_into.pk not in seen:
        skill = skill.merged_into
        seen.add(skill.pk)
    return skill


def _relocate_evidence(job: JobDescription) -> None:
    """Find each tag's phrases in the job's changed text; a mention that is not there any more is dropped."""
    changed = []
    for tag in job.job_skills.all():
        if tag.evidence:
            tag.evidence = list(_mentions(job.text, {mention["phrase"] for mention in tag.evidence}))
            changed.append(tag)
    JobSkill.objects.bulk_update(changed, ["evidence"])


def _mentions(text: str, phrases: Iterable[str]) -> Iterable[dict[str, Any]]:
    spans = set()
    for phrase in phrases:
        if phrase:
            for match in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", text):
                spans.add(match.span())
    for start, end in sorted(spans):
        yield {"start": start, "end": end, "phrase": text[start:end]}


# --- What people decide about tags --------------------------------------------------------------------------------


def _decide(*, tag: JobSkill, decision: str, user: AbstractBaseUser | None) -> JobSkill:
    with transaction.atomic():
        tag = JobSkill.objects.select_for_update().get(pk=tag.pk)
        tag.decision = decision
        tag.decided_by = user  # type: ignore[assignment]
        tag.decided_at = timezone.now()
        tag.save()
    return tag


def confirm_skill(*, tag: JobSkill, user: AbstractBaseUser | None) -> JobSkill:
    """Record that `user` finds the tag right."""
    return _decide(tag=tag, decision=Decision.CONFIRMED, user=user)


def reject_skill(*, tag: JobSkill, user: AbstractBaseUser | None) -> JobSkill:
    """Record that `user` finds the tag wrong; no engine brings it back."""
    return _decide(tag=tag, decision=Decision.REJECTED, user=user)


def undo_decision(*, tag: JobSkill, user: AbstractBaseUser | None) -> JobSkill | None:
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


def set_importance(*, tag: JobSkill, importance: str, user: AbstractBaseUser | None) -> JobSkill:
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


def add_skill(*, job: JobDescription, skill: Skill, user: AbstractBaseUser | None) -> JobSkill:
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
            tag.evidence = list(_mentions(job.text, forms))
        tag.decision = Decision.CONFIRMED
        tag.decided_by = user  # type: ignore[assignment]
        tag.decided_at = timezone.now()
        tag.save()
    return tag


# --- What curators decide about skills ----------------------------------------------------------------------------


def set_skill_status(*, skills: Sequence[Skill], status: str) -> int:
    """Block, unblock or retire skills; their tags stay stored and count again once the skill is active.

    Returns:
        How many skills changed.
    """
    changed = 0
    with transaction.atomic():
        for skill in Skill.objects.select_for_update().filter(pk__in=[skill.pk for skill in skills]):
            if skill.status != status:
                skill.status = Skill.Status(status)
                skill.full_clean()
                skill.save()
                changed += 1
    return changed


# --- Titles -----------------------------------------------------------------------------------------------------


def apply_title(
    *,
    job: JobDescription,
    source: str,
    title_id: str,
    name: str,
    source_version: str,
    user: AbstractBaseUser | None,
    level: str = "",
    confidence: float | None = None,
    reason: str = "",
    replaced_title: str = "",
) -> JobTitle:
    """Record which standard title the job carries, and which suggestion it came from."""
    with transaction.atomic():
        standard, _created = StandardTitle.objects.update_or_create(
            source=source, title_id=title_id, defaults={"name": name, "source_version": source_version}
        )
        job_title = JobTitle.objects.filter(job=job).first() or JobTitle(job=job)
        job_title.standard_title = standard
        job_title.level = level
        job_title.confidence = confidence
        job_title.reason = reason[:255]
        job_title.replaced_title = replaced_title
        job_title.applied_by = user  # type: ignore[assignment]
        job_title.full_clean()
        job_title.save()
    return job_title


def remove_title(*, job: JobDescription) -> None:
    """Take the standard title from the job."""
    with transaction.atomic():
        for job_title in JobTitle.objects.filter(job=job):
            job_title.delete()


DECISIONS: dict[str, Callable[..., JobSkill | None]] = {
    "confirm": confirm_skill,
    "reject": reject_skill,
    "undo": undo_decision,
}
