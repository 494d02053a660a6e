"""Merging skills in Django admin: the page that shows it first, and the list of merges with a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from skills import services
from skills.admin.base import LookOnly, export_csv
from skills.models import Skill, SkillMerge

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class SkillField(forms.ModelChoiceField[Skill]):
    """A skill, by its id, or by its name where one active skill alone bears it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Skill.objects.all(),
            to_field_name="lightcast_id",
            widget=forms.TextInput,
            error_messages={"invalid_choice": _("No skill has this id or name.")},
            **kwargs,
        )

    def to_python(self, value: Any) -> Skill | None:
        """Return the skill that is meant, None for nothing written."""
        if isinstance(value, str) and value.strip() and "\x00" not in value:
            value = value.strip()
            named = Skill.objects.active().filter(name__iexact=value)[:2]
            if len(named) == 1 and not Skill.objects.filter(lightcast_id=value).exists():
                return named[0]
        return super().to_python(value)


class MergeForm(forms.Form):
    """Which skill stays."""

    into = SkillField(label=_("Name or Lightcast id of the skill that stays"))


def merge_page(modeladmin: admin.ModelAdmin[Skill], request: HttpRequest, skill: Skill) -> HttpResponse:
    """Show what merging the skill would do; a POST does it."""
    form = MergeForm(request.POST or request.GET or None)
    preview = None
    if form.is_valid():
        try:
            preview = services.preview_merge(skill=skill, into=form.cleaned_data["into"])
            if request.method == "POST":
                user: User = request.user  # type: ignore[assignment]
                services.merge_skills(skill=skill, into=preview.into, user=user)
                said = _("“%(skill)s” is merged into “%(into)s”.") % {"skill": skill.name, "into": preview.into.name}
                modeladmin.message_user(request, said)
                if request.POST.get("then") == "queue":
                    return redirect("admin:skills_skill_queue")
                return redirect("admin:skills_skill_change", preview.into.pk)
        except ValidationError as error:
            form.add_error("into", error)
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": _("Merge into another skill"),
        "subtitle": skill.name,
        "skill": skill,
        "form": form,
        "preview": preview,
        "then": request.GET.get("then", ""),
        "opts": modeladmin.opts,
    }
    return render(request, "admin/skills/skill/merge.html", context)


@admin.register(SkillMerge)
class SkillMergeAdmin(LookOnly, admin.ModelAdmin[SkillMerge]):
    """What was merged into what, with a way back."""

    list_display = ["skill", "into", "merged_by", "merged_at", "undone_at"]
    list_filter = ["merged_at", ("undone_at", admin.EmptyFieldListFilter)]
    list_select_related = ["skill", "into", "merged_by"]
    search_fields = ["skill__name", "into__name", "skill__lightcast_id", "into__lightcast_id"]
    actions = ["undo", export_csv]

    @admin.action(description=_("Undo: bring every tag back as it was"), permissions=["view"])
    def undo(self, request: HttpRequest, queryset: QuerySet[SkillMerge]) -> None:
        """Undo the selected merges, the newest first."""
        if not request.user.has_perm("skills.change_skill"):
            raise PermissionDenied
        for merge in queryset.order_by("-merged_at", "-pk"):
            try:
                services.undo_merge(merge=merge)
            except ValidationError as error:
                self.message_user(request, f"{merge}: {' '.join(error.messages)}", messages.ERROR)
            else:
                self.message_user(request, _("Undone: %(merge)s") % {"merge": merge})
