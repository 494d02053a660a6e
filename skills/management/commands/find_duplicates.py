"""manage.py find_duplicates"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from skills.services import refresh_duplicates


class Command(BaseCommand):
    """Look for likely duplicates among the skills, for curators to decide about."""

    help = "Looks for skills that may be one and the same; curators see them in the administration."

    def handle(self, *args: Any, **options: Any) -> None:
        """Replace what was found before."""
        count = refresh_duplicates()
        self.stdout.write(f"{count} likely duplicate{'' if count == 1 else 's'}.")
