"""The context model: what clusters of words teach it, and what decides in a text of a few lines."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest

from skills.engines.base import TaxonomySkill
from skills.engines.embedded.context import ContextModel, Judgement, logistic
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.neighbours import BETWEEN
from skills.engines.embedded.surroundings import surroundings_of
from skills.engines.embedded.tokens import plain_form, words_of
from skills.engines.embedded.vocabulary import word_clusters
from skills.engines.embedded.weights import WordWeights
from skills.engines.embedded.word_model import default_word_model

_PHRASE_TEMPLATES = (
    *("s", "lw", "rw", "F", "V", "VG", "S", "H", "A", "K", "G", "U", "T", "TF", "TG"),
    *("C", "VC", "L", "Z", "ZG", "B", "E", "D", "J", "Y", "I"),
)
_SKILL = TaxonomySkill(lightcast_id="1", name="Nursing")


def plain_model(**near):
    """Return a model that knows only weights of the words of a sentence."""
    phrases = {name: {} for name in _PHRASE_TEMPLATES} | {"s": {value: [weight, 0.0] for value, weight in near.items()}}
    phrases |= {"opinion": [[0.0, 0.0], [0.0, 0.0]], "bias": [0.0, 0.0], "scale": [[1.0, 0.0], [1.0, 0.0]]}
    return ContextModel({"phrases": phrases, "pairs": {"bias": {"": 0.0}, BETWEEN: {}}}, default_word_model())


def judged_by(model, around, candidates, skills):
    return model.judge(around, candidates, model.skill_columns(skills))


def demand_of_nursing_for(word, **near):
    """Return what weights of the words around say of "nursing" in a text about a word."""
    around = surroundings_of(words_of(f"{word} nursing"))
    return judged_by(plain_model(**near), around, [Candidate(1, 2, 0, 0)], [_SKILL])[0].demand


def test_a_word_never_seen_is_judged_by_its_clusters():
    coarse, fine = word_clusters()["asthma"]
    assert demand_of_nursing_for("asthma", **{coarse: 0.5, fine: 0.25}) == pytest.approx(0.75)


def test_a_word_s_own_weight_is_added_to_those_of_its_clusters():
    coarse, fine = word_clusters()["asthma"]
    assert demand_of_nursing_for("asthma", **{coarse: 0.5, fine: 0.25, "asthma": 2.0}) == pytest.approx(2.75)


def test_weights_of_a_word_s_own_place_count_for_its_clusters_or_twice_for_none():
    """As `features.end_features` gives them to the training."""
    coarse, fine = word_clusters()["asthma"]
    told = WordWeights([{"": (0.5, 0.25), coarse: (1.0, 0.0), fine: (2.0, 0.0), "qqzx": (4.0, 0.0)}]).sums_at(
        words_of("asthma qqzx qqzy"), np.arange(3)
    )
    assert told.tolist() == [[3.0, 0.0], [5.0, 0.5], [1.0, 0.5]]


def test_a_word_in_no_cluster_has_only_its_own_weight():
    assert "qqzx" not in word_clusters()
    assert demand_of_nursing_for("qqzx", qqzx=2.0) == pytest.approx(2.0)


@pytest.mark.parametrize(("weight", "told"), [(0.0004, 0.0004), (0.00004, 0.0)])
def test_scores_are_told_to_four_digits_so_that_what_adding_up_costs_is_not(weight, told):
    assert demand_of_nursing_for("qqzx", qqzx=weight) == told


def test_every_word_of_the_clusters_is_a_key_and_names_of_clusters_are_none():
    clusters = word_clusters()
    assert all(plain_form(key) == key for key in clusters)
    assert not clusters.keys() & set(chain(*clusters.values()))


@pytest.mark.parametrize(
    ("line", "demand"),
    [
        ("We need nursing", 1.5),
        ("We ask for nursing", 1.5),
        ("We are looking for nursing", 1.5),
        ("We grow and we need nursing", 1.5),
        ("We need and we seek nursing", 1.5),
        ("We offer nursing", 0.0),
        ("Nursing is what we need", 0.0),
        ("We need you. Nursing", 0.0),
        ("We " + "really " * 2 + "need nursing", 0.0),
    ],
)
def test_what_comes_after_we_need_is_asked_for(line, demand):
    around = surroundings_of(words_of(line))
    place = around.words.keys.index("nursing")
    (judged,) = judged_by(plain_model(), around, [Candidate(place, place + 1, 0, 0)], [_SKILL])
    assert judged.demand == demand


def test_in_a_few_lines_the_confidence_decides_and_in_an_advert_traits_need_more():
    trait = {"demand": 0.7, "thing": -4.0}
    assert Judgement(confidence=logistic(0.7), **trait, single=True).is_sure()
    assert not Judgement(confidence=logistic(0.2), **trait, single=True).is_sure()
    assert not Judgement(confidence=logistic(0.7), **trait).is_sure()


DIVIDED = """Duties
- Nursing

Essential qualifications
- Nursing

Asset qualifications
- Nursing

Benefits
- Nursing
"""


def judged_nursing(text, *further, category=""):
    """Return what is said of each "nursing" of a text, in which other skills may be named by the words `further`."""
    around = surroundings_of(words_of(text))
    assert not around.single
    names = ["nursing", *further]
    places = [Candidate(i, i + 1, names.index(key), 0) for i, key in enumerate(around.words.keys) if key in names]
    skills = [_SKILL, *(TaxonomySkill(word, word, category=category) for word in further)]
    judged = judged_by(plain_model(), around, places, skills)
    return [(one.demand, one.thing) for one, place in zip(judged, places, strict=True) if place.skill == 0]


@pytest.mark.parametrize(("category", "is_more"), [("Health Care", True), ("Information Technology", False)])
def test_the_model_is_less_shy_in_fields_that_the_training_hardly_knows(category, is_more):
    more = (1.0, 1.5) if is_more else (0.0, 0.0)
    judged = judged_nursing(f"{DIVIDED}- Triage\n", "triage", category=category)
    assert judged == [more, more, more, (0.0, 0.0)]


def test_a_name_in_a_section_that_asks_is_more_of_a_thing():
    assert judged_nursing(DIVIDED.replace("- Nursing", "- see NURSING")) == [(0.0, 1.0)] * 3 + [(0.0, 0.0)]
