"""manage.py import_jobs"""

from __future__ import annotations

import logging
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from jobs import services
from jobs.documents.detect import EXTENSIONS
from jobs.models import JobDescription, Language, UploadBatch, UploadedDocument
from jobs.tables import TableError, read_table

State = UploadedDocument.State

TABLES = {".csv", ".jsonl"}
BAR_CHARACTERS = 30
READ_AHEAD = 200
OTHERS_NAMED = 20


def _and_more(count: int) -> str:
    return f"\nand {count} more" if count > 0 else ""


class Command(BaseCommand):
    """Take in files from the server's own disk."""

    help = (
        "Takes in every document in a folder and those below it, a compressed folder (.zip), one document, or a table "
        "of job descriptions (.csv with headings, .jsonl). What is here already is passed over, so that an import "
        "that was stopped may be started again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("path", type=Path, help="a folder, a .zip, a document, a .csv or a .jsonl")
        parser.add_argument("--department", default="", help="for all that do not name theirs")
        parser.add_argument("--language", default="", choices=Language.values, help="of all documents, where known")
        parser.add_argument(
            "--built-in-engine", action="store_true", help="spend no call to Lightcast on finding their skills"
        )
        parser.add_argument(
            "--readers", type=int, default=os.cpu_count() or 1, help="how many documents are read at the same time"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Take in what is at the path; what was taken in stays, whenever this is stopped.

        Raises:
            CommandError: nothing is there, it holds no document, or the table has faults, of which none is stored.
        """
        path: Path = options["path"]
        if not path.exists():
            raise CommandError(f"There is nothing at {path}.")
        began = time.monotonic()
        logger = logging.getLogger("jobs.services")
        usual = logger.level
        logger.setLevel(logging.WARNING)  # a line for each file would hide the bar
        try:
            if path.suffix.lower() in TABLES and path.is_file():
                states = self._take_in_table(path, options)
            else:
                states = self._take_in_documents(path, options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        finally:
            logger.setLevel(usual)
        seconds = time.monotonic() - began
        summary = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
        self.stdout.write(f"{summary} ({seconds:.1f} s, {states.total() / max(seconds, 0.001):.0f} a second)")

    # --- Tables ----------------------------------------------------------------------------------------------------

    def _take_in_table(self, path: Path, options: dict[str, Any]) -> Counter[str]:
        try:
            jobs = read_table(path, department=options["department"])
        except TableError as error:
            faults = "\n".join(error.sentences[:50])
            more = _and_more(len(error.sentences) - 50)
            raise CommandError(f"{path} was not taken in, not even in part:\n{faults}{more}") from error
        states: Counter[str] = Counter()
        for done, job in enumerate(jobs, start=1):
            if JobDescription.objects.filter(words_hash=job.words_hash).exists():
                states[str(State.DUPLICATE.label)] += 1
            else:
                job.built_in_engine = options["built_in_engine"]
                services.save_job(job=job, user=None, fields=())
                states[str(State.DONE.label)] += 1
            self._show(done, len(jobs))
        return states

    # --- Documents -------------------------------------------------------------------------------------------------

    def _take_in_documents(self, path: Path, options: dict[str, Any]) -> Counter[str]:
        paths, others = self._documents(path)
        if others:
            names = ", ".join(other.name for other in others[:OTHERS_NAMED])
            self.stderr.write(f"Passed over, of no known kind: {names}{_and_more(len(others) - OTHERS_NAMED)}")
        if not paths:
            raise CommandError(f"{path} holds no document of a known kind.")
        readers = max(1, options["readers"])
        batch = services.begin_batch(
            user=None,
            department=options["department"],
            language=options["language"],
            built_in_engine=options["built_in_engine"],
        )
        kept, done = self._keep(batch, paths), 0
        while waiting := list(islice(kept, READ_AHEAD)):
            while waiting:
                for _document in services.read_documents(waiting, readers=readers):
                    done += 1
                    self._show(done, max(len(paths), done))
                waiting = list(self._unpacked(waiting))
        # A worker may have read some of them meanwhile, so the rows are what counts.
        for document in batch.documents.filter(state__in=[State.REFUSED, State.WAITING]).order_by("pk"):
            self.stderr.write(f"{document.name}: {document.message}")
        return Counter(str(State(state).label) for state in batch.documents.values_list("state", flat=True))

    @staticmethod
    def _documents(path: Path) -> tuple[list[Path], list[Path]]:
        """Return the documents at or below `path`, by their names' endings, and the other files, save hidden ones."""
        if path.is_file():
            return [path], []
        documents: list[Path] = []
        others: list[Path] = []
        for below in sorted(path.rglob("*")):
            hidden = any(part.startswith((".", "~$")) for part in below.relative_to(path).parts)
            if below.is_file() and not hidden:
                is_known = below.suffix.lower().removeprefix(".") in EXTENSIONS
                (documents if is_known else others).append(below)
        return documents, others

    @staticmethod
    def _keep(batch: UploadBatch, paths: Iterable[Path]) -> Iterator[int]:
        for path in paths:
            with path.open("rb") as content:
                file = UploadedFile(File(content), name=path.name, size=path.stat().st_size)
                document = services.add_file(batch=batch, file=file, is_read_later=False)
            yield document.pk

    @staticmethod
    def _unpacked(document_ids: Iterable[int]) -> QuerySet[UploadedDocument, int]:
        entries = UploadedDocument.objects.filter(archive__in=list(document_ids), state=State.WAITING)
        return entries.order_by("pk").values_list("pk", flat=True)

    def _show(self, done: int, total: int) -> None:
        """Draw the progress bar: over itself on a terminal, else a line for every hundred."""
        is_terminal = self.stdout.isatty()
        if not is_terminal and done % 100 and done != total:
            return
        full = BAR_CHARACTERS * done // max(total, 1)
        bar = "#" * full + "." * (BAR_CHARACTERS - full)
        self.stdout.write(f"[{bar}] {done} of {total}", ending="\r" if is_terminal and done != total else "\n")
        self.stdout.flush()
