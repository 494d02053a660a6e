"""manage.py curation_csv"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobs.spreadsheets import csv_lines, decoded
from skills.curation.decisions import COLUMNS, decided_lines
from skills.services import Outcome, import_decisions


class Command(BaseCommand):
    """Write curators' decisions to a CSV file, or read them in."""

    help = "Exports surface forms and decisions of curators as CSV, or imports them, saying what each line does."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("direction", choices=["export", "import"], help="which way")
        parser.add_argument("file", type=Path, help="the CSV file")
        parser.add_argument("--dry-run", action="store_true", help="with import: only say what each line would do")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export or import.

        Raises:
            CommandError: the file cannot be read or written, or a line of it cannot be taken in.
        """
        path: Path = options["file"]
        try:
            if options["direction"] == "export":
                self._export(path)
            else:
                self._import(decoded(path.read_bytes()), dry_run=options["dry_run"])
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from error

    def _export(self, path: Path) -> None:
        lines = list(decided_lines())
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(csv_lines([COLUMNS, *lines]))
        self.stdout.write(f"{len(lines)} decision{'' if len(lines) == 1 else 's'} written to {path}.")

    def _import(self, text: str, *, dry_run: bool) -> None:
        report = import_decisions(text=text, user=None, dry_run=dry_run)
        words = {Outcome.CHANGE: "would change" if not report.applied else "changed", Outcome.NOTHING: "holds already"}
        for line in report.lines:
            self.stdout.write(f"Line {line.number}: {words.get(line.outcome, 'refused')}: {line.sentence}")
        if report.faults:
            raise CommandError(f"{report.faults} of {len(report.lines)} lines have a fault; nothing was changed.")
        verb = "would change" if dry_run else "changed"
        self.stdout.write(f"{report.changes} of {len(report.lines)} lines {verb} something.")
