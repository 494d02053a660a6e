"""Tells whether the process that took a piece of work still lives, so that what it left is taken up at once."""

from __future__ import annotations

import os
import platform
from pathlib import Path

_PROCESSES = Path("/proc")
_START_TIME_FIELD = 22  # of /proc/<pid>/stat, see proc(5)


def _machine() -> str:
    """Return the name under which process numbers mean the same; every container has its own."""
    try:
        namespace = (_PROCESSES / "self" / "ns" / "pid").readlink().name.strip("pid:[]")
    except OSError:
        namespace = ""
    return f"{platform.node()[:24].replace(':', '-')}/{namespace}"


def _start_time(process: int) -> str:
    """Return when a process started, in ticks since the machine did; empty where the system does not say."""
    try:
        status = (_PROCESSES / str(process) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The name in the second field may hold anything, blanks and parentheses too.
    return status.rpartition(")")[2].split()[_START_TIME_FIELD - 3]


def this_worker() -> str:
    """Return the name of this process, at most 64 characters: machine, process number and start time."""
    return f"{_machine()}:{os.getpid()}:{_start_time(os.getpid())}"


def is_gone(worker: str) -> bool:
    """Return whether `worker`, as `this_worker` named it, was a process of this machine that has ended.

    A process of another machine, or a name that is none, is never said to be gone: nobody here can know.
    """
    machine, _separator, process = worker.partition(":")
    number, _separator, started = process.partition(":")
    if machine != _machine() or not number.isdecimal():
        return False
    if not _lives(int(number)):
        return True
    return started != _start_time(int(number))  # another process has its number now


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
