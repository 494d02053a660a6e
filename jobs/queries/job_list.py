"""The job list: its filters with their counts, its rows, and the addresses that it consists of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.filters import REVIEW, STANDARD_TITLE, JobFilter
from jobs.models import JobDescription, Language
from jobs.queries.addresses import FIND_SKILL, address, toggled
from jobs.queries.chips import Chip, active_filters
from jobs.tags import names_of_skills, review_counts, shown_tags, skills_by_job, skills_named

FACET_OPTIONS_SHOWN = 8
OPEN_FACETS = ("skill", "department")
SKILLS_LISTED = 40
REVIEW_COUNTED = 5000  # with more jobs than this, how far their review has come is not counted
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


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter group.

    Attributes:
        value: what goes into the address.
        label: what people read.
        count: jobs it leads to under the current filters; None where counting would take too long.
        selected: whether it is chosen now.
        address: the list's query string with this choice turned round.
    """

    value: str
    label: str
    count: int | None
    selected: bool
    address: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One group of filter choices."""

    name: str
    label: str
    options: tuple[Option, ...]

    @property
    def is_open(self) -> bool:
        """Whether the group is shown unfolded: the two most used, and those with a choice made."""
        return self.name in OPEN_FACETS or any(option.selected for option in self.options)

    @property
    def first(self) -> tuple[Option, ...]:
        """Options shown at once: the selected ones and the most frequent."""
        return self.options[:FACET_OPTIONS_SHOWN]

    @property
    def rest(self) -> tuple[Option, ...]:
        """Options behind "Show all"."""
        return self.options[FACET_OPTIONS_SHOWN:]


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
            return ngettext("%(count)d job", "%(count)d jobs", found) % {"count": found}
        return _("%(found)d of %(total)d jobs") % {"found": found, "total": self.total}


def job_list(parameters: QueryDict) -> JobList:
    """Return the job list for the query string `parameters`; unknown or malformed values are left out."""
    everything = JobDescription.objects.all()
    job_filter = JobFilter(parameters, queryset=everything)
    found = job_filter.qs if job_filter.form.is_valid() else everything.none()
    sort = parameters.get("sort", "newest")
    if sort not in SORT_ORDERS:
        sort = "newest"
    ordered = found.order_by(*SORT_ORDERS[sort]).defer("text").select_related("standard_title__standard_title")
    page = Paginator(ordered, settings.PAGE_SIZE).get_page(parameters.get("page"))
    skill_names = names_of_skills([*parameters.getlist("skill"), *parameters.getlist("without")])
    chips = tuple(active_filters(parameters, skill_names))
    return JobList(
        filter=job_filter,
        page=page,
        rows=tuple(job_rows(page.object_list)),
        facets=tuple(_facets(found, page.paginator.count, parameters, skill_names)),
        chips=chips,
        sort=sort,
        total=everything.count(),
        without_filters=_without_filters(parameters),
        relaxations=_relaxations([*_words_chip(parameters), *chips]) if not page.object_list else (),
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


def _relaxations(chips: Iterable[Chip]) -> tuple[tuple[Chip, int], ...]:
    """Return, for each active filter, how many jobs would be found without it."""
    relaxed = []
    for chip in chips:
        job_filter = JobFilter(QueryDict(chip.address.removeprefix("?")), queryset=JobDescription.objects.all())
        if job_filter.form.is_valid() and (count := job_filter.qs.count()):
            relaxed.append((chip, count))
    return tuple(relaxed)


def _facets(
    found: QuerySet[JobDescription], jobs: int, parameters: QueryDict, skill_names: dict[str, str]
) -> Iterable[Facet]:
    """Yield the filter groups with their counts over `found`, which holds this many `jobs`."""
    counted = _skill_counts(found, parameters.get(FIND_SKILL, ""))
    listed = {lightcast_id for lightcast_id, _name, _count in counted}
    chosen = [(key, name, 0) for key, name in skill_names.items() if key not in listed]
    wanted, unwanted = set(parameters.getlist("skill")), set(parameters.getlist("without"))
    skills = [*counted, *(row for row in chosen if row[0] in wanted)]
    yield _facet("skill", _("Skills"), skills, parameters)
    left_out = [(key, name, jobs - count) for key, name, count in counted if count < jobs and key not in wanted]
    left_out += [(key, name, jobs) for key, name, _none in chosen if key in unwanted]
    yield _facet("without", _("Without skills"), left_out, parameters)
    for name, label, choices in (
        ("department", _("Department"), {}),
        ("classification", _("Classification"), {}),
        ("language", _("Language"), dict(Language.choices)),
        ("status", _("Status"), dict(JobDescription.Status.choices)),
    ):
        counts = (
            found.order_by().exclude(**{name: ""}).values_list(name).annotate(jobs=Count("pk")).order_by("-jobs", name)
        )
        rows = [(value, str(choices.get(value, value)), count) for value, count in counts[:60]]
        listed = {value for value, _label, _count in rows}
        rows += [
            (value, str(choices.get(value, value)), 0)
            for value in parameters.getlist(name)
            if value and value not in listed
        ]
        yield _facet(name, label, rows, parameters)
    yield _facet("review", _("Review"), _review_options(found, jobs, parameters), parameters)
    yield _facet("standard_title", _("Standard title"), _standard_title_options(found, parameters), parameters)


def _skill_counts(found: QuerySet[JobDescription], words: str) -> list[tuple[str, str, int]]:
    """Return id, name and number of jobs of the most frequent skills, of those that `words` find if any are given."""
    tags = shown_tags().filter(job__in=found.order_by().values("pk"))
    if words.strip():
        tags = tags.filter(skill__in=skills_named(words))
    counts = tags.values_list("skill__lightcast_id", "skill__name").annotate(jobs=Count("job"))
    return list(counts.order_by("-jobs", "skill__name")[:SKILLS_LISTED])


def _review_options(
    found: QuerySet[JobDescription], jobs: int, parameters: QueryDict
) -> list[tuple[str, str, int | None]]:
    chosen = parameters.getlist("review")
    if jobs > REVIEW_COUNTED:
        return [(value, str(label), None) for value, label in REVIEW]
    counts = review_counts(found.order_by().values("pk"))
    return [(value, str(label), counts[value]) for value, label in REVIEW if counts[value] or value in chosen]


def _standard_title_options(found: QuerySet[JobDescription], parameters: QueryDict) -> list[tuple[str, str, int]]:
    counted = found.order_by().aggregate(jobs=Count("pk", distinct=True), titled=Count("standard_title", distinct=True))
    counts = {"with": counted["titled"], "without": counted["jobs"] - counted["titled"]}
    chosen = parameters.getlist("standard_title")
    return [(value, str(label), counts[value]) for value, label in STANDARD_TITLE if counts[value] or value in chosen]


def _facet(name: str, label: str, rows: Sequence[tuple[str, str, int | None]], parameters: QueryDict) -> Facet:
    chosen = set(parameters.getlist(name))
    options = [
        Option(value, text, count, value in chosen, toggled(parameters, name, value)) for value, text, count in rows
    ]
    return Facet(name, label, tuple(sorted(options, key=lambda option: not option.selected)))


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


def departments() -> QuerySet[JobDescription, str]:
    """Return the department names in use, in order."""
    return (
        JobDescription.objects.exclude(department="")
        .order_by("department")
        .values_list("department", flat=True)
        .distinct()
    )
