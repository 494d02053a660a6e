"""Background entry points of the skills application. The rows are the truth; a task is only a wake-up call."""

from __future__ import annotations

from django_tasks import task

from skills import services
from skills.taxonomy import updates


@task()
def run_extraction(extraction_id: int) -> None:
    """Run a waiting extraction; one that is gone, finished or not due is left alone."""
    services.run_extraction(extraction_id)


@task()
def refresh_duplicates() -> None:
    """Look for likely duplicates anew."""
    services.refresh_duplicates()


@task()
def fetch_taxonomy(update_id: int) -> None:
    """Fetch the skill list that an update waits for."""
    updates.fetch_update(update_id)


@task()
def apply_taxonomy(update_id: int) -> None:
    """Apply an update of the skill list that was asked for."""
    updates.apply_update(update_id)
