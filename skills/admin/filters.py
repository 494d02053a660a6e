"""Filters of the admin's list of skills: use, acceptance, and when they were last used."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skills.curation import lists
from skills.models import Skill


class UseFilter(admin.SimpleListFilter):
    """Whether jobs ask for the skill."""

    title = _("use")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [("yes", _("Jobs ask for it")), ("no", _("No job asks for it"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Skill]) -> QuerySet[Skill]:
        """Keep the chosen ones."""
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(lists.in_use() if self.value() == "yes" else ~lists.in_use())


class AcceptanceFilter(admin.SimpleListFilter):
    """How often people accept the skill where it is suggested."""

    title = _("acceptance")
    parameter_name = "acceptance"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [
            ("low", _("Mostly rejected")),
            ("middling", _("In between")),
            ("high", _("Mostly confirmed")),
            ("undecided", _("Nothing decided")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Skill]) -> QuerySet[Skill]:
        """Keep the chosen ones."""
        how = self.value()
        return (
            queryset.filter(lists.accepted(how))
            if how in {choice for choice, _label in self.lookup_choices}
            else queryset
        )


class LastUsedFilter(admin.SimpleListFilter):
    """When the newest job came that asks for the skill."""

    title = _("last used")
    parameter_name = "last_used"
    days = {"month": 30, "year": 365}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [
            ("month", _("In the last 30 days")),
            ("year", _("In the last year")),
            ("longer", _("Longer ago")),
            ("never", _("Never")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Skill]) -> QuerySet[Skill]:
        """Keep the chosen ones."""
        wanted = self.value()
        now = timezone.now()
        if wanted in self.days:
            return queryset.filter(lists.in_use(since=now - timedelta(days=self.days[wanted])))
        if wanted == "longer":
            return queryset.filter(lists.in_use() & ~lists.in_use(since=now - timedelta(days=self.days["year"])))
        return queryset.filter(~lists.in_use()) if wanted == "never" else queryset
