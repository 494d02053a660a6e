"""Which standard title a job carries."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from jobs.models import JobDescription
from skills.models import JobTitle, StandardTitle


def apply_title(
    *,
    job: JobDescription,
    source: str,
    title_id: str,
    name: str,
    source_version: str,
    user: User | None,
    level: str = "",
    confidence: float | None = None,
    reason: str = "",
    replaced_title: str = "",
) -> JobTitle:
    """Record which standard title the job carries, and which suggestion it came from."""
    with transaction.atomic():
        standard, _created = StandardTitle.objects.update_or_create(
            source=source, title_id=title_id, defaults={"name": name[:255], "source_version": source_version[:32]}
        )
        job_title = JobTitle.objects.filter(job=job).first() or JobTitle(job=job)
        job_title.standard_title = standard
        job_title.level = level[:64]
        job_title.confidence = confidence
        job_title.reason = reason[:255]
        job_title.replaced_title = replaced_title
        job_title.applied_by = user
        job_title.full_clean()
        job_title.save()
    return job_title


def remove_title(*, job: JobDescription) -> None:
    """Take the standard title from the job."""
    with transaction.atomic():
        for job_title in JobTitle.objects.filter(job=job):
            job_title.delete()
