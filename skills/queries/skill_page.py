"""What a skill's page shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count

from skills.models import JobSkill, Skill
from skills.queries.evidence import Quote, quote


@dataclass(frozen=True, slots=True)
class JobWithQuote:
    """A job that asks for a skill, with the sentence that led to it."""

    tag: JobSkill
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class SkillPage:
    """All that a skill's page shows."""

    skill: Skill
    page: Page[JobSkill]
    jobs: tuple[JobWithQuote, ...]
    departments: tuple[tuple[str, int], ...]
    together: tuple[tuple[str, str, int], ...]
    aliases: tuple[str, ...]


def skill_page(skill: Skill, page_number: str | None) -> SkillPage:
    """Return a skill's page."""
    tags = JobSkill.objects.shown().filter(skill=skill)
    page = Paginator(tags.select_related("job").order_by("-job__created_at", "-job_id"), settings.PAGE_SIZE).get_page(
        page_number
    )
    departments = (
        tags.order_by()
        .exclude(job__department="")
        .values_list("job__department")
        .annotate(jobs=Count("pk"))
        .order_by("-jobs", "job__department")[:12]
    )
    together = (
        JobSkill.objects.shown()
        .filter(job__in=tags.order_by().values("job"))
        .exclude(skill=skill)
        .order_by()
        .values_list("skill__lightcast_id", "skill__name")
        .annotate(jobs=Count("pk"))
        .order_by("-jobs", "skill__name")[:10]
    )
    return SkillPage(
        skill=skill,
        page=page,
        jobs=tuple(
            JobWithQuote(tag, quote(tag.job.text, tag.evidence[0]) if tag.evidence else None)
            for tag in page.object_list
        ),
        departments=tuple(departments),
        together=tuple(together),
        aliases=tuple(skill.aliases.filter(is_blocked=False).values_list("form", flat=True)),
    )
