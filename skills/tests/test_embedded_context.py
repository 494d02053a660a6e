"""The context model: what clusters of words teach it, and what decides in a text of a few lines."""

from __future__ import annotations

from itertools import chain

import pytest

from skills.engines.base import TaxonomySkill
from skills.engines.embedded.context import ContextModel, Judgement, logistic
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.neighbours import BETWEEN
from skills.engines.embedded.surroundings import surroundings_of
from skills.engines.embedded.tokens import key_of, words_of
from skills.engines.embedded.vocabulary import word_clusters
from skills.engines.embedded.word_model import default_word_model

_PHRASE_TEMPLATES = (
    *("s", "lw", "rw", "P", "N", "PP", "NN", "IH", "F", "V", "VG", "S", "H", "A", "K", "G", "U", "T", "TF", "TG"),
    *("C", "VC", "L", "Z", "ZG", "B", "E", "D", "J", "Y", "I"),
)
_SKILL = TaxonomySkill(lightcast_id="1", name="Nursing")


def plain_model(**near):
    """Return a model that knows only weights of the words of a sentence."""
    phrases = {name: {} for name in _PHRASE_TEMPLATES} | {"s": {value: [weight, 0.0] for value, weight in near.items()}}
    phrases |= {"opinion": [[0.0, 0.0], [0.0, 0.0]], "bias": [0.0, 0.0], "scale": [[1.0, 0.0], [1.0, 0.0]]}
    return ContextModel({"phrases": phrases, "pairs": {"bias": {"": 0.0}, BETWEEN: {}}}, default_word_model())


def demand_of_nursing_for(word, **near):
    """Return what weights of the words around say of "nursing" in a text about a word."""
    around = surroundings_of(words_of(f"{word} nursing"))
    return plain_model(**near).judge(around, [Candidate(1, 2, 0, 0)], [_SKILL])[0].demand


def test_a_word_never_seen_is_judged_by_its_clusters():
    coarse, fine = word_clusters()["asthma"]
    assert demand_of_nursing_for("asthma", **{coarse: 0.5, fine: 0.25}) == pytest.approx(0.75)


def test_a_word_s_own_weight_is_added_to_those_of_its_clusters():
    coarse, fine = word_clusters()["asthma"]
    assert demand_of_nursing_for("asthma", **{coarse: 0.5, fine: 0.25, "asthma": 2.0}) == pytest.approx(2.75)


def test_a_word_in_no_cluster_has_only_its_own_weight():
    assert "qqzx" not in word_clusters()
    assert demand_of_nursing_for("qqzx", qqzx=2.0) == pytest.approx(2.0)


def test_every_word_of_the_clusters_is_a_key_and_names_of_clusters_are_none():
    clusters = word_clusters()
    assert all(key_of(key) == key for key in list(clusters)[::50])
    assert not clusters.keys() & set(chain(*clusters.values()))


def test_in_a_few_lines_the_confidence_decides_and_in_an_advert_traits_need_more():
    trait = {"demand": 0.7, "thing": -4.0}
    assert Judgement(confidence=logistic(0.7), **trait, single=True).is_sure()
    assert not Judgement(confidence=logistic(0.2), **trait, single=True).is_sure()
    assert not Judgement(confidence=logistic(0.7), **trait).is_sure()


def test_every_line_of_an_asking_section_asks_for_something_in_a_text_that_is_well_divided():
    divided = "Duties\n- Nursing\n\nEssential qualifications\n- Nursing\n\nAsset qualifications\n- Nursing\n"
    divided += "\nBenefits\n- Nursing\n"
    undivided = divided.replace("Asset", "More").replace("Duties", "Further")
    for text, more in ((divided, [0.5, 1.0, 1.0, 0.0]), (undivided, [0.0] * 4)):
        around = surroundings_of(words_of(text))
        assert not around.single
        places = [Candidate(i, i + 1, 0, 0) for i, key in enumerate(around.words.keys) if key == "nursing"]
        assert [judged.demand for judged in plain_model().judge(around, places, [_SKILL])] == pytest.approx(more)
