"""Skills, their place in job descriptions, and what people decided about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from jobs.models import JobDescription
from skills.curation_models import DuplicatePair, KeptAsIs, TaxonomyUpdate
from skills.extraction_models import Extraction
from skills.review_models import SkillDecision, SkillProposal
from skills.title_models import JobTitle, StandardTitle, TitleMapping, TitleRun

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

__all__ = [
    "DuplicatePair",
    "Extraction",
    "JobSkill",
    "JobSkillQuerySet",
    "JobTitle",
    "KeptAsIs",
    "Skill",
    "SkillAlias",
    "SkillCategory",
    "SkillDecision",
    "SkillMerge",
    "SkillProposal",
    "SkillQuerySet",
    "StandardTitle",
    "Taxonomy",
    "TaxonomyUpdate",
    "TitleMapping",
    "TitleRun",
]


class Taxonomy(models.Model):
    """The skill list that is loaded: one row.

    `generation` rises with every change to a skill or surface form; whoever holds something built from the list
    (a matcher, a cached figure) compares it to know whether that is still current.
    """

    OWN = "own"  # the source where no list was loaded, and there are skills of one's own

    source = models.CharField(_("source"), max_length=32)
    version = models.CharField(_("version"), max_length=32)
    generation = models.PositiveBigIntegerField(_("generation"), default=1)
    loaded_at = models.DateTimeField(_("loaded"), auto_now=True)

    class Meta:
        verbose_name = _("taxonomy")
        verbose_name_plural = _("taxonomy")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="taxonomy_is_one_row")]

    def __str__(self) -> str:
        return f"{self.source} {self.version}"


class SkillCategory(models.Model):
    """A category or, below it, a subcategory of the Lightcast list."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=128)
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="subcategories", verbose_name=_("within")
    )

    class Meta:
        verbose_name = _("skill category")
        verbose_name_plural = _("skill categories")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="subcategory_name_once"),
            models.UniqueConstraint(fields=["name"], name="category_name_once", condition=Q(parent__isnull=True)),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="category_not_within_itself"),
        ]

    def __str__(self) -> str:
        return self.name


class SkillQuerySet(models.QuerySet["Skill"]):
    """Reads over skills that need no joins."""

    def active(self) -> SkillQuerySet:
        """Those that may be tagged and counted."""
        return self.filter(status=Skill.Status.ACTIVE)


class Skill(models.Model):
    """One skill of the Lightcast Open Skills list, or one that curators added.

    What a curator decided holds against later loads of the list: the type (`type_decided`), the status
    (`status_decided`) and the name (then `list_name` keeps the list's own). A skill of one's own has an id that begins
    with OWN_PREFIX, which no list holds.
    """

    OWN_PREFIX = "OWN-"

    class Type(models.TextChoices):
        """Lightcast's types."""

        SPECIALIZED = "specialized", _("Specialised")
        COMMON = "common", _("Common")
        CERTIFICATION = "certification", _("Certification")

    class Status(models.TextChoices):
        """Whether it may be tagged."""

        ACTIVE = "active", _("Active")
        BLOCKED = "blocked", _("Blocked")
        RETIRED = "retired", _("Retired")

    lightcast_id = models.CharField(_("Lightcast id"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=255)
    list_name = models.CharField(
        _("name in the list"),
        max_length=255,
        blank=True,
        editable=False,
        help_text=_("Set where curators prefer another name; both lead to the skill."),
    )
    type = models.CharField(_("type"), max_length=16, choices=Type, default=Type.SPECIALIZED)
    type_decided = models.BooleanField(_("type set by a curator"), default=False, editable=False)
    category = models.ForeignKey(
        SkillCategory, models.SET_NULL, null=True, blank=True, related_name="skills", verbose_name=_("category")
    )
    description = models.TextField(_("description"), blank=True)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.ACTIVE)
    status_decided = models.BooleanField(_("status set by a curator"), default=False, editable=False)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )

    history = HistoricalRecords()
    objects = SkillQuerySet.as_manager()

    if TYPE_CHECKING:
        aliases: RelatedManager[SkillAlias]
        job_skills: RelatedManager[JobSkill]

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ["name"]
        indexes = [models.Index(fields=["name"], name="skill_name"), models.Index(fields=["type"], name="skill_type")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="skill_has_name"),
            models.CheckConstraint(
                condition=Q(type__in=["specialized", "common", "certification"]), name="skill_type_known"
            ),
            models.CheckConstraint(condition=Q(status__in=["active", "blocked", "retired"]), name="skill_status_known"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="skill_not_merged_into_itself"),
            models.CheckConstraint(
                condition=~Q(merged_into__isnull=False, status="active"), name="skill_merged_is_not_active"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the skill's page."""
        return reverse("skills:detail", args=[self.lightcast_id])


class SkillMerge(models.Model):
    """That curators let one skill stand for another, with the tags as they were, so that it can be taken back."""

    skill = models.ForeignKey(Skill, models.CASCADE, related_name="merges", verbose_name=_("skill that went"))
    into = models.ForeignKey(Skill, models.CASCADE, related_name="absorbed", verbose_name=_("skill that stays"))
    skill_status = models.CharField(_("status before"), max_length=16, choices=Skill.Status)
    before = models.JSONField(_("tags before"), default=list, editable=False)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    merged_at = models.DateTimeField(_("merged"), auto_now_add=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge of skills")
        verbose_name_plural = _("merges of skills")
        ordering = ["-merged_at"]

    def __str__(self) -> str:
        return f"{self.skill} → {self.into}"


class SkillAlias(models.Model):
    """Another surface form of a skill, or a form that curators keep from meaning it."""

    class Source(models.TextChoices):
        """Who put it there."""

        TAXONOMY = "taxonomy", _("Taxonomy")
        CURATOR = "curator", _("Curator")

    skill = models.ForeignKey(Skill, models.CASCADE, related_name="aliases", verbose_name=_("skill"))
    form = models.CharField(_("surface form"), max_length=255)
    source = models.CharField(_("source"), max_length=16, choices=Source, default=Source.CURATOR)
    is_blocked = models.BooleanField(
        _("blocked"), default=False, help_text=_("This form never leads to this skill, even where the list says so.")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("surface form")
        verbose_name_plural = _("surface forms")
        ordering = ["form"]
        indexes = [models.Index(fields=["form"], name="alias_form")]
        constraints = [
            models.UniqueConstraint(fields=["skill", "form"], name="alias_once_per_skill"),
            models.CheckConstraint(condition=~Q(form=""), name="alias_has_form"),
            models.CheckConstraint(condition=Q(source__in=["taxonomy", "curator"]), name="alias_source_known"),
        ]

    def __str__(self) -> str:
        return self.form


class JobSkillQuerySet(models.QuerySet["JobSkill"]):
    """Reads over tags."""

    def shown(self) -> JobSkillQuerySet:
        """Those that count: not rejected, and of an active skill."""
        return self.exclude(decision=JobSkill.Decision.REJECTED).filter(skill__status=Skill.Status.ACTIVE)


class JobSkill(models.Model):
    """That a job description asks for a skill: who says so, on what evidence, and what people decided."""

    class Origin(models.TextChoices):
        """Who put it there first."""

        LIGHTCAST = "lightcast", _("Lightcast")
        EMBEDDED = "embedded", _("Built-in engine")
        PERSON = "person", _("Added by hand")

    class Importance(models.TextChoices):
        """How strongly the job asks for it."""

        REQUIRED = "required", _("Required")
        PREFERRED = "preferred", _("Preferred")
        MENTIONED = "mentioned", _("Not set")

    class Decision(models.TextChoices):
        """What a person decided."""

        NONE = "none", _("Suggested")
        CONFIRMED = "confirmed", _("Confirmed")
        REJECTED = "rejected", _("Rejected")

    job = models.ForeignKey(JobDescription, models.CASCADE, related_name="job_skills", verbose_name=_("job"))
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="job_skills", verbose_name=_("skill"))
    confidence = models.FloatField(_("confidence"), null=True, blank=True)
    origin = models.CharField(_("origin"), max_length=16, choices=Origin)
    importance = models.CharField(_("importance"), max_length=16, choices=Importance, default=Importance.MENTIONED)
    importance_decided = models.BooleanField(_("importance set by a person"), default=False)
    evidence = models.JSONField(
        _("evidence"),
        default=list,
        blank=True,
        help_text=_("Where it stands in the job's text: start, end (characters) and phrase of each mention."),
    )
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    engine_version = models.CharField(_("engine version"), max_length=64, blank=True)
    taxonomy_version = models.CharField(_("taxonomy version"), max_length=64, blank=True)
    decision = models.CharField(_("decision"), max_length=16, choices=Decision, default=Decision.NONE)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = JobSkillQuerySet.as_manager()

    class Meta:
        verbose_name = _("job's skill")
        verbose_name_plural = _("jobs' skills")
        ordering = ["-confidence", "id"]
        indexes = [
            models.Index(fields=["skill", "job"], name="job_skill_shown", condition=~Q(decision="rejected")),
            models.Index(fields=["skill", "decision"], name="job_skill_decided", condition=~Q(decision="none")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["job", "skill"], name="job_skill_once"),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
                name="job_skill_confidence_is_probability",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["lightcast", "embedded", "person"]), name="job_skill_origin_known"
            ),
            models.CheckConstraint(
                condition=Q(importance__in=["required", "preferred", "mentioned"]), name="job_skill_importance_known"
            ),
            models.CheckConstraint(
                condition=Q(decision="none", decided_at__isnull=True)
                | Q(decision__in=["confirmed", "rejected"], decided_at__isnull=False),
                name="job_skill_decision_has_time",
            ),
            models.CheckConstraint(condition=~Q(origin="person", decision="none"), name="job_skill_by_hand_is_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.skill} · {self.job}"

    @property
    def is_decided(self) -> bool:
        """Whether a person said anything about it; then no engine takes it away."""
        return self.decision != self.Decision.NONE or self.importance_decided
