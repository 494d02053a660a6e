"""The results of the search box that is on every page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jd_platform.access import Request, may_view
from skills import queries

MOST_CHARACTERS = 200
SUGGESTED = 4


@may_view
@require_GET
def search(request: Request) -> HttpResponse:
    """Jobs, skills and standard titles that the words find; for the box on top of a page only its suggestions."""
    suggests = bool(request.htmx) and request.htmx.target == "site-suggestions"
    shown = SUGGESTED if suggests else queries.FOUND_SHOWN
    found = queries.search_everything(request.GET.get("q", "")[:MOST_CHARACTERS], shown=shown)
    return render(request, "skills/search.html#suggestions" if suggests else "skills/search.html", {"found": found})
