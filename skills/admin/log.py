"""The log of extractions and the tags of jobs in Django admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from skills import services
from skills.admin.base import LookOnly, confirmation, export_csv
from skills.models import Extraction, JobSkill


@admin.register(JobSkill)
class JobSkillAdmin(LookOnly, admin.ModelAdmin[JobSkill]):
    """Tags of jobs; decisions are made on the job's page, where the text is."""

    list_display = ["skill", "job", "confidence", "origin", "importance", "decision", "decided_by", "decided_at"]
    list_filter = ["decision", "origin", "importance", "engine_version"]
    list_select_related = ["skill", "job", "decided_by"]
    search_fields = ["skill__name", "skill__lightcast_id", "job__title"]
    actions = [export_csv]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may delete a job may delete what hangs on it."""
        return bool(request.user.has_perm("skills.delete_jobskill"))


class ReasonFilter(admin.SimpleListFilter):
    """Why an extraction did not succeed."""

    title = _("reason")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the reasons that there are."""
        codes = Extraction.objects.exclude(error_code="").order_by("error_code").values_list("error_code", flat=True)
        return [(code, code) for code in codes.distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Extraction]) -> QuerySet[Extraction]:
        """Keep those with the chosen one."""
        return queryset.filter(error_code=self.value()) if self.value() else queryset


@admin.register(Extraction)
class ExtractionAdmin(LookOnly, admin.ModelAdmin[Extraction]):
    """The log of extractions, with a way to run them again; it is also the quota meter."""

    list_display = [
        *("job", "state", "engine", "reason", "attempts", "next_attempt_at", "calls"),
        *("skills_found", "duration_ms", "requested_at"),
    ]
    list_filter = ["state", "engine", ReasonFilter, "requested_at"]
    list_select_related = ["job"]
    search_fields = ["job__title", "error_message"]
    actions = ["run_again", export_csv]

    @admin.display(description=_("what happened"), ordering="error_code")
    def reason(self, extraction: Extraction) -> str:
        """Return why it did not succeed, in plain words."""
        return extraction.error_sentence

    @admin.action(description=_("Find the skills of these jobs again"), permissions=["view"])
    def run_again(self, request: HttpRequest, queryset: QuerySet[Extraction]) -> HttpResponse | None:
        """Ask for a new extraction of each job."""
        if not request.user.has_perm("skills.change_jobskill"):
            raise PermissionDenied
        jobs = {extraction.job_id: extraction.job for extraction in queryset.select_related("job")}
        question = ngettext(
            "Find the skills of %(count)d job again?", "Find the skills of %(count)d jobs again?", len(jobs)
        ) % {"count": len(jobs)}
        facts = [str(_("What people decided stays."))]
        if asked := confirmation(self, request, action="run_again", question=question, facts=facts):
            return asked
        for job in jobs.values():
            services.request_extraction(job)
        self.message_user(
            request,
            ngettext("%(count)d job is waiting.", "%(count)d jobs are waiting.", len(jobs)) % {"count": len(jobs)},
        )
        return None
