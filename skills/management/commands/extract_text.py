"""manage.py extract_text"""

from __future__ import annotations

import json
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from typing import Any

import django
from django.core.management.base import BaseCommand, CommandError, CommandParser

from skills.management import jsonlines

# Texts that a worker process is given at once, and how many such parcels wait for each worker.
AT_ONCE = 16
WAITING = 2
MOST_WORKERS = 256


class Command(BaseCommand):
    """Find the skills of texts that are not job descriptions of this installation."""

    help = (
        'Reads lines {"id", "text"} and writes, for each, {"id", "skills": [{"id", "name", "start", "end", '
        '"confidence"}]}: one entry for each place, by the embedded engine over the loaded skill list.'
    )
    # They read every page's code, which takes longer than finding the skills of a text.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        jsonlines.add_arguments(parser)
        parser.add_argument("--workers", type=int, default=1, help="processes to share the work (default: 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, extract and write line by line, in the order of the input.

        Raises:
            CommandError: a file cannot be opened, read or written, a line is not as it must be, or the skill list is
                not loaded. What was asked for in earlier lines is written all the same.
        """
        workers = options["workers"]
        if not 1 <= workers <= MOST_WORKERS:
            raise CommandError(f"--workers must be from 1 to {MOST_WORKERS}.")
        with jsonlines.streams(options) as (source, target):
            _check_skill_list()
            rows = jsonlines.rows(source, "text")
            for line in _extract_all(rows) if workers == 1 else _shared(rows, workers):
                target.write(line + "\n")


def _check_skill_list() -> None:
    from skills.models import Taxonomy  # a worker process has to set Django up first

    if not Taxonomy.objects.exists():
        raise CommandError("The skill list is not loaded; manage.py load_taxonomy loads it.")


def _shared(rows: Iterator[dict[str, Any]], workers: int) -> Iterator[str]:
    """Yield what `_extract_all` does, in order, made by several processes.

    Raises:
        CommandError: a row is not as it must be, after what came before it was yielded; or a process was ended.
    """
    waiting: deque[Future[list[str]]] = deque()
    fault: CommandError | None = None
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_start_worker) as pool:
        try:
            while fault is None:
                parcel: list[dict[str, Any]] = []
                try:
                    parcel.extend(islice(rows, AT_ONCE))  # keeps the rows before a faulty one
                except CommandError as error:
                    fault = error
                if not parcel:
                    break
                waiting.append(pool.submit(_extract_parcel, parcel))
                if len(waiting) >= WAITING * workers:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BrokenProcessPool as error:
            raise CommandError("A worker process was ended from outside, perhaps for want of memory.") from error
        finally:
            pool.shutdown(cancel_futures=True)
    if fault is not None:
        raise fault


def _start_worker() -> None:
    """Set Django up, and leave Ctrl-C to the process that writes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()


def _extract_parcel(rows: Sequence[dict[str, Any]]) -> list[str]:
    return list(_extract_all(rows))


def _extract_all(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the line to write for each row, by the skill list as it stands at the first."""
    from skills.engines.select import embedded_engine  # a worker process has to set Django up first

    engine = embedded_engine()
    for row in rows:
        skills = [
            {
                "id": skill.lightcast_id,
                "name": skill.name,
                "start": span.start,
                "end": span.end,
                "confidence": round(skill.confidence, 4),
            }
            for skill in engine.find(row["text"])
            for span in skill.spans
        ]
        yield json.dumps({"id": row["id"], "skills": skills}, ensure_ascii=False)
