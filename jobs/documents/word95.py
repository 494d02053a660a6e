"""Reads the stories of documents of Word 6 and Word 95, the ones before [MS-DOC].

All lies in one stream. The information block has its lengths and places elsewhere, the pairs of places in the same
order; text has one byte for a character; properties have numbers of one byte.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from jobs.documents.word97 import (
    BOLD,
    DELETED,
    HIDDEN,
    IN_TABLE,
    LIST,
    PIECES,
    ROW_END,
    STORIES,
    STYLE,
    Document97,
    Properties,
    Style,
    offsets,
)

_TEXT_AT, _LENGTHS_AT, _PAIRS_AT, _CHARACTER_SET_AT = 0x18, 0x34, 0x58, 0x14
_COMPLEX = 0x0004
_MACINTOSH = 256
# The numbers of the properties that are of use, and what Word 97 calls them.
_KNOWN = {13: LIST, 24: IN_TABLE, 25: ROW_END, 65: DELETED, 85: BOLD, 92: HIDDEN}
# How many bytes follow a property's number; those of any length say themselves how many.
_OPERANDS = {
    1: (4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 24, 25, 29, 37, 44, 50, 51, 65, 66, 67, 71, 75, *range(85, 93), 94, 98, 104),
    2: (
        2,
        16,
        17,
        18,
        19,
        21,
        22,
        26,
        27,
        28,
        *range(30, 37),
        *range(38, 44),
        45,
        46,
        47,
        48,
        49,
        69,
        72,
        80,
        93,
        96,
        97,
        99,
    ),
    3: (73, 95),
    4: (20, 70),
}
_OPERAND_BYTES = {number: size for size, numbers in _OPERANDS.items() for number in numbers}
_ANY_LENGTH = frozenset({3, 12, 15, 23, 68, 74, 81, 103})
_TABS, _TABS_AT_LENGTH = 23, 255


class Document95(Document97):
    """The stream of a document."""

    number_bytes = 2

    def __init__(self, word: bytes) -> None:
        self._word = self._table = word
        self._lengths = dict(zip(STORIES, struct.unpack_from("<8i", word, _LENGTHS_AT), strict=True))
        self._pairs_at = _PAIRS_AT
        self._encoding = "mac_roman" if struct.unpack_from("<H", word, _CHARACTER_SET_AT)[0] == _MACINTOSH else "cp1252"
        self._find_properties()

    def _pieces(self) -> Iterator[tuple[int, int, str, int]]:
        flags = struct.unpack_from("<H", self._word, 10)[0]
        if not flags & _COMPLEX:
            yield struct.unpack_from("<I", self._word, _TEXT_AT)[0], sum(self._lengths.values()), self._encoding, 1
            return
        clx = self._part(PIECES)
        at = 0
        while clx[at] == 1:
            at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
        count = (struct.unpack_from("<I", clx, at + 1)[0] - 4) // 12
        places = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
        for number in range(count):
            begin = struct.unpack_from("<I", clx, at + 5 + (count + 1) * 4 + number * 8 + 2)[0]
            yield begin, places[number + 1] - places[number], self._encoding, 1

    def _paragraphs_of(self, page: bytes) -> Iterator[tuple[int, int, Properties]]:
        for start, end, offset in offsets(page, 7):
            content = page[offset + 1 : offset + 1 + page[offset] * 2] if offset else b""
            if len(content) >= 2:
                yield start, end, {**_modifiers(content[2:]), STYLE: int.from_bytes(content[:2], "little")}

    def _characters_of(self, page: bytes) -> Iterator[tuple[int, int, Properties]]:
        for start, end, offset in offsets(page, 1):
            yield start, end, _modifiers(page[offset + 1 : offset + 1 + page[offset]]) if offset else {}

    def _style(self, data: bytes, base: int) -> Style:
        return Style(int.from_bytes(data[:2], "little") & 0x0FFF, {}, {})


def _modifiers(data: bytes) -> Properties:
    """Return those properties of `data` that are of use, up to the first of unknown length."""
    found: Properties = {}
    at = 0
    while at < len(data):
        number = data[at]
        at += 1
        size = _OPERAND_BYTES.get(number)
        if size is None:
            if number not in _ANY_LENGTH or at >= len(data) or (number == _TABS and data[at] == _TABS_AT_LENGTH):
                break
            size = data[at] + 1
        if number in _KNOWN:
            found[_KNOWN[number]] = int.from_bytes(data[at : at + size], "little")
        at += size
    return found
