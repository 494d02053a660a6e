"""Small records that all processes of one installation share: the token, the pace, the quota, the circuit.

They live in files that only the application's user can read, never in the database: a database is copied, dumped
and looked at; a token must not travel with it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import tempfile
import threading
import time as system
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from skills.lightcast.errors import ConfigurationError

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Clock:
    """Wall-clock time in seconds and a way to wait; tests hand in their own."""

    time: Callable[[], float] = system.time
    sleep: Callable[[float], None] = system.sleep


class SharedState(Protocol):
    """Named records, each changed by one process at a time."""

    def locked(self, name: str) -> AbstractContextManager[Record]:
        """Hold the record `name` alone; what the block leaves in it is stored when the block ends without error."""


class MemoryState:
    """Records of one process, gone with it."""

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    @contextlib.contextmanager
    def locked(self, name: str) -> Iterator[Record]:
        """Hold the record `name` alone."""
        with self._guard:
            lock = self._locks.setdefault(name, threading.Lock())
        with lock:
            record = dict(self._records.get(name, {}))
            yield record
            self._records[name] = record


class FileState:
    """Records in a folder: one JSON file each, mode 0600, under a lock that holds between threads and processes.

    Args:
        folder: where the files go; made when missing, with mode 0700.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextlib.contextmanager
    def locked(self, name: str) -> Iterator[Record]:
        """Hold the record `name` alone.

        Raises:
            ConfigurationError: when the folder cannot be written.
        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self._folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ConfigurationError(
                f"The folder for Lightcast's shared records cannot be used: {error.strerror}."
            ) from None
        try:
            # The lock belongs to this opening of the file, so it keeps out threads of this process too.
            fcntl.flock(lock, fcntl.LOCK_EX)
            before = self._read(name)
            record = dict(before)
            yield record
            if record != before:
                self._write(name, record)
        finally:
            # Said explicitly, because a process forked meanwhile holds the same opening of the file.
            fcntl.flock(lock, fcntl.LOCK_UN)
            os.close(lock)

    def _read(self, name: str) -> Record:
        try:
            value = json.loads((self._folder / f"{name}.json").read_bytes())
        except (FileNotFoundError, ValueError):
            # A file that cannot be read is forgotten: everything in it can be learned again.
            return {}
        return value if isinstance(value, dict) else {}

    def _write(self, name: str, record: Record) -> None:
        # mkstemp makes the file with mode 0600; replacing is atomic, so a crash leaves the old record or the new one.
        descriptor, temporary = tempfile.mkstemp(dir=self._folder, prefix=f"{name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(record, file)
            Path(temporary).replace(self._folder / f"{name}.json")
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def record_name(kind: str, *parts: str) -> str:
    """Name a record after what it belongs to, in characters that every file system takes."""
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f"{kind}-{digest[:20]}"
