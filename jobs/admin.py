"""Job descriptions and uploads in Django admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from jobs import services
from jobs.forms import JobForm
from jobs.models import JobDescription, UploadBatch, UploadedDocument


class AdminJobForm(JobForm):
    """The form of the edit page, which asks in the administration too before it writes over somebody else's save."""

    use_my_version = forms.BooleanField(
        label=_("Save my version over theirs"), required=False, widget=forms.HiddenInput
    )

    class Meta(JobForm.Meta):
        widgets = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:  # an older version that is shown carries its own time
            for saved_at in JobDescription.objects.filter(pk=self.instance.pk).values_list("updated_at", flat=True):
                self.initial["opened_at"] = saved_at.isoformat()

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error; with a conflict the box is shown that settles it."""
        super().add_error(field, error)
        if self.has_error(NON_FIELD_ERRORS, "conflict"):
            self.fields["use_my_version"].widget = forms.CheckboxInput()


@admin.register(JobDescription)
class JobDescriptionAdmin(SimpleHistoryAdmin):
    """Job descriptions, saved through the same service as the pages."""

    form = AdminJobForm
    list_display = ["title", "reference", "department", "classification", "language", "status", "created_at"]
    list_filter = ["status", "language", "department", "source_format"]
    search_fields = ["title", "reference", "department"]
    readonly_fields = ["source_name", "source_format", "text_hash", "created_by", "created_at", "updated_by"]
    date_hierarchy = "created_at"

    def get_fields(self, request: HttpRequest, obj: JobDescription | None = None) -> list[Any]:
        """The box that settles a conflict comes first, under the sentence that tells of it."""
        return sorted(super().get_fields(request, obj), key=lambda name: name != "use_my_version")

    def save_model(self, request: HttpRequest, obj: JobDescription, form: object, change: bool) -> None:
        """Save on behalf of the administrator."""
        services.save_job(job=obj, user=request.user)  # type: ignore[arg-type]

    @transaction.atomic
    def history_form_view(self, *args: Any, **kwargs: Any) -> Any:
        """Bring an older version back in a transaction, as a change is made: its form holds the job."""
        return super().history_form_view(*args, **kwargs)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set[str], Any]:
        """What hangs on a job goes with it, even where nobody may delete it by itself, such as the log."""
        objects, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return objects, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: JobDescription) -> None:
        """Delete with the files."""
        services.delete_jobs(jobs=[obj])

    def delete_queryset(self, request: HttpRequest, queryset: object) -> None:
        """Delete several with their files."""
        services.delete_jobs(jobs=queryset)  # type: ignore[arg-type]


class ReadOnlyAdmin(admin.ModelAdmin[UploadedDocument]):
    """Rows that the application writes and people only look at."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody adds them by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes them by hand."""
        return False


@admin.register(UploadedDocument)
class UploadedDocumentAdmin(ReadOnlyAdmin):
    """Uploaded files with their state and the reason where they were refused."""

    list_display = ["name", "size", "state", "error_code", "job", "finished_at"]
    list_filter = ["state", "error_code"]
    list_select_related = ["job"]
    search_fields = ["name", "sha256"]


@admin.register(UploadBatch)
class UploadBatchAdmin(ReadOnlyAdmin):
    """Uploads."""

    list_display = ["created_at", "created_by", "department"]
    list_select_related = ["created_by"]
