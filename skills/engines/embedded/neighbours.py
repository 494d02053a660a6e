"""Tells whether two neighbouring phrases are parts of one demand, as "network" and "security technologies" may be.

A reader marks such a demand once. The weights are trained by `benchmarks/skills/train.py` with those of the context
model.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from skills.engines.base import TaxonomySkill
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.surroundings import Surroundings
from skills.engines.embedded.tables import common_words

# At most so many words stand between neighbours.
REACH = 3
BETWEEN = "b"
# What stands on both sides of such a word or mark is asked for twice ("budgeting and auditing"), however readers mark
# it.
_COORDINATING = frozenset({"and", "or", "et", "ou"})
_SEPARATING = frozenset({",", ";"})
_THING_STEP = 1.5
_MOST_STEPS = 3.0
_REMEMBERED = 1 << 14


class Pair(NamedTuple):
    """Two neighbouring phrases; pairs of values are those of the first and of the second.

    Attributes:
        gap: number of the words between them.
        mark: the first mark between them, as in `Words.before`.
        single: whether the text is no more than a few lines.
        small: whether the words that face each other are written small.
        everyday: whether all their words are everyday ones.
        sizes: numbers of their words, at most 3.
        akin: whether their skills are of the same category.
        things: how surely each is a thing one knows, in steps.
    """

    gap: int
    mark: str
    single: bool
    small: tuple[bool, bool]
    everyday: tuple[bool, bool]
    sizes: tuple[int, int]
    akin: bool
    things: tuple[int, int]


class Phrase(NamedTuple):
    """A candidate as its neighbours see it.

    Attributes:
        candidate: the candidate.
        skill: the skill it names.
        thing: log-odds that it is a thing one knows.
    """

    candidate: Candidate
    skill: TaxonomySkill
    thing: float


def are_near(around: Surroundings, one: Candidate, other: Candidate) -> bool:
    """Return whether a phrase and a later one are neighbours: in one sentence, with few words between them."""
    starts = around.sentence_starts
    return other.first - one.last <= REACH and starts[one.first] == starts[other.first]


def pair_of(around: Surroundings, one: Phrase, other: Phrase) -> Pair:
    """Return what tells of two neighbours, the words between them apart."""
    words, (first, last, _, _), (begin, end, _, _) = around.words, one.candidate, other.candidate
    keys, shapes, common = words.keys, words.shapes, common_words()
    return Pair(
        begin - last,
        next(filter(None, words.before[last : begin + 1]), ""),
        around.single,
        (shapes[last - 1][0] == "a", shapes[begin][0] == "a"),
        (common.issuperset(keys[first:last]), common.issuperset(keys[begin:end])),
        (min(last - first, 3), min(end - begin, 3)),
        one.skill.category == other.skill.category,
        (_step(one.thing), _step(other.thing)),
    )


def _step(thing: float) -> int:
    return int(max(-_MOST_STEPS, min(_MOST_STEPS, thing / _THING_STEP)) // 1)


def pair_features(pair: Pair) -> Iterator[tuple[str, str]]:
    """Yield the (template, value) features of two neighbours, the words between them apart."""
    place = f"{min(pair.gap, 2)} {bool(pair.mark):d}"
    # Whole adverts of the public texts have lost their commas, so marks mean the same in texts of every kind.
    kind = "" if pair.mark else f"{pair.single:d}"
    yield "g", f"{pair.gap} {pair.mark} {kind}"
    yield "w", f"{place} {pair.small} {kind}"
    yield "c", f"{place} {pair.everyday}"
    yield "n", f"{place} {pair.sizes}"
    yield "a", f"{place} {pair.akin:d}"
    yield "t", f"{place} {pair.things}"
    yield "t1", str(pair.things[0])
    yield "t2", str(pair.things[1])


def all_pair_features(around: Surroundings, one: Phrase, other: Phrase) -> Iterator[tuple[str, str]]:
    """Yield every feature of two neighbours, as the training needs them."""
    yield from pair_features(pair_of(around, one, other))
    for key in around.words.keys[one.candidate.last : other.candidate.first]:
        yield BETWEEN, key


class NeighbourModel:
    """Scores two neighbours.

    Args:
        weights: {template: {value: weight}} with a "bias".
    """

    def __init__(self, weights: Mapping[str, Mapping[str, float]]) -> None:
        self._between = weights[BETWEEN]

        @lru_cache(maxsize=_REMEMBERED)
        def score(pair: Pair) -> float:
            return weights["bias"][""] + sum(weights[name].get(value, 0.0) for name, value in pair_features(pair))

        self._score = score

    def joined(self, around: Surroundings, one: Phrase, other: Phrase) -> float:
        """Return the log-odds that two neighbours are parts of one demand; items of a list never are."""
        last, first = one.candidate.last, other.candidate.first
        between = around.words.keys[last:first]
        if not (_COORDINATING.isdisjoint(between) and _SEPARATING.isdisjoint(around.words.before[last : first + 1])):
            return -math.inf
        return self._score(pair_of(around, one, other)) + sum(self._between.get(key, 0.0) for key in between)
