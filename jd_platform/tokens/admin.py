"""Tokens in the admin: who has which, to look at and to revoke. The secret is nowhere."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from jd_platform.tokens import services
from jd_platform.tokens.models import ApiToken

SHOWN = ("name", "person", "prefix", "scope", "created_at", "expires_at", "last_used_at", "revoked_at")


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin[ApiToken]):
    """Everybody's tokens."""

    list_display = SHOWN
    list_filter = ["scope"]
    list_select_related = ["person"]
    search_fields = ["name", "prefix", "person__username"]
    fields = SHOWN
    readonly_fields = SHOWN
    actions = ["revoke"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: a token is made by the person whom it stands for."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        """Return False: a revoked token stays as a record."""
        return False

    @admin.action(description=gettext_lazy("Revoke the chosen tokens"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        """Revoke each."""
        by = request.user if isinstance(request.user, User) else None
        valid = queryset.filter(revoked_at=None)
        count = len(valid)
        for token in valid:
            services.revoke_token(token=token, by=by)
        self.message_user(
            request,
            ngettext("%(n)d token was revoked.", "%(n)d tokens were revoked.", count) % {"n": count},
            messages.SUCCESS,
        )
