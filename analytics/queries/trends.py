"""What is rising?

Time is the date of the description (when it took effect). Jobs without one are in no period and are said to be
missing: the day on which a document was uploaded would show the uploading, not what was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from analytics.queries.selection import Rows, Selection, SkillName, kept, share, skill_name, tallied
from jobs.columns.tables import NO_DATE, rows_of
from jobs.columns.types import Booleans, Integers

Step = Literal["month", "quarter"]
STEPS: tuple[Step, ...] = ("month", "quarter")
PERIODS = {"month": 24, "quarter": 12}
LINES = 6
MINIMUM_JOBS = 5
_MONTHS = {"month": 1, "quarter": 3}
_UNIX_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Period:
    """A month or quarter: "2026-03" or "2026-Q1", its first and last day, and how many jobs are dated in it."""

    key: str
    first: date
    last: date
    jobs: int


@dataclass(frozen=True, slots=True)
class Line:
    """One skill over the periods.

    Attributes:
        jobs: for each period, jobs that ask for it.
        shares: the same as shares of the period's jobs, between 0 and 1; None where the period has no jobs.
    """

    skill: SkillName
    jobs: tuple[int, ...]
    shares: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Trends:
    """Skills over time.

    Attributes:
        step: "month" or "quarter".
        periods: oldest first, without a gap; the last holds today, or the end of the chosen period.
        lines: one for each skill.
        undated: selected jobs without a date.
        outside: selected jobs that are dated before the first or after the last period.
    """

    step: Step
    periods: tuple[Period, ...]
    lines: tuple[Line, ...]
    undated: int
    outside: int


@dataclass(frozen=True, slots=True)
class Change:
    """How a skill's share of jobs changed from one year to the next.

    Attributes:
        before, now: jobs that ask for it, dated in the twelve months before the last twelve, and in the last twelve.
        share_before, share_now: the same as shares of the jobs dated then, between 0 and 1.
    """

    skill: SkillName
    before: int
    now: int
    share_before: float
    share_now: float

    @property
    def difference(self) -> float:
        """Return by how much the share rose, negative where it fell."""
        return self.share_now - self.share_before


@dataclass(frozen=True, slots=True)
class NewSkill:
    """A skill that is asked for this year and was not before: jobs, and the date of the first."""

    skill: SkillName
    jobs: int
    first: date


def _month_numbers(days: Integers) -> Integers:
    """Return the months since January 1970 of days since the year 1."""
    return (days.astype(np.int64) - _UNIX_EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _period(number: int, step: Step, jobs: int) -> Period:
    months = number * _MONTHS[step]
    first = date(1970 + months // 12, months % 12 + 1, 1)
    following = months + _MONTHS[step]
    after = date(1970 + following // 12, following % 12 + 1, 1)
    key = f"{first:%Y-%m}" if step == "month" else f"{first.year}-Q{(first.month + 2) // 3}"
    return Period(key, first, after - timedelta(days=1), jobs)


@kept
def trends(
    selection: Selection,
    lightcast_ids: tuple[str, ...] = (),
    step: Step = "quarter",
    limit: int = LINES,
    periods: int | None = None,
) -> Trends:
    """Return how many jobs of each period ask for some skills.

    Args:
        selection: what is counted.
        lightcast_ids: the skills; those that most of the selected jobs ask for when none is given.
        step: "month" or "quarter".
        limit: how many skills when none is given.
        periods: at most so many of the latest; PERIODS[step] when left out.
    """
    columns = selection.columns
    wanted = columns.skills.places(lightcast_ids) if lightcast_ids else _top(selection, limit)
    first, last = _window(selection, step, periods or PERIODS[step])
    counts = _by_period(selection, tuple(wanted.tolist()), step, first, last)
    totals, lines = counts[0], counts[1:]
    width = max(last - first + 1, 0)
    dated = int(np.count_nonzero(columns.jobs.dated[selection.places] != NO_DATE))
    return Trends(
        step=step,
        periods=tuple(_period(first + place, step, int(totals[place])) for place in range(width)),
        lines=tuple(
            Line(
                skill_name(columns, place),
                tuple(line.tolist()),
                tuple(
                    count / jobs if jobs else None for count, jobs in zip(line.tolist(), totals.tolist(), strict=True)
                ),
            )
            for place, line in zip(wanted.tolist(), lines, strict=True)
        ),
        undated=selection.job_count - dated,
        outside=dated - int(totals.sum()),
    )


@tallied
def _by_period(selection: Selection, wanted: tuple[int, ...], step: Step, first: int, last: int) -> Integers:
    """Return how many jobs there are in each period (first row), and how many ask for each skill (further rows)."""
    columns, width = selection.columns, max(last - first + 1, 0)
    period = _month_numbers(columns.jobs.dated) // _MONTHS[step] - first
    inside = (columns.jobs.dated != NO_DATE) & (period >= 0) & (period < width)
    jobs, rows = selection.tags.of_skills(wanted, len(columns.skills))
    asking = inside[jobs]
    cells = (rows[asking] + 1) * width + period[jobs[asking]]
    if selection.chosen is not None:
        inside &= selection.chosen
    cells = np.concatenate([period[inside], cells])
    return np.bincount(cells, minlength=width * (len(wanted) + 1)).reshape(len(wanted) + 1, width)


def _window(selection: Selection, step: Step, periods: int) -> tuple[int, int]:
    """Return the numbers of the first and last period; the last is before the first when there is nothing to show."""
    values = selection.filter.form.cleaned_data if selection.filter.form.is_valid() else {}
    end = min(values.get("until") or selection.today, selection.today)
    last = int(_month_numbers(np.array([end.toordinal()]))[0] // _MONTHS[step])
    days = selection.columns.jobs.dated[selection.places]
    days = days[days != NO_DATE]
    if not len(days):
        return last + 1, last
    first = int(_month_numbers(days.min(keepdims=True))[0] // _MONTHS[step])
    return min(max(first, last - periods + 1), last + 1), last


def _top(selection: Selection, limit: int) -> Integers:
    asked = np.flatnonzero(selection.jobs_by_skill)
    return selection.ranked(selection.jobs_by_skill[asked], asked)[:limit]


@kept
def rising(selection: Selection, minimum: int = MINIMUM_JOBS) -> Rows[Change]:
    """Return the skills whose share of the jobs rose most from the year before to the last twelve months.

    Args:
        selection: what is counted.
        minimum: jobs of both years together that must ask for a skill.
    """
    today = selection.today.toordinal()
    now, now_jobs = _between(selection, today - 364, today)
    before, before_jobs = _between(selection, today - 729, today - 365)
    if not now_jobs or not before_jobs:
        return Rows(0, _none)
    difference = now / now_jobs - before / before_jobs
    places: Integers = np.flatnonzero((now + before >= minimum) & (difference > 0))
    places = selection.ranked(difference[places], places)
    columns, now, before = selection.columns, now[places], before[places]

    def row(number: int) -> Change:
        return Change(
            skill_name(columns, int(places[number])),
            int(before[number]),
            int(now[number]),
            share(int(before[number]), before_jobs),
            share(int(now[number]), now_jobs),
        )

    return Rows(len(places), row)


def _between(selection: Selection, first: int, last: int) -> tuple[Integers, int]:
    """Return how many jobs dated in these days ask for each skill, and how many there are."""
    counts = _counts_between(selection, first, last)
    return counts[:-1], int(counts[-1])


@tallied
def _counts_between(selection: Selection, first: int, last: int) -> Integers:
    inside = _selected_between(selection, first, last)
    jobs = int(np.count_nonzero(inside))
    rest = 2 * jobs > len(inside)  # most jobs: counting the others and taking them away is less work
    places = np.flatnonzero(~inside if rest else inside)
    skills = selection.tags.skill[rows_of(selection.tags.starts, places)]
    counts = np.bincount(skills, minlength=len(selection.columns.skills))
    return np.append(selection.jobs_by_skill - counts if rest else counts, jobs)


def _selected_between(selection: Selection, first: int, last: int) -> Booleans:
    dated = selection.columns.jobs.dated
    inside: Booleans = (dated >= first) & (dated <= last)
    return inside if selection.chosen is None else inside & selection.chosen


@kept
def new_skills(selection: Selection, year: int | None = None) -> Rows[NewSkill]:
    """Return the skills that jobs dated in `year` ask for and no job dated before, most frequent first.

    There are none when no job is dated before: then all of them would be new.

    Args:
        selection: what is counted.
        year: this year when left out.
    """
    year = year or selection.today.year
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    before, before_jobs = _between(selection, NO_DATE + 1, first - 1)
    now, _jobs = _between(selection, first, last)
    places: Integers = np.flatnonzero((now > 0) & (before == 0)) if before_jobs else np.empty(0, np.int64)
    places = selection.ranked(now[places], places)
    columns, jobs = selection.columns, now[places]
    firsts = _first_dates(selection, places, first, last)

    def row(number: int) -> NewSkill:
        return NewSkill(
            skill_name(columns, int(places[number])), int(jobs[number]), date.fromordinal(int(firsts[number]))
        )

    return Rows(len(places), row)


def _first_dates(selection: Selection, places: Integers, first: int, last: int) -> Integers:
    """Return the earliest day, between `first` and `last`, of the jobs that ask for each of the skills at `places`."""
    days = np.full(len(places), last)
    if len(places):
        jobs, rows = selection.tags.of_skills(places, len(selection.columns.skills))
        dated = selection.columns.jobs.dated[jobs].astype(np.int64)
        inside = (dated >= first) & (dated <= last)
        np.minimum.at(days, rows[inside], dated[inside])
    return days


def _none(number: int) -> Change:
    raise IndexError(number)
