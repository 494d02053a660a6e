"""What stands around the words of a text: sentences, sections, languages."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress, pairwise

from jobs.language import detect_language
from jobs.sections import Section, SectionKind, split_sections
from skills.engines.embedded.tokens import Words

# Kinds of sections in which people ask for something. A text that is divided into so many of them asks for nothing
# where it tells what it offers ("free yoga", "English lessons"), or that all are welcome.
ASKING = frozenset({"duties", "essential", "asset", "knowledge", "abilities", "experience", "education"})
WELL_DIVIDED = 2
_ASIDE = frozenset({SectionKind.BENEFITS, SectionKind.EQUAL_OPPORTUNITY})

_SENTENCE_MARKS = frozenset(".!?;•·▪●*")
_SHORT_TEXT_LINES = 3
_SHORT_TEXT_CHARACTERS = 600
_TOO_SHORT_TO_TELL = 80
_FRENCH_LETTERS = "éèêàçîôûùÉÈÊÀÇÎÔÛÙ"
_FRENCH_KEYS = frozenset({"les", "des", "une", "et", "du"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the models need to know of a text, word by word.

    Attributes:
        words: the words.
        sentence_starts: for each word, the number of the first word of its sentence.
        sentence_ends: for each word, the number after the last word of its sentence.
        sections: for each word, the kind of its section.
        kinds: the kinds of its sections.
        divisions: how many of these ask for something, 0 in a text of a few lines.
        french: for each word, whether its section is French; None when no word's is.
        passed: numbers of the words at which nothing is asked for, whatever they name: those in headings which only
            tell what kind of section follows, in French text in any heading (a text of a few lines has no headings but
            French ones), and those of a well divided text in sections which ask for nothing, as on what it offers.
        single: whether the text is no more than a few lines.
    """

    words: Words
    sentence_starts: list[int]
    sentence_ends: list[int]
    sections: list[str]
    kinds: frozenset[str]
    divisions: int
    french: list[bool] | None
    passed: frozenset[int]
    single: bool


def surroundings_of(words: Words) -> Surroundings:
    """Return what the models need to know of the words of a text."""
    count = len(words)
    raw, before = words.raw, words.before
    bounds = [
        i
        for i in compress(range(count), before)
        if before[i] == "\n" or (before[i] in _SENTENCE_MARKS and raw[i][0].isupper())
    ]
    starts: list[int] = []
    ends: list[int] = []
    for first, last in pairwise([*bounds, count]):
        size = last - first
        starts += [first] * size
        ends += [last] * size
    single = words.text.count("\n") < _SHORT_TEXT_LINES and len(words.text) < _SHORT_TEXT_CHARACTERS
    parts = split_sections(words.text)
    kinds = frozenset(part.kind.value for part in parts)
    divisions = 0 if single else len(ASKING & kinds)
    languages = _french_sections(words, [(part.start, part.end) for part in parts])
    sections: list[str] = []
    french: list[bool] = []
    passed: set[int] = set()
    for part, is_french in zip(parts, languages, strict=True):
        if part.heading and (is_french or not (single or part.kind is SectionKind.OTHER)):
            end = after_heading(words, part)
            # What is all of a text heads nothing: "Expérience en SQL requise".
            if end - len(sections) < count:
                passed.update(range(len(sections), end))
        size = bisect_left(words.starts, part.end) - len(sections)
        if divisions >= WELL_DIVIDED and part.kind in _ASIDE:
            passed.update(range(len(sections), len(sections) + size))
        sections += [part.kind.value] * size
        french += [is_french] * size
    return Surroundings(
        words=words,
        sentence_starts=starts,
        sentence_ends=ends,
        sections=sections,
        kinds=kinds,
        divisions=divisions,
        french=french if any(languages) else None,
        passed=frozenset(passed),
        single=single,
    )


def after_heading(words: Words, part: Section) -> int:
    """Return the number of the word after the heading of a section of a text."""
    at = max(part.start, words.text.find(part.heading, part.start, part.end))
    return bisect_left(words.starts, at + len(part.heading))


def _french_sections(words: Words, places: Sequence[tuple[int, int]]) -> list[bool]:
    """Return for each section whether it is French; one too short to tell is in the language of the whole."""
    text = words.text
    if _FRENCH_KEYS.isdisjoint(words.keys) and (
        text.isascii() or not any(letter in text for letter in _FRENCH_LETTERS)
    ):
        return [False] * len(places)
    whole = detect_language(text) == "fr"
    return [
        whole if end - start < _TOO_SHORT_TO_TELL else detect_language(text[start:end]) == "fr" for start, end in places
    ]
