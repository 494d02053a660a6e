"""manage.py suggest_titles"""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from skills.engines.embedded.engine import title_standardiser
from skills.engines.embedded.titles.predictions import predictions
from skills.management import jsonlines


class Command(BaseCommand):
    """Standardise titles that are not of this installation."""

    help = 'Reads lines {"id", "title"} and writes, for each, {"id", "ranked": [{"id", "title", "confidence"}], "ms"}.'
    requires_system_checks = ()  # they read every page's code, which takes longer than the work

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        jsonlines.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, standardise and write line by line.

        Raises:
            CommandError: a file cannot be opened, read or written, or a line is not as it must be.
        """
        with jsonlines.streams(options) as (source, target):
            rows = jsonlines.rows(source, "title")
            for prediction in predictions(rows, standardiser=title_standardiser()):
                target.write(json.dumps(prediction, ensure_ascii=False) + "\n")
