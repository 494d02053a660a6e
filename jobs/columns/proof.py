"""Proof that columns are right: the same counts by plain SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from django.apps import apps
from django.db.models import Count, Q, QuerySet

from jobs.columns.tables import DECISIONS, IMPORTANCES, Columns
from jobs.columns.types import Integers
from jobs.models import JobDescription
from jobs.tags import shown_tags

NAMED = 5  # of each kind of difference, so many are told


def differences(columns: Columns) -> list[str]:
    """Return a line for everything that the columns hold otherwise than the tables."""
    return [*_jobs(columns), *_tags(columns), *_skills(columns)]


def _jobs(columns: Columns) -> Iterator[str]:
    yield from _compared("jobs", len(columns.jobs), JobDescription.objects.count())
    for name in ("title", "department", "classification", "language", "status"):
        words = getattr(columns.vocabularies, name).values
        counts = np.bincount(getattr(columns.jobs, name), minlength=len(words))
        kept = {words[code]: int(counts[code]) for code in np.flatnonzero(counts).tolist()}
        yield from _compared_counts(name, kept, JobDescription.objects.order_by().values_list(name))
    days, counts = np.unique(columns.jobs.dated, return_counts=True)
    told = JobDescription.objects.order_by().values_list("effective_date").annotate(Count("pk"))
    wanted = {day.toordinal() if day else 0: count for day, count in told}
    yield from _compared("dates", dict(zip(days.tolist(), counts.tolist(), strict=True)), wanted)
    titled = JobDescription.objects.filter(standard_title__isnull=False).count()
    yield from _compared("standard titles", int(np.count_nonzero(columns.jobs.standard_title)), titled)


def _tags(columns: Columns) -> Iterator[str]:
    tags = apps.get_model("skills", "JobSkill").objects.order_by()
    keys, words = columns.skills.keys, columns.vocabularies.engine.values
    yield from _compared_counts(
        "tags of job", _by(columns.jobs.keys, np.diff(columns.tags.starts)), tags.values_list("job_id")
    )
    yield from _compared_counts(
        "tags of skill", _by(keys, _counts(columns.tags.skill, keys)), tags.values_list("skill_id")
    )
    shown = _by(keys, _counts(columns.shown.skill, keys))
    yield from _compared_counts("jobs with skill", shown, shown_tags().order_by().values_list("skill_id"))
    for name, codes, names in (
        ("decision", columns.tags.decision, DECISIONS),
        ("importance", columns.tags.importance, IMPORTANCES),
        ("engine_version", columns.tags.engine, words),
    ):
        kept = {names[code]: count for code, count in enumerate(_counts(codes, names).tolist()) if count}
        yield from _compared_counts(name, kept, tags.values_list(name))
    by_hand = tags.filter(origin="person").count()
    yield from _compared("tags by hand", int(np.count_nonzero(columns.tags.by_hand)), by_hand)


def _skills(columns: Columns) -> Iterator[str]:
    skills = apps.get_model("skills", "Skill").objects
    yield from _compared("skills", len(columns.skills), skills.count())
    yield from _compared("active skills", int(columns.skills.active.sum()), skills.filter(Q(status="active")).count())


def _counts(codes: Integers, names: Any) -> Integers:
    return np.bincount(codes, minlength=len(names))


def _by(keys: Integers, counts: Integers) -> dict[Any, int]:
    return {key: count for key, count in zip(keys.tolist(), counts.tolist(), strict=True) if count}


def _compared_counts(what: str, kept: dict[Any, int], values: QuerySet[Any, Any]) -> Iterable[str]:
    return _compared(what, kept, dict(values.annotate(Count("pk"))))


def _compared(what: str, kept: Any, wanted: Any) -> Iterator[str]:
    if not isinstance(kept, dict):
        kept, wanted = {"all": kept}, {"all": wanted}
    wrong = [key for key in {**kept, **wanted} if kept.get(key, 0) != wanted.get(key, 0)]
    for key in wrong[:NAMED]:
        yield f"{what} {key}: kept {kept.get(key, 0)}, in the tables {wanted.get(key, 0)}"
    if len(wrong) > NAMED:
        yield f"{what}: {len(wrong) - NAMED} more"
