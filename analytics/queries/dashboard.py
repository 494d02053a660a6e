"""What the dashboard begins with."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from analytics.queries.inventory import TOP_LIMIT, GroupCount, SkillCount, top_categories, top_skills, types
from analytics.queries.selection import Selection, select
from analytics.queries.totals import Totals, totals
from jobs.filters import JobFilter


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The numbers that the dashboard begins with, and what they were counted over."""

    selection: Selection
    totals: Totals
    top: tuple[SkillCount, ...]
    types: tuple[GroupCount, ...]
    categories: tuple[GroupCount, ...]

    @property
    def filter(self) -> JobFilter:
        """Return the job list's filter."""
        return self.selection.filter


def dashboard(parameters: QueryDict) -> Dashboard:
    """Return the dashboard for the query string `parameters`; malformed values count nothing, and its form says so."""
    selection = select(parameters)
    return Dashboard(
        selection=selection,
        totals=totals(selection),
        top=top_skills(selection),
        types=types(selection),
        categories=top_categories(selection, TOP_LIMIT),
    )
