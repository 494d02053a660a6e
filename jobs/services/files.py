"""The bytes of uploaded files: written with their rows or not at all, deleted once their rows are."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from jobs.models import UploadedDocument, document_path

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
