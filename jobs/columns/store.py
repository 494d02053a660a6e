"""The columns that a process holds, brought up to date whenever they are asked for."""

from __future__ import annotations

from threading import Lock

from django.db import connection

from jobs.columns import checkpoint
from jobs.columns.refreshing import State, load, refresh
from jobs.columns.tables import Columns


class _Store:
    """One state for the whole process."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.state: State | None = None


_store = _Store()


def current() -> Columns:
    """Return all that is counted, with every change that was committed up to now.

    Inside a transaction its own changes are seen too, but not kept: it may yet be undone.
    """
    if connection.in_atomic_block:
        return (refresh(_store.state) if _store.state else load()).columns
    with _store.lock:
        before = _store.state
        _store.state = refresh(before or checkpoint.read() or load())
        if before is not None and before.columns is not _store.state.columns:
            before.columns.let_go()
        return _store.state.columns


def forget() -> None:
    """Let go of what this process holds."""
    with _store.lock:
        _store.state = None


def rebuild() -> None:
    """Read all anew from the tables, here and as what every process that starts begins with."""
    with _store.lock:
        _store.state = load()
        checkpoint.write(_store.state)


def keep_checkpoint() -> bool:
    """Store a checkpoint when there is none yet, or when much has changed since; return whether one was stored."""
    if not checkpoint.is_due():
        return False
    current()
    state = _store.state
    if state is not None:
        checkpoint.write(state)
    return state is not None
