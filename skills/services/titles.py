"""Which standard title a job carries: for one job, for many at once, and what curators decide for all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from jobs.models import JobDescription
from skills.engines.embedded.engine import title_standardiser
from skills.engines.embedded.titles.words import terms
from skills.models import JobTitle, StandardTitle, TitleMapping, TitleRun

if TYPE_CHECKING:
    from skills.titles import Choice

ROWS_AT_ONCE = 500


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
    """Record which standard title the job carries, and which suggestion it came from.

    It is a person's choice for this one job, so undoing what was recorded at once leaves it.
    """
    with transaction.atomic():
        _locked([job.pk])
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
        job_title.run = None
        job_title.full_clean()
        job_title.save()
    return job_title


def remove_title(*, job: JobDescription) -> None:
    """Take the standard title from the job."""
    with transaction.atomic():
        for job_title in JobTitle.objects.filter(job=job):
            job_title.delete()


def apply_titles(*, choices: Mapping[int, Choice], user: User | None) -> TitleRun | None:
    """Record standard titles for many jobs at once, as one run that can be undone; no written title changes.

    Args:
        choices: what to record, by the job's primary key; jobs that carry a standard title by now are left alone.
        user: who asked for it.

    Returns:
        The run, or None when there was nothing to record.
    """
    with transaction.atomic():
        free = [job for job in _locked(list(choices)) if job in choices]
        if not free:
            return None
        standards = _standard_titles([choices[job] for job in free])
        run = TitleRun.objects.create(applied_by=user, jobs=len(free))
        now = timezone.now()
        rows = [
            JobTitle(
                job_id=job,
                standard_title=standards[choice.source, choice.title_id],
                level=choice.level[:64],
                confidence=choice.confidence,
                reason=choice.reason[:255],
                applied_by=user,
                applied_at=now,
                run=run,
            )
            for job, choice in ((job, choices[job]) for job in free)
        ]
        bulk_create_with_history(rows, JobTitle, batch_size=ROWS_AT_ONCE, default_user=user)
    return run


def undo_titles(*, run: TitleRun, user: User | None) -> int:
    """Take back what was recorded at once, except for jobs whose standard title a person changed since.

    Returns:
        How many jobs are as they were before.

    Raises:
        ValidationError: it was undone before, or is too long ago.
    """
    with transaction.atomic():
        run = TitleRun.objects.select_for_update().get(pk=run.pk)
        if run.undone_at is not None:
            raise ValidationError(_("This was undone before."), code="undone")
        if not run.may_be_undone:
            raise ValidationError(
                _("This was more than %(days)d days ago and cannot be undone at once any more.")
                % {"days": TitleRun.UNDO_DAYS},
                code="too_old",
            )
        _count, by_model = JobTitle.objects.filter(run=run).delete()
        run.undone_at, run.undone_by = timezone.now(), user
        run.save(update_fields=["undone_at", "undone_by"])
    return by_model.get(JobTitle._meta.label, 0)


def map_title(
    *, written: str, occupation_id: str, user: User | None, mapping: TitleMapping | None = None
) -> TitleMapping:
    """Decide what a written title stands for from now on; a title of the same spelling is mapped anew.

    Args:
        written: the title, best without level, place and numbers.
        occupation_id: the ESCO URI of the occupation.
        user: the curator.
        mapping: the mapping to change; without it the one of this spelling, or a new one.

    Raises:
        ValidationError: the title holds no word, the occupation is not in the list, or another mapping has the title.
    """
    key = title_key(written)
    if not key:
        raise ValidationError({"written": _("Write a title that holds at least one word.")}, code="empty")
    occupation = title_standardiser().occupation(occupation_id)
    if occupation is None:
        raise ValidationError({"occupation_id": _("The title list has no such title.")}, code="unknown")
    with transaction.atomic():
        mapping = mapping or TitleMapping.objects.filter(key=key).first() or TitleMapping()
        mapping.written, mapping.key = " ".join(written.split()), key
        mapping.occupation_id, mapping.name = occupation.id, occupation.display
        mapping.mapped_by = user
        mapping.full_clean()
        mapping.save()
    return mapping


def title_key(written: str) -> str:
    """Return the spelling by which written titles are compared: its words, without case and function words."""
    return " ".join(terms(written))[:255]


def _locked(jobs: list[int]) -> list[int]:
    """Hold the rows of `jobs` until the transaction ends, and return those that carry no standard title."""
    free: list[int] = []
    for start in range(0, len(jobs), ROWS_AT_ONCE):
        rows: Any = JobDescription.objects.order_by("pk").filter(pk__in=jobs[start : start + ROWS_AT_ONCE])
        held = list(rows.select_for_update().values_list("pk", flat=True))
        taken = set(JobTitle.objects.filter(job__in=held).values_list("job_id", flat=True))
        free += [job for job in held if job not in taken]
    return free


def _standard_titles(choices: list[Choice]) -> dict[tuple[str, str], StandardTitle]:
    """Return the rows of the chosen standard titles, made where they are missing."""
    rows = {
        (choice.source, choice.title_id): StandardTitle(
            source=choice.source,
            title_id=choice.title_id,
            name=choice.name[:255],
            source_version=choice.source_version[:32],
        )
        for choice in choices
    }
    StandardTitle.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["source", "title_id"],
        update_fields=["name", "source_version"],
    )
    return rows
