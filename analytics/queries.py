"""Every number of the dashboard and of the analytics API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import QueryDict

from jobs.filters import JobFilter
from jobs.models import JobDescription
from skills.models import JobSkill, Skill

TOP_LIMIT = 15
Decision = JobSkill.Decision


@dataclass(frozen=True, slots=True)
class Totals:
    """How much is known.

    Attributes:
        jobs: job descriptions under the filters.
        jobs_with_skills: those with at least one skill.
        skills: different skills.
        tags: job-skill pairs.
        confirmed: pairs that a person confirmed or added.
    """

    jobs: int
    jobs_with_skills: int
    skills: int
    tags: int
    confirmed: int

    @property
    def confirmed_share(self) -> float:
        """Share of the pairs that people confirmed, between 0 and 1."""
        return self.confirmed / self.tags if self.tags else 0.0

    @property
    def coverage(self) -> float:
        """Share of the jobs with at least one skill, between 0 and 1."""
        return self.jobs_with_skills / self.jobs if self.jobs else 0.0

    @property
    def mean_skills(self) -> float:
        """Mean number of skills of a job."""
        return self.tags / self.jobs if self.jobs else 0.0


@dataclass(frozen=True, slots=True)
class SkillCount:
    """One skill with the jobs that ask for it."""

    lightcast_id: str
    name: str
    type: str
    category: str
    jobs: int
    confirmed: int
    share: float

    @property
    def suggested(self) -> int:
        """Jobs for which nobody has confirmed it yet."""
        return self.jobs - self.confirmed


@dataclass(frozen=True, slots=True)
class GroupCount:
    """One type or category with its skills and tags."""

    code: str
    name: str
    skills: int
    tags: int
    share: float


def filtered_jobs(parameters: QueryDict) -> JobFilter:
    """Return the job list's filter over all jobs for the query string `parameters`."""
    return JobFilter(parameters, queryset=JobDescription.objects.all())


def shown_tags(jobs: QuerySet[JobDescription]) -> QuerySet[JobSkill]:
    """Return the tags that count, of `jobs`."""
    tags = JobSkill.objects.shown().order_by()
    if jobs.query.where:
        return tags.filter(job__in=jobs.order_by().values("pk"))
    return tags


def totals(jobs: QuerySet[JobDescription]) -> Totals:
    """Return how much is known of `jobs`."""
    counted = shown_tags(jobs).aggregate(
        jobs_with_skills=Count("job", distinct=True),
        skills=Count("skill", distinct=True),
        tags=Count("pk"),
        confirmed=Count("pk", filter=Q(decision=Decision.CONFIRMED)),
    )
    return Totals(jobs=jobs.order_by().count(), **counted)


def inventory(jobs: QuerySet[JobDescription]) -> QuerySet[Any]:
    """Return each skill that `jobs` ask for, most frequent first, as rows of dictionaries."""
    return (
        shown_tags(jobs)
        .values(
            lightcast_id=F("skill__lightcast_id"),
            name=F("skill__name"),
            type=F("skill__type"),
            category=Coalesce("skill__category__parent__name", "skill__category__name"),
        )
        .annotate(jobs=Count("pk"), confirmed=Count("pk", filter=Q(decision=Decision.CONFIRMED)))
        .order_by("-jobs", "name", "lightcast_id")
    )


def skill_count(row: dict[str, Any], all_jobs: int) -> SkillCount:
    """Return a row of `inventory` with the share of `all_jobs` that ask for the skill."""
    return SkillCount(**{**row, "category": row["category"] or ""}, share=row["jobs"] / all_jobs if all_jobs else 0.0)


def top_skills(jobs: QuerySet[JobDescription], all_jobs: int, limit: int = TOP_LIMIT) -> tuple[SkillCount, ...]:
    """Return the skills that most of `jobs` ask for."""
    return tuple(skill_count(row, all_jobs) for row in inventory(jobs)[:limit])


def types(jobs: QuerySet[JobDescription]) -> tuple[GroupCount, ...]:
    """Return the types of skills with how often each is asked for, in the order of Skill.Type."""
    counted = {
        row["skill__type"]: row
        for row in shown_tags(jobs)
        .values("skill__type")
        .annotate(skills=Count("skill", distinct=True), tags=Count("pk"))
    }
    whole = sum(row["tags"] for row in counted.values())
    return tuple(
        GroupCount(value, str(label), row["skills"], row["tags"], row["tags"] / whole)
        for value, label in Skill.Type.choices
        if (row := counted.get(value))
    )


def categories(jobs: QuerySet[JobDescription], limit: int | None = None) -> tuple[GroupCount, ...]:
    """Return the categories with how often their skills are asked for, most frequent first."""
    rows = list(
        shown_tags(jobs)
        .filter(skill__category__isnull=False)
        .values(
            code=Coalesce("skill__category__parent__code", "skill__category__code"),
            name=Coalesce("skill__category__parent__name", "skill__category__name"),
        )
        .annotate(skills=Count("skill", distinct=True), tags=Count("pk"))
        .order_by("-tags", "name")
    )
    whole = sum(row["tags"] for row in rows)
    return tuple(GroupCount(**row, share=row["tags"] / whole) for row in rows[:limit])


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All numbers that the dashboard shows."""

    filter: JobFilter
    totals: Totals
    top: tuple[SkillCount, ...]
    types: tuple[GroupCount, ...]
    categories: tuple[GroupCount, ...]


def dashboard(parameters: QueryDict) -> Dashboard:
    """Return the dashboard for the query string `parameters`; malformed values are left out and said in the form."""
    job_filter = filtered_jobs(parameters)
    jobs = job_filter.qs if job_filter.form.is_valid() else JobDescription.objects.none()
    counted = totals(jobs)
    return Dashboard(
        filter=job_filter,
        totals=counted,
        top=top_skills(jobs, counted.jobs),
        types=types(jobs),
        categories=categories(jobs, limit=TOP_LIMIT),
    )
