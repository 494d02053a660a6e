"""Writing and editing a job description, with Suggest title."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jd_platform.access import Request, may_add, may_edit
from jobs import queries as job_queries
from jobs import services as job_services
from jobs.access import get_job
from jobs.forms import JobForm
from jobs.models import JobDescription
from skills import titles
from skills.models import JobTitle

TEMPLATE = "skills/edit_job.html"
# Buttons of the form that answer with the form, and save nothing.
BUTTONS = {"suggest", "search_titles", "apply", "keep", "take_off", "undo_title"}


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
    """Show the form; a POST saves it, or does with the title what the button pressed says."""
    old_title = job.title
    pending = titles.Pending.from_form(request.POST)
    context: dict[str, Any] = {"job": job, "old_title": old_title}
    if request.method != "POST":
        form = JobForm(instance=job)
    elif BUTTONS.isdisjoint(request.POST):
        form = JobForm(request.POST, instance=job)
        with transaction.atomic():
            if saved := form.is_valid():
                job_services.save_job(job=job, user=request.user)
                recorded = pending.save(job=job, old_title=old_title, user=request.user)
        if saved:
            messages.success(request, _("Saved."))
            if pending.choice and not recorded:
                said = _(
                    "“%(title)s” is not recorded as the standard title: the title was rewritten after it was chosen."
                )
                messages.warning(request, said % {"title": pending.choice.shown.name})
            return redirect(job)
    else:
        pending, title = pending.then(request.POST)
        form = JobForm(initial={**request.POST.dict(), "title": title}, instance=job)
        context |= _looked_up(request)
    context |= {
        "form": form,
        "pending": pending,
        "carried": JobTitle.carried_by(job),
        "departments": job_queries.departments(),
    }
    return render(request, TEMPLATE, context, status=422 if form.errors else 200)


@may_edit
@require_POST
def suggest_title(request: Request) -> HttpResponse:
    """Standard titles for the title and text of the form, or those searched for, as a fragment under the field."""
    return render(request, f"{TEMPLATE}#suggestions", _looked_up(request) or _suggested(request))


def _looked_up(request: Request) -> dict[str, Any]:
    """Return what the buttons that look titles up bring; nothing when none of them was pressed."""
    if "search_titles" in request.POST:
        words, written = request.POST.get("title_words", ""), request.POST.get("title", "")
        found = titles.search(words, written=request.POST.get("title_before") or written, french=_french(request))
        return {"words": words, "found": found, "searched": True}
    return _suggested(request) if "suggest" in request.POST else {}


def _suggested(request: Request) -> dict[str, Any]:
    title, text = request.POST.get("title", ""), request.POST.get("text", "")
    suggested = titles.suggest(title, text=text, french=_french(request))
    return {"suggested": suggested, "nothing_written": not title.strip()}


def _french(request: Request) -> bool:
    return titles.in_french(request.POST.get("title", ""), request.POST.get("language", ""))
