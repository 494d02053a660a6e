"""Plotly figures of the dashboard, built and validated in Python and drawn by the vendored plotly.js.

Plotly takes some milliseconds to validate a figure, whatever is in it. So figures are built as plain dicts, and each
kind of figure is validated once in a process: the next that differs in its data only is not looked at again.

A trace's `meta` names the custom property of the style sheet ("--chart-1") whose colour static/charts.js gives it, so
that a figure follows the theme.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from typing import Any

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from analytics.queries import DepartmentReview, GroupCount, Pair, SkillCount
from jd_platform.numbers import SPACE, number, percent

BAR_PIXELS = 26
MARGIN_PIXELS = 56
LINE_PIXELS = 170
PAIR_PIXELS = 38
PERCENT = f"{SPACE}%"  # behind numbers in hundredths: Plotly's own format puts no space before the sign
LABEL_CHARACTERS = 32
_DATA = {"name", "height"}  # besides what stands in lists
_Dict = dict[str, Any]
_validated: set[Hashable] = set()


def as_json(data: Sequence[_Dict], layout: _Dict) -> str:
    """Return a figure as JSON.

    Raises:
        ValueError: Plotly does not know such a property or value.
    """
    figure = {"data": list(data), "layout": layout}
    kind = _kind(figure)
    if kind not in _validated:
        from plotly.graph_objects import Figure  # here, since it takes a second to import

        Figure(figure)
        _validated.add(kind)
    return json.dumps(figure, separators=(",", ":"), allow_nan=False)


def _kind(value: Any, name: str = "") -> Any:
    """Return what a part of a figure consists of: all but its data, of which only the types count."""
    if isinstance(value, dict):
        return tuple((key, _kind(part, key)) for key, part in value.items())
    if isinstance(value, list):
        return frozenset(_kind(part) if isinstance(part, dict) else type(part) for part in value)
    return type(value) if name in _DATA else value


def _plain(label: str) -> str:
    """Return `label` such that Plotly, which reads some HTML in texts, shows it as it is."""
    return label.replace("<", "&lt;")


def _shortened(label: str) -> str:
    return _plain(label if len(label) <= LABEL_CHARACTERS else label[: LABEL_CHARACTERS - 1].rstrip() + "…")


def _horizontal_bars(
    labels: Sequence[str],
    traces: Sequence[_Dict],
    longest: float,
    room: float,
    tick_unit: str = "",
    pixels: int = BAR_PIXELS,
    ticks: Sequence[str] | None = None,
) -> str:
    """Return the figure as JSON.

    Args:
        labels: of the bars, from top to bottom.
        traces: one or several series.
        longest: the longest bar.
        room: share of it that is kept free for the label after it.
        tick_unit: what stands after each number of the axis.
        pixels: height of a bar with its distance from the next.
        ticks: what stands beside the bars, as Plotly writes text; the labels, shortened, when None.
    """
    return as_json(
        traces,
        {
            "separators": _separators(),
            "barmode": "stack",
            "bargap": 0.3,
            "height": len(labels) * pixels + MARGIN_PIXELS,
            "margin": {"l": 8, "r": 24, "t": 8, "b": 32},
            "showlegend": len(traces) > 1,
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
            "xaxis": {
                "range": [0, (longest or 1) * (1 + room)],
                "tickformat": ",d",
                "ticksuffix": tick_unit,
                "fixedrange": True,
                "zeroline": False,
            },
            "yaxis": {
                "autorange": "reversed",
                "automargin": True,
                "fixedrange": True,
                "ticks": "",
                "tickmode": "array",
                "tickvals": list(range(len(labels))),
                "ticktext": list(ticks or map(_shortened, labels)),
            },
        },
    )


def _separators() -> str:
    return str(get_format("DECIMAL_SEPARATOR") + get_format("THOUSAND_SEPARATOR"))


def _series(
    name: str,
    labels: Sequence[str],
    values: Sequence[float],
    addresses: Sequence[str],
    colour: str,
    *,
    texts: Sequence[str] | None = None,
    pattern: str = "",
) -> _Dict:
    """Return one series of horizontal bars; a `pattern` tells it from another without its colour."""
    bars: _Dict = {
        "type": "bar",
        "name": name,
        "orientation": "h",
        "y": list(range(len(labels))),
        "x": list(values),
        "customdata": list(addresses),
        "text": list(texts or [""] * len(labels)),
        "textposition": "outside",
        "cliponaxis": False,
        "hovertext": list(map(_plain, labels)),
        "hovertemplate": "%{hovertext}: %{x}<extra></extra>",
        "meta": colour,
    }
    return bars | {"marker": {"pattern": {"shape": pattern, "fillmode": "overlay"}}} if pattern else bars


def top_skills(rows: Sequence[SkillCount], addresses: Sequence[str]) -> str:
    """Return the figure of the most wanted skills as JSON: bars split into confirmed and suggested.

    Args:
        rows: the skills, most wanted first.
        addresses: for each, where a click on its bar leads.
    """
    names = [row.name for row in rows]
    confirmed = _series(
        _("Confirmed by people"), names, [row.confirmed for row in rows], addresses, "--chart-2", pattern="/"
    )
    suggested = _series(
        _("Suggested"),
        names,
        [row.suggested for row in rows],
        addresses,
        "--chart-1",
        texts=[number(row.jobs) for row in rows],
    )
    return _horizontal_bars(names, [confirmed, suggested], max((row.jobs for row in rows), default=0), room=0.15)


def groups(rows: Sequence[GroupCount], addresses: Sequence[str]) -> str:
    """Return the figure of types or categories as JSON: one bar each, with its share.

    Args:
        rows: the groups in the order in which they are shown.
        addresses: for each, where a click on its bar leads.
    """
    names = [row.name for row in rows]
    texts = [_plain(f"{number(row.tags)} ({percent(row.share)})") for row in rows]
    bar = _series("", names, [row.tags for row in rows], addresses, "--chart-1", texts=texts)
    return _horizontal_bars(names, [bar], max((row.tags for row in rows), default=0), room=0.4)


def pairs(rows: Sequence[Pair], labels: Sequence[str], addresses: Sequence[str]) -> str:
    """Return the figure of skills asked for together as JSON: a bar of the jobs with both, a mark where chance is.

    Args:
        rows: the pairs in the order in which they are shown.
        labels: for each, both names.
        addresses: for each, where a click on its bar leads.
    """
    together = _series(
        _("Jobs with both"),
        labels,
        [row.together for row in rows],
        addresses,
        "--chart-1",
        texts=[number(row.together) for row in rows],
    )
    chance = {
        "type": "scatter",
        "name": _("By chance"),
        "mode": "markers",
        "y": list(range(len(rows))),
        "x": [round(row.expected, 1) for row in rows],
        "marker": {"symbol": "diamond", "size": 9},
        "hovertext": list(map(_plain, labels)),
        "hovertemplate": "%{hovertext}: %{x}<extra></extra>",
        "meta": "--chart-2",
    }
    ticks = [f"{_shortened(row.a.name)}<br>{_shortened(row.b.name)}" for row in rows]
    longest = max((row.together for row in rows), default=0)
    return _horizontal_bars(labels, [together, chance], longest, room=0.15, pixels=PAIR_PIXELS, ticks=ticks)


def review(rows: Sequence[DepartmentReview], labels: Sequence[str], addresses: Sequence[str]) -> str:
    """Return the figure of review as JSON: a bar for each department, split by what people decided.

    Args:
        rows: the departments in the order in which they are shown.
        labels: their names.
        addresses: for each, where a click on its bar leads.
    """
    series = [
        _series(name, labels, values, addresses, colour, pattern=pattern)
        for name, values, colour, pattern in (
            (_("Confirmed"), [row.confirmed for row in rows], "--chart-2", "/"),
            (_("Rejected"), [row.rejected for row in rows], "--chart-3", "x"),
            (_("Suggested"), [row.suggested for row in rows], "--chart-1", ""),
        )
    ]
    longest = max((row.suggested + row.confirmed + row.rejected for row in rows), default=0)
    return _horizontal_bars(labels, series, longest, room=0.05)


def rates(labels: Sequence[str], values: Sequence[float]) -> str:
    """Return the figure of shares as JSON: one bar each, from 0 to 100 %.

    Args:
        labels: of the bars.
        values: between 0 and 1.
    """
    texts = [_plain(percent(value)) for value in values]
    bar = _series("", labels, [100 * value for value in values], [""] * len(labels), "--chart-1", texts=texts)
    return _horizontal_bars(labels, [bar], 100, room=0.15, tick_unit=PERCENT)


def line(periods: Sequence[str], shares: Sequence[float | None], addresses: Sequence[str], highest: float) -> str:
    """Return the figure of one skill over time as JSON.

    Args:
        periods: names of the periods, oldest first.
        shares: for each, the share of its jobs, between 0 and 1; None leaves a gap.
        addresses: for each, where a click on its point leads.
        highest: the end of the axis, the same for all skills that are shown side by side.
    """
    points = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(periods),
        "y": [None if share is None else 100 * share for share in shares],
        "customdata": list(addresses),
        "text": [_plain(percent(share)) for share in shares],
        "hovertemplate": "%{x}: %{text}<extra></extra>",
        "line": {"width": 2},
        "cliponaxis": False,
        "meta": "--chart-1",
    }
    return as_json(
        [points],
        {
            "separators": _separators(),
            "height": LINE_PIXELS,
            "margin": {"l": 8, "r": 12, "t": 8, "b": 8},
            "showlegend": False,
            "xaxis": {"type": "category", "fixedrange": True, "nticks": 4, "automargin": True, "tickangle": 0},
            "yaxis": {
                "range": [0, (highest or 1) * 110],
                "tickformat": ".0f",
                "ticksuffix": PERCENT,
                "fixedrange": True,
                "automargin": True,
                "nticks": 4,
                "zeroline": False,
            },
        },
    )
