"""Which skills do we ask for most, what kind are they, and which fields do they come from?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from analytics.queries.selection import Rows, Selection, kept, named, share, tallied
from jobs.columns.skills import TYPES, Skills
from jobs.columns.types import Integers
from skills.models import Skill

TOP_LIMIT = 15
CELLS_AT_ONCE = 4_000_000


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
    return tuple(_groups(selection, "type", {place: (code, str(labels[code])) for place, code in enumerate(TYPES)}))


@kept
def categories(selection: Selection) -> tuple[GroupCount, ...]:
    """Return the categories with their subcategories, and how often their skills are asked for, most frequent first.

    Skills without a category are left out; shares are of the tags that have one.
    """
    skills = selection.columns.skills
    lowers = {place: (one.code, one.name) for place, one in enumerate(skills.categories) if one.parent >= 0}
    parents = {one.code: skills.categories[one.parent].code for one in skills.categories if one.parent >= 0}
    found = top_categories(selection)
    parts: dict[str, list[GroupCount]] = {}
    for part in _groups(selection, "category", lowers, sum(one.tags for one in found)):
        parts.setdefault(parents[part.code], []).append(part)
    return tuple(replace(one, subcategories=tuple(_by_tags(parts.get(one.code, [])))) for one in found)


@kept
def top_categories(selection: Selection, limit: int | None = None) -> tuple[GroupCount, ...]:
    """Return the categories as `categories` does, without their subcategories; at most `limit`."""
    skills = selection.columns.skills
    uppers = {place: (one.code, one.name) for place, one in enumerate(skills.categories) if one.parent < 0}
    return tuple(_by_tags(_groups(selection, "field", uppers))[:limit])


def _by_tags(groups: list[GroupCount]) -> list[GroupCount]:
    return sorted(groups, key=lambda group: (-group.tags, group.name))


def _groups(
    selection: Selection, kind: str, names: dict[int, tuple[str, str]], whole: int | None = None
) -> list[GroupCount]:
    """Return the groups of a kind that are asked for, in the order of `names` (code and name by place).

    Args:
        selection: what is counted.
        kind: "type", "field" (uppermost category) or "category".
        names: which groups, others are left out.
        whole: what shares are of; the tags of these groups when None.
    """
    group_of_skill = _group_of_skill(selection.columns.skills, kind)
    width = max(max(names, default=0), int(group_of_skill.max(initial=0))) + 1
    asked = np.flatnonzero((selection.jobs_by_skill > 0) & (group_of_skill >= 0))
    skills = np.bincount(group_of_skill[asked], minlength=width)
    tags = np.bincount(group_of_skill[asked], weights=selection.jobs_by_skill[asked], minlength=width).astype(np.int64)
    by_jobs = _jobs_by_group(selection, kind, width)
    whole = int(tags[list(names)].sum()) if whole is None else whole
    return [
        GroupCount(
            code, name, int(skills[place]), int(tags[place]), share(int(tags[place]), whole), int(by_jobs[place])
        )
        for place, (code, name) in names.items()
        if tags[place]
    ]


@tallied
def _jobs_by_group(selection: Selection, kind: str, width: int) -> Integers:
    """Return how many jobs ask for a skill of each group, by its place below `width`; -1 stands for no group."""
    groups = _group_of_skill(selection.columns.skills, kind).astype(np.int32)
    tags = selection.tags
    jobs = np.zeros(width + 1, np.int64)
    step = max(1, CELLS_AT_ONCE // (width + 1))
    for first in range(0, len(tags.starts) - 1, step):
        size = min(step, len(tags.starts) - 1 - first)
        some = slice(tags.starts[first], tags.starts[first + size])
        asked = np.zeros((width + 1) * size, bool)  # the last row is of the skills without a group
        asked[groups[tags.skill[some]] * size + (tags.job[some] - first)] = True
        jobs += asked.reshape(width + 1, size).sum(axis=1)
    return jobs[:width]


def _group_of_skill(skills: Skills, kind: str) -> Integers:
    groups: Integers = {"type": skills.types, "field": skills.field, "category": skills.category}[kind]
    return groups
