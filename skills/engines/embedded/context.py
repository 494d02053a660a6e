"""Decides from what stands around a phrase whether it names a skill that the text asks for.

Two linear models over cheap features. The first looks at single words and says how much each looks like part of a
demand; the second looks at a candidate phrase, with the first one's opinion of its words among its features. The
weights are trained by `benchmarks/skills/train.py`; `data/README.md` names the texts they were trained on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

from skills.engines.base import TaxonomySkill
from skills.engines.embedded.features import (
    OUTSIDE,
    SENTENCE_REACH,
    Company,
    companies,
    company_features,
    fixed_features,
    neighbour_features,
    setting_features,
    setting_of,
    shape_features,
    shape_of,
    windows,
)
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.surroundings import Surroundings
from skills.engines.embedded.tables import DATA

Pair = tuple[float, float]

_REMEMBERED = 50_000
_NOTHING = (0.0,) * 6
_NO_PAIR: Pair = (0.0, 0.0)
# Below this share a phrase counts as a trait or an activity rather than a thing one knows.
_THING_SHARE = 0.25
_THING_WEIGHT = 0.45
_SURE_OF_THING = -0.35
_SURE_OF_TRAIT = math.log(0.8 / 0.2)
# "We" opens an employer's praise of itself, which the model has learnt, but also a demand, which is rare in its texts.
_DEMANDING = frozenset({"need", "require", "seek", "want", "expect", "looking"})
_DEMANDED = 1.5


class Judgement(NamedTuple):
    """What the model says of one candidate.

    Attributes:
        confidence: calibrated probability that a careful reader would tag it.
        demand: log-odds the model was trained to give, which count one tag for each phrase asked for.
        thing: log-odds that it is a thing one knows (a tool, a subject, a language), not a trait or an activity.
    """

    confidence: float
    demand: float
    thing: float

    def is_sure(self) -> bool:
        """Return whether it may be tagged: traits and activities stand in every advert and need more than things."""
        if self.demand >= _SURE_OF_TRAIT:
            return True
        if (1 - _THING_WEIGHT) * self.demand + _THING_WEIGHT * self.thing <= _SURE_OF_THING:
            return False
        thing = logistic(self.thing)
        return thing >= _THING_SHARE * (thing + 1.0 - logistic(self.demand))


class ContextModel:
    """Scores candidates.

    Args:
        weights: "words": {template: {value: weight}}, "phrases": {template: {value: [demand, thing]}}; each with a
            "bias". "phrases" further holds "opinion", the weights of the words' mean score, and "scale", slope and
            offset that turn the first score into calibrated log-odds.
    """

    def __init__(self, weights: Mapping[str, Any]) -> None:
        words: dict[str, dict[str, float]] = weights["words"]
        self._word_bias = words["bias"][""]
        self._suffixes = words["e"]
        self._word_tables = {name: words[name] for name in ("h", "b", "a", "z")}
        by_place = [words[name] for name in ("k", "p", "n", "p2", "n2", "s")]
        self._by_word = {
            key: tuple(table.get(key, 0.0) for table in by_place)
            for key in {key for table in by_place for key in table}
        }
        self._pairs = {
            pair: (words["pk"].get(pair, 0.0), words["kn"].get(pair, 0.0)) for pair in words["pk"] | words["kn"]
        }
        phrases = weights["phrases"]
        self._opinion = phrases["opinion"]
        self._bias = phrases["bias"]
        self._scale = phrases["scale"]
        self._tables: dict[str, dict[str, Pair]] = {
            name: {value: (pair[0], pair[1]) for value, pair in table.items()}
            for name, table in phrases.items()
            if isinstance(table, dict)
        }
        self._fixed: dict[tuple[str, int, str, str, str, bool], Pair] = {}
        self._shapes: dict[tuple[str, int, bool, bool, bool], Pair] = {}
        self._settings: dict[tuple[str, str, str, str], Pair] = {}
        self._companies: dict[Company, Pair] = {}
        self._places: dict[tuple[str, str, str, str], float] = {}
        near = [self._tables[name] for name in ("s", "lw", "rw")]
        self._near = {
            key: tuple(weight for table in near for weight in table.get(key, _NO_PAIR))
            for key in {key for table in near for key in table}
        }

    def word_scores(self, around: Surroundings) -> list[float]:
        """Return for each word the log-odds that it is part of a demand."""
        words = around.words
        keys, before = words.keys, words.before
        count = len(keys)
        if not count:
            return []
        outside = self._by_word.get(OUTSIDE, _NOTHING)
        rows = [outside, outside, *(self._by_word.get(key, _NOTHING) for key in keys), outside, outside]
        own, as_previous, as_following, as_second_before, as_second_after, in_sentence = zip(*rows, strict=True)
        sentence = list(accumulate(in_sentence[2:-2], initial=0.0))
        suffixes = self._suffixes
        places = map(self._place, around.shapes, before, [*before[1:], "\n"], around.sections)
        pairs = [
            self._pairs.get(f"{one} {other}", _NO_PAIR)
            for one, other in zip([OUTSIDE, *keys], [*keys, OUTSIDE], strict=True)
        ]
        ranges = [
            sentence[min(end, i + 1 + SENTENCE_REACH)] - sentence[max(start, i - SENTENCE_REACH)]
            for i, (start, end) in enumerate(zip(around.sentence_starts, around.sentence_ends, strict=True))
        ]
        return [
            a + b + c + d + e + suffixes.get(key[-3:], 0.0) + place + left[0] + right[1] + span
            for key, a, b, c, d, e, place, left, right, span in zip(
                keys,
                own[2:-2],
                as_previous[1:-3],
                as_following[3:-1],
                as_second_before[:-4],
                as_second_after[4:],
                places,
                pairs[:-1],
                pairs[1:],
                ranges,
                strict=True,
            )
        ]

    def _place(self, shape: str, before: str, after: str, section: str) -> float:
        known = (shape, before, after, section)
        score = self._places.get(known)
        if score is None:
            if len(self._places) >= _REMEMBERED:
                self._places.clear()
            score = self._places[known] = self._word_bias + sum(
                self._word_tables[name].get(value, 0.0) for name, value in zip("hbaz", known, strict=True)
            )
        return score

    def judge(
        self, around: Surroundings, candidates: Sequence[Candidate], skills: Sequence[TaxonomySkill]
    ) -> list[Judgement]:
        """Judge each candidate by what stands around it.

        Args:
            around: the text.
            candidates: phrases of it, in reading order.
            skills: the list that the candidates' skill numbers refer to.
        """
        keys = around.words.keys
        tables = self._tables
        if not candidates:
            return []
        opinion = list(accumulate(self.word_scores(around), initial=0.0))
        columns = zip(*(self._near.get(key, _NOTHING) for key in keys), strict=True)
        demand_near, thing_near, demand_left, thing_left, demand_right, thing_right = (
            list(accumulate(column, initial=0.0)) for column in columns
        )
        results = []
        for candidate, company in zip(candidates, companies(around, candidates, skills), strict=True):
            first, last = candidate.first, candidate.last
            skill = skills[candidate.skill]
            demand, thing = self._fixed_scores(" ".join(keys[first:last]), candidate, skill, around.single)
            mean = (opinion[last] - opinion[first]) / (last - first)
            demand += self._opinion[0] * mean
            thing += self._opinion[1] * mean
            low, left, right, high = windows(around, first, last)
            demand += demand_near[high] - demand_near[low] + demand_left[first] - demand_left[left]
            demand += demand_right[right] - demand_right[last]
            thing += thing_near[high] - thing_near[low] + thing_left[first] - thing_left[left]
            thing += thing_right[right] - thing_right[last]
            shape, setting = shape_of(around, candidate), setting_of(around, candidate, skill)
            for pair in (
                self._shapes.get(shape) or self._remember(self._shapes, shape, shape_features(*shape)),
                self._settings.get(setting) or self._remember(self._settings, setting, setting_features(*setting)),
                self._companies.get(company) or self._remember(self._companies, company, company_features(company)),
            ):
                demand += pair[0]
                thing += pair[1]
            for template, value in neighbour_features(keys, first, last, company.touch):
                weights = tables[template].get(value)
                if weights is not None:
                    demand += weights[0]
                    thing += weights[1]
            if _is_demanded(keys, low, first):
                demand += _DEMANDED
                thing += _DEMANDED
            confidence = logistic(self._scale[0] * demand + self._scale[1])
            results.append(Judgement(confidence, demand, thing))
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


def _is_demanded(keys: Sequence[str], low: int, first: int) -> bool:
    """Return whether "we need" or the like stands between `low` and `first`."""
    return any(
        keys[i] == "we" and not _DEMANDING.isdisjoint(keys[i + 1 : min(i + 3, first)]) for i in range(low, first)
    )


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
