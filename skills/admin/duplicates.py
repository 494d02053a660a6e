"""Likely duplicates, and what curators left as it is, in Django admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jd_platform import queue
from skills import services, tasks
from skills.admin.base import LookOnly, confirmation, export_csv
from skills.curation.queue import open_duplicates
from skills.models import DuplicatePair, KeptAsIs


@admin.register(DuplicatePair)
class DuplicatePairAdmin(LookOnly, admin.ModelAdmin[DuplicatePair]):
    """Pairs of skills that may be one; merging is done on its own page, which shows first what it changes."""

    list_display = ["pair", "reason", "score", "jobs", "merge"]
    list_display_links = None
    list_filter = ["reason"]
    list_select_related = ["first", "second"]
    search_fields = ["first__name", "second__name", "first__lightcast_id", "second__lightcast_id"]
    actions = ["keep_apart", export_csv]
    change_list_template = "admin/skills/duplicatepair/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[DuplicatePair]:
        """Return those that nobody has called no duplicates."""
        return open_duplicates()

    @admin.display(description=_("skills"), ordering="first__name")
    def pair(self, pair: DuplicatePair) -> str:
        """Return both names."""
        return f"{pair.first.name} · {pair.second.name}"

    @admin.display(description=_("merge"))
    def merge(self, pair: DuplicatePair) -> str:
        """Return links to the merge page, for either way."""
        ways = ((pair.first, pair.second), (pair.second, pair.first))
        links = [
            format_html(
                '<a href="{}?into={}">{}</a>',
                reverse("admin:skills_skill_merge", args=[going.pk]),
                stays.lightcast_id,
                _("into “%(skill)s”") % {"skill": stays.name},
            )
            for going, stays in ways
        ]
        return format_html("{}<br>{}", *links)

    @admin.action(description=_("Not a duplicate"), permissions=["view"])
    def keep_apart(self, request: HttpRequest, queryset: QuerySet[DuplicatePair]) -> HttpResponse | None:
        """Remember that the pairs are two skills each."""
        if not request.user.has_perm("skills.add_keptasis"):
            raise PermissionDenied
        count = queryset.count()
        question = ngettext(
            "Keep the two skills of %(count)d pair apart?", "Keep the two skills of %(count)d pairs apart?", count
        ) % {"count": count}
        if asked := confirmation(self, request, action="keep_apart", question=question):
            return asked
        for pair in queryset:
            services.keep_as_is(
                question=KeptAsIs.Question.DUPLICATE,
                skill=pair.first,
                other=pair.second,
                user=request.user,  # type: ignore[arg-type]
            )
        said = ngettext("%(count)d pair is kept apart.", "%(count)d pairs are kept apart.", count)
        self.message_user(request, said % {"count": count})
        return None

    def get_urls(self) -> list[URLPattern]:
        """Add the address that looks for duplicates anew."""
        view = self.admin_site.admin_view(self.look_view)
        return [path("look/", view, name="skills_duplicatepair_look"), *super().get_urls()]

    def look_view(self, request: HttpRequest) -> HttpResponse:
        """Have duplicates looked for in the background."""
        if not request.user.has_perm("skills.change_skill"):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        queue.wake(tasks.refresh_duplicates)
        self.message_user(request, _("Duplicates are being looked for; reload this page in a moment."))
        return redirect("admin:skills_duplicatepair_changelist")


@admin.register(KeptAsIs)
class KeptAsIsAdmin(LookOnly, admin.ModelAdmin[KeptAsIs]):
    """Questions that curators left as they are; deleting a row has it asked again."""

    list_display = ["question", "skill", "other", "form", "answered_by", "answered_at"]
    list_filter = ["question"]
    list_select_related = ["skill", "other", "answered_by"]
    search_fields = ["skill__name", "other__name", "form"]
    actions = [export_csv]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Curators may have it asked again."""
        return bool(request.user.has_perm("skills.delete_keptasis"))
