"""What figures are made of, and how their numbers and addresses are written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from jd_platform.numbers import number, percent

__all__ = ["SHADES", "Cell", "Chart", "Figure", "Row", "jobs_address", "number", "percent", "shade"]

SHADES = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table.

    Attributes:
        text: as it is read.
        address: of the jobs behind it, empty when there is no such list.
        shade: 0 to SHADES - 1, how dark a shaded table makes it; None in other tables.
        label: what stands before it on a narrow screen, where a shaded table becomes a list.
    """

    text: str
    address: str = ""
    shade: int | None = None
    label: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a figure's table: label, numbers, and where it leads."""

    label: str
    cells: tuple[Cell, ...]
    address: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A Plotly figure as JSON, with a title of its own where a figure has several."""

    figure: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the dashboard.

    Attributes:
        key: short name, for addresses and tests.
        question: its heading.
        answer: one computed sentence.
        columns: headings of the table.
        rows: of the table.
        empty: what would fill it, shown when there are no rows.
        export: name of the API's address that gives the same numbers.
        charts: what is drawn; none where the table itself is the figure.
        note: what has to be known of the numbers.
        word_columns: places of the columns that hold words, counted from 0; the others hold numbers.
        is_shaded: whether the table's cells are shaded by their shares.
    """

    key: str
    question: str
    answer: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: str
    export: str
    charts: tuple[Chart, ...] = ()
    note: str = ""
    word_columns: tuple[int, ...] = (0,)
    is_shaded: bool = False

    @property
    def export_address(self) -> str:
        """Return the API's address of the same numbers."""
        return reverse(self.export)


def shade(share: float) -> int:
    """Return the shade of a share between 0 and 1."""
    return min(SHADES - 1, int(share * SHADES))


def jobs_address(parameters: QueryDict, **changes: str | list[str]) -> str:
    """Return the address of the job list under the dashboard's filters and more.

    Args:
        parameters: the dashboard's query string.
        changes: values that replace those of a filter; those of `skill` are added to it.
    """
    wanted = {name: [value for value in values if value] for name, values in parameters.lists() if name != "page"}
    for name, value in changes.items():
        values = [value] if isinstance(value, str) else value
        kept = wanted.get(name, []) if name == "skill" and parameters.get("match") != "any" else []
        if name == "skill":
            wanted.pop("match", None)
        wanted[name] = list(dict.fromkeys([*kept, *values]))
    return f"{_job_list()}?{urlencode(wanted, doseq=True)}"


@cache
def _job_list() -> str:
    return reverse("jobs:list")
