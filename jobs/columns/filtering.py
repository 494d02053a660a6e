"""The job list's filters over columns: the same jobs as JobFilter finds with SQL, in a fraction of the time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_
from typing import Any

import numpy as np
from django.db.models import Count, Max
from django.utils import timezone

from jobs.columns.loading import day_number, microseconds
from jobs.columns.skills import TYPES
from jobs.columns.tables import Columns
from jobs.columns.types import Booleans
from jobs.filters import ADDED, JobFilter, added_since
from jobs.models import UploadedDocument
from jobs.tags import searches_failed, searches_open

_WORDS = ("department", "classification", "language", "status")
_KNOWN: dict[str, Callable[[Columns, dict[str, Any]], Booleans]] = {}


def jobs_chosen(columns: Columns, job_filter: JobFilter) -> Booleans | None:
    """Return which jobs the filter leaves, or None when it leaves all; an invalid filter leaves none."""
    return all_of(filter_masks(columns, job_filter))


def filter_masks(columns: Columns, job_filter: JobFilter) -> dict[str, Booleans]:
    """Return, for each filter in force, which jobs it leaves; an invalid one leaves none.

    What the columns do not hold, such as words of the text, is asked of the database.
    """
    if not job_filter.form.is_valid():
        return {"invalid": np.zeros(len(columns.jobs), bool)}
    values = {name: value for name, value in job_filter.form.cleaned_data.items() if value not in (None, "", [])}
    values.setdefault("match", "all")
    return {name: _mask(columns, job_filter, name, values) for name in values if name != "match"}


def all_of(masks: dict[str, Booleans], *, but: str | None = None) -> Booleans | None:
    """Return which jobs all of `masks` leave, the one named `but` left out; None when there is no other."""
    others = [mask for name, mask in masks.items() if name != but]
    return reduce(and_, others) if others else None


def filter_key(job_filter: JobFilter) -> str:
    """Return what stands for the filter; equal for filters that leave the same jobs.

    Three filters depend on more than the columns: on the day, on how far the searches for skills have come, and on
    the files of an upload, which may be linked to a job that was there before.
    """
    if not job_filter.form.is_valid():
        return "invalid"
    values = {
        name: sorted(value) if isinstance(value, list) else value
        for name, value in job_filter.form.cleaned_data.items()
        if value not in (None, "", [])
    }
    if "added" in values:
        values["today"] = timezone.localdate()
    if "extraction" in values:
        values["searches"] = [hash(tuple(sorted(jobs))) for jobs in _searches()]
    if batch := job_filter.form.cleaned_data.get("batch"):
        linked = UploadedDocument.objects.filter(batch=batch, job__isnull=False)
        values["batch"] = (str(batch), *linked.aggregate(Count("pk"), Max("finished_at")).values())
    return repr(sorted(values.items(), key=lambda item: item[0]))


def _searches() -> tuple[list[int], list[int]]:
    """Return the primary keys of the jobs whose search for skills is open, and of those whose last one failed."""
    is_open, failed = (list(jobs.values_list("job_id", flat=True)) for jobs in (searches_open(), searches_failed()))
    return is_open, failed


def _mask(columns: Columns, job_filter: JobFilter, name: str, values: dict[str, Any]) -> Booleans:
    if name in _KNOWN:
        return _KNOWN[name](columns, values)
    if name in _WORDS:
        return np.isin(getattr(columns.jobs, name), getattr(columns.vocabularies, name).codes(values[name]))
    matching = job_filter.filters[name].filter(job_filter.queryset.order_by(), values[name])
    mask = np.zeros(len(columns.jobs), bool)
    mask[columns.places(np.fromiter(matching.values_list("pk", flat=True), np.int64))] = True
    return mask


def _with_skills(columns: Columns, values: dict[str, Any]) -> Booleans:
    if values["match"] == "any":
        return columns.jobs_with(columns.skills.places(values["skill"]))
    mask = np.ones(len(columns.jobs), bool)
    for skill in values["skill"]:
        mask &= columns.jobs_with(columns.skills.places([skill]))
    return mask


def _without_skills(columns: Columns, values: dict[str, Any]) -> Booleans:
    return ~columns.jobs_with(columns.skills.places(values["without"]))


def _with_standard_title(columns: Columns, values: dict[str, Any]) -> Booleans:
    titled = columns.jobs.standard_title > 0
    wanted = set(values["standard_title"])
    return titled | ("without" in wanted) if "with" in wanted else ~titled


def _since(columns: Columns, values: dict[str, Any]) -> Booleans:
    return columns.jobs.dated >= day_number(values["since"])


def _until(columns: Columns, values: dict[str, Any]) -> Booleans:
    return (columns.jobs.dated > 0) & (columns.jobs.dated <= day_number(values["until"]))


def skills_chosen(columns: Columns, values: dict[str, Any]) -> Booleans | None:
    """Return which skills the filters `type` and `category` leave, or None when they leave all."""
    types, categories = values.get("type"), values.get("category")
    if not types and not categories:
        return None
    skills = columns.skills
    kept = np.ones(len(skills), bool)
    if types:
        kept &= np.isin(skills.types, [TYPES.index(kind) for kind in types])
    if categories:
        places = [place for place, one in enumerate(skills.categories) if one.code in set(categories)]
        kept &= np.isin(skills.category, places) | np.isin(skills.field, places)
    return kept


def _with_kind(columns: Columns, values: dict[str, Any]) -> Booleans:
    kept = skills_chosen(columns, values)
    return columns.jobs_with(np.flatnonzero(kept if kept is not None else columns.skills.active))


def in_review(columns: Columns, wanted: Iterable[str]) -> Booleans:
    """Return which jobs are in any of the states of review "untouched", "partly" and "reviewed"."""
    decided, waiting = columns.decided
    states = {
        "untouched": (waiting > 0) & (decided == 0),
        "partly": (waiting > 0) & (decided > 0),
        "reviewed": (waiting == 0) & (decided > 0),
    }
    return _any_of(columns, states, wanted)


def search_states(columns: Columns) -> dict[str, Booleans]:
    """Return, for each of the states "open", "failed", "empty" and "found", which jobs' search for skills is in it."""
    is_open, failed = (np.isin(columns.jobs.keys, jobs) for jobs in _searches())
    tagged = np.zeros(len(columns.jobs), bool)
    tagged[columns.shown.job] = True
    done = ~is_open & ~failed
    return {"open": is_open, "failed": failed, "empty": done & ~tagged, "found": done & tagged}


def added_periods(columns: Columns) -> dict[str, Booleans]:
    """Return, for each period of jobs.filters.ADDED, which jobs were added in it."""
    begins = {period: microseconds(added_since(period)) for period, _label in ADDED}
    return {
        period: columns.jobs.created < begin if period == "earlier" else columns.jobs.created >= begin
        for period, begin in begins.items()
    }


def _any_of(columns: Columns, masks: dict[str, Booleans], wanted: Iterable[str]) -> Booleans:
    mask = np.zeros(len(columns.jobs), bool)
    for name in wanted:
        mask |= masks[name]
    return mask


_KNOWN |= {
    "skill": _with_skills,
    "without": _without_skills,
    "standard_title": _with_standard_title,
    "since": _since,
    "until": _until,
    "type": _with_kind,
    "category": _with_kind,
    "review": lambda columns, values: in_review(columns, values["review"]),
    "extraction": lambda columns, values: _any_of(columns, search_states(columns), values["extraction"]),
    "added": lambda columns, values: _any_of(columns, added_periods(columns), values["added"]),
}
