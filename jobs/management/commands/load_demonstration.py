"""manage.py load_demonstration"""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand

from jobs import services
from jobs.models import JobDescription, UploadedDocument

FOLDER = Path(__file__).resolve().parents[2] / "demonstration"


class Command(BaseCommand):
    """Take in the demonstration job descriptions, through the same reader as an upload."""

    help = "Adds forty job descriptions of a fictional organisation; those already there stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the files and give each the facts that the list of them says."""
        entries = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["documents"]
        added = 0
        for start in range(0, len(entries), settings.UPLOAD_MAX_FILES):
            added += self._take_in(entries, start, settings.UPLOAD_MAX_FILES)
        self.stdout.write(f"{added} demonstration job descriptions added.")

    def _take_in(self, entries: list[dict[str, str]], start: int, count: int) -> int:
        """Upload `count` files from the entry numbered `start` on, as one batch, and return how many were added."""
        chosen = {entry["file"]: entry for entry in entries[start : start + count]}
        files = [SimpleUploadedFile(name, (FOLDER / "documents" / name).read_bytes()) for name in chosen]
        batch = services.upload_files(files=files, user=None)
        added = 0
        for done, waiting in enumerate(batch.documents.order_by("pk"), start=start + 1):
            document = services.read_document(waiting.pk)
            if document is not None and document.state == UploadedDocument.State.DONE and document.job is not None:
                _correct(document.job, chosen[document.name])
                added += 1
            self.stdout.write(
                f"  {done} of {len(entries)} documents read", ending="\n" if done == len(entries) else "\r"
            )
            self.stdout.flush()
        if not added:
            batch.delete()
        return added


def _correct(job: JobDescription, entry: dict[str, str]) -> None:
    """Give the job the facts that the list of documents says."""
    for fact in ("title", "department", "classification", "reference", "location", "language"):
        setattr(job, fact, entry[fact])
    job.effective_date = datetime.date.fromisoformat(entry["date"])
    services.save_job(job=job, user=None)
