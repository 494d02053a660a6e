"""The job list: its filters with their counts, its rows, and the addresses that it consists of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs import columns
from jobs.columns import Columns
from jobs.columns.filtering import all_of, filter_masks, jobs_chosen
from jobs.columns.ordering import in_order
from jobs.columns.types import Integers
from jobs.filters import JobFilter
from jobs.models import JobDescription
from jobs.queries.addresses import FIND_SKILL, address, bounded
from jobs.queries.chips import Chip, active_filters
from jobs.queries.facets import Facet, facets
from jobs.tags import names_of_skills, skills_by_job

TAGS_PER_ROW = 5

SORT_ORDERS = {
    "newest": ("-created_at", "-id"),
    "oldest": ("created_at", "id"),
    "title": ("title", "id"),
    "-title": ("-title", "-id"),
    "department": ("department", "title", "id"),
    "-department": ("-department", "title", "id"),
    "date": ("effective_date", "id"),
    "-date": ("-effective_date", "-id"),
}


class FoundJobs(Sequence[JobDescription]):
    """The jobs that were found, in order; those of a page are read when the page is made."""

    def __init__(self, keys: Integers) -> None:
        """Keep the primary keys."""
        self._keys = keys

    def __len__(self) -> int:
        return len(self._keys)

    @overload
    def __getitem__(self, index: int) -> JobDescription: ...
    @overload
    def __getitem__(self, index: slice) -> list[JobDescription]: ...
    def __getitem__(self, index: int | slice) -> JobDescription | list[JobDescription]:
        jobs = JobDescription.objects.defer("text").select_related("standard_title__standard_title")
        if isinstance(index, int):
            return jobs.get(pk=int(self._keys[index]))
        keys = self._keys[index].tolist()
        found = jobs.in_bulk(keys)
        return [found[key] for key in keys if key in found]


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job of the list with its leading skills."""

    job: JobDescription
    skills: tuple[tuple[str, str], ...]
    more_skills: int
    confirmed: int = 0

    @property
    def all_skills(self) -> int:
        """How many skills the job has."""
        return len(self.skills) + self.more_skills

    @property
    def standard_title(self) -> str:
        """Return the name of the standard title that the job carries, unless the written title says the same."""
        carried = getattr(self.job, "standard_title", None)
        names = (carried.shown.name, carried.shown.other) if carried else ("",)
        return "" if self.job.title.casefold() in map(str.casefold, names) else names[0]

    @property
    def standard_title_language(self) -> str:
        """Return the language of that name."""
        return str(self.job.standard_title.shown.language)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list.

    Attributes:
        label: its heading.
        address: the list sorted by it, the other way round when it is already; empty when it cannot be sorted by.
        direction: "ascending", "descending", or empty when the list is not sorted by it.
    """

    label: str
    address: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class JobList:
    """All that the job list shows."""

    filter: JobFilter
    page: Page[JobDescription]
    rows: tuple[JobRow, ...]
    facets: tuple[Facet, ...]
    chips: tuple[Chip, ...]
    sort: str
    total: int
    without_filters: str
    relaxations: tuple[tuple[Chip, int], ...]
    page_address: str
    columns: tuple[Column, ...]
    kept: dict[str, list[str]]
    find_skill: str = ""

    @property
    def sentence(self) -> str:
        """Return how many jobs are shown, of how many."""
        found = self.page.paginator.count
        if found == self.total:
            return ngettext("%(count)s job", "%(count)s jobs", found) % {"count": intcomma(found)}
        return _("%(found)s of %(total)s jobs") % {"found": intcomma(found), "total": intcomma(self.total)}


def job_list(parameters: QueryDict) -> JobList:
    """Return the job list for the query string `parameters`; unknown or malformed values are left out."""
    counted = columns.current()
    job_filter = JobFilter(parameters, queryset=JobDescription.objects.all())
    masks = filter_masks(counted, job_filter)
    chosen = all_of(masks)
    parameters = bounded(parameters)
    sort = parameters.get("sort", "newest")
    if sort not in SORT_ORDERS:
        sort = "newest"
    page = Paginator(FoundJobs(in_order(counted, sort, chosen)), settings.PAGE_SIZE).get_page(parameters.get("page"))
    skill_names = names_of_skills([*parameters.getlist("skill"), *parameters.getlist("without")])
    chips = tuple(active_filters(parameters, skill_names))
    return JobList(
        filter=job_filter,
        page=page,
        rows=tuple(job_rows(page.object_list)),
        facets=tuple(facets(counted, job_filter, masks, parameters, skill_names)),
        chips=chips,
        sort=sort,
        total=len(counted.jobs),
        without_filters=_without_filters(parameters),
        relaxations=_relaxations(counted, [*_words_chip(parameters), *chips]) if not page.object_list else (),
        page_address=address(parameters),
        columns=tuple(_columns(parameters, sort)),
        kept={name: parameters.getlist(name) for name in ("type", "category", "batch", "standard_title_id")},
        find_skill=parameters.get(FIND_SKILL, ""),
    )


def _columns(parameters: QueryDict, sort: str) -> Iterable[Column]:
    for label, ascending, descending in (
        (_("Title"), "title", "-title"),
        (_("Department"), "department", "-department"),
        (_("Skills"), "", ""),
        (_("Review"), "", ""),
        (_("Date"), "date", "-date"),
    ):
        if not ascending:
            yield Column(label)
            continue
        turned = parameters.copy()
        turned["sort"] = descending if sort == ascending else ascending
        direction = {ascending: "ascending", descending: "descending"}.get(sort, "")
        yield Column(label, address(turned), direction)


def _without_filters(parameters: QueryDict) -> str:
    kept = QueryDict(mutable=True)
    for name in ("q", "sort"):
        if parameters.get(name):
            kept[name] = str(parameters[name])
    return address(kept)


def _words_chip(parameters: QueryDict) -> Iterable[Chip]:
    words = parameters.get("q", "").strip()
    if words:
        rest = parameters.copy()
        del rest["q"]
        yield Chip(_("%(filter)s: %(value)s") % {"filter": _("Search"), "value": words}, address(rest))


def _relaxations(counted: Columns, chips: Iterable[Chip]) -> tuple[tuple[Chip, int], ...]:
    """Return, for each active filter, how many jobs would be found without it."""
    relaxed = []
    for chip in chips:
        job_filter = JobFilter(QueryDict(chip.address.removeprefix("?")), queryset=JobDescription.objects.all())
        chosen = jobs_chosen(counted, job_filter)
        if count := len(counted.jobs) if chosen is None else int(chosen.sum()):
            relaxed.append((chip, count))
    return tuple(relaxed)


def job_rows(jobs: Iterable[JobDescription]) -> Iterable[JobRow]:
    """Yield each of `jobs` with its leading skills, read with one query for all."""
    jobs = list(jobs)
    by_job = skills_by_job(job.pk for job in jobs)
    for job in jobs:
        skills = by_job[job.pk]
        yield JobRow(
            job=job,
            skills=tuple((lightcast_id, name) for lightcast_id, name, _decision in skills[:TAGS_PER_ROW]),
            more_skills=max(0, len(skills) - TAGS_PER_ROW),
            confirmed=sum(decision == "confirmed" for _id, _name, decision in skills),
        )


def departments() -> list[str]:
    """Return the department names in use, in order."""
    return _in_use("department")


def classifications() -> list[str]:
    """Return the classifications in use, in order."""
    return _in_use("classification")


def _in_use(name: str) -> list[str]:
    counted = columns.current()
    words = getattr(counted.vocabularies, name)
    ranks = words.ranks()
    codes = np.flatnonzero(np.bincount(getattr(counted.jobs, name), minlength=len(words))).tolist()
    return [words.values[code] for code in sorted(codes, key=lambda code: int(ranks[code])) if words.values[code]]
