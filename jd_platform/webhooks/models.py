"""Where to send what happened, and what was sent."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from jd_platform.webhooks.addresses import SENTENCES, Refusal

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Event(models.TextChoices):
    """What may be told."""

    JOB_EXTRACTED = "job.extracted", _("The skills of a job were found")
    TAG_DECIDED = "tag.decided", _("Somebody decided on a skill of a job")
    TEST = "test", _("Test")


SUBSCRIBED = [Event.JOB_EXTRACTED, Event.TAG_DECIDED]


class Webhook(models.Model):
    """An address that is told of events."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="webhooks", verbose_name=_("person")
    )
    address = models.CharField(_("address"), max_length=500)
    events = models.JSONField(_("events"), default=list)
    is_active = models.BooleanField(_("active"), default=True)
    secret_number = models.PositiveIntegerField(default=1, editable=False, help_text=_("Raised for a new secret."))
    resting_until = models.DateTimeField(
        _("resting until"), null=True, blank=True, editable=False, help_text=_("Nothing answered there.")
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    if TYPE_CHECKING:
        deliveries: RelatedManager[Delivery]

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return self.address

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("webhooks:detail", args=[self.pk])

    @property
    def secret(self) -> str:
        """Return the secret that signs: derived from SECRET_KEY, and nowhere in the database."""
        value = f"{self.pk}:{self.secret_number}"
        return "whsec_" + salted_hmac("jd_platform.webhooks", value, algorithm="sha256").hexdigest()

    @property
    def event_names(self) -> list[str]:
        """Return the events in words."""
        return [str(Event(event).label) for event in self.events if event in Event.values]


class Delivery(models.Model):
    """One event on its way to one webhook. The body is kept as it is sent, byte for byte."""

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Given up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", verbose_name=_("webhook"))
    event = models.CharField(_("event"), max_length=32, choices=Event)
    body = models.TextField(_("body"))
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    created_at = models.DateTimeField(_("happened"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    error_code = models.CharField(_("reason"), max_length=32, blank=True)
    duration_ms = models.PositiveIntegerField(_("milliseconds"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["webhook", "next_attempt_at"], name="delivery_due", condition=Q(state="waiting")),
            models.Index(fields=["webhook", "-created_at"], name="delivery_of_webhook"),
            models.Index(fields=["finished_at"], name="delivery_finished"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "delivered", "failed"]), name="delivery_state_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def error_sentence(self) -> str:
        """Return why the latest attempt failed, empty when it did not."""
        return str(SENTENCES[Refusal(self.error_code)]) if self.error_code else ""
