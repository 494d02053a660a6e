"""What is rare or at risk?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.queries.selection import Rows, Selection, SkillName, kept, skill_name
from jobs.columns.types import Integers


@dataclass(frozen=True, slots=True)
class RareSkill:
    """A skill that one job only asks for, with that job's primary key, title and department."""

    skill: SkillName
    job: int
    title: str
    department: str


@dataclass(frozen=True, slots=True)
class ConcentratedSkill:
    """A skill that one department only asks for, and in how many jobs."""

    skill: SkillName
    department: str
    jobs: int


@kept
def rare(selection: Selection) -> Rows[RareSkill]:
    """Return the skills that exactly one of the selected jobs asks for, by name."""
    columns, tags = selection.columns, selection.tags
    single = selection.jobs_by_skill == 1
    only = np.flatnonzero(single[tags.skill])
    job_of = np.zeros(len(columns.skills), np.int64)
    job_of[tags.skill[only]] = tags.job[only]
    places = np.flatnonzero(single)

    def rows(chosen: Integers) -> Sequence[RareSkill]:
        return [
            RareSkill(
                skill_name(columns, place),
                int(columns.jobs.keys[job_of[place]]),
                columns.vocabularies.title.values[columns.jobs.title[job_of[place]]],
                columns.vocabularies.department.values[columns.jobs.department[job_of[place]]],
            )
            for place in chosen.tolist()
        ]

    return Rows(places[np.argsort(columns.skills.alphabetical[places])], rows)


@kept
def concentrated(selection: Selection, minimum: int = 2) -> Rows[ConcentratedSkill]:
    """Return the skills that only jobs of one department ask for, most frequent first.

    Args:
        selection: what is counted.
        minimum: jobs that must ask for it; with 1, skills of a single job are there too.
    """
    columns, tags = selection.columns, selection.tags
    lowest = np.full(len(columns.skills), np.iinfo(np.int64).max)
    highest = np.full(len(columns.skills), -1)
    codes = columns.jobs.department[tags.job].astype(np.int64)
    np.minimum.at(lowest, tags.skill, codes)
    np.maximum.at(highest, tags.skill, codes)
    words = columns.vocabularies.department
    is_named = np.array([bool(word) for word in words.values] + [False])
    places = np.flatnonzero((selection.jobs_by_skill >= max(minimum, 1)) & (lowest == highest) & is_named[highest])

    def rows(chosen: Integers) -> Sequence[ConcentratedSkill]:
        return [
            ConcentratedSkill(
                skill_name(columns, place), words.values[highest[place]], int(selection.jobs_by_skill[place])
            )
            for place in chosen.tolist()
        ]

    return Rows(selection.ranked(selection.jobs_by_skill[places], places), rows)
