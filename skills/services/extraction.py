"""Finding the skills of saved job descriptions: asking for it, doing it, trying again."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from jd_platform import queue
from jd_platform.webhooks.models import Event
from jd_platform.webhooks.services import announce
from jobs.models import JobDescription, UploadBatch, UploadedDocument
from jobs.services import is_gone, this_worker
from jobs.tags import SHORT_OF_CALLS
from skills import tasks
from skills.engines.base import EngineError, Extracted, SkillEngine
from skills.engines.select import current_engine, embedded_engine, engine_name
from skills.models import Extraction
from skills.services.answers import answer_to_json, paid_answer
from skills.services.holding import hold_text
from skills.services.proposals import relocate_proposals
from skills.services.tags import apply_extracted, relocate_evidence

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
FIRST_WAIT_SECONDS = 15
LONGEST_WAIT_SECONDS = 15 * 60
FRESH = timedelta(seconds=10)
CRASHED = "crashed"

State = Extraction.State


def text_saved(job: JobDescription, *, is_new: bool = False) -> Extraction | None:
    """Ask for an extraction of a job that was just saved, unless this text has one already.

    Evidence of the tags it carries, and the places of proposed phrases, are moved to the new text, or dropped; a new
    job has neither.
    """
    if is_new:
        return _wake(Extraction(job=job, text_hash=job.text_hash, built_in_engine=job.built_in_engine))
    latest = job.extractions.exclude(state=State.SUPERSEDED).order_by("-id").first()
    if latest is not None and latest.text_hash == job.text_hash:
        return None
    relocate_evidence(job)
    relocate_proposals(job)
    return _request(job)


def request_extraction(job: JobDescription, *, built_in_engine: bool = False) -> Extraction:
    """Make a waiting extraction for the job's present text and wake a worker once the transaction is through.

    One that waits already for the same text is returned; one for an older text is replaced.

    Args:
        job: the job.
        built_in_engine: whether the built-in engine is to do it, also where Lightcast is in use.
    """
    with transaction.atomic():
        _held(job.pk)  # else two requests at once would both find none that waits
        return _request(job, built_in_engine=built_in_engine)


def _request(job: JobDescription, *, built_in_engine: bool = False) -> Extraction:
    """Do what `request_extraction` says, for a job that is held against others."""
    waiting = job.extractions.select_for_update().filter(state__in=Extraction.OPEN_STATES).order_by("-id").first()
    if waiting is not None and waiting.text_hash == job.text_hash and waiting.state != State.RETRY:
        if built_in_engine and waiting.state == State.WAITING:
            waiting.built_in_engine = True
            waiting.save(update_fields=["built_in_engine"])
        return waiting
    job.extractions.filter(state__in=Extraction.OPEN_STATES).update(state=State.SUPERSEDED, finished_at=timezone.now())
    return _wake(Extraction(job=job, text_hash=job.text_hash, built_in_engine=built_in_engine))


def _wake(extraction: Extraction) -> Extraction:
    extraction.save()
    queue.wake(tasks.run_extraction, extraction.pk)
    return extraction


def request_extractions(jobs: Iterable[JobDescription]) -> int:
    """Ask for an extraction of each of `jobs`, as `request_extraction` does, all of them or none.

    Returns:
        How many jobs that is.
    """
    with transaction.atomic():
        return len([request_extraction(job) for job in sorted(jobs, key=lambda job: job.pk)])


def leave_to_built_in_engine(batch: UploadBatch) -> int:
    """Have the built-in engine find the skills of an upload's jobs in place of Lightcast, whose calls are used up.

    That holds for the jobs that wait, and for those of the files that are still to be read. When no job waits for
    calls any more, nothing is changed.

    Returns:
        How many jobs were woken.
    """
    with transaction.atomic():
        UploadBatch.objects.select_for_update().get(pk=batch.pk)
        jobs = batch.documents.filter(state=UploadedDocument.State.DONE).values("job")
        waiting = Extraction.objects.filter(job__in=jobs, state__in=[State.WAITING, State.RETRY])
        if not waiting.filter(error_code=SHORT_OF_CALLS).exists():
            return 0
        UploadBatch.objects.filter(pk=batch.pk).update(built_in_engine=True)
        # In the order of `request_extractions`, for two that go different ways could wait for each other.
        keys = list(waiting.select_for_update().order_by("job_id", "pk").values_list("pk", flat=True))
        waiting.update(built_in_engine=True, state=State.WAITING, next_attempt_at=None, error_code="", error_message="")
        for key in keys:
            queue.wake(tasks.run_extraction, key)
    log.info("left_to_built_in_engine", batch=str(batch.pk), extractions=len(keys))
    return len(keys)


def wake_due_extractions(now: datetime | None = None, *, waiting: bool = True) -> int:
    """Wake every extraction that waits, is due to be tried again, or was taken by a worker that never finished.

    Args:
        now: the present moment.
        waiting: whether to wake those too that wait; not while the queue still holds their own wake-up calls.

    Returns:
        How many were woken.
    """
    now = now or timezone.now()
    called = Q(state=State.WAITING, requested_at__gt=now - FRESH) if waiting else Q(state=State.WAITING)
    due = Extraction.objects.filter(_due(now)).exclude(called)
    woken = 0
    for extraction in due.only("state", "started_at", "worker", "error_code").iterator():
        if extraction.state != State.RUNNING or _is_left(extraction, now):
            queue.wake_now(tasks.run_extraction, extraction.pk)
            woken += 1
    return woken


def _due(now: datetime) -> Q:
    return Q(state__in=[State.WAITING, State.RUNNING]) | Q(state=State.RETRY, next_attempt_at__lte=now)


def _is_left(extraction: Extraction, now: datetime) -> bool:
    """Return whether the worker that took it has held it for too long, or has ended.

    That it ended counts once only: workers that are started anew again and again would make a text fail for good.
    """
    if extraction.started_at is None or extraction.started_at < now - LEASE:
        return True
    return extraction.error_code != CRASHED and is_gone(extraction.worker)


def _claim(extraction_id: int, engine: str) -> Extraction | None:
    """Take the extraction, or return None when it is gone, finished, not due, or another worker has it.

    `engine` does it, or the built-in one where a person left it to that.

    One whose text Lightcast is being asked about for another row is left to wait for that answer. One that a worker
    took and never finished is marked as crashed; a second time in a row it fails for good, since its text is then what
    stops the worker.
    """
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
        if extraction.state == State.RUNNING:
            if not _is_left(extraction, now):
                return None
            if extraction.error_code == CRASHED:
                extraction.state = State.FAILED
                extraction.error_message = "The worker stopped twice while it looked at this text."
                extraction.finished_at = now
                extraction.save()
                return None
            extraction.error_code = CRASHED
        if extraction.built_in_engine:
            engine = Extraction.Engine.EMBEDDED
        if engine == Extraction.Engine.LIGHTCAST and _is_being_paid(extraction, now):
            return None
        extraction.engine = engine
        extraction.state = State.RUNNING
        extraction.started_at = now
        extraction.worker = this_worker()
        extraction.attempts += 1
        extraction.save(update_fields=["engine", "state", "started_at", "worker", "attempts", "error_code"])
    return extraction


def _is_being_paid(extraction: Extraction, now: datetime) -> bool:
    """Return whether a worker asks Lightcast about the same text for another row; that holds until the claim is made.

    A row that was replaced while its call is under way counts too: what the call brings is kept.
    """
    hold_text(extraction.text_hash)
    asking = Extraction.objects.filter(
        text_hash=extraction.text_hash,
        state__in=[State.RUNNING, State.SUPERSEDED],
        engine=Extraction.Engine.LIGHTCAST,
        answer__isnull=True,
        started_at__gte=now - LEASE,
    ).exclude(Q(worker="") | Q(pk=extraction.pk))
    return any(not is_gone(worker) for worker in asking.values_list("worker", flat=True))


def _wake_one_that_waited_for(extraction: Extraction) -> None:
    """Wake the next extraction of the same text, which may have been left to wait for this one's call."""
    if extraction.engine == Extraction.Engine.LIGHTCAST:
        now = timezone.now()
        same = Extraction.objects.filter(_due(now), text_hash=extraction.text_hash).exclude(state=State.RUNNING)
        for key in same.order_by("pk").values_list("pk", flat=True)[:1]:
            queue.wake(tasks.run_extraction, key)


def run_extraction(extraction_id: int, engine: SkillEngine | None = None) -> Extraction | None:
    """Find the skills of a job whose extraction waits, and store them.

    Args:
        extraction_id: the waiting row.
        engine: the engine to use, unless a person left it to the built-in one; the one that the settings name when
            left out.

    Returns:
        The row as it stands afterwards, or None when there was nothing to do.
    """
    extraction = _claim(extraction_id, engine.name if engine else engine_name())
    if extraction is None:
        return None
    began = time.monotonic()
    try:
        engine = embedded_engine() if extraction.built_in_engine else engine or current_engine()
        extracted = paid_answer(extraction.text_hash, engine) or engine.extract(extraction.job.text)
    except EngineError as error:
        extraction.duration_ms = _milliseconds_since(began)
        extraction = _note_failure(extraction, error)
    else:
        extraction.duration_ms = _milliseconds_since(began)
        extraction = _store(extraction, extracted)
    _wake_one_that_waited_for(extraction)
    return extraction


def _milliseconds_since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _note_failure(extraction: Extraction, error: EngineError) -> Extraction:
    """Write down why the attempt failed and when the next one is due; never over a newer state of the row."""
    now = timezone.now()
    failure: dict[str, Any] = {
        "engine": extraction.engine,
        "error_code": error.code,
        "error_message": error.user_message,
        "calls": extraction.calls + error.calls,
        "duration_ms": extraction.duration_ms,
        "worker": "",
    }
    if error.retryable:
        wait = _wait_before(extraction.attempts, error.retry_after)
        failure |= {"state": State.RETRY, "next_attempt_at": now + timedelta(seconds=wait)}
    else:
        failure |= {"state": State.FAILED, "finished_at": now}
    fills_gap = error.retryable and settings.SKILLS_FALLBACK == "embedded"
    with transaction.atomic():
        job = _held(extraction.job_id) if fills_gap else None
        row = Extraction.objects.filter(pk=extraction.pk)
        if not row.filter(state=State.RUNNING).update(**failure):
            row.filter(state=State.SUPERSEDED).update(calls=failure["calls"], worker="")
        elif job is not None:
            _fill_gap(extraction, job)
    extraction.refresh_from_db()
    log.warning("extraction_failed", extraction=extraction.pk, reason=error.code, state=extraction.state)
    return extraction


def _held(job_id: int) -> JobDescription | None:
    """Return the job, held against others until the transaction is through; None when it is gone."""
    return JobDescription.objects.select_for_update(no_key=True).filter(pk=job_id).first()


def _fill_gap(extraction: Extraction, job: JobDescription) -> None:
    """Tag the job with the embedded engine until Lightcast answers; its origin says so, and Lightcast replaces it."""
    if job.text_hash == extraction.text_hash:
        apply_extracted(job, embedded_engine().extract(job.text))


def _wait_before(attempt: int, asked_for: float | None) -> float:
    """Return the seconds to wait after `attempt` failed: doubling, with jitter, never less than was asked for."""
    doubled: float = FIRST_WAIT_SECONDS * 2 ** min(attempt - 1, 16)
    wait = min(doubled, LONGEST_WAIT_SECONDS) * random.uniform(0.8, 1.2)  # noqa: S311  spreads load, hides nothing
    return max(wait, asked_for or 0)


def _store(extraction: Extraction, extracted: Extracted) -> Extraction:
    """Bring the job's tags in line with the answer, unless the job has another text by now."""
    with transaction.atomic():
        job = _held(extraction.job_id)
        row = Extraction.objects.filter(pk=extraction.pk)
        state = row.values_list("state", flat=True).first()
        if state in (State.DONE, State.FAILED):  # this worker was slow, and another has finished meanwhile
            row.update(calls=F("calls") + extracted.calls)
            extraction.refresh_from_db()
            return extraction
        extraction.engine = extracted.engine
        extraction.engine_version = extracted.engine_version
        extraction.taxonomy_version = extracted.taxonomy_version
        extraction.calls += extracted.calls
        extraction.answer = answer_to_json(extracted)
        extraction.error_code = extraction.error_message = ""
        extraction.next_attempt_at = None
        extraction.finished_at = timezone.now()
        if job is None:
            return extraction
        if state == State.SUPERSEDED or job.text_hash != extraction.text_hash:
            extraction.state = State.SUPERSEDED
            extraction.save()
            text_saved(job)
            return extraction
        extraction.skills_found = apply_extracted(job, extracted)
        extraction.state = State.DONE
        extraction.save()
        announce(Event.JOB_EXTRACTED, lambda: [_told(extraction)])
    log.info("extraction_done", extraction=extraction.pk, skills=extraction.skills_found, ms=extraction.duration_ms)
    return extraction


def _told(extraction: Extraction) -> dict[str, Any]:
    """Return what webhooks are told of a finished extraction."""
    return {
        "job": extraction.job_id,
        "extraction": extraction.pk,
        "skills_found": extraction.skills_found,
        "engine": extraction.engine,
        "taxonomy_version": extraction.taxonomy_version,
    }
