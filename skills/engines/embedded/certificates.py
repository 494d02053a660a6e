"""Certificates and licences: where something is asked for, one that is named is asked for, whatever the model thinks.

The public training texts hold next to none of health and trades ("BLS and ACLS", "a valid driver's licence").
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from skills.engines.base import Importance, TaxonomySkill
from skills.engines.embedded import tables
from skills.engines.embedded.context import Judgement
from skills.engines.embedded.forms import FormKind
from skills.engines.embedded.importance import EMPLOYER, Cues, importance_at
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.surroundings import Surroundings
from skills.engines.embedded.tokens import Words

CERTIFICATION = "certification"
ASKED_FOR = Judgement(confidence=0.9, demand=2.2, thing=2.2)
# What was cut off a name is no full name: "Lifeguard" for "Lifeguard Certification".
_NO_FULL_NAME = int(FormKind.DERIVED | FormKind.UNQUALIFIED | FormKind.SHARED_HEAD | FormKind.VERB_AND_OBJECT)
_PAPERS = frozenset(
    "card certificate certification certified designation license licensure registration ticket".split()  # noqa: SIM905
)
_CONDITIONS = "conditions"


def certificates_of(skills: Sequence[TaxonomySkill]) -> frozenset[int]:
    """Return the numbers of the certificates and licences of a list."""
    known = tables.certificates()
    return frozenset(i for i, one in enumerate(skills) if one.type == CERTIFICATION or one.lightcast_id in known)


def named(words: Words, candidates: Sequence[Candidate], certificates: Set[int]) -> set[int]:
    """Return the numbers of the candidates that name a certificate, in full or by its abbreviation, or what one is for.

    Args:
        words: the words of the text.
        candidates: phrases of it.
        certificates: numbers of the skills that are certificates.
    """
    keys, before = [*words.keys, ""], [*words.before, ""]
    return {
        i
        for i, (_, last, number, kind) in enumerate(candidates)
        if (number in certificates and not kind & _NO_FULL_NAME) or (keys[last] in _PAPERS and not before[last])
    }


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
