"""Standard titles for many jobs at once: which titles have none, grouped by what would be recorded for them.

The built-in list answers here, from the written title alone: it costs nothing, so that hundreds can be looked through.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.models import JobDescription
from skills import services, wording
from skills.engines.embedded.engine import standardise
from skills.models import TitleRun
from skills.titles import Choice, closeness

TITLES_PER_PAGE = 50
TITLES_AT_ONCE = 1000
"""How many different titles one press of the button for all looks at."""
LEAST_OFFERED = 0.25
"""A title that is less likely than this is no match: nobody should have to weed such out of a group."""
RUNS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class WrittenTitle:
    """A title as written, with what would be recorded for the jobs that have it.

    Attributes:
        title: as written.
        jobs: how many jobs have it.
        example: primary key of one of them.
        core: what names the job in it.
        choice: what would be recorded, or None when nothing fits.
    """

    title: str
    jobs: int
    example: int
    core: str
    choice: Choice | None

    @property
    def confidence(self) -> float:
        """Return how sure the suggestion is, between 0 and 1."""
        return (self.choice.confidence or 0.0) if self.choice else 0.0

    @property
    def percent(self) -> int:
        """Return the confidence in per cent; rounded down, so that it never seems to reach a threshold it misses."""
        return int(self.confidence * 100)

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
    """Written titles for which the same standard title would be recorded, the surest first."""

    choice: Choice
    titles: tuple[WrittenTitle, ...]

    @property
    def jobs(self) -> int:
        """Return how many jobs have one of the titles."""
        return sum(one.jobs for one in self.titles)


@dataclass(frozen=True, slots=True)
class TitlesPage:
    """All that the page for many shows.

    Attributes:
        page: the different written titles that are looked at, the most frequent first.
        groups: those for which something would be recorded, the surest group first.
        unmatched: those for which nothing fits.
        jobs: how many jobs carry no standard title, over all pages.
        runs: what was recorded at once lately.
    """

    page: Page[Any]
    groups: tuple[TitleGroup, ...]
    unmatched: tuple[WrittenTitle, ...]
    jobs: int
    runs: tuple[TitleRun, ...]

    @property
    def sentence(self) -> str:
        """Return how much is left to do."""
        titles = self.page.paginator.count
        jobs = ngettext(
            "%(count)d job carries no standard title", "%(count)d jobs carry no standard title", self.jobs
        ) % {"count": self.jobs}
        written = ngettext("%(count)d different title", "%(count)d different titles", titles) % {"count": titles}
        return _("%(jobs)s: %(titles)s.") % {"jobs": jobs, "titles": written}


def titles_page(number: str | None) -> TitlesPage:
    """Return page `number` of the titles of jobs that carry no standard title."""
    page = Paginator(_without_standard_title(), TITLES_PER_PAGE).get_page(number)
    by_standard: dict[str, list[WrittenTitle]] = {}
    unmatched: list[WrittenTitle] = []
    for one in _looked_at(page.object_list):
        (by_standard.setdefault(one.choice.title_id, []) if one.choice else unmatched).append(one)
    groups = [
        TitleGroup(titles[0].choice, tuple(titles))
        for titles in (sorted(own, key=lambda one: -one.confidence) for own in by_standard.values())
        if titles[0].choice
    ]
    groups.sort(key=lambda group: (-group.titles[0].confidence, group.choice.name))
    return TitlesPage(
        page=page,
        groups=tuple(groups),
        unmatched=tuple(unmatched),
        jobs=JobDescription.objects.filter(standard_title__isnull=True).count(),
        runs=tuple(TitleRun.objects.select_related("applied_by", "undone_by")[:RUNS_SHOWN]),
    )


def apply_chosen(*, titles: Sequence[str], title_id: str, user: User) -> TitleRun | None:
    """Record the standard title `title_id` for the jobs that have one of `titles` and for which it would be offered.

    Returns:
        What was recorded, or None when nothing is left to record.
    """
    rows = _without_standard_title().filter(title__in=list(titles)[:TITLES_AT_ONCE])
    return _apply((one for one in _looked_at(rows) if one.choice and one.choice.title_id == title_id), user)


def apply_sure(*, threshold: float, page_number: str | None, user: User) -> TitleRun | None:
    """Record what is offered with a confidence of at least `threshold`, for `TITLES_AT_ONCE` titles from a page on.

    Returns:
        What was recorded, or None when nothing is sure enough.
    """
    titles = _without_standard_title()
    start = Paginator(titles, TITLES_PER_PAGE).get_page(page_number).start_index()
    first = max(start - 1, 0)
    rows = titles[first : first + TITLES_AT_ONCE]
    return _apply((one for one in _looked_at(rows) if one.choice and one.confidence >= threshold), user)


def _without_standard_title() -> QuerySet[Any, Any]:
    """Return the different titles of jobs that carry no standard title, with the number of jobs and one of them."""
    return (
        JobDescription.objects.filter(standard_title__isnull=True)
        .order_by()
        .values("title")
        .annotate(jobs=Count("pk"), example=Min("pk"))
        .order_by("-jobs", "title")
    )


def _looked_at(rows: Iterable[dict[str, Any]]) -> Iterable[WrittenTitle]:
    """Yield each of `rows` with what would be recorded for it."""
    rows = list(rows)
    for row, suggested in zip(rows, standardise(row["title"] for row in rows), strict=True):
        best = next((one for one in suggested.suggestions if one.confidence >= LEAST_OFFERED), None)
        choice = Choice.of(best, suggested.parts) if best else None
        yield WrittenTitle(row["title"], row["jobs"], row["example"], suggested.parts.core or row["title"], choice)


def _apply(wanted: Iterable[WrittenTitle], user: User) -> TitleRun | None:
    choices = {one.title: one.choice for one in wanted if one.choice}
    found = JobDescription.objects.filter(standard_title__isnull=True, title__in=choices)
    jobs = {pk: choices[title] for pk, title in found.order_by("pk").values_list("pk", "title")}
    return services.apply_titles(choices=jobs, user=user) if jobs else None
