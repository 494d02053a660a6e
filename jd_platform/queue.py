"""The queue of background work: only a wake-up call, for what there is to do stands in rows."""

from __future__ import annotations

from typing import Any, Protocol

import structlog
from django.db import transaction

log = structlog.get_logger(__name__)


class Task(Protocol):
    """What django-tasks makes of a function."""

    def enqueue(self, *args: Any) -> Any:
        """Have it done in the background."""


def wake(task: Task, *args: Any) -> None:
    """Have `task` done once the transaction is committed.

    A queue that cannot be reached loses nothing: the worker finds the row later by itself.
    """
    transaction.on_commit(lambda: wake_now(task, *args))


def wake_now(task: Task, *args: Any) -> None:
    """Have `task` done, whether or not a transaction is open."""
    try:
        task.enqueue(*args)
    except Exception as error:
        from redis.exceptions import RedisError  # slow to load, and wanted only when something is wrong

        if not isinstance(error, RedisError):
            raise
        log.warning("queue_unreachable", reason=type(error).__name__)
