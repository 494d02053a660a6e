"""Reads Rich Text Format (.rtf)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import striprtf.striprtf

from jobs.documents.base import Block, DocumentError, ErrorCode, Limits, Reading
from jobs.documents.compose import blocks_of_lines, table_blocks
from jobs.documents.plain import refuse_long

_PICTURE_DIGITS = re.compile(rb"[0-9a-fA-F\s]{256,}")
_BINARY = re.compile(rb"\\bin(\d{1,9}) ?")
_TITLE = re.compile(r"\{\\title\s((?:[^{}\\]|\\'[0-9a-fA-F]{2}|\\u-?\d{1,6} ?\??){1,300})\}")
_CODE_PAGE = re.compile(r"\\ansicpg(\d{3,5})")
_DEFAULT_CODE_PAGE = "cp1252"
_rtf_to_text: Callable[..., str] = striprtf.striprtf.rtf_to_text


def read_rtf(data: bytes, limits: Limits) -> Reading:
    """Read rich text; pictures and embedded objects are passed over."""
    source = _PICTURE_DIGITS.sub(b"", _without_binaries(data)).decode("latin-1")
    refuse_long(source, limits, marks=10)
    try:
        text = _rtf_to_text(source, encoding=_code_page(source), errors="replace")
        title = _TITLE.search(source[:20_000])
        name = _rtf_to_text(r"{\rtf1\ansi " + title[1] + "}", errors="replace") if title else ""
    except (ValueError, LookupError, IndexError, KeyError, OverflowError) as error:
        raise DocumentError(ErrorCode.DAMAGED) from error
    return Reading(list(_blocks(text)), name.strip())


def _without_binaries(data: bytes) -> bytes:
    """Return `data` without the raw bytes of pictures, whose length stands before them."""
    parts = []
    position = 0
    for found in _BINARY.finditer(data):
        if found.start() >= position:
            parts.append(data[position : found.start()])
            position = found.end() + int(found[1])
    return b"".join([*parts, data[position:]])


def _code_page(source: str) -> str:
    found = _CODE_PAGE.search(source[:2000])
    if not found:
        return _DEFAULT_CODE_PAGE
    name = f"cp{found[1]}"
    try:
        "".encode(name)
    except LookupError:
        return _DEFAULT_CODE_PAGE
    return name


def _blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of text whose table cells end with "|"."""
    for block in blocks_of_lines(text):
        if block.text.rstrip().endswith("|"):
            yield from table_blocks([[[Block(cell.strip())] for cell in block.text.rstrip().rstrip("|").split("|")]])
        else:
            yield block
