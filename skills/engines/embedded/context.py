"""Decides from what stands around a phrase whether it names a skill that the text asks for.

A linear model over cheap features of a candidate phrase, with the word model's opinion of its words among them. The
weights are trained by `benchmarks/skills/train.py`; `data/README.md` names the texts they were trained on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np

from jobs.section_headings import SectionKind
from skills.engines.base import TaxonomySkill
from skills.engines.embedded.arrays import WholeNumbers, numbers_of, whole_numbers
from skills.engines.embedded.features import (
    FLAGS,
    SENTENCE_REACH,
    SIZES,
    STEPS,
    TENTHS,
    TOUCHES,
    WINDOW,
    Columns,
    class_features,
    columns_of,
    companies,
    company_features,
    end_features,
    form_features,
    mark_features,
    section_features,
    shape_features,
)
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.neighbours import NeighbourModel
from skills.engines.embedded.surroundings import ASKING, WELL_DIVIDED, Surroundings
from skills.engines.embedded.tables import DATA, common_words
from skills.engines.embedded.tokens import OUTSIDE, SHAPES
from skills.engines.embedded.weights import (
    NO_PAIR,
    Numbers,
    Pair,
    Sums,
    WeightTables,
    WordWeights,
    weighed,
)
from skills.engines.embedded.word_model import WordModel, default_word_model

_CERTAIN = 30.0
# To so many digits the scores of two phrases that the same weights speak for are the same, in whatever order they were
# added up.
_DIGITS = 4
CONFIDENCE_DIGITS = 3
# Below this share a phrase counts as a trait or an activity rather than a thing one knows.
_THING_SHARE = 0.4
_THING_WEIGHT = 0.3
_SURE_OF_THING = -0.7
_SURE_OF_TRAIT = math.log(0.75 / 0.25)
# Chosen on held-out sentences of the training part, where it gave the best F1.
SURE_IN_A_FEW_LINES = 0.56
# "We" opens an employer's praise of itself, which the model has learnt, but also a demand, which is rare in its texts.
_DEMANDING = frozenset({"need", "require", "seek", "want", "expect", "ask", "looking"})
_DEMANDED = 1.5
# What a name, of a product above all, adds to demand and to thing in the sections of a well divided text that ask for
# something: "dashboards (Shiny, Power BI)".
_ASKED_BY_NAME: Pair = (0.0, 1.0)
_NAME_SHAPES = frozenset({"A", "AA", "AA0", "Aa", "aA"})
# The training part holds few adverts of these fields, so that the model is shy in a text of which so many of the skills
# that it may name are of them: there, sections that ask for something add to demand and thing.
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


# Templates of the words that are added up over the sentence, to the left and to the right of a phrase.
_WORDS = ("s", "lw", "rw")


class ContextModel:
    """Scores candidates.

    Args:
        weights: "phrases": {template: {value: [demand, thing]}} with a "bias"; "pairs" as `NeighbourModel` takes them.
            "phrases" further holds "opinion", for demand and for thing the weights of the words' two mean scores, and
            "scale", slope and offset that turn the first score into calibrated log-odds, for whole adverts and for a
            few lines. Values that name a cluster (`vocabulary.word_clusters`) count for each of its words.
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
            if isinstance(table, dict) and name not in _WORDS
        }
        self._near = WordWeights([phrases[name] for name in _WORDS])
        tables = self._tables
        # What is not among the values of a thing counts as the first of them.
        sections = (OUTSIDE, *(kind.value for kind in SectionKind))
        categories = (OUTSIDE, *dict.fromkeys(value.partition(" ")[2] for value in tables["ZG"]))
        before, after = (OUTSIDE, *tables["B"]), (OUTSIDE, *tables["E"])
        self._numbers = [
            {value: number for number, value in enumerate(values)}
            for values in (SHAPES, sections, categories, before, after)
        ]
        self._by_place = WeightTables(
            tables,
            (shape_features, (SHAPES, SIZES, FLAGS, FLAGS, FLAGS)),
            (section_features, (sections, categories)),
            (mark_features, (before, after)),
            (company_features, (STEPS, STEPS, TENTHS, TOUCHES)),
        )
        self._classes = Sums(lambda *things: weighed(tables, class_features(*things)))
        self._ends = Sums(lambda *things: weighed(tables, end_features(*things)))
        self._phrases = Sums(self._weigh)

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
        words, single, common = around.words, around.single, common_words()
        columns = columns_of(around, candidates, skills)
        firsts, lasts, at = columns.firsts, columns.lasts, columns.firsts.tolist()
        ends = whole_numbers([around.sentence_ends[last - 1] for last in lasts.tolist()])
        in_sections = list(map(around.sections.__getitem__, at))
        shapes, sections, categories, before, after = self._numbers
        low = np.maximum(columns.starts, firsts - SENTENCE_REACH)
        told = self._told_by_words(around, columns, low, np.minimum(ends, lasts + SENTENCE_REACH))
        told += self._by_place.sums(
            (
                numbers_of(list(map(words.shapes.__getitem__, at)), shapes),
                np.minimum(lasts - firsts, SIZES[-1]) - SIZES[0],
                whole_numbers([words.keys[first] in common for first in at]),
                firsts == columns.starts,
                lasts == ends,
            ),
            (numbers_of(in_sections, sections), numbers_of(columns.categories, categories)),
            (numbers_of(columns.before, before), numbers_of(columns.after, after)),
            companies(words, columns),
        )
        told += self._by_itself(around, candidates, skills)
        told[_demanded(words.keys, low, firsts)] += _DEMANDED
        if is_of_shy_field(around, candidates, skills):
            told += [_ASKED_IN_SHY_FIELDS if section in ASKING else NO_PAIR for section in in_sections]
        if around.divisions >= WELL_DIVIDED:
            told[[is_asked_by_name(around, candidate) for candidate in candidates]] += _ASKED_BY_NAME
        scale, offset = self._scale[single]
        rounded = told.round(_DIGITS)
        scores = np.clip(scale * rounded[:, 0] + offset, -_CERTAIN, _CERTAIN)
        confidences = (1.0 / (1.0 + np.exp(-scores))).round(CONFIDENCE_DIGITS)
        return list(map(Judgement, confidences.tolist(), *rounded.T.tolist(), repeat(single)))

    def _by_itself(
        self, around: Surroundings, candidates: Sequence[Candidate], skills: Sequence[TaxonomySkill]
    ) -> Numbers:
        """Return for each candidate what is told by the phrase itself, wherever it stands, (candidates, 2)."""
        keys, single, known = around.words.keys, around.single, self._phrases
        told: list[float] = []
        for first, last, number, kind in candidates:
            skill = skills[number]
            form = keys[first] if last - first == 1 else " ".join(keys[first:last])
            phrase = form, kind, skill.lightcast_id, skill.category, skill.subcategory, single
            told += known[phrase]
        return np.array(told).reshape(-1, 2)

    def _weigh(self, form: str, kind: int, lightcast_id: str, category: str, subcategory: str, single: bool) -> Pair:
        """Return what a phrase tells by itself.

        Args:
            form: the keys of its words.
            kind: how the form came about.
            lightcast_id: the skill it may name.
            category: that of the skill.
            subcategory: that of the skill.
            single: whether the text is no more than a few lines.
        """
        words = form.split(" ")
        demand, thing = weighed(self._tables, form_features(form, kind, lightcast_id, subcategory, single))
        for more_demand, more_thing in (
            self._classes[common_words().issuperset(words), len(words) > 1, single, category],
            self._ends["A", words[0]],
            self._ends["H", words[-1]],
        ):
            demand += more_demand
            thing += more_thing
        return demand, thing

    def _told_by_words(self, around: Surroundings, columns: Columns, low: WholeNumbers, high: WholeNumbers) -> Numbers:
        """Return what the words say of each phrase's demand and thing, (phrases, 2).

        Args:
            around: the text.
            columns: phrases of it.
            low: numbers of the first words that count for them.
            high: numbers after the last ones.
        """
        firsts, lasts, size = columns.firsts, columns.lasts, len(around.words)
        covered = np.bincount(firsts, minlength=size + 1) - np.bincount(lasts, minlength=size + 1)
        inside = np.flatnonzero(covered.cumsum())
        scores = np.zeros((size + 1, 2))
        scores[inside + 1] = self._words.scores(around, inside)
        scores = scores.cumsum(axis=0)
        opinions = (scores.take(lasts, axis=0) - scores.take(firsts, axis=0)) / (lasts - firsts)[:, None]
        left, right = np.maximum(low, firsts - WINDOW), np.minimum(high, lasts + WINDOW)
        told = self._near.sums_between(around.words, (low, high), (left, firsts), (lasts, right))
        told += opinions @ self._opinion + self._bias
        return told


def is_asked_by_name(around: Surroundings, candidate: Candidate) -> bool:
    """Return whether a candidate is written as names are, in capitals within its sentence, in an asking section."""
    first, last, _, _ = candidate
    if around.sections[first] not in ASKING or first == around.sentence_starts[first]:
        return False
    shapes = around.words.shapes
    return shapes[first] in _NAME_SHAPES and shapes[last - 1] in _NAME_SHAPES


def is_of_shy_field(
    around: Surroundings, candidates: Sequence[Candidate], skills: Sequence[TaxonomySkill]
) -> bool:
    """Return whether the skills that a text may name are of fields in which the model is shy.

    Args:
        around: the text; one of a few lines is of none.
        candidates: its phrases.
        skills: the list that the candidates' skill numbers refer to.
    """
    named = {number for _, _, number, _ in candidates}
    shy = sum(skills[number].category in _SHY_FIELDS for number in named)
    return not around.single and shy >= _SHY_SHARE * len(named)


def _demanded(keys: Sequence[str], low: WholeNumbers, firsts: WholeNumbers) -> WholeNumbers:
    """Return the numbers of the phrases before which "we need" or the like stands.

    Args:
        keys: the keys of a text's words.
        low: for each phrase the number of the first word that counts.
        firsts: that of its own first word.
    """
    opens, demands = [], []
    at = -1
    for _ in range(keys.count("we")):
        at = keys.index("we", at + 1)
        for i, key in enumerate(keys[at + 1 : at + 3], start=at + 1):
            if key in _DEMANDING:
                opens.append(at)
                demands.append(i)
    following = np.searchsorted(whole_numbers(opens), low)
    return np.flatnonzero(whole_numbers([*demands, len(keys)]).take(following) < firsts)


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
