"""Which skills do we ask for most, what kind are they, and which fields do they come from?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.queries.selection import Rows, Selection, kept, named, share
from jobs.columns.skills import TYPES
from jobs.columns.types import Integers
from skills.models import Skill

TOP_LIMIT = 15


@dataclass(frozen=True, slots=True)
class SkillCount:
    """One skill with the jobs that ask for it.

    Attributes:
        category: name of its uppermost category, empty when it has none.
        jobs: jobs that ask for it.
        confirmed: those of them where a person confirmed or added it.
        share: share of the selected jobs, between 0 and 1.
    """

    lightcast_id: str
    name: str
    type: str
    category: str
    jobs: int
    confirmed: int
    share: float

    @property
    def suggested(self) -> int:
        """Jobs for which nobody has confirmed it yet."""
        return self.jobs - self.confirmed


@dataclass(frozen=True, slots=True)
class GroupCount:
    """One type or category with its skills and tags.

    Attributes:
        skills: different skills.
        tags: job-skill pairs.
        jobs: jobs that ask for any of them.
        share: share of the tags of all groups, between 0 and 1.
        subcategories: the same for each subcategory; a category's own skills may be in none.
    """

    code: str
    name: str
    skills: int
    tags: int
    share: float
    jobs: int = 0
    subcategories: tuple[GroupCount, ...] = ()


@kept
def inventory(selection: Selection) -> Rows[SkillCount]:
    """Return each skill that the selected jobs ask for, most frequent first, then by name."""
    asked = np.flatnonzero(selection.jobs_by_skill)
    places = selection.ranked(selection.jobs_by_skill[asked], asked)
    columns, count = selection.columns, selection.job_count
    jobs, confirmed = selection.jobs_by_skill[places], selection.confirmed_by_skill[places]

    def row(number: int) -> SkillCount:
        return SkillCount(
            **named(columns, int(places[number])),
            jobs=int(jobs[number]),
            confirmed=int(confirmed[number]),
            share=share(int(jobs[number]), count),
        )

    return Rows(len(places), row)


def top_skills(selection: Selection, limit: int = TOP_LIMIT) -> tuple[SkillCount, ...]:
    """Return the skills that most of the selected jobs ask for."""
    return tuple(inventory(selection)[:limit])


@kept
def types(selection: Selection) -> tuple[GroupCount, ...]:
    """Return the types of skills with how often each is asked for, in the order of Skill.Type."""
    labels = dict(Skill.Type.choices)
    groups = selection.columns.skills.types
    return tuple(_groups(selection, groups, {place: (code, str(labels[code])) for place, code in enumerate(TYPES)}))


@kept
def categories(selection: Selection, limit: int | None = None) -> tuple[GroupCount, ...]:
    """Return the categories with their subcategories, and how often their skills are asked for, most frequent first.

    Skills without a category are left out; shares are of the tags that have one.
    """
    skills = selection.columns.skills
    uppers = {place: (one.code, one.name) for place, one in enumerate(skills.categories) if one.parent < 0}
    lowers = {place: (one.code, one.name) for place, one in enumerate(skills.categories) if one.parent >= 0}
    parts: dict[str, list[GroupCount]] = {}
    upper_tags = int(np.count_nonzero(skills.field[selection.tags.skill] >= 0))
    for part in _groups(selection, skills.category, lowers, upper_tags):
        place = next(place for place, (code, _name) in lowers.items() if code == part.code)
        parts.setdefault(uppers[skills.categories[place].parent][0], []).append(part)
    found = [
        GroupCount(
            one.code, one.name, one.skills, one.tags, one.share, one.jobs, tuple(_by_tags(parts.get(one.code, [])))
        )
        for one in _groups(selection, skills.field, uppers, upper_tags)
    ]
    return tuple(_by_tags(found)[:limit])


def _by_tags(groups: list[GroupCount]) -> list[GroupCount]:
    return sorted(groups, key=lambda group: (-group.tags, group.name))


def _groups(
    selection: Selection, group_of_skill: Integers, names: dict[int, tuple[str, str]], whole: int | None = None
) -> list[GroupCount]:
    """Return the groups that are asked for, in the order of `names` (code and name by place)."""
    width = max(names, default=0) + 1
    belongs = np.zeros(max(width, int(group_of_skill.max(initial=0)) + 1) + 1, bool)  # the last stands for none: -1
    belongs[list(names)] = True
    asked = np.flatnonzero((selection.jobs_by_skill > 0) & belongs[group_of_skill])
    skills = np.bincount(group_of_skill[asked], minlength=width)
    tags = np.bincount(group_of_skill[asked], weights=selection.jobs_by_skill[asked], minlength=width).astype(np.int64)
    group = group_of_skill.astype(np.int16)[selection.tags.skill]
    inside = belongs[group]
    group, jobs = group[inside], selection.tags.job[inside]
    by_jobs = _jobs_by_group(group, jobs, width)
    whole = int(tags.sum()) if whole is None else whole
    return [
        GroupCount(
            code, name, int(skills[place]), int(tags[place]), share(int(tags[place]), whole), int(by_jobs[place])
        )
        for place, (code, name) in names.items()
        if tags[place]
    ]


def _jobs_by_group(group: Integers, jobs: Integers, width: int) -> Integers:
    """Return how many different jobs each group has; `jobs` must rise."""
    order = np.argsort(group, kind="stable")  # by counting, since there are few groups
    group, jobs = group[order], jobs[order]
    first = np.ones(len(group), bool)
    first[1:] = (group[1:] != group[:-1]) | (jobs[1:] != jobs[:-1])
    return np.bincount(group[first], minlength=width)
