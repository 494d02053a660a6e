"""How numbers are written and rounded, everywhere."""

from __future__ import annotations

from math import floor

from django.utils import formats

SPACE = "\N{NO-BREAK SPACE}"


def whole_percent(share: float) -> int:
    """Return a share between 0 and 1 in whole per cent; halves go up, as people round, but 100 stands for all only."""
    rounded = _rounded(share)
    return rounded if share >= 1 else min(rounded, 99)


def percent(share: float | None) -> str:
    """Return a share between 0 and 1 in per cent, a dash for None; 0 and 100 stand for none and all only."""
    if share is None:
        return "–"
    rounded = _rounded(share)
    if rounded == 0 and share > 0:
        return f"<1{SPACE}%"
    if rounded == 100 and share < 1:
        return f">99{SPACE}%"
    return f"{rounded}{SPACE}%"


def _rounded(share: float) -> int:
    return floor(round(share * 100, 6) + 0.5)


def number(value: float, places: int = 0) -> str:
    """Return a number as the reader's language writes it, with `places` decimals."""
    return str(formats.number_format(value, places, force_grouping=True))
