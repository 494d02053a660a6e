"""What belongs together?"""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import charts, queries
from analytics.figures.base import Cell, Chart, Figure, Row, jobs_address, number
from analytics.queries import Selection

PAIRS = 12


def together(selection: Selection, parameters: QueryDict) -> Figure:
    """Return the pairs of skills that are asked for together most beyond chance."""
    found = queries.cooccurrence(selection)
    pairs = found.pairs[:PAIRS]
    addresses = [jobs_address(parameters, skill=[pair.a.lightcast_id, pair.b.lightcast_id]) for pair in pairs]
    labels = [_("%(a)s + %(b)s") % {"a": pair.a.name, "b": pair.b.name} for pair in pairs]
    answer = ""
    if pairs:
        answer = ngettext(
            "%(a)s and %(b)s: together in %(jobs)s job, %(times)s times as often as by chance.",
            "%(a)s and %(b)s: together in %(jobs)s jobs, %(times)s times as often as by chance.",
            pairs[0].together,
        ) % {
            "a": pairs[0].a.name,
            "b": pairs[0].b.name,
            "jobs": number(pairs[0].together),
            "times": number(pairs[0].lift, 1),
        }
    return Figure(
        key="together",
        question=_("What belongs together?"),
        answer=answer,
        columns=(_("Skills"), _("Jobs with both"), _("By chance"), _("Times as often")),
        rows=tuple(
            Row(
                label,
                (Cell(number(pair.together)), Cell(number(pair.expected, 1)), Cell(number(pair.lift, 1))),
                target,
            )
            for pair, label, target in zip(pairs, labels, addresses, strict=True)
        ),
        empty=_("Pairs appear here once several jobs ask for the same two skills."),
        export="api-cooccurrence",
        charts=(Chart(charts.pairs(pairs, labels, addresses)),),
        note=_("Of the %(skills)s most wanted skills, pairs that at least %(minimum)s jobs ask for.")
        % {"skills": number(found.skills), "minimum": number(found.minimum)},
    )
