"""The skills dashboard."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from analytics import charts, queries
from jobs import queries as job_queries
from jobs.models import JobDescription, Language
from jobs.queries import address
from jobs.views import Request, may_view
from skills.queries import lightcast_usage


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a figure's table: label, numbers, and where it leads."""

    label: str
    cells: tuple[str, ...]
    address: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the dashboard: a question, the answer in a sentence, a chart and the same data as a table."""

    key: str
    question: str
    answer: str
    chart: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: str


@may_view
@require_GET
def dashboard(request: Request) -> HttpResponse:
    """The skills dashboard; for an HTMX request only its figures."""
    numbers = queries.dashboard(request.GET)
    context = {
        "numbers": numbers,
        "figures": (_top(numbers, request.GET), _types(numbers, request.GET), _categories(numbers, request.GET)),
        "departments": job_queries.departments(),
        "languages": Language.choices,
        "statuses": JobDescription.Status.choices,
        "filters": request.GET,
        "usage": lightcast_usage(),
    }
    fragment = request.htmx and not request.htmx.boosted and request.htmx.target == "figures"
    return render(request, "analytics/dashboard.html#figures" if fragment else "analytics/dashboard.html", context)


def _jobs_with(parameters: QueryDict, lightcast_id: str) -> str:
    """Return the address of the job list under the dashboard's filters and with one skill more."""
    wanted = parameters.copy()
    wanted.setlist("skill", list(dict.fromkeys([*wanted.getlist("skill"), lightcast_id])))
    return reverse("jobs:list") + address(wanted)


def _percent(share: float) -> str:
    return f"{share * 100:.0f}\N{NO-BREAK SPACE}%"


def _top(numbers: queries.Dashboard, parameters: QueryDict) -> Figure:
    addresses = [_jobs_with(parameters, row.lightcast_id) for row in numbers.top]
    answer = ""
    if numbers.top:
        first = numbers.top[0]
        answer = ngettext(
            "%(skill)s is asked for most: in %(jobs)d of %(count)d job (%(share)s).",
            "%(skill)s is asked for most: in %(jobs)d of %(count)d jobs (%(share)s).",
            numbers.totals.jobs,
        ) % {
            "skill": first.name,
            "jobs": first.jobs,
            "count": numbers.totals.jobs,
            "share": _percent(first.share),
        }
    return Figure(
        key="top",
        question=_("Which skills do we ask for most?"),
        answer=answer,
        chart=charts.top_skills(numbers.top, addresses),
        columns=(_("Skill"), _("Jobs"), _("Share of jobs"), _("Confirmed by people")),
        rows=tuple(
            Row(row.name, (str(row.jobs), _percent(row.share), str(row.confirmed)), target)
            for row, target in zip(numbers.top, addresses, strict=True)
        ),
        empty=_("Skills appear here once job descriptions have been uploaded."),
    )


def _groups(
    key: str, question: str, answer: str, column: str, rows: tuple[queries.GroupCount, ...], parameter: str
) -> Figure:
    addresses = [f"{reverse('skills:list')}?used=true&{parameter}={row.code}" for row in rows]
    return Figure(
        key=key,
        question=question,
        answer=answer,
        chart=charts.groups(rows, addresses),
        columns=(column, _("Tags"), _("Share of tags"), _("Different skills")),
        rows=tuple(
            Row(row.name, (str(row.tags), _percent(row.share), str(row.skills)), target)
            for row, target in zip(rows, addresses, strict=True)
        ),
        empty=_("Skills appear here once job descriptions have been uploaded."),
    )


def _types(numbers: queries.Dashboard, parameters: QueryDict) -> Figure:
    answer = ""
    if numbers.types:
        most = max(numbers.types, key=lambda row: row.tags)
        answer = _("%(share)s of all tags are of the type “%(type)s”.") % {
            "share": _percent(most.share),
            "type": most.name,
        }
    return _groups("types", _("What kind of skills?"), answer, _("Type"), numbers.types, "type")


def _categories(numbers: queries.Dashboard, parameters: QueryDict) -> Figure:
    answer = ""
    if numbers.categories:
        first = numbers.categories[0]
        answer = _("%(category)s leads with %(share)s of the tags that have a category.") % {
            "category": first.name,
            "share": _percent(first.share),
        }
    return _groups(
        "categories", _("Which fields do they come from?"), answer, _("Category"), numbers.categories, "category"
    )
