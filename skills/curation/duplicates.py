"""Which skills of a list may be one and the same, told from their names, surface forms and jobs.

No pair of all pairs is looked at: names are compared only within buckets of names that share most of their words, and
jobs only for skills that share a telling word. 32,000 skills take a few seconds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from skills.engines.embedded.tokens import keys_of
from skills.models import DuplicatePair

_PARENTHESES = re.compile(r"\(([^()]*)\)")
_FUNCTION_WORDS = frozenset("a an the of to for in on and or de des du la le les et en".split())  # noqa: SIM905
NEAR = 0.9
LONG_WORD = 5  # letters; shorter words that differ by one letter are mostly other words
TELLING = 30  # a word that more used skills than these share tells nothing
FEWEST_JOBS = 5
SAME_JOBS = 0.9
LARGEST_BUCKET = 40
Reason = DuplicatePair.Reason


@dataclass(frozen=True, slots=True)
class Candidate:
    """A skill as it is compared.

    Attributes:
        pk: the primary key.
        name: the name.
        forms: further surface forms that lead to it.
        jobs: how many jobs ask for it.
    """

    pk: int
    name: str
    forms: tuple[str, ...] = ()
    jobs: int = 0


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two skills that may be one; `first` is the lower primary key."""

    first: int
    second: int
    reason: str
    score: float


def likely_duplicates(
    candidates: Sequence[Candidate], jobs_of: Callable[[set[int]], Mapping[int, set[int]]]
) -> list[Likeness]:
    """Return the pairs that may be duplicates, each once, for its strongest reason.

    Args:
        candidates: the skills.
        jobs_of: returns the jobs' primary keys for each of the skills it is asked for.
    """
    found: dict[tuple[int, int], Likeness] = {}
    for pairs in (_same_name(candidates), _same_form(candidates), _near(candidates), _same_jobs(candidates, jobs_of)):
        for one in pairs:
            found.setdefault((one.first, one.second), one)
    return list(found.values())


def _likeness(one: int, other: int, reason: str, score: float) -> Likeness:
    return Likeness(min(one, other), max(one, other), reason, round(score, 3))


def _words(name: str) -> list[str]:
    return [key for key in keys_of(name) if key not in _FUNCTION_WORDS]


def _same_name(candidates: Iterable[Candidate]) -> Iterator[Likeness]:
    """Yield pairs whose names hold the same words, parentheses and the order of words aside."""
    buckets: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for one in candidates:
        base = " ".join(_PARENTHESES.sub(" ", one.name).split()) or one.name
        qualifier = " ".join(word for inner in _PARENTHESES.findall(one.name) for word in _words(inner))
        words = _words(base)
        buckets[" ".join(sorted(words))].append((one.pk, qualifier))
        if len(words) > 1 and (joined := "".join(words)) != " ".join(sorted(words)):
            buckets[joined].append((one.pk, qualifier))
    for key, bucket in buckets.items():
        if key and len(bucket) <= LARGEST_BUCKET:
            for (pk, qualifier), (other, second) in combinations(bucket, 2):
                # Namesakes that a qualifier tells apart, "Go (Game)" and "Go (Programming Language)", are two skills.
                if pk != other and (qualifier == second or not (qualifier and second)):
                    yield _likeness(pk, other, Reason.SAME_NAME, 1.0 if qualifier == second else 0.9)


def _same_form(candidates: Iterable[Candidate]) -> Iterator[Likeness]:
    """Yield pairs that share a surface form, or where one's form is the other's name."""
    buckets: dict[str, set[int]] = defaultdict(set)
    wanted = {" ".join(keys_of(form)) for one in candidates for form in one.forms}
    for one in candidates:
        for form in (one.name, *one.forms):
            key = " ".join(keys_of(form))
            if key in wanted:
                buckets[key].add(one.pk)
    for key, bucket in buckets.items():
        if key and len(bucket) <= LARGEST_BUCKET:
            for pk, other in combinations(sorted(bucket), 2):
                yield _likeness(pk, other, Reason.SAME_FORM, 1.0)


def _near(candidates: Sequence[Candidate]) -> Iterator[Likeness]:
    """Yield pairs whose names differ by one letter of one long word."""
    by_name: dict[tuple[str, ...], list[Candidate]] = defaultdict(list)
    for one in candidates:
        by_name[tuple(keys_of(one.name))].append(one)
    near = _near_words({word for words in by_name for word in words})
    for words, named in by_name.items():
        for place, word in enumerate(words):
            for other in near.get(word, ()):
                if word < other:
                    for twin in by_name.get((*words[:place], other, *words[place + 1 :]), ()):
                        for one in named:
                            score = fuzz.ratio(one.name.lower(), twin.name.lower()) / 100
                            if score >= NEAR:
                                yield _likeness(one.pk, twin.pk, Reason.NEAR_SPELLING, score)


def _near_words(words: set[str]) -> dict[str, set[str]]:
    """Return, for each long word, the others that differ from it by one letter added, left out, changed or swapped."""
    buckets: dict[str, list[str]] = defaultdict(list)
    for word in words:
        if len(word) >= LONG_WORD and word.isalpha():
            for shortened in {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}:
                buckets[shortened].append(word)
    near: dict[str, set[str]] = defaultdict(set)
    for bucket in buckets.values():
        for one, other in combinations(bucket, 2):
            near[one].add(other)
            near[other].add(one)
    return near


def _same_jobs(
    candidates: Iterable[Candidate], jobs_of: Callable[[set[int]], Mapping[int, set[int]]]
) -> Iterator[Likeness]:
    """Yield pairs that share a telling word and are nearly always asked for by the same jobs."""
    used = [one for one in candidates if one.jobs >= FEWEST_JOBS]
    by_word: dict[str, list[Candidate]] = defaultdict(list)
    for one in used:
        for word in set(_words(one.name)):
            by_word[word].append(one)
    pairs = {
        (one.pk, other.pk)
        for bucket in by_word.values()
        if len(bucket) <= TELLING
        for one, other in combinations(bucket, 2)
        if min(one.jobs, other.jobs) >= SAME_JOBS * max(one.jobs, other.jobs)
    }
    jobs = jobs_of({pk for pair in pairs for pk in pair}) if pairs else {}
    for one_pk, other_pk in sorted(pairs):
        one_jobs, other_jobs = jobs.get(one_pk, set()), jobs.get(other_pk, set())
        together = len(one_jobs & other_jobs) / (len(one_jobs | other_jobs) or 1)
        if together >= SAME_JOBS:
            yield _likeness(one_pk, other_pk, Reason.SAME_JOBS, together)
