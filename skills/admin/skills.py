"""Skills in Django admin: search, filters, block, re-type, name, surface forms, merge."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from skills import services
from skills.admin.aliases import SkillAliasInline
from skills.admin.base import confirmation, export_csv
from skills.admin.decisions_csv import decisions_file, decisions_page
from skills.admin.filters import AcceptanceFilter, LastUsedFilter, UseFilter
from skills.admin.merges import merge_page
from skills.admin.queue import queue_page
from skills.curation.acceptance import form_acceptance
from skills.curation.lists import curated_skills
from skills.models import JobSkill, Skill


class SkillForm(forms.ModelForm[Skill]):
    """A skill as curators change it."""

    class Meta:
        model = Skill
        fields = ["name", "type", "category", "description", "status"]

    def clean_name(self) -> str:
        """Refuse a name that another active skill has."""
        name = " ".join(self.cleaned_data["name"].split())
        if name != self.instance.name:
            try:
                services.check_name_is_free(name, but=self.instance)
            except ValidationError as error:
                raise ValidationError(error.messages, code="taken") from error
        return name


class TypeForm(forms.Form):
    """Which type several skills get."""

    type = forms.ChoiceField(label=_("Type"), choices=Skill.Type.choices)


@admin.register(Skill)
class SkillAdmin(SimpleHistoryAdmin):
    """Skills: search by name, surface form or id; block, unblock, re-type, surface forms."""

    form = SkillForm
    list_display = ["name", "type", "category", "status", "job_count", "acceptance", "last_used", "lightcast_id"]
    list_filter = [
        *("status", "type", ("category__parent", admin.RelatedOnlyFieldListFilter)),
        *(UseFilter, AcceptanceFilter, LastUsedFilter),
    ]
    list_select_related = ["category"]
    search_fields = ["name", "list_name", "lightcast_id", "aliases__form"]
    autocomplete_fields = ["category"]
    inlines = [SkillAliasInline]
    actions = ["block", "unblock", "set_type", export_csv]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Skill]:
        """Return the skills with their use."""
        return curated_skills()

    @admin.display(description=_("jobs"), ordering="jobs")
    def job_count(self, skill: Any) -> int:
        """Return how many jobs ask for the skill."""
        return int(skill.jobs)

    @admin.display(description=_("accepted"))
    def acceptance(self, skill: Any) -> str:
        """Return how many of the decided suggestions were confirmed."""
        decided = skill.confirmed + skill.rejected
        return str(
            _("%(confirmed)d of %(decided)d") % {"confirmed": skill.confirmed, "decided": decided} if decided else ""
        )

    @admin.display(description=_("last used"), ordering="last_used")
    def last_used(self, skill: Any) -> Any:
        """Return when the newest job came that asks for the skill."""
        return skill.last_used.date() if skill.last_used else None

    def get_readonly_fields(self, request: HttpRequest, obj: Skill | None = None) -> list[str]:
        """The id is given once, and what a merge set is taken back by undoing the merge."""
        if obj is None:
            return []
        return ["lightcast_id", "list_name", "merged_into", *(["status"] if obj.merged_into_id else [])]

    def get_fields(self, request: HttpRequest, obj: Skill | None = None) -> list[str]:
        """A new skill is one of one's own, and gets its id by itself."""
        if obj is None:
            return ["name", "type", "category", "description"]
        names = ["name", "list_name", "lightcast_id"] if obj.list_name else ["name", "lightcast_id"]
        return [*names, "type", "category", "description", "status", *(["merged_into"] if obj.merged_into_id else [])]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Skill], search_term: str
    ) -> tuple[QuerySet[Skill], bool]:
        """Search apart from the counts, which the join with the surface forms would multiply."""
        found, _several = super().get_search_results(request, Skill.objects.order_by(), search_term)
        return (queryset.filter(pk__in=found.values("pk")) if search_term else queryset), False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Tell as well what people decided by surface form."""
        obj = kwargs.get("obj")
        context["form_acceptance"] = form_acceptance(obj) if obj else []
        page: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return page

    def save_model(self, request: HttpRequest, obj: Skill, form: Any, change: bool) -> None:
        """Save; what is set here holds against later loads of the list."""
        if change:
            services.save_skill(skill=obj)
            return
        made = services.create_skill(
            name=obj.name, skill_type=obj.type, category=obj.category, description=obj.description
        )
        obj.pk, obj.lightcast_id = made.pk, made.lightcast_id
        obj._state.adding = False

    @admin.action(description=_("Block: never tag these skills"), permissions=["change"])
    def block(self, request: HttpRequest, queryset: QuerySet[Skill]) -> HttpResponse | None:
        """Block the selected skills."""
        queryset = queryset.exclude(status=Skill.Status.BLOCKED).filter(merged_into=None)
        count = queryset.count()
        question = ngettext("Block %(count)d skill?", "Block %(count)d skills?", count) % {"count": count}
        if asked := confirmation(self, request, action="block", question=question, facts=[self._jobs(queryset)]):
            return asked
        self._say(request, services.set_skill_status(skills=list(queryset), status=Skill.Status.BLOCKED))
        return None

    @admin.action(description=_("Unblock"), permissions=["change"])
    def unblock(self, request: HttpRequest, queryset: QuerySet[Skill]) -> HttpResponse | None:
        """Make the selected skills active again."""
        queryset = queryset.filter(status=Skill.Status.BLOCKED, merged_into=None)
        count = queryset.count()
        question = ngettext("Unblock %(count)d skill?", "Unblock %(count)d skills?", count) % {"count": count}
        if asked := confirmation(self, request, action="unblock", question=question, facts=[self._jobs(queryset)]):
            return asked
        self._say(request, services.set_skill_status(skills=list(queryset), status=Skill.Status.ACTIVE))
        return None

    @admin.action(description=_("Set the type"), permissions=["change"])
    def set_type(self, request: HttpRequest, queryset: QuerySet[Skill]) -> HttpResponse | None:
        """Give the selected skills another type."""
        count = queryset.count()
        question = ngettext("Set the type of %(count)d skill?", "Set the type of %(count)d skills?", count) % {
            "count": count
        }
        form = TypeForm(request.POST if request.POST.get("confirmed") else None)
        facts = [self._jobs(queryset), str(_("The type holds against later loads of the skill list."))]
        if asked := confirmation(self, request, action="set_type", question=question, facts=facts, form=form):
            return asked
        self._say(request, services.set_skill_type(skills=list(queryset), skill_type=form.cleaned_data["type"]))
        return None

    @staticmethod
    def _jobs(queryset: QuerySet[Skill]) -> str:
        tags = JobSkill.objects.exclude(decision=JobSkill.Decision.REJECTED).order_by()
        jobs = tags.filter(skill__in=queryset.order_by().values("pk")).values("job").distinct().count()
        return ngettext("%(count)d job carries them.", "%(count)d jobs carry them.", jobs) % {"count": jobs}

    def _say(self, request: HttpRequest, changed: int) -> None:
        self.message_user(
            request, ngettext("%(count)d skill changed.", "%(count)d skills changed.", changed) % {"count": changed}
        )

    def get_urls(self) -> list[URLPattern]:
        """Add the curation queue, decisions as CSV, and the page that merges a skill into another."""
        own = self.admin_site.admin_view
        return [
            path("queue/", own(partial(queue_page, self)), name="skills_skill_queue"),
            path("decisions/", own(partial(decisions_page, self)), name="skills_skill_decisions"),
            path("decisions/file/", own(decisions_file), name="skills_skill_decisions_file"),
            path("<path:object_id>/merge/", own(self.merge_view), name="skills_skill_merge"),
            *super().get_urls(),
        ]

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what merging would do; a POST does it."""
        skill = self.get_object(request, unquote(object_id))
        if skill is None:
            raise Http404
        if not self.has_change_permission(request, skill):
            raise PermissionDenied
        return merge_page(self, request, skill)
