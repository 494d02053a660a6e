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
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np

from skills.engines.base import TaxonomySkill
from skills.engines.embedded.features import (
    SENTENCE_REACH,
    WINDOW,
    Company,
    companies,
    company_features,
    fixed_features,
    setting_features,
    shape_features,
)
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.neighbours import NeighbourModel
from skills.engines.embedded.surroundings import Surroundings
from skills.engines.embedded.tables import DATA, common_words
from skills.engines.embedded.tokens import OUTSIDE
from skills.engines.embedded.weights import Numbers, WeightMatrix, WholeNumbers, whole_numbers
from skills.engines.embedded.word_model import WordModel, default_word_model

Pair = tuple[float, float]

_REMEMBERED = 50_000
_CERTAIN = 30.0
# To so many digits the scores of two phrases that the same weights speak for are the same, in whatever order they were
# added up.
_DIGITS = 4
CONFIDENCE_DIGITS = 3
_NO_PAIR: Pair = (0.0, 0.0)
# Below this share a phrase counts as a trait or an activity rather than a thing one knows.
_THING_SHARE = 0.32
_THING_WEIGHT = 0.3
_SURE_OF_THING = -0.7
_SURE_OF_TRAIT = math.log(0.8 / 0.2)
# Chosen on held-out sentences of the training part, where it gave the best F1.
SURE_IN_A_FEW_LINES = 0.6
# "We" opens an employer's praise of itself, which the model has learnt, but also a demand, which is rare in its texts.
_DEMANDING = frozenset({"need", "require", "seek", "want", "expect", "looking"})
_DEMANDED = 1.5
# Few adverts of the training part have headings that are kept. In a text that is divided into at least so many kinds of
# asking sections, every line of these asks for something. This and what follows: more demand, and more of a thing.
_WELL_DIVIDED = 2
_ASKED_BY_SECTION: dict[str, Pair] = {
    "duties": (0.25, 0.0),
    "essential": (1.0, 1.0),
    "asset": (1.0, 1.0),
    "knowledge": (1.0, 1.0),
    "abilities": (1.0, 1.0),
    "experience": (1.0, 1.0),
    "education": (0.0, 1.0),
}
# Where it is divided into at least so many, duties are told apart from all else.
_FULLY_DIVIDED = 3
_ASKED_BY_DUTIES: Pair = (1.25, 0.5)
# The training part holds next to no adverts of these fields, so that the model is shy in a text of which so many of the
# skills that it may name are of them: there, too, sections that ask for something add to it.
_SHY_FIELDS = frozenset(
    {
        "Agriculture, Horticulture, and Landscaping",
        "Architecture and Construction",
        "Energy and Utilities",
        "Environment",
        "Health Care",
        "Hospitality and Food Services",
        "Maintenance, Repair, and Facility Services",
        "Manufacturing and Production",
        "Performing Arts, Sports, and Recreation",
        "Personal Care and Services",
        "Property and Real Estate",
        "Public Safety and National Security",
        "Social and Human Services",
        "Transportation, Supply Chain, and Logistics",
    }
)
_SHY_SHARE = 0.25
_ASKED_IN_SHY_FIELDS: Pair = (1.0, 1.5)


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
            return self.confidence >= SURE_IN_A_FEW_LINES
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
_WORD_COLUMNS = {"s": _NEAR, "lw": _AT_LEFT, "rw": _AT_RIGHT, "P": _RIGHT_BEFORE, "N": _RIGHT_AFTER}
# Columns of the matrix of the weights of bigrams: those of the two words before and after a phrase.
_TWO_BEFORE, _TWO_AFTER = slice(0, 2), slice(2, 4)
_BIGRAM_COLUMNS = 4
_BIGRAMS = {"PP": _TWO_BEFORE, "NN": _TWO_AFTER}


class _Reading(NamedTuple):
    """A text as the model has looked it up.

    Attributes:
        rows: the weights of the words' keys, with two rows of the edge before the first and after the last.
        bigrams: the weights of the words' bigrams, with a row of the edge before the first and after the last.
        sums: of the first columns of the rows, those of all words before the one that is numbered.
        starts: for each word, the number of the first word of its sentence.
        ends: for each word, the number after the last word of its sentence.
    """

    rows: Numbers
    bigrams: Numbers
    sums: Numbers
    starts: WholeNumbers
    ends: WholeNumbers


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
            if isinstance(table, dict) and name not in _WORD_COLUMNS and name not in _BIGRAMS
        }
        self._keys = WeightMatrix([(columns, phrases[name]) for name, columns in _WORD_COLUMNS.items()], _COLUMNS)
        self._keys.spread_over_clusters()
        self._bigrams = WeightMatrix([(columns, phrases[name]) for name, columns in _BIGRAMS.items()], _BIGRAM_COLUMNS)
        self._fixed: dict[tuple[str, int, str, str, str, bool], Pair] = {}
        self._manners: dict[tuple[str, int, bool, bool, bool], Pair] = {}
        self._settings: dict[tuple[str, str, str, str], Pair] = {}
        self._companies: dict[Company, Pair] = {}

    def _read(self, around: Surroundings) -> _Reading:
        words = around.words
        rows = self._keys.rows((OUTSIDE, OUTSIDE, *words.keys, OUTSIDE, OUTSIDE))
        bigrams = self._bigrams.rows((OUTSIDE, *words.bigrams, OUTSIDE))
        sums = np.zeros((len(words) + 1, _SUMMED))
        np.cumsum(rows[2:-2, :_SUMMED], axis=0, out=sums[1:])
        return _Reading(rows, bigrams, sums, whole_numbers(around.sentence_starts), whole_numbers(around.sentence_ends))

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
        words, single = around.words, around.single
        keys, before, shapes, sections = words.keys, [*words.before, "\n"], words.shapes, around.sections
        starts, ends, common = around.sentence_starts, around.sentence_ends, common_words()
        fixed, manners, settings, known_companies = self._fixed, self._manners, self._settings, self._companies
        ends_in, remember = self._tables["IH"], self._remember
        demanded, by_section = _demands(keys), asked_by_sections(around, candidates, skills)
        demands, things = [], []
        for candidate, (low, demand, thing), company in zip(
            candidates, self._told_by_words(around, candidates), companies(around, candidates, skills), strict=True
        ):
            first, last, number, kind = candidate
            skill = skills[number]
            key, size = keys[first], last - first
            form = key if size == 1 else " ".join(keys[first:last])
            known = (form, kind, skill.lightcast_id, skill.category, skill.subcategory, single)
            manner = (shapes[first], min(size, 4), key in common, first == starts[first], last == ends[last - 1])
            setting = (sections[first], skill.category, before[first], before[last])
            d0, t0 = fixed.get(known) or remember(fixed, known, fixed_features(form, candidate, skill, single))
            d1, t1 = manners.get(manner) or remember(manners, manner, shape_features(*manner))
            d2, t2 = settings.get(setting) or remember(settings, setting, setting_features(*setting))
            d3, t3 = known_companies.get(company) or remember(known_companies, company, company_features(company))
            d4, t4 = ends_in.get(f"{company.touch} {keys[last - 1]}", _NO_PAIR)
            d5, t5 = by_section.get(sections[first], _NO_PAIR)
            demand += d0 + d1 + d2 + d3 + d4 + d5
            thing += t0 + t1 + t2 + t3 + t4 + t5
            if demanded and _is_demanded(demanded, low, first):
                demand += _DEMANDED
                thing += _DEMANDED
            demands.append(demand)
            things.append(thing)
        scale, offset = self._scale[single]
        rounded = np.array((demands, things)).round(_DIGITS)
        scores = np.clip(scale * rounded[0] + offset, -_CERTAIN, _CERTAIN)
        confidences = (1.0 / (1.0 + np.exp(-scores))).round(CONFIDENCE_DIGITS)
        return list(map(Judgement, confidences.tolist(), *rounded.tolist(), repeat(single)))

    def _told_by_words(
        self, around: Surroundings, candidates: Sequence[Candidate]
    ) -> Iterator[tuple[int, float, float]]:
        """Yield for each candidate where the words that count begin, and what they say of its demand and its thing."""
        reading = self._read(around)
        firsts = whole_numbers([first for first, _, _, _ in candidates])
        lasts = whole_numbers([last for _, last, _, _ in candidates])
        inside = whole_numbers(sorted({i for first, last, _, _ in candidates for i in range(first, last)}))
        scores = np.zeros((len(around.words) + 1, 2))
        scores[inside + 1] = self._words.scores(around, inside)
        scores = scores.cumsum(axis=0)
        opinions = (scores[lasts] - scores[firsts]) / (lasts - firsts)[:, None]
        # As `features.windows` gives them for one.
        low = np.maximum(reading.starts[firsts], firsts - SENTENCE_REACH)
        high = np.minimum(reading.ends[lasts - 1], lasts + SENTENCE_REACH)
        left, right = np.maximum(low, firsts - WINDOW), np.minimum(high, lasts + WINDOW)
        sums, rows, bigrams = reading.sums, reading.rows, reading.bigrams
        told = opinions @ self._opinion + self._bias
        for matrix, at, columns in (
            (rows, firsts + 1, _RIGHT_BEFORE),
            (rows, lasts + 2, _RIGHT_AFTER),
            (bigrams, np.where(firsts > 1, firsts, 0), _TWO_BEFORE),
            (bigrams, np.where(lasts < len(around.words) - 1, lasts + 2, len(bigrams) - 1), _TWO_AFTER),
        ):
            told += matrix.take(at, axis=0)[:, columns]
        for begin, end, columns in ((low, high, _NEAR), (left, firsts, _AT_LEFT), (lasts, right, _AT_RIGHT)):
            told += (sums.take(end, axis=0) - sums.take(begin, axis=0))[:, columns]
        return zip(low.tolist(), *told.T.tolist(), strict=True)

    def _remember(self, known: dict[Any, Pair], key: object, features: Iterable[tuple[str, str]]) -> Pair:
        """Return the sums of the features' two weights, and keep them under `key`."""
        demand, thing = _NO_PAIR
        for template, value in features:
            weights = self._tables[template].get(value)
            if weights is not None:
                demand += weights[0]
                thing += weights[1]
        if len(known) >= _REMEMBERED:
            known.clear()
        known[key] = (demand, thing)
        return demand, thing


def asked_by_sections(
    around: Surroundings, candidates: Sequence[Candidate], skills: Sequence[TaxonomySkill]
) -> Mapping[str, Pair]:
    """Return what sections of a text add to the demand for what stands in them and to the thing it is, by their kind.

    Args:
        around: the text.
        candidates: its phrases.
        skills: the list that the candidates' skill numbers refer to.
    """
    if around.single:
        return {}
    kinds = len(_ASKED_BY_SECTION.keys() & around.sections)
    added = dict(_ASKED_BY_SECTION) if kinds >= _WELL_DIVIDED else {}
    if kinds >= _FULLY_DIVIDED:
        added["duties"] = _ASKED_BY_DUTIES
    named = {number for _, _, number, _ in candidates}
    if len([number for number in named if skills[number].category in _SHY_FIELDS]) >= _SHY_SHARE * len(named):
        more_demand, more_thing = _ASKED_IN_SHY_FIELDS
        for section in _ASKED_BY_SECTION:
            demand, thing = added.get(section, _NO_PAIR)
            added[section] = demand + more_demand, thing + more_thing
    return added


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


def _is_demanded(demands: Sequence[tuple[int, int]], low: int, first: int) -> bool:
    """Return whether one of the demands stands between two words."""
    following = bisect_left(demands, (low, 0))
    return following < len(demands) and demands[following][1] < first


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
