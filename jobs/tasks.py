"""Background entry points of the jobs application. The rows are the truth; a task is only a wake-up call."""

from __future__ import annotations

from django_tasks import task

from jobs import services
from jobs.models import UploadBatch


@task()
def read_document(document_id: int) -> None:
    """Read an uploaded file into a job description; one that is gone or already read is left alone."""
    services.read_document(document_id)


@task()
def finish_demonstration(batch_id: str) -> None:
    """Read an upload of demonstration documents and put its facts right; one that is gone is left alone."""
    batch = UploadBatch.objects.filter(pk=batch_id).first()
    if batch is not None:
        services.finish_demonstration(batch=batch)
