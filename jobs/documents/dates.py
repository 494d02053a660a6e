"""Finds the first date in a stretch of English or French text."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator

_MONTHS = {
    1: "january jan janvier janv",
    2: "february feb fevrier fevr fev",
    3: "march mar mars",
    4: "april apr avril avr",
    5: "may mai",
    6: "june jun juin",
    7: "july jul juillet juil",
    8: "august aug aout",
    9: "september sept sep septembre",
    10: "october oct octobre",
    11: "november nov novembre",
    12: "december dec decembre",
}
_MONTH_OF = {name: number for number, names in _MONTHS.items() for name in names.split()}
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|e)?\s+(?:of\s+)?({_MONTH})\b\.?,?\s+(\d{{4}})\b")
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\b\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b")
_YEAR_FIRST = re.compile(r"\b((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})\b")
_DIGITS_MONTH = re.compile(rf"\b(\d{{1,2}})[-/ ]({_MONTH})[-/ ](\d{{4}}|\d{{2}})\b")
# What stands between the first and the last day of a period.
_UNTIL = re.compile(r"[^\w]*(?:(?:to|until|till|through|thru|and|au|jusqu'au|et|a)\b|[-–—])[^\d]{0,20}")
_DIGITS = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})\b")


def first_date(text: str, language: str) -> datetime.date | None:
    """Return the date that stands first in `text`.

    Args:
        text: a line or sentence.
        language: "en" or "fr"; decides what 03/04/2024 means (March 4 in English, 3 avril in French).

    Returns:
        The date, or None when there is none.
    """
    found = _in_order(_folded(text), language)
    return found[0][2] if found else None


def last_date(text: str, language: str) -> datetime.date | None:
    """Return the day that the period which stands first in `text` ends on, its date where it is a single one.

    Args and returns are those of `first_date`.
    """
    folded = _folded(text)
    found = _in_order(folded, language)
    if len(found) > 1 and _UNTIL.fullmatch(folded[found[0][1] : found[1][0]]):
        return found[1][2]
    return found[0][2] if found else None


def _folded(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _in_order(text: str, language: str) -> list[tuple[int, int, datetime.date]]:
    return sorted(_dates(text, language))


def _dates(text: str, language: str) -> Iterator[tuple[int, int, datetime.date]]:
    """Yield start, end and day of every date in `text`."""
    for match in _DAY_FIRST.finditer(text):
        yield from _date(match, match[3], _MONTH_OF[match[2]], match[1])
    for match in _MONTH_FIRST.finditer(text):
        yield from _date(match, match[3], _MONTH_OF[match[1]], match[2])
    for match in _DIGITS_MONTH.finditer(text):
        yield from _date(match, match[3], _MONTH_OF[match[2]], match[1])
    for match in _YEAR_FIRST.finditer(text):
        yield from _date(match, match[1], int(match[2]), match[3])
    for match in _DIGITS.finditer(text):
        first, second = int(match[1]), int(match[2])
        day_first = first > 12 or (language == "fr" and second <= 12)
        day, month = (first, second) if day_first else (second, first)
        yield from _date(match, match[3], month, str(day))


def _date(match: re.Match[str], year: str, month: int, day: str) -> Iterator[tuple[int, int, datetime.date]]:
    full_year = int(year) + 2000 if len(year) == 2 else int(year)
    try:
        yield match.start(), match.end(), datetime.date(full_year, month, int(day))
    except ValueError:
        return
