"""Curation of skills in Django admin, and the log of extractions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from skills import admin_titles, queries, services  # noqa: F401  registers the titles
from skills.models import (
    Extraction,
    JobSkill,
    Skill,
    SkillAlias,
    SkillCategory,
    SkillMerge,
    Taxonomy,
)


class MergeForm(forms.Form):
    """Which skill stays."""

    into = forms.ModelChoiceField(
        label=_("Lightcast id of the skill that stays"),
        queryset=Skill.objects.all(),
        to_field_name="lightcast_id",
        widget=forms.TextInput,
        error_messages={"invalid_choice": _("No skill has this id.")},
    )


class SkillAliasInline(admin.TabularInline[SkillAlias, Skill]):
    """A skill's surface forms, with the skill."""

    model = SkillAlias
    extra = 1
    fields = ["form", "is_blocked", "source"]
    readonly_fields = ["source"]


@admin.register(Skill)
class SkillAdmin(SimpleHistoryAdmin):
    """Skills: search by name, surface form or id; block, unblock, re-type, surface forms."""

    list_display = ["name", "lightcast_id", "type", "category", "status", "job_count"]
    list_filter = ["status", "type", ("category__parent", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["category"]
    search_fields = ["name", "lightcast_id", "aliases__form"]
    autocomplete_fields = ["category"]
    readonly_fields = ["merged_into"]
    inlines = [SkillAliasInline]
    actions = ["block", "unblock"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Skill]:
        """Return the skills with their use."""
        return queries.skills_with_use()

    @admin.display(description=_("jobs"), ordering="jobs")
    def job_count(self, skill: Any) -> int:
        """Return how many jobs ask for the skill."""
        return int(skill.jobs)

    def get_readonly_fields(self, request: HttpRequest, obj: Skill | None = None) -> list[str]:
        """The id of a skill is given once."""
        if obj is None:
            return ["merged_into"]
        merged = ["status"] if obj.merged_into_id else []  # only undoing the merge makes it active again
        return ["merged_into", "lightcast_id", *merged]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Skill], search_term: str
    ) -> tuple[QuerySet[Skill], bool]:
        """Search apart from the count of jobs, which the join with the surface forms would multiply."""
        found, _several = super().get_search_results(request, Skill.objects.order_by(), search_term)
        return (queryset.filter(pk__in=found.values("pk")) if search_term else queryset), False

    def save_model(self, request: HttpRequest, obj: Skill, form: Any, change: bool) -> None:
        """Save; a type set here holds against later loads of the list."""
        if "type" in form.changed_data:
            obj.type_decided = True
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Block: never tag these skills"), permissions=["change"])
    def block(self, request: HttpRequest, queryset: QuerySet[Skill]) -> None:
        """Block the selected skills."""
        self._set_status(request, queryset, Skill.Status.BLOCKED)

    @admin.action(description=_("Unblock"), permissions=["change"])
    def unblock(self, request: HttpRequest, queryset: QuerySet[Skill]) -> None:
        """Make the selected skills active again."""
        blocked = queryset.filter(status=Skill.Status.BLOCKED, merged_into__isnull=True)
        self._set_status(request, blocked, Skill.Status.ACTIVE)

    def get_urls(self) -> list[URLPattern]:
        """Add the page that merges a skill into another."""
        merge = path("<path:object_id>/merge/", self.admin_site.admin_view(self.merge_view), name="skills_skill_merge")
        return [merge, *super().get_urls()]

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what merging would do; a POST does it."""
        skill = self.get_object(request, unquote(object_id))
        if skill is None:
            raise Http404
        if not self.has_change_permission(request, skill):
            raise PermissionDenied
        form = MergeForm(request.POST or request.GET or None)
        preview = None
        if form.is_valid():
            try:
                preview = services.preview_merge(skill=skill, into=form.cleaned_data["into"])
                if request.method == "POST":
                    services.merge_skills(skill=skill, into=preview.into, user=request.user)  # type: ignore[arg-type]
                    self.message_user(
                        request,
                        _("“%(skill)s” is merged into “%(into)s”.") % {"skill": skill.name, "into": preview.into.name},
                    )
                    return redirect("admin:skills_skill_change", preview.into.pk)
            except ValidationError as error:
                form.add_error("into", error)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge into another skill"),
            "subtitle": skill.name,
            "skill": skill,
            "form": form,
            "preview": preview,
            "opts": self.opts,
        }
        return render(request, "admin/skills/skill/merge.html", context)

    def _set_status(self, request: HttpRequest, queryset: QuerySet[Skill], status: str) -> None:
        changed = services.set_skill_status(skills=list(queryset), status=status)
        self.message_user(
            request, ngettext("%(count)d skill changed.", "%(count)d skills changed.", changed) % {"count": changed}
        )


@admin.register(SkillMerge)
class SkillMergeAdmin(admin.ModelAdmin[SkillMerge]):
    """What was merged into what, with a way back."""

    list_display = ["skill", "into", "merged_by", "merged_at", "undone_at"]
    list_select_related = ["skill", "into", "merged_by"]
    search_fields = ["skill__name", "into__name"]
    actions = ["undo"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Skills are merged on their own page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: SkillMerge | None = None) -> bool:
        """A merge is not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SkillMerge | None = None) -> bool:
        """A merge is undone, not deleted."""
        return False

    @admin.action(description=_("Undo: bring every tag back as it was"), permissions=["view"])
    def undo(self, request: HttpRequest, queryset: QuerySet[SkillMerge]) -> None:
        """Undo the selected merges, the newest first."""
        if not request.user.has_perm("skills.change_skill"):
            raise PermissionDenied
        for merge in queryset.order_by("-merged_at"):
            try:
                services.undo_merge(merge=merge)
            except ValidationError as error:
                self.message_user(request, f"{merge}: {' '.join(error.messages)}", messages.ERROR)
            else:
                self.message_user(request, _("Undone: %(merge)s") % {"merge": merge})


@admin.register(SkillCategory)
class SkillCategoryAdmin(admin.ModelAdmin[SkillCategory]):
    """Categories of skills."""

    list_display = ["name", "parent", "code"]
    list_select_related = ["parent"]
    search_fields = ["name", "code"]


@admin.register(SkillAlias)
class SkillAliasAdmin(SimpleHistoryAdmin):
    """Surface forms across skills."""

    list_display = ["form", "skill", "source", "is_blocked"]
    list_filter = ["source", "is_blocked"]
    list_select_related = ["skill"]
    search_fields = ["form", "skill__name"]
    autocomplete_fields = ["skill"]


@admin.register(JobSkill)
class JobSkillAdmin(admin.ModelAdmin[JobSkill]):
    """Tags of jobs; decisions are made on the job's page, where the text is."""

    list_display = ["skill", "job", "confidence", "origin", "importance", "decision", "decided_by"]
    list_filter = ["decision", "origin", "importance"]
    list_select_related = ["skill", "job", "decided_by"]
    search_fields = ["skill__name", "job__title"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Tags are added on the job's page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: JobSkill | None = None) -> bool:
        """Tags are changed on the job's page."""
        return False


@admin.register(Extraction)
class ExtractionAdmin(admin.ModelAdmin[Extraction]):
    """The log of extractions, with a way to run failed ones again."""

    list_display = [
        "job",
        "state",
        "engine",
        "error_code",
        "attempts",
        "calls",
        "skills_found",
        "duration_ms",
        "requested_at",
    ]
    list_filter = ["state", "engine", "error_code"]
    list_select_related = ["job"]
    search_fields = ["job__title"]
    actions = ["run_again"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Extractions come from jobs."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Extraction | None = None) -> bool:
        """The log is not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Extraction | None = None) -> bool:
        """The log is also the quota meter."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the log, with Lightcast's quota as its subtitle."""
        usage = queries.lightcast_usage()
        subtitle = (
            _("Lightcast calls this month: %(used)d of %(quota)d; %(left)d left until %(resets)s.")
            % {"used": usage.used, "quota": usage.quota, "left": usage.left, "resets": usage.resets_on.isoformat()}
            if usage
            else None
        )
        return super().changelist_view(request, {**(extra_context or {}), "subtitle": subtitle})

    @admin.action(description=_("Find the skills of these jobs again"), permissions=["view"])
    def run_again(self, request: HttpRequest, queryset: QuerySet[Extraction]) -> None:
        """Ask for a new extraction of each job."""
        jobs = {extraction.job_id: extraction.job for extraction in queryset.select_related("job")}
        for job in jobs.values():
            services.request_extraction(job)
        self.message_user(
            request,
            ngettext("%(count)d job is waiting.", "%(count)d jobs are waiting.", len(jobs)) % {"count": len(jobs)},
        )


@admin.register(Taxonomy)
class TaxonomyAdmin(admin.ModelAdmin[Taxonomy]):
    """The skill list that is loaded."""

    list_display = ["source", "version", "generation", "loaded_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """manage.py load_taxonomy does."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Taxonomy | None = None) -> bool:
        """manage.py load_taxonomy does."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Taxonomy | None = None) -> bool:
        """One row stays."""
        return False
