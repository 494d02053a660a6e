"""The job list's filters over columns: the same jobs as JobFilter finds with SQL, in a fraction of the time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from django.db.models import Count, Max

from jobs.columns.loading import day_number
from jobs.columns.skills import TYPES
from jobs.columns.tables import Columns
from jobs.columns.types import Booleans
from jobs.filters import JobFilter
from jobs.models import UploadedDocument

_WORDS = ("department", "classification", "language", "status")
_KNOWN: dict[str, Callable[[Columns, dict[str, Any]], Booleans]] = {}


def jobs_chosen(columns: Columns, job_filter: JobFilter) -> Booleans | None:
    """Return which jobs the filter leaves, or None when it leaves all; an invalid filter leaves none.

    What the columns do not hold, such as words of the text, is asked of the database.
    """
    if not job_filter.form.is_valid():
        return np.zeros(len(columns.jobs), bool)
    values = {name: value for name, value in job_filter.form.cleaned_data.items() if value not in (None, "", [])}
    values.setdefault("match", "all")
    chosen: Booleans | None = None
    for name in values:
        if name == "match":
            continue
        found = _mask(columns, job_filter, name, values)
        chosen = found if chosen is None else chosen & found
    return chosen


def filter_key(job_filter: JobFilter) -> str:
    """Return what stands for the filter; equal for filters that leave the same jobs.

    The columns do not notice that another file of an upload was linked to a job, so that its files are asked for.
    """
    if not job_filter.form.is_valid():
        return "invalid"
    values = {
        name: sorted(value) if isinstance(value, list) else value
        for name, value in job_filter.form.cleaned_data.items()
        if value not in (None, "", [])
    }
    if batch := job_filter.form.cleaned_data.get("batch"):
        linked = UploadedDocument.objects.filter(batch=batch, job__isnull=False)
        values["batch"] = (str(batch), *linked.aggregate(Count("pk"), Max("finished_at")).values())
    return repr(sorted(values.items(), key=lambda item: item[0]))


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
    mask = np.zeros(len(columns.jobs), bool)
    for state in wanted:
        mask |= states[state]
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
}
