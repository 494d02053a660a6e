"""Webhooks in the admin: who sends what where, to look at and to switch off. The secret is nowhere."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from jd_platform.webhooks.models import Webhook


@admin.register(Webhook)
class WebhookAdmin(admin.ModelAdmin[Webhook]):
    """Everybody's webhooks."""

    list_display = ("address", "owner", "events", "is_active", "created_at")
    list_filter = ("is_active",)
    list_select_related = ("owner",)
    search_fields = ("address", "owner__username")
    fields = ("address", "owner", "events", "is_active", "created_at", "resting_until")
    readonly_fields = ("address", "owner", "events", "created_at", "resting_until")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: a webhook is made by the person in whose name it tells."""
        return False
