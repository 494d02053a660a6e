"""What stands around the words of a text: sentences, sections, languages."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jobs.language import detect_language
from jobs.sections import split_sections
from skills.engines.embedded.tokens import Words

_SENTENCE_MARKS = frozenset(".!?;•·▪●*")
_SHORT_TEXT_LINES = 3
_SHORT_TEXT_CHARACTERS = 600
_TOO_SHORT_TO_TELL = 80
_MAYBE_FRENCH = re.compile(r"[éèêàç]|\b(?:les|des|une|et|du)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the models need to know of a text, word by word.

    Attributes:
        words: the words.
        shapes: how each word is written: "a" small, "A" capital first, "AA" all capitals, "aA" mixed, "0" with digits.
        sentence_starts: for each word, the number of the first word of its sentence.
        sentence_ends: for each word, the number after the last word of its sentence.
        sections: for each word, the kind of its section.
        french: for each word, whether its section is French; None when no word's is.
        single: whether the text is no more than a few lines.
    """

    words: Words
    shapes: list[str]
    sentence_starts: list[int]
    sentence_ends: list[int]
    sections: list[str]
    french: list[bool] | None
    single: bool

    def sentence_of(self, word: int) -> str:
        """Return the text of the sentence that the word numbered `word` stands in."""
        words = self.words
        end = self.sentence_ends[word]
        return words.text[words.starts[self.sentence_starts[word]] : words.starts[end] if end < len(words) else None]


@lru_cache(maxsize=1 << 15)
def _shape(raw: str) -> str:
    if raw.islower():
        return "a" if raw.isalpha() else "a0"
    if raw.isupper():
        return ("A" if len(raw) == 1 else "AA") if raw.isalpha() else "AA0"
    if raw[0].isupper() and raw[1:].islower():
        return "Aa"
    return "aA" if raw.isalpha() else "0"


def surroundings_of(words: Words) -> Surroundings:
    """Return what the models need to know of the words of a text."""
    count = len(words)
    bounds = [
        i
        for i in range(count)
        if (mark := words.before[i]) and (mark == "\n" or (mark in _SENTENCE_MARKS and words.raw[i][0].isupper()))
    ]
    starts = [0] * count
    ends = [count] * count
    for first, last in zip(bounds, [*bounds, count][1:], strict=True):
        for i in range(first, last):
            starts[i], ends[i] = first, last
    sections = split_sections(words.text)
    places = [section.start for section in sections]
    kinds = [section.kind.value for section in sections]
    numbers = [max(0, bisect_right(places, start) - 1) for start in words.starts]
    languages = _french_sections(words.text, [(section.start, section.end) for section in sections])
    return Surroundings(
        words=words,
        shapes=[_shape(raw) for raw in words.raw],
        sentence_starts=starts,
        sentence_ends=ends,
        sections=[kinds[number] for number in numbers] if kinds else [""] * count,
        french=[languages[number] for number in numbers] if any(languages) else None,
        single=words.text.count("\n") < _SHORT_TEXT_LINES and len(words.text) < _SHORT_TEXT_CHARACTERS,
    )


def _french_sections(text: str, places: Sequence[tuple[int, int]]) -> list[bool]:
    """Return for each section whether it is French; one too short to tell is in the language of the whole."""
    if not _MAYBE_FRENCH.search(text):
        return [False] * len(places)
    whole = detect_language(text) == "fr"
    return [
        whole if end - start < _TOO_SHORT_TO_TELL else detect_language(text[start:end]) == "fr" for start, end in places
    ]
