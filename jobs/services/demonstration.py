"""The demonstration job descriptions: forty of a fictional organisation, through the same reader as an upload."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from jobs.models import JobDescription, UploadBatch, UploadedDocument
from jobs.services.descriptions import save_job
from jobs.services.reading import read_document
from jobs.services.uploads import upload_files

FOLDER = Path(__file__).resolve().parents[1] / "demonstration"
FACTS = ("title", "department", "classification", "reference", "location", "language")


def demonstration_entries() -> list[dict[str, Any]]:
    """Return the file name and the facts of each demonstration document."""
    entries: list[dict[str, Any]] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["documents"]
    return entries


def begin_demonstration(*, user: User | None) -> list[UploadBatch]:
    """Upload the demonstration documents on behalf of `user`, in as many uploads as their limit makes necessary."""
    names = [entry["file"] for entry in demonstration_entries()]
    size = settings.UPLOAD_MAX_FILES
    return [
        upload_files(
            files=[
                SimpleUploadedFile(name, (FOLDER / "documents" / name).read_bytes())
                for name in names[start : start + size]
            ],
            user=user,
        )
        for start in range(0, len(names), size)
    ]


def finish_demonstration(*, batch: UploadBatch, report: Callable[[], None] = lambda: None) -> int:
    """Read what is still to be read of `batch`, and give each job the facts that the list of documents says.

    Args:
        batch: an upload of demonstration documents.
        report: called after each document.

    Returns:
        How many job descriptions it brought; an upload that brought none, since they were all there, is taken back.
    """
    facts = {entry["file"]: entry for entry in demonstration_entries()}
    for document in batch.documents.order_by("pk"):
        read_document(document.pk)
        report()
    done = batch.documents.filter(state=UploadedDocument.State.DONE).select_related("job")
    corrected = [_correct(document.job, facts[document.name]) for document in done if document.job is not None]
    if not corrected:
        batch.delete()
    return len(corrected)


def _correct(job: JobDescription, entry: dict[str, Any]) -> JobDescription:
    for fact in FACTS:
        setattr(job, fact, entry[fact])
    job.effective_date = datetime.date.fromisoformat(entry["date"])
    return save_job(job=job, user=None)
