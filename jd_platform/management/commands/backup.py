"""manage.py backup"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jd_platform.backup import BackupError, back_up


class Command(BaseCommand):
    """Save database and files."""

    help = "Writes the database and the originals of all uploads into one file, while the site goes on working."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path, help="where to; it must not be there yet. Example: jobs-2026-11-22.tar")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the backup.

        Raises:
            CommandError: it could not be written.
        """
        try:
            summary = back_up(options["file"], self.stdout.write)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        for name in summary.missing:
            self.stderr.write(f"Not there, though a row names it: {name}")
        self.stdout.write(f"Saved {summary.rows} rows and {summary.files} files in {options['file']}.")
