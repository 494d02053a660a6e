"""Which skills do we ask for most, what kind are they, and which fields do they come from?"""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import charts, queries
from analytics.figures.base import Cell, Chart, Figure, Row, jobs_address, number, percent
from analytics.queries import GroupCount, Selection, SkillCount


def top(selection: Selection, parameters: QueryDict) -> Figure:
    """Return the most wanted skills."""
    rows = queries.top_skills(selection)
    addresses = [jobs_address(parameters, skill=row.lightcast_id) for row in rows]
    return Figure(
        key="top",
        question=_("Which skills do we ask for most?"),
        answer=_top_answer(rows, selection),
        columns=(_("Skill"), _("Jobs"), _("Share of jobs"), _("Confirmed by people")),
        rows=tuple(
            Row(row.name, (Cell(number(row.jobs)), Cell(percent(row.share)), Cell(number(row.confirmed))), target)
            for row, target in zip(rows, addresses, strict=True)
        ),
        empty=_("Skills appear here once job descriptions have been uploaded."),
        export="api-top",
        charts=(Chart(charts.top_skills(rows, addresses)),),
    )


def _top_answer(rows: tuple[SkillCount, ...], selection: Selection) -> str:
    if not rows:
        return ""
    first = rows[0]
    jobs = selection.job_count
    leading = int((selection.jobs_by_skill == first.jobs).sum())
    if leading > 1:
        return ngettext(
            "%(skill)s leads with %(others)s other: each is in %(jobs)s of %(total)s jobs (%(share)s).",
            "%(skill)s leads with %(others)s others: each is in %(jobs)s of %(total)s jobs (%(share)s).",
            leading - 1,
        ) % {
            "skill": first.name,
            "others": number(leading - 1),
            "jobs": number(first.jobs),
            "total": number(jobs),
            "share": percent(first.share),
        }
    return ngettext(
        "%(skill)s is asked for most: in %(jobs)s of %(count)s job (%(share)s).",
        "%(skill)s is asked for most: in %(jobs)s of %(count)s jobs (%(share)s).",
        jobs,
    ) % {"skill": first.name, "jobs": number(first.jobs), "count": number(jobs), "share": percent(first.share)}


def types(selection: Selection, parameters: QueryDict) -> Figure:
    """Return the types of skills."""
    rows = queries.types(selection)
    most = max(rows, key=lambda row: row.tags, default=None)
    answer = _("%(share)s of all tags are of the type “%(type)s”.") % {
        "share": percent(most.share if most else None),
        "type": most.name if most else "",
    }
    return _groups("types", _("What kind of skills?"), answer, _("Type"), rows, "type", parameters)


def categories(selection: Selection, parameters: QueryDict) -> Figure:
    """Return the categories of skills."""
    rows = queries.top_categories(selection, queries.TOP_LIMIT)
    answer = ""
    if rows:
        answer = _("%(category)s leads with %(share)s of the tags that have a category.") % {
            "category": rows[0].name,
            "share": percent(rows[0].share),
        }
    question = _("Which fields do they come from?")
    return _groups("categories", question, answer, _("Category"), rows, "category", parameters)


def _groups(
    key: str,
    question: str,
    answer: str,
    column: str,
    rows: tuple[GroupCount, ...],
    parameter: str,
    parameters: QueryDict,
) -> Figure:
    addresses = [jobs_address(parameters, **{parameter: row.code}) for row in rows]
    return Figure(
        key=key,
        question=question,
        answer=answer,
        columns=(column, _("Jobs"), _("Tags"), _("Share of tags"), _("Different skills")),
        rows=tuple(
            Row(
                row.name,
                (
                    Cell(number(row.jobs)),
                    Cell(number(row.tags)),
                    Cell(percent(row.share)),
                    Cell(number(row.skills)),
                ),
                target,
            )
            for row, target in zip(rows, addresses, strict=True)
        ),
        empty=_("Skills appear here once job descriptions have been uploaded."),
        export=f"api-{key}",
        charts=(Chart(charts.groups(rows, addresses)),),
    )
