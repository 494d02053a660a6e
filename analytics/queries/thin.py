"""What is rare or at risk?"""

from __future__ import annotations

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
    places: Integers = np.flatnonzero(single)
    places = places[np.argsort(columns.skills.alphabetical[places])]
    jobs = job_of[places]

    def row(number: int) -> RareSkill:
        job = jobs[number]
        return RareSkill(
            skill_name(columns, int(places[number])),
            int(columns.jobs.keys[job]),
            columns.vocabularies.title.values[columns.jobs.title[job]],
            columns.vocabularies.department.values[columns.jobs.department[job]],
        )

    return Rows(len(places), row)


@kept
def concentrated(selection: Selection, minimum: int = 2) -> Rows[ConcentratedSkill]:
    """Return the skills that only jobs of one department ask for, most frequent first.

    Args:
        selection: what is counted.
        minimum: jobs that must ask for it; with 1, skills of a single job are there too.
    """
    columns, tags = selection.columns, selection.tags
    lowest = np.full(len(columns.skills), np.iinfo(np.int32).max, np.int32)
    highest = np.full(len(columns.skills), -1, np.int32)
    codes = columns.jobs.department[tags.job]
    np.minimum.at(lowest, tags.skill, codes)
    np.maximum.at(highest, tags.skill, codes)
    words = columns.vocabularies.department
    is_named = np.array([bool(word) for word in words.values] + [False])
    places: Integers = np.flatnonzero(
        (selection.jobs_by_skill >= max(minimum, 1)) & (lowest == highest) & is_named[highest]
    )
    places = selection.ranked(selection.jobs_by_skill[places], places)
    codes, jobs = highest[places], selection.jobs_by_skill[places]

    def row(number: int) -> ConcentratedSkill:
        return ConcentratedSkill(
            skill_name(columns, int(places[number])), words.values[codes[number]], int(jobs[number])
        )

    return Rows(len(places), row)
