"""Joins the lines of texts that were wrapped at a fixed width back into paragraphs."""

from __future__ import annotations

import re
from itertools import pairwise

_LONGEST_WIDTH, _SHORTEST_WIDTH = 110, 45
_LEAST_LINES = 4
# The share of lines that may stick out of the width (addresses of web pages do).
_OUTLIERS = 0.02
_LONG_LINES = 0.1
# Of the joints, this share at least goes on in small letters where sentences run over lines.
_LEAST_SMALL = 0.4
_STARTS = re.compile(
    r"\s*(?:[•‣▪▫◦●○■□◆◇►▶➢➤✓✔❖·∙⁃\uf0b7\uf0a7\uf0d8]|[-*+–—>#|=~]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)]\s|```|<)|\s*o\s{2,}"
)
_LABEL = re.compile(r"\s*[A-ZÀ-Ý*][\w /&'’().*-]{1,40}\s?:(?:\s|$|\*)")


def unwrapped(text: str) -> str:
    """Return `text` with lines joined that were one before it was wrapped, as it is when it was not.

    A line goes on in the next when that one's first word would not have fitted on it any more. Headings, short lines
    and items of lists stay apart; a word divided by a hyphen keeps it.
    """
    lines = text.expandtabs(8).split("\n")
    width = _width(lines)
    if width is None:
        return text
    joints = [number for number, (line, following) in enumerate(pairwise(lines)) if _goes_on(line, following, width)]
    small = sum(lines[number + 1].lstrip()[:1].islower() for number in joints)
    if len(joints) < _LEAST_LINES or small < len(joints) * _LEAST_SMALL:
        return text
    joined = set(joints)
    parts: list[str] = []
    for number, line in enumerate(lines):
        if number - 1 in joined:
            parts[-1] = _joined(parts[-1], line.strip())
        else:
            parts.append(line)
    return "\n".join(parts)


def _width(lines: list[str]) -> int | None:
    """Return the width that a text was wrapped at, None when it was not."""
    lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
    if len(lengths) < _LEAST_LINES or sum(length > _LONGEST_WIDTH for length in lengths) > len(lengths) * _LONG_LINES:
        return None
    lengths = [length for length in lengths if length <= _LONGEST_WIDTH]
    width = lengths[-1 - int(len(lengths) * _OUTLIERS)]
    return width if width >= _SHORTEST_WIDTH else None


def _goes_on(line: str, following: str, width: int) -> bool:
    before, after = line.rstrip(), following.strip()
    if not before or not after or before.endswith(":") or line.endswith("  ") or " | " in before:
        return False
    if _STARTS.match(following) or _LABEL.match(following) or before.lstrip().startswith(("#", "|")):
        return False
    return len(before) + 1 + len(after.split(maxsplit=1)[0]) > width


def _joined(text: str, more: str) -> str:
    divided = text[-1:] == "-" and text[-2:-1].isalpha() and more[:1].islower()
    return text + more if divided else f"{text.rstrip()} {more}"
