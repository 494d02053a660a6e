"""What is rare or at risk?"""

from __future__ import annotations

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import queries
from analytics.figures.base import Cell, Figure, Row, jobs_address, number
from analytics.queries import Selection

ROWS = 10


def rare(selection: Selection, parameters: QueryDict) -> Figure:
    """Return skills that a single job asks for."""
    found = queries.rare(selection)
    answer = ngettext(
        "%(count)s skill is asked for by a single job only.",
        "%(count)s skills are asked for by a single job only.",
        len(found),
    ) % {"count": number(len(found))}
    return Figure(
        key="rare",
        question=_("Which skills hang on one job?"),
        answer=answer,
        columns=(_("Skill"), _("Job"), _("Department")),
        rows=tuple(
            Row(
                row.skill.name,
                (Cell(row.title, reverse("job", args=[row.job])), Cell(row.department or "–")),
                jobs_address(parameters, skill=row.skill.lightcast_id),
            )
            for row in found[:ROWS]
        ),
        empty=_("No skill is asked for by one job alone."),
        export="api-rare",
        note=_first_of(len(found)),
        word_columns=(0, 1, 2),
    )


def concentrated(selection: Selection, parameters: QueryDict) -> Figure:
    """Return skills that a single department asks for."""
    found = queries.concentrated(selection)
    answer = ngettext(
        "%(count)s skill is asked for by several jobs of a single department only.",
        "%(count)s skills are asked for by several jobs of a single department only.",
        len(found),
    ) % {"count": number(len(found))}
    return Figure(
        key="concentrated",
        question=_("Which skills hang on one department?"),
        answer=answer,
        columns=(_("Skill"), _("Department"), _("Jobs")),
        rows=tuple(
            Row(
                row.skill.name,
                (Cell(row.department), Cell(number(row.jobs))),
                jobs_address(parameters, skill=row.skill.lightcast_id, department=row.department),
            )
            for row in found[:ROWS]
        ),
        empty=_("No skill is asked for by one department alone."),
        export="api-concentrated",
        note=_first_of(len(found)),
        word_columns=(0, 1),
    )


def _first_of(count: int) -> str:
    if count <= ROWS:
        return ""
    return _("The first %(shown)s of %(count)s.") % {"shown": number(ROWS), "count": number(count)}
