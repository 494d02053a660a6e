"""Judges candidates in French text, for which there are no annotated adverts to train on: a few plain rules."""

from __future__ import annotations

import re

from skills.engines.embedded.context import CONFIDENCE_DIGITS, Judgement, logistic
from skills.engines.embedded.forms import FormKind
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.surroundings import Surroundings
from skills.engines.embedded.tokens import key_of

_FRENCH = int(FormKind.FRENCH)
_ABBREVIATION = int(FormKind.ABBREVIATION)
_VAGUE = int(FormKind.VAGUE)
_REACH = 6
# These numbers were chosen by hand and set right by a logistic fit to the tags of our own French texts.
_START = 0.5
_FEW_LINES = 1.0
_SECTIONS = {
    "header": -2.6,
    "about_organisation": -2.2,
    "benefits": -2.6,
    "conditions": -1.8,
    "equal_opportunity": -3.4,
    "how_to_apply": -3.0,
    "other": -1.0,
    "summary": 0.5,
    "duties": 0.6,
    "essential": 0.9,
    "asset": 0.7,
    "knowledge": 1.0,
    "abilities": 1.0,
    "experience": 0.5,
    "education": -0.3,
}
# Sections whose every line asks for something.
_ASKING = frozenset({"essential", "asset", "knowledge", "abilities", "experience", "education"})
# Words before a phrase that announce what one must know or be, by key.
_CUE_WORDS = """
    connaissance maitrise experience capacite aptitude habilete competence sens esprit qualite formation diplome
    pratique expertise notion faire preuve bon bonne excellent excellente solide savoir
    """
_CUES = frozenset(_CUE_WORDS.split())
_LINKS = frozenset({"de", "du", "des", "d"})
_GOES_ON = _LINKS | {"en"}
# A line that begins so is one of a timetable, which tells what is done when and asks for nothing.
_CALENDAR_WORDS = """
    lundi mardi mercredi jeudi vendredi samedi dimanche
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    """
_CALENDAR = frozenset(map(key_of, _CALENDAR_WORDS.split()))
_BOILERPLATE = frozenset({"notre", "nos", "nous"})
# Reading, writing and speaking as public services grade them ("bilingue (CBC)"), and diplomas, are no names of skills.
_GRADE = re.compile(r"[ABCEX]{3}|DEP|DEC|AEC|DESS|DES")
_NEVER = Judgement(confidence=0.0, demand=-10.0, thing=-10.0)


def judge_french(around: Surroundings, candidate: Candidate) -> Judgement:
    """Judge a candidate in French text.

    Args:
        around: the text.
        candidate: a phrase of it.
    """
    first, last = candidate.first, candidate.last
    keys, section = around.words.keys, around.sections[first]
    start = around.sentence_starts[first]
    score = _START + (_FEW_LINES if around.single else _SECTIONS.get(section, 0.0))
    cued = not _CUES.isdisjoint(keys[max(start, first - _REACH) : first])
    if cued:
        score += 1.3
    if candidate.kind & _VAGUE:
        if not (cued or around.single or section in _ASKING) or _is_part(around, first):
            return _NEVER
        if not (cued or around.single) and _goes_on(around, last):
            return _NEVER
        score -= 0.5
    if not _BOILERPLATE.isdisjoint(keys[start : min(first, start + _REACH)]):
        score -= 2.0
    if keys[start] in _CALENDAR:
        score -= 2.0
    if last - first > 1:
        score += 0.8
    if candidate.kind & _ABBREVIATION:
        if _GRADE.fullmatch(around.words.raw[first]):
            return _NEVER
        score -= 1.8
    elif not candidate.kind & _FRENCH:
        score += 0.4
    return Judgement(confidence=round(logistic(score), CONFIDENCE_DIGITS), demand=score, thing=score)


def _is_part(around: Surroundings, first: int) -> bool:
    """Return whether a noun and "de" before it make the word a part of a longer phrase ("outil de gestion")."""
    keys, before = around.words.keys, around.words.before
    outer = first - 2
    return (
        outer >= around.sentence_starts[first]
        and keys[first - 1] in _LINKS
        and not before[first - 1]
        and keys[outer] not in _CUES
    )


def _goes_on(around: Surroundings, last: int) -> bool:
    """Return whether a word that ends before `last` heads a longer phrase ("nettoyage des mémoires")."""
    words = around.words
    return last < len(words) and not words.before[last] and words.keys[last] in _GOES_ON
