"""The skills dashboard, and pages that compare."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from analytics import queries
from analytics.figures import figures
from jd_platform.access import Request, may_view
from jobs import queries as job_queries
from jobs.filters import REVIEW
from jobs.models import JobDescription, Language
from jobs.queries import active_filters, address, bounded
from jobs.tags import names_of_categories, names_of_skills, skill_types
from skills.models import SkillCategory
from skills.queries import lightcast_usage

CONTROLS = ("department", "classification", "type", "category", "language", "review", "status", "since", "until")


@dataclass(frozen=True, slots=True)
class Control:
    """One select of the filter bar: name, label, the label of no choice, options by value, the chosen one."""

    name: str
    label: str
    everything: str
    options: tuple[tuple[str, str], ...]
    chosen: str = ""

    def choosing(self, value: str) -> Control:
        """Return it with `value` chosen, which stands last of the options when it is none of them."""
        unknown = value and value not in dict(self.options)
        return replace(self, chosen=value, options=(*self.options, (value, value)) if unknown else self.options)


@may_view
@require_GET
def dashboard(request: Request) -> HttpResponse:
    """The skills dashboard; for an HTMX request only its figures."""
    numbers = queries.dashboard(request.GET)
    parameters = bounded(request.GET)
    chips = tuple(active_filters(parameters, _skill_names(parameters)))
    context = {
        "numbers": numbers,
        "figures": figures(numbers.selection, parameters),
        "query": address(parameters),
        "chips": chips,
        "usage": lightcast_usage(),
        "linked": CONTROLS,
    }
    if request.htmx and not request.htmx.boosted and request.htmx.target == "figures":
        return render(request, "analytics/dashboard.html#figures", context)
    controls = tuple(one.choosing(_first(parameters, one.name)) for one in _controls(parameters))
    shown = {control.name for control in controls} | {"since", "until", "page"}
    context |= {
        "controls": controls,
        "filters": parameters,
        "kept": [
            (name, value)
            for name in parameters
            for value in parameters.getlist(name)[int(name in shown) :]
            if value and name != "page"
        ],
    }
    return render(request, "analytics/dashboard.html", context)


def _first(parameters: QueryDict, name: str) -> str:
    """Return the first value of a filter, which is the one that a select holds."""
    return next(iter(parameters.getlist(name)), "")


def _skill_names(parameters: QueryDict) -> dict[str, str]:
    return names_of_skills([*parameters.getlist("skill"), *parameters.getlist("without")])


def _controls(parameters: QueryDict) -> tuple[Control, ...]:
    categories = dict(SkillCategory.objects.filter(parent=None).order_by("name").values_list("code", "name"))
    categories |= names_of_categories(parameters.getlist("category"))  # which may be a subcategory
    return (
        Control(
            "department",
            _("Department"),
            _("All departments"),
            tuple((name, name) for name in job_queries.departments()),
        ),
        Control(
            "classification",
            _("Classification"),
            _("All classifications"),
            tuple((name, name) for name in job_queries.classifications()),
        ),
        Control("type", _("Type of skill"), _("All types"), _labelled(skill_types())),
        Control("category", _("Category of skill"), _("All categories"), tuple(categories.items())),
        Control("language", _("Language"), _("All languages"), _labelled(Language.choices)),
        Control("review", _("Review"), _("Any state of review"), _labelled(REVIEW)),
        Control("status", _("Status"), _("Any status"), _labelled(JobDescription.Status.choices)),
    )


def _labelled(choices: Iterable[tuple[Any, Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), capfirst(str(label))) for value, label in choices)
