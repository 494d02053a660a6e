"""Bringing columns up to date: only the jobs that changed are read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar
from uuid import uuid4

import numpy as np

from jobs.columns.loading import load_jobs, load_tags
from jobs.columns.log import News, Position, generation, news_since
from jobs.columns.skills import Skills, load_skills
from jobs.columns.tables import Columns, JobColumns, TagColumns, Vocabularies
from jobs.columns.types import Integers

ANEW_SHARE = 0.2
_BEYOND = Position(2**62)
Table = TypeVar("Table", JobColumns, TagColumns)


@dataclass(frozen=True)
class State:
    """Columns with the position in the log up to which they are true."""

    columns: Columns
    position: Position


def load() -> State:
    """Return all columns, read from the tables."""
    position = news_since(_BEYOND).position
    before = generation(position)
    vocabularies = Vocabularies()
    jobs = load_jobs(vocabularies)
    skills = load_skills()
    tags, complete = load_tags(vocabularies, skills, jobs)
    if not complete:  # a skill came between the two reads
        skills = load_skills()
        tags, _ = load_tags(vocabularies, skills, jobs)
    columns = Columns(jobs, tags, skills, vocabularies, _settled(before, position))
    return State(columns, position)


def refresh(state: State) -> State:
    """Return `state` with all that was committed since; the same object when nothing was."""
    news = news_since(state.position)
    if not news:
        return state if news.position == state.position else replace(state, position=news.position)
    before = generation(news.position)
    news = news_since(state.position)  # again: it must hold at least what the generation counts
    if news.everything or len(news.jobs) > max(1000, ANEW_SHARE * len(state.columns.jobs)):
        return load()
    columns = _changed(state.columns, news)
    return State(replace_columns(columns, _settled(before, news.position)), news.position)


def _settled(before: str, position: Position) -> str:
    """Return the generation, or a word of its own when something was committed while the columns were read."""
    return before if generation(position) == before else uuid4().hex


def replace_columns(columns: Columns, name: str) -> Columns:
    """Return `columns` as generation `name`, without the results kept for another."""
    return Columns(columns.jobs, columns.tags, columns.skills, columns.vocabularies, name)


def _changed(columns: Columns, news: News) -> Columns:
    skills = load_skills() if news.skills else columns.skills
    tags = _with_skills(columns.tags, columns.skills, skills)
    columns = Columns(columns.jobs, tags, skills, columns.vocabularies)
    if not news.jobs:
        return columns
    jobs = load_jobs(columns.vocabularies, news.jobs)
    fresh, complete = load_tags(columns.vocabularies, skills, jobs, jobs.keys.tolist())
    if not complete and not news.skills:
        return _changed(columns, replace(news, skills=True))
    return _exchanged(columns, np.array(news.jobs, np.int64), jobs, fresh)


def _with_skills(tags: TagColumns, old: Skills, new: Skills) -> TagColumns:
    """Return `tags` with the places that their skills have in `new`; those of a skill that is gone are left out."""
    if old is new or np.array_equal(old.keys, new.keys):
        return tags
    places = new.places_of_keys(old.keys)[tags.skill] if len(old) else np.empty(0, np.int64)
    kept = places >= 0
    before = np.concatenate([[0], np.cumsum(kept)])
    columns = {name: column[kept] for name, column in _columns(tags) if name != "starts"}
    columns["skill"] = places[kept].astype(np.int32)
    return TagColumns(starts=before[tags.starts], **columns)


def _exchanged(columns: Columns, changed: Integers, jobs: JobColumns, tags: TagColumns) -> Columns:
    """Return `columns` with the jobs `changed` taken out, and `jobs` with their `tags` put in their places."""
    old = columns.jobs.keys
    kept = ~np.isin(old, changed)
    merged = np.concatenate([old[kept], jobs.keys])
    order = np.argsort(merged, kind="stable")
    job_columns = {
        name: np.concatenate([column[kept], getattr(jobs, name)])[order] for name, column in _columns(columns.jobs)
    }
    # Stretches of tags between the changed jobs are copied whole: there are few of them, and millions of tags.
    pieces = list(_stretches(columns, changed, jobs, tags))
    tag_columns = {
        name: np.concatenate([getattr(source, name)[start:end] for source, start, end in pieces])
        if pieces
        else column[:0]
        for name, column in _columns(tags)
        if name != "starts"
    }
    counts = np.concatenate([np.diff(columns.tags.starts)[kept], np.diff(tags.starts)])[order]
    starts = np.concatenate([[0], np.cumsum(counts)])
    return Columns(
        JobColumns(**job_columns), TagColumns(starts=starts, **tag_columns), columns.skills, columns.vocabularies
    )


def _stretches(
    columns: Columns, changed: Integers, jobs: JobColumns, tags: TagColumns
) -> Sequence[tuple[TagColumns, int, int]]:
    """Return, in the order of the jobs, where to copy tags from: (source, start, end)."""
    old = columns.jobs.keys
    before = np.searchsorted(old, changed)
    after = np.searchsorted(old, changed, side="right")
    fresh = {key: place for place, key in enumerate(jobs.keys.tolist())}
    pieces: list[tuple[TagColumns, int, int]] = []
    done = 0
    for key, first, last in zip(changed.tolist(), before.tolist(), after.tolist(), strict=True):
        pieces.append((columns.tags, int(columns.tags.starts[done]), int(columns.tags.starts[first])))
        if key in fresh:
            place = fresh[key]
            pieces.append((tags, int(tags.starts[place]), int(tags.starts[place + 1])))
        done = last
    pieces.append((columns.tags, int(columns.tags.starts[done]), len(columns.tags)))
    return [piece for piece in pieces if piece[1] < piece[2]]


def _columns(table: Any) -> list[tuple[str, Any]]:
    return [(one.name, getattr(table, one.name)) for one in fields(table)]
