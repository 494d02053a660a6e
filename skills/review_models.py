"""What people decided about skills of jobs, one row for each decision, and what they miss in the skill list."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.models import JobDescription


class SkillDecision(models.Model):
    """One thing that a person decided about a skill of a job: on what grounds, and how the tag stood before and after.

    `before` and `after` hold what people had set of the tag: decision, decided_by_id, decided_at, importance, by_hand;
    null where there was no tag.
    """

    class Action(models.TextChoices):
        """What the person did."""

        CONFIRM = "confirm", _("Confirmed")
        REJECT = "reject", _("Rejected")
        TAKE_BACK = "undo", _("Made a suggestion again")
        ADD = "add", _("Added by hand")
        IMPORTANCE = "importance", _("Importance set")

    job = models.ForeignKey(JobDescription, models.CASCADE, related_name="skill_decisions", verbose_name=_("job"))
    skill = models.ForeignKey("skills.Skill", models.CASCADE, related_name="decisions", verbose_name=_("skill"))
    action = models.CharField(_("action"), max_length=16, choices=Action)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)
    run = models.UUIDField(_("decided at once with"), default=uuid.uuid4, editable=False, db_index=True)
    origin = models.CharField(_("origin"), max_length=16)
    confidence = models.FloatField(_("confidence"), null=True, blank=True)
    engine_version = models.CharField(_("engine version"), max_length=64, blank=True)
    taxonomy_version = models.CharField(_("taxonomy version"), max_length=64, blank=True)
    phrases = models.JSONField(_("phrases in the text"), default=list, blank=True)
    before = models.JSONField(_("before"), null=True, blank=True)
    after = models.JSONField(_("after"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )

    class Meta:
        verbose_name = _("decision on a job's skill")
        verbose_name_plural = _("decisions on jobs' skills")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["job", "-id"], name="decision_of_job"),
            models.Index(fields=["skill", "-id"], name="decision_on_skill"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=["confirm", "reject", "undo", "add", "importance"]),
                name="skill_decision_action_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill} · {self.job}: {self.get_action_display()}"


class SkillProposal(models.Model):
    """A phrase that stands for a skill which the list lacks, as somebody proposed it to the curators.

    `start` and `end` index the job's present text (characters, end exclusive); null where the phrase is not in it.
    """

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("Open")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")

    job = models.ForeignKey(
        JobDescription,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="skill_proposals",
        verbose_name=_("job"),
    )
    phrase = models.CharField(_("phrase"), max_length=255)
    start = models.PositiveIntegerField(_("first character"), null=True, blank=True)
    end = models.PositiveIntegerField(_("after the last character"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    proposed_at = models.DateTimeField(_("proposed"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.OPEN)
    skill = models.ForeignKey(
        "skills.Skill",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("skill"),
        help_text=_("What it became."),
    )
    answer = models.TextField(_("answer"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposed skill")
        verbose_name_plural = _("proposed skills")
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], name="proposal_open", condition=Q(state="open"))]
        constraints = [
            models.CheckConstraint(condition=~Q(phrase=""), name="proposal_has_phrase"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | Q(state__in=["accepted", "declined"], decided_at__isnull=False),
                name="proposal_decided_has_time",
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__lt=models.F("end")),
                name="proposal_span_has_length",
            ),
            models.UniqueConstraint(
                Lower("phrase"), "job", name="proposal_open_once_for_job", condition=Q(state="open")
            ),
        ]

    def __str__(self) -> str:
        return self.phrase
