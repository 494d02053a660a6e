"""Updates of the skill list in Django admin: fetched or uploaded, looked at, applied, and kept as a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from skills.admin.base import LookOnly, export_csv
from skills.engines.select import engine_name
from skills.models import Extraction, TaxonomyUpdate
from skills.taxonomy import updates
from skills.taxonomy.base import TaxonomyError
from skills.taxonomy.report import Report
from skills.taxonomy.table import COLUMNS

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LARGEST_BYTES = 100 * 1024 * 1024
HEADINGS = {
    "added": _("Added"),
    "renamed": _("Renamed"),
    "retyped": _("With another type"),
    "moved": _("With another category"),
    "retired": _("Retired"),
    "returned": _("Returned"),
}


class ListForm(forms.Form):
    """A file that holds a skill list."""

    file = forms.FileField(label=_("Data package (.whl) or CSV table"))

    def clean_file(self) -> Any:
        """Refuse a file that is too large."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            raise ValidationError(_("This file is too large."))
        return file


@admin.register(TaxonomyUpdate)
class TaxonomyUpdateAdmin(LookOnly, admin.ModelAdmin[TaxonomyUpdate]):
    """Updates of the skill list, each with the report of what it changes."""

    list_display = ["__str__", "state", "requested_by", "requested_at", "applied_by", "finished_at"]
    list_filter = ["state", "source"]
    list_select_related = ["requested_by", "applied_by"]
    actions = [export_csv]
    fields = [
        "source",
        "version",
        "state",
        "error_message",
        "requested_by",
        "requested_at",
        "applied_by",
        "finished_at",
    ]
    change_list_template = "admin/skills/taxonomyupdate/change_list.html"
    change_form_template = "admin/skills/taxonomyupdate/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the page that brings a list, and the address that applies or discards one."""
        own = self.admin_site.admin_view
        return [
            path("new/", own(self.new_view), name="skills_taxonomyupdate_new"),
            path("<path:object_id>/act/", own(self.act_view), name="skills_taxonomyupdate_act"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave the lists themselves unread."""
        return super().get_queryset(request).defer("listed")

    def new_view(self, request: HttpRequest) -> HttpResponse:
        """Upload or fetch a list."""
        if not request.user.has_perm("skills.add_taxonomyupdate"):
            raise PermissionDenied
        user: User = request.user  # type: ignore[assignment]
        form = ListForm(request.POST or None, request.FILES or None)
        if request.method == "POST":
            try:
                if source := request.POST.get("source"):
                    update = updates.request_fetch(source=source, user=user)
                    return redirect("admin:skills_taxonomyupdate_change", update.pk)
                if form.is_valid():
                    file = form.cleaned_data["file"]
                    update = updates.propose_update(listed=updates.uploaded(file.name, file.read()), user=user)
                    return redirect("admin:skills_taxonomyupdate_change", update.pk)
            except TaxonomyError as error:
                form.add_error("file", str(error))
            except ValidationError as error:
                form.add_error(None, error.messages)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Update the skill list"),
            "form": form,
            "columns": COLUMNS,
            "has_lightcast": engine_name() == Extraction.Engine.LIGHTCAST,
            "opts": self.opts,
        }
        return render(request, "admin/skills/taxonomyupdate/new.html", context)

    def act_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Apply or discard a list that waits."""
        if not request.user.has_perm("skills.change_taxonomyupdate"):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        update = self.get_object(request, unquote(object_id))
        if update is None:
            raise Http404
        try:
            if request.POST.get("act") == "discard":
                updates.discard_update(update=update)
            else:
                updates.request_apply(update=update, user=request.user)  # type: ignore[arg-type]
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        return redirect("admin:skills_taxonomyupdate_change", update.pk)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the report."""
        update = kwargs.get("obj")
        report = Report.from_json(update.report) if update else Report(0, ())
        context["report"] = report
        context["kinds"] = [(HEADINGS[kind.name], kind) for kind in report.kinds]
        return super().render_change_form(request, context, *args, **kwargs)
