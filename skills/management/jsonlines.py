"""Commands that read one JSON object a line and write one for each."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import CommandError, CommandParser


def add_arguments(parser: CommandParser) -> None:
    """Declare --in and --out."""
    parser.add_argument("--in", dest="source", default="-", help="file of JSON lines, - for standard input")
    parser.add_argument("--out", dest="target", default="-", help="file to write, - for standard output")


@contextmanager
def streams(options: dict[str, Any]) -> Iterator[tuple[IO[str], IO[str]]]:
    """Open what --in and --out name.

    Raises:
        CommandError: one of them cannot be opened.
    """
    with ExitStack() as stack:
        try:
            source: IO[str] = sys.stdin
            if options["source"] != "-":
                source = stack.enter_context(Path(options["source"]).open(encoding="utf-8"))
            target: IO[str] = sys.stdout
            if options["target"] != "-":
                target = stack.enter_context(Path(options["target"]).open("w", encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        yield source, target


def rows(source: Iterable[str], text: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of `source`, each with an "id" and with a text in the member named `text`.

    Raises:
        CommandError: a line is something else; its number is said.
    """
    for number, line in enumerate(source, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise CommandError(f"Line {number} is not JSON.") from error
        if not isinstance(row, dict) or "id" not in row or not isinstance(row.get(text), str):
            raise CommandError(f'Line {number} is not a JSON object with "id" and "{text}".')
        yield row
