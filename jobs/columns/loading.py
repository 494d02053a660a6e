"""Reading columns from the tables: all of them, or those of a few jobs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import numpy as np
from django.apps import apps
from django.db.models import QuerySet

from jobs.columns.skills import Skills
from jobs.columns.tables import (
    BANDS,
    DECISIONS,
    IMPORTANCES,
    NO_BAND,
    NO_DATE,
    JobColumns,
    TagColumns,
    Vocabularies,
)
from jobs.columns.types import Integers
from jobs.models import JobDescription

ROWS_AT_ONCE = 50_000
JOBS_AT_ONCE = 2_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_JOB_FIELDS = (
    "pk",
    "title",
    "department",
    "classification",
    "language",
    "status",
    "standard_title__standard_title_id",
    "effective_date",
    "created_at",
)
_TAG_FIELDS = ("job_id", "skill_id", "decision", "importance", "origin", "confidence", "engine_version")
_JOB_TYPES = {
    "keys": np.int64,
    "title": np.int32,
    "department": np.int32,
    "classification": np.int32,
    "language": np.int16,
    "status": np.int16,
    "standard_title": np.int64,
    "dated": np.int32,
    "created": np.int64,
}
_TAG_TYPES = {
    "skill": np.int32,
    "decision": np.uint8,
    "importance": np.uint8,
    "by_hand": np.uint8,
    "band": np.uint8,
    "engine": np.uint16,
}


def load_jobs(vocabularies: Vocabularies, job_ids: Sequence[int] | None = None) -> JobColumns:
    """Return the columns of the jobs with these primary keys, of all when None."""
    rows = _rows(JobDescription.objects.order_by("pk"), "pk", _JOB_FIELDS, job_ids)
    pieces = [_job_piece(vocabularies, piece) for piece in _pieces(rows)]
    return JobColumns(**_joined(pieces, _JOB_TYPES))


def load_tags(
    vocabularies: Vocabularies, skills: Skills, jobs: JobColumns, job_ids: Sequence[int] | None = None
) -> tuple[TagColumns, bool]:
    """Return the tags of `jobs`, and whether all of their skills are in `skills`; a tag of an unknown one is left out.

    Args:
        vocabularies: the words behind the codes; they grow.
        skills: the skill list.
        jobs: the jobs, by rising primary key.
        job_ids: primary keys of `jobs` when they are not all jobs there are.
    """
    manager = apps.get_model("skills", "JobSkill").objects
    rows = _rows(manager.order_by("job_id", "skill_id"), "job_id", _TAG_FIELDS, job_ids)
    pieces = [_tag_piece(vocabularies, piece) for piece in _pieces(rows)]
    columns = _joined(pieces, {"job": np.int64, **_TAG_TYPES})
    keys = columns.pop("job")
    places = skills.places_of_keys(columns["skill"])
    known = places >= 0
    kept = known & np.isin(keys, jobs.keys)
    columns = {name: column[kept] for name, column in columns.items()}
    columns["skill"] = places[kept].astype(np.int32)
    starts = np.searchsorted(keys[kept], np.append(jobs.keys, np.iinfo(np.int64).max))
    return TagColumns(starts=starts, **columns), bool(known.all())


def _rows(
    queryset: QuerySet[Any], key: str, fields: Sequence[str], job_ids: Sequence[int] | None
) -> Iterator[tuple[Any, ...]]:
    if job_ids is None:
        yield from queryset.values_list(*fields).iterator(chunk_size=ROWS_AT_ONCE)
        return
    for start in range(0, len(job_ids), JOBS_AT_ONCE):
        yield from queryset.filter(**{f"{key}__in": job_ids[start : start + JOBS_AT_ONCE]}).values_list(*fields)


def _pieces(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while piece := list(islice(rows, ROWS_AT_ONCE)):
        yield piece


def _joined(pieces: list[dict[str, Integers]], types: dict[str, Any]) -> dict[str, Integers]:
    return {
        name: np.concatenate([piece[name] for piece in pieces]) if pieces else np.empty(0, kind)
        for name, kind in types.items()
    }


def _job_piece(vocabularies: Vocabularies, rows: list[tuple[Any, ...]]) -> dict[str, Integers]:
    keys, titles, departments, classifications, languages, statuses, standard, dates, created = zip(*rows, strict=True)
    return _typed(
        _JOB_TYPES,
        keys=keys,
        title=[vocabularies.title.code(value) for value in titles],
        department=[vocabularies.department.code(value) for value in departments],
        classification=[vocabularies.classification.code(value) for value in classifications],
        language=[vocabularies.language.code(value) for value in languages],
        status=[vocabularies.status.code(value) for value in statuses],
        standard_title=[value or 0 for value in standard],
        dated=[day_number(value) for value in dates],
        created=[microseconds(value) for value in created],
    )


def _tag_piece(vocabularies: Vocabularies, rows: list[tuple[Any, ...]]) -> dict[str, Integers]:
    jobs, skills, decisions, importances, origins, confidences, engines = zip(*rows, strict=True)
    decision_codes = {value: code for code, value in enumerate(DECISIONS)}
    importance_codes = {value: code for code, value in enumerate(IMPORTANCES)}
    return _typed(
        {"job": np.int64, **_TAG_TYPES},
        job=jobs,
        skill=skills,
        decision=[decision_codes[value] for value in decisions],
        importance=[importance_codes[value] for value in importances],
        by_hand=[value == "person" for value in origins],
        band=[NO_BAND if value is None else min(BANDS - 1, int(value * BANDS)) for value in confidences],
        engine=[vocabularies.engine.code(value) for value in engines],
    )


def _typed(types: dict[str, Any], **columns: Iterable[Any]) -> dict[str, Integers]:
    return {name: np.array(column, types[name]) for name, column in columns.items()}


def day_number(day: date | None) -> int:
    """Return the days from the year 1 to `day`, NO_DATE for None."""
    return NO_DATE if day is None else day.toordinal()


def microseconds(moment: datetime) -> int:
    """Return the microseconds from the year 1970 to `moment`."""
    return (moment - _EPOCH) // _MICROSECOND
