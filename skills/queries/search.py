"""What the search box on every page finds: jobs, skills and standard titles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, QuerySet, When

from jobs.models import JobDescription
from jobs.search import fold, search_jobs
from skills.models import JobSkill, Skill, StandardTitle
from skills.queries.skill_list import search_skills

FOUND_SHOWN = 8
FEWEST_CHARACTERS = 2


@dataclass(frozen=True, slots=True)
class FoundSkill:
    """A skill that was found, and how many jobs ask for it."""

    skill: Skill
    jobs: int


@dataclass(frozen=True, slots=True)
class SearchResults:
    """What was found, the first of each kind, and how much there is of it.

    Attributes:
        words: what was searched for.
        jobs: job descriptions that hold all of the words, those with the words in their title first.
        jobs_found: how many they are.
        skills: active skills whose name or surface form holds the words, the most asked for first.
        skills_found: how many they are.
        titles: standard titles that jobs carry, each with the number of them as `jobs`.
        titles_found: how many they are.
    """

    words: str
    jobs: tuple[JobDescription, ...] = ()
    jobs_found: int = 0
    skills: tuple[FoundSkill, ...] = ()
    skills_found: int = 0
    titles: tuple[StandardTitle, ...] = ()
    titles_found: int = 0

    @property
    def is_too_short(self) -> bool:
        """Whether there is too little to search for."""
        return len(self.words) < FEWEST_CHARACTERS

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.jobs_found or self.skills_found or self.titles_found)

    @property
    def suggested(self) -> int:
        """How many of what was found are shown."""
        return len(self.jobs) + len(self.skills) + len(self.titles)


def search_everything(words: str, *, shown: int = FOUND_SHOWN) -> SearchResults:
    """Return what `words` find, at most `shown` of each kind; nothing for fewer than two characters."""
    words = " ".join(words.replace("\x00", " ").split())
    if len(words) < FEWEST_CHARACTERS:
        return SearchResults(words)
    jobs = search_jobs(JobDescription.objects.all(), words)
    in_title = Case(When(title__icontains=words, then=0), default=1)
    skills = search_skills(words)
    titles = _titles(words)
    return SearchResults(
        words=words,
        jobs=tuple(jobs.defer("text").order_by(in_title, "-created_at", "-id")[:shown]),
        jobs_found=jobs.count(),
        skills=tuple(_most_used(skills, shown)),
        skills_found=skills.count(),
        titles=tuple(titles[:shown]),
        titles_found=len(titles),
    )


def _most_used(skills: QuerySet[Skill], shown: int) -> Iterable[FoundSkill]:
    """Yield the first of `skills`: those that most jobs ask for, then the others in their own order."""
    tags = JobSkill.objects.shown().filter(skill__in=skills.order_by().values("pk")).order_by()
    counts = dict(tags.values_list("skill").annotate(jobs=Count("pk")).order_by("-jobs")[:shown])
    used = Skill.objects.in_bulk(counts)
    yield from (FoundSkill(used[key], jobs) for key, jobs in counts.items())
    if len(counts) < shown:
        yield from (FoundSkill(skill, 0) for skill in skills.exclude(pk__in=counts)[: shown - len(counts)])


def _titles(words: str) -> list[StandardTitle]:
    """Return the titles in use whose English or French name holds each of the words; there are never very many."""
    wanted = fold(words).split()
    used = StandardTitle.objects.filter(job_titles__isnull=False).annotate(jobs=Count("job_titles"))
    return [
        title
        for title in used.order_by("-jobs", "name")
        if all(word in fold(f"{title.name} {title.name_fr}") for word in wanted)
    ]
