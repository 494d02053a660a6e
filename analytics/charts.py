"""Plotly figures of the dashboard, built and validated in Python and drawn by the vendored plotly.js.

A trace's `meta` names the custom property of the style sheet ("--chart-1") whose colour static/charts.js gives it, so
that a figure follows the theme.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from analytics.queries import GroupCount, SkillCount

BAR_PIXELS = 26
MARGIN_PIXELS = 56
LABEL_CHARACTERS = 32


def _shortened(label: str) -> str:
    return label if len(label) <= LABEL_CHARACTERS else label[: LABEL_CHARACTERS - 1].rstrip() + "…"


def _horizontal_bars(labels: Sequence[str], bars: Sequence[go.Bar], longest: int, room: float) -> str:
    """Return the figure as JSON; `room` is the share of the `longest` bar that is kept free for the label after it."""
    figure = go.Figure(
        data=list(bars),
        layout=go.Layout(
            separators=get_format("DECIMAL_SEPARATOR") + get_format("THOUSAND_SEPARATOR"),
            barmode="stack",
            bargap=0.3,
            height=len(labels) * BAR_PIXELS + MARGIN_PIXELS,
            margin={"l": 8, "r": 24, "t": 8, "b": 32},
            showlegend=len(bars) > 1,
            legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
            xaxis={
                "range": [0, max(longest, 1) * (1 + room)],
                "tickformat": ",d",
                "fixedrange": True,
                "zeroline": False,
            },
            yaxis={
                "autorange": "reversed",
                "automargin": True,
                "fixedrange": True,
                "ticks": "",
                "tickmode": "array",
                "tickvals": list(range(len(labels))),
                "ticktext": [_shortened(label) for label in labels],
            },
        ),
    )
    figure.layout.template = None  # once the figure is there: one that is made without gets Plotly's own
    return str(figure.to_json())


def top_skills(rows: Sequence[SkillCount], addresses: Sequence[str]) -> str:
    """Return the figure of the most wanted skills as JSON: bars split into confirmed and suggested.

    Args:
        rows: the skills, most wanted first.
        addresses: for each, where a click on its bar leads.
    """
    places = list(range(len(rows)))
    names = [row.name for row in rows]
    bars = [
        go.Bar(
            name=name,
            orientation="h",
            y=places,
            x=counts,
            customdata=list(addresses),
            text=texts,
            textposition="outside",
            cliponaxis=False,
            hovertext=names,
            hovertemplate="%{hovertext}: %{x}<extra></extra>",
            meta=colour,
        )
        for name, counts, texts, colour in (
            (_("Confirmed by people"), [row.confirmed for row in rows], [""] * len(rows), "--chart-2"),
            (
                _("Suggested"),
                [row.suggested for row in rows],
                [str(row.jobs) for row in rows],
                "--chart-1",
            ),
        )
    ]
    return _horizontal_bars(names, bars, max((row.jobs for row in rows), default=0), room=0.15)


def groups(rows: Sequence[GroupCount], addresses: Sequence[str]) -> str:
    """Return the figure of types or categories as JSON: one bar each, with its share.

    Args:
        rows: the groups in the order in which they are shown.
        addresses: for each, where a click on its bar leads.
    """
    bar = go.Bar(
        orientation="h",
        y=list(range(len(rows))),
        x=[row.tags for row in rows],
        customdata=list(addresses),
        text=[f"{row.tags} ({row.share * 100:.0f}\N{NO-BREAK SPACE}%)" for row in rows],
        textposition="outside",
        cliponaxis=False,
        hovertext=[row.name for row in rows],
        hovertemplate="%{hovertext}: %{x}<extra></extra>",
        meta="--chart-1",
    )
    return _horizontal_bars([row.name for row in rows], [bar], max((row.tags for row in rows), default=0), room=0.4)
