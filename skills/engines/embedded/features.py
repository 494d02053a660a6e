"""The features that the context model weighs, as (template, value) pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from skills.engines.base import TaxonomySkill
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.surroundings import Surroundings
from skills.engines.embedded.tables import common_words
from skills.engines.embedded.tokens import OUTSIDE
from skills.engines.embedded.vocabulary import word_clusters

SENTENCE_REACH = 16
WINDOW = 5
# Templates whose values are single keys: the clusters of a key count under the same template.
_CLUSTERED = frozenset({"s", "lw", "rw"})
_FLAGS = ("0", "1")
_NO_CLUSTERS = ("", "")
_SEPARATORS = frozenset(",/;|&")
_JOINERS = frozenset({"and", "or", "et", "ou"})


class Companies(NamedTuple):
    """Candidates among the others of their text, a number for each.

    Attributes:
        repeats: places of the text where the same skill may be named, in steps.
        neighbours: candidates in the same sentence, in steps.
        kin: tenths of the text's skills that are of the same category.
        touch: the sum of 4 when another candidate ends right before it, 2 when one begins right after it, and 1 when
            one is joined to it by a conjunction, comma or slash.
    """

    repeats: list[int]
    neighbours: list[int]
    kin: list[int]
    touch: list[int]


STEPS = (0, 1, 2, 3, 4, 4, 6, 6, 6, 6, 10)
TENTHS, TOUCHES = range(11), range(8)
SIZES = (1, 2, 3, 4)
FLAGS = (False, True)


def companies(around: Surroundings, candidates: Sequence[Candidate], skills: Sequence[TaxonomySkill]) -> Companies:
    """Return what the candidates' company is.

    Args:
        around: the text.
        candidates: phrases of it, at least one, in reading order.
        skills: the list that the candidates' skill numbers refer to.
    """
    keys, before, sentences = [*around.words.keys, OUTSIDE], [*around.words.before, "\n"], around.sentence_starts
    numbers = [number for _, _, number, _ in candidates]
    repeats = Counter(numbers)
    categories = Counter([skills[number].category for number in repeats])
    kin = {category: (count - 1) * 10 // len(repeats) for category, count in categories.items()}
    kin[""] = 0
    in_sentence = [sentences[first] for first, _, _, _ in candidates]
    neighbours = Counter(in_sentence)
    begins, ends = bytearray(len(keys) + 2), bytearray(len(keys) + 2)
    for first, last, _, _ in candidates:
        begins[first] = ends[last] = True
    touch = []
    for first, last, _, _ in candidates:
        after_one, before_one, mark_before, mark_after = ends[first], begins[last], before[first], before[last]
        joined = (
            (after_one and mark_before in _SEPARATORS)
            or (before_one and mark_after in _SEPARATORS)
            or (ends[first - 1] and keys[first - 1] in _JOINERS)
            or (begins[last + 1] and keys[last] in _JOINERS)
        )
        touch.append(4 * (after_one and not mark_before) + 2 * (before_one and not mark_after) + bool(joined))
    return Companies(
        [STEPS[min(repeats[number], 10)] for number in numbers],
        [STEPS[min(neighbours[sentence], 10)] for sentence in in_sentence],
        [kin[skills[number].category] for number in numbers],
        touch,
    )


def fixed_features(form: str, candidate: Candidate, skill: TaxonomySkill, single: bool) -> Iterator[tuple[str, str]]:
    """Yield the (template, value) features of a candidate that are the same wherever it stands.

    Args:
        form: the keys of its words.
        candidate: the phrase.
        skill: what it may name.
        single: whether the text is no more than a few lines.
    """
    words = form.split(" ")
    everyday, several, few_lines = _FLAGS[common_words().issuperset(words)], _FLAGS[len(words) > 1], _FLAGS[single]
    yield "F", form
    yield "V", f"{everyday} {several} {few_lines}"
    yield "VG", f"{everyday} {skill.category}"
    yield "S", skill.lightcast_id
    yield "H", words[-1]
    yield "A", words[0]
    yield "K", str(candidate.kind)
    yield "G", skill.category
    yield "U", skill.subcategory
    clusters = word_clusters()
    for template, key in (("H", words[-1]), ("A", words[0])):
        coarse, fine = clusters.get(key, _NO_CLUSTERS)
        yield template, coarse
        yield template, fine
    yield "T", few_lines
    yield "TF", f"{few_lines} {form}"
    yield "TG", f"{few_lines} {skill.category}"


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
        everyone = companies(around, candidates, skills)
        for candidate, company in zip(candidates, zip(*everyone, strict=True), strict=True):
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
    yield from fixed_features(" ".join(keys[first:last]), candidate, skill, around.single)
    yield from shape_features(
        words.shapes[first],
        min(last - first, SIZES[-1]),
        keys[first] in common_words(),
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
