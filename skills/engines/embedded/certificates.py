"""Certificates and licences: where something is asked for, one that is named is asked for, whatever the model thinks.

The training texts hold next to none of health and trades ("BLS and ACLS", "a valid driver's licence").
"""

from __future__ import annotations

from skills.engines.base import Importance, TaxonomySkill
from skills.engines.embedded.context import Judgement
from skills.engines.embedded.forms import FormKind
from skills.engines.embedded.importance import EMPLOYER, Cues, importance_at
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.surroundings import Surroundings
from skills.engines.embedded.tables import certificates

CERTIFICATION = "certification"
ASKED_FOR = Judgement(confidence=0.9, demand=2.2, thing=2.2)
# What was cut off a name is no full name: "Lifeguard" for "Lifeguard Certification".
_NO_FULL_NAME = int(FormKind.DERIVED | FormKind.UNQUALIFIED | FormKind.SHARED_HEAD | FormKind.VERB_AND_OBJECT)
_PAPERS = frozenset(
    {
        "card",
        "certificate",
        "certification",
        "certified",
        "designation",
        "license",
        "licensure",
        "registration",
        "ticket",
    }
)
_CONDITIONS = "conditions"


def is_named(around: Surroundings, candidate: Candidate, skill: TaxonomySkill) -> bool:
    """Return whether a phrase names a certificate or licence, in full or by its abbreviation, or what one is for.

    Args:
        around: the text.
        candidate: a phrase of it.
        skill: what it may name.
    """
    keys, last = around.words.keys, candidate.last
    if last < len(keys) and keys[last] in _PAPERS and not around.words.before[last]:
        return True
    if candidate.kind & _NO_FULL_NAME:
        return False
    return skill.type == CERTIFICATION or skill.lightcast_id in certificates()


def is_asked_for(around: Surroundings, candidate: Candidate, cues: Cues) -> bool:
    """Return whether what stands at a candidate is asked for, not boasted of by an employer ("ISO 9001 certified").

    Args:
        around: the text.
        candidate: a phrase of it.
        cues: as for `importance_at`.
    """
    word = candidate.first
    if around.words.keys[around.sentence_starts[word]] in EMPLOYER:
        return False
    # Conditions of employment ask for a licence now and then, but letters stand for other things there.
    if around.sections[word] == _CONDITIONS and candidate.last - word > 1:
        return True
    return importance_at(around, word, cues)[0] is not Importance.MENTIONED
