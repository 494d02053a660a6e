"""manage.py load_demonstration"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from jobs import services


class Command(BaseCommand):
    """Take in the demonstration job descriptions, through the same reader as an upload."""

    help = "Adds forty job descriptions of a fictional organisation; those already there stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the files and give each the facts that the list of them says."""
        batches = services.begin_demonstration(user=None)
        count, self.done = sum(batch.documents.count() for batch in batches), 0

        def report() -> None:
            self.done += 1
            ending = "\n" if self.done == count else "\r"
            self.stdout.write(f"  {self.done} of {count} documents read", ending=ending)
            self.stdout.flush()

        added = sum(services.finish_demonstration(batch=batch, report=report) for batch in batches)
        self.stdout.write(f"{added} demonstration job descriptions added.")
