"""Writes of the jobs application: one function for each thing a person or the worker can do."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import PurePath
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs import tasks
from jobs.documents.archives import unpack_zip
from jobs.documents.base import Document, DocumentError, ErrorCode, Limits
from jobs.documents.detect import Format, detect
from jobs.documents.isolation import read_in_subprocess
from jobs.models import JobDescription, UploadBatch, UploadedDocument, hash_text, normalise_text

log = structlog.get_logger(__name__)

State = UploadedDocument.State

MAX_READ_ATTEMPTS = 3


def limits() -> Limits:
    """Return the limits on reading that the settings give."""
    return Limits(
        max_bytes=settings.UPLOAD_MAX_BYTES,
        max_pages=settings.READ_MAX_PAGES,
        max_unpacked_bytes=settings.READ_MAX_UNPACKED_BYTES,
        max_entries=settings.READ_MAX_ENTRIES,
        max_characters=settings.READ_MAX_CHARACTERS,
    )


def upload_files(*, files: Sequence[UploadedFile[bytes]], user: User | None, department: str = "") -> UploadBatch:
    """Keep `files` as a batch and have them read in the background.

    Every row and its bytes are committed when this returns. A file over the size limit gets a row with that reason
    and no bytes.

    Raises:
        ValidationError: no file, or more than UPLOAD_MAX_FILES.
    """
    if not files:
        raise ValidationError(_("Choose at least one file."), code="empty")
    if len(files) > settings.UPLOAD_MAX_FILES:
        raise ValidationError(
            ngettext(
                "Choose at most %(limit)d file at a time.",
                "Choose at most %(limit)d files at a time.",
                settings.UPLOAD_MAX_FILES,
            )
            % {"limit": settings.UPLOAD_MAX_FILES},
            code="too_many",
        )
    with transaction.atomic():
        batch = UploadBatch(created_by=user, department=department)
        batch.full_clean(exclude=["created_by"])
        batch.save()
        for file in files:
            document = UploadedDocument(batch=batch, name=_file_name(file.name or ""), size=file.size or 0)
            _keep(document, file.read)
    return batch


def _file_name(name: str) -> str:
    """Return the last part of `name`, as long as a row holds it; the ending is kept."""
    return PurePath(name.replace("\x00", "")).name[-255:] or _("unnamed file")


def _keep(document: UploadedDocument, read: Callable[[], bytes]) -> None:
    """Store the row with its bytes and have it read; one over the size limit is refused without its bytes."""
    compressed = document.name.lower().endswith(".zip") and document.archive_id is None
    limit = settings.UPLOAD_MAX_ARCHIVE_BYTES if compressed else settings.UPLOAD_MAX_BYTES
    if document.size > limit:
        _refuse(document, DocumentError(ErrorCode.TOO_LARGE, limit=limit))
        document.save()
        return
    data = read()
    document.sha256 = hashlib.sha256(data).hexdigest()
    document.content.save(document.name, ContentFile(data), save=False)
    document.save()
    _enqueue(document.pk)


def _enqueue(document_id: int) -> None:
    transaction.on_commit(lambda: tasks.read_document.enqueue(document_id))


def _refuse(document: UploadedDocument, error: DocumentError) -> None:
    document.state = State.REFUSED
    document.error_code = str(error.code)
    document.error_params = error.params
    document.finished_at = timezone.now()


def _lease() -> timedelta:
    """Return how long a worker may hold a file before another may take it."""
    return timedelta(seconds=settings.READ_TIMEOUT_SECONDS + 30)


def _claim(document_id: int) -> UploadedDocument | None:
    """Take the file for reading, or return None when it is gone, finished, or another worker has it."""
    now = timezone.now()
    stale = Q(state=State.READING, started_at__lt=now - _lease())
    with transaction.atomic():
        document = (
            UploadedDocument.objects.select_for_update().filter(Q(state=State.WAITING) | stale, pk=document_id).first()
        )
        if document is None:
            return None
        document.state = State.READING
        document.started_at = now
        document.attempts += 1
        document.save(update_fields=["state", "started_at", "attempts"])
    return document


def read_document(document_id: int) -> UploadedDocument | None:
    """Read a kept file and make a job description of it.

    Returns:
        The row in its final state, or None when there was nothing to do.
    """
    document = _claim(document_id)
    if document is None:
        return None
    if document.attempts > MAX_READ_ATTEMPTS:
        _refuse(document, DocumentError(ErrorCode.READER_FAILED))
        document.save()
        return document
    twin = UploadedDocument.objects.filter(sha256=document.sha256, job__isnull=False).exclude(pk=document.pk).first()
    if twin is not None and twin.job is not None:
        return _finish_as_duplicate(document, twin.job)
    with document.content.open("rb") as content:
        data = content.read()
    try:
        if document.archive_id is None and detect(data, document.name) is Format.ZIP:
            return _unpack(document, data)
        read = read_in_subprocess(
            data,
            document.name,
            limits(),
            timeout_seconds=settings.READ_TIMEOUT_SECONDS,
            memory_bytes=settings.READ_MAX_MEMORY_BYTES,
        )
    except DocumentError as error:
        _refuse(document, error)
        document.save()
        log.info("document_refused", document=document.pk, reason=document.error_code)
        return document
    return _make_job(document, read)


def _unpack(document: UploadedDocument, data: bytes) -> UploadedDocument:
    """Put every file of a compressed folder into the batch, all or none of them.

    Raises:
        DocumentError: the folder is damaged, protected, or too large.
    """
    with transaction.atomic():
        for name, content in unpack_zip(data, limits()):
            entry = UploadedDocument(batch=document.batch, archive=document, name=_file_name(name), size=len(content))
            _keep(entry, partial(bytes, content))
        document.state = State.UNPACKED
        document.finished_at = timezone.now()
        document.save()
    return document


def _finish_as_duplicate(document: UploadedDocument, job: JobDescription) -> UploadedDocument:
    document.state = State.DUPLICATE
    document.job = job
    document.finished_at = timezone.now()
    document.save()
    return document


def _make_job(document: UploadedDocument, read: Document) -> UploadedDocument:
    text = normalise_text(read.text)
    same_text = JobDescription.objects.filter(text_hash=hash_text(text)).first()
    if same_text is not None:
        return _finish_as_duplicate(document, same_text)
    facts = read.facts
    user = document.batch.created_by
    job = JobDescription(
        title=_fitting("title", facts.title or PurePath(document.name).stem or document.name),
        reference=_fitting("reference", facts.reference),
        department=_fitting("department", facts.department or document.batch.department),
        classification=_fitting("classification", facts.classification),
        location=_fitting("location", facts.location),
        language=facts.language or "en",
        effective_date=facts.effective_date,
        text=text,
        source_name=document.name,
        source_format=read.format[:16],
        created_by=user,
        updated_by=user,
    )
    with transaction.atomic():
        job.save()
        document.state = State.DONE
        document.warnings = list(read.warnings)
        document.job = job
        document.finished_at = timezone.now()
        document.save()
    log.info("document_read", document=document.pk, job=job.pk, format=read.format)
    return document


def _fitting(field: str, value: str | None) -> str:
    """Return `value` on one line, cut to the length that the job's `field` holds."""
    limit = getattr(JobDescription._meta.get_field(field), "max_length", None)
    return " ".join((value or "").split())[:limit]


def retry_document(*, document: UploadedDocument) -> None:
    """Have a refused file read again from its kept bytes.

    Raises:
        ValidationError: the file was not kept, or is not refused.
    """
    with transaction.atomic():
        document = UploadedDocument.objects.select_for_update().get(pk=document.pk)
        if document.state != State.REFUSED or not document.content:
            raise ValidationError(_("This file cannot be read again; upload it once more."), code="not_retryable")
        document.state = State.WAITING
        document.error_code = ""
        document.error_params = {}
        document.attempts = 0
        document.finished_at = None
        document.save()
        _enqueue(document.pk)


def resume_documents() -> int:
    """Wake the reading of every file that waits, or that a worker took and never finished.

    Returns:
        How many were woken.
    """
    now = timezone.now()
    due = UploadedDocument.objects.filter(
        Q(state=State.WAITING, batch__created_at__lt=now - timedelta(seconds=10))
        | Q(state=State.READING, started_at__lt=now - _lease())
    ).values_list("pk", flat=True)
    woken = 0
    for document_id in due.iterator():
        tasks.read_document.enqueue(document_id)
        woken += 1
    return woken


def save_job(*, job: JobDescription, user: User | None) -> JobDescription:
    """Save a new or changed job description on behalf of `user`.

    Raises:
        ValidationError: a field does not hold.
    """
    if job._state.adding:
        job.created_by = user
    job.updated_by = user
    job.text = normalise_text(job.text)
    job.full_clean(exclude=["text_hash"])
    with transaction.atomic():
        job.save()
    return job


def delete_jobs(*, jobs: Iterable[JobDescription]) -> int:
    """Delete job descriptions with the files they came from.

    Returns:
        How many were deleted.
    """
    deleted = 0
    with transaction.atomic():
        for job in jobs:
            for document in job.documents.all():
                _delete_with_bytes(document)
            job.delete()
            deleted += 1
    return deleted


def _delete_with_bytes(document: UploadedDocument) -> None:
    content: Any = document.content
    document.delete()
    if content:
        transaction.on_commit(lambda: content.storage.delete(content.name))
