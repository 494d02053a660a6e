"""The web server and the worker, as programs beside the one that looks after them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from console import PlainError

LOOK_SECONDS = 0.2
STOP_SECONDS = 20.0
LOG_BYTES = 10 * 1024 * 1024


class Child:
    """A program that runs beside this one, in a session of its own: Ctrl-C reaches it through this one only."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], folder: Path, log: Path) -> None:
        self.name = name
        self.log = log
        with _continued(log) as output:
            self.process = subprocess.Popen(  # noqa: S603  our own words
                [sys.executable, *command],
                env=environment,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def check(self) -> None:
        """Look whether it still runs.

        Raises:
            PlainError: it does not.
        """
        status = self.process.poll()
        if status is not None:
            raise PlainError(f"The {self.name} ended by itself (exit status {status}), so all was stopped: {self.log}.")


def _continued(log: Path) -> IO[bytes]:
    """Open a log to go on writing it; a long one is put aside first, and the one put aside before is dropped."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.is_file() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_name(f"{log.name}.1"))
    return log.open("ab")


def watch(children: list[Child]) -> None:
    """Look after the children until one ends.

    Raises:
        PlainError: one ended.
    """
    while True:
        for child in children:
            child.check()
        time.sleep(LOOK_SECONDS)


def stop(children: list[Child]) -> None:
    """End the children: politely, and by force those that take too long or when Ctrl-C comes again."""
    running = [child.process for child in children if child.process.poll() is None]
    deadline = time.monotonic() + STOP_SECONDS
    try:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(max(0.0, deadline - time.monotonic()))
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        for process in running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
