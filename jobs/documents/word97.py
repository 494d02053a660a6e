"""Reads the stories of Word 97-2003 documents ([MS-DOC]): text, where its paragraphs end, and how they are set.

The text lies in pieces anywhere in the stream "WordDocument"; the table stream says where (2.4.1, retrieving text), and
which properties the characters and paragraphs at each place of the file have (2.4.6).
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

STORIES = ("main", "footnotes", "margins", "macros", "comments", "endnotes", "boxes", "margin_boxes")
_FIRST_STORY = 3  # of FibRgLw97, where lengths of stories begin
_STYLES, _MARGINS, _CHARACTERS, _PARAGRAPHS, PIECES = 1, 11, 12, 13, 33  # of FibRgFcLcb97
PAGE = 512
_COMPRESSED = 0x40000000
_OPERAND_BYTES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_TABLE_DEFINITION, _TAB_CHANGE = 0xD608, 0xC615
BOLD, HIDDEN, DELETED = 0x0835, 0x083C, 0x0800
IN_TABLE, ROW_END, LIST, _OUTLINE = 0x2416, 0x2417, 0x460B, 0x2640
_BODY_LEVEL = 9
_PARAGRAPH_STYLE = 1
_TITLE_STYLE = 62
_SEPARATORS = 6  # of notes, which stand before headers and footers
_MOST_SECTIONS = 50
_HEADERS = frozenset({0, 1, 4})
_ENDS = re.compile("[\r\x07\x0c]")
STYLE = -1  # the key under which a paragraph's style is kept among its properties

Properties = dict[int, int]


@dataclass(slots=True)
class Paragraph:
    """A paragraph, or what a cell holds after its last one.

    Attributes:
        text: without field codes, hidden and deleted text.
        ends_cell: whether a cell of a table ends with it.
        ends_row: whether it is the mark after a row's last cell.
        in_table: whether it stands in a table.
        is_title: whether its style is that of a document's title.
        is_heading: whether it has a level in the outline.
        is_item: whether it has a bullet or number.
        is_bold: whether all of its text is bold.
    """

    text: str
    ends_cell: bool = False
    ends_row: bool = False
    in_table: bool = False
    is_title: bool = False
    is_heading: bool = False
    is_item: bool = False
    is_bold: bool = False


@dataclass(slots=True)
class Stories:
    """What a document is made of.

    Attributes:
        headers: of its pages.
        main: its body.
        boxes: what its text boxes hold.
        notes: footnotes and endnotes.
        footers: of its pages.
        title: the title in its properties.
        is_torn: whether text is missing that should stand behind the end of the file.
    """

    headers: list[Paragraph] = field(default_factory=list)
    main: list[Paragraph] = field(default_factory=list)
    boxes: list[Paragraph] = field(default_factory=list)
    notes: list[Paragraph] = field(default_factory=list)
    footers: list[Paragraph] = field(default_factory=list)
    title: str = ""
    is_torn: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    number: int
    paragraph: Properties
    character: Properties


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters on end with the same properties; `place` is that of the first in the file."""

    text: str
    place: int
    width: int
    properties: Properties


class Document97:
    """The two streams of a document.

    Attributes:
        number_bytes: how many bytes the number of a page of properties has.
    """

    number_bytes = 4
    _is_torn = False

    def __init__(self, word: bytes, table: bytes) -> None:
        self._word, self._table = word, table
        words = struct.unpack_from("<H", word, 32)[0]
        lengths_at = 34 + words * 2
        count = struct.unpack_from("<H", word, lengths_at)[0]
        lengths = struct.unpack_from(f"<{count}i", word, lengths_at + 2)
        self._lengths = dict(zip(STORIES, lengths[_FIRST_STORY : _FIRST_STORY + len(STORIES)], strict=True))
        self._pairs_at = lengths_at + 2 + count * 4 + 2
        self._find_properties()

    def _find_properties(self) -> None:
        self._characters = self._properties(_CHARACTERS)
        self._paragraphs = self._properties(_PARAGRAPHS)
        self._styles = list(self._style_sheet())

    def stories(self, title: str) -> Stories:
        """Return what the document holds."""
        runs = list(self._runs())
        found = Stories(title=title, is_torn=self._is_torn)
        start = 0
        for name, length in self._lengths.items():
            story = list(_between(runs, start, start + length))
            if name == "main":
                found.main = list(self._read(story))
            elif name == "boxes":
                found.boxes = list(self._read(story))
            elif name in {"footnotes", "endnotes"}:
                found.notes += self._read(story)
            elif name == "margins":
                for number, (first, last) in enumerate(self._margins()):
                    paragraphs = self._read(_between(runs, start + first, start + last))
                    side = found.headers if number % _SEPARATORS in _HEADERS else found.footers
                    side += paragraphs
            start += length
        return found

    # --- Where things are ------------------------------------------------------------------------------------------

    def _part(self, pair: int) -> bytes:
        """Return the part of the table stream that a pair of place and length in the information block names."""
        place, length = struct.unpack_from("<II", self._word, self._pairs_at + pair * 8)
        return self._table[place : place + length]

    def _margins(self) -> list[tuple[int, int]]:
        """Return where each header and footer begins and ends in its story, six for every section."""
        part = self._part(_MARGINS)
        places = struct.unpack(f"<{len(part) // 4}i", part[: len(part) // 4 * 4])
        return list(pairwise(places[:-1]))[_SEPARATORS : _SEPARATORS * _MOST_SECTIONS]

    def _runs(self) -> Iterator[_Run]:
        """Yield all text in order, cut where properties change."""
        for begin, length, encoding, width in self._pieces():
            if begin > len(self._word):
                raise ValueError("A piece of the text lies behind the end of the stream.")
            end = min(begin + length * width, len(self._word))
            self._is_torn |= end < begin + length * width
            while begin < end:
                stop, properties = self._characters.at(begin)
                cut = min(end, begin + max(width, (stop - begin) // width * width))
                text = self._word[begin:cut].decode(encoding, "replace")
                yield _Run(text.ljust((cut - begin) // width, "\0"), begin, width, properties)
                begin = cut

    def _pieces(self) -> Iterator[tuple[int, int, str, int]]:
        """Yield where each piece of the text begins, how many characters it has, their encoding and bytes for each."""
        clx = self._part(PIECES)
        at = 0
        while clx[at] == 1:
            at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
        size = struct.unpack_from("<I", clx, at + 1)[0]
        count = (size - 4) // 12
        places = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
        for number in range(count):
            target = struct.unpack_from("<I", clx, at + 5 + (count + 1) * 4 + number * 8 + 2)[0]
            is_narrow = bool(target & _COMPRESSED)
            begin = (target & ~_COMPRESSED) // 2 if is_narrow else target
            length = places[number + 1] - places[number]
            yield begin, length, "cp1252" if is_narrow else "utf-16-le", 1 if is_narrow else 2

    def _properties(self, pair: int) -> Places:
        """Return the properties of characters or paragraphs by their places in the file (2.8.5, 2.8.6)."""
        part = self._part(pair)
        count = max(0, (len(part) - 4) // (4 + self.number_bytes))
        kind = "I" if self.number_bytes == 4 else "H"
        found: list[tuple[int, int, Properties]] = []
        for number in struct.unpack_from(f"<{count}{kind}", part, (count + 1) * 4) if count else ():
            page = self._word[(number & 0x3FFFFF) * PAGE :][:PAGE]
            if len(page) == PAGE:
                found += self._paragraphs_of(page) if pair == _PARAGRAPHS else self._characters_of(page)
        return Places(sorted(found, key=lambda run: run[0]))

    def _paragraphs_of(self, page: bytes) -> Iterator[tuple[int, int, Properties]]:
        return _page_of_paragraphs(page)

    def _characters_of(self, page: bytes) -> Iterator[tuple[int, int, Properties]]:
        return _page_of_characters(page)

    def _style_sheet(self) -> Iterator[Style]:
        """Yield the styles in the order that paragraphs number them in (2.9.271)."""
        part = self._part(_STYLES)
        if len(part) < 6:
            return
        at, count, base = 2 + struct.unpack_from("<H", part)[0], *struct.unpack_from("<HH", part, 2)
        for _ in range(count):
            if at + 2 > len(part):
                return
            size = struct.unpack_from("<H", part, at)[0]
            yield self._style(part[at + 2 : at + 2 + size], base)
            at += 2 + size + size % 2

    def _style(self, data: bytes, base: int) -> Style:
        return _style(data, base)

    # --- What they say ---------------------------------------------------------------------------------------------

    def _read(self, runs: Iterator[_Run] | list[_Run]) -> Iterator[Paragraph]:
        """Yield the paragraphs of a story."""
        parts: list[str] = []
        bold: list[bool] = []
        codes: list[bool] = []  # of the fields that are open, whether their code is being read
        for run in runs:
            position = 0
            for end in [*_ENDS.finditer(run.text), None]:
                stop = end.start() if end else len(run.text)
                text = _shown(run.text[position:stop], codes)
                if not run.properties.get(HIDDEN) and not run.properties.get(DELETED):
                    parts.append(text)
                    if text.strip():
                        bold.append(run.properties.get(BOLD) == 1)
                if end is None:
                    break
                position = end.end()
                if run.properties.get(DELETED) and end[0] == "\r":
                    continue
                _stop, properties = self._paragraphs.at(run.place + stop * run.width)
                yield self._paragraph("".join(parts), end[0], properties, all_bold=bool(bold) and all(bold))
                parts, bold = [], []
        if any(part.strip() for part in parts):
            yield Paragraph("".join(parts))

    def _paragraph(self, text: str, end: str, properties: Properties, *, all_bold: bool) -> Paragraph:
        number = properties.get(STYLE, 0)
        style = self._styles[number] if number < len(self._styles) else Style(0, {}, {})
        all_properties = {**style.paragraph, **properties}
        return Paragraph(
            text,
            ends_cell=end == "\x07" and not properties.get(ROW_END),
            ends_row=end == "\x07" and bool(properties.get(ROW_END)),
            in_table=bool(properties.get(IN_TABLE)),
            is_title=style.number == _TITLE_STYLE,
            is_heading=1 <= style.number <= _BODY_LEVEL or all_properties.get(_OUTLINE, _BODY_LEVEL) < _BODY_LEVEL,
            is_item=bool(all_properties.get(LIST)),
            is_bold=all_bold or style.character.get(BOLD) == 1,
        )


class Places:
    """Properties by place in the file."""

    def __init__(self, runs: list[tuple[int, int, Properties]]) -> None:
        self._starts = [start for start, _end, _properties in runs]
        self._runs = runs

    def at(self, place: int) -> tuple[int, Properties]:
        """Return where the run at `place` ends, and its properties."""
        number = bisect_right(self._starts, place) - 1
        if number >= 0:
            _start, end, properties = self._runs[number]
            if place < end:
                return end, properties
        following = self._starts[number + 1] if number + 1 < len(self._starts) else 1 << 40
        return following, {}


def _page_of_paragraphs(page: bytes) -> Iterator[tuple[int, int, Properties]]:
    for start, end, offset in offsets(page, 13):
        if not offset:
            continue
        size, at = page[offset] * 2 - 1, offset + 1
        if size < 0:
            size, at = page[at] * 2, at + 1
        content = page[at : at + size]
        if len(content) >= 2:
            yield start, end, {**_modifiers(content[2:]), STYLE: int.from_bytes(content[:2], "little")}


def _page_of_characters(page: bytes) -> Iterator[tuple[int, int, Properties]]:
    for start, end, offset in offsets(page, 1):
        yield start, end, _modifiers(page[offset + 1 : offset + 1 + page[offset]]) if offset else {}


def offsets(page: bytes, width: int) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and where their properties stand on the page, for every run of a page of properties."""
    count = min(page[-1], (PAGE - 5) // (4 + width))
    places = struct.unpack_from(f"<{count + 1}I", page)
    for number in range(count):
        yield places[number], places[number + 1], page[(count + 1) * 4 + number * width] * 2


def _modifiers(data: bytes) -> Properties:
    """Return the single-property modifiers (2.2.5) with the numbers that they set."""
    found: Properties = {}
    at = 0
    while at + 2 <= len(data):
        modifier = int.from_bytes(data[at : at + 2], "little")
        at += 2
        size = _OPERAND_BYTES.get(modifier >> 13)
        if size is None:
            if modifier == _TABLE_DEFINITION:
                size = int.from_bytes(data[at : at + 2], "little") + 1
            elif modifier == _TAB_CHANGE and data[at : at + 1] == b"\xff":
                break
            else:
                size = int.from_bytes(data[at : at + 1], "little") + 1
        found[modifier] = int.from_bytes(data[at : at + min(size, 4)], "little")
        at += size
    return found


def _style(data: bytes, base: int) -> Style:
    if len(data) < base + 2:
        return Style(0, {}, {})
    number = int.from_bytes(data[:2], "little") & 0x0FFF
    if int.from_bytes(data[2:4], "little") & 0xF != _PARAGRAPH_STYLE:
        return Style(number, {}, {})
    at = base + 2 + int.from_bytes(data[base : base + 2], "little") * 2 + 2
    parts = []
    for _ in range(2):
        size = int.from_bytes(data[at : at + 2], "little")
        parts.append(data[at + 2 : at + 2 + size])
        at += 2 + size + size % 2
    return Style(number, _modifiers(parts[0][2:]), _modifiers(parts[1]))


def _between(runs: list[_Run], first: int, last: int) -> Iterator[_Run]:
    """Yield what stands from character `first` to `last` of all text."""
    start = 0
    for run in runs:
        end = start + len(run.text)
        if end > first and start < last:
            cut = max(0, first - start)
            text = run.text[cut : last - start]
            yield _Run(text, run.place + cut * run.width, run.width, run.properties)
        start = end


def _shown(text: str, codes: list[bool]) -> str:
    """Return `text` without the codes of fields, which stand between the characters 19 and 20, or 19 and 21."""
    if not codes and "\x13" not in text:
        return text
    shown = []
    for character in text:
        if character == "\x13":
            codes.append(True)
        elif character == "\x14" and codes:
            codes[-1] = False
        elif character == "\x15" and codes:
            codes.pop()
        elif not any(codes):
            shown.append(character)
    return "".join(shown)
