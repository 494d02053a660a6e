"""What curators are asked, what they answered, and updates of the skill list."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DuplicatePair(models.Model):
    """Two skills that may be one; found anew by `refresh_duplicates`, so nothing that people say is kept here."""

    class Reason(models.TextChoices):
        """Why they look like one."""

        SAME_NAME = "same_name", _("Same name but for capitals, plural, spelling or parentheses")
        SAME_FORM = "same_form", _("Same surface form")
        NEAR_SPELLING = "near_spelling", _("Nearly the same spelling")
        SAME_JOBS = "same_jobs", _("Nearly always in the same jobs")

    first = models.ForeignKey("skills.Skill", models.CASCADE, related_name="+", verbose_name=_("skill"))
    second = models.ForeignKey("skills.Skill", models.CASCADE, related_name="+", verbose_name=_("other skill"))
    reason = models.CharField(_("reason"), max_length=16, choices=Reason)
    score = models.FloatField(_("likeness"), help_text=_("From 0 to 1, comparable within one reason."))
    jobs = models.PositiveIntegerField(_("jobs that ask for either"), default=0)
    found_at = models.DateTimeField(_("found"), auto_now_add=True)

    class Meta:
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")
        ordering = ["-jobs", "-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"),
            models.CheckConstraint(
                condition=Q(reason__in=["same_name", "same_form", "near_spelling", "same_jobs"]),
                name="duplicate_reason_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≈ {self.second}"


class KeptAsIs(models.Model):
    """That curators answered a question of the queue with “leave it”, so that it is not asked again."""

    class Question(models.TextChoices):
        """What was asked."""

        DUPLICATE = "duplicate", _("Are these two skills one?")
        FORM = "form", _("Should this surface form no longer mean the skill?")
        SKILL = "skill", _("Should this skill no longer be tagged?")
        RETIRED = "retired", _("Should another skill stand for this retired one?")

    question = models.CharField(_("question"), max_length=16, choices=Question)
    skill = models.ForeignKey("skills.Skill", models.CASCADE, related_name="+", verbose_name=_("skill"))
    other = models.ForeignKey(
        "skills.Skill", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("other skill")
    )
    form = models.CharField(_("surface form"), max_length=255, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    answered_at = models.DateTimeField(_("answered"), auto_now_add=True)

    class Meta:
        verbose_name = _("question left as it is")
        verbose_name_plural = _("questions left as they are")
        ordering = ["-answered_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "skill", "form"], name="kept_once", condition=Q(other__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["question", "skill", "other"], name="kept_pair_once", condition=Q(other__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(question="duplicate", other__isnull=False, skill__lt=F("other"))
                | Q(question__in=["form", "skill", "retired"], other__isnull=True),
                name="kept_pair_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill} ≠ {self.other}" if self.other else f"{self.skill} {self.form}".strip()


class TaxonomyUpdate(models.Model):
    """One update of the skill list: what it would change, whether it was applied, and the report of it."""

    class State(models.TextChoices):
        """How far it has come."""

        FETCHING = "fetching", _("Fetching the list")
        READY = "ready", _("Ready to be applied")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        FAILED = "failed", pgettext_lazy("update of the skill list", "Failed")
        DISCARDED = "discarded", _("Discarded")

    OPEN_STATES = (State.FETCHING, State.READY, State.APPLYING)

    source = models.CharField(_("source"), max_length=32)
    version = models.CharField(_("version"), max_length=32, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.FETCHING)
    listed = models.BinaryField(_("the list, while it waits"), default=b"", editable=False)
    report = models.JSONField(_("report"), default=dict, editable=False)
    error_message = models.TextField(_("what happened"), blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    requested_at = models.DateTimeField(_("asked"), auto_now_add=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("applied by")
    )
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    worker = models.CharField(_("worker"), max_length=64, blank=True, help_text=_("The process that does it."))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("update of the skill list")
        verbose_name_plural = _("updates of the skill list")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["fetching", "ready", "applying", "applied", "failed", "discarded"]),
                name="taxonomy_update_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.version}".strip()
