"""Job descriptions as a table: one row each, with their skills."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from jobs.models import JobDescription
from jobs.tags import skills_by_job

ROWS_AT_ONCE = 500


def job_table(jobs: Iterable[JobDescription]) -> Iterator[list[Any]]:
    """Yield the headings, then one row for each of `jobs`; their skills are read for many at once."""
    yield [
        _("Number"),
        _("Title"),
        _("Standard title"),
        _("Reference"),
        _("Department"),
        _("Classification"),
        _("Location"),
        _("Language"),
        _("Status"),
        _("Date"),
        _("Skills"),
        _("Skills confirmed by people"),
        _("Names of the skills"),
    ]
    chunk: list[JobDescription] = []
    for job in jobs:
        chunk.append(job)
        if len(chunk) == ROWS_AT_ONCE:
            yield from _rows(chunk)
            chunk = []
    yield from _rows(chunk)


def _rows(jobs: list[JobDescription]) -> Iterator[list[Any]]:
    by_job = skills_by_job(job.pk for job in jobs)
    for job in jobs:
        carried = getattr(job, "standard_title", None)
        skills = by_job[job.pk]
        yield [
            job.pk,
            job.title,
            carried.standard_title.name if carried else "",
            job.reference,
            job.department,
            job.classification,
            job.location,
            job.get_language_display(),
            job.get_status_display(),
            job.effective_date,
            len(skills),
            sum(decision == "confirmed" for _id, _name, decision in skills),
            "; ".join(name for _id, name, _decision in skills),
        ]
