"""Judges candidates in French text, for which there are no annotated adverts to train on: a few plain rules."""

from __future__ import annotations

from skills.engines.embedded.context import Judgement, logistic
from skills.engines.embedded.forms import FormKind
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.surroundings import Surroundings

_FRENCH = int(FormKind.FRENCH)
_REACH = 6
_START = 0.6
_SECTIONS = {
    "header": -1.6,
    "about_organisation": -1.8,
    "benefits": -2.2,
    "conditions": -1.2,
    "equal_opportunity": -3.0,
    "how_to_apply": -2.6,
    "essential": 0.9,
    "asset": 0.9,
    "knowledge": 0.9,
    "abilities": 0.9,
    "experience": 0.7,
    "education": 0.4,
    "duties": 0.3,
}
# Words before a phrase that announce what one must know or be, by key.
_CUE_WORDS = """
    connaissance maitrise experience capacite aptitude habilete competence sens esprit qualite formation diplome
    pratique expertise notion faire preuve bon bonne excellent excellente solide savoir
    """
_CUES = frozenset(_CUE_WORDS.split())
# Words of everyday sentences that also name skills; alone they say little.
_VAGUE_WORDS = """
    gestion responsable equipe formation projet production transport conseil cours mode patient developpement
    recherche construction finance commercial reseau donnee outil securite logiciel budget achat contrat client
    service organisation communication accueil vision design commande animation presentation enfant eleve
    """
_VAGUE = frozenset(_VAGUE_WORDS.split())
_BOILERPLATE = frozenset({"notre", "nos", "nous"})


def judge_french(around: Surroundings, candidate: Candidate) -> Judgement:
    """Judge a candidate in French text.

    Args:
        around: the text.
        candidate: a phrase of it.
    """
    words = around.words
    first, last = candidate.first, candidate.last
    score = _START + (0.0 if around.single else _SECTIONS.get(around.sections[first], 0.0))
    low = max(around.sentence_starts[first], first - _REACH)
    if any(key in _CUES for key in words.keys[low:first]):
        score += 1.2
    if any(key in _BOILERPLATE for key in words.keys[around.sentence_starts[first] : first][:_REACH]):
        score -= 1.2
    if last - first > 1:
        score += 0.8
    elif words.keys[first] in _VAGUE:
        score -= 1.0
    if not candidate.kind & _FRENCH:
        score += 0.3
    return Judgement(confidence=logistic(score), demand=score, thing=score)
