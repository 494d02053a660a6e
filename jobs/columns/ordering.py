"""The orders in which jobs are listed."""

from __future__ import annotations

import numpy as np

from jobs.columns.tables import NO_DATE, Columns
from jobs.columns.types import Booleans, Integers


def in_order(columns: Columns, sort: str, chosen: Booleans | None = None) -> Integers:
    """Return the primary keys of the jobs in order.

    Titles and departments are ordered without regard to case and accents; jobs without a date come last.

    Args:
        columns: the jobs.
        sort: "newest", "oldest", "title", "department" or "date"; the last three reversed with "-" before.
        chosen: which jobs; None stands for all.
    """
    places = columns.cached(("order", sort), lambda: _order(columns, sort))
    return columns.jobs.keys[places if chosen is None else places[chosen[places]]]


def _order(columns: Columns, sort: str) -> Integers:
    jobs, words = columns.jobs, columns.vocabularies
    way = -1 if sort.startswith("-") or sort == "newest" else 1
    kind = sort.removeprefix("-")
    keys = jobs.keys * way
    if kind in ("newest", "oldest"):
        return np.lexsort((keys, jobs.created * way)).astype(np.int32)
    if kind == "date":
        return np.lexsort((keys, jobs.dated * way, jobs.dated == NO_DATE)).astype(np.int32)
    titles = words.title.ranks()[jobs.title]
    if kind == "department":
        return np.lexsort((jobs.keys, titles, words.department.ranks()[jobs.department] * way)).astype(np.int32)
    return np.lexsort((keys, titles * way)).astype(np.int32)
