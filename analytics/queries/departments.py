"""Who asks for what?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analytics.queries.selection import Selection, SkillName, kept, named, share, skill_name, tallied
from jobs.columns.types import Integers

CELLS_AT_ONCE = 4_000_000
MINIMUM_JOBS = 3


@dataclass(frozen=True, slots=True)
class SkillShare:
    """One skill in one department.

    Attributes:
        jobs: jobs of the department that ask for it.
        share: share of the department's jobs, between 0 and 1.
        overall: share of all selected jobs, between 0 and 1.
        lift: how many times as often as in all selected jobs (share / overall).
    """

    lightcast_id: str
    name: str
    type: str
    category: str
    jobs: int
    share: float
    overall: float
    lift: float


@dataclass(frozen=True, slots=True)
class DepartmentCount:
    """One department.

    Attributes:
        jobs: its jobs under the filters.
        share: their share of all selected jobs, between 0 and 1.
        jobs_with_skills: those with at least one skill.
        skills: different skills.
        tags: job-skill pairs.
        top: the skills that most of its jobs ask for.
        distinctive: the skills that it asks for most beyond the others (by lift, in at least MINIMUM_JOBS of its jobs).
    """

    name: str
    jobs: int
    share: float
    jobs_with_skills: int
    skills: int
    tags: int
    top: tuple[SkillShare, ...]
    distinctive: tuple[SkillShare, ...]

    @property
    def mean_skills(self) -> float:
        """Mean number of skills of a job."""
        return self.tags / self.jobs if self.jobs else 0.0


@dataclass(frozen=True, slots=True)
class Heatmap:
    """Departments by skills.

    Attributes:
        departments: names, largest first.
        department_jobs: jobs of each.
        skills: the skills that most of all selected jobs ask for, most frequent first.
        jobs: for each department, for each skill: jobs that ask for it.
        shares: the same as shares of the department's jobs, between 0 and 1.
        lifts: the same as lift over all selected jobs.
    """

    departments: tuple[str, ...]
    department_jobs: tuple[int, ...]
    skills: tuple[SkillName, ...]
    jobs: tuple[tuple[int, ...], ...]
    shares: tuple[tuple[float, ...], ...]
    lifts: tuple[tuple[float, ...], ...]


def _codes(selection: Selection) -> tuple[list[int], Integers]:
    """Return the codes of the named departments of the selected jobs, largest first, and the jobs of every code."""
    words = selection.columns.vocabularies.department
    counts = np.bincount(selection.columns.jobs.department[selection.places], minlength=len(words))
    named_ones = [code for code in np.flatnonzero(counts).tolist() if words.values[code]]
    return sorted(named_ones, key=lambda code: (-int(counts[code]), words.values[code])), counts


def _rows_of_counts(groups: Integers, skills: Integers, group_count: int, width: int) -> Iterator[Integers]:
    """Yield, for each group in turn, how many tags each skill has in it; some groups at once, to bound memory."""
    step = max(1, CELLS_AT_ONCE // max(width, 1))
    for first in range(0, group_count, step):
        size = min(step, group_count - first)
        if size < group_count:
            inside = (groups >= first) & (groups < first + size)
            cells = (groups[inside] - first) * width + skills[inside]
        else:
            cells = groups * width + skills
        yield from np.bincount(cells, minlength=size * width).reshape(size, width)


@kept
def departments(selection: Selection, limit: int | None = None, top: int = 5) -> tuple[DepartmentCount, ...]:
    """Return the departments, largest first; jobs without one are left out.

    Args:
        selection: what is counted.
        limit: how many departments.
        top: how many skills for each.
    """
    codes, job_counts = _codes(selection)
    codes = codes[:limit]
    columns, tags = selection.columns, selection.tags
    place_of_code = np.full(len(columns.vocabularies.department), -1)
    place_of_code[codes] = np.arange(len(codes))
    groups = place_of_code[columns.jobs.department][tags.job]
    inside = groups >= 0
    asked = np.flatnonzero(selection.jobs_by_skill)
    narrow = np.zeros(len(columns.skills), np.int64)
    narrow[asked] = np.arange(len(asked))
    with_skills = np.zeros(len(columns.jobs), bool)
    with_skills[tags.job] = True
    covered = np.bincount(columns.jobs.department[with_skills], minlength=len(columns.vocabularies.department))
    counted = _rows_of_counts(groups[inside], narrow[tags.skill[inside]], len(codes), max(len(asked), 1))
    return tuple(
        _department(selection, asked, counts[: len(asked)], code, int(job_counts[code]), int(covered[code]), top)
        for code, counts in zip(codes, counted, strict=True)
    )


def _department(
    selection: Selection, asked: Integers, counts: Integers, code: int, jobs: int, covered: int, top: int
) -> DepartmentCount:
    present = np.flatnonzero(counts)
    overall = selection.jobs_by_skill[asked[present]] / selection.job_count
    lifts = counts[present] / jobs / overall

    def rows(order: Integers) -> tuple[SkillShare, ...]:
        return tuple(
            SkillShare(
                **named(selection.columns, int(asked[present[place]])),
                jobs=int(counts[present[place]]),
                share=share(int(counts[present[place]]), jobs),
                overall=float(overall[place]),
                lift=float(lifts[place]),
            )
            for place in order[:top].tolist()
        )

    names = selection.columns.skills.alphabetical[asked[present]]
    often = np.flatnonzero((counts[present] >= MINIMUM_JOBS) & (lifts > 1))
    return DepartmentCount(
        name=selection.columns.vocabularies.department.values[code],
        jobs=jobs,
        share=share(jobs, selection.job_count),
        jobs_with_skills=covered,
        skills=len(present),
        tags=int(counts.sum()),
        top=rows(np.lexsort((names, -counts[present]))),
        distinctive=rows(often[np.lexsort((names[often], -lifts[often]))]),
    )


@kept
def heatmap(selection: Selection, department_limit: int = 10, skill_limit: int = 15) -> Heatmap:
    """Return which share of each of the largest departments' jobs asks for each of the most wanted skills."""
    codes, job_counts = _codes(selection)
    codes = codes[:department_limit]
    asked = np.flatnonzero(selection.jobs_by_skill)
    wanted = selection.ranked(selection.jobs_by_skill[asked], asked)[:skill_limit]
    columns = selection.columns
    counts = _jobs_asking(selection, tuple(codes), tuple(wanted.tolist()))
    sizes = job_counts[codes]
    shares = counts / sizes[:, None] if len(codes) else counts.astype(float)
    overall = selection.jobs_by_skill[wanted] / max(selection.job_count, 1)
    return Heatmap(
        departments=tuple(columns.vocabularies.department.values[code] for code in codes),
        department_jobs=tuple(sizes.tolist()),
        skills=tuple(skill_name(columns, place) for place in wanted.tolist()),
        jobs=tuple(map(tuple, counts.tolist())),
        shares=tuple(map(tuple, shares.tolist())),
        lifts=tuple(map(tuple, (shares / overall).tolist())),
    )


@tallied
def _jobs_asking(selection: Selection, codes: tuple[int, ...], wanted: tuple[int, ...]) -> Integers:
    """Return, for each of some departments and skills, how many jobs of the one ask for the other."""
    columns = selection.columns
    jobs, across = selection.tags.of_skills(wanted, len(columns.skills))
    row_of = np.full(len(columns.vocabularies.department), len(codes))
    row_of[list(codes)] = np.arange(len(codes))
    shape = (len(codes) + 1, len(wanted))
    cells = row_of[columns.jobs.department[jobs]] * shape[1] + across
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)[: len(codes)]
