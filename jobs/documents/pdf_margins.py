"""Drops what is repeated in the margins of every page: running titles, footers, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from jobs.documents.compose import is_page_number
from jobs.documents.pdf_layout import Line

_DIGITS = re.compile(r"\d+")
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
    result = []
    for number, lines in enumerate(pages):
        by_height = sorted(lines, key=lambda line: line.top)
        dropped: set[int] = set()
        for ordered in (by_height, by_height[::-1]):
            for line in ordered[:_MARGIN_LINES]:
                if _key(line) not in repeated and not is_page_number(line.text):
                    break
                if number or line.height <= usual * _TITLE_SIZE:
                    dropped.add(id(line))
        result.append([line for line in lines if id(line) not in dropped])
    return result


def _margin(lines: Sequence[Line]) -> list[Line]:
    """Return the topmost and bottommost lines of a page, fewer when there are few."""
    by_height = sorted(lines, key=lambda line: line.top)
    count = min(_MARGIN_LINES, max(1, len(lines) // 5))
    return by_height[:count] + by_height[-count:]


def _key(line: Line) -> str:
    return _DIGITS.sub("#", " ".join(line.text.split()).casefold())
