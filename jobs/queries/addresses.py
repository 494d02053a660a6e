"""Addresses of filtered pages: the query string is the state."""

from __future__ import annotations

from django.http import QueryDict


def address(parameters: QueryDict, *, without_page: bool = True) -> str:
    """Return `parameters` as a query string that begins with "?", without empty values and the page number."""
    kept = parameters.copy()
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
