"""Splits a job description into sections by its headings, English and French.

A heading is a short line of its own, recognised by its words (`jobs.section_headings`) and by how it is set: Markdown
"#", an underline of dashes or equals signs, ALL CAPS, a final colon, bold, or a number before it. A line may also open
with a heading and go on after a colon ("Requirements: five years of ...").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from jobs.section_headings import (
    ASSET_WORDS,
    ESSENTIAL_WORDS,
    FILLER_WORDS,
    HEADER_LABELS,
    HEADING_PHRASES,
    QUALIFICATION_WORDS,
    SectionKind,
)

__all__ = ["Section", "SectionKind", "split_sections"]

_MAX_HEADING_CHARACTERS = 110
_MAX_HEADING_WORDS = 14
_MAX_LABEL_CHARACTERS = 60
_PROSE_CHARACTERS = 160

_UNDERLINE = re.compile(r"(?:={3,}|-{3,}|_{3,}|~{3,}|\*{3,})\s*")
_MARKDOWN = re.compile(r"(#{1,6})\s*(?=\S)")
_NUMBER = re.compile(
    r"(?:(?:section|part|partie)\s+)?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z]|[IVX]{1,5})\s?(?:[.):]|\s[-–—])\s+|\d{1,2}(?:\.\d{1,2}){1,3}\s+",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"\(?[a-z][).]\s")
_PART_NUMBER = re.compile(r"(\d{1,2})((?:\.\d{1,2})*)[.)]?\s")
_LIST_ITEM = re.compile(r"(?:[-•‣▪◦●·*+–—]\s|\[[ x]\])")
_ABOUT_A_NAME = re.compile(r"(?:about|a propos (?:de|du|d)|life at|la vie chez|why work (?:at|for)) [a-z]")
_ASIDE = re.compile(r"\s*\([^()]{1,40}\)(?=\s*:?$)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")

# Text of these kinds is not about the job's demands, so any new heading ends it, even one we do not know.
_BOILERPLATE = frozenset(
    {SectionKind.ABOUT_ORGANISATION, SectionKind.BENEFITS, SectionKind.EQUAL_OPPORTUNITY, SectionKind.HOW_TO_APPLY}
)
_PARTS_OF_QUALIFICATIONS = frozenset(
    {SectionKind.EDUCATION, SectionKind.EXPERIENCE, SectionKind.KNOWLEDGE, SectionKind.ABILITIES}
)


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a text under one heading.

    Attributes:
        kind: what it is about.
        heading: the heading as written, without marks; empty for text before the first heading.
        start: index of its first character, that of the heading.
        end: index after its last character.
    """

    kind: SectionKind
    heading: str
    start: int
    end: int


class _Style(IntEnum):
    """How a line is set apart, strongest first; Markdown levels 1 to 6 count as 1 to 6."""

    UNDERLINED = 7
    CAPITALS = 8
    BOLD = 9
    COLON = 10
    STANDING_ALONE = 11
    NONE = 12
    INLINE = 13


class _Line(NamedTuple):
    start: int
    text: str
    after_blank: bool
    underlined: bool
    followed_by_text: bool


class _Heading(NamedTuple):
    kind: SectionKind | None
    text: str
    style: int
    number: tuple[str, ...] = ()


def _fold(text: str) -> str:
    """Return `text` in lower case without accents, each run of anything but letters and digits as one space."""
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return _NOT_WORD.sub(" ", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()


def _phrases(table: str) -> list[str]:
    return [folded for phrase in table.split(";") if (folded := _fold(phrase))]


def _words(table: str) -> frozenset[str]:
    return frozenset(_fold(table).split())


_FILLERS = _words(FILLER_WORDS)
_ASSET_WORDS = _words(ASSET_WORDS)
_ESSENTIAL_WORDS = _words(ESSENTIAL_WORDS)
_QUALIFICATIONS = _words(QUALIFICATION_WORDS)
_KINDS: dict[str, SectionKind] = dict.fromkeys(_phrases(HEADER_LABELS), SectionKind.HEADER)
for _kind, _table in HEADING_PHRASES.items():
    _KINDS.update(dict.fromkeys(_phrases(_table), _kind))
# "You will" heads the duties when it stands alone, and says nothing within a longer heading.
_TOO_COMMON = _FILLERS | _words("you we will have has bring need offer work")
_CORES: dict[str, SectionKind] = {}
for _phrase, _kind in _KINDS.items():
    _core = " ".join(word for word in _phrase.split() if word not in _FILLERS)
    if _core and _kind is not SectionKind.HEADER:
        _CORES.setdefault(_core, _kind)


@lru_cache(maxsize=4096)
def _kind_of(heading: str, style: int) -> SectionKind | None:
    """Return what a folded heading announces.

    Args:
        heading: folded words of the heading.
        style: how it is set apart. A phrase within it counts when that is plain, the whole when it is less so, and
            only a phrase of the table word for word when it is not at all.
    """
    if heading in _KINDS or style == _Style.NONE:
        return _KINDS.get(heading)
    words = heading.split()
    if set(words) & _QUALIFICATIONS:
        if set(words) & _ASSET_WORDS and len(words) <= _MAX_HEADING_WORDS:
            return SectionKind.ASSET
        if set(words) & _ESSENTIAL_WORDS and len(words) <= 5:
            return SectionKind.ESSENTIAL
    core = " ".join(word for word in words if word not in _FILLERS)
    if core in _CORES:
        return _CORES[core]
    if _ABOUT_A_NAME.match(heading) and len(words) <= 6:
        return SectionKind.ABOUT_ORGANISATION
    return _phrase_within(words) if style <= _Style.COLON else None


def _phrase_within(words: list[str]) -> SectionKind | None:
    """Return the kind of the longest phrase of two words or more that stands in `words`, the first of equals."""
    for length in range(len(words) - 1, 1, -1):
        for start in range(len(words) - length + 1):
            phrase = words[start : start + length]
            kind = _KINDS.get(" ".join(phrase))
            if kind is not None and kind is not SectionKind.HEADER and not set(phrase) <= _TOO_COMMON:
                return kind
    return None


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines of `text` that hold anything but an underline."""
    pieces = text.splitlines(keepends=True)
    position = 0
    after_blank = True
    for number, piece in enumerate(pieces):
        stripped = piece.strip()
        following = pieces[number + 1].strip() if number + 1 < len(pieces) else ""
        if stripped and not _UNDERLINE.fullmatch(stripped):
            underlined = bool(_UNDERLINE.fullmatch(following))
            yield _Line(position, stripped, after_blank, underlined, bool(following))
        after_blank = not stripped
        position += len(piece)


def _without_number(text: str) -> str:
    number = _NUMBER.match(text)
    return text[number.end() :] if number else text


def _number(text: str) -> tuple[str, ...]:
    """Return the parts of the number before a heading, ("2", "1") of "2.1 Pay"; none when it has none."""
    found = _PART_NUMBER.match(text.lstrip("#*_ "))
    return (found[1], *found[2].split(".")[1:]) if found else ()


def _style_of(line: _Line, text: str, bold: bool, level: int) -> int:
    if level:
        return level
    if line.underlined:
        return _Style.UNDERLINED
    if text == text.upper() and sum(c.isalpha() for c in text) > 3:
        return _Style.CAPITALS
    if bold:
        return _Style.BOLD
    if text.endswith(":"):
        return _Style.COLON
    alone = line.after_blank and text[:1].isupper() and text[-1:] not in ".;,"
    return _Style.STANDING_ALONE if alone else _Style.NONE


def _heading(line: _Line) -> _Heading | None:
    """Return the heading that `line` is or opens with, None when it is plain text."""
    text = line.text
    if _LIST_ITEM.match(text) and not text.startswith("**"):
        return None
    if len(text) > _MAX_HEADING_CHARACTERS:
        return _label(text)
    level = 0
    if marks := _MARKDOWN.match(text):
        level = len(marks[1])
        text = text[marks.end() :].rstrip("# ")
    bold = len(text) > 4 and text[:2] in {"**", "__"} and text.rstrip(": ")[-2:] == text[:2]
    text = _without_number(text.strip("*_ "))
    style = _style_of(line, text, bold, level)
    folded = _fold(_ASIDE.sub("", text) if "(" in text else text)
    if folded and len(folded.split()) <= _MAX_HEADING_WORDS and (style <= _Style.COLON or text[-1:] not in ".;,"):
        kind = _kind_of(folded, style)
        # One word within running text ("Experience" at the end of a wrapped line) is not a heading.
        if kind is not None and (style < _Style.NONE or text[:1].isupper()):
            return _Heading(kind, text.rstrip(": "), style, _number(line.text))
        if kind is None and _LETTERED.match(line.text):
            return _label(line.text)
        if kind is None and (style <= _Style.CAPITALS or (style == _Style.STANDING_ALONE and line.followed_by_text)):
            return _label(line.text) or _Heading(None, text.rstrip(": "), style, _number(line.text))
    return _label(line.text)


def _label(line: str) -> _Heading | None:
    """Return the heading of a line such as "Requirements: five years of experience" or "Location | Ottawa"."""
    opening = line[:_MAX_LABEL_CHARACTERS]
    ends = [at for mark in (":", " | ", " – ", " — ") if (at := opening.find(mark)) > 0]
    if not ends:
        return None
    text = _without_number(opening[: min(ends)].strip("*_# "))
    kind = _kind_of(_fold(text), _Style.INLINE) if text[:1].isupper() else None
    return _Heading(kind, text.strip(), _Style.INLINE) if kind is not None else None


@dataclass(slots=True)
class _Open:
    """The section being read; `style` is that of its heading, `holds_text` whether any line came after that."""

    kind: SectionKind
    heading: str
    start: int
    style: int
    holds_text: bool = False
    holds_parts: bool = False
    numbered: tuple[tuple[str, ...], SectionKind] | None = None


def _next_kind(heading: _Heading, current: _Open) -> SectionKind | None:
    """Return the kind of the section that `heading` opens after `current`, None when it opens none.

    A heading we do not know opens a section only when it stands as high as the one before it, or when that one was
    boilerplate, which must not swallow what follows. "Education" right below "Asset qualifications" is an asset, and
    "2.2 Benefits" below "2. Duties" are duties.
    """
    if heading.kind in _BOILERPLATE and current.numbered and len(heading.number) > 1:
        number, kind = current.numbered
        if heading.number[: len(number)] == number and kind not in _BOILERPLATE:
            return kind
    if heading.kind is SectionKind.HEADER and heading.style == _Style.INLINE:
        ends = current.kind in _BOILERPLATE or (current.style == _Style.INLINE and current.kind != heading.kind)
        return SectionKind.HEADER if ends else None
    if heading.kind in _PARTS_OF_QUALIFICATIONS and current.kind is SectionKind.ASSET:
        below = current.holds_parts or not current.holds_text or current.style < heading.style <= 6
        return SectionKind.ASSET if below else heading.kind
    if heading.kind is not None:
        return heading.kind
    if not current.heading:
        return None
    as_high = heading.style <= _Style.CAPITALS and heading.style <= current.style
    return SectionKind.OTHER if as_high or current.kind in _BOILERPLATE else None


def split_sections(text: str) -> tuple[Section, ...]:
    """Split `text` at its headings, in time linear in its length.

    Args:
        text: plain text of a job description, lines separated by line breaks.

    Returns:
        Sections in reading order that follow each other without gaps and cover the whole text; none for an empty
        text. Text before the first heading is HEADER as long as its lines are short, then SUMMARY. Education,
        experience, knowledge and abilities listed as parts of asset qualifications are of the kind ASSET.
    """
    sections: list[Section] = []
    current = _Open(SectionKind.HEADER, "", 0, _Style.NONE)
    for line in _lines(text):
        found = _heading(line)
        kind = _next_kind(found, current) if found else None
        if found is None or kind is None:
            if not current.heading and current.kind is SectionKind.HEADER and len(line.text) >= _PROSE_CHARACTERS:
                found, kind = _Heading(None, "", _Style.NONE), SectionKind.SUMMARY
            else:
                current.holds_text = True
                continue
        if line.start > current.start:
            sections.append(Section(current.kind, current.heading, current.start, line.start))
        is_part = kind is SectionKind.ASSET and found.kind is not SectionKind.ASSET
        start = line.start if sections else 0
        numbered = (found.number, kind) if len(found.number) == 1 else current.numbered
        current = _Open(kind, found.text, start, found.style, found.style == _Style.INLINE, is_part, numbered)
    if text:
        sections.append(Section(current.kind, current.heading, current.start, len(text)))
    return tuple(sections)
