"""What the admin lists share: rows that are only looked at, export, and actions that say first what they would do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import label_for_field, lookup_field
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from jobs.spreadsheets import csv_answer


class LookOnly:
    """Mixed into the admin of rows that the application writes and people only look at."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody adds them by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes them by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes them by hand."""
        return False


@admin.action(description=_("Export the selected rows as CSV"), permissions=["view"])
def export_csv(
    modeladmin: admin.ModelAdmin[Any], request: HttpRequest, queryset: QuerySet[Any]
) -> StreamingHttpResponse:
    """Send the selected rows, with the columns of the list."""
    names = [str(name) for name in modeladmin.get_list_display(request)]
    if modeladmin.list_select_related and not isinstance(modeladmin.list_select_related, bool):
        queryset = queryset.select_related(*modeladmin.list_select_related)

    def rows() -> Iterator[list[Any]]:
        yield [label_for_field(name, modeladmin.model, modeladmin) for name in names]
        for row in queryset.iterator(chunk_size=1000):
            yield [lookup_field(name, row, modeladmin)[2] for name in names]

    return csv_answer(rows(), str(modeladmin.opts.model_name))


def confirmation(
    modeladmin: admin.ModelAdmin[Any],
    request: HttpRequest,
    *,
    action: str,
    question: str,
    facts: Iterable[str] = (),
    form: forms.Form | None = None,
) -> HttpResponse | None:
    """Return the page that asks before a bulk action is done, or None once the person has agreed.

    Args:
        modeladmin: the admin of the list.
        request: the request of the action.
        action: the action's name.
        question: what would be done, with the count.
        facts: what else would follow from it, a sentence each.
        form: what the person is to choose as well.
    """
    if request.POST.get("confirmed") and (form is None or form.is_valid()):
        return None
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": question,
        "facts": list(facts),
        "form": form,
        "action": action,
        "opts": modeladmin.opts,
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
    }
    return TemplateResponse(request, "admin/skills/confirm.html", context)
