"""Who asks for what?"""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _

from analytics import queries
from analytics.figures.base import Cell, Figure, Row, jobs_address, number, percent, shade
from analytics.queries import Heatmap, Selection

TELLING_JOBS = 3
TELLING_LIFT = 1.1  # what is written as 1.0 times as often is about the same


def departments(selection: Selection, parameters: QueryDict) -> Figure:
    """Return the most wanted skills of the largest departments, as a shaded table of shares."""
    cells = queries.heatmap(selection)
    rows = []
    for name, jobs, counts, shares in zip(
        cells.departments, cells.department_jobs, cells.jobs, cells.shares, strict=True
    ):
        rows.append(
            Row(
                name,
                (
                    Cell(number(jobs), label=_("Jobs")),
                    *(
                        Cell(
                            percent(share) if jobs >= TELLING_JOBS else f"{count}/{jobs}",
                            jobs_address(parameters, department=name, skill=skill.lightcast_id) if count else "",
                            shade(share) if jobs >= TELLING_JOBS else None,
                            skill.name,
                        )
                        for skill, count, share in zip(cells.skills, counts, shares, strict=True)
                    ),
                ),
                jobs_address(parameters, department=name),
            )
        )
    return Figure(
        key="departments",
        question=_("Who asks for what?"),
        answer=_answer(cells),
        columns=(_("Department"), _("Jobs"), *(skill.name for skill in cells.skills)),
        rows=tuple(rows) if cells.skills else (),
        empty=_("Departments appear here once job descriptions name theirs and skills were found in them."),
        export="api-departments",
        note=_note(cells),
        is_shaded=True,
    )


def _note(cells: Heatmap) -> str:
    note = _("Share of each department's jobs that ask for the skill. The stronger the colour, the more.")
    if min(cells.department_jobs, default=TELLING_JOBS) < TELLING_JOBS:
        note += " " + _("Of departments with fewer than %(least)s jobs, the jobs themselves.") % {
            "least": number(TELLING_JOBS)
        }
    return note


def _answer(cells: Heatmap) -> str:
    """Return where a department stands out most from all jobs."""
    found = [
        (lift, name, skill.name)
        for name, lifts, counts in zip(cells.departments, cells.lifts, cells.jobs, strict=True)
        for skill, lift, count in zip(cells.skills, lifts, counts, strict=True)
        if count >= TELLING_JOBS and lift >= TELLING_LIFT
    ]
    if len(cells.departments) == 1:
        return _("These are the jobs of one department: %(department)s.") % {"department": cells.departments[0]}
    if not found:
        return _("No department stands out: all ask for about the same.") if cells.departments else ""
    lift, department, skill = max(found)
    return _("%(department)s stands out: it asks for %(skill)s %(times)s times as often as all jobs together.") % {
        "department": department,
        "skill": skill,
        "times": number(lift, 1),
    }
