"""The skills of job descriptions as this application sees them: rows reached by their model's name, no import."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

SHORT_OF_CALLS = "quota"
"""Why a search for skills waits when the calls to Lightcast are used up."""


def shown_tags() -> QuerySet[Any]:
    """Return the tags that count: not rejected, and of an active skill."""
    tags: QuerySet[Any] = apps.get_model("skills", "JobSkill").objects.shown()
    return tags


def skills_by_job(job_ids: Iterable[int]) -> dict[int, list[tuple[str, str, str]]]:
    """Return, for each of these jobs, id, name and decision of its skills, the surest first."""
    by_job: dict[int, list[tuple[str, str, str]]] = {job_id: [] for job_id in job_ids}
    tags = shown_tags().filter(job__in=list(by_job)).order_by("-confidence", "skill__name")
    for job_id, *skill in tags.values_list("job_id", "skill__lightcast_id", "skill__name", "decision"):
        by_job[job_id].append((skill[0], skill[1], skill[2]))
    return by_job


def jobs_tagged(lightcast_ids: Iterable[str]) -> QuerySet[Any]:
    """Return the ids of the jobs that carry any of these skills, for use in a filter."""
    return shown_tags().filter(skill__lightcast_id__in=list(lightcast_ids)).order_by().values("job_id")


def jobs_tagged_with_all(lightcast_ids: Iterable[str]) -> QuerySet[Any]:
    """Return the ids of the jobs that carry each of these skills, for use in a filter.

    One subquery, however many skills: PostgreSQL plans a join for each, which dozens of them make take hours.
    """
    wanted = set(lightcast_ids)
    tagged: QuerySet[Any] = jobs_tagged(wanted).annotate(carried=Count("pk")).filter(carried=len(wanted))
    return tagged.values("job_id")


def jobs_with_kind(types: Iterable[str] = (), categories: Iterable[str] = ()) -> QuerySet[Any]:
    """Return the ids of the jobs that carry a skill of any of these types, and of any of these categories.

    Args:
        types: types of skills; none given stands for all.
        categories: codes of categories or subcategories; none given stands for all.
    """
    tags = shown_tags()
    if types:
        tags = tags.filter(skill__type__in=list(types))
    if categories:
        codes = list(categories)
        tags = tags.filter(Q(skill__category__code__in=codes) | Q(skill__category__parent__code__in=codes))
    return tags.order_by().values("job_id")


def jobs_decided(decided: bool) -> QuerySet[Any]:
    """Return the ids of the jobs with a tag that a person confirmed or rejected, or with one that nobody decided."""
    tags = apps.get_model("skills", "JobSkill").objects.filter(skill__status="active").order_by()
    return (tags.exclude(decision="none") if decided else tags.filter(decision="none")).values("job_id")


def skill_types() -> list[tuple[str, Any]]:
    """Return the types of skills with their labels."""
    return list(apps.get_model("skills", "Skill").Type.choices)


def names_of_categories(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of the categories with these codes; a code that none has is left out."""
    wanted = [code for code in codes if code and "\x00" not in code]  # PostgreSQL takes none
    if not wanted:
        return {}
    categories = apps.get_model("skills", "SkillCategory").objects.filter(code__in=wanted)
    return dict(categories.values_list("code", "name"))


def names_of_titles(numbers: Iterable[str]) -> dict[str, str]:
    """Return the names of the standard titles with these numbers; a number that none has is left out."""
    wanted = [number for number in numbers if number.isdecimal() and len(number) < 19]
    if not wanted:
        return {}
    titles = apps.get_model("skills", "StandardTitle").objects.filter(pk__in=wanted)
    return {str(pk): name for pk, name in titles.values_list("pk", "name")}


def names_of_skills(lightcast_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of the skills with these ids; an id that no skill has is left out."""
    wanted = [key for key in lightcast_ids if "\x00" not in key]  # PostgreSQL takes none
    if not wanted:
        return {}
    skills = apps.get_model("skills", "Skill").objects.filter(lightcast_id__in=wanted)
    return dict(skills.values_list("lightcast_id", "name"))


def skills_named(words: str) -> QuerySet[Any]:
    """Return the ids of the active skills whose name or surface form holds `words`, for use in a filter."""
    words = words.replace("\x00", "").strip()
    skills = apps.get_model("skills", "Skill").objects.filter(status="active")
    forms = apps.get_model("skills", "SkillAlias").objects.filter(form__icontains=words, is_blocked=False)
    return skills.filter(Q(name__icontains=words) | Q(pk__in=forms.values("skill"))).values("pk")


def skills_found(job_ids: Iterable[int]) -> dict[int, int]:
    """Return how many skills each job has, for the jobs in which skills have been looked for."""
    jobs = list(job_ids)
    looked_for = apps.get_model("skills", "Extraction").objects.filter(job__in=jobs, state="done").values("job_id")
    counts = dict(shown_tags().filter(job__in=jobs).order_by().values_list("job_id").annotate(Count("pk")))
    return {row["job_id"]: counts.get(row["job_id"], 0) for row in looked_for.distinct()}


def open_searches(job_ids: Iterable[int]) -> dict[int, str]:
    """Return the state of the search for skills, for those of these jobs in which it is under way or tried again."""
    states = ["waiting", "running", "retry"]
    searches = apps.get_model("skills", "Extraction").objects.filter(job__in=list(job_ids), state__in=states)
    return dict(searches.order_by().values_list("job_id", "state"))


def is_searched(*states: str) -> Exists:
    """Return the condition, on rows that have a `job`, that a search for its skills is in one of these states."""
    return Exists(apps.get_model("skills", "Extraction").objects.filter(job=OuterRef("job"), state__in=states))


def is_short_of_calls() -> Exists:
    """Return the condition, on rows that have a `job`, that the search for its skills waits for calls to Lightcast."""
    return Exists(_searches_short_of_calls())


def asked_again_at() -> Subquery:
    """Return when Lightcast is asked again about the `job` of rows, where that waits for calls to it."""
    return Subquery(_searches_short_of_calls().order_by("next_attempt_at").values("next_attempt_at")[:1])


def _searches_short_of_calls() -> QuerySet[Any]:
    searches = apps.get_model("skills", "Extraction").objects.filter(job=OuterRef("job"), state="retry")
    return searches.filter(error_code=SHORT_OF_CALLS).order_by()


def is_without_skills() -> Q:
    """Return the condition, on rows that have a `job`, that skills were looked for in it and none were found."""
    return Q(is_searched("done")) & ~Q(Exists(shown_tags().filter(job=OuterRef("job"))))


def searches_open() -> QuerySet[Any]:
    """Return the ids of the jobs whose search for skills is under way, or is to be tried again, for use in a filter."""
    states = ["waiting", "running", "retry"]
    return apps.get_model("skills", "Extraction").objects.filter(state__in=states).order_by().values("job_id")


def searches_failed() -> QuerySet[Any]:
    """Return the ids of the jobs whose last search for skills failed, for use in a filter."""
    searches = apps.get_model("skills", "Extraction").objects.order_by()
    later = searches.filter(job=OuterRef("job"), pk__gt=OuterRef("pk"))
    return searches.filter(~Exists(later), state="failed").values("job_id")
