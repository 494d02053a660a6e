"""The figures of the dashboard: each a question, the answer in a sentence, a chart or shaded table, and its rows."""

from __future__ import annotations

from collections.abc import Callable

from django.http import QueryDict

from analytics.figures.base import Cell, Chart, Figure, Row
from analytics.figures.departments import departments
from analytics.figures.rising import new_skills, rising
from analytics.figures.thin import concentrated, rare
from analytics.figures.together import together
from analytics.figures.trust import review, trust
from analytics.figures.wanted import categories, top, types
from analytics.queries import Selection

__all__ = ["Cell", "Chart", "Figure", "Row", "figures"]

_FIGURES: tuple[Callable[[Selection, QueryDict], Figure], ...] = (
    top,
    categories,
    types,
    departments,
    together,
    rising,
    new_skills,
    rare,
    concentrated,
    review,
    trust,
)


def figures(selection: Selection, parameters: QueryDict) -> tuple[Figure, ...]:
    """Return all figures over what the query string `parameters` selected, in the order of the page."""
    return tuple(figure(selection, parameters) for figure in _FIGURES)
