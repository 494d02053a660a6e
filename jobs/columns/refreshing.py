"""Bringing columns up to date: only the jobs that changed are read again."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar
from uuid import uuid4

import numpy as np

from jobs.columns.loading import load_jobs, load_tags
from jobs.columns.log import News, Position, generation, news_since
from jobs.columns.skills import Skills, load_skills
from jobs.columns.tables import Columns, JobColumns, ShownTags, TagColumns, Vocabularies, counted
from jobs.columns.types import Integers

ANEW_SHARE = 0.2
_BEYOND = Position(2**62)
# Whether of the fresh ones or the old, the first job, the job after the last.
Stretch = tuple[bool, int, int]
Table = TypeVar("Table", JobColumns, TagColumns, ShownTags)


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
    columns = counted(jobs, tags, skills, vocabularies)
    return State(replace(columns, generation=_settled(before, position)), position)


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
    return State(replace(columns, generation=_settled(before, news.position)), news.position)


def _settled(before: str, position: Position) -> str:
    """Return the generation, or a word of its own when something was committed while the columns were read."""
    return before if generation(position) == before else uuid4().hex


def _changed(columns: Columns, news: News) -> Columns:
    if news.skills:
        skills = load_skills()
        tags = _with_skills(columns.tags, columns.skills, skills)
        columns = counted(columns.jobs, tags, skills, columns.vocabularies)
    if not news.jobs:
        return columns
    jobs = load_jobs(columns.vocabularies, news.jobs)
    tags, complete = load_tags(columns.vocabularies, columns.skills, jobs, jobs.keys.tolist())
    if not complete and not news.skills:
        return _changed(columns, replace(news, skills=True))
    fresh = counted(jobs, tags, columns.skills, columns.vocabularies)
    return _exchanged(columns, np.array(news.jobs, np.int64), fresh)


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


def _exchanged(columns: Columns, changed: Integers, fresh: Columns) -> Columns:
    """Return `columns` with the jobs `changed` taken out, and those of `fresh` put in their places."""
    # Stretches between the changed jobs are copied whole: there are few of them, and millions of tags.
    stretches = _stretches(columns.jobs.keys, changed, fresh.jobs.keys)
    after = _spliced(stretches, columns, fresh)
    gone = _spliced([(False, place, place + 1) for place in columns.places(changed).tolist()], columns, fresh)
    after.carry_tallies(columns, gone, fresh)
    return after


def _stretches(old: Integers, changed: Integers, fresh: Integers) -> list[Stretch]:
    """Return, in the order of the jobs, which stretches of jobs to take."""
    place_of = {key: place for place, key in enumerate(fresh.tolist())}
    stretches: list[Stretch] = []
    done = 0
    for key, first, last in zip(
        changed.tolist(),
        np.searchsorted(old, changed).tolist(),
        np.searchsorted(old, changed, side="right").tolist(),
        strict=True,
    ):
        stretches.append((False, done, first))
        if key in place_of:
            stretches.append((True, place_of[key], place_of[key] + 1))
        done = last
    return [*stretches, (False, done, len(old))]


def _spliced(stretches: list[Stretch], old: Columns, fresh: Columns) -> Columns:
    """Return stretches of the jobs of two columns one after the other."""
    return Columns(
        _joined(stretches, old.jobs, fresh.jobs),
        _joined(stretches, old.tags, fresh.tags),
        _joined(stretches, old.shown, fresh.shown),
        np.concatenate(
            [old.decisions[:0], *((fresh if new else old).decisions[first:last] for new, first, last in stretches)]
        ),
        old.skills,
        old.vocabularies,
    )


def _joined(stretches: list[Stretch], old: Table, fresh: Table) -> Table:
    """Return stretches of the jobs of two tables; a table of tags tells by `starts` which are whose."""
    pieces: list[tuple[Any, int, int]] = [
        (old, 0, 0),
        *((fresh if new else old, first, last) for new, first, last in stretches),
    ]
    joined: dict[str, Any] = {}
    if not isinstance(old, JobColumns):
        counts = np.concatenate([np.diff(source.starts[first : last + 1]) for source, first, last in pieces])
        joined["starts"] = np.concatenate([[0], np.cumsum(counts)])
        pieces = [(source, int(source.starts[first]), int(source.starts[last])) for source, first, last in pieces]
    for name in [one.name for one in fields(old) if one.name not in joined]:
        joined[name] = np.concatenate([getattr(source, name)[first:last] for source, first, last in pieces])
    return type(old)(**joined)


def _columns(table: Any) -> list[tuple[str, Any]]:
    return [(one.name, getattr(table, one.name)) for one in fields(table)]
