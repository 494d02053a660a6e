"""Reads plain texts, telling their encoding."""

from __future__ import annotations

import codecs
import re

from jobs.documents.base import DocumentError, ErrorCode, Limits, Reading
from jobs.documents.compose import blocks_of_lines
from jobs.documents.wrapping import unwrapped

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A run of blanks is tried from its first only: from each of them, a line of many would take their square of steps.
_LINE_ENDS = re.compile(r"(?<![ \t])[ \t]*(?:\r\n?|\n)")
_SAMPLE = 64 * 1024
_MOST_CONTROL_CHARACTERS = 0.02
_TEXT_CONTROLS = frozenset("\t\n\r\f\v\x85\x00")


def read_plain(data: bytes, limits: Limits) -> Reading:
    """Read a plain text line by line, lines that were wrapped at a fixed width joined."""
    text = _LINE_ENDS.sub("\n", decode_text(data))
    refuse_long(text, limits, marks=1)
    return Reading(list(blocks_of_lines(unwrapped(text))))


def refuse_long(source: str, limits: Limits, *, marks: int) -> None:
    """Spare the work of reading what will be too long in the end.

    Args:
        source: text with its marks.
        limits: how long the text may be.
        marks: characters that one of text is usually written with; twice as many are let through.

    Raises:
        DocumentError: too_long.
    """
    if len(source) > limits.max_characters * marks * 2:
        raise DocumentError(ErrorCode.TOO_LONG, limit=limits.max_characters)


def decode_text(data: bytes) -> str:
    """Return the text that `data` holds in UTF-8, UTF-16, UTF-32, Windows-1252 or Latin-1.

    Raises:
        DocumentError: unsupported_type when it looks like no text at all.
    """
    text = _decode(data)
    sample = text[:_SAMPLE]
    controls = sum(character < " " or "\x7f" <= character < "\xa0" for character in sample) - sum(
        sample.count(character) for character in _TEXT_CONTROLS
    )
    if controls > len(sample) * _MOST_CONTROL_CHARACTERS or sample.count("\0") > len(sample) * 0.1:
        raise DocumentError(ErrorCode.UNSUPPORTED_TYPE, found="binary")
    return text


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    sample = data[:_SAMPLE]
    half = max(len(sample) // 2, 1)
    # Latin text in UTF-16 has a NUL in every other byte.
    if sample[1::2].count(0) > half * 0.7 and sample[::2].count(0) < half * 0.1:
        return data.decode("utf-16-le", errors="replace")
    if sample[::2].count(0) > half * 0.7 and sample[1::2].count(0) < half * 0.1:
        return data.decode("utf-16-be", errors="replace")
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")
