"""What the worker does with uploaded files: take one, read it, make a job description of it, and leave none behind."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import PurePath

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from jd_platform import queue
from jobs import tasks
from jobs.documents.archives import unpack_zip
from jobs.documents.base import Document, DocumentError, ErrorCode, Limits, Notice
from jobs.documents.detect import Format, detect
from jobs.documents.isolation import read_in_subprocess
from jobs.language import is_sure_of_language
from jobs.models import JobDescription, UploadBatch, UploadedDocument, hash_words, normalise_text
from jobs.services.files import delete_bytes, keeping
from jobs.services.uploads import file_name, keep, refuse, wake
from jobs.services.workers import is_gone, this_worker
from jobs.virus_scan import ScannerUnavailableError, scan

log = structlog.get_logger(__name__)

State = UploadedDocument.State

MAX_READ_ATTEMPTS = 3
# Files taken for each reader: one that it reads and one that it goes on with; a third might outwait the lease.
_AHEAD = 2
_LEAST_WORDS = 60  # a job description has hundreds
_UNWOKEN_AFTER = timedelta(seconds=10)


def limits() -> Limits:
    """Return the limits on reading that the settings give."""
    return Limits(
        max_bytes=settings.UPLOAD_MAX_BYTES,
        max_pages=settings.READ_MAX_PAGES,
        max_unpacked_bytes=settings.READ_MAX_UNPACKED_BYTES,
        max_entries=settings.READ_MAX_ENTRIES,
        max_characters=settings.READ_MAX_CHARACTERS,
    )


def _lease() -> timedelta:
    """Return how long a worker may hold a file before another may take it."""
    return timedelta(seconds=settings.READ_TIMEOUT_SECONDS + 30)


def _is_left(document: UploadedDocument) -> bool:
    """Return whether the worker that took the file has ended, or has had it for too long."""
    if document.started_at is None or document.started_at < timezone.now() - _lease():
        return True
    return is_gone(document.worker)


def _claim(document_id: int) -> UploadedDocument | None:
    """Take the file for reading, or return None when it is gone, finished, paused, or another worker has it."""
    with transaction.atomic():
        document = (
            UploadedDocument.objects.select_for_update(of=("self",))
            .select_related("batch")
            .filter(pk=document_id, state__in=UploadedDocument.OPEN_STATES)
            .first()
        )
        if document is None or document.batch.paused:
            return None
        if document.state == State.READING and not _is_left(document):
            return None
        document.state = State.READING
        document.started_at = timezone.now()
        document.worker = this_worker()
        document.attempts += 1
        document.warnings = []
        document.save(update_fields=["state", "started_at", "worker", "attempts", "warnings"])
    return document


def read_document(document_id: int) -> UploadedDocument | None:
    """Read a kept file and make a job description of it.

    Returns:
        The row in its final state, or None when there was nothing to do.
    """
    return next(read_documents([document_id]), None)


def read_documents(document_ids: Iterable[int], *, readers: int = 1) -> Iterator[UploadedDocument]:
    """Read kept files, several at once, and make job descriptions of them in their order.

    Args:
        document_ids: the rows' ids.
        readers: how many files are read at the same time, each in a process of its own.

    Yields:
        Each row in its final state; one with which there was nothing to do is passed over.
    """
    with ThreadPoolExecutor(readers, thread_name_prefix="reader") as pool:
        ahead: deque[tuple[UploadedDocument, Future[Document]]] = deque()
        try:
            for document in filter(None, map(_claim, document_ids)):
                with _given_back_on_failure(document):
                    reading = _begin(document, pool)
                if reading is None:
                    if not document.is_open:
                        yield document
                    continue
                ahead.append((document, reading))
                if len(ahead) >= readers * _AHEAD:
                    yield _finish(*ahead.popleft())
            while ahead:
                yield _finish(*ahead.popleft())
        finally:
            for document, _reading in ahead:
                _give_back(document)


@contextmanager
def _given_back_on_failure(document: UploadedDocument) -> Iterator[None]:
    """Have the file wait again when something other than itself fails, so that it is tried once more."""
    try:
        yield
    except Exception:
        _give_back(document)
        raise


def _give_back(document: UploadedDocument) -> None:
    held = UploadedDocument.objects.filter(pk=document.pk, state=State.READING, worker=document.worker)
    held.update(state=State.WAITING, worker="")


def let_go() -> int:
    """Have the files wait again that this process took: its work was broken off. Return how many."""
    held = UploadedDocument.objects.filter(state=State.READING, worker=this_worker())
    return held.update(state=State.WAITING, worker="")


def _wait_for_scanner(document: UploadedDocument, reason: str) -> None:
    """Have the file wait until the scanner answers, however often that takes; it is not let in before."""
    held = UploadedDocument.objects.filter(pk=document.pk, state=State.READING, worker=document.worker)
    held.update(state=State.WAITING, worker="", attempts=F("attempts") - 1, warnings=[Notice.UNSCANNED])
    document.state = State.WAITING
    log.warning("scanner_unavailable", document=document.pk, reason=reason)


def _begin(document: UploadedDocument, pool: ThreadPoolExecutor) -> Future[Document] | None:
    """Begin to read a file that was claimed; None when it came to its end without."""
    if document.attempts > MAX_READ_ATTEMPTS:
        _end_refused(document, DocumentError(ErrorCode.READER_FAILED))
        return None
    if not document.add_anyway:
        same = UploadedDocument.objects.filter(sha256=document.sha256, job__isnull=False).exclude(pk=document.pk)
        twin = same.order_by("pk").values_list("job_id", flat=True).first()
        if twin is not None:
            with transaction.atomic():
                if _is_held(document):
                    _finish_as_duplicate(document, twin)
            return None
    with document.content.open("rb") as content:
        data = content.read()
    try:
        if document.archive_id is None and detect(data, document.name) is Format.ZIP:
            _unpack(document, data)  # whose files are scanned one by one
            return None
        scan(data)
    except DocumentError as error:
        _end_refused(document, error)
        return None
    except ScannerUnavailableError as error:
        _wait_for_scanner(document, str(error))
        return None
    return pool.submit(
        read_in_subprocess,
        data,
        document.name,
        limits(),
        timeout_seconds=settings.READ_TIMEOUT_SECONDS,
        memory_bytes=settings.READ_MAX_MEMORY_BYTES,
    )


def _finish(document: UploadedDocument, reading: Future[Document]) -> UploadedDocument:
    """Wait for what the file holds, and make a job description of it."""
    with _given_back_on_failure(document):
        try:
            read = reading.result()
        except DocumentError as error:
            _end_refused(document, error)
        else:
            _make_job(document, read)
    return document


def _is_held(document: UploadedDocument) -> bool:
    """Return whether the file is still this worker's to finish, and keep it so until the transaction ends.

    It is not where the worker held it for too long, so that another took it, or where the file was deleted.
    """
    held = UploadedDocument.objects.select_for_update().filter(
        pk=document.pk, state=State.READING, worker=document.worker, attempts=document.attempts
    )
    if held.exists():
        return True
    log.warning("document_taken_over", document=document.pk)
    return False


def _end_refused(document: UploadedDocument, error: DocumentError) -> None:
    with transaction.atomic():
        if not _is_held(document):
            return
        refuse(document, error)
        document.save()
    log.info("document_refused", document=document.pk, reason=document.error_code)


def _unpack(document: UploadedDocument, data: bytes) -> None:
    """Put every file of a compressed folder into the batch, all or none of them; it is not needed after.

    Raises:
        DocumentError: the folder is damaged, protected, or too large.
        ValidationError: the disk is full.
    """
    with keeping() as kept:
        if not _is_held(document):
            return
        for name, content in unpack_zip(data, limits()):
            entry = UploadedDocument(batch=document.batch, archive=document, name=file_name(name), size=len(content))
            keep(kept, entry, partial(bytes, content))
            if entry.is_open:
                wake(entry.pk)
        delete_bytes(document)
        document.content = ""
        document.state = State.UNPACKED
        document.finished_at = timezone.now()
        document.save()


def _finish_as_duplicate(document: UploadedDocument, job_id: int) -> None:
    document.state = State.DUPLICATE
    document.job_id = job_id
    document.finished_at = timezone.now()
    document.save()


def _make_job(document: UploadedDocument, read: Document) -> None:
    """Make the job description of a file, unless one with the same words is here already."""
    text = normalise_text(read.text)
    words_hash = hash_words(text)
    with transaction.atomic():
        if not _is_held(document):
            return
        _hold_words(words_hash)
        known = JobDescription.objects.none() if document.add_anyway else JobDescription.objects.all()
        same_words = known.filter(words_hash=words_hash).order_by("pk").values_list("pk", flat=True).first()
        if same_words is not None:
            _finish_as_duplicate(document, same_words)
            return
        job = _job_of(document, read, text)
        # Held, for who leaves the rest of an upload to the built-in engine goes by the jobs that are there.
        batches = UploadBatch.objects.select_for_update(no_key=True)
        job.built_in_engine = batches.values_list("built_in_engine", flat=True).get(pk=document.batch_id)
        job.save()
        document.state = State.DONE
        document.warnings = [*read.warnings, *_doubts(job, document.batch)]
        document.job = job
        document.finished_at = timezone.now()
        document.save()
    log.info("document_read", document=document.pk, job=job.pk, format=read.format)


def _hold_words(words_hash: str) -> None:
    """Have other workers wait that are about to add the same words; SQLite lets only one write anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(words_hash[:15], 16)])


def _job_of(document: UploadedDocument, read: Document, text: str) -> JobDescription:
    facts, user = read.facts, document.batch.created_by
    guesses = {
        "title": facts.title or PurePath(document.name).stem or document.name,
        "reference": facts.reference,
        "department": facts.department,
        "classification": facts.classification,
        "location": facts.location,
    }
    values = {name: _fitting(name, value) for name, value in guesses.items()}
    guessed = [name for name, value in values.items() if value]
    guessed += [] if document.batch.language else ["language"]
    if facts.effective_date:
        guessed.append("effective_date")
    values["department"] = values["department"] or document.batch.department
    return JobDescription(
        **values,
        language=document.batch.language or facts.language or "en",
        effective_date=facts.effective_date,
        text=text,
        guessed=guessed,
        source_name=document.name,
        source_format=read.format[:16],
        created_by=user,
        updated_by=user,
    )


def _doubts(job: JobDescription, batch: UploadBatch) -> Iterator[str]:
    """Yield why a job description that was read should be looked at all the same."""
    if len(job.text.split()) < _LEAST_WORDS:
        yield Notice.LITTLE_TEXT.value
    if not batch.language and not is_sure_of_language(job.text):
        yield Notice.LANGUAGE_UNSURE.value


def _fitting(field: str, value: str | None) -> str:
    """Return `value` on one line, cut to the length that the job's `field` holds."""
    limit = getattr(JobDescription._meta.get_field(field), "max_length", None)
    return " ".join((value or "").split())[:limit]


def resume_documents(*, waiting: bool = True) -> int:
    """Wake the reading of every file that a worker took and never finished, and of those that nobody woke.

    Args:
        waiting: whether to wake those too that wait; not while the queue still holds their own wake-up calls.

    Returns:
        How many were woken.
    """
    unfinished = UploadedDocument.objects.filter(batch__paused=False)
    due = [document.pk for document in unfinished.filter(state=State.READING) if _is_left(document)]
    if waiting:
        unwoken = Q(state=State.WAITING, batch__created_at__lt=timezone.now() - _UNWOKEN_AFTER)
        due += unfinished.filter(unwoken).values_list("pk", flat=True)
    for document_id in due:
        queue.wake_now(tasks.read_document, document_id)
    return len(due)
