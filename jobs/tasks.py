"""Background entry points of the jobs application. The rows are the truth; a task is only a wake-up call."""

from __future__ import annotations

from django_tasks import task

from jobs import services


@task()
def read_document(document_id: int) -> None:
    """Read an uploaded file into a job description; one that is gone or already read is left alone."""
    services.read_document(document_id)
