"""What a skill's page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, Q

from jd_platform.numbers import percent
from jobs import columns as job_columns
from jobs.columns.types import Booleans
from skills.models import JobSkill, Skill, Taxonomy
from skills.queries.evidence import Quote, quote
from skills.queries.history import Event, skill_history

DEPARTMENTS_SHOWN = 12
TOGETHER_SHOWN = 10
QUARTERS_SHOWN = 12
EVENTS_SHOWN = 15
LINE_WIDTH, LINE_HEIGHT = 240, 48


@dataclass(frozen=True, slots=True)
class JobWithQuote:
    """A job that asks for a skill, with the sentence that led to it."""

    tag: JobSkill
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months, with the dated jobs of that time and those of them that ask for the skill."""

    year: int
    number: int
    jobs: int
    asking: int

    @property
    def share(self) -> float:
        """Return the share of the jobs that ask for the skill, between 0 and 1."""
        return self.asking / self.jobs if self.jobs else 0.0

    @property
    def percent(self) -> str:
        """Return that share in per cent."""
        return percent(self.share)


@dataclass(frozen=True, slots=True)
class SkillPage:
    """All that a skill's page shows.

    Attributes:
        department_count: departments that ask for it, of which `departments` are the foremost.
        together: Lightcast id, name and number of shared jobs of the skills it goes together with.
        kept_tags: jobs that would ask for it if it were active; 0 where it is.
        reviewed: how often people confirmed and rejected it, as two numbers.
        first_seen: when it was first found in a job that asks for it.
    """

    skill: Skill
    taxonomy: Taxonomy | None
    page: Page[JobSkill]
    jobs: tuple[JobWithQuote, ...]
    departments: tuple[tuple[str, int], ...]
    department_count: int
    together: tuple[tuple[str, str, int], ...]
    quarters: tuple[Quarter, ...]
    aliases: tuple[str, ...]
    stands_for: tuple[Skill, ...]
    kept_tags: int
    reviewed: tuple[int, int]
    first_seen: datetime | None
    history: tuple[Event, ...]

    @property
    def line(self) -> str:
        """Return the points of the line of quarters, as an SVG polyline takes them; empty for fewer than two."""
        if len(self.quarters) < 2:
            return ""
        top = max(quarter.share for quarter in self.quarters) or 1
        step = LINE_WIDTH / (len(self.quarters) - 1)
        return " ".join(
            f"{place * step:.0f},{2 + (LINE_HEIGHT - 4) * (1 - quarter.share / top):.0f}"
            for place, quarter in enumerate(self.quarters)
        )


def skill_page(skill: Skill, page_number: str | None) -> SkillPage:
    """Return a skill's page."""
    tags = JobSkill.objects.shown().filter(skill=skill)
    page = Paginator(tags.select_related("job").order_by("-job__created_at", "-job_id"), settings.PAGE_SIZE).get_page(
        page_number
    )
    facts = JobSkill.objects.filter(skill=skill).aggregate(
        confirmed=Count("pk", filter=Q(decision=JobSkill.Decision.CONFIRMED)),
        rejected=Count("pk", filter=Q(decision=JobSkill.Decision.REJECTED)),
        tags=Count("pk"),
        first=Min("created_at", filter=~Q(decision=JobSkill.Decision.REJECTED)),
    )
    counted = _Counted(skill)
    departments = counted.departments()
    return SkillPage(
        skill=skill,
        taxonomy=Taxonomy.objects.first(),
        page=page,
        jobs=tuple(
            JobWithQuote(tag, quote(tag.job.text, tag.evidence[0]) if tag.evidence else None)
            for tag in page.object_list
        ),
        departments=departments[:DEPARTMENTS_SHOWN],
        department_count=len(departments),
        together=counted.together(),
        quarters=counted.quarters(),
        aliases=tuple(skill.aliases.filter(is_blocked=False).values_list("form", flat=True)),
        stands_for=tuple(skill.merged.order_by("name")),
        kept_tags=0 if skill.status == Skill.Status.ACTIVE else facts["tags"] - facts["rejected"],
        reviewed=(facts["confirmed"], facts["rejected"]),
        first_seen=facts["first"],
        history=skill_history(skill, EVENTS_SHOWN),
    )


class _Counted:
    """What is counted about one skill, over the columns of all jobs."""

    def __init__(self, skill: Skill) -> None:
        self.columns = job_columns.current()
        self.place = self.columns.skills.place(skill.lightcast_id)
        self.asking: Booleans = np.zeros(len(self.columns.jobs), bool)
        if self.place is not None:
            self.asking[self.columns.shown.job[self.columns.shown.skill == self.place]] = True

    def departments(self) -> tuple[tuple[str, int], ...]:
        """Return the departments that ask for it with their number of jobs, the most first."""
        names = self.columns.vocabularies.department.values
        counts = np.bincount(self.columns.jobs.department[self.asking], minlength=len(names))
        found = [(names[code], int(counts[code])) for code in np.flatnonzero(counts) if names[code]]
        return tuple(sorted(found, key=lambda one: (-one[1], one[0])))

    def together(self) -> tuple[tuple[str, str, int], ...]:
        """Return the skills that most of its jobs ask for too: Lightcast id, name, jobs."""
        skills, shown = self.columns.skills, self.columns.shown
        counts = np.bincount(shown.skill[self.asking[shown.job]], minlength=len(skills))
        if self.place is not None:
            counts[self.place] = 0
        found = np.flatnonzero(counts)
        ranked = found[np.lexsort((skills.alphabetical[found], -counts[found]))][:TOGETHER_SHOWN]
        return tuple((skills.lightcast_ids[place], skills.names[place], int(counts[place])) for place in ranked)

    def quarters(self) -> tuple[Quarter, ...]:
        """Return the last quarters in which there are dated jobs, oldest first."""
        dated = self.columns.jobs.dated > 0
        days, back = np.unique(self.columns.jobs.dated[dated], return_inverse=True)
        numbers = np.array([_quarter(date.fromordinal(int(day))) for day in days], np.int64)[back]
        jobs: dict[Any, int] = dict(zip(*(one.tolist() for one in np.unique(numbers, return_counts=True)), strict=True))
        asked = np.unique(numbers[self.asking[dated]], return_counts=True)
        asking = dict(zip(*(one.tolist() for one in asked), strict=True))
        return tuple(
            Quarter(number // 4, number % 4 + 1, jobs[number], asking.get(number, 0))
            for number in sorted(jobs)[-QUARTERS_SHOWN:]
        )


def _quarter(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3
