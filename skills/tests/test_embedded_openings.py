"""What may begin at a word, and at which words of a text anything does."""

from __future__ import annotations

from skills.engines.embedded.beginnings import Beginning
from skills.engines.embedded.openings import NOTHING, Opening, Openings
from skills.engines.embedded.tokens import words_of
from skills.engines.embedded.vocabulary import word_numbers


def opening(form=None, seconds=(), begun=None):
    return Opening(form=form, anyhow=True, seconds=dict.fromkeys(seconds, (2,)), begun=begun)


JOINING = Beginning(nouns=(), is_noun=False, objects=frozenset(), patterns={}, joins=True, coherent=())
OPENINGS = Openings(
    {
        "python": opening(form=1),
        "project": opening(seconds=["management", "qqzx"]),
        "and": opening(begun=JOINING),
    }
)


def places(text):
    return OPENINGS.places(words_of(text))


def test_nothing_begins_at_a_word_of_another_key():
    assert OPENINGS["team"] is NOTHING


def test_a_form_of_one_word_begins_whatever_follows():
    assert places("a Python team") == [1]
    assert places("the Python") == [1]


def test_what_goes_beyond_forms_begins_whatever_follows():
    assert places("teams and offices") == [1]


def test_a_longer_form_begins_only_before_its_second_word():
    assert places("the project management") == [1]
    assert places("the project team") == []
    assert places("the project") == []


def test_words_without_a_number_are_all_looked_at():
    assert "qqzx" not in word_numbers()
    assert places("the qqzx team") == [1]
    assert places("the project qqzx") == [1, 2]


def test_a_text_without_words():
    assert places("…") == []
