"""Pages that compare: two jobs, two departments, jobs that are alike."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from analytics import comparisons, queries
from jd_platform.access import Request, may_view
from jobs import access
from jobs import queries as job_queries
from jobs.models import JobDescription


@may_view
@require_GET
def compare(request: Request) -> HttpResponse:
    """Two jobs side by side (?a=1&b=2), a job and those with its standard title (?a=1&b=peers), or their choice."""
    job = _job(request, "a")
    wanted = request.GET.get("b", "")
    if job is None or not wanted:
        choice = comparisons.choose_job(job, request.GET.get("q", ""))
        return render(request, "analytics/choose_job.html", {"choice": choice})
    other = None if wanted == comparisons.PEERS else _job(request, "b")
    try:
        context = {"comparison": comparisons.compare_jobs(job, other), "job": job}
    except ValidationError as error:
        choice = comparisons.choose_job(job, "")
        return render(request, "analytics/choose_job.html", {"choice": choice, "errors": error.messages}, status=404)
    return render(request, "analytics/compare.html", context)


def _job(request: Request, name: str) -> JobDescription | None:
    """Return the job that a parameter names; None where it is empty.

    Raises:
        Http404: there is no such job.
    """
    value = request.GET.get(name, "")
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= 18):
        raise Http404
    return access.get_job(request.user, int(value))


@may_view
@require_GET
def departments(request: Request) -> HttpResponse:
    """Two departments side by side (?a=Finance&b=Policy), or their choice."""
    a, b = (request.GET.get(name, "").replace("\x00", "") for name in ("a", "b"))
    context: dict[str, Any] = {"departments": job_queries.departments(), "a": a, "b": b, "errors": []}
    status = 200
    if a and b:
        try:
            context["comparison"] = comparisons.compare_departments(a, b)
        except ValidationError as error:
            context["errors"], status = error.messages, 404
    return render(request, "analytics/departments.html", context, status=status)


@may_view
@require_GET
def similar(request: Request, job_id: int) -> HttpResponse:
    """Jobs that ask for similar skills; for an HTMX request only the list."""
    job = access.get_job(request.user, job_id)
    context = {"job": job, "similar": queries.similar_jobs(queries.select(QueryDict()), job.pk)}
    fragment = request.htmx and not request.htmx.boosted
    return render(request, "analytics/similar.html#list" if fragment else "analytics/similar.html", context)
