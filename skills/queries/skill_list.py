"""The skill list: searching it, and what its page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict

from jobs import columns as job_columns
from jobs.columns.skills import TYPES
from jobs.columns.types import Booleans, Integers
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
class Option:
    """One value of a filter, with how many skills it would leave under the other filters."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with its values; those that would leave nothing are left out."""

    name: str
    label: str
    nothing_chosen: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class ListedSkill:
    """A skill with the number of jobs that ask for it."""

    skill: Skill
    jobs: int


@dataclass(frozen=True, slots=True)
class SkillList:
    """All that the skill list shows.

    Attributes:
        is_loaded: whether there is any skill, whatever the filters leave.
    """

    is_loaded: bool
    filter: SkillFilter
    facets: tuple[Facet, ...]
    page: Page[int]
    listed: tuple[ListedSkill, ...]
    page_address: str


def skill_list(parameters: QueryDict) -> SkillList:
    """Return the skill list for the query string `parameters`: those in use first."""
    skill_filter = SkillFilter(parameters, queryset=Skill.objects.order_by())
    columns = _SkillColumns()
    masks = columns.masks(skill_filter)
    found = columns.ranked(np.flatnonzero(np.logical_and.reduce([*masks.values()])))
    page = Paginator(found.tolist(), settings.PAGE_SIZE).get_page(parameters.get("page"))
    keys = [int(columns.skills.keys[place]) for place in page.object_list]
    rows = Skill.objects.select_related("category__parent").in_bulk(keys)
    kept = parameters.copy()
    kept.pop("page", None)
    return SkillList(
        is_loaded=len(columns.skills) > 0,
        filter=skill_filter,
        facets=tuple(columns.facets(skill_filter, masks)),
        page=page,
        listed=tuple(
            ListedSkill(rows[key], int(columns.jobs[place]))
            for key, place in zip(keys, page.object_list, strict=True)
            if key in rows
        ),
        page_address="?" + kept.urlencode(),
    )


class _SkillColumns:
    """The skill list as arrays, one entry for each skill, with the number of jobs that ask for it."""

    def __init__(self) -> None:
        columns = job_columns.current()
        self.skills = columns.skills
        self.jobs: Integers = columns.cached(
            "jobs by skill", lambda: np.bincount(columns.shown.skill, minlength=len(columns.skills))
        )
        self.status = np.where(self.skills.active, 0, 1)
        retired = Skill.objects.filter(status=Skill.Status.RETIRED).values_list("pk", flat=True)
        self.status[self._places(retired)] = 2

    def _places(self, keys: Iterable[int]) -> Integers:
        places = self.skills.places_of_keys(np.fromiter(keys, np.int64))
        return places[places >= 0]

    def masks(self, skill_filter: SkillFilter) -> dict[str, Booleans]:
        """Return, for each filter that is set, which skills it leaves; an invalid form leaves none."""
        masks = {"": np.ones(len(self.skills), bool)}
        if not skill_filter.form.is_valid():
            return {"": np.zeros(len(self.skills), bool)}
        values = skill_filter.form.cleaned_data
        if values["q"]:
            found = skill_filter.search(Skill.objects.order_by(), "q", values["q"])
            masks["q"] = np.zeros(len(self.skills), bool)
            masks["q"][self._places(found.values_list("pk", flat=True))] = True
        for name, chosen in (("type", values["type"]), ("status", values["status"])):
            if chosen:
                masks[name] = self._is(name, chosen)
        if values["category"]:
            masks["category"] = self._is("category", values["category"].code)
        if values["used"] is not None:
            masks["used"] = self._is("used", "true" if values["used"] else "false")
        return masks

    def _is(self, name: str, value: str) -> Booleans:
        if name == "category":
            place = next((place for place, one in enumerate(self.skills.categories) if one.code == value), -2)
            return np.asarray((self.skills.category == place) | (self.skills.field == place))
        if name == "type":
            return np.asarray(self.skills.types == TYPES.index(value))
        if name == "status":
            return np.asarray(self.status == Skill.Status.values.index(value))
        return np.asarray((self.jobs > 0) == (value == "true"))

    def ranked(self, places: Integers) -> Integers:
        """Return the places in the order of the list: most jobs first, then by name."""
        order = np.lexsort((self.skills.alphabetical[places], -self.jobs[places]))
        ranked: Integers = places[order]
        return ranked

    def facets(self, skill_filter: SkillFilter, masks: dict[str, Booleans]) -> Iterable[Facet]:
        """Yield the filters that are chosen from a list of values, each value counted under the other filters."""
        form = skill_filter.form
        for name in ("type", "category", "status", "used"):
            others = np.logical_and.reduce([mask for other, mask in masks.items() if other != name])
            chosen = str(form.data.get(name, ""))
            labels = dict(_values(form.fields[name]))
            options = (
                Option(value, label, int(np.count_nonzero(others & self._is(name, value))), value == chosen)
                for value, label in labels.items()
                if value
            )
            yield Facet(
                name,
                str(form.fields[name].label),
                str(labels.get("", "")),
                tuple(option for option in options if option.count or option.is_chosen),
            )


def _values(field: Any) -> Iterable[tuple[str, str]]:
    """Yield value and label of each choice of a form's field."""
    choices: Callable[[], Iterable[Any]] | Iterable[Any] = getattr(field, "choices", None) or field.widget.choices
    for value, label in choices() if callable(choices) else choices:
        yield str(value), str(label)


def skills_with_use() -> QuerySet[Skill]:
    """Return all skills with the number of jobs that ask for each as `jobs`; nobody asks for one that is not active."""
    tags = JobSkill.objects.shown().filter(skill=OuterRef("pk")).order_by().values("skill")
    jobs = Coalesce(Subquery(tags.annotate(jobs=Count("pk")).values("jobs")), 0)
    return Skill.objects.select_related("category__parent").annotate(jobs=jobs)
