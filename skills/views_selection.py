"""What can be done with several job descriptions at once, with a count of what it would do before it is done."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from jd_platform.access import Request, may_view
from jobs import queries as job_queries
from jobs import services as job_services
from jobs.models import JobDescription
from jobs.queries import Selection
from skills import queries, services

MOST_AT_ONCE = 1000


class DepartmentForm(forms.Form):
    """The department that many jobs are to have."""

    department = forms.CharField(
        label=gettext_lazy("Department"),
        max_length=128,
        widget=forms.TextInput(attrs={"list": "departments", "autocomplete": "off"}),
    )


class StatusForm(forms.Form):
    """The status that many jobs are to have."""

    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[("", gettext_lazy("Choose a status")), *JobDescription.Status.choices],
        error_messages={"required": gettext_lazy("Choose the status that the jobs are to have.")},
    )


@may_view
@require_http_methods(["GET", "POST"])
def selection(request: Request) -> HttpResponse:
    """What was chosen in the list and what can be done with it; a POST does one of these things."""
    chosen = job_queries.selection(request.GET)
    action = request.POST.get("action", "") if request.method == "POST" else ""
    forms_by_action: dict[str, forms.Form] = {
        "department": DepartmentForm(request.POST if action == "department" else None),
        "status": StatusForm(request.POST if action == "status" else None),
    }
    if action:
        if not request.user.has_perm("jobs.change_jobdescription"):
            raise PermissionDenied
        if _act(request, chosen, action, forms_by_action.get(action)):
            return redirect(f"{reverse('jobs:list')}{chosen.list_address}")
    context = {
        "chosen": chosen,
        "shown": chosen.jobs.defer("text")[:10],
        "most": MOST_AT_ONCE,
        "departments": job_queries.departments(),
        "usage": queries.lightcast_usage(),
        **{f"{name}_form": form for name, form in forms_by_action.items()},
    }
    failed = any(form.errors for form in forms_by_action.values())
    return render(request, "skills/selection.html", context, status=422 if failed else 200)


def _act(request: Request, chosen: Selection, action: str, form: forms.Form | None) -> bool:
    """Do what was asked for with the chosen jobs, and say how many that were; return whether it was done."""
    if not 0 < chosen.count <= MOST_AT_ONCE:
        messages.error(request, _("Choose at least one job, and at most %(most)d.") % {"most": MOST_AT_ONCE})
        return False
    if action == "extract":
        count = services.request_extractions(chosen.jobs)
        said = ngettext("Skills are being found in %(count)d job.", "Skills are being found in %(count)d jobs.", count)
    elif form is None or not form.is_valid():
        return False
    else:
        try:
            count = job_services.change_jobs(jobs=chosen.jobs, user=request.user, changes=form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return False
        said = ngettext("%(count)d job was changed.", "%(count)d jobs were changed.", count)
    messages.success(request, said % {"count": count})
    return True
