"""The model of single words: how it reads a text, whatever its length."""

from __future__ import annotations

import numpy as np
import pytest

from skills.engines.embedded.surroundings import surroundings_of
from skills.engines.embedded.tokens import words_of
from skills.engines.embedded.vocabulary import word_clusters, word_numbers
from skills.engines.embedded.word_model import FAR, NEAR, REACH, WordModel, default_word_model, load_word_weights

LINE = "Nous cherchons une personne. You must have experience with Python, SQL and qqzx; teamwork is an asset.\n"


def all_scores(model, around):
    return model.scores(around, np.arange(len(around.words)))


def scores_of(text):
    return all_scores(default_word_model(), surroundings_of(words_of(text)))


def plain_scores(weights, around):
    """Return the scores by the plain sums, word by word."""
    words = weights["words"] * weights["words_unit"]
    read = []
    columns = {"shape": around.words.shapes, "mark": around.words.before, "section": around.sections}
    for i, key in enumerate(around.words.keys):
        parts = [words[word_numbers().get(key, 0)]]
        for kind, values in columns.items():
            names = weights[kind + "_names"].tolist()
            parts.append(weights[kind + "s"][names.index(values[i]) + 1 if values[i] in names else 0])
        read.append(np.concatenate([*parts, [around.single]]))

    def layer(inputs, name, i):
        places = range(max(0, i - REACH), min(len(inputs), i + REACH + 1))
        return weights[name + "_bias"] + sum(inputs[j] @ weights[name][j - i + REACH] for j in places)

    count = len(read)
    first = np.maximum([layer(read, "first", i) for i in range(count)], 0)
    for i in range(count):
        second = layer(first, "second", i)
        for name, reach in (("near", NEAR), ("far", FAR)):
            second += first[max(0, i - reach) : i + reach + 1].sum(axis=0) / (2 * reach + 1) @ weights[name]
        second = np.maximum(second, 0)
        yield np.concatenate([first[i], second]) @ weights["last"] + weights["last_bias"]


def test_scores_are_the_plain_sums():
    weights = load_word_weights()
    around = surroundings_of(words_of(3 * LINE))
    expected = list(plain_scores(weights, around))
    assert all_scores(WordModel(weights), around) == pytest.approx(np.array(expected), abs=1e-3)


@pytest.mark.parametrize("text", ["Python", "Python and", "a b c", "…"])
def test_a_text_shorter_than_what_a_word_sees(text):
    around = surroundings_of(words_of(text))
    assert all_scores(default_word_model(), around).shape == (len(around.words), 2)


def test_a_long_text_is_read_in_pieces_as_if_it_were_whole():
    lines = 600
    scores, size = scores_of(lines * LINE), len(words_of(LINE))
    middle = scores[5 * size : 6 * size]
    for line in range(6, lines - 5):
        assert scores[line * size : (line + 1) * size] == pytest.approx(middle, abs=1e-3)


def test_every_word_of_the_clusters_has_a_vector():
    assert len(load_word_weights()["words"]) == len(word_clusters()) + 1
