"""manage.py run_worker"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connections

from jd_platform.idempotency.services import forget_old_requests
from jd_platform.webhooks.sending import Senders
from jd_platform.webhooks.services import forget_old_deliveries
from jd_platform.work_queue import QueueError, work_queue
from jobs.columns import forget, keep_checkpoint
from jobs.services import resume_documents, sweep_files
from skills.services import wake_due_extractions
from skills.taxonomy.updates import wake_left_updates

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 10.0  # with what a thread has begun when the worker is told to stop
LOOK_EVERY_SECONDS = 10.0
SWEEP_FILES_EVERY_SECONDS = 3600.0
DELIVER_EVERY_SECONDS = 2.0


class Command(BaseCommand):
    """Do the background work, and look for work that nobody woke."""

    help = "Reads uploaded files and finds skills in the background, until stopped. Several may run."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--interval", type=float, default=0.5, help="seconds between looks at an empty queue")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGINT or SIGTERM."""
        stopping = threading.Event()
        threads = [
            threading.Thread(target=_run_in_thread, args=(loop, stopping), name=name, daemon=True)
            for name, loop in (("sweeper", _sweep), ("webhooks", _deliver))
        ]
        for thread in threads:
            thread.start()
        try:
            work_queue().work(options["interval"])
        finally:
            stopping.set()
            for thread in threads:
                thread.join(PATIENCE_SECONDS)


def _run_in_thread(loop: Callable[[threading.Event], None], stopping: threading.Event) -> None:
    """Run the loop, and close this thread's connections in the end."""
    try:
        loop(stopping)
    finally:
        connections.close_all()


def _sweep(stopping: threading.Event) -> None:
    """Wake, now and then, whatever waits, is due again, or was left by a worker that died."""
    swept_at = 0.0
    while True:
        try:
            if not swept_at or time.monotonic() - swept_at > SWEEP_FILES_EVERY_SECONDS:
                swept_at = time.monotonic()
                if swept := sweep_files():
                    log.info("files_swept", count=swept)
            queue = work_queue()
            given_back = queue.give_back()
            # While calls wait in the queue, those of what waits are among them; more would only make it longer.
            woken = given_back + resume_documents(waiting=not queue.holds("read_document"))
            woken += wake_due_extractions(waiting=not queue.holds("run_extraction"))
            listed = queue.holds("fetch_taxonomy") or queue.holds("apply_taxonomy")
            woken += wake_left_updates(waiting=not listed)
            forget_old_requests()
            forget_old_deliveries()
            if keep_checkpoint():
                forget()  # a worker counts nothing
            if woken:
                log.info("work_resumed", count=woken)
        except (DatabaseError, QueueError, OSError) as error:
            log.warning("sweep_failed", reason=type(error).__name__)
        finally:
            close_old_connections()
        if stopping.wait(LOOK_EVERY_SECONDS):
            return


def _deliver(stopping: threading.Event) -> None:
    """Have sent what webhooks wait for; neither reading nor extraction waits for a receiver."""
    senders = Senders(stopping)
    while True:
        try:
            senders.look()
        except DatabaseError as error:
            log.warning("deliveries_failed", reason=type(error).__name__)
        finally:
            close_old_connections()
        if stopping.wait(DELIVER_EVERY_SECONDS):
            return senders.join(PATIENCE_SECONDS)
