"""Addresses of filtered pages: the query string is the state."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import QueryDict

from jobs.filters import MOST_VALUES

FIND_SKILL = "find_skill"  # words that narrow the choice of skills, not the list


def bounded(parameters: QueryDict) -> QueryDict:
    """Return `parameters` with the last values of each name, as many as one filter may have.

    The filter refuses more; a page that says so must not repeat them all in each of its addresses.
    """
    kept = parameters.copy()
    for name, values in parameters.lists():
        kept.setlist(name, values[-MOST_VALUES:])
    return kept


def address(parameters: QueryDict) -> str:
    """Return `parameters` as a query string that begins with "?", without empty values and the page number."""
    return _address(dict(parameters.lists()))


def toggled(parameters: QueryDict, name: str, value: str) -> str:
    """Return the query string with `value` added to, or taken from, parameter `name`."""
    changed = dict(parameters.lists())
    values = changed.get(name, [])
    changed[name] = [one for one in values if one != value] if value in values else [*values, value]
    return _address(changed)


def _address(parameters: dict[str, list[str]]) -> str:
    # A list has more than a hundred such addresses, for each of which a QueryDict would be slow to copy.
    left_out = {FIND_SKILL, "page"}
    pairs = [(name, one) for name, values in parameters.items() if name not in left_out for one in values if one]
    return "?" + urlencode(pairs)
