"""What a person does with uploads: begin one, add files, pause it, have a file read again, take one out."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from pathlib import PurePath

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jd_platform import queue
from jobs import tasks
from jobs.documents.base import DocumentError, ErrorCode
from jobs.models import UploadBatch, UploadedDocument
from jobs.services.files import Keeping, delete_with_bytes, keeping

State = UploadedDocument.State
MAX_EXPECTED = 100_000


def upload_files(
    *,
    files: Sequence[UploadedFile[bytes]],
    user: User | None,
    department: str = "",
    language: str = "",
    built_in_engine: bool = False,
) -> UploadBatch:
    """Keep `files` as a batch and have them read in the background; see `begin_batch` for the other arguments.

    Every row and its bytes are committed when this returns. A file over the size limit gets a row with that reason
    and no bytes.

    Raises:
        ValidationError: no file, more than UPLOAD_MAX_FILES, or the disk is full.
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
    with keeping() as kept:
        batch = begin_batch(user=user, department=department, language=language, built_in_engine=built_in_engine)
        for file in files:
            _add(kept, batch, file)
    return batch


def begin_batch(
    *,
    user: User | None,
    department: str = "",
    language: str = "",
    built_in_engine: bool = False,
    expected: int = 0,
) -> UploadBatch:
    """Begin an upload to which `add_file` adds.

    Args:
        user: who uploads.
        department: for files that do not name theirs.
        language: of all files, "en" or "fr"; empty when each is to be told from its text.
        built_in_engine: whether the built-in engine is to find the skills, also where Lightcast is in use.
        expected: how many files were chosen, 0 when that is not known.

    Raises:
        ValidationError: the department is too long, the language unknown, or the number absurd.
    """
    if not 0 <= expected <= MAX_EXPECTED:
        raise ValidationError(_("Choose fewer files at a time."), code="too_many")
    batch = UploadBatch(created_by=user, department=department, language=language, expected=expected)
    batch.built_in_engine = built_in_engine
    batch.full_clean(exclude=["created_by"])
    batch.save()
    return batch


def add_file(
    *, batch: UploadBatch, file: UploadedFile[bytes], key: uuid.UUID | None = None, is_read_later: bool = True
) -> UploadedDocument:
    """Keep one more file of `batch`; row and bytes are committed on return.

    Args:
        batch: the upload it belongs to.
        file: the file.
        key: chosen by the sender. A file sent again with the same key, because the answer got lost, is kept once.
        is_read_later: whether to have it read in the background; the caller reads it otherwise.

    Raises:
        ValidationError: the disk is full.
    """
    with keeping() as kept:
        UploadBatch.objects.select_for_update().get(pk=batch.pk)  # the same file may be on its way twice
        known = batch.documents.filter(key=key).first() if key is not None else None
        return known or _add(kept, batch, file, key, is_read_later=is_read_later)


def _add(
    kept: Keeping,
    batch: UploadBatch,
    file: UploadedFile[bytes],
    key: uuid.UUID | None = None,
    *,
    is_read_later: bool = True,
) -> UploadedDocument:
    document = UploadedDocument(batch=batch, name=file_name(file.name or ""), size=file.size or 0, key=key)
    keep(kept, document, file.read)
    if is_read_later and document.is_open:
        wake(document.pk)
    return document


def file_name(name: str) -> str:
    """Return the last part of `name`, as long as a row holds it; the ending is kept."""
    return PurePath(name.replace("\x00", "")).name[-255:] or _("unnamed file")


def keep(kept: Keeping, document: UploadedDocument, read: Callable[[], bytes]) -> None:
    """Store the row with its bytes; one over the size limit is refused without its bytes."""
    compressed = document.name.lower().endswith(".zip") and document.archive_id is None
    limit = settings.UPLOAD_MAX_ARCHIVE_BYTES if compressed else settings.UPLOAD_MAX_BYTES
    if document.size > limit:
        refuse(document, DocumentError(ErrorCode.TOO_LARGE, limit=limit))
        document.save()
        return
    kept.write(document, read())
    document.save()


def wake(document_id: int) -> None:
    """Have a file read once the transaction is committed."""
    queue.wake(tasks.read_document, document_id)


def refuse(document: UploadedDocument, error: DocumentError) -> None:
    """Note why a file is not added; the caller saves it."""
    document.state = State.REFUSED
    document.error_code = str(error.code)
    document.error_params = error.params
    document.finished_at = timezone.now()


def pause_batch(*, batch: UploadBatch) -> None:
    """Have the files of `batch` that wait stay unread; what is being read is finished."""
    UploadBatch.objects.filter(pk=batch.pk).update(paused=True)


def resume_batch(*, batch: UploadBatch) -> None:
    """Have the waiting files of a paused `batch` read."""
    with transaction.atomic():
        if UploadBatch.objects.filter(pk=batch.pk, paused=True).update(paused=False):
            for document_id in batch.documents.filter(state=State.WAITING).values_list("pk", flat=True):
                wake(document_id)


def retry_document(*, document: UploadedDocument) -> None:
    """Have a refused file read again from its kept bytes.

    Raises:
        ValidationError: the file was not kept, or is not refused.
    """
    _read_again(document, State.REFUSED)


def add_anyway(*, document: UploadedDocument) -> None:
    """Have a job description made of a file although the same is here already.

    Raises:
        ValidationError: the file was not kept, or was not found to be here already.
    """
    _read_again(document, State.DUPLICATE)


def _read_again(document: UploadedDocument, state: str) -> None:
    with transaction.atomic():
        document = UploadedDocument.objects.select_for_update().get(pk=document.pk)
        if document.state != state or not document.content:
            raise ValidationError(_("This file cannot be read again; upload it once more."), code="not_retryable")
        document.add_anyway = document.add_anyway or state == State.DUPLICATE
        document.job = None
        document.state = State.WAITING
        document.error_code = ""
        document.error_params = {}
        document.attempts = 0
        document.finished_at = None
        document.save()
        wake(document.pk)


def remove_document(*, document: UploadedDocument) -> None:
    """Take a file that waits, was not added, or is here already out of its upload, with its bytes.

    Raises:
        ValidationError: it is being read, or a job description was made of it.
    """
    with transaction.atomic():
        document = UploadedDocument.objects.select_for_update().get(pk=document.pk)
        if document.state not in UploadedDocument.REMOVABLE_STATES:
            raise ValidationError(_("This file cannot be removed any more."), code="not_removable")
        if document.archive_id is None and document.batch.expected:
            UploadBatch.objects.filter(pk=document.batch_id).update(expected=document.batch.expected - 1)
        delete_with_bytes(document)
