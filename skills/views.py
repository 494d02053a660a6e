"""Pages of the skills application: a job with its skills, review, editing with Suggest title, skills."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jobs import queries as job_queries
from jobs import services as job_services
from jobs.access import get_job
from jobs.forms import JobForm
from jobs.models import JobDescription
from jobs.views import Request, may_add, may_view
from skills import access, queries, services, titles
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


@may_edit
@require_http_methods(["GET", "POST"])
def edit_job(request: Request, job_id: int) -> HttpResponse:
    """Edit a job description."""
    return _edit(request, get_job(request.user, job_id))


@may_add
@require_http_methods(["GET", "POST"])
def new_job(request: Request) -> HttpResponse:
    """Write or paste a job description."""
    return _edit(request, JobDescription())


def _edit(request: Request, job: JobDescription) -> HttpResponse:
    """Show the form; a POST saves it, suggests titles, or applies one, as the button pressed says."""
    old_title = job.title
    choice = titles.Choice.from_form(request.POST)
    asked = "suggest" in request.POST or "apply" in request.POST
    if request.method == "POST" and not asked:
        form = JobForm(request.POST, instance=job)
        if form.is_valid():
            job_services.save_job(job=job, user=request.user)
            if choice is not None:
                titles.record(job=job, choice=choice, replaced_title=old_title, user=request.user)
            messages.success(request, _("Saved."))
            return redirect(job)
    elif request.method == "POST":
        form = JobForm(initial=request.POST.dict(), instance=job)
    else:
        form = JobForm(instance=job)
    context: dict[str, Any] = {"form": form, "job": job, "old_title": old_title, "choice": choice}
    if asked and "apply" in request.POST:
        choice = titles.Choice.read(request.POST["apply"])
        context["choice"] = choice
        if choice is not None:
            form.initial["title"] = choice.title
    elif asked:
        context["suggested"] = titles.suggest(request.POST.get("title", ""), text=request.POST.get("text", ""))
    context["departments"] = job_queries.departments()
    return render(request, "skills/edit_job.html", context, status=422 if form.errors else 200)


@may_edit
@require_POST
def suggest_title(request: Request) -> HttpResponse:
    """Standard titles for the title and text of the form, as a fragment under the title field."""
    written = request.POST.get("title", "")
    context = {"suggested": titles.suggest(written, text=request.POST.get("text", "")), "old_title": written}
    return render(request, "skills/edit_job.html#suggestions", context)


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
