"""The features that the context model weighs, as (template, value) pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from skills.engines.base import TaxonomySkill
from skills.engines.embedded.arrays import WholeNumbers, numbers_of, whole_numbers
from skills.engines.embedded.beginnings import JOINERS
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.surroundings import Surroundings
from skills.engines.embedded.tables import common_words
from skills.engines.embedded.tokens import OUTSIDE, Words
from skills.engines.embedded.vocabulary import word_clusters

SENTENCE_REACH = 16
WINDOW = 5
# Templates whose values are single keys: the clusters of a key count under the same template.
_CLUSTERED = frozenset({"s", "lw", "rw"})
_NO_CLUSTERS = ("", "")
_SEPARATORS = frozenset(",/;|&")

# What the numbers of features stand for: places of a skill and candidates of a sentence are counted in steps.
_STEP_OF = (0, 1, 2, 3, 4, 4, 6, 6, 6, 6, 10)
STEPS = tuple(dict.fromkeys(_STEP_OF))
_STEP_NUMBERS = np.array([STEPS.index(step) for step in _STEP_OF])
TENTHS, TOUCHES = range(11), range(8)
SIZES = (1, 2, 3, 4)
FLAGS = (False, True)


class Columns(NamedTuple):
    """Candidates of a text, at least one, in reading order, as a column for each of the things that tell of them.

    Attributes:
        firsts: numbers of their first words.
        lasts: numbers after their last words.
        skills: numbers of the skills that they may name.
        kinds: how their forms came about.
        starts: numbers of the first words of their sentences.
        before: the mark before each, as in `Words.before`.
        after: the mark after each, a new line at the end of the text.
        categories: those of their skills.
    """

    firsts: WholeNumbers
    lasts: WholeNumbers
    skills: list[int]
    kinds: list[int]
    starts: WholeNumbers
    before: list[str]
    after: list[str]
    categories: list[str]


def columns_of(around: Surroundings, candidates: Sequence[Candidate], skills: Sequence[TaxonomySkill]) -> Columns:
    """Return candidates as columns.

    Args:
        around: the text.
        candidates: phrases of it, at least one, in reading order.
        skills: the list that the candidates' skill numbers refer to.
    """
    firsts, lasts, numbers, kinds = map(list, zip(*candidates, strict=True))
    marks = [*around.words.before, "\n"].__getitem__
    return Columns(
        whole_numbers(firsts),
        whole_numbers(lasts),
        numbers,
        kinds,
        whole_numbers(list(map(around.sentence_starts.__getitem__, firsts))),
        list(map(marks, firsts)),
        list(map(marks, lasts)),
        [skills[number].category for number in numbers],
    )


class Companies(NamedTuple):
    """Candidates among the others of their text, a number for each.

    Attributes:
        repeats: places of the text where the same skill may be named, as a number in `STEPS`.
        neighbours: candidates in the same sentence, as a number in `STEPS`.
        kin: tenths of the text's skills that are of the same category.
        touch: the sum of 4 when another candidate ends right before it, 2 when one begins right after it, and 1 when
            one is joined to it by a conjunction, comma or slash.
    """

    repeats: WholeNumbers
    neighbours: WholeNumbers
    kin: WholeNumbers
    touch: WholeNumbers


def companies(words: Words, columns: Columns) -> Companies:
    """Return what the candidates' company is.

    Args:
        words: the words of the text.
        columns: phrases of it.
    """
    firsts, lasts, numbers, _, starts, before, after, categories = columns
    repeats = Counter(numbers)
    kin = Counter(dict(zip(numbers, categories, strict=True)).values())
    tenths = {category: (count - 1) * 10 // len(repeats) for category, count in kin.items()} | {"": 0}
    keys = [*words.keys, OUTSIDE]
    begins, ends = bytearray(len(keys) + 2), bytearray(len(keys) + 2)
    places = list(zip(firsts.tolist(), lasts.tolist(), before, after, strict=True))
    for first, last, _, _ in places:
        begins[first] = ends[last] = True
    touch = []
    for first, last, mark_before, mark_after in places:
        after_one, before_one = ends[first], begins[last]
        joined = (
            (after_one and mark_before in _SEPARATORS)
            or (before_one and mark_after in _SEPARATORS)
            or (ends[first - 1] and keys[first - 1] in JOINERS)
            or (begins[last + 1] and keys[last] in JOINERS)
        )
        touch.append(4 * (after_one and not mark_before) + 2 * (before_one and not mark_after) + bool(joined))
    return Companies(
        _STEP_NUMBERS.take(numbers_of(numbers, repeats), mode="clip"),
        _STEP_NUMBERS.take(np.bincount(starts).take(starts), mode="clip"),
        numbers_of(categories, tenths),
        whole_numbers(touch),
    )


def form_features(form: str, single: bool) -> Iterator[tuple[str, str]]:
    """Yield the features of a candidate's form.

    Args:
        form: the keys of its words.
        single: whether the text is no more than a few lines.
    """
    yield "F", form
    yield "TF", f"{single:d} {form}"


def kind_features(kind: int) -> Iterator[tuple[str, str]]:
    """Yield the feature of how a candidate's form came about, as in `Candidate`."""
    yield "K", str(kind)


def skill_features(lightcast_id: str, subcategory: str) -> Iterator[tuple[str, str]]:
    """Yield the features of the skill that a candidate may name."""
    yield "S", lightcast_id
    yield "U", subcategory


def class_features(everyday: bool, several: bool, single: bool, category: str) -> Iterator[tuple[str, str]]:
    """Yield the features of a kind of candidates.

    Args:
        everyday: whether all its words are everyday ones.
        several: whether it has several words.
        single: whether the text is no more than a few lines.
        category: that of the skill it may name.
    """
    yield "V", f"{everyday:d} {several:d} {single:d}"
    yield "VG", f"{everyday:d} {category}"
    yield "G", category
    yield "T", f"{single:d}"
    yield "TG", f"{single:d} {category}"


def end_features(template: str, key: str) -> Iterator[tuple[str, str]]:
    """Yield the features of a candidate's first word ("A") or of its last one ("H"), its clusters among them."""
    yield template, key
    for cluster in word_clusters().get(key, _NO_CLUSTERS):
        yield template, cluster


def shape_features(shape: str, size: int, everyday: bool, opens: bool, closes: bool) -> Iterator[tuple[str, str]]:
    """Yield the features of how a candidate is written.

    Args:
        shape: how its first word is written.
        size: number of its words, at most 4.
        everyday: whether its first word is an everyday one.
        opens: whether its sentence begins with it.
        closes: whether its sentence ends with it.
    """
    yield "C", f"{shape} {size}"
    yield "VC", f"{everyday:d} {shape}"
    yield "L", f"{opens} {closes} {shape}"


def section_features(section: str, category: str) -> Iterator[tuple[str, str]]:
    """Yield the features of a candidate's section with its skill's category."""
    yield "Z", section
    yield "ZG", f"{section} {category}"


def mark_features(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield the features of the marks around a candidate."""
    yield "B", before
    yield "E", after


def company_features(repeats: int, neighbours: int, kin: int, touch: int) -> Iterator[tuple[str, str]]:
    """Yield the features of a candidate's company, as `Companies` gives it."""
    yield "D", str(repeats)
    yield "J", str(neighbours)
    yield "Y", str(kin)
    yield "I", f"{touch:03b}"


def windows(around: Surroundings, first: int, last: int) -> tuple[int, int, int, int]:
    """Return the bounds of the words that count around a phrase: sentence start, left window, right window, its end.

    At most 16 words of the sentence count to each side, the nearest 5 of them once more as windows.
    """
    low = max(around.sentence_starts[first], first - SENTENCE_REACH)
    high = min(around.sentence_ends[last - 1], last + SENTENCE_REACH)
    return low, max(low, first - WINDOW), min(high, last + WINDOW), high


def all_features(
    around: Surroundings, candidates: Sequence[Candidate], skills: Sequence[TaxonomySkill]
) -> Iterator[list[tuple[str, str]]]:
    """Yield every (template, value) feature of each candidate, those of its words' clusters too, for the training.

    Args:
        around: the text.
        candidates: phrases of it, in reading order.
        skills: the list that the candidates' skill numbers refer to.
    """
    if candidates:
        repeats, neighbours, *others = companies(around.words, columns_of(around, candidates, skills))
        steps = ([STEPS[number] for number in numbers] for numbers in (repeats, neighbours))
        for candidate, company in zip(candidates, zip(*steps, *others, strict=True), strict=True):
            yield list(_with_clusters(_features_of(around, candidate, skills[candidate.skill], company)))


def _with_clusters(features: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield features, and after each whose value is a word the same of the word's clusters."""
    clusters = word_clusters()
    for feature in features:
        yield feature
        template, key = feature
        if template in _CLUSTERED and key in clusters:
            coarse, fine = clusters[key]
            yield template, coarse
            yield template, fine


def _features_of(
    around: Surroundings, candidate: Candidate, skill: TaxonomySkill, company: tuple[int, int, int, int]
) -> Iterator[tuple[str, str]]:
    words, (first, last, _, _) = around.words, candidate
    keys, before = words.keys, words.before
    common, single = common_words(), around.single
    form = " ".join(keys[first:last])
    yield from form_features(form, single)
    yield from kind_features(candidate.kind)
    yield from skill_features(skill.lightcast_id, skill.subcategory)
    yield from class_features(common.issuperset(keys[first:last]), last - first > 1, single, skill.category)
    yield from end_features("A", keys[first])
    yield from end_features("H", keys[last - 1])
    yield from shape_features(
        words.shapes[first],
        min(last - first, SIZES[-1]),
        keys[first] in common,
        first == around.sentence_starts[first],
        last == around.sentence_ends[last - 1],
    )
    yield from section_features(around.sections[first], skill.category)
    yield from mark_features(before[first], before[last] if last < len(before) else "\n")
    yield from company_features(*company)
    low, left, right, high = windows(around, first, last)
    for i in range(low, high):
        yield "s", keys[i]
    for i in range(left, first):
        yield "lw", keys[i]
    for i in range(last, right):
        yield "rw", keys[i]
