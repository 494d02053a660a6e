"""Commands that read one JSON object a line and write one for each."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError

INTERRUPTED = 130  # the exit status that shells give for Ctrl-C


def add_arguments(parser: CommandParser) -> None:
    """Declare --in and --out."""
    parser.add_argument("--in", dest="source", default="-", help="file of JSON lines, - for standard input")
    parser.add_argument("--out", dest="target", default="-", help="file to write, - for standard output")


@contextmanager
def streams(options: dict[str, Any]) -> Iterator[tuple[Iterable[bytes], IO[str]]]:
    """Open what --in and --out name, and say in plain words what goes wrong while they are read and written.

    Whatever ends the work, the lines that were written stay written. A reader that closes the pipe has had enough,
    which is no error.

    Raises:
        CommandError: one of them cannot be opened, read or written, the database cannot be used, or Ctrl-C.
    """
    source, target = options["source"], options["target"]
    if source != "-" and Path(source).exists() and Path(target).exists() and Path(source).samefile(target):
        raise CommandError("--in and --out are the same file.")
    try:
        with ExitStack() as stack:
            reader = sys.stdin.buffer if source == "-" else stack.enter_context(Path(source).open("rb"))
            writer = _standard_output() if target == "-" else stack.enter_context(_opened(Path(target)))
            yield reader, writer
            writer.flush()
    except BrokenPipeError:
        # Python would flush once more at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt as error:
        raise CommandError("Interrupted; what was written so far is whole.", returncode=INTERRUPTED) from error
    except OSError as error:
        name = error.filename or ("standard output" if target == "-" else target)
        raise CommandError(f"{name}: {error.strerror}.") from error
    except DatabaseError as error:
        raise CommandError(f"The database cannot be used: {error}. Is it set up (manage.py migrate)?") from error


# What UTF-8 cannot hold (half a character, "\ud800") is written as JSON writes it.
_ERRORS = "backslashreplace"


def _opened(path: Path) -> IO[str]:
    return path.open("w", encoding="utf-8", errors=_ERRORS)


def _standard_output() -> IO[str]:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors=_ERRORS)
    return sys.stdout


def rows(source: Iterable[bytes], text: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of `source`, each with an "id" and with a text in the member named `text`.

    Args:
        source: lines of UTF-8.
        text: name of the member.

    Raises:
        CommandError: a line is something else, or has the id of an earlier one; its number is said.
    """
    seen: dict[str | int, int] = {}
    for number, line in enumerate(source, start=1):
        if not line.strip():
            continue
        row = _row(number, line, text)
        first = seen.setdefault(row["id"], number)
        if first != number:
            raise CommandError(f'Line {number} has the "id" of line {first}.')
        yield row


def _row(number: int, line: bytes, text: str) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CommandError(f"Line {number} is not UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"Line {number} is not JSON.") from error
    if not isinstance(row, dict):
        raise CommandError(f'Line {number} is not a JSON object with "id" and "{text}".')
    for name, kinds, meaning in (("id", (str, int), "a text or a whole number"), (text, (str,), "a text")):
        if name not in row:
            raise CommandError(f'Line {number} has no "{name}".')
        if not isinstance(row[name], kinds) or isinstance(row[name], bool):
            raise CommandError(f'Line {number}: "{name}" is not {meaning}.')
    return row
