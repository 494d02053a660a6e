"""The pages of skills: the list, and one skill."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jd_platform.access import Request, may_view
from skills import access, queries


@may_view
@require_GET
def skill_list(request: Request) -> HttpResponse:
    """The list of skills, those in use first."""
    return render(request, "skills/list.html", {"skills": queries.skill_list(request.GET)})


@may_view
@require_GET
def skill(request: Request, lightcast_id: str) -> HttpResponse:
    """One skill with the jobs that ask for it."""
    found = access.get_skill(request.user, lightcast_id)
    page = queries.skill_page(found, request.GET.get("page"))
    return render(request, "skills/detail.html", {"page": page})
