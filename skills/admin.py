"""Curation of skills in Django admin, and the log of extractions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from skills import queries, services
from skills.models import (
    Extraction,
    JobSkill,
    JobTitle,
    Skill,
    SkillAlias,
    SkillCategory,
    StandardTitle,
    Taxonomy,
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
        return ["merged_into", "lightcast_id"] if obj else ["merged_into"]

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
        self._set_status(request, queryset.filter(status=Skill.Status.BLOCKED), Skill.Status.ACTIVE)

    def _set_status(self, request: HttpRequest, queryset: QuerySet[Skill], status: str) -> None:
        changed = services.set_skill_status(skills=list(queryset), status=status)
        self.message_user(
            request, ngettext("%(count)d skill changed.", "%(count)d skills changed.", changed) % {"count": changed}
        )


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
class JobSkillAdmin(SimpleHistoryAdmin):
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
