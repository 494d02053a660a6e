"""Decides from what stands around a phrase whether it names a skill that the text asks for.

A linear model over cheap features of a candidate phrase, with the word model's opinion of its words among them. The
weights are trained by `benchmarks/skills/train.py`; `data/README.md` names the texts they were trained on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence, Set
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
    form_features,
    kind_features,
    mark_features,
    section_features,
    shape_features,
    skill_features,
)
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.neighbours import NeighbourModel
from skills.engines.embedded.surroundings import ASKING, WELL_DIVIDED, Surroundings
from skills.engines.embedded.tables import DATA, common_words
from skills.engines.embedded.tokens import OUTSIDE, SHAPES
from skills.engines.embedded.vocabulary import word_numbers
from skills.engines.embedded.weights import (
    NO_PAIR,
    Numbers,
    Pair,
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
# The public texts hold next to no adverts of these fields, so that the model, though it learnt from others of them, is
# shy in a text of which so many of the skills that it may name are of them: there, sections that ask for something add
# to demand and thing.
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


# Templates of the words that are added up over the sentence, to the left and to the right of a phrase, and of its own
# first and last word.
_NEAR = ("s", "lw", "rw")
_ENDS = ("A", "H")
# Templates of what `skill_features` yields.
_SKILL = ("S", "U")


class SkillColumns(NamedTuple):
    """What the model knows of the skills of a list, by their numbers in it.

    Attributes:
        skills: the skills.
        told: what the skills themselves tell of the demand and the thing of any phrase that may name them, (skills, 2).
        shy: numbers of those of fields in which the model is shy.
    """

    skills: Sequence[TaxonomySkill]
    told: Numbers
    shy: frozenset[int]


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
        tables: dict[str, dict[str, Pair]] = {
            name: {value: (pair[0], pair[1]) for value, pair in table.items()}
            for name, table in phrases.items()
            if isinstance(table, dict) and name not in (*_NEAR, *_ENDS)
        }
        self._near, self._ends = (WordWeights([phrases[name] for name in names]) for names in (_NEAR, _ENDS))
        self._of_skills = {name: tables[name] for name in _SKILL}
        # What is not among the values of a thing counts as the first of them.
        sections = (OUTSIDE, *(kind.value for kind in SectionKind))
        of_category = [value.partition(" ")[2] for name in ("VG", "TG", "ZG") for value in tables[name]]
        categories = (OUTSIDE, *dict.fromkeys([*tables["G"], *of_category]))
        kinds = (-1, *map(int, tables["K"]))
        before, after = (OUTSIDE, *tables["B"]), (OUTSIDE, *tables["E"])
        of_form = [value.partition(" ")[2] for value in tables["TF"]]
        forms = (OUTSIDE, *dict.fromkeys([*tables["F"], *of_form]))
        self._numbers: list[dict[Any, int]] = [
            {value: number for number, value in enumerate(values)}
            for values in (forms, kinds, SHAPES, sections, categories, before, after)
        ]
        self._by_table = WeightTables(
            tables,
            (form_features, (forms, FLAGS)),
            (kind_features, (kinds,)),
            (class_features, (FLAGS, FLAGS, FLAGS, categories)),
            (shape_features, (SHAPES, SIZES, FLAGS, FLAGS, FLAGS)),
            (section_features, (sections, categories)),
            (mark_features, (before, after)),
            (company_features, (STEPS, STEPS, TENTHS, TOUCHES)),
        )
        self._common = np.zeros(len(word_numbers()) + 1, np.bool_)
        self._common[[word_numbers()[key] for key in common_words()]] = True

    def skill_columns(self, skills: Sequence[TaxonomySkill]) -> SkillColumns:
        """Return what the model knows of the skills of a list."""
        told = [weighed(self._of_skills, skill_features(skill.lightcast_id, skill.subcategory)) for skill in skills]
        shy = frozenset(number for number, skill in enumerate(skills) if skill.category in _SHY_FIELDS)
        return SkillColumns(skills, np.array(told).reshape(-1, 2), shy)

    def judge(self, around: Surroundings, candidates: Sequence[Candidate], known: SkillColumns) -> list[Judgement]:
        """Judge each candidate by what stands around it.

        Args:
            around: the text.
            candidates: phrases of it, in reading order.
            known: what the model knows of the list that the candidates' skill numbers refer to.
        """
        if not candidates:
            return []
        columns = columns_of(around, candidates, known.skills)
        firsts, lasts = columns.firsts, columns.lasts
        sections = list(map(around.sections.__getitem__, firsts.tolist()))
        ends = whole_numbers([around.sentence_ends[last - 1] for last in lasts.tolist()])
        low, high = np.maximum(columns.starts, firsts - SENTENCE_REACH), np.minimum(ends, lasts + SENTENCE_REACH)
        told = self._told_by_words(around, columns, low, high)
        told += known.told.take(columns.skills, axis=0)
        told += self._told_by_tables(around, columns, sections, ends)
        told[_demanded(around.words.keys, low, firsts), 0] += _DEMANDED
        if is_of_shy_field(around, columns.skills, known.shy):
            told += [_ASKED_IN_SHY_FIELDS if section in ASKING else NO_PAIR for section in sections]
        if around.divisions >= WELL_DIVIDED:
            told[[is_asked_by_name(around, candidate) for candidate in candidates]] += _ASKED_BY_NAME
        scale, offset = self._scale[around.single]
        rounded = told.round(_DIGITS)
        scores = np.clip(scale * rounded[:, 0] + offset, -_CERTAIN, _CERTAIN)
        confidences = (1.0 / (1.0 + np.exp(-scores))).round(CONFIDENCE_DIGITS)
        return list(map(Judgement, confidences.tolist(), *rounded.T.tolist(), repeat(around.single)))

    def _told_by_tables(
        self, around: Surroundings, columns: Columns, sections: Sequence[str], ends: WholeNumbers
    ) -> Numbers:
        """Return what is told by the forms of phrases, how they are written, where they stand and beside what,
        (phrases, 2).

        Args:
            around: the text.
            columns: phrases of it.
            sections: the kinds of their sections.
            ends: numbers after the last words of their sentences.
        """
        words, keys, firsts, lasts = around.words, around.words.keys, columns.firsts, columns.lasts
        places = zip(firsts.tolist(), lasts.tolist(), strict=True)
        values: tuple[Sequence[Any], ...] = (
            [keys[first] if last - first == 1 else " ".join(keys[first:last]) for first, last in places],
            columns.kinds,
            list(map(words.shapes.__getitem__, firsts.tolist())),
            sections,
            columns.categories,
            columns.before,
            columns.after,
        )
        form, kind, shape, section, category, before, after = map(numbers_of, values, self._numbers)
        sizes, single = lasts - firsts, np.full(len(firsts), around.single)
        common = self._common.take(words.numbers)
        uncommon = np.concatenate(((0,), (~common).cumsum()))
        everyday = uncommon.take(lasts) == uncommon.take(firsts)
        steps = np.minimum(sizes, SIZES[-1]) - SIZES[0]
        return self._by_table.sums(
            (form, single),
            (kind,),
            (everyday, sizes > 1, single, category),
            (shape, steps, common.take(firsts), firsts == columns.starts, lasts == ends),
            (section, category),
            (before, after),
            companies(words, columns),
        )

    def _told_by_words(self, around: Surroundings, columns: Columns, low: WholeNumbers, high: WholeNumbers) -> Numbers:
        """Return what a phrase's own words and those around it tell of its demand and thing, (phrases, 2).

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
        told += self._ends.sums_at(around.words, firsts, lasts - 1)
        return told


def is_asked_by_name(around: Surroundings, candidate: Candidate) -> bool:
    """Return whether a candidate is written as names are, in capitals within its sentence, in an asking section."""
    first, last, _, _ = candidate
    if around.sections[first] not in ASKING or first == around.sentence_starts[first]:
        return False
    shapes = around.words.shapes
    return shapes[first] in _NAME_SHAPES and shapes[last - 1] in _NAME_SHAPES


def is_of_shy_field(around: Surroundings, named: Iterable[int], shy: Set[int]) -> bool:
    """Return whether the skills that a text may name are of fields in which the model is shy.

    Args:
        around: the text; one of a few lines is of none.
        named: numbers of the skills.
        shy: numbers of those of such fields.
    """
    if around.single:
        return False
    numbers = set(named)
    return len(numbers & shy) >= _SHY_SHARE * len(numbers)


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
