"""Tells how strongly a text asks for a skill, from the section and the sentence it stands in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from jobs.sections import SectionKind
from skills.engines.base import Importance, Span
from skills.engines.embedded.surroundings import Surroundings, surroundings_of
from skills.engines.embedded.tokens import key_of, words_of

_REQUIRED_SECTIONS = frozenset(
    kind.value
    for kind in (
        SectionKind.ESSENTIAL,
        SectionKind.EDUCATION,
        SectionKind.EXPERIENCE,
        SectionKind.KNOWLEDGE,
        SectionKind.ABILITIES,
    )
)
_PREFERRED = re.compile(
    r"\b(?:assets?|advantage(?:ous)?|nice[ -]to[ -]have|bonus|a plus|preferred|preferably|preference|desirable|desired|"
    r"ideally|beneficial|not (?:required|essential|mandatory)|would be (?:great|good|useful|helpful|welcome)|"
    r"welcome|optional(?:ly)?|helpful|"
    r"atouts?|constituent un plus|serait un plus|est un plus|un plus|souhait(?:é|ée|és|ées|able|ables)|idéalement|"
    r"de préférence|préférablement|facultati(?:f|ve|fs|ves)|apprécié(?:e|s|es)?|avantage)\b",
    re.IGNORECASE,
)
_REQUIRED = re.compile(
    r"\b(?:must|required?|requires|requirement|essential|mandatory|minimum|at least|need(?:ed|s)? to|necessary|"
    r"proven|demonstrated|demonstrable|strong|solid|excellent|proficien(?:t|cy) in|fluen(?:t|cy) in|"
    r"(?:your|you have|you bring) .{0,40}(?:experience|knowledge|skills)|years? (?:of )?experience|"
    r"exigé(?:e|s|es)?|requis(?:e|es)?|obligatoires?|essentiel(?:le|s|les)?|impérati(?:f|ve|fs|ves)|indispensables?|"
    r"doit|devez|doivent|nécessaires?|minimum|au moins|maîtrise|excellente?s?|solides?|ans d['’]expérience)\b",
    re.IGNORECASE,
)
_LONGEST_SENTENCE = 600
_WEIGHT = {Importance.REQUIRED: 2, Importance.PREFERRED: 1, Importance.MENTIONED: 0}
# Every cue above holds one of these keys.
_CUE_WORDS = """
    asset advantage advantageous nice bonus plus preferred preferably preference desirable desired ideally beneficial
    not great good useful helpful welcome optional optionally atout souhaite souhaitee souhaitable idealement
    preferablement facultatif facultative apprecie appreciee avantage must require required requirement essential
    mandatory minimum least need needed necessary proven demonstrated demonstrable strong solid excellent proficient
    fluent experience knowledge skill exige exigee requis requise obligatoire essentiel essentielle imperatif
    imperative indispensable doit devez doivent necessaire moins maitrise excellente solide ans
    """
_CUE_KEYS = frozenset(key_of(word) for word in _CUE_WORDS.split())


def importance_of(section: str, sentence: str) -> tuple[Importance, str]:
    """Return how strongly a skill is asked for, and a sentence about what says so (empty when nothing does).

    Args:
        section: value of the kind of the section it stands in.
        sentence: the sentence it stands in; its first 600 characters count.
    """
    return _importance_of(section, sentence[:_LONGEST_SENTENCE])


def importance_at(around: Surroundings, word: int) -> tuple[Importance, str]:
    """Return what `importance_of` does for the word numbered `word`, without reading sentences that hold no cue."""
    start, end = around.sentence_starts[word], around.sentence_ends[word]
    if _CUE_KEYS.isdisjoint(around.words.keys[start : min(end, start + _LONGEST_SENTENCE)]):
        return _importance_of(around.sections[word], "")
    return importance_of(around.sections[word], around.sentence_of(word))


def strongest_at(around: Surroundings, words: Iterable[int]) -> tuple[Importance, str]:
    """Return the strongest of what `importance_at` says of the words numbered `words`, at least one."""
    return max((importance_at(around, word) for word in words), key=lambda pair: _WEIGHT[pair[0]])


def weigher_of(text: str) -> Callable[[Sequence[Span]], Importance]:
    """Read a text once, and return what tells how strongly it asks for a skill that stands at given places."""
    around = surroundings_of(words_of(text))
    ends = around.words.ends

    def weigh(spans: Sequence[Span]) -> Importance:
        words = [word for span in spans if (word := bisect_right(ends, span.start)) < len(ends)]
        return strongest_at(around, words)[0] if words else Importance.MENTIONED

    return weigh


@lru_cache(maxsize=512)
def _importance_of(section: str, sentence: str) -> tuple[Importance, str]:
    preferred = _PREFERRED.search(sentence)
    if preferred:
        return Importance.PREFERRED, f"The sentence says “{preferred.group()}”."
    if section == SectionKind.ASSET:
        return Importance.PREFERRED, "It stands in the section of asset qualifications."
    if section in _REQUIRED_SECTIONS:
        return Importance.REQUIRED, "It stands in the section of what is required."
    required = _REQUIRED.search(sentence)
    if required and section not in (SectionKind.ABOUT_ORGANISATION, SectionKind.BENEFITS):
        return Importance.REQUIRED, f"The sentence says “{required.group()}”."
    return Importance.MENTIONED, ""
