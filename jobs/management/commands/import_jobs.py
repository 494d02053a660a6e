"""manage.py import_jobs"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobs import services
from jobs.documents.detect import EXTENSIONS
from jobs.models import UploadedDocument


class Command(BaseCommand):
    """Take in files from the server's own disk."""

    help = "Takes in a file, a compressed folder, or every document in a folder and those below it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("path", type=Path, help="a file, a .zip, or a folder")
        parser.add_argument("--department", default="", help="for all files that do not name theirs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the files one by one; what was taken in stays, whenever this is stopped.

        Raises:
            CommandError: nothing is there, or it holds no document.
        """
        paths = list(self._documents(options["path"]))
        if not paths:
            raise CommandError(f"{options['path']} holds no document of a known kind.")
        states: Counter[str] = Counter()
        for done, path in enumerate(paths, start=1):
            for document in self._take_in(path, options["department"]):
                states[document.get_state_display()] += 1
                if document.error_code:
                    self.stderr.write(f"{path}: {document.error_sentence}")
            self.stdout.write(f"  {done} of {len(paths)} files", ending="\n" if done == len(paths) else "\r")
            self.stdout.flush()
        self.stdout.write(", ".join(f"{count} {state}" for state, count in sorted(states.items())))

    @staticmethod
    def _documents(path: Path) -> Iterator[Path]:
        if path.is_file():
            yield path
            return
        if not path.is_dir():
            raise CommandError(f"There is nothing at {path}.")
        for below in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in below.relative_to(path).parts)
            if below.is_file() and not hidden and below.suffix.lower().removeprefix(".") in EXTENSIONS:
                yield below

    @staticmethod
    def _take_in(path: Path, department: str) -> Iterator[UploadedDocument]:
        with path.open("rb") as content:
            file = UploadedFile(File(content), name=path.name, size=path.stat().st_size)
            batch = services.upload_files(files=[file], user=None, department=department)
        waiting = list(batch.documents.all())
        while waiting:
            document = waiting.pop(0)
            services.read_document(document.pk)
            document.refresh_from_db()
            waiting += document.entries.all()
            yield document
