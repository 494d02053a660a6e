"""manage.py run_worker"""

from __future__ import annotations

import threading
from typing import Any

import structlog
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from jobs.services import resume_documents
from skills.services import wake_due_extractions

log = structlog.get_logger(__name__)

LOOK_EVERY_SECONDS = 10.0


class Command(BaseCommand):
    """Do the background work, and look for work that nobody woke."""

    help = "Reads uploaded files and finds skills in the background, until stopped. Several may run."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--interval", type=float, default=0.5, help="seconds between looks at an empty queue")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGINT or SIGTERM."""
        stopping = threading.Event()
        sweeper = threading.Thread(target=_sweep, args=(stopping,), name="sweeper", daemon=True)
        sweeper.start()
        try:
            call_command(
                "db_worker",
                queue_name="*",
                interval=options["interval"],
                reload=False,
                startup_delay=False,
                verbosity=1,
            )
        finally:
            stopping.set()


def _sweep(stopping: threading.Event) -> None:
    """Wake, now and then, whatever waits, is due again, or was left by a worker that died."""
    while True:
        try:
            woken = resume_documents() + wake_due_extractions()
            if woken:
                log.info("work_resumed", count=woken)
        except DatabaseError as error:
            log.warning("sweep_failed", reason=type(error).__name__)
        finally:
            close_old_connections()
        if stopping.wait(LOOK_EVERY_SECONDS):
            return
