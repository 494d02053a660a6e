"""The worker's side of the queue, for each of the backends that QUEUE_BACKEND names."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any, Protocol

import django_rq
import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_rq import Job
from redis.exceptions import RedisError
from rq import SimpleWorker

from jobs.services import is_gone, let_go, this_worker

log = structlog.get_logger(__name__)

AWAY_SECONDS = 5.0
"""How long a worker waits before it asks again a database that does not answer."""


class QueueError(Exception):
    """The queue does not answer."""


class WorkQueue(Protocol):
    """A queue as those see it who do its work or watch over it."""

    def work(self, interval: float) -> None:
        """Do what waits until told to stop by SIGINT or SIGTERM; look every `interval` seconds where it must look."""

    def holds(self, function: str) -> bool:
        """Return whether a call of the task function of this name waits.

        Raises:
            QueueError: the queue does not answer.
        """

    def count(self) -> int:
        """Return how many calls wait.

        Raises:
            QueueError: the queue does not answer.
        """

    def oldest(self) -> datetime | None:
        """Return since when the oldest call waits, None when none does.

        Raises:
            QueueError: the queue does not answer.
        """

    def give_back(self) -> int:
        """Have calls that a dead worker of this machine held done by another; return how many."""


class DatabaseQueue:
    """Rows of django-tasks-db."""

    def work(self, interval: float) -> None:
        """Run the worker of django-tasks-db, which ends where the database does not answer, again until it does."""
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=False,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=this_worker(),
        )
        worker.configure_signals()
        while worker.running:
            try:
                self._give_back_own()
                worker.run()
            except (OperationalError, InterfaceError) as error:
                log.warning("database_unavailable", reason=str(error))
                connections.close_all()
                if worker.running:
                    time.sleep(AWAY_SECONDS)

    def holds(self, function: str) -> bool:
        """Look among the rows."""
        return DBTaskResult.objects.ready().filter(task_path__endswith=f".{function}").exists()

    def count(self) -> int:
        """Count the rows."""
        return int(DBTaskResult.objects.ready().count())

    def oldest(self) -> datetime | None:
        """Return the age of the first row."""
        return DBTaskResult.objects.ready().order_by("enqueued_at").values_list("enqueued_at", flat=True).first()

    def give_back(self) -> int:
        """Put rows back that name a worker which has ended."""
        running = DBTaskResult.objects.running()
        left = [task.pk for task in running.only("worker_ids") if task.worker_ids and is_gone(task.worker_ids[-1])]
        return _put_back(left)

    def _give_back_own(self) -> None:
        """Put back the files and tasks of this worker that were broken off when the database went away."""
        let_go()
        running, worker = DBTaskResult.objects.running().only("worker_ids"), this_worker()
        _put_back([task.pk for task in running if task.worker_ids and task.worker_ids[-1] == worker])


def _put_back(tasks: list[Any]) -> int:
    return int(DBTaskResult.objects.running().filter(pk__in=tasks).update(status="READY", started_at=None))


class RedisQueue:
    """A list in Redis, by RQ."""

    def __init__(self) -> None:
        self._queue = django_rq.get_queue("default", job_class=Job)

    def work(self, interval: float) -> None:
        """Run a worker of RQ that does the work in this process, so that what the engines hold is kept."""
        worker = SimpleWorker(
            [self._queue],
            connection=self._queue.connection,
            job_class=Job,
            serializer=self._queue.serializer,
            name=this_worker(),
        )
        worker.work(with_scheduler=False, logging_level="WARNING")

    def holds(self, function: str) -> bool:
        """Look among the calls that wait."""
        return any(str(job.func_name).endswith(f".{function}") for job in self._waiting())

    def count(self) -> int:
        """Ask Redis for the length of the list."""
        try:
            return int(self._queue.count)
        except RedisError as error:
            raise QueueError(type(error).__name__) from error

    def oldest(self) -> datetime | None:
        """Return the age of the first call."""
        ages = [job.enqueued_at for job in self._waiting(1) if job.enqueued_at]
        return ages[0] if ages else None

    def give_back(self) -> int:
        """Do nothing: the sweeper wakes the rows anew, and a row done already is left alone."""
        return 0

    def _waiting(self, length: int = 50) -> list[Any]:
        try:
            return [job for job in self._queue.get_jobs(0, length) if job]
        except RedisError as error:
            raise QueueError(type(error).__name__) from error


def work_queue() -> WorkQueue:
    """Return the queue that is in force."""
    return RedisQueue() if settings.QUEUE_BACKEND == "redis" else DatabaseQueue()
