"""Surface forms in Django admin: across skills, and taking one to another skill."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from skills import services
from skills.admin.base import export_csv
from skills.admin.merges import SkillField
from skills.models import Skill, SkillAlias


class SplitForm(forms.Form):
    """Where a surface form goes."""

    into = SkillField(
        label=_("Name or Lightcast id of the skill that it goes to"),
        required=False,
        help_text=_("Leave this empty to make it a skill of its own."),
    )


class LabelledFormSet(forms.BaseInlineFormSet[SkillAlias, Skill, Any]):
    """The rows of a table, whose headings no screen reader takes for the labels of their fields."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Name each field as the heading of its column does."""
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = str(field.label)


class SkillAliasInline(admin.TabularInline[SkillAlias, Skill]):
    """A skill's surface forms, with the skill."""

    model = SkillAlias
    formset = LabelledFormSet
    extra = 1
    fields = ["form", "is_blocked", "source"]
    readonly_fields = ["source"]
    show_change_link = True


@admin.register(SkillAlias)
class SkillAliasAdmin(SimpleHistoryAdmin):
    """Surface forms across skills."""

    list_display = ["form", "skill", "source", "is_blocked"]
    list_filter = ["source", "is_blocked"]
    list_select_related = ["skill"]
    search_fields = ["form", "skill__name", "skill__lightcast_id"]
    autocomplete_fields = ["skill"]
    readonly_fields = ["source"]
    actions = [export_csv]

    def get_urls(self) -> list[URLPattern]:
        """Add the page that takes a form to another skill."""
        view = self.admin_site.admin_view(self.split_view)
        return [path("<path:object_id>/split/", view, name="skills_skillalias_split"), *super().get_urls()]

    def split_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what splitting off would do; a POST does it."""
        alias: Any = self.get_object(request, unquote(object_id))
        if alias is None:
            raise Http404
        if not (self.has_change_permission(request, alias) and request.user.has_perm("skills.add_skill")):
            raise PermissionDenied
        form = SplitForm(request.POST if request.method == "POST" else request.GET or None)
        preview = None
        if form.is_valid():
            try:
                preview = services.preview_split(alias=alias, into=form.cleaned_data["into"])
                if request.method == "POST":
                    skill = services.split_alias(alias=alias, into=preview.into)
                    said = _("“%(form)s” now leads to “%(skill)s”.") % {"form": alias.form, "skill": skill.name}
                    self.message_user(request, said)
                    return redirect("admin:skills_skill_change", skill.pk)
            except ValidationError as error:
                form.add_error("into", error.messages)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Split off a surface form"),
            "subtitle": alias.form,
            "alias": alias,
            "form": form,
            "preview": preview,
            "opts": self.opts,
        }
        return render(request, "admin/skills/skillalias/split.html", context)
