"""What bin/run and bin/test say while they work: numbered steps, progress, and one sentence when something is wrong."""

from __future__ import annotations

import errno
import io
import shutil
import signal
import sys
import time
from collections.abc import Callable
from typing import NoReturn

INDENT = " " * 6
TO_LINE_START = "\r\x1b[K"  # and clear what is there
SECONDS_BETWEEN_LINES = 5.0
INTERRUPTED = 130  # what shells give a program that was ended by Ctrl-C


class PlainError(Exception):
    """Something that the person at the keyboard can put right, said in one plain sentence."""


class Progress(io.TextIOBase):
    """A stream for the lines below a step; one that ends in a carriage return is replaced by the next.

    That is done on a terminal; anywhere else one such line is written every few seconds.
    """

    def __init__(self) -> None:
        self._on_terminal = sys.stdout.isatty()
        self._to_be_replaced = False
        self._written = ""
        self._last = time.monotonic()

    def write(self, text: str) -> int:
        """Write one line with the character that ends it; a line that repeats the one before is left out."""
        line = INDENT + text.strip()
        passing = text.endswith("\r")
        if passing and not self._on_terminal and time.monotonic() - self._last < SECONDS_BETWEEN_LINES:
            return len(text)
        if line != self._written or self._to_be_replaced:
            self._last = time.monotonic()
            self._show(line, passing=passing and self._on_terminal)
            self._written = line
        return len(text)

    def take_back(self) -> None:
        """Remove the line that was to be replaced, as nothing replaces it."""
        if self._to_be_replaced:
            sys.stdout.write(TO_LINE_START)
            sys.stdout.flush()
            self._to_be_replaced = False

    def _show(self, line: str, *, passing: bool) -> None:
        self.take_back()
        sys.stdout.write(line[: shutil.get_terminal_size().columns - 1] if passing else f"{line}\n")
        sys.stdout.flush()
        self._to_be_replaced = passing


progress = Progress()


class Counter(io.TextIOBase):
    """A stream that shows only how many lines were written to it.

    Args:
        what: the lines stand for, in the plural.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._count = 0

    def write(self, text: str) -> int:
        """Count one line."""
        self._count += 1
        progress.write(f"{self._count} {self._what}\r")
        return len(text)


class Steps:
    """Numbered steps, one line each.

    Args:
        total: how many there will be.
        done: how many another program has already shown.
    """

    def __init__(self, total: int, done: int = 0) -> None:
        self._total = total
        self._shown = done

    def begin(self, line: str) -> None:
        """Show the next step."""
        self._shown += 1
        progress.take_back()
        print(f"[{self._shown}/{self._total}] {line}", flush=True)

    def add(self, line: str) -> None:
        """Show how the step goes on."""
        progress.write(f"{line}\n")

    def pass_by(self, line: str) -> None:
        """Show how far the step is; the next line replaces this one."""
        progress.write(f"{line}\r")


def run_plainly(main: Callable[[], int]) -> NoReturn:
    """Run `main` and leave with its exit status; a problem is one sentence, an interruption one word.

    SIGTERM and the closing of the terminal count as Ctrl-C, also where the shell had this program ignore it.
    """
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.default_int_handler)
    try:
        sys.exit(main())
    except PlainError as error:
        sentence = str(error)
    except OSError as error:
        about = f" ({error.filename})" if error.filename else ""
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            sentence = f"The disk is full{about}: make room and run this again; it goes on where it stopped."
        else:
            sentence = f"The system refused: {error.strerror or error}{about}."
    except KeyboardInterrupt:
        print("\nStopped before it was finished; run it again to go on.", file=sys.stderr)
        sys.exit(INTERRUPTED)
    progress.take_back()
    print(sentence, file=sys.stderr)
    sys.exit(1)
