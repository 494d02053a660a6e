"""What the pages that compare show: two jobs, a job and its peers, two departments, and jobs that are alike."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import queries
from analytics.queries import Compared, SimilarJob
from jd_platform.numbers import percent
from jobs.models import JobDescription
from jobs.search import search_jobs
from skills.models import JobSkill

CANDIDATES = 10
LISTED = 200
PEERS = "peers"
Importance = JobSkill.Importance


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things that are compared.

    Attributes:
        name: its name.
        address: where it is; empty where no page is for it alone.
        jobs: how many jobs it stands for.
        language: in which its name and its phrases are; empty where it is no single job.
    """

    name: str
    address: str
    jobs: int
    language: str = ""

    @classmethod
    def of(cls, job: JobDescription) -> Side:
        """Return a job as a side."""
        return cls(job.title, job.get_absolute_url(), 1, job.language)


@dataclass(frozen=True, slots=True)
class Difference:
    """One skill of a list: how each side asks for it, in words, with the phrase that led to it."""

    skill: Compared
    in_a: str
    in_b: str
    phrase_a: str = ""
    phrase_b: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the three lists of a comparison."""

    key: str
    heading: str
    rows: tuple[Difference, ...]
    count: int

    @property
    def more(self) -> int:
        """Return how many skills are not listed."""
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides with what only the first, both, and only the second asks for."""

    a: Side
    b: Side
    parts: tuple[Part, ...]
    swapped: str


@dataclass(frozen=True, slots=True)
class ChooseJob:
    """The page on which the other job is chosen.

    Attributes:
        job: the first job, None when that is to be chosen too.
        words: what was searched for.
        found: jobs that hold the words.
        similar: jobs alike the first, shown while nothing is searched for.
        has_peers: whether other jobs carry the same standard title.
    """

    job: JobDescription | None
    words: str
    found: tuple[JobDescription, ...]
    similar: tuple[SimilarJob, ...]
    has_peers: bool


def choose_job(job: JobDescription | None, words: str) -> ChooseJob:
    """Return what is needed to choose the job that `job` is compared with."""
    jobs = JobDescription.objects.defer("text").order_by("title", "pk")
    if job is not None:
        jobs = jobs.exclude(pk=job.pk)
    found = tuple(search_jobs(jobs, words)[:CANDIDATES]) if words.strip() else ()
    similar = queries.similar_jobs(queries.select(QueryDict()), job.pk) if job and not words.strip() else ()
    return ChooseJob(job, words, found, similar, has_peers=job is not None and _has_peers(job))


def _has_peers(job: JobDescription) -> bool:
    carried = getattr(job, "standard_title", None)
    if carried is None:
        return False
    alike = JobDescription.objects.filter(standard_title__standard_title=carried.standard_title_id)
    return bool(alike.exclude(pk=job.pk).exists())


def compare_jobs(job: JobDescription, other: JobDescription | None) -> Comparison:
    """Return how a job differs from another, or from the jobs with the same standard title when that is None.

    Raises:
        ValidationError: no other job has the same standard title.
    """
    b = f"job:{other.pk}" if other else f"{PEERS}:{job.pk}"
    compared = queries.compare(queries.select(QueryDict()), f"job:{job.pk}", b)
    phrases = _phrases([one for one in (job, other) if one is not None])
    here = reverse("compare")
    if other:
        side = Side.of(other)
        swapped = f"{here}?a={other.pk}&b={job.pk}"
    else:
        name = ngettext(
            "%(count)d job with the same standard title",
            "%(count)d jobs with the same standard title",
            compared.b.jobs,
        ) % {"count": compared.b.jobs}
        side, swapped = Side(name, "", compared.b.jobs), ""
    return Comparison(
        Side.of(job),
        side,
        _parts(compared, job.title, side.name, phrases, (job.pk, other.pk if other else 0)),
        swapped,
    )


def compare_departments(a: str, b: str) -> Comparison:
    """Return how two departments differ.

    Raises:
        ValidationError: one has no jobs, under "a" or "b".
    """
    compared = queries.compare(queries.select(QueryDict()), f"department:{a}", f"department:{b}")
    sides = [
        Side(name, f"{reverse('jobs:list')}?{urlencode({'department': name})}", side.jobs)
        for name, side in ((a, compared.a), (b, compared.b))
    ]
    return Comparison(sides[0], sides[1], _parts(compared, a, b, {}, (0, 0)), "")


def _phrases(jobs: list[JobDescription]) -> dict[tuple[int, str], str]:
    """Return the first phrase of each tag by job and Lightcast id."""
    tags = JobSkill.objects.shown().filter(job__in=jobs).values_list("job_id", "skill__lightcast_id", "evidence")
    return {(job, skill): evidence[0]["phrase"] for job, skill, evidence in tags if evidence}


def _parts(
    compared: queries.Comparison,
    a: str,
    b: str,
    phrases: dict[tuple[int, str], str],
    jobs: tuple[int, int],
) -> tuple[Part, ...]:
    return tuple(
        Part(
            key,
            heading,
            tuple(
                Difference(
                    row,
                    _asked(row.importance_a, row.share_a),
                    _asked(row.importance_b, row.share_b),
                    phrases.get((jobs[0], row.lightcast_id), ""),
                    phrases.get((jobs[1], row.lightcast_id), ""),
                )
                for row in sorted(rows[:LISTED], key=_most_important)
            ),
            len(rows),
        )
        for key, heading, rows in (
            ("only-a", _("Only %(name)s") % {"name": a}, compared.only_a),
            ("both", _("Both"), compared.both),
            ("only-b", _("Only %(name)s") % {"name": b}, compared.only_b),
        )
    )


def _most_important(row: Compared) -> int:
    """Return the rank of the stronger importance on either side; the same for sides of several jobs."""
    ranks = [Importance.values.index(one) for one in (row.importance_a, row.importance_b) if one]
    return min(ranks, default=0)


def _asked(importance: str, share: float) -> str:
    """Return how a side asks for a skill: a job by importance, others by the share of their jobs."""
    if not share:
        return ""
    return str(Importance(importance).label) if importance else percent(share)
