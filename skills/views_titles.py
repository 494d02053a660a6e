"""The page that records standard titles for many jobs at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from jd_platform.access import Request, may_edit
from skills import services, title_groups
from skills.models import TitleRun


class ThresholdForm(forms.Form):
    """How sure a title must be for it to be recorded without a look."""

    threshold = forms.IntegerField(
        label=gettext_lazy("At least this sure, in per cent"),
        min_value=int(100 * title_groups.LEAST_OFFERED),
        max_value=100,
        initial=80,
    )


@may_edit
@require_http_methods(["GET", "POST"])
def titles_page(request: Request) -> HttpResponse:
    """Titles that have no standard one; a POST records one, a group, or all that are sure enough."""
    form = ThresholdForm(request.POST if "all" in request.POST else None)
    if request.method == "POST" and ("all" not in request.POST or form.is_valid()):
        run = _apply(request, form)
        if run is None:
            messages.warning(request, _("Nothing was recorded: no title is left that this holds for."))
        else:
            messages.success(
                request,
                ngettext(
                    "The standard title of %(count)d job is recorded. Its own title stays as it is.",
                    "The standard titles of %(count)d jobs are recorded. Their own titles stay as they are.",
                    run.jobs,
                )
                % {"count": run.jobs},
            )
        return _back(request)
    context: dict[str, Any] = {
        "titles": title_groups.titles_page(request.GET.get("page")),
        "form": form,
        "at_once": title_groups.TITLES_AT_ONCE,
        "undo_days": TitleRun.UNDO_DAYS,
    }
    return render(request, "skills/titles.html", context, status=422 if form.errors else 200)


def _apply(request: Request, form: ThresholdForm) -> TitleRun | None:
    if "all" in request.POST:
        return title_groups.apply_sure(
            threshold=form.cleaned_data["threshold"] / 100, page_number=request.GET.get("page"), user=request.user
        )
    only = request.POST.get("only")
    written = [only] if only else request.POST.getlist("title")
    return title_groups.apply_chosen(
        titles=[title.replace("\x00", "") for title in written],
        title_id=request.POST.get("title_id", ""),
        user=request.user,
    )


@may_edit
@require_POST
def undo(request: Request) -> HttpResponse:
    """Take back what was recorded at once."""
    number = request.POST.get("run", "")
    known = number.isascii() and number.isdigit() and len(number) < 19
    run = get_object_or_404(TitleRun, pk=int(number) if known else 0)
    try:
        count = services.undo_titles(run=run, user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("titles")
    said = ngettext("Undone for %(count)d job.", "Undone for %(count)d jobs.", count) % {"count": count}
    if left := run.jobs - count:
        kept = ngettext(
            "%(count)d job was changed since and stays as it is.",
            "%(count)d jobs were changed since and stay as they are.",
            left,
        )
        said = f"{said} {kept % {'count': left}}"
    messages.success(request, said)
    return redirect("titles")


def _back(request: Request) -> HttpResponseRedirect:
    number = request.GET.get("page")
    return HttpResponseRedirect(reverse("titles") + (f"?{urlencode({'page': number})}" if number else ""))
