"""Tells what the heading of a section announces, by its words.

A heading is known when the tables of `jobs.section_headings` hold it, with or without words that change nothing ("Your
main duties"). Where it is set apart from the text around it, its grammar counts too: the noun it is about ("Clinical
duties", "Responsabilités liées au budget"), the parts of a list ("Education and registration"), and how questions and
announcements begin ("What you'll bring to the team").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from jobs.heading_words import (
    ACTION_WORDS,
    ASSET_WORDS,
    CLOSING_NOUNS,
    ESSENTIAL_WORDS,
    FILLER_WORDS,
    FIRST_NOUNS,
    OPENING_NOUNS,
    OPENINGS,
    PREPOSITIONS,
    QUALIFICATION_WORDS,
)
from jobs.section_headings import HEADER_LABELS, HEADING_PHRASES, SectionKind

MAX_HEADING_WORDS = 14
_MAX_PLAIN_WORDS = 9
_MAX_NOUN_WORDS = 4

_ABOUT_A_NAME = re.compile(r"(?:about|a propos (?:de|du|d)|life at|la vie chez|why work (?:at|for)) [a-z]")
_ASIDE = re.compile(r"\s*\(([^()]{1,40})\)(?=\s*:?$)")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_WORD_BYTES = b"abcdefghijklmnopqrstuvwxyz0123456789"
_FOLDED = bytes(i if i in _WORD_BYTES else ord(" ") for i in range(256))
_LIST = re.compile(r"[,/&;+]|\b(?:and|or|et|ou)\b", re.IGNORECASE)


class Style:
    """How a line is set apart, as a number, strongest first; Markdown levels 1 to 6 count as 1 to 6."""

    UNDERLINED: Final = 7
    CAPITALS: Final = 8
    BOLD: Final = 9
    COLON: Final = 10
    QUESTION: Final = 11
    STANDING_ALONE: Final = 12
    NONE: Final = 13
    INLINE: Final = 14


def _fold(text: str) -> str:
    """Return `text` in lower case without accents, each run of anything but letters and digits as one space."""
    if text.isascii():
        text = text.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", text.casefold())
        text = _NOT_ASCII.sub(lambda found: "" if unicodedata.combining(found[0]) else " ", decomposed)
    return " ".join(text.encode().translate(_FOLDED).decode().split())


def _phrases(table: str) -> list[str]:
    return [folded for phrase in table.split(";") if (folded := _fold(phrase))]


def _words(table: str) -> frozenset[str]:
    return frozenset(_fold(table).split())


def _by_word(tables: Mapping[SectionKind, str]) -> dict[str, SectionKind]:
    return {word: kind for kind, table in tables.items() for word in _words(table)}


_FILLERS = _words(FILLER_WORDS)
_ASSET_WORDS = _words(ASSET_WORDS)
_ESSENTIAL_WORDS = _words(ESSENTIAL_WORDS)
_QUALIFICATIONS = _words(QUALIFICATION_WORDS)
_ACTIONS = _words(ACTION_WORDS)
_PREPOSITIONS = _words(PREPOSITIONS)
_CLOSING, _OPENING, _FIRST = _by_word(CLOSING_NOUNS), _by_word(OPENING_NOUNS), _by_word(FIRST_NOUNS)
_OPENINGS = {phrase: kind for kind, table in OPENINGS.items() for phrase in _phrases(table)}
_OPENING_LENGTHS = sorted({len(phrase.split()) for phrase in _OPENINGS}, reverse=True)
_KINDS: dict[str, SectionKind] = dict.fromkeys(_phrases(HEADER_LABELS), SectionKind.HEADER)
for _kind, _table in HEADING_PHRASES.items():
    _KINDS.update(dict.fromkeys(_phrases(_table), _kind))
_FIRST_WORDS = frozenset(phrase.partition(" ")[0] for phrase in _KINDS)
# "You will" heads the duties when it stands alone, and says nothing within a longer heading.
_TOO_COMMON = _FILLERS | _words("you we will have has bring need offer work should get travail")


def _core(words: Sequence[str]) -> str:
    return " ".join(word for word in words if word not in _FILLERS)


# Phrases without their fillers; of two that are then the same, the one that has fewer counts.
_CORES: dict[str, SectionKind] = {}
for _phrase in sorted(_KINDS, key=lambda phrase: len(phrase.split()) - len(_core(phrase.split()).split())):
    if _KINDS[_phrase] is not SectionKind.HEADER:
        _CORES.setdefault(_core(_phrase.split()), _KINDS[_phrase])
_CORES.pop("", None)


@lru_cache(maxsize=4096)
def kind_of(text: str, style: int) -> SectionKind | None:
    """Return what a heading announces, None when it is not known.

    Args:
        text: the heading without marks.
        style: how it is set apart, see `Style`. A phrase within it counts when that is plain, its grammar when it is
            less so, and only phrases of the tables, word for word, when it is not at all.
    """
    aside = _ASIDE.search(text) if "(" in text else None
    if aside and _ASSET_WORDS.isdisjoint(_fold(aside[1]).split()):
        text = text[: aside.start()]
    heading = _fold(text)
    if heading in _KINDS:
        return _KINDS[heading]
    if style == Style.NONE:
        return _by_phrases(text) if heading.partition(" ")[0] in _FIRST_WORDS else None
    words = heading.split()
    if not words or len(words) > MAX_HEADING_WORDS:
        return None
    if not _QUALIFICATIONS.isdisjoint(words):
        if not _ASSET_WORDS.isdisjoint(words):
            return SectionKind.ASSET
        if len(words) <= 5 and not _ESSENTIAL_WORDS.isdisjoint(words):
            return SectionKind.ESSENTIAL
    core = _core(words)
    if core in _CORES:
        return _CORES[core]
    if len(words) <= 6 and _ABOUT_A_NAME.match(heading):
        return SectionKind.ABOUT_ORGANISATION
    if style == Style.INLINE:
        return None
    kind = _phrase_within(words) if style <= Style.COLON else None
    if kind is None and (style <= Style.COLON or len(words) <= _MAX_PLAIN_WORDS) and words[0] not in _ACTIONS:
        kind = _by_opening(words) or _by_nouns(text)
    return kind


def _phrase_within(words: list[str]) -> SectionKind | None:
    """Return the kind of the longest phrase of two words or more that stands in `words`, the first of equals."""
    starts = [i for i, word in enumerate(words) if word in _FIRST_WORDS]
    for length in range(len(words) - 1, 1, -1):
        for start in starts:
            if start + length > len(words):
                break
            phrase = words[start : start + length]
            kind = _KINDS.get(" ".join(phrase))
            if kind is not None and kind is not SectionKind.HEADER and not _TOO_COMMON.issuperset(phrase):
                return kind
    return None


def _by_opening(words: list[str]) -> SectionKind | None:
    for length in _OPENING_LENGTHS:
        kind = _OPENINGS.get(" ".join(words[:length])) if length < len(words) else None
        if kind is not None:
            return kind
    return None


def _by_phrases(text: str) -> SectionKind | None:
    """Return the kind of the first part of a list of phrases ("Skills & Requirements"), None unless all are known."""
    parts = _LIST.split(text)
    if len(parts) == 1 or _fold(parts[0]) not in _KINDS:
        return None
    kinds = [_KINDS.get(_fold(part)) for part in parts]
    return kinds[0] if all(kinds) and SectionKind.HEADER not in kinds else None


def _by_nouns(text: str) -> SectionKind | None:
    """Return the kind that the nouns of a heading tell: of all parts of a list, of any part, or of its first."""
    parts = [words for part in _LIST.split(text) if (words := _fold(part).split())]
    kinds = [_KINDS.get(" ".join(part)) or _CORES.get(_core(part)) for part in parts]
    if not parts:
        return None
    if all(kinds):
        return kinds[0]
    told = [kind for part in parts if (kind := _by_noun(part)) is not None]
    return told[0] if told else _FIRST.get(_core(parts[0]))


def _by_noun(words: list[str]) -> SectionKind | None:
    """Return the kind that the noun of a phrase tells, the last one in English, the first one in French."""
    end = next((i for i, word in enumerate(words) if i and word in _PREPOSITIONS), len(words))
    if end > _MAX_NOUN_WORDS:
        return None
    first = next((word for word in words if word not in _FILLERS), "")
    kind = _CLOSING.get(words[end - 1]) or _OPENING.get(first)
    if kind is SectionKind.ESSENTIAL:
        # "Overtime requirements": what is required says more than that it is.
        return next((_CORES[word] for word in words if word in _CORES and word not in _QUALIFICATIONS), kind)
    return kind
