"""Standard titles: which one a job carries, what was recorded at once for many, and what curators decided."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from jobs.models import JobDescription
from skills.engines.embedded.titles.taxonomy import SOURCE, french_names
from skills.title_names import ShownName, shown_name


class StandardTitle(models.Model):
    """A standardised title of one source."""

    source = models.CharField(_("source"), max_length=16)
    title_id = models.CharField(_("id in the source"), max_length=128)
    name = models.CharField(_("name"), max_length=255)
    source_version = models.CharField(_("version"), max_length=32)

    class Meta:
        verbose_name = _("standard title")
        verbose_name_plural = _("standard titles")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["source", "title_id"], name="standard_title_once"),
            models.CheckConstraint(condition=~Q(name=""), name="standard_title_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name_fr(self) -> str:
        """Return the French name, empty when there is none."""
        return french_names().get(self.title_id, "") if self.source == SOURCE else ""


class TitleRun(models.Model):
    """That standard titles were recorded for many jobs at once, so that it can be undone as one."""

    UNDO_DAYS = 30

    jobs = models.PositiveIntegerField(_("jobs"), default=0)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("applied by"),
    )
    applied_at = models.DateTimeField(_("applied"), auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("standard titles recorded at once")
        verbose_name_plural = _("standard titles recorded at once")
        ordering = ["-applied_at", "-id"]

    def __str__(self) -> str:
        return f"{self.applied_at:%Y-%m-%d %H:%M} · {self.jobs}"

    @property
    def may_be_undone(self) -> bool:
        """Whether it is recent enough, and was not undone before."""
        return self.undone_at is None and timezone.now() - self.applied_at < timedelta(days=self.UNDO_DAYS)


class TitleMapping(models.Model):
    """What a curator decided a written title to stand for, once and for all."""

    written = models.CharField(
        _("written title"), max_length=255, help_text=_("Without level, place and numbers, such as “HR BP”.")
    )
    key = models.CharField(_("comparable spelling"), max_length=255, unique=True, editable=False)
    occupation_id = models.CharField(_("ESCO occupation"), max_length=128)
    name = models.CharField(_("standard title"), max_length=255, editable=False)
    mapped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("mapped by"),
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("mapping of a title")
        verbose_name_plural = _("mappings of titles")
        ordering = ["written"]
        constraints = [models.CheckConstraint(condition=~Q(key=""), name="title_mapping_has_key")]

    def __str__(self) -> str:
        return f"{self.written} → {self.name}"


class JobTitle(models.Model):
    """Which standard title a job carries, from which suggestion, by whom, and what it replaced."""

    job = models.OneToOneField(JobDescription, models.CASCADE, related_name="standard_title", verbose_name=_("job"))
    standard_title = models.ForeignKey(
        StandardTitle, models.PROTECT, related_name="job_titles", verbose_name=_("standard title")
    )
    level = models.CharField(_("level kept"), max_length=64, blank=True)
    confidence = models.FloatField(_("confidence"), null=True, blank=True)
    reason = models.CharField(_("why"), max_length=255, blank=True)
    replaced_title = models.CharField(_("title before"), max_length=255, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("applied by"),
    )
    applied_at = models.DateTimeField(_("applied"), auto_now=True)
    run = models.ForeignKey(
        TitleRun,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="job_titles",
        verbose_name=_("recorded at once with"),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("job's standard title")
        verbose_name_plural = _("jobs' standard titles")
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
                name="job_title_confidence_is_probability",
            ),
        ]

    def __str__(self) -> str:
        return str(self.standard_title)

    @classmethod
    def carried_by(cls, job: JobDescription) -> JobTitle | None:
        """Return what the job carries, with its standard title, or None."""
        found = cls.objects.filter(job=job.pk).select_related("standard_title").first() if job.pk else None
        if found:
            found.job = job
        return found

    @property
    def shown(self) -> ShownName:
        """Return the name of the standard title, in French for readers of French and for a job in French."""
        standard = self.standard_title
        return shown_name(standard.name, standard.name_fr, job_language=self.job.language)
