"""Tells how strongly a text asks for a skill, from the section and the sentence it stands in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

from jobs.sections import SectionKind
from skills.engines.base import Importance, Span
from skills.engines.embedded.surroundings import Surroundings, surroundings_of
from skills.engines.embedded.tokens import Words, key_of, words_of

# How strongly a skill is asked for, with a sentence about what says so.
Weight = tuple[Importance, str]
# A sentence, by the number of its first word, and the kind of its section.
Place = tuple[int, str]

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
_PREFERRED_CUES = re.compile(
    r"\b(?:assets?|advantage(?:ous)?|nice[ -]to[ -]have|bonus|a plus|preferred|preferably|preference|desirable|desired|"
    r"ideally|beneficial|not (?:required|essential|mandatory)|would be (?:great|good|useful|helpful|welcome)|"
    r"welcome|optional(?:ly)?|helpful|"
    r"atouts?|constituent un plus|serait un plus|est un plus|un plus|souhait(?:é|ée|és|ées|able|ables)|idéalement|"
    r"de préférence|préférablement|facultati(?:f|ve|fs|ves)|apprécié(?:e|s|es)?|avantage)\b",
    re.IGNORECASE,
)
_REQUIRED_CUES = re.compile(
    r"\b(?:must|required?|requires|requirement|essential|mandatory|minimum|at least|need(?:ed|s)? to|necessary|"
    r"proven|demonstrated|demonstrable|strong|solid|excellent|proficien(?:t|cy) in|fluen(?:t|cy) in|"
    r"(?:your|you have|you bring) .{0,40}(?:experience|knowledge|skills)|years? (?:of )?experience|"
    r"exigé(?:e|s|es)?|requis(?:e|es)?|obligatoires?|essentiel(?:le|s|les)?|impérati(?:f|ve|fs|ves)|indispensables?|"
    r"doit|devez|doivent|nécessaires?|minimum|au moins|maîtrise|excellente?s?|solides?|ans d['’]expérience)\b",
    re.IGNORECASE,
)
_ASKING_NOTHING = (SectionKind.ABOUT_ORGANISATION, SectionKind.BENEFITS)
_LONGEST_SENTENCE = 600
_WEIGHT = {Importance.REQUIRED: 2, Importance.PREFERRED: 1, Importance.MENTIONED: 0}
# The words with which the cues above begin.
_PREFERRED_WORDS = """
    asset advantage advantageous nice bonus a preferred preferably preference desirable desired ideally beneficial not
    would welcome optional optionally helpful atout constituent serait est un souhaite souhaitee souhaitable idealement
    de preferablement facultatif facultative apprecie appreciee
    """
_REQUIRED_WORDS = """
    must require required requirement essential mandatory minimum at need needed necessary proven demonstrated
    demonstrable strong solid excellent proficient proficiency fluent fluency your you year exige exigee requis requise
    obligatoire essentiel essentielle imperatif imperative indispensable doit devez doivent necessaire au maitrise
    excellente solide ans
    """
_PREFERRED = _PREFERRED_CUES, frozenset(key_of(word) for word in _PREFERRED_WORDS.split())
_REQUIRED = _REQUIRED_CUES, frozenset(key_of(word) for word in _REQUIRED_WORDS.split())


def importance_of(section: str, sentence: str) -> Weight:
    """Return how strongly a skill is asked for, and a sentence about what says so (empty when nothing does).

    Args:
        section: value of the kind of the section it stands in.
        sentence: the sentence it stands in; its first 600 characters count.
    """
    words = words_of(sentence)
    everything = (0, len(words))
    return _decided(section, _cue(words, *everything, *_PREFERRED), lambda: _cue(words, *everything, *_REQUIRED))


def importance_at(around: Surroundings, word: int) -> Weight:
    """Return what `importance_of` does for the word numbered `word`."""
    words, start, end = around.words, around.sentence_starts[word], around.sentence_ends[word]
    preferred = _cue(words, start, end, *_PREFERRED)
    return _decided(around.sections[word], preferred, lambda: _cue(words, start, end, *_REQUIRED))


def _cue(words: Words, start: int, end: int, cues: re.Pattern[str], openers: frozenset[str]) -> str:
    """Return the first cue in a sentence, empty when there is none.

    Args:
        words: the words of the text.
        start: number of the sentence's first word.
        end: number after its last word.
        cues: what to look for.
        openers: keys of the words with which it begins.
    """
    if openers.isdisjoint(words.keys[start:end]):
        return ""
    limit = words.starts[start] + _LONGEST_SENTENCE
    if end < len(words):
        limit = min(limit, words.starts[end])
    for i in range(start, end):
        if words.keys[i] in openers and (found := cues.match(words.text, words.starts[i], limit)):
            return found.group()
    return ""


def _decided(section: str, preferred: str, required: Callable[[], str]) -> Weight:
    """Return what follows from the section and the cue of each kind; that for what is required is asked for last."""
    if preferred:
        return Importance.PREFERRED, f"The sentence says “{preferred}”."
    if section == SectionKind.ASSET:
        return Importance.PREFERRED, "It stands in the section of asset qualifications."
    if section in _REQUIRED_SECTIONS:
        return Importance.REQUIRED, "It stands in the section of what is required."
    if section not in _ASKING_NOTHING and (cue := required()):
        return Importance.REQUIRED, f"The sentence says “{cue}”."
    return Importance.MENTIONED, ""


def strongest_at(around: Surroundings, words: Iterable[int], known: dict[Place, Weight]) -> Weight:
    """Return the strongest of what `importance_at` says of some words.

    Args:
        around: the text.
        words: numbers of the words, at least one.
        known: what was said of sentences of this text before; what is said now is added.
    """
    told = []
    for word in words:
        place = around.sentence_starts[word], around.sections[word]
        weight = known.get(place)
        if weight is None:
            weight = known[place] = importance_at(around, word)
        told.append(weight)
    return max(told, key=lambda weight: _WEIGHT[weight[0]])


def weigher_of(text: str) -> Callable[[Sequence[Span]], Importance]:
    """Read a text once, and return what tells how strongly it asks for a skill that stands at given places."""
    around = surroundings_of(words_of(text))
    ends = around.words.ends

    def weigh(spans: Sequence[Span]) -> Importance:
        words = [word for span in spans if (word := bisect_right(ends, span.start)) < len(ends)]
        return strongest_at(around, words, {})[0] if words else Importance.MENTIONED

    return weigh
