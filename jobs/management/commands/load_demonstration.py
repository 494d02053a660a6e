"""manage.py load_demonstration"""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand

from jobs import services
from jobs.models import UploadedDocument

FOLDER = Path(__file__).resolve().parents[2] / "demonstration"


class Command(BaseCommand):
    """Take in the demonstration job descriptions, through the same reader as an upload."""

    help = "Adds forty job descriptions of a fictional organisation; those already there stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the files and give each the facts that the list of them says."""
        entries = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["documents"]
        added = 0
        for done, entry in enumerate(entries, start=1):
            added += self._take_in(entry)
            last = done == len(entries)
            self.stdout.write(f"  {done} of {len(entries)} documents read", ending="\n" if last else "\r")
            self.stdout.flush()
        self.stdout.write(f"{added} demonstration job descriptions added.")

    @staticmethod
    def _take_in(entry: dict[str, str]) -> bool:
        data = (FOLDER / "documents" / entry["file"]).read_bytes()
        batch = services.upload_files(files=[SimpleUploadedFile(entry["file"], data)], user=None)
        document = services.read_document(batch.documents.get().pk)
        if document is None or document.state != UploadedDocument.State.DONE or document.job is None:
            batch.delete()
            return False
        job = document.job
        for fact in ("title", "department", "classification", "reference", "location", "language"):
            setattr(job, fact, entry[fact])
        job.effective_date = datetime.date.fromisoformat(entry["date"])
        services.save_job(job=job, user=None)
        return True
