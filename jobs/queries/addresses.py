"""Addresses of filtered pages: the query string is the state."""

from __future__ import annotations

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


def address(parameters: QueryDict, *, without_page: bool = True) -> str:
    """Return `parameters` as a query string that begins with "?", without empty values and the page number."""
    kept = parameters.copy()
    kept.pop(FIND_SKILL, None)
    if without_page:
        kept.pop("page", None)
    for name in list(kept):
        values = [value for value in kept.getlist(name) if value]
        if values:
            kept.setlist(name, values)
        else:
            del kept[name]
    return "?" + kept.urlencode()


def toggled(parameters: QueryDict, name: str, value: str) -> str:
    """Return the query string with `value` added to, or taken from, parameter `name`."""
    changed = parameters.copy()
    values = changed.getlist(name)
    changed.setlist(name, [one for one in values if one != value] if value in values else [*values, value])
    return address(changed)
