"""The context model: what clusters of words teach it, and what decides in a text of a few lines."""

from __future__ import annotations

from itertools import chain

import pytest

from skills.engines.embedded.context import ContextModel, Judgement, logistic
from skills.engines.embedded.neighbours import BETWEEN
from skills.engines.embedded.surroundings import surroundings_of
from skills.engines.embedded.tables import word_clusters
from skills.engines.embedded.tokens import key_of, words_of

_WORD_TEMPLATES = ("k", "p", "n", "p2", "n2", "s", "pk", "kn", "h", "b", "a", "z", "e")
_PHRASE_TEMPLATES = ("s", "lw", "rw", "P", "N", "PP", "NN", "IH")


def model_with(**own_words):
    words = {**{name: {} for name in _WORD_TEMPLATES}, "bias": {"": -1.0}, "k": own_words}
    phrases = {**{name: {} for name in _PHRASE_TEMPLATES}, "opinion": [1.0, 1.0], "bias": [0.0, 0.0]}
    phrases["scale"] = [[1.0, 0.0], [1.0, 0.0]]
    return ContextModel({"words": words, "phrases": phrases, "pairs": {"bias": {"": 0.0}, BETWEEN: {}}})


def score(model, word):
    return model.word_scores(surroundings_of(words_of(word)))[0]


def test_a_word_never_seen_is_judged_by_its_clusters():
    coarse, fine = word_clusters()["asthma"]
    model = model_with(**{coarse: 0.5, fine: 0.25})
    assert score(model, "asthma") == pytest.approx(-0.25)


def test_a_word_s_own_weight_is_added_to_those_of_its_clusters():
    coarse, fine = word_clusters()["asthma"]
    model = model_with(**{coarse: 0.5, fine: 0.25, "asthma": 2.0})
    assert score(model, "asthma") == pytest.approx(1.75)


def test_a_word_in_no_cluster_has_only_its_own_weight():
    assert "qqzx" not in word_clusters()
    assert score(model_with(qqzx=2.0), "qqzx") == pytest.approx(1.0)


def test_every_word_of_the_clusters_is_a_key_and_names_of_clusters_are_none():
    clusters = word_clusters()
    assert all(key_of(key) == key for key in list(clusters)[::50])
    assert not clusters.keys() & set(chain(*clusters.values()))


def test_in_a_few_lines_the_confidence_decides_and_in_an_advert_traits_need_more():
    trait = {"demand": 0.7, "thing": -4.0}
    assert Judgement(confidence=logistic(0.7), **trait, single=True).is_sure()
    assert not Judgement(confidence=logistic(0.2), **trait, single=True).is_sure()
    assert not Judgement(confidence=logistic(0.7), **trait).is_sure()
