"""Pages of the skills application: a job with its skills, review, skills."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from jobs.access import get_job
from jobs.models import JobDescription
from jobs.views import Request, may_view
from skills import access, queries, services
from skills.models import JobSkill, Skill

may_edit = permission_required("jobs.change_jobdescription", raise_exception=True)
may_review = permission_required("skills.change_jobskill", raise_exception=True)


def _job_page(request: Request, job: JobDescription) -> queries.JobPage:
    skill_type = request.GET.get("type", "")
    return queries.job_page(
        job,
        words=request.GET.get("q", "").strip(),
        skill_type=skill_type if skill_type in Skill.Type.values else "",
    )


@may_view
@require_GET
def job(request: Request, job_id: int) -> HttpResponse:
    """A job's text and its skills; for an HTMX request only those, as polled while they are being found."""
    page = _job_page(request, get_job(request.user, job_id))
    wanted = request.GET.get("add", "")
    context: dict[str, Any] = {
        "page": page,
        "importances": JobSkill.Importance.choices,
        "chosen": request.GET.get("skill", ""),
        "add": wanted,
        "found_skills": queries.skills_to_add(page.job, wanted) if wanted else (),
    }
    target = request.htmx.target if request.htmx and not request.htmx.boosted else None
    fragment = {"job-body": "#body", "add-results": "#add_results", "tag-list": "#tags"}.get(target or "", "")
    return render(request, f"skills/job.html{fragment}", context)


def _back_to_job(request: Request, job: JobDescription) -> HttpResponse:
    if request.htmx:
        context = {"page": _job_page(request, job), "importances": JobSkill.Importance.choices}
        return render(request, "skills/job.html#body", context)
    return HttpResponseRedirect(f"{job.get_absolute_url()}?{request.GET.urlencode()}#skills-heading")


@may_review
@require_POST
def decide(request: Request, job_id: int, lightcast_id: str, action: str) -> HttpResponse:
    """Confirm or reject a tag, or take a decision back."""
    job = get_job(request.user, job_id)
    act = services.DECISIONS.get(action)
    if act is None:
        raise Http404
    act(tag=access.get_tag(request.user, job, lightcast_id), user=request.user)
    return _back_to_job(request, job)


@may_review
@require_POST
def set_importance(request: Request, job_id: int, lightcast_id: str) -> HttpResponse:
    """Say how strongly the job asks for the skill."""
    job = get_job(request.user, job_id)
    tag = access.get_tag(request.user, job, lightcast_id)
    try:
        services.set_importance(tag=tag, importance=request.POST.get("importance", ""), user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _back_to_job(request, job)


@may_review
@require_POST
def add(request: Request, job_id: int) -> HttpResponse:
    """Tag the job with a skill by hand."""
    job = get_job(request.user, job_id)
    skill = access.get_skill(request.user, request.POST.get("skill", ""))
    try:
        services.add_skill(job=job, skill=skill, user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _back_to_job(request, job)


@may_edit
@require_POST
def extract(request: Request, job_id: int) -> HttpResponse:
    """Have the job's skills found once more."""
    job = get_job(request.user, job_id)
    services.request_extraction(job)
    return _back_to_job(request, job)


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
