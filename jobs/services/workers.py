"""Tells whether the process that took a piece of work still lives, so that what it left is taken up at once."""

from __future__ import annotations

import os
import platform
from pathlib import Path

_PROCESSES = Path("/proc")
# Fields of /proc/<pid>/stat after the process's name, see proc(5).
_STATE, _START_TIME = 0, 19
_ENDED = {"Z", "X", "x"}  # killed or finished; "Z" until its parent asks how


def _machine() -> str:
    """Return the name under which process numbers mean the same; every container has its own."""
    try:
        namespace = (_PROCESSES / "self" / "ns" / "pid").readlink().name.strip("pid:[]")
    except OSError:
        namespace = ""
    return f"{platform.node()[:24].replace(':', '-')}/{namespace}"


def _status(process: int) -> list[str]:
    """Return what the system says of a process, from its state on; nothing where it says nothing."""
    try:
        status = (_PROCESSES / str(process) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    # The name in the second field may hold anything, blanks and parentheses too.
    return status.rpartition(")")[2].split()


def _start_time(status: list[str]) -> str:
    """Return when a process started, in ticks since the machine did; empty where the system does not say."""
    return status[_START_TIME] if status else ""


def this_worker() -> str:
    """Return the name of this process, at most 64 characters: machine, process number and start time."""
    return f"{_machine()}:{os.getpid()}:{_start_time(_status(os.getpid()))}"


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
    status = _status(int(number))
    if status and status[_STATE] in _ENDED:
        return True
    return started != _start_time(status)  # another process has its number now


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
