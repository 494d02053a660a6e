"""Splits a job description into sections by its headings, English and French.

A heading is a short line of its own, recognised by its words (`jobs.heading_kinds`) and by how it is set: Markdown
"#", an underline of dashes or equals signs, ALL CAPS, bold, a final colon or question mark, or a number before it. A
line may also open with a heading and go on after a colon ("Requirements: five years of ...") or in small letters
("EDUCATION A degree in ...").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from jobs.heading_kinds import MAX_HEADING_WORDS, Style, kind_of
from jobs.section_headings import SectionKind

__all__ = ["Section", "SectionKind", "split_sections"]

_MAX_HEADING_CHARACTERS = 110
_MAX_LABEL_CHARACTERS = 60
_PROSE_CHARACTERS = 160

_UNDERLINE_MARKS = frozenset("=-_~*")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,}|_{3,}|~{3,}|\*{3,})\s*")
_MARKDOWN = re.compile(r"(#{1,6})\s*(?=\S)")
_NUMBER = re.compile(
    r"(?:(?:section|part|partie)\s+)?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z]|[IVX]{1,5})\s?(?:[.):]|\s[-–—])\s+|\d{1,2}(?:\.\d{1,2}){1,3}\s+",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"\(?[a-z][).]\s")
_PART_NUMBER = re.compile(r"(\d{1,2})((?:\.\d{1,2})*)[.)]?\s")
_RUN_IN = re.compile(r"([A-ZÀ-Þ]{4,}(?: [A-ZÀ-Þ]+)*) +(?=[A-ZÀ-Þ][a-zß-ÿ])")
_LABEL_END = re.compile(r":| [|–—] ")
_BULLETS = frozenset("-•‣▪◦●·*+–—[")
_LIST_ITEM = re.compile(r"(?:[-•‣▪◦●·*+–—]\s|\[[ x]\])")

# Text of these kinds is not about the job's demands, so any new heading ends it, even one we do not know.
_BOILERPLATE = frozenset(
    {SectionKind.ABOUT_ORGANISATION, SectionKind.BENEFITS, SectionKind.EQUAL_OPPORTUNITY, SectionKind.HOW_TO_APPLY}
)
_PARTS_OF_QUALIFICATIONS = frozenset(
    {SectionKind.EDUCATION, SectionKind.EXPERIENCE, SectionKind.KNOWLEDGE, SectionKind.ABILITIES}
)


class Section(NamedTuple):
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


class _Heading(NamedTuple):
    kind: SectionKind | None
    text: str
    style: int
    number: tuple[str, ...] = ()


def _is_underline(line: str) -> bool:
    return line[:1] in _UNDERLINE_MARKS and bool(_UNDERLINE.fullmatch(line))


def _without_number(text: str) -> str:
    number = _NUMBER.match(text)
    return text[number.end() :] if number else text


def _number(text: str) -> tuple[str, ...]:
    """Return the parts of the number before a heading, ("2", "1") of "2.1 Pay"; none when it has none."""
    found = _PART_NUMBER.match(text.lstrip("#*_ "))
    return (found[1], *found[2].split(".")[1:]) if found else ()


def _style_of(lines: Sequence[str], i: int, text: str, bold: bool, level: int) -> int:
    if level:
        return level
    if _is_underline(lines[i + 1]):
        return Style.UNDERLINED
    if text == text.upper() and sum(c.isalpha() for c in text) > 3:
        return Style.CAPITALS
    if bold:
        return Style.BOLD
    if text.endswith((":", "...", "…")):
        return Style.COLON
    if text.endswith("?"):
        return Style.QUESTION
    alone = not lines[i - 1] and text[:1].isupper() and text[-1:] not in ".;,"
    return Style.STANDING_ALONE if alone else Style.NONE


def _heading(lines: Sequence[str], i: int) -> _Heading | None:
    """Return the heading that the line numbered `i` is or opens with, None when it is plain text.

    Args:
        lines: the lines of a text without the space around them, an empty one before the first and after the last.
        i: number of one that holds anything but an underline.
    """
    line = text = lines[i]
    if text[0] in _BULLETS and _LIST_ITEM.match(text) and not text.startswith("**"):
        return None
    if "|" in text and text.count(" | ") > 1:
        return None
    if len(text) > _MAX_HEADING_CHARACTERS:
        return _label(text)
    if _is_sentence(text) and not _is_underline(lines[i + 1]):
        return _label(text)
    level = 0
    if text[0] == "#" and (marks := _MARKDOWN.match(text)):
        level = len(marks[1])
        text = text[marks.end() :].rstrip("# ")
    bold = len(text) > 4 and text[:2] in {"**", "__"} and text.rstrip(": ")[-2:] == text[:2]
    text = _without_number(text.strip("*_ "))
    style = _style_of(lines, i, text, bold, level)
    # One word within running text ("Experience" at the end of a wrapped line) is not a heading.
    if style == Style.NONE and not text[:1].isupper():
        return _label(line)
    if style > Style.COLON and text[-1:] in ".;,":
        return _label(line)
    kind = kind_of(text, style)
    may_be_one = kind is not None or (_may_be_unknown(lines, i, text, style) and not _LETTERED.match(line))
    if not may_be_one or len(text.split()) > MAX_HEADING_WORDS:
        return _label(line)
    if kind is None and (label := _label(line)) is not None:
        return label
    return _Heading(kind, text.rstrip(": "), style, _number(line))


def _is_sentence(line: str) -> bool:
    """Return whether a line ends in a small letter and a mark as sentences do, and is not set apart by marks."""
    last = line[-2:-1]
    return line[-1] in ".;," and last != last.upper() and line[0] not in "#*_"


def _may_be_unknown(lines: Sequence[str], i: int, text: str, style: int) -> bool:
    """Return whether a line whose words are not known is set as only a heading is."""
    if style == Style.CAPITALS and text != lines[i] and lines[i - 1]:
        return False  # "12. AJAX" in a numbered list
    if style > Style.CAPITALS and (style != Style.STANDING_ALONE or not lines[i + 1]):
        return False
    return any(c.isalnum() for c in text)


def _label(line: str) -> _Heading | None:
    """Return the heading of a line such as "Requirements: five years", "Location | Ottawa" or "EDUCATION A degree"."""
    opening = line[:_MAX_LABEL_CHARACTERS]
    may_end = ":" in opening or "|" in opening or "–" in opening or "—" in opening
    end = _LABEL_END.search(opening, 1) if may_end else None
    if end is None:
        run_in = _RUN_IN.match(opening)
        kind = kind_of(run_in[1], Style.NONE) if run_in else None
        return _Heading(kind, run_in[1], Style.INLINE) if run_in and kind is not None else None
    text = _without_number(opening[: end.start()].strip("*_# "))
    kind = kind_of(text, Style.INLINE) if text[:1].isupper() else None
    return _Heading(kind, text.strip(), Style.INLINE) if kind is not None else None


@dataclass(slots=True)
class _Open:
    """The section being read.

    `style` is that of its heading, `holds_text` whether any line came after that, `parts` how many numbered headings
    that we do not know stand below that of the duties.
    """

    kind: SectionKind
    heading: str
    start: int
    style: int
    holds_text: bool = False
    holds_parts: bool = False
    numbered: tuple[tuple[str, ...], SectionKind] | None = None
    parts: int = 0


def _next_kind(heading: _Heading, current: _Open) -> SectionKind | None:
    """Return the kind of the section that `heading` opens after `current`, None when it opens none.

    A heading we do not know opens a section only when it stands as high as the one before it, or when that one was
    boilerplate, which must not swallow what follows. "Education" right below "Asset qualifications" is an asset,
    "2.2 Benefits" below "2. Duties" are duties, and so is "4. Working conditions" where "3. Budget" was.
    """
    if heading.kind is not None and current.numbered and len(heading.number) > 1:
        number, kind = current.numbered
        among_duties = kind is SectionKind.DUTIES or (heading.kind in _BOILERPLATE and kind not in _BOILERPLATE)
        if heading.number[: len(number)] == number and among_duties:
            return kind
    if current.parts > 1 and heading.number == (str(current.parts + 1),):
        return None
    if heading.kind is SectionKind.HEADER and heading.style == Style.INLINE:
        ends = current.kind in _BOILERPLATE or (current.style == Style.INLINE and current.kind != heading.kind)
        return SectionKind.HEADER if ends else None
    if heading.kind in _PARTS_OF_QUALIFICATIONS and current.kind is SectionKind.ASSET:
        below = current.holds_parts or not current.holds_text or current.style < heading.style <= 6
        return SectionKind.ASSET if below else heading.kind
    if heading.kind is not None:
        return heading.kind
    if not current.heading:
        return None
    as_high = heading.style <= Style.CAPITALS and heading.style <= current.style
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
    current = _Open(SectionKind.HEADER, "", 0, Style.NONE)
    pieces = text.splitlines(keepends=True)
    lines = ["", *map(str.strip, pieces), ""]
    for i, at in enumerate(accumulate(map(len, pieces[:-1]), initial=0), 1):
        line = lines[i]
        if not line or _is_underline(line):
            continue
        found = _heading(lines, i)
        kind = _next_kind(found, current) if found else None
        if found is None or kind is None:
            if not current.heading and current.kind is SectionKind.HEADER and len(line) >= _PROSE_CHARACTERS:
                found, kind = _Heading(None, "", Style.NONE), SectionKind.SUMMARY
            else:
                current.holds_text = True
                if found and current.kind is SectionKind.DUTIES and found.number == (str(current.parts + 1),):
                    current.parts += 1
                continue
        if at > current.start:
            sections.append(Section(current.kind, current.heading, current.start, at))
        is_part = kind is SectionKind.ASSET and found.kind is not SectionKind.ASSET
        start = at if sections else 0
        numbered = (found.number, kind) if len(found.number) == 1 else current.numbered
        current = _Open(kind, found.text, start, found.style, found.style == Style.INLINE, is_part, numbered)
    if text:
        sections.append(Section(current.kind, current.heading, current.start, len(text)))
    return tuple(sections)
