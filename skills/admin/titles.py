"""Standard titles in Django admin: those in use, which job carries which, and the curators' mappings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from skills import services
from skills.engines.embedded.engine import title_standardiser
from skills.models import JobTitle, StandardTitle, TitleMapping, TitleRun

FOUND_AT_MOST = 15


class TitleMappingForm(forms.ModelForm[TitleMapping]):
    """A written title and the occupation that it stands for, looked up by words."""

    words = forms.CharField(
        label=_("Search the title list"),
        required=False,
        max_length=255,
        help_text=_("Words of the standard title. Save looks them up; choose from what is found and save again."),
    )
    occupation_id = forms.ChoiceField(label=_("Standard title"), widget=forms.RadioSelect, required=False)

    class Meta:
        model = TitleMapping
        fields = ["written"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the occupation that is mapped to now or was asked for, and those that the words lead to."""
        super().__init__(*args, **kwargs)
        words, written = self._value("words"), self._value("written")
        chosen = self._value("occupation_id") or self.instance.occupation_id
        self.initial["occupation_id"] = chosen
        standardiser = title_standardiser()
        offered = list(standardiser.search((words or written)[:255], FOUND_AT_MOST))
        current = standardiser.occupation(chosen) if chosen else None
        if current and current not in offered and not words:
            offered.insert(0, current)
        field = self.fields["occupation_id"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  as declared above
        field.choices = [(one.id, one.display) for one in offered]
        field.error_messages["invalid_choice"] = str(_("Choose one of the titles that were found."))

    def _value(self, name: str) -> str:
        given = self.data.get(self.add_prefix(name)) if self.is_bound else self.initial.get(name)
        return str(given or "").replace("\x00", "")

    def clean(self) -> dict[str, Any]:
        """Ask for a choice, and for a title that no other mapping has."""
        data = super().clean() or self.cleaned_data
        if "occupation_id" in data and not data["occupation_id"]:
            self.add_error("occupation_id", _("Choose one of the titles that were found."))
        key = services.title_key(data.get("written") or "")
        if data.get("written") and not key:
            self.add_error("written", _("Write a title that holds at least one word."))
        if key and TitleMapping.objects.filter(key=key).exclude(pk=self.instance.pk).exists():
            self.add_error("written", _("This title is mapped already."))
        return data


@admin.register(TitleMapping)
class TitleMappingAdmin(SimpleHistoryAdmin):
    """What written titles stand for, decided once and for all."""

    form = TitleMappingForm
    fields = ["written", "words", "occupation_id"]
    list_display = ["written", "name", "mapped_by", "changed_at"]
    list_select_related = ["mapped_by"]
    search_fields = ["written", "name"]

    def save_model(self, request: HttpRequest, obj: TitleMapping, form: Any, change: bool) -> None:
        """Save as any other way of mapping does."""
        services.map_title(
            written=form.cleaned_data["written"],
            occupation_id=form.cleaned_data["occupation_id"],
            user=request.user,  # type: ignore[arg-type]
            mapping=obj,
        )


@admin.register(TitleRun)
class TitleRunAdmin(admin.ModelAdmin[TitleRun]):
    """What was recorded at once; it is undone on the page where it was recorded."""

    list_display = ["applied_at", "applied_by", "jobs", "undone_at", "undone_by"]
    list_select_related = ["applied_by", "undone_by"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """It comes from the page of standard titles."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: TitleRun | None = None) -> bool:
        """A log is not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: TitleRun | None = None) -> bool:
        """Without it nothing could be undone."""
        return False


@admin.register(StandardTitle)
class StandardTitleAdmin(admin.ModelAdmin[StandardTitle]):
    """Standard titles in use."""

    list_display = ["name", "source", "source_version", "title_id"]
    list_filter = ["source"]
    search_fields = ["name", "title_id"]


@admin.register(JobTitle)
class JobTitleAdmin(SimpleHistoryAdmin):
    """Which standard title each job carries."""

    list_display = ["job", "standard_title", "level", "confidence", "applied_by", "applied_at"]
    list_select_related = ["job", "standard_title", "applied_by"]
    search_fields = ["job__title", "standard_title__name"]
    autocomplete_fields = ["standard_title"]
    raw_id_fields = ["job"]

    def save_model(self, request: HttpRequest, obj: JobTitle, form: Any, change: bool) -> None:
        """Save as this person's choice, which undoing what was recorded at once leaves."""
        obj.run, obj.applied_by = None, request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)
