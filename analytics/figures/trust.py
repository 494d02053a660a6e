"""How far is review, and can the engine be trusted?"""

from __future__ import annotations

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from analytics import charts, queries
from analytics.figures.base import Cell, Chart, Figure, Row, jobs_address, number, percent
from analytics.queries import BandAcceptance, Selection

DEPARTMENTS = 12


def review(selection: Selection, parameters: QueryDict) -> Figure:
    """Return how far people have come in deciding, by department."""
    found = [row for row in queries.review(selection) if row.suggested + row.confirmed + row.rejected]
    rows = found[:DEPARTMENTS]
    names = [row.name or _("No department") for row in rows]
    addresses = [jobs_address(parameters, department=row.name) if row.name else "" for row in rows]
    decided = sum(row.confirmed + row.rejected for row in found)
    tags = decided + sum(row.suggested for row in found)
    return Figure(
        key="review",
        question=_("How far is review?"),
        answer=_("People have decided %(decided)s of %(tags)s tags (%(share)s).")
        % {"decided": number(decided), "tags": number(tags), "share": percent(decided / tags if tags else 0)},
        columns=(_("Department"), _("Suggested"), _("Confirmed"), _("Rejected"), _("Decided"), _("Waiting longest")),
        rows=tuple(
            Row(
                name,
                (
                    Cell(number(row.suggested)),
                    Cell(number(row.confirmed)),
                    Cell(number(row.rejected)),
                    Cell(percent(row.decided_share)),
                    Cell(
                        f"{row.oldest.title} ({date_format(row.oldest.added, 'Y-m-d')})",
                        reverse("job", args=[row.oldest.job]),
                    )
                    if row.oldest
                    else Cell("–"),
                ),
                target,
            )
            for row, name, target in zip(rows, names, addresses, strict=True)
        ),
        empty=_("Review appears here once skills were found."),
        export="api-review",
        charts=(Chart(charts.review(rows, names, addresses)),),
        word_columns=(0, 5),
    )


def trust(selection: Selection, parameters: QueryDict) -> Figure:
    """Return which share of the decided tags was right, by engine version and band of confidence."""
    engines = [engine for engine in queries.acceptance(selection) if engine.rate is not None]
    rows = []
    for engine in engines:
        rows.append(_row(engine.version, engine.confirmed, engine.rejected, engine.suggested, engine.rate))
        rows += [
            _row(f"{engine.version}, {_band(band)}", band.confirmed, band.rejected, band.suggested, band.rate)
            for band in engine.bands
            if band.rate is not None
        ]
    answer = ""
    if engines:
        confirmed = sum(engine.confirmed for engine in engines)
        decided = confirmed + sum(engine.rejected for engine in engines)
        answer = _("Of %(decided)s tags that people decided, %(share)s were right.") % {
            "decided": number(decided),
            "share": percent(confirmed / decided),
        }
    bands = [band for band in engines[0].bands if band.rate is not None] if engines else []
    return Figure(
        key="trust",
        question=_("Can we trust the engine?"),
        answer=answer,
        columns=(_("Engine and confidence"), _("Right"), _("Confirmed"), _("Rejected"), _("Not decided")),
        rows=tuple(rows),
        empty=_("Shares appear here once people have confirmed or rejected suggestions."),
        export="api-acceptance",
        charts=(Chart(charts.rates([_band(band) for band in bands], [band.rate or 0 for band in bands])),)
        if bands
        else (),
        note=_("The chart shows version %(version)s; tags that people added by hand are left out.")
        % {"version": engines[0].version}
        if bands
        else "",
    )


def _row(label: str, confirmed: int, rejected: int, suggested: int, rate: float | None) -> Row:
    numbers = (Cell(number(confirmed)), Cell(number(rejected)), Cell(number(suggested)))
    return Row(label, (Cell(percent(rate)), *numbers))


def _band(band: BandAcceptance) -> str:
    if band.low is None or band.high is None:
        return _("no confidence given")
    return _("confidence %(low)s to %(high)s") % {"low": number(band.low, 1), "high": number(band.high, 1)}
