"""Export and import of curators' decisions in Django admin: a table is shown line by line before it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jobs.spreadsheets import csv_answer, decoded
from skills import services
from skills.curation.decisions import COLUMNS, DECISIONS, decided_lines
from skills.models import Skill

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LARGEST_BYTES = 500_000
MOST_LINES = 2000


class TableForm(forms.Form):
    """A table of decisions: a file, or the text of one that was shown already."""

    file = forms.FileField(label=_("CSV file"), required=False)
    text = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def clean(self) -> dict[str, Any]:
        """Return the table as `text`, whichever way it came."""
        data = super().clean() or self.cleaned_data
        file = data.get("file")
        if file is not None and file.size > LARGEST_BYTES:
            raise ValidationError(_("This file is too large; use the command manage.py curation_csv."))
        if file is not None:
            data["text"] = decoded(file.read())
        if not (data.get("text") or "").strip():
            raise ValidationError(_("Choose a file that is not empty."))
        return data


def decisions_page(modeladmin: admin.ModelAdmin[Skill], request: HttpRequest) -> HttpResponse:
    """Show what a table would do; a POST that confirms it does it."""
    if not (request.user.has_perm("skills.change_skill") and request.user.has_perm("skills.add_skill")):
        raise PermissionDenied
    form = TableForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        user: User = request.user  # type: ignore[assignment]
        dry_run = not request.POST.get("confirmed")
        report = services.import_decisions(text=text, user=user, dry_run=dry_run, most_lines=MOST_LINES)
        if report.applied:
            said = ngettext("%(count)d decision was read in.", "%(count)d decisions were read in.", report.changes)
            modeladmin.message_user(request, said % {"count": report.changes})
            return redirect("admin:skills_skill_decisions")
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": _("Decisions as CSV"),
        "form": form,
        "report": report,
        "text": form.cleaned_data.get("text", "") if report else "",
        "columns": COLUMNS,
        "decisions": DECISIONS,
        "opts": modeladmin.opts,
    }
    return render(request, "admin/skills/decisions.html", context)


def decisions_file(request: HttpRequest) -> StreamingHttpResponse:
    """Send all decisions as CSV."""
    if not request.user.has_perm("skills.view_skill"):
        raise PermissionDenied
    return csv_answer([COLUMNS, *decided_lines()], "decisions")
