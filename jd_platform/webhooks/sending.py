"""Deliveries by several threads of the worker, so that a slow receiver holds up nobody but itself."""

from __future__ import annotations

import queue
import threading
import time
import uuid

import structlog
from django.db import DatabaseError, connections

from jd_platform.webhooks.services import deliver, due_webhooks

log = structlog.get_logger(__name__)

THREADS = 8
"""How many webhooks are sent to at once by one worker."""


class Senders:
    """Threads that send, each to one webhook at a time, and one webhook by no two of them.

    Webhooks take turns in the order in which they came: when more of them are slow than there are threads, the others
    wait for the end of a turn, and not until the slow ones have nothing left.

    Args:
        stopping: ends the threads; what they have begun is finished first.
    """

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self._turns: queue.SimpleQueue[uuid.UUID | None] = queue.SimpleQueue()
        self._held: set[uuid.UUID] = set()  # by the queue or by a thread
        self._threads = [
            threading.Thread(target=self._work, name=f"webhooks-{number}", daemon=True) for number in range(THREADS)
        ]
        for thread in self._threads:
            thread.start()

    def look(self) -> None:
        """Have those webhooks sent to that something is due to.

        Raises:
            DatabaseError: the database could not be asked.
        """
        for webhook_id in due_webhooks():
            if webhook_id not in self._held:
                self._held.add(webhook_id)
                self._turns.put(webhook_id)

    def join(self, patience_seconds: float) -> None:
        """Wait for the threads to end, once `stopping` is set; an attempt that takes longer dies with the process.

        Such an attempt is made again by whichever worker looks when its lease is over.
        """
        for _thread in self._threads:
            self._turns.put(None)
        until = time.monotonic() + patience_seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _work(self) -> None:
        while (webhook_id := self._turns.get()) is not None:
            try:
                deliver(webhook_id, self._stopping)
            except DatabaseError as error:
                log.warning("deliveries_failed", reason=type(error).__name__)
            except Exception:
                # A fault of ours: the thread goes on for the others, and this webhook's turn comes again.
                log.exception("deliveries_failed")
            finally:
                connections.close_all()  # a thread that waits holds none
                self._held.discard(webhook_id)
