"""manage.py rebuild_rollups"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from jobs import columns
from jobs.columns import proof, triggers


class Command(BaseCommand):
    """Read all that is counted anew, or prove that what is kept is right."""

    help = (
        "Counts rest on columns that every process keeps current from a log of changes, and on a stored state to start "
        "from. This stores that state anew, read from the tables; with --check it changes nothing, recounts with plain "
        "SQL what the kept columns say, and ends with status 1 where they differ."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--check", action="store_true", help="recount and compare; change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, or check.

        Raises:
            CommandError: the check found a difference.
        """
        if not options["check"]:
            triggers.install(connection)
            columns.rebuild()
        counted = columns.current()
        differences = [f"trigger missing: {name}" for name in triggers.missing(connection)]
        differences += proof.differences(counted)
        for difference in differences:
            self.stderr.write(difference)
        if differences:
            raise CommandError(f"{len(differences)} differences. Run manage.py rebuild_rollups.")
        self.stdout.write(
            f"{len(counted.jobs)} jobs, {len(counted.tags)} tags, {len(counted.skills)} skills: all right"
        )
