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
    """The tags that count: not rejected, and of an active skill."""

    job: Integers
    skill: Integers
    confirmed: Booleans

    def of(self, jobs: Booleans | None, skills: Booleans | None = None) -> ShownTags:
        """Return those of the given jobs and of the given skills; None stands for all."""
        if jobs is None and skills is None:
            return self
        kept = np.ones(len(self.job), bool) if jobs is None else jobs[self.job]
        if skills is not None:
            kept &= skills[self.skill]
        return ShownTags(self.job[kept], self.skill[kept], self.confirmed[kept])


@dataclass(frozen=True)
class Columns:
    """All that is counted, as it stood at one moment.

    Attributes:
        generation: differs whenever anything that is counted differs, in whichever process.
    """

    jobs: JobColumns
    tags: TagColumns
    skills: Skills
    vocabularies: Vocabularies
    generation: str = ""
    _results: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict, repr=False, compare=False)
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

    def let_go(self) -> None:
        """Let go of all results, which hold on to these columns: they are replaced by newer ones."""
        with self._lock:
            self._results.clear()

    @cached_property
    def tag_job(self) -> Integers:
        """Return the place of each tag's job."""
        return np.repeat(np.arange(len(self.jobs), dtype=np.int32), np.diff(self.tags.starts))

    @cached_property
    def shown(self) -> ShownTags:
        """Return the tags that count."""
        kept = self.skills.active[self.tags.skill] & (self.tags.decision != REJECTED)
        return ShownTags(self.tag_job[kept], self.tags.skill[kept], self.tags.decision[kept] == CONFIRMED)

    @cached_property
    def decided(self) -> tuple[Integers, Integers]:
        """Return, for each job, how many tags of active skills people decided, and how many still wait for them."""
        active = self.skills.active[self.tags.skill]
        waiting = active & (self.tags.decision == SUGGESTED)
        open_tags = np.bincount(self.tag_job[waiting], minlength=len(self.jobs))
        return np.bincount(self.tag_job[active], minlength=len(self.jobs)) - open_tags, open_tags

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
        wanted = np.zeros(max(len(self.skills), 1), bool)
        wanted[skills] = True
        found = np.zeros(len(self.jobs), bool)
        if len(skills) == 1:
            found[self.shown.job[self.shown.skill == skills[0]]] = True
        elif len(skills):
            found[self.shown.job[wanted[self.shown.skill]]] = True
        return found
