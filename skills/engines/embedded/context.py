"""Decides from what stands around a phrase whether it names a skill that the text asks for.

Two linear models over cheap features. The first looks at single words and says how much each looks like part of a
demand; the second looks at a candidate phrase, with the first one's opinion of its words among its features. The
weights are trained by `benchmarks/skills/train.py`; `data/README.md` names the texts they were trained on.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from jobs.sections import split_sections
from skills.engines.base import TaxonomySkill
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.tables import DATA
from skills.engines.embedded.tokens import Words

Weights = Mapping[str, Mapping[str, float]]

_SENTENCE_REACH = 16
_WINDOW = 5
_SENTENCE_MARKS = frozenset(".!?;•·▪●*")
_OUTSIDE = "\x02"
_SHORT_TEXT_LINES = 3


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the models need to know of a text, word by word.

    Attributes:
        words: the words.
        shapes: how each word is written: "a" small, "A" capital first, "AA" all capitals, "aA" mixed, "0" with digits.
        sentence_starts: for each word, the number of the first word of its sentence.
        sentence_ends: for each word, the number after the last word of its sentence.
        sections: for each word, the kind of its section.
        single: whether the text is no more than a few lines.
    """

    words: Words
    shapes: list[str]
    sentence_starts: list[int]
    sentence_ends: list[int]
    sections: list[str]
    single: bool


def _shape(raw: str) -> str:
    if raw.islower():
        return "a" if raw.isalpha() else "a0"
    if raw.isupper():
        return ("A" if len(raw) == 1 else "AA") if raw.isalpha() else "AA0"
    if raw[0].isupper() and raw[1:].islower():
        return "Aa"
    return "aA" if raw.isalpha() else "0"


def surroundings_of(words: Words) -> Surroundings:
    """Return what the models need to know of the words of a text."""
    count = len(words)
    bounds = [
        i
        for i in range(count)
        if (mark := words.before[i]) and (mark == "\n" or (mark in _SENTENCE_MARKS and words.raw[i][0].isupper()))
    ]
    starts = [0] * count
    ends = [count] * count
    for first, last in zip(bounds, [*bounds[1:], count], strict=True):
        for i in range(first, last):
            starts[i], ends[i] = first, last
    sections = split_sections(words.text)
    places = [section.start for section in sections]
    kinds = [section.kind.value for section in sections]
    by_word = [kinds[max(0, bisect_right(places, start) - 1)] if kinds else "" for start in words.starts]
    return Surroundings(
        words=words,
        shapes=[_shape(raw) for raw in words.raw],
        sentence_starts=starts,
        sentence_ends=ends,
        sections=by_word,
        single=words.text.count("\n") < _SHORT_TEXT_LINES and len(words.text) < 600,  # noqa: PLR2004
    )


def word_features(around: Surroundings, i: int) -> Iterator[tuple[str, str]]:
    """Yield (template, value) features of the word numbered `i`, without those of its sentence."""
    words = around.words
    keys = words.keys
    last = len(keys)
    key = keys[i]
    previous = keys[i - 1] if i else _OUTSIDE
    following = keys[i + 1] if i + 1 < last else _OUTSIDE
    yield "k", key
    yield "e", key[-3:]
    yield "h", around.shapes[i]
    yield "p", previous
    yield "n", following
    yield "p2", keys[i - 2] if i > 1 else _OUTSIDE
    yield "n2", keys[i + 2] if i + 2 < last else _OUTSIDE
    yield "pk", f"{previous} {key}"
    yield "kn", f"{key} {following}"
    yield "b", words.before[i]
    yield "a", words.before[i + 1] if i + 1 < last else "\n"
    yield "z", around.sections[i]


def sentence_range(around: Surroundings, first: int, last: int) -> tuple[int, int]:
    """Return the words (first, after last) of the sentence around a phrase that count, at most 16 to each side."""
    return (
        max(around.sentence_starts[first], first - _SENTENCE_REACH),
        min(around.sentence_ends[last - 1], last + _SENTENCE_REACH),
    )


@dataclass(frozen=True, slots=True)
class Company:
    """A candidate among the others of its text.

    Attributes:
        repeats: places of the text where the same skill may be named.
        neighbours: candidates in the same sentence.
        kin: share of the text's skills that are of the same category.
        touches_before: whether another candidate ends right before it.
        touches_after: whether another candidate begins right after it.
        joined: whether "and", "or", a comma or a slash joins it to another candidate.
    """

    repeats: int
    neighbours: int
    kin: float
    touches_before: bool
    touches_after: bool
    joined: bool


def _bucket(number: int) -> str:
    return str(number) if number < 4 else "4" if number < 6 else "6" if number < 10 else "10"


def candidate_features(
    around: Surroundings, candidate: Candidate, skill: TaxonomySkill, company: Company
) -> Iterator[tuple[str, str]]:
    """Yield (template, value) features of a candidate, without those of its sentence and its words' opinion.

    Args:
        around: the text.
        candidate: the phrase.
        skill: what it may name.
        company: the candidate among the text's others.
    """
    words = around.words
    keys, first, last = words.keys, candidate.first, candidate.last
    count = len(keys)
    form = " ".join(keys[first:last])
    shape = around.shapes[first]
    size = min(last - first, 4)
    before = words.before[first]
    after = words.before[last] if last < count else "\n"
    yield "F", form
    yield "S", skill.lightcast_id
    yield "H", keys[last - 1]
    yield "A", keys[first]
    yield "K", str(candidate.kind)
    yield "C", f"{shape} {size}"
    yield "KC", f"{candidate.kind} {shape}"
    yield "G", skill.category
    yield "U", skill.subcategory
    yield "Z", around.sections[first]
    yield "ZG", f"{around.sections[first]} {skill.category}"
    yield "B", before
    yield "E", after
    yield "L", f"{first == around.sentence_starts[first]} {last == around.sentence_ends[last - 1]} {shape}"
    yield "D", _bucket(company.repeats)
    yield "J", _bucket(company.neighbours)
    yield "JD", str(company.neighbours * 12 // (around.sentence_ends[first] - around.sentence_starts[first]))
    yield "Y", str(int(company.kin * 10))
    yield "I", f"{company.touches_before:d}{company.touches_after:d}{company.joined:d}"
    yield "IK", f"{company.touches_before:d}{company.touches_after:d} {candidate.kind}"
    yield "IH", f"{company.touches_before:d}{company.touches_after:d} {keys[last - 1]}"
    yield "O", str(first * 8 // count)
    yield "T", "1" if around.single else "n"
    yield "TF", f"{around.single:d} {form}"
    yield "TG", f"{around.single:d} {skill.category}"
    yield "P", keys[first - 1] if first else _OUTSIDE
    yield "N", keys[last] if last < count else _OUTSIDE
    yield "PP", f"{keys[first - 2]} {keys[first - 1]}" if first > 1 else _OUTSIDE
    yield "NN", f"{keys[last]} {keys[last + 1]}" if last + 1 < count else _OUTSIDE
    low, high = sentence_range(around, first, last)
    for i in range(max(low, first - _WINDOW), first):
        yield "lw", keys[i]
    for i in range(last, min(high, last + _WINDOW)):
        yield "rw", keys[i]


class ContextModel:
    """Scores candidates.

    Args:
        weights: {"words": templates, "phrases": templates, "scale": ...}; a template maps values to weights.
    """

    def __init__(self, weights: Mapping[str, Weights]) -> None:
        self._words = weights["words"]
        self._phrases = weights["phrases"]

    def word_scores(self, around: Surroundings) -> list[float]:
        """Return for each word the log-odds that it is part of a demand."""
        table = self._words
        keys = around.words.keys
        sentence = prefix_sums(table["s"], keys)
        bias = table["bias"][""]
        scores = []
        for i in range(len(keys)):
            low, high = sentence_range(around, i, i + 1)
            total = bias + sentence[high] - sentence[low]
            for template, value in word_features(around, i):
                weight = table[template].get(value)
                if weight is not None:
                    total += weight
            scores.append(total)
        return scores

    def probabilities(
        self, around: Surroundings, candidates: Sequence[Candidate], skills: Sequence[TaxonomySkill]
    ) -> list[float]:
        """Return for each candidate the probability that a careful reader would tag it.

        Args:
            around: the text.
            candidates: phrases of it.
            skills: the list that the candidates' skill numbers refer to.
        """
        if not candidates:
            return []
        table = self._phrases
        sentence = prefix_sums(table["s"], around.words.keys)
        opinion = list(accumulate(self.word_scores(around), initial=0.0))
        numeric = table["numeric"]
        bias = table["bias"][""]
        results = []
        for candidate, company in zip(candidates, companies(around, candidates, skills), strict=True):
            skill = skills[candidate.skill]
            low, high = sentence_range(around, candidate.first, candidate.last)
            total = bias + sentence[high] - sentence[low]
            mean = (opinion[candidate.last] - opinion[candidate.first]) / (candidate.last - candidate.first)
            total += numeric["opinion"] * mean
            for template, value in candidate_features(around, candidate, skill, company):
                weight = table[template].get(value)
                if weight is not None:
                    total += weight
            results.append(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total)))))
        return results


def prefix_sums(weights: Mapping[str, float], keys: Sequence[str]) -> list[float]:
    """Return running sums of the words' weights, one longer than `keys`."""
    return list(accumulate((weights.get(key, 0.0) for key in keys), initial=0.0))


_SEPARATORS = frozenset(",/;|&")
_JOINERS = frozenset({"and", "or", "et", "ou"})


def companies(
    around: Surroundings, candidates: Sequence[Candidate], skills: Sequence[TaxonomySkill]
) -> Iterator[Company]:
    """Yield what each candidate's company is.

    Args:
        around: the text.
        candidates: phrases of it, in reading order.
        skills: the list that the candidates' skill numbers refer to.
    """
    words = around.words
    repeats = Counter(candidate.skill for candidate in candidates)
    sentences = Counter(around.sentence_starts[candidate.first] for candidate in candidates)
    categories = Counter(skills[number].category for number in repeats)
    beginnings = {candidate.first for candidate in candidates}
    endings = {candidate.last for candidate in candidates}
    count = len(words)
    for candidate in candidates:
        first, last = candidate.first, candidate.last
        category = skills[candidate.skill].category
        mark_before = words.before[first]
        mark_after = words.before[last] if last < count else "\n"
        joined = (
            (mark_before in _SEPARATORS and first in endings)
            or (mark_after in _SEPARATORS and last in beginnings)
            or (first > 0 and words.keys[first - 1] in _JOINERS and first - 1 in endings)
            or (last < count and words.keys[last] in _JOINERS and last + 1 in beginnings)
        )
        yield Company(
            repeats=repeats[candidate.skill],
            neighbours=sentences[around.sentence_starts[first]],
            kin=(categories[category] - 1) / len(repeats) if category else 0.0,
            touches_before=not mark_before and first in endings,
            touches_after=not mark_after and last in beginnings,
            joined=joined,
        )


@cache
def default_model() -> ContextModel:
    """Return the model with the weights that come with the engine."""
    return ContextModel(json.loads((DATA / "context.json").read_text(encoding="utf-8")))
