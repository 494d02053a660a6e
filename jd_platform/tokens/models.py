"""A token of the API: what is kept of it, and what it is good for."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Tokens by whether they still open the API."""

    def valid(self) -> ApiTokenQuerySet:
        """Keep those that are neither revoked nor expired."""
        return self.filter(self._is_current())

    def ended(self) -> ApiTokenQuerySet:
        """Keep those that were revoked or have expired."""
        return self.exclude(self._is_current())

    @staticmethod
    def _is_current() -> Q:
        return Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


class ApiToken(models.Model):
    """What is kept of a token: its hash, never the token itself."""

    class Scope(models.TextChoices):
        """What it is good for at most; each holds the one before, and none gives more than its person may."""

        READ = "read", _("Read")
        WRITE = "write", _("Read and write")
        CURATE = "curate", _("Read, write and curate")

    RECORDED_EVERY = timedelta(minutes=1)

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=64, help_text=_("What will use it."))
    prefix = models.CharField(_("begins with"), max_length=12, editable=False)
    hash = models.CharField("SHA-256", max_length=64, unique=True, editable=False)
    scope = models.CharField(_("scope"), max_length=8, choices=Scope, default=Scope.READ)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=["read", "write", "curate"]), name="token_scope_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def reaches(self, scope: str) -> bool:
        """Return whether it is good for what wants `scope`."""
        return self.Scope.values.index(self.scope) >= self.Scope.values.index(scope)
