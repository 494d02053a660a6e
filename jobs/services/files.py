"""The bytes of uploaded files: written with their rows or not at all, deleted once their rows are."""

from __future__ import annotations

import contextlib
import hashlib
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.models import DOCUMENTS_FOLDER, UploadedDocument, document_path

_BATCH = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_UNNAMED_AFTER = timedelta(hours=1)

log = structlog.get_logger(__name__)


class Keeping:
    """One transaction in which rows and their bytes are written."""

    def __init__(self) -> None:
        self._written: list[tuple[Any, str]] = []

    def write(self, document: UploadedDocument, data: bytes) -> None:
        """Write the bytes of `document`, whose row is not saved yet, and note their hash.

        Raises:
            OSError: they could not be written.
        """
        storage: Any = document.content.storage
        name = document_path(document, document.name)
        self._written.append((storage, name))
        document.content.name = storage.save(name, ContentFile(data))
        document.sha256 = hashlib.sha256(data).hexdigest()

    def undo(self) -> None:
        """Delete what was written."""
        for storage, name in self._written:
            with contextlib.suppress(OSError):
                storage.delete(name)


@contextmanager
def keeping() -> Iterator[Keeping]:
    """Commit rows and bytes together: when anything fails, neither rows nor bytes are left.

    Raises:
        ValidationError: the disk takes no more, with a sentence that says so; code "not_stored".
    """
    kept = Keeping()
    try:
        with transaction.atomic():
            yield kept
    except OSError as error:
        kept.undo()
        log.error("files_not_stored", reason=type(error).__name__, number=error.errno)
        raise ValidationError(
            _("The service cannot store files at the moment: its disk is full or fails. Nothing was added; try later."),
            code="not_stored",
        ) from error
    except BaseException:
        kept.undo()
        raise


def delete_with_bytes(document: UploadedDocument) -> None:
    """Delete a row, and its bytes once that is committed."""
    document.delete()
    delete_bytes(document)


def delete_bytes(document: UploadedDocument) -> None:
    """Delete the bytes of `document` once the transaction is committed."""
    content: Any = document.content
    if content:
        storage, name = content.storage, content.name
        transaction.on_commit(lambda: storage.delete(name))


def sweep_files() -> int:
    """Delete kept bytes that no row names, which a process leaves that is killed between writing them and the commit.

    Those younger than an hour stay: their transaction may still be open.

    Returns:
        How many were deleted.
    """
    storage: Any = UploadedDocument._meta.get_field("content").storage
    swept = 0
    for batch_id in filter(_BATCH.fullmatch, _listed(storage, DOCUMENTS_FOLDER)[0]):
        folder = f"{DOCUMENTS_FOLDER}/{batch_id}"
        old = [path for name in _listed(storage, folder)[1] if _is_old(storage, path := f"{folder}/{name}")]
        named = (
            set(UploadedDocument.objects.filter(batch_id=uuid.UUID(batch_id)).values_list("content", flat=True))
            if old
            else ()
        )
        for path in old:
            if path not in named:
                storage.delete(path)
                swept += 1
    return swept


def _listed(storage: Any, folder: str) -> tuple[list[str], list[str]]:
    """Return the folders and files in `folder`, none when it is gone."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return folders, files


def _is_old(storage: Any, path: str) -> bool:
    try:
        return bool(storage.get_modified_time(path) < timezone.now() - _UNNAMED_AFTER)
    except FileNotFoundError:  # deleted meanwhile
        return False
