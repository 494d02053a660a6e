"""Decides from what stands around a phrase whether it names a skill that the text asks for.

A linear model over cheap features of a candidate phrase, with the word model's opinion of its words among them. The
weights are trained by `benchmarks/skills/train.py`; `data/README.md` names the texts they were trained on.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from skills.engines.base import TaxonomySkill
from skills.engines.embedded.features import (
    OUTSIDE,
    SENTENCE_REACH,
    WINDOW,
    Company,
    companies,
    company_features,
    fixed_features,
    setting_features,
    setting_of,
    shape_features,
    shape_of,
)
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.neighbours import NeighbourModel
from skills.engines.embedded.surroundings import Surroundings
from skills.engines.embedded.tables import DATA, word_clusters
from skills.engines.embedded.word_model import WordModel, default_word_model

Pair = tuple[float, float]
Numbers = NDArray[np.float64]

_REMEMBERED = 50_000
_CERTAIN = 30.0
_NO_PAIR: Pair = (0.0, 0.0)
# Below this share a phrase counts as a trait or an activity rather than a thing one knows.
_THING_SHARE = 0.36
_THING_WEIGHT = 0.3
_SURE_OF_THING = -0.7
_SURE_OF_TRAIT = math.log(0.86 / 0.14)
# Chosen on held-out sentences of the training part, where it gave the best F1.
_SURE_IN_A_FEW_LINES = 0.6
# "We" opens an employer's praise of itself, which the model has learnt, but also a demand, which is rare in its texts.
_DEMANDING = frozenset({"need", "require", "seek", "want", "expect", "looking"})
_DEMANDED = 1.5
# Few adverts of the training part have headings that are kept. In a text that is divided into at least so many kinds of
# asking sections, every line of these asks for something; chosen on held-out fifths, where it costs nothing.
_WELL_DIVIDED = 3
_ASKED_BY_SECTION = {
    "duties": 0.5,
    "essential": 1.0,
    "asset": 1.0,
    "knowledge": 1.0,
    "abilities": 1.0,
    "experience": 1.0,
}


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


# Columns of the matrix of weights, which has a row for each key: demand and thing each, of the words that are added up
# over the sentence, to the left and to the right, and of those next to a phrase.
_NEAR, _AT_LEFT, _AT_RIGHT = slice(0, 2), slice(2, 4), slice(4, 6)
_SUMMED = 6
_RIGHT_BEFORE, _RIGHT_AFTER = slice(6, 8), slice(8, 10)
_COLUMNS = 10
_PLACED = {"s": _NEAR, "lw": _AT_LEFT, "rw": _AT_RIGHT, "P": _RIGHT_BEFORE, "N": _RIGHT_AFTER}


class _Reading(NamedTuple):
    """A text as the model has looked it up.

    Attributes:
        keys: the keys of its words, two more to mark the edge before the first and after the last.
        rows: the weights of each of these keys.
        sums: of the first columns of the rows, those of all words before the one that is numbered.
        opinions: sums of the word model's scores of those words that candidates hold, (words + 1, 2), as `sums`.
        starts: for each word, the number of the first word of its sentence.
        ends: for each word, the number after the last word of its sentence.
    """

    keys: list[str]
    rows: Numbers
    sums: Numbers
    opinions: Numbers
    starts: NDArray[np.int_]
    ends: NDArray[np.int_]


class ContextModel:
    """Scores candidates.

    Args:
        weights: "phrases": {template: {value: [demand, thing]}} with a "bias"; "pairs" as `NeighbourModel` takes them.
            "phrases" further holds "opinion", for demand and for thing the weights of the words' two mean scores, and
            "scale", slope and offset that turn the first score into calibrated log-odds, for whole adverts and for a
            few lines. Values that name a cluster (`tables.word_clusters`) count for each of its words.
        words: scores single words.

    Attributes:
        neighbours: the model of neighbouring phrases.
    """

    def __init__(self, weights: Mapping[str, Any], words: WordModel) -> None:
        self.neighbours = NeighbourModel(weights["pairs"])
        self._words = words
        phrases = weights["phrases"]
        self._opinion = np.array(phrases["opinion"]).T
        self._bias = phrases["bias"]
        self._scale = phrases["scale"]
        self._tables: dict[str, dict[str, Pair]] = {
            name: {value: (pair[0], pair[1]) for value, pair in table.items()}
            for name, table in phrases.items()
            if isinstance(table, dict) and name not in _PLACED
        }
        placed: list[tuple[Mapping[str, Any], slice]] = [(phrases[name], columns) for name, columns in _PLACED.items()]
        # Row 0 is that of a key that the model does not know.
        numbers = {
            key: number
            for number, key in enumerate(dict.fromkeys(key for table, _ in placed for key in table), start=1)
        }
        matrix = np.zeros((len(numbers) + 1, _COLUMNS))
        for table, column in filter(itemgetter(0), placed):
            matrix[[numbers[key] for key in table], column] = list(table.values())
        self._numbers, self._matrix = _with_clusters(numbers, matrix)
        self._fixed: dict[tuple[str, int, str, str, str, bool], Pair] = {}
        self._shapes: dict[tuple[str, int, bool, bool, bool], Pair] = {}
        self._settings: dict[tuple[str, str, str, str], Pair] = {}
        self._companies: dict[Company, Pair] = {}

    def _read(self, around: Surroundings, candidates: Sequence[Candidate]) -> _Reading:
        edge = (OUTSIDE, OUTSIDE)
        keys = [*edge, *around.words.keys, *edge]
        get = self._numbers.get
        rows = self._matrix[[get(key, 0) for key in keys]]
        count = len(keys) - 4
        sums = np.zeros((count + 1, _SUMMED))
        np.cumsum(rows[2:-2, :_SUMMED], axis=0, out=sums[1:])
        at = np.array(sorted({i for first, last, _, _ in candidates for i in range(first, last)}))
        opinions = np.zeros((count + 1, 2))
        opinions[at + 1] = self._words.scores(around, at)
        np.cumsum(opinions, axis=0, out=opinions)
        return _Reading(keys, rows, sums, opinions, np.array(around.sentence_starts), np.array(around.sentence_ends))

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
        reading = self._read(around, candidates)
        keys = reading.keys
        ends_in, pairs_before, pairs_after = (self._tables[name] for name in ("IH", "PP", "NN"))
        shapes, settings, known_companies = self._shapes, self._settings, self._companies
        single = around.single
        scale, offset = self._scale[single]
        demands, by_section = _demands(around.words.keys), asked_by_sections(around)
        before_last = len(around.words) - 1
        results = []
        for candidate, (low, demand, thing), company in zip(
            candidates,
            _told_by_words(reading, candidates, self._opinion),
            companies(around, candidates, skills),
            strict=True,
        ):
            first, last, number, _ = candidate
            skill = skills[number]
            shape, setting = shape_of(around, candidate), setting_of(around, candidate, skill)
            for pair in (
                self._fixed_scores(" ".join(keys[first + 2 : last + 2]), candidate, skill, around.single),
                shapes.get(shape) or self._remember(shapes, shape, shape_features(*shape)),
                settings.get(setting) or self._remember(settings, setting, setting_features(*setting)),
                known_companies.get(company) or self._remember(known_companies, company, company_features(company)),
                ends_in.get(f"{company.touch} {keys[last + 1]}"),
                pairs_before.get(f"{keys[first]} {keys[first + 1]}" if first > 1 else OUTSIDE),
                pairs_after.get(f"{keys[last + 2]} {keys[last + 3]}" if last < before_last else OUTSIDE),
            ):
                if pair:
                    demand += pair[0]
                    thing += pair[1]
            next_demand = bisect_left(demands, (low, 0))
            if next_demand < len(demands) and demands[next_demand][1] < first:
                demand += _DEMANDED
                thing += _DEMANDED
            demand += by_section.get(around.sections[first], 0.0)
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


def _with_clusters(numbers: dict[str, int], matrix: Numbers) -> tuple[dict[str, int], Numbers]:
    """Return the rows of words, those of each word's clusters added; words without one of their own share one.

    Args:
        numbers: the row of each key, of words and of clusters.
        matrix: the weights (rows, `_COLUMNS`); row 0 is all noughts.
    """
    clusters = word_clusters()
    pairs = {pair: number for number, pair in enumerate(dict.fromkeys(clusters.values()))}
    sums = np.array([matrix[[numbers.get(cluster, 0) for cluster in pair]].sum(axis=0) for pair in pairs])
    of_words = {key: number for key, number in numbers.items() if key[0] != "#"}
    known = [key for key in clusters if key in of_words]
    matrix[[of_words[key] for key in known]] += sums[[pairs[clusters[key]] for key in known]]
    shared = {key: len(matrix) + pairs[pair] for key, pair in clusters.items() if key not in of_words}
    return {**of_words, **shared}, np.vstack([matrix, sums])


def _told_by_words(
    reading: _Reading, candidates: Sequence[Candidate], opinion: Numbers
) -> Iterator[tuple[int, float, float]]:
    """Yield for each candidate where the words that count begin, and what they say of its demand and its thing.

    Args:
        reading: the text.
        candidates: phrases of it.
        opinion: weights of the means of the word model's two scores, of demand and of thing, (2, 2).
    """
    firsts = np.array([candidate.first for candidate in candidates])
    lasts = np.array([candidate.last for candidate in candidates])
    # As `features.windows` gives them for one.
    low = np.maximum(reading.starts[firsts], firsts - SENTENCE_REACH)
    high = np.minimum(reading.ends[lasts - 1], lasts + SENTENCE_REACH)
    left, right = np.maximum(low, firsts - WINDOW), np.minimum(high, lasts + WINDOW)
    sums, rows = reading.sums, reading.rows
    told = rows[firsts + 1, _RIGHT_BEFORE] + rows[lasts + 2, _RIGHT_AFTER]
    told += sums[high, _NEAR] - sums[low, _NEAR]
    told += sums[firsts, _AT_LEFT] - sums[left, _AT_LEFT]
    told += sums[right, _AT_RIGHT] - sums[lasts, _AT_RIGHT]
    opinions = reading.opinions
    told += (opinions[lasts] - opinions[firsts]) / (lasts - firsts)[:, None] @ opinion
    return zip(low.tolist(), *told.T.tolist(), strict=True)


def asked_by_sections(around: Surroundings) -> Mapping[str, float]:
    """Return what sections of a text add to the demand for what stands in them, by their kind."""
    if around.single or len(_ASKED_BY_SECTION.keys() & around.sections) < _WELL_DIVIDED:
        return {}
    return _ASKED_BY_SECTION


def _demands(keys: Sequence[str]) -> list[tuple[int, int]]:
    """Return, in order, where "we need" or the like stands: the numbers of "we" and of the word that demands."""
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
    if not -_CERTAIN < score < _CERTAIN:
        score = math.copysign(_CERTAIN, score)
    return 1.0 / (1.0 + math.exp(-score))


def load_weights() -> dict[str, Any]:
    """Return the weights that come with the engine, as `ContextModel` takes them."""
    weights: dict[str, Any] = json.loads((DATA / "context.json").read_text(encoding="utf-8"))
    return weights


@cache
def default_model() -> ContextModel:
    """Return the model with the weights that come with the engine."""
    return ContextModel(load_weights(), default_word_model())
