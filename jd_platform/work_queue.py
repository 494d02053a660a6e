"""The worker's side of the queue, for each of the backends that QUEUE_BACKEND names."""

from __future__ import annotations

import signal
import time
from datetime import datetime
from typing import Any, Protocol

import django_rq
import structlog
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, close_old_connections
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult
from django_tasks_rq import Job
from redis.exceptions import RedisError
from rq import SimpleWorker

from jobs.services import is_gone, let_go, this_worker

LOOK_SECONDS = 0.5

log = structlog.get_logger(__name__)


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
        """Run the worker of django-tasks-db, anew when the database did not answer it."""
        options = {"queue_name": "*", "reload": False, "startup_delay": False, "verbosity": 1}
        while True:
            try:
                let_go()
                self._running().filter(pk__in=self._held_by(this_worker())).update(status="READY", started_at=None)
                call_command("db_worker", interval=interval, worker_id=this_worker(), **options)
            except OperationalError as error:
                log.warning("queue_does_not_answer", reason=str(error))
            else:
                return
            for number in (signal.SIGINT, signal.SIGTERM):  # which the worker that ended would still answer
                signal.signal(number, signal.SIG_DFL)
            close_old_connections()
            time.sleep(interval)

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
        left = [task.pk for task in self._running() if task.worker_ids and is_gone(task.worker_ids[-1])]
        return int(self._running().filter(pk__in=left).update(status="READY", started_at=None))

    @staticmethod
    def _running() -> QuerySet[Any]:
        running: QuerySet[Any] = DBTaskResult.objects.running().only("worker_ids")
        return running

    def _held_by(self, worker: str) -> list[Any]:
        return [task.pk for task in self._running() if task.worker_ids and task.worker_ids[-1] == worker]


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
