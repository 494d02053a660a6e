"""Jobs and tags as columns: immutable arrays over which every count is a pass of numpy."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any, TypeVar

import numpy as np

from jobs.columns.skills import Skills
from jobs.columns.types import Booleans, Integers
from jobs.search import fold

DECISIONS = ("none", "confirmed", "rejected")
SUGGESTED, CONFIRMED, REJECTED = range(3)
IMPORTANCES = ("required", "preferred", "mentioned")
BANDS = 10
NO_BAND = 255
NO_DATE = 0
RESULTS_KEPT = 256
TALLIES_KEPT = 24
Result = TypeVar("Result")


class Vocabulary:
    """The different values of a column of words, in the order in which they were first met; it only grows."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self.values = list(values)
        self._codes = {value: code for code, value in enumerate(self.values)}
        self._ranks: Integers = np.empty(0, np.int64)

    def __len__(self) -> int:
        return len(self.values)

    def code(self, value: str) -> int:
        """Return the code of `value`, a new one when it was not met before."""
        code = self._codes.get(value)
        if code is None:
            self.values.append(value)
            code = self._codes[value] = len(self.values) - 1
        return code

    def codes(self, values: Iterable[str]) -> Integers:
        """Return the codes of those of `values` that were met; others are left out."""
        return np.array([self._codes[value] for value in values if value in self._codes], np.int64)

    def ranks(self) -> Integers:
        """Return the place of each code in alphabetical order, without regard to case and accents."""
        count = len(self.values)
        if len(self._ranks) != count:
            order = sorted(range(count), key=lambda code: (_sortable(self.values[code]), self.values[code]))
            ranks = np.empty(count, np.int64)
            ranks[order] = np.arange(count)
            self._ranks = ranks
        return self._ranks


def _sortable(word: str) -> str:
    return word.lower() if word.isascii() else fold(word)


@dataclass(frozen=True)
class JobColumns:
    """One entry for each job, by rising primary key. Words are codes of a vocabulary, dates days since year 1."""

    keys: Integers
    title: Integers
    department: Integers
    classification: Integers
    language: Integers
    status: Integers
    standard_title: Integers
    dated: Integers
    created: Integers

    def __len__(self) -> int:
        return len(self.keys)


@dataclass(frozen=True)
class TagColumns:
    """One entry for each tag, in the order of the jobs: those of job n lie from starts[n] to starts[n + 1].

    Attributes:
        starts: where each job's tags begin.
        skill: place of the skill.
        decision: SUGGESTED, CONFIRMED or REJECTED.
        importance: place in IMPORTANCES.
        by_hand: 1 where a person added it.
        band: tenth of the confidence, 0 to 9; NO_BAND where there is none.
        engine: code of the engine's version.
    """

    starts: Integers
    skill: Integers
    decision: Integers
    importance: Integers
    by_hand: Integers
    band: Integers
    engine: Integers

    def __len__(self) -> int:
        return len(self.skill)


@dataclass(frozen=True)
class Vocabularies:
    """The words behind the codes; shared by successive states, since they only grow."""

    title: Vocabulary = field(default_factory=Vocabulary)
    department: Vocabulary = field(default_factory=Vocabulary)
    classification: Vocabulary = field(default_factory=Vocabulary)
    language: Vocabulary = field(default_factory=Vocabulary)
    status: Vocabulary = field(default_factory=Vocabulary)
    engine: Vocabulary = field(default_factory=Vocabulary)


@dataclass(frozen=True)
class ShownTags:
    """The tags that count: not rejected, and of an active skill. Those of job n lie from starts[n] to starts[n + 1]."""

    starts: Integers
    skill: Integers
    confirmed: Booleans

    @cached_property
    def job(self) -> Integers:
        """Return the place of each tag's job."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))

    def of(self, jobs: Booleans | None, skills: Booleans | None = None) -> ShownTags:
        """Return those of the given jobs and of the given skills; None stands for all."""
        tags = self
        if jobs is not None:
            places = np.flatnonzero(jobs)
            counts = np.zeros(len(jobs), np.int64)
            counts[places] = self.starts[places + 1] - self.starts[places]
            kept = rows_of(self.starts, places)
            tags = ShownTags(_starts(counts), self.skill[kept], self.confirmed[kept])
        if skills is not None:
            inside = skills[tags.skill]
            kept = np.flatnonzero(inside)
            tags = ShownTags(_starts(inside)[tags.starts], tags.skill[kept], tags.confirmed[kept])
        return tags

    def of_skills(self, places: Integers | Sequence[int], width: int) -> tuple[Integers, Integers]:
        """Return the job of each tag of the skills at `places` of `width`, and where in `places` its skill stands."""
        chosen = np.asarray(places, np.int64)
        row_of = np.full(width, -1, np.int32)
        row_of[chosen] = np.arange(len(chosen))
        wanted = np.zeros(width, bool)
        wanted[chosen] = True
        found = np.flatnonzero(wanted[self.skill])
        return self.job[found], row_of[self.skill[found]]


def rows_of(starts: Integers, places: Integers) -> Integers:
    """Return the places of the tags of the jobs at `places`; those of job n lie from starts[n] to starts[n + 1]."""
    first, counts = starts[places], starts[places + 1] - starts[places]
    before = np.cumsum(counts) - counts
    return np.repeat(first - before, counts) + np.arange(int(counts.sum()))


def _starts(counts: Integers | Booleans) -> Integers:
    """Return where each of consecutive stretches begins, and where the last ends."""
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


Tally = tuple[Callable[["Columns"], Integers], Integers]


@dataclass(frozen=True)
class Columns:
    """All that is counted, as it stood at one moment.

    Attributes:
        shown: the tags that count.
        decisions: for each job (row) and decision (column), how many of its tags of active skills there are.
        generation: differs whenever anything that is counted differs, in whichever process.
    """

    jobs: JobColumns
    tags: TagColumns
    shown: ShownTags
    decisions: Integers
    skills: Skills
    vocabularies: Vocabularies
    generation: str = ""
    _results: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict, repr=False, compare=False)
    _tallies: OrderedDict[Hashable, Tally] = field(default_factory=OrderedDict, repr=False, compare=False)
    _lock: Any = field(default_factory=Lock, repr=False, compare=False)

    def cached(self, key: Hashable, compute: Callable[[], Result]) -> Result:
        """Return what `compute` returned for `key` the first time; all results fall with these columns."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]  # type: ignore[no-any-return]
        result = compute()
        with self._lock:
            self._results[key] = result
            while len(self._results) > RESULTS_KEPT:
                self._results.popitem(last=False)
        return result

    def tally(self, key: Hashable, count: Callable[[Columns], Integers]) -> Integers:
        """Return what `count` returns for these columns, from the earlier ones where only some jobs changed since.

        Args:
            key: what stands for `count`.
            count: whole numbers of which those of all jobs are the sum of those of any parts of them.
        """
        with self._lock:
            found = self._tallies.get(key)
            if found:
                self._tallies.move_to_end(key)
                return found[1]
        numbers = count(self)
        with self._lock:
            self._tallies[key] = count, _unchangeable(numbers)
            while len(self._tallies) > TALLIES_KEPT:
                self._tallies.popitem(last=False)
        return numbers

    @property
    def tallies(self) -> dict[Hashable, Tally]:
        """Return what `tally` has kept: how to count, and the numbers."""
        with self._lock:
            return dict(self._tallies)

    def carry_tallies(self, before: Columns, gone: Columns, fresh: Columns) -> None:
        """Take over the tallies of the columns `before`, in which `gone` stood for the jobs that `fresh` holds now."""
        for key, (count, numbers) in before.tallies.items():
            less, more = count(gone), count(fresh)
            if numbers.shape == less.shape == more.shape:  # else a new department or engine was met
                self._tallies[key] = count, _unchangeable(numbers - less + more)

    def let_go(self) -> None:
        """Let go of all results, which hold on to these columns: they are replaced by newer ones."""
        with self._lock:
            self._results.clear()

    @cached_property
    def tag_job(self) -> Integers:
        """Return the place of each tag's job."""
        return np.repeat(np.arange(len(self.jobs), dtype=np.int32), np.diff(self.tags.starts))

    @property
    def decided(self) -> tuple[Integers, Integers]:
        """Return, for each job, how many tags of active skills people decided, and how many still wait for them."""
        return self.decisions[:, CONFIRMED] + self.decisions[:, REJECTED], self.decisions[:, SUGGESTED]

    def places(self, job_ids: Sequence[int] | Integers) -> Integers:
        """Return the places of the jobs with these primary keys; unknown ones are left out."""
        keys = np.asarray(job_ids, np.int64)
        if not len(self.jobs):
            return np.empty(0, np.int64)
        places = np.minimum(np.searchsorted(self.jobs.keys, keys), len(self.jobs) - 1)
        found: Integers = places[self.jobs.keys[places] == keys]
        return found

    def jobs_with(self, skills: Integers) -> Booleans:
        """Return which jobs ask for any of the skills at these places."""
        found = np.zeros(len(self.jobs), bool)
        if len(skills) == 1:
            found[self.shown.job[np.flatnonzero(self.shown.skill == skills[0])]] = True
        elif len(skills):
            wanted = np.zeros(len(self.skills), bool)
            wanted[skills] = True
            found[self.shown.job[np.flatnonzero(wanted[self.shown.skill])]] = True
        return found


def _unchangeable(numbers: Integers) -> Integers:
    numbers.flags.writeable = False
    return numbers


def counted(jobs: JobColumns, tags: TagColumns, skills: Skills, vocabularies: Vocabularies) -> Columns:
    """Return columns with what follows from `jobs`, `tags` and `skills`."""
    active = skills.active[tags.skill]
    counts = active & (tags.decision != REJECTED)
    shown = ShownTags(_starts(counts)[tags.starts], tags.skill[counts], tags.decision[counts] == CONFIRMED)
    decisions = np.empty((len(jobs), len(DECISIONS)), np.int32)
    for decision in range(len(DECISIONS)):
        decisions[:, decision] = np.diff(_starts(active & (tags.decision == decision))[tags.starts])
    return Columns(jobs, tags, shown, decisions, skills, vocabularies)
