"""Saving and deleting job descriptions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.contrib.auth.models import User
from django.db import transaction

from jobs.models import JobDescription, normalise_text, on_one_line
from jobs.services.files import delete_with_bytes

MANY_FIELDS = ("department", "status")
ONE_LINE_FIELDS = ("title", "reference", "department", "classification", "location")


def save_job(*, job: JobDescription, user: User | None, fields: Collection[str] | None = None) -> JobDescription:
    """Save a new or changed job description on behalf of `user`; what stands on one line is put on one.

    Args:
        job: the job with its new values.
        user: who saves it.
        fields: what the person gave or had before them, which is a guess no longer; all when None.

    Raises:
        ValidationError: a field does not hold.
    """
    if job._state.adding:
        job.created_by = user
    job.updated_by = user
    job.guessed = [name for name in job.guessed if fields is not None and name not in fields]
    for name in ONE_LINE_FIELDS:
        setattr(job, name, on_one_line(getattr(job, name)))
    job.text = normalise_text(job.text)
    job.full_clean(exclude=["text_hash", "words_hash"])
    with transaction.atomic():
        job.save()
    return job


def change_jobs(*, jobs: Iterable[JobDescription], user: User, changes: Mapping[str, str]) -> int:
    """Give many job descriptions the same department or status; those that have it already stay untouched.

    Args:
        jobs: the job descriptions.
        user: who changes them.
        changes: new values by field, of `MANY_FIELDS`.

    Returns:
        How many were changed.

    Raises:
        ValidationError: a value does not hold; then none was changed.
    """
    if unknown := set(changes) - set(MANY_FIELDS):
        raise ValueError(f"Not for many at once: {unknown}")
    changed = 0
    with transaction.atomic():
        wanted = [job.pk for job in jobs]
        for job in JobDescription.objects.select_for_update().filter(pk__in=wanted).order_by("pk"):
            if all(getattr(job, name) == value for name, value in changes.items()):
                continue
            for name, value in changes.items():
                setattr(job, name, value)
            save_job(job=job, user=user, fields=changes.keys())
            changed += 1
    return changed


def delete_jobs(*, jobs: Iterable[JobDescription]) -> int:
    """Delete job descriptions with the files they came from, those of later uploads of the same included.

    Returns:
        How many were deleted.
    """
    deleted = 0
    with transaction.atomic():
        wanted = [job.pk for job in jobs]
        # Held before its tags, as by whoever brings those in line: else each might wait for the other.
        for job in JobDescription.objects.select_for_update().filter(pk__in=wanted).order_by("pk"):
            for document in job.documents.all():
                delete_with_bytes(document)
            job.delete()
            deleted += 1
    return deleted
