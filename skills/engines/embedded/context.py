"""Decides from what stands around a phrase whether it names a skill that the text asks for.

Two linear models over cheap features. The first looks at single words and says how much each looks like part of a
demand; the second looks at a candidate phrase, with the first one's opinion of its words among its features. The
weights are trained by `benchmarks/skills/train.py`; `data/README.md` names the texts they were trained on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from operator import add
from typing import Any, NamedTuple

from skills.engines.base import TaxonomySkill
from skills.engines.embedded.features import (
    OUTSIDE,
    SENTENCE_REACH,
    Company,
    companies,
    company_features,
    fixed_features,
    setting_features,
    setting_of,
    shape_features,
    shape_of,
    windows,
)
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.surroundings import Surroundings
from skills.engines.embedded.tables import DATA, word_clusters

Pair = tuple[float, float]

_REMEMBERED = 50_000
_NO_PAIR: Pair = (0.0, 0.0)
_EDGE = (OUTSIDE, "")
# Below this share a phrase counts as a trait or an activity rather than a thing one knows.
_THING_SHARE = 0.28
_THING_WEIGHT = 0.3
_SURE_OF_THING = -0.7
_SURE_OF_TRAIT = math.log(0.8 / 0.2)
# Chosen on held-out sentences of the training part, where it gave the best F1.
_SURE_IN_A_FEW_LINES = 0.6
# "We" opens an employer's praise of itself, which the model has learnt, but also a demand, which is rare in its texts.
_DEMANDING = frozenset({"need", "require", "seek", "want", "expect", "looking"})
_DEMANDED = 1.5


class Judgement(NamedTuple):
    """What the model says of one candidate.

    Attributes:
        confidence: calibrated probability that a careful reader would tag it.
        demand: log-odds the model was trained to give, which count one tag for each phrase asked for.
        thing: log-odds that it is a thing one knows (a tool, a subject, a language), not a trait or an activity.
        single: whether the text is no more than a few lines.
    """

    confidence: float
    demand: float
    thing: float
    single: bool = False

    def is_sure(self) -> bool:
        """Return whether it may be tagged: traits and activities stand in every advert and need more than things.

        A text of a few lines is little but what it asks for, so its confidence decides alone.
        """
        if self.single:
            return self.confidence >= _SURE_IN_A_FEW_LINES
        if self.demand >= _SURE_OF_TRAIT:
            return True
        if (1 - _THING_WEIGHT) * self.demand + _THING_WEIGHT * self.thing <= _SURE_OF_THING:
            return False
        thing = logistic(self.thing)
        return thing >= _THING_SHARE * (thing + 1.0 - logistic(self.demand))


class _Row(NamedTuple):
    """The weights of one key by its place.

    Attributes:
        summed: those that are added up over many words: in the word model in the same sentence; in the phrase model,
            demand and thing each, in the same sentence, to the left, to the right.
        own: in the word model, of the word itself; then of the words around it.
        demand_before: in the phrase model, of the word right before a phrase; then further ones likewise.
    """

    summed: tuple[float, ...]
    own: float
    before: float
    after: float
    second_before: float
    second_after: float
    demand_before: float
    thing_before: float
    demand_after: float
    thing_after: float


_NOTHING = _Row((0.0,) * 7, *[0.0] * 9)


class _Reading(NamedTuple):
    """A text as the model has looked it up.

    Attributes:
        around: the text.
        keys: the keys of its words, two more to mark the edge before the first and after the last.
        rows: the weights of each of these keys.
        sentence: sums of the weights in the sentence up to each word; the further lists likewise for phrases.
    """

    around: Surroundings
    keys: list[str]
    rows: list[_Row]
    sentence: list[float]
    demand: list[float]
    thing: list[float]
    demand_left: list[float]
    thing_left: list[float]
    demand_right: list[float]
    thing_right: list[float]


class ContextModel:
    """Scores candidates.

    Args:
        weights: "words": {template: {value: weight}}, "phrases": {template: {value: [demand, thing]}}; each with a
            "bias". "phrases" further holds "opinion", the weights of the words' mean score, and "scale", slope and
            offset that turn the first score into calibrated log-odds, for whole adverts and for a few lines. Values
            that name a cluster (`tables.word_clusters`) count for each of its words.
    """

    def __init__(self, weights: Mapping[str, Any]) -> None:
        words: dict[str, dict[str, float]] = weights["words"]
        self._word_bias = words["bias"][""]
        self._suffixes = words["e"]
        self._word_tables = {name: words[name] for name in ("h", "b", "a", "z")}
        phrases = weights["phrases"]
        self._opinion = phrases["opinion"]
        self._bias = phrases["bias"]
        self._scale = phrases["scale"]
        self._tables: dict[str, dict[str, Pair]] = {
            name: {value: (pair[0], pair[1]) for value, pair in table.items()}
            for name, table in phrases.items()
            if isinstance(table, dict)
        }
        in_word_model = [words[name] for name in ("k", "p", "n", "p2", "n2")]
        summed, beside = ([self._tables[name] for name in names] for names in (("s", "lw", "rw"), ("P", "N")))
        self._rows = _with_clusters(
            {
                key: _Row(
                    (words["s"].get(key, 0.0), *_weights(summed, key)),
                    *(table.get(key, 0.0) for table in in_word_model),
                    *_weights(beside, key),
                )
                for key in set().union(words["s"], *in_word_model, *summed, *beside)
            }
        )
        self._word_pairs = {
            _two(pair): (words["pk"].get(pair, 0.0), words["kn"].get(pair, 0.0)) for pair in words["pk"] | words["kn"]
        }
        self._pairs_before, self._pairs_after = (
            {_two(pair): weight for pair, weight in self._tables[name].items()} for name in ("PP", "NN")
        )
        self._fixed: dict[tuple[str, int, str, str, str, bool], Pair] = {}
        self._shapes: dict[tuple[str, int, bool, bool, bool], Pair] = {}
        self._settings: dict[tuple[str, str, str, str], Pair] = {}
        self._companies: dict[Company, Pair] = {}
        self._places: dict[tuple[str, str, str, str], float] = {}

    def _read(self, around: Surroundings) -> _Reading:
        edge = (OUTSIDE, OUTSIDE)
        keys = [*edge, *around.words.keys, *edge]
        get = self._rows.get
        rows = [get(key, _NOTHING) for key in keys]
        columns = zip(*[row.summed for row in rows[2:-2]], strict=True)
        return _Reading(around, keys, rows, *[list(accumulate(column, initial=0.0)) for column in columns])

    def _word_score(self, reading: _Reading, i: int) -> float:
        """Return the log-odds that the word numbered `i` is part of a demand."""
        around, keys, rows, sentence = reading[:4]
        before = around.words.before
        key = keys[i + 2]
        following = before[i + 1] if i + 1 < len(before) else "\n"
        place = (around.words.shapes[i], before[i], following, around.sections[i])
        score = self._places.get(place)
        if score is None:
            score = self._remember_place(place)
        return (
            score
            + rows[i + 2].own
            + rows[i + 1].before
            + rows[i + 3].after
            + rows[i].second_before
            + rows[i + 4].second_after
            + self._suffixes.get(key[-3:], 0.0)
            + self._word_pairs.get((keys[i + 1], key), _NO_PAIR)[0]
            + self._word_pairs.get((key, keys[i + 3]), _NO_PAIR)[1]
            + sentence[min(around.sentence_ends[i], i + 1 + SENTENCE_REACH)]
            - sentence[max(around.sentence_starts[i], i - SENTENCE_REACH)]
        )

    def _remember_place(self, place: tuple[str, str, str, str]) -> float:
        if len(self._places) >= _REMEMBERED:
            self._places.clear()
        self._places[place] = score = self._word_bias + sum(
            self._word_tables[name].get(value, 0.0) for name, value in zip("hbaz", place, strict=True)
        )
        return score

    def word_scores(self, around: Surroundings) -> list[float]:
        """Return for each word the log-odds that it is part of a demand."""
        if not around.words:
            return []
        reading = self._read(around)
        return [self._word_score(reading, i) for i in range(len(around.words))]

    def judge(
        self, around: Surroundings, candidates: Sequence[Candidate], skills: Sequence[TaxonomySkill]
    ) -> list[Judgement]:
        """Judge each candidate by what stands around it.

        Args:
            around: the text.
            candidates: phrases of it, in reading order.
            skills: the list that the candidates' skill numbers refer to.
        """
        if not candidates:
            return []
        reading = self._read(around)
        _, keys, rows, _, near, thing_near, at_left, thing_left, at_right, thing_right = reading
        ends_in, pairs_before, pairs_after = self._tables["IH"], self._pairs_before, self._pairs_after
        shapes, settings, known_companies = self._shapes, self._settings, self._companies
        demand_opinion, thing_opinion = self._opinion
        single = around.single
        scale, offset = self._scale[single]
        opinions: dict[int, float] = {}
        demands = _demands(around.words.keys)
        before_last = len(around.words) - 1
        results = []
        for candidate, company in zip(candidates, companies(around, candidates, skills), strict=True):
            first, last, number, _ = candidate
            skill = skills[number]
            opinion = 0.0
            for i in range(first, last):
                score = opinions.get(i)
                if score is None:
                    score = opinions[i] = self._word_score(reading, i)
                opinion += score
            opinion /= last - first
            low, left, right, high = windows(around, first, last)
            before, after = rows[first + 1], rows[last + 2]
            demand = demand_opinion * opinion + near[high] - near[low] + before.demand_before + after.demand_after
            demand += at_left[first] - at_left[left] + at_right[right] - at_right[last]
            thing = thing_opinion * opinion + thing_near[high] - thing_near[low] + before.thing_before
            thing += thing_left[first] - thing_left[left] + thing_right[right] - thing_right[last] + after.thing_after
            shape, setting = shape_of(around, candidate), setting_of(around, candidate, skill)
            for pair in (
                self._fixed_scores(" ".join(keys[first + 2 : last + 2]), candidate, skill, around.single),
                shapes.get(shape) or self._remember(shapes, shape, shape_features(*shape)),
                settings.get(setting) or self._remember(settings, setting, setting_features(*setting)),
                known_companies.get(company) or self._remember(known_companies, company, company_features(company)),
                ends_in.get(f"{company.touch} {keys[last + 1]}"),
                pairs_before.get((keys[first], keys[first + 1]) if first > 1 else _EDGE),
                pairs_after.get((keys[last + 2], keys[last + 3]) if last < before_last else _EDGE),
            ):
                if pair:
                    demand += pair[0]
                    thing += pair[1]
            if demands and any(low <= one and other < first for one, other in demands):
                demand += _DEMANDED
                thing += _DEMANDED
            results.append(Judgement(logistic(scale * demand + offset), demand, thing, single))
        return results

    def _fixed_scores(self, form: str, candidate: Candidate, skill: TaxonomySkill, single: bool) -> Pair:
        known = (form, candidate.kind, skill.lightcast_id, skill.category, skill.subcategory, single)
        pair = self._fixed.get(known)
        return pair or self._remember(self._fixed, known, fixed_features(form, candidate, skill, single), self._bias)

    def _remember(
        self,
        known: dict[Any, Pair],
        key: object,
        features: Iterable[tuple[str, str]],
        start: Sequence[float] = _NO_PAIR,
    ) -> Pair:
        """Return the sums of the features' two weights, and keep them under `key`."""
        demand, thing = start
        for template, value in features:
            weights = self._tables[template].get(value)
            if weights is not None:
                demand += weights[0]
                thing += weights[1]
        if len(known) >= _REMEMBERED:
            known.clear()
        known[key] = (demand, thing)
        return demand, thing


def _with_clusters(rows: dict[str, _Row]) -> dict[str, _Row]:
    """Return the weights of keys alone, those of each key's clusters added; keys without any of their own share one."""
    shared: dict[tuple[str, str], _Row] = {}
    out = {key: row for key, row in rows.items() if key[0] != "#"}
    for key, clusters in word_clusters().items():
        row = shared.get(clusters)
        if row is None:
            row = shared[clusters] = _sum(*(rows.get(cluster, _NOTHING) for cluster in clusters))
        own = out.get(key)
        out[key] = row if own is None else _sum(own, row)
    return out


def _sum(one: _Row, other: _Row) -> _Row:
    return _Row(tuple(map(add, one.summed, other.summed)), *map(add, one[1:], other[1:]))


def _weights(tables: Iterable[Mapping[str, Pair]], key: str) -> Iterator[float]:
    return (weight for table in tables for weight in table.get(key, _NO_PAIR))


def _two(pair: str) -> tuple[str, str]:
    """Return the two keys of a feature's value; a single one stands for the edge of the text."""
    one, _, other = pair.partition(" ")
    return one, other


def _demands(keys: Sequence[str]) -> list[tuple[int, int]]:
    """Return where "we need" or the like stands: the number of "we" and that of the word that demands."""
    if "we" not in keys:
        return []
    return [
        (i, j)
        for i, key in enumerate(keys)
        if key == "we"
        for j in range(i + 1, min(i + 3, len(keys)))
        if keys[j] in _DEMANDING
    ]


def logistic(score: float) -> float:
    """Return the probability for log-odds."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def load_weights() -> dict[str, Any]:
    """Return the weights that come with the engine, as `ContextModel` takes them."""
    weights: dict[str, Any] = json.loads((DATA / "context.json").read_text(encoding="utf-8"))
    return weights


@cache
def default_model() -> ContextModel:
    """Return the model with the weights that come with the engine."""
    return ContextModel(load_weights())
