"""Standard titles for many jobs at once: which titles have none, grouped by what would be recorded for them.

The built-in list answers here, from the written title alone: it costs nothing, so that hundreds can be looked through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Min, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jd_platform.numbers import percent, whole_percent
from jobs.models import JobDescription
from skills import services, wording
from skills.engines.embedded.engine import standardise
from skills.models import TitleRun
from skills.titles import Choice, closeness

TITLES_AT_ONCE = 1000
"""How many different titles are looked at, the most frequent first."""
LEAST_OFFERED = 0.25
"""A title that is less likely than this is no match: nobody should have to weed such out of a group."""
RUNS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which titles are wanted, and in which order.

    Attributes:
        words: what must stand in the title as written.
        department: of the jobs; empty for all.
        least: how sure the suggestion must be, in per cent, or None where any that is offered will do.
        order: "sure", "jobs" or "title".
        unmatched: whether the titles for which nothing fits are wanted instead.
    """

    words: str = ""
    department: str = ""
    least: int | None = None
    order: str = "sure"
    unmatched: bool = False

    def jobs(self) -> QuerySet[JobDescription]:
        """Return the jobs without a standard title that have such titles, however sure the suggestions are."""
        jobs = JobDescription.objects.filter(standard_title__isnull=True)
        if self.words:
            jobs = jobs.filter(title__icontains=self.words)
        return jobs.filter(department=self.department) if self.department else jobs


@dataclass(frozen=True, slots=True)
class WrittenTitle:
    """A title as written, with what would be recorded for the jobs that have it.

    Attributes:
        title: as written.
        jobs: how many jobs have it.
        example: primary key of one of them.
        choice: what would be recorded, or None when nothing fits.
    """

    title: str
    jobs: int
    example: int
    choice: Choice | None

    @property
    def offer(self) -> str:
        """Return title and suggestion as the form carries them, so that what is recorded is what was seen."""
        return f"{self.example} {self.choice.title_id if self.choice else ''}"

    @property
    def confidence(self) -> float:
        """Return how sure the suggestion is, between 0 and 1."""
        return (self.choice.confidence or 0.0) if self.choice else 0.0

    @property
    def percent(self) -> str:
        """Return the confidence in per cent, as people see it."""
        return percent(self.confidence)

    @property
    def closeness(self) -> str:
        """Return the confidence in words."""
        return closeness(self.confidence)

    @property
    def reason(self) -> str:
        """Return why it is suggested, in the reader's language."""
        return wording.reason(self.choice.reason) if self.choice else ""


@dataclass(frozen=True, slots=True)
class TitleGroup:
    """Written titles for which the same standard title would be recorded, in the order that is wanted."""

    choice: Choice
    titles: tuple[WrittenTitle, ...]

    @property
    def jobs(self) -> int:
        """Return how many jobs have one of the titles."""
        return sum(one.jobs for one in self.titles)

    @property
    def confidence(self) -> float:
        """Return how sure the surest suggestion is, between 0 and 1."""
        return max(one.confidence for one in self.titles)


# In which order groups stand, and titles within a group or without a match.
GROUP_ORDERS: dict[str, Callable[[TitleGroup], Any]] = {
    "sure": lambda group: (-group.confidence, -group.jobs, group.choice.name),
    "jobs": lambda group: (-group.jobs, -group.confidence, group.choice.name),
    "title": lambda group: group.choice.shown.name.casefold(),
}
TITLE_ORDERS: dict[str, Callable[[WrittenTitle], Any]] = {
    "sure": lambda one: (-one.confidence, -one.jobs, one.title),
    "jobs": lambda one: (-one.jobs, -one.confidence, one.title),
    "title": lambda one: one.title.casefold(),
}


@dataclass(frozen=True, slots=True)
class TitlesPage:
    """All that the page for many shows.

    Attributes:
        page: groups, or titles that nothing fits, as wanted.
        standards: how many different standard titles the groups hold.
        titles: how many different written titles are listed, over all pages.
        jobs: how many jobs have one of these.
        matched: how many titles have a suggestion that is sure enough.
        unmatched: for how many titles nothing fits.
        all_jobs: how many jobs carry no standard title, whatever is wanted.
        all_titles: how many different titles these have.
        runs: what was recorded at once, at most the `RUNS_SHOWN` latest, the latest first.
    """

    page: Page[Any]
    standards: int
    titles: int
    jobs: int
    matched: int
    unmatched: int
    all_jobs: int
    all_titles: int
    runs: tuple[TitleRun, ...]

    @property
    def sentence(self) -> str:
        """Return how much is left to do."""
        jobs = ngettext(
            "%(count)s job carries no standard title", "%(count)s jobs carry no standard title", self.all_jobs
        ) % {"count": intcomma(self.all_jobs)}
        return _("%(jobs)s: %(titles)s.") % {"jobs": jobs, "titles": _different_titles(self.all_titles)}

    @property
    def listed(self) -> str:
        """Return what is listed, over all pages."""
        jobs = ngettext("%(count)s job", "%(count)s jobs", self.jobs) % {"count": intcomma(self.jobs)}
        return _("%(titles)s in %(jobs)s") % {"titles": _different_titles(self.titles), "jobs": jobs}


def _different_titles(count: int) -> str:
    return ngettext("%(count)s different title", "%(count)s different titles", count) % {"count": intcomma(count)}


def titles_page(wanted: Wanted, number: str | None = None) -> TitlesPage:
    """Return page `number` of the titles that are wanted, among those of jobs that carry no standard title."""
    looked_at = sorted(_looked_at(_different(wanted.jobs())[:TITLES_AT_ONCE]), key=TITLE_ORDERS[wanted.order])
    unmatched = [one for one in looked_at if not one.choice]
    matched = [one for one in looked_at if _is_sure(one, wanted.least)]
    groups = sorted(_grouped(matched), key=GROUP_ORDERS[wanted.order])
    listed = unmatched if wanted.unmatched else matched
    rows: Sequence[Any] = unmatched if wanted.unmatched else groups
    whole = Wanted().jobs().aggregate(jobs=Count("pk"), titles=Count("title", distinct=True))
    return TitlesPage(
        page=Paginator(rows, settings.PAGE_SIZE).get_page(number),
        standards=len(groups),
        titles=len(listed),
        jobs=sum(one.jobs for one in listed),
        matched=len(matched),
        unmatched=len(unmatched),
        all_jobs=whole["jobs"],
        all_titles=whole["titles"],
        runs=_runs(),
    )


def departments() -> list[str]:
    """Return the departments of the jobs that carry no standard title, in order."""
    names = Wanted().jobs().exclude(department="").order_by("department")
    return list(names.values_list("department", flat=True).distinct())


def apply_offered(*, offers: Sequence[str], wanted: Wanted, user: User) -> TitleRun | None:
    """Record for each of `offers`, as `WrittenTitle.offer` writes them, what was offered.

    Returns:
        What was recorded, or None when nothing is left to record: what would be offered by now is not what was seen.
    """
    pairs = (offer.split(" ", 1) for offer in offers[:TITLES_AT_ONCE] if " " in offer)
    seen = {int(one): title_id for one, title_id in pairs if one.isascii() and one.isdigit() and len(one) < 19}
    title_ids = {
        title: seen[number] for number, title in JobDescription.objects.filter(pk__in=seen).values_list("pk", "title")
    }
    rows = _different(wanted.jobs().filter(title__in=title_ids))
    return _apply(
        (one for one in _looked_at(rows) if one.choice and one.choice.title_id == title_ids.get(one.title)),
        wanted,
        user,
    )


def apply_group(*, title_id: str, wanted: Wanted, user: User) -> TitleRun | None:
    """Record the standard title `title_id` for all titles that are wanted and for which it is offered.

    Returns:
        What was recorded, or None when nothing is left to record.
    """
    matched = _matched(wanted)
    return _apply((one for one in matched if one.choice and one.choice.title_id == title_id), wanted, user)


def apply_wanted(*, wanted: Wanted, user: User) -> TitleRun | None:
    """Record what is offered for all titles that are wanted, at most `TITLES_AT_ONCE` of them.

    Returns:
        What was recorded, or None when nothing is sure enough.
    """
    return _apply(_matched(wanted), wanted, user)


def apply_choice(*, title: str, choice: Choice, wanted: Wanted, user: User) -> TitleRun | None:
    """Record what a person chose for the jobs that are wanted and have this written title.

    Returns:
        What was recorded, or None when no such job is left.
    """
    jobs = wanted.jobs().filter(title=title).values_list("pk", flat=True)
    return services.apply_titles(choices=dict.fromkeys(jobs, choice), user=user) if jobs else None


def _matched(wanted: Wanted) -> list[WrittenTitle]:
    looked_at = _looked_at(_different(wanted.jobs())[:TITLES_AT_ONCE])
    return [one for one in looked_at if _is_sure(one, wanted.least)]


def _is_sure(one: WrittenTitle, least: int | None) -> bool:
    """Return whether something is suggested for a title, and is at least so many whole per cent sure."""
    return one.choice is not None and whole_percent(one.confidence) >= (least or 0)


def _grouped(titles: Iterable[WrittenTitle]) -> list[TitleGroup]:
    by_standard: dict[str, list[WrittenTitle]] = {}
    choices: dict[str, Choice] = {}
    for one in titles:
        if one.choice:
            choices.setdefault(one.choice.title_id, one.choice)
            by_standard.setdefault(one.choice.title_id, []).append(one)
    return [TitleGroup(choices[title_id], tuple(own)) for title_id, own in by_standard.items()]


def _different(jobs: QuerySet[JobDescription]) -> QuerySet[Any, Any]:
    """Return the different titles of `jobs`, the most frequent first, with the number of jobs and one of them."""
    rows = jobs.order_by().values("title").annotate(jobs=Count("pk"), example=Min("pk"))
    return rows.order_by("-jobs", "title")


def _looked_at(rows: Iterable[dict[str, Any]]) -> list[WrittenTitle]:
    """Return each of `rows` with what would be recorded for it."""
    rows = list(rows)
    found = []
    for row, suggested in zip(rows, standardise(row["title"] for row in rows), strict=True):
        best = next((one for one in suggested.suggestions if one.confidence >= LEAST_OFFERED), None)
        choice = Choice.of(best, suggested.parts) if best else None
        found.append(WrittenTitle(row["title"], row["jobs"], row["example"], choice))
    return found


def _apply(titles: Iterable[WrittenTitle], wanted: Wanted, user: User) -> TitleRun | None:
    choices = {one.title: one.choice for one in titles if one.choice}
    found = wanted.jobs().filter(title__in=choices).order_by("pk").values_list("pk", "title")
    jobs = {pk: choices[title] for pk, title in found}
    return services.apply_titles(choices=jobs, user=user) if jobs else None


def _runs() -> tuple[TitleRun, ...]:
    """Return the latest runs, each with the first and the last name, in order, of what it recorded."""
    runs = TitleRun.objects.select_related("applied_by", "undone_by").annotate(
        first_name=Min("job_titles__standard_title__name"), last_name=Max("job_titles__standard_title__name")
    )
    return tuple(runs.order_by("-applied_at", "-pk")[:RUNS_SHOWN])
