"""manage.py extract_text"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from multiprocessing import get_context
from typing import Any

import django
from django.core.management.base import BaseCommand, CommandError, CommandParser

from skills.management import jsonlines

AT_ONCE = 16


class Command(BaseCommand):
    """Find the skills of texts that are not job descriptions of this installation."""

    help = (
        'Reads lines {"id", "text"} and writes, for each, {"id", "skills": [{"id", "name", "start", "end", '
        '"confidence"}]}: one entry for each place, by the embedded engine over the loaded skill list.'
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        jsonlines.add_arguments(parser)
        parser.add_argument("--workers", type=int, default=1, help="processes to share the work (default: 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, extract and write line by line, in the order of the input.

        Raises:
            CommandError: a file cannot be opened, or a line is not as it must be.
        """
        if options["workers"] < 1:
            raise CommandError("--workers must be at least 1.")
        with jsonlines.streams(options) as (source, target):
            for line in self._lines(jsonlines.rows(source, "text"), options["workers"]):
                target.write(line + "\n")

    @staticmethod
    def _lines(rows: Iterable[dict[str, Any]], workers: int) -> Iterator[str]:
        if workers == 1:
            yield from map(_extract, rows)
            return
        with get_context("spawn").Pool(workers, initializer=django.setup) as pool:
            yield from pool.imap(_extract, rows, chunksize=AT_ONCE)


def _extract(row: dict[str, Any]) -> str:
    from skills.engines.select import embedded_engine  # a worker process has to set Django up first

    skills = [
        {
            "id": skill.lightcast_id,
            "name": skill.name,
            "start": span.start,
            "end": span.end,
            "confidence": round(skill.confidence, 4),
        }
        for skill in embedded_engine().find(row["text"])
        for span in skill.spans
    ]
    return json.dumps({"id": row["id"], "skills": skills}, ensure_ascii=False)
