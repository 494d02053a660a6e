"""What is counted: the jobs that the filters leave, and their tags."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload

import numpy as np
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language

from jobs import columns as job_columns
from jobs.columns import Columns
from jobs.columns.filtering import filter_key, jobs_chosen, skills_chosen
from jobs.columns.skills import TYPES
from jobs.columns.tables import BANDS, DECISIONS, NO_BAND, ShownTags, rows_of
from jobs.columns.types import Booleans, Integers, Numbers
from jobs.filters import JobFilter
from jobs.models import JobDescription

Row = TypeVar("Row")
Answer = TypeVar("Answer")
Parameters = ParamSpec("Parameters")
Additional = ParamSpec("Additional")


@dataclass(frozen=True)
class Selection:
    """The jobs that a filter leaves, with their tags; with a type or category chosen, only the tags of such skills.

    Attributes:
        columns: all that could be counted.
        filter: the job list's filter.
        today: the day on which it is asked.
    """

    columns: Columns
    filter: JobFilter
    today: date

    @cached_property
    def key(self) -> str:
        """Return what stands for the filter; equal for equal filters."""
        return filter_key(self.filter)

    @cached_property
    def chosen(self) -> Booleans | None:
        """Return which jobs are counted; None stands for all."""
        return jobs_chosen(self.columns, self.filter)

    @cached_property
    def skills(self) -> Booleans | None:
        """Return which skills are counted; None stands for all."""
        valid = self.filter.form.is_valid()
        return skills_chosen(self.columns, self.filter.form.cleaned_data) if valid else None

    @cached_property
    def places(self) -> Integers:
        """Return the places of the jobs that are counted."""
        return np.arange(len(self.columns.jobs)) if self.chosen is None else np.flatnonzero(self.chosen)

    @property
    def job_count(self) -> int:
        """Return how many jobs are counted."""
        return len(self.columns.jobs) if self.chosen is None else int(np.count_nonzero(self.chosen))

    @cached_property
    def tags(self) -> ShownTags:
        """Return the tags that are counted."""
        return self.columns.shown.of(self.chosen, self.skills)

    @cached_property
    def jobs_by_skill(self) -> Integers:
        """Return, for each skill, how many jobs ask for it."""
        return _jobs_by_skill(self)

    @cached_property
    def confirmed_by_skill(self) -> Integers:
        """Return, for each skill, for how many jobs a person confirmed or added it."""
        return _confirmed_by_skill(self)

    @cached_property
    def judged(self) -> Integers:
        """Return the places of all tags of active skills, rejected ones too: what review is about."""
        tags, counted = self.columns.tags, self.columns.skills.active
        if self.skills is not None:
            counted = counted & self.skills
        if self.chosen is None:
            return np.flatnonzero(counted[tags.skill])
        rows = rows_of(tags.starts, self.places)
        return rows[counted[tags.skill[rows]]]

    @cached_property
    def decisions(self) -> Integers:
        """Return, for each selected job (row) and decision (column), how many tags there are."""
        decisions = self.columns.decisions
        if self.skills is not None:
            cells = self.columns.tag_job[self.judged] * len(DECISIONS) + self.columns.tags.decision[self.judged]
            decisions = np.bincount(cells, minlength=decisions.size).reshape(decisions.shape)
        return decisions if self.chosen is None else decisions[self.places]

    @cached_property
    def verdicts(self) -> Integers:
        """Return how many tags there are by engine version, band of confidence (then none, then by hand), decision."""
        return _verdicts(self)

    def ranked(self, numbers: Integers | Numbers, places: Integers) -> Integers:
        """Return `places` of skills by falling `numbers` (one for each place), then by name."""
        return places[np.lexsort((self.columns.skills.alphabetical[places], -numbers))]


def select(parameters: QueryDict) -> Selection:
    """Return what the query string `parameters` leaves; nothing where it is invalid, which `filter.form` then says."""
    job_filter = JobFilter(parameters, queryset=JobDescription.objects.all())
    return Selection(job_columns.current(), job_filter, timezone.localdate())


def kept(
    count: Callable[Concatenate[Selection, Parameters], Answer],
) -> Callable[Concatenate[Selection, Parameters], Answer]:
    """Have `count` computed once for the same filter, arguments, day and language, until anything changes."""

    @functools.wraps(count)
    def counted(selection: Selection, /, *args: Parameters.args, **options: Parameters.kwargs) -> Answer:
        key = (count.__name__, selection.key, selection.today, get_language(), args, tuple(sorted(options.items())))
        return selection.columns.cached(key, lambda: count(selection, *args, **options))

    return counted


def tallied(
    count: Callable[Concatenate[Selection, Additional], Integers],
) -> Callable[Concatenate[Selection, Additional], Integers]:
    """Have `count` done for the jobs that changed only, where nothing is filtered.

    Its numbers must be whole, of the same shape for any jobs, and for all jobs the sum of those of any parts of them.
    """

    @functools.wraps(count)
    def counted(selection: Selection, /, *args: Additional.args, **options: Additional.kwargs) -> Integers:
        if selection.chosen is not None or selection.skills is not None:
            return count(selection, *args, **options)
        job_filter, today = selection.filter, selection.today  # not the selection: it holds all columns

        def of(columns: Columns) -> Integers:
            return count(Selection(columns, job_filter, today), *args, **options)

        return selection.columns.tally((count.__qualname__, args, tuple(sorted(options.items()))), of)

    return counted


@tallied
def _jobs_by_skill(selection: Selection) -> Integers:
    return np.bincount(selection.tags.skill, minlength=len(selection.columns.skills))


@tallied
def _confirmed_by_skill(selection: Selection) -> Integers:
    skills = selection.tags.skill[np.flatnonzero(selection.tags.confirmed)]
    return np.bincount(skills, minlength=len(selection.columns.skills))


@tallied
def _verdicts(selection: Selection) -> Integers:
    tags, shape = selection.columns.tags, (len(selection.columns.vocabularies.engine), BANDS + 2, len(DECISIONS))
    bands = np.arange(256, dtype=np.int32)
    bands[NO_BAND] = BANDS
    judged = selection.judged
    cells = np.where(tags.by_hand[judged], BANDS + 1, bands[tags.band[judged]])
    cells += tags.engine[judged] * np.int32(shape[1])
    cells = cells * shape[2] + tags.decision[judged]
    return np.bincount(cells, minlength=shape[0] * shape[1] * shape[2]).reshape(shape)


class Rows(Sequence[Row], Generic[Row]):
    """Rows that are made when they are looked at, so that a page of many costs what it shows.

    They are kept as long as the columns are: `make` must hold no selection, nor anything as long as all tags or skills.
    """

    def __init__(self, count: int, make: Callable[[int], Row]) -> None:
        """Keep how to make the rows.

        Args:
            count: how many there are.
            make: returns the row at a place from 0 on.
        """
        self._count, self._make = count, make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        wanted = range(self._count)[index]
        return self._make(wanted) if isinstance(wanted, int) else [self._make(place) for place in wanted]

    def __iter__(self) -> Iterator[Row]:
        return map(self._make, range(self._count))


@dataclass(frozen=True, slots=True)
class SkillName:
    """One skill."""

    lightcast_id: str
    name: str
    type: str
    category: str


def skill_name(columns: Columns, place: int) -> SkillName:
    """Return the skill at `place`, with its uppermost category's name, empty when it has none."""
    skills = columns.skills
    field = int(skills.field[place])
    return SkillName(
        skills.lightcast_ids[place],
        skills.names[place],
        TYPES[skills.types[place]],
        skills.categories[field].name if field >= 0 else "",
    )


def named(columns: Columns, place: int) -> dict[str, Any]:
    """Return the fields of `skill_name` for a row that has them too."""
    skill = skill_name(columns, place)
    return {name: getattr(skill, name) for name in SkillName.__slots__}


def share(part: float, whole: float) -> float:
    """Return `part` of `whole`, 0 of nothing."""
    return float(part / whole) if whole else 0.0
