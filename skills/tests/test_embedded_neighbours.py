"""Neighbouring phrases: when two are parts of one demand, and which of them is tagged."""

from itertools import pairwise

import pytest

from skills.engines.embedded.context import Judgement, default_model, load_weights
from skills.engines.embedded.extractor import Mention, build_index, one_a_demand, without_overlaps
from skills.engines.embedded.forms import FormKind
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.neighbours import BETWEEN, NeighbourModel, Phrase, all_pair_features, are_near
from skills.engines.embedded.surroundings import surroundings_of
from skills.engines.embedded.tokens import words_of
from skills.tests.embedded_skills import some_skills

SURE, UNSURE = 0.9, 0.3
TEMPLATES = ("g", "w", "c", "n", "a", "t", "t1", "t2", BETWEEN)


def model_with(bias):
    """Return a model of neighbours that says the same of all that are not coordinated."""
    return NeighbourModel({"bias": {"": bias}, **{template: {} for template in TEMPLATES}})


JOINED, APART = model_with(10.0), model_with(-10.0)


def read(text):
    index = build_index(some_skills())
    around = surroundings_of(words_of(text))
    return around, index.candidates(around.words, around.french), index.skills


def phrases_of(text):
    around, found, skills = read(text)
    return around, [Phrase(c, skills[c.skill], thing) for c, thing in zip(found, (2.0, -0.4, -9.0), strict=False)]


def tagged(text, model, *judged):
    """Return what is tagged of a text whose phrases are judged as given: (confidence, thing) of each."""
    around, found, skills = read(text)
    mentions = [
        Mention(candidate, Judgement(confidence, demand=4.0, thing=thing))
        for candidate, (confidence, thing) in zip(found, judged, strict=True)
    ]
    words = around.words
    chosen = [mention.candidate for mention in one_a_demand(around, mentions, skills, model)]
    return {text[words.starts[c.first] : words.ends[c.last - 1]] for c in chosen}


def test_of_the_parts_of_one_demand_the_surest_thing_is_tagged():
    assert tagged("Skilled in accounting with Python", JOINED, (SURE, -2.0), (SURE, 3.0)) == {"Python"}


def test_the_surest_thing_may_come_first():
    assert tagged("Skilled in Python with accounting", JOINED, (SURE, 3.0), (SURE, -2.0)) == {"Python"}


def test_neighbours_that_are_demands_of_their_own_are_both_tagged():
    assert tagged("Skilled in accounting with Python", APART, (SURE, -2.0), (SURE, 3.0)) == {"accounting", "Python"}


def test_what_stands_apart_is_a_demand_of_its_own():
    around, found, skills = read("Skilled in accounting with Python")
    mentions = [
        Mention(candidate, Judgement(SURE, 4.0, thing)) for candidate, thing in zip(found, (-2.0, 3.0), strict=True)
    ]
    assert one_a_demand(around, mentions, skills, JOINED) == mentions[1:]
    assert one_a_demand(around, mentions, skills, JOINED, {found[0]}) == mentions


@pytest.mark.parametrize("text", ["accounting that is done in all cases with Python", "Skilled in accounting. Python."])
def test_phrases_far_apart_or_in_different_sentences_are_no_neighbours(text):
    assert tagged(text, JOINED, (SURE, -2.0), (SURE, 3.0)) == {"accounting", "Python"}


def test_a_phrase_under_the_threshold_drives_out_none_that_is_shown():
    assert tagged("Skilled in accounting with Python", JOINED, (SURE, -2.0), (UNSURE, 3.0)) == {"accounting"}


def test_of_two_parts_of_a_demand_under_the_threshold_the_surer_one_is_tagged():
    text = "Skilled in accounting with Python"
    assert tagged(text, JOINED, (UNSURE, -2.0), (UNSURE - 0.1, 3.0)) == {"accounting"}


@pytest.mark.parametrize(("longer", "shorter", "is_longer"), [(SURE, SURE + 0.01, True), (UNSURE - 0.1, UNSURE, False)])
def test_of_phrases_that_overlap_the_longer_one_is_taken_if_shown_else_the_surer_one(longer, shorter, is_longer):
    mentions = [
        Mention(Candidate(0, 2, 0, 0), Judgement(longer, 1.0, 1.0)),
        Mention(Candidate(1, 2, 1, 0), Judgement(shorter, 1.0, 1.0)),
    ]
    assert without_overlaps(mentions, 2) == [mentions[not is_longer]]


def test_over_a_phrase_that_is_left_out_the_next_one_is_a_neighbour():
    text = "Skilled in accounting sales Python"
    assert tagged(text, JOINED, (SURE, 1.0), (SURE, -2.0), (SURE, 3.0)) == {"Python"}


def test_french_neighbours_are_all_tagged():
    text = "Vous avez une excellente maîtrise de Python, de PostgreSQL et de la comptabilité dans une équipe."
    found = [(SURE, thing) for thing in range(len(read(text)[1]))]
    assert {"Python", "PostgreSQL"} <= tagged(text, JOINED, *found)


def test_of_two_phrases_that_are_as_sure_the_one_found_first_is_taken():
    around, found, _ = read("Python")
    other = found[0]._replace(skill=found[0].skill + 1)
    mentions = [Mention(candidate, Judgement(SURE, 4.0, 3.0)) for candidate in (found[0], other)]
    assert without_overlaps(mentions, len(around.words)) == mentions[:1]


def test_neighbours_score_the_plain_sum_over_all_features():
    around, phrases = phrases_of("Accounting with customer service sales")
    weights = load_weights()["pairs"]
    for one, other in pairwise(phrases):
        assert are_near(around, one.candidate, other.candidate)
        own = all_pair_features(around, one, other)
        total = weights["bias"][""] + sum(weights[template].get(value, 0.0) for template, value in own)
        assert default_model().neighbours.joined(around, one, other) == pytest.approx(total)


@pytest.mark.parametrize("mark", [" and ", " or ", " & ", ", ", "; ", ", strong "])
def test_what_is_coordinated_is_never_one_demand(mark):
    around, phrases = phrases_of(f"Accounting{mark}sales")
    assert default_model().neighbours.joined(around, *phrases[:2]) == float("-inf")


@pytest.mark.parametrize(("thing", "name"), [(1.0, "Python"), (-1.0, "working with Python for the team")])
def test_a_phrase_with_room_for_other_words_does_not_win_over_a_thing_within_it(thing, name):
    text = "working with Python for the team"
    phrase = Mention(Candidate(0, 6, 0, int(FormKind.PHRASE)), Judgement(0.9, 3.0, -2.0))
    inner = Mention(Candidate(2, 3, 1, 0), Judgement(0.9, 3.0, thing))
    words = words_of(text)
    (chosen,) = without_overlaps([phrase, inner], len(words))
    first, last, _, _ = chosen.candidate
    assert text[words.starts[first] : words.ends[last - 1]] == name
