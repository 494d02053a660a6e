"""Neighbouring phrases: when two are parts of one demand, and which of them is tagged."""

from itertools import pairwise

import pytest

from skills.engines.embedded.context import ContextModel, Judgement, default_model, load_weights
from skills.engines.embedded.extractor import EmbeddedExtractor, Mention, build_index, without_overlaps
from skills.engines.embedded.forms import FormKind
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.neighbours import NeighbourModel, Phrase, all_pair_features, are_near
from skills.engines.embedded.surroundings import surroundings_of
from skills.engines.embedded.tokens import words_of
from skills.tests.embedded_skills import some_skills

JOINED, APART = 10.0, -10.0


@pytest.fixture(scope="module")
def extractor():
    return EmbeddedExtractor(some_skills())


def phrases_of(text):
    index = build_index(some_skills())
    around = surroundings_of(words_of(text))
    found = index.candidates(around.words, around.french)
    return around, [Phrase(c, index.skills[c.skill], thing) for c, thing in zip(found, (2.0, -0.4, -9.0), strict=False)]


def judge_as(monkeypatch, **things):
    """Let the model think of each phrase, by its first word, what is given: (confidence, thing)."""

    def judge(self, around, candidates, skills):
        told = [things[around.words.keys[candidate.first]] for candidate in candidates]
        return [Judgement(confidence, demand=4.0, thing=thing) for confidence, thing in told]

    monkeypatch.setattr(ContextModel, "judge", judge)


def say(monkeypatch, log_odds):
    monkeypatch.setattr(NeighbourModel, "joined", lambda *_: log_odds)


def places(extractor, text):
    return {text[span.start : span.end] for skill in extractor.find(text) for span in skill.spans}


def test_of_the_parts_of_one_demand_the_surest_thing_is_tagged(extractor, monkeypatch):
    judge_as(monkeypatch, accounting=(0.9, -2.0), python=(0.6, 3.0))
    say(monkeypatch, JOINED)
    assert places(extractor, "Skilled in accounting with Python") == {"Python"}


def test_neighbours_that_are_demands_of_their_own_are_both_tagged(extractor, monkeypatch):
    judge_as(monkeypatch, accounting=(0.9, -2.0), python=(0.6, 3.0))
    say(monkeypatch, APART)
    assert places(extractor, "Skilled in accounting with Python") == {"accounting", "Python"}


def test_phrases_far_apart_or_in_different_sentences_are_no_neighbours(extractor, monkeypatch):
    judge_as(monkeypatch, accounting=(0.9, -2.0), python=(0.6, 3.0))
    say(monkeypatch, JOINED)
    for text in ("Accounting that is done in all cases with Python", "Skilled in accounting. Python."):
        assert {place.lower() for place in places(extractor, text)} == {"accounting", "python"}


def test_a_phrase_under_the_threshold_drives_out_none_that_is_shown(extractor, monkeypatch):
    judge_as(monkeypatch, accounting=(0.9, -2.0), python=(0.3, 3.0))
    say(monkeypatch, JOINED)
    assert places(extractor, "Skilled in accounting with Python") == {"accounting"}


def test_french_neighbours_are_all_tagged(extractor, monkeypatch):
    say(monkeypatch, JOINED)
    text = "Vous possédez une excellente maîtrise de Python et de PostgreSQL, et des connaissances en comptabilité."
    assert {"Python", "PostgreSQL"} <= places(extractor, text)


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
