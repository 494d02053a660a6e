"""Runs of the engines over job descriptions, one row each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jobs.models import JobDescription
from jobs.tags import SHORT_OF_CALLS
from skills import wording


class Extraction(models.Model):
    """One run of an engine over one job's text: the log, the quota meter and the retry queue's truth in one."""

    class State(models.TextChoices):
        """How far it has come; shared by code, page and log."""

        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Finding skills")
        DONE = "done", _("Done")
        RETRY = "retry", _("Waiting to try again")
        FAILED = "failed", _("Failed")
        SUPERSEDED = "superseded", _("Replaced by a newer one")

    class Engine(models.TextChoices):
        """Which engine was asked."""

        LIGHTCAST = "lightcast", _("Lightcast")
        EMBEDDED = "embedded", _("Built-in engine")

    OPEN_STATES = (State.WAITING, State.RUNNING, State.RETRY)

    job = models.ForeignKey(JobDescription, models.CASCADE, related_name="extractions", verbose_name=_("job"))
    engine = models.CharField(_("engine"), max_length=16, choices=Engine, blank=True)
    built_in_engine = models.BooleanField(
        _("built-in engine wanted"),
        default=False,
        help_text=_("Whether a person left it to the built-in engine although Lightcast is in use."),
    )
    engine_version = models.CharField(_("engine version"), max_length=64, blank=True)
    taxonomy_version = models.CharField(_("taxonomy version"), max_length=64, blank=True)
    text_hash = models.CharField(_("text hash"), max_length=64)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.WAITING)
    error_code = models.CharField(_("reason"), max_length=32, blank=True)
    error_message = models.TextField(_("what happened"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    requested_at = models.DateTimeField(_("requested"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    worker = models.CharField(_("worker"), max_length=64, blank=True, help_text=_("The process that does it."))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    duration_ms = models.PositiveIntegerField(_("duration in milliseconds"), null=True, blank=True)
    calls = models.PositiveSmallIntegerField(_("calls made"), default=0)
    skills_found = models.PositiveIntegerField(_("skills found"), default=0)
    answer = models.JSONField(
        _("answer"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("What a paid call brought, so that it is paid once."),
    )

    class Meta:
        verbose_name = _("extraction")
        verbose_name_plural = _("extractions")
        ordering = ["-id"]
        indexes = [
            # Of every state: SQLite takes an index of some rows for constants only, and Django binds its values.
            models.Index(fields=["state", "next_attempt_at"], name="extraction_state"),
            models.Index(
                fields=["text_hash", "engine_version"], name="extraction_paid", condition=Q(answer__isnull=False)
            ),
            models.Index(fields=["text_hash", "state"], name="extraction_same_text"),
            models.Index(fields=["engine", "requested_at"], name="extraction_calls", condition=Q(calls__gt=0)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["job"],
                name="extraction_one_open_per_job",
                condition=Q(state__in=["waiting", "running", "retry"]),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "retry", "failed", "superseded"]),
                name="extraction_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(error_code=""), name="extraction_failed_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job} · {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        """Whether something still has to happen to it."""
        return self.state in self.OPEN_STATES

    @property
    def is_short_of_calls(self) -> bool:
        """Whether it waits because the calls to Lightcast are used up."""
        return self.state == self.State.RETRY and self.error_code == SHORT_OF_CALLS

    @property
    def error_sentence(self) -> str:
        """Return why it did not succeed, in the reader's language; empty when nothing went wrong."""
        return wording.sentence(self.error_code, self.error_message) if self.error_code else ""
