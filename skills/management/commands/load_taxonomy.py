"""manage.py load_taxonomy"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from skills.taxonomy.base import TaxonomyError
from skills.taxonomy.report import Report, report_on
from skills.taxonomy.updates import fetched, load

LABELS = {
    "added": "added",
    "renamed": "renamed",
    "retyped": "with another type",
    "moved": "with another category",
    "retired": "retired",
    "returned": "returned",
}


class Command(BaseCommand):
    """Load the skill list, showing what changes."""

    help = "Loads the Lightcast Open Skills list, from the pinned data package or from Lightcast. May be repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--source", choices=["package", "lightcast"], default="package", help="where it comes from")
        parser.add_argument(
            "--version-of-list", default="", help="with --source lightcast: another version than the pinned"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the list.

        Raises:
            CommandError: the list could not be had or read.
        """
        try:
            listed = fetched(options["source"], options["version_of_list"])
        except TaxonomyError as error:
            raise CommandError(str(error)) from error
        dry_run = options["dry_run"]
        report = report_on(listed) if dry_run else Report.from_json(load(listed, self._show_progress).report)
        verb = "would change" if dry_run else "changed"
        where = "Lightcast" if listed.source == "lightcast" else "the data package"
        self.stdout.write(f"Skill list {listed.version} from {where}, {len(listed.skills)} skills; {verb}:")
        for line in self._lines(report):
            self.stdout.write(f"  {line}")

    def _show_progress(self, done: int, total: int) -> None:
        if total:
            self.stdout.write(f"  {done} of {total} skills written", ending="\n" if done == total else "\r")
            self.stdout.flush()

    @staticmethod
    def _lines(report: Report) -> list[str]:
        if not report.kinds:
            return ["nothing: the database holds this list already"]
        return [
            f"{kind.count} {LABELS[kind.name]}" + (f", touching {kind.jobs} jobs" if kind.jobs else "")
            for kind in report.kinds
        ]
