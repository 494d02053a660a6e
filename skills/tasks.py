"""Background entry points of the skills application. The rows are the truth; a task is only a wake-up call."""

from __future__ import annotations

from django_tasks import task

from skills import services


@task()
def run_extraction(extraction_id: int) -> None:
    """Run a waiting extraction; one that is gone, finished or not due is left alone."""
    services.run_extraction(extraction_id)


@task()
def refresh_duplicates() -> None:
    """Look for likely duplicates anew."""
    services.refresh_duplicates()
