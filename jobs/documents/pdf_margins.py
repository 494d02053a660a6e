"""Drops what is repeated in the margins of every page: running titles, footers, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from jobs.documents.pdf_layout import Line

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:page|p\.)?\s*(?:\d{1,3}|[ivx]{1,5})\s*(?:(?:/|of|de|sur)\s*\d{1,3})?[-–—\s]*", re.IGNORECASE
)
_MARGIN_LINES = 3
_MOST_OF_PAGES = 0.6
# A running title in letters this much larger than the text is the document's title where it stands first.
_TITLE_SIZE = 1.15


def without_margins(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the lines of every page without those repeated at the top or bottom of most pages, or page numbers."""
    margins = [_margin(lines) for lines in pages]
    counts = Counter(key for margin in margins for key in {_key(line) for line in margin})
    needed = max(2, len([page for page in pages if page]) * _MOST_OF_PAGES)
    repeated = {key for key, count in counts.items() if count >= needed}
    usual = median(line.height for lines in pages for line in lines) if any(pages) else 0.0
    kept: set[str] = set()
    result = []
    for lines, margin in zip(pages, margins, strict=True):
        dropped = set()
        for line in margin:
            key = _key(line)
            is_first_title = key not in kept and line.height > usual * _TITLE_SIZE
            if (key in repeated and not is_first_title) or _PAGE_NUMBER.fullmatch(line.text.strip()):
                dropped.add(id(line))
            kept.add(key)
        result.append([line for line in lines if id(line) not in dropped])
    return result


def _margin(lines: Sequence[Line]) -> list[Line]:
    """Return the topmost and bottommost lines of a page."""
    by_height = sorted(lines, key=lambda line: line.top)
    if len(by_height) <= _MARGIN_LINES * 2:
        return by_height
    return by_height[:_MARGIN_LINES] + by_height[-_MARGIN_LINES:]


def _key(line: Line) -> str:
    return _DIGITS.sub("#", " ".join(line.text.split()).casefold())
