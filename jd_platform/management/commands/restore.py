"""manage.py restore"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jd_platform.backup import BackupError, restore


class Command(BaseCommand):
    """Fill an empty installation from a backup."""

    help = "Fills an empty installation from a file that manage.py backup wrote. What is not empty is left as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path, help="the backup")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore.

        Raises:
            CommandError: it could not be restored; nothing was changed then.
        """
        try:
            summary = restore(options["file"], self.stdout.write)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored {summary.rows} rows and {summary.files} files.")
