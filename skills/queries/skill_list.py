"""The skill list: searching it, and what its page shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import QueryDict

from jobs.models import JobDescription
from skills.filters import SkillFilter
from skills.models import JobSkill, Skill

Decision = JobSkill.Decision


def skills_to_add(job: JobDescription, words: str, limit: int = 8) -> QuerySet[Skill]:
    """Return active skills whose name or surface form holds `words`, best match first, that the job lacks."""
    words = words.replace("\x00", "").strip()
    if len(words) < 2:
        return Skill.objects.none()
    return search_skills(words).exclude(job_skills__in=job.job_skills.exclude(decision=Decision.REJECTED))[:limit]


def search_skills(words: str) -> QuerySet[Skill]:
    """Return active skills whose name or surface form holds `words`: those that begin with it first."""
    return (
        Skill.objects.active()
        .filter(Q(name__icontains=words) | Q(aliases__form__icontains=words, aliases__is_blocked=False))
        .select_related("category")
        .annotate(begins=Count("pk", filter=Q(name__istartswith=words), distinct=True))
        .order_by("-begins", "name")
        .distinct()
    )


@dataclass(frozen=True, slots=True)
class SkillList:
    """All that the skill list shows."""

    filter: SkillFilter
    page: Page[Skill]
    page_address: str


def skill_list(parameters: QueryDict) -> SkillList:
    """Return the skill list for the query string `parameters`: those in use first."""
    skill_filter = SkillFilter(parameters, queryset=skills_with_use())
    found = skill_filter.qs if skill_filter.form.is_valid() else skills_with_use().none()
    page = Paginator(found.order_by(F("jobs").desc(), "name"), settings.PAGE_SIZE).get_page(parameters.get("page"))
    kept = parameters.copy()
    kept.pop("page", None)
    return SkillList(skill_filter, page, "?" + kept.urlencode())


def skills_with_use() -> QuerySet[Skill]:
    """Return all skills with the number of jobs that ask for each as `jobs`."""
    return Skill.objects.select_related("category__parent").annotate(
        jobs=Count("job_skills", filter=~Q(job_skills__decision=Decision.REJECTED))
    )
