"""How do two jobs or departments differ, and which jobs are alike?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from analytics.queries.selection import Rows, Selection, SkillName, kept, named, share, skill_name
from jobs.columns import Columns
from jobs.columns.tables import IMPORTANCES
from jobs.columns.types import Booleans, Integers, Numbers

SideKind = Literal["job", "department", "peers"]
SIMILAR_LIMIT = 10


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things that are compared.

    Attributes:
        kind: "job"; "department": its selected jobs; "peers": the other selected jobs with the same
            standard title as a job.
        value: the job's primary key, or the department's name.
        jobs: how many jobs it stands for.
    """

    kind: SideKind
    value: str
    jobs: int


@dataclass(frozen=True, slots=True)
class Compared:
    """One skill on both sides.

    Attributes:
        jobs_a, jobs_b: jobs of each side that ask for it.
        share_a, share_b: the same as shares of the side's jobs, between 0 and 1.
        importance_a, importance_b: how strongly, where the side is one job that asks for it; else empty.
    """

    lightcast_id: str
    name: str
    type: str
    category: str
    jobs_a: int
    jobs_b: int
    share_a: float
    share_b: float
    importance_a: str
    importance_b: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides: skills that only a asks for, both, only b; the larger shares first."""

    a: Side
    b: Side
    only_a: Rows[Compared]
    both: Rows[Compared]
    only_b: Rows[Compared]


@dataclass(frozen=True, slots=True)
class SimilarJob:
    """A job that is like another.

    Attributes:
        job: primary key.
        score: weight of the shared skills over that of all skills of both, between 0 and 1; rare skills weigh more.
        shared: the skills that both ask for, heaviest first.
    """

    job: int
    title: str
    department: str
    score: float
    shared: tuple[SkillName, ...]


def _side(selection: Selection, text: str, field: str) -> tuple[Side, Integers]:
    """Return the side that `text` names, such as "department:Finance", with the places of its jobs.

    Raises:
        ValidationError: it names none; under `field`.
    """
    columns = selection.columns
    kind, _colon, value = text.partition(":")
    if kind == "department" and value:
        codes = columns.vocabularies.department.codes([value])
        places = selection.places[np.isin(columns.jobs.department[selection.places], codes)]
        if not len(places):
            raise ValidationError({field: _("No job of this department is among those chosen.")})
        return Side("department", value, len(places)), places
    if kind in ("job", "peers") and value.isascii() and value.isdigit() and len(value) <= 18:
        places = columns.places([int(value)])
        if not len(places):
            raise ValidationError({field: _("There is no such job description.")})
        if kind == "job":
            return Side("job", value, 1), places
        title = columns.jobs.standard_title[places[0]]
        chosen = selection.places
        alike = chosen[(columns.jobs.standard_title[chosen] == title) & (title > 0) & (chosen != places[0])]
        if not len(alike):
            raise ValidationError({field: _("No other job among those chosen has the same standard title.")})
        return Side("peers", value, len(alike)), alike
    raise ValidationError({field: _("Give job:<number>, department:<name> or peers:<number of a job>.")})


@kept
def compare(selection: Selection, a: str, b: str) -> Comparison:
    """Return how two sides differ in what they ask for.

    Args:
        selection: what is counted; departments and peers are taken within it, a job named as a side always counts.
        a, b: the sides: "job:<primary key>", "department:<name>", or "peers:<primary key of a job>".

    Raises:
        ValidationError: a side does not exist or is malformed; under "a" or "b".
    """
    columns = selection.columns
    (side_a, places_a), (side_b, places_b) = _side(selection, a, "a"), _side(selection, b, "b")
    counts_a, counts_b = (_asked_by(selection, places) for places in (places_a, places_b))
    ways_a, ways_b = _importance(columns, side_a, places_a), _importance(columns, side_b, places_b)

    def ordered(mask: Booleans) -> Rows[Compared]:
        places: Integers = np.flatnonzero(mask)
        places = selection.ranked(counts_a[places] / side_a.jobs + counts_b[places] / side_b.jobs, places)
        return _compared(columns, places, (side_a, counts_a[places], ways_a), (side_b, counts_b[places], ways_b))

    return Comparison(
        side_a,
        side_b,
        only_a=ordered((counts_a > 0) & (counts_b == 0)),
        both=ordered((counts_a > 0) & (counts_b > 0)),
        only_b=ordered((counts_a == 0) & (counts_b > 0)),
    )


def _compared(
    columns: Columns,
    places: Integers,
    a: tuple[Side, Integers, dict[int, str]],
    b: tuple[Side, Integers, dict[int, str]],
) -> Rows[Compared]:
    """Return the rows of the skills at `places`; a and b are the sides with their counts and importances."""
    (side_a, counts_a, ways_a), (side_b, counts_b, ways_b) = a, b

    def row(number: int) -> Compared:
        place = int(places[number])
        return Compared(
            **named(columns, place),
            jobs_a=int(counts_a[number]),
            jobs_b=int(counts_b[number]),
            share_a=share(int(counts_a[number]), side_a.jobs),
            share_b=share(int(counts_b[number]), side_b.jobs),
            importance_a=ways_a.get(place, "") if counts_a[number] else "",
            importance_b=ways_b.get(place, "") if counts_b[number] else "",
        )

    return Rows(len(places), row)


def _asked_by(selection: Selection, places: Integers) -> Integers:
    """Return, for each skill, how many of the jobs at `places` ask for it."""
    chosen = np.zeros(len(selection.columns.jobs), bool)
    chosen[places] = True
    tags = selection.columns.shown.of(chosen, selection.skills)
    return np.bincount(tags.skill, minlength=len(selection.columns.skills))


def _importance(columns: Columns, side: Side, places: Integers) -> dict[int, str]:
    """Return how strongly a job asks for each skill, by the skill's place; nothing for other sides."""
    if side.kind != "job":
        return {}
    start, end = columns.tags.starts[places[0]], columns.tags.starts[places[0] + 1]
    ways = zip(columns.tags.skill[start:end].tolist(), columns.tags.importance[start:end].tolist(), strict=True)
    return {place: IMPORTANCES[code] for place, code in ways}


@kept
def similar_jobs(selection: Selection, job_id: int, limit: int = SIMILAR_LIMIT) -> tuple[SimilarJob, ...]:
    """Return the selected jobs that ask for the most similar skills, most similar first.

    Args:
        selection: which jobs may be returned.
        job_id: primary key of the job that they are compared with; none is similar to one that does not exist.
        limit: how many.
    """
    columns, tags = selection.columns, selection.columns.shown
    found = columns.places([job_id])
    if not len(found):
        return ()
    own = np.zeros(len(columns.skills), bool)
    own[tags.skill[slice(*np.searchsorted(tags.job, [found[0], found[0] + 1]))]] = True
    weights, whole = columns.cached("weights of skills", lambda: _weights(columns))
    shared_tags = own[tags.skill]
    shared = np.bincount(tags.job[shared_tags], weights=weights[tags.skill[shared_tags]], minlength=len(columns.jobs))
    scores = shared / np.maximum(whole + weights[own].sum() - shared, 1e-12)
    scores[found[0]] = 0
    places = selection.places[scores[selection.places] > 0]
    best = places[np.lexsort((columns.jobs.keys[places], -scores[places]))][:limit]
    return tuple(_similar(columns, int(place), float(scores[place]), own, weights) for place in best)


def _weights(columns: Columns) -> tuple[Numbers, Numbers]:
    """Return how much each skill weighs (its inverse document frequency), and how much all skills of each job do."""
    tags = columns.shown
    jobs = np.bincount(tags.skill, minlength=len(columns.skills))
    weights: Numbers = np.log((len(columns.jobs) + 1) / (jobs + 1)) + 1
    whole: Numbers = np.bincount(tags.job, weights=weights[tags.skill], minlength=len(columns.jobs)).astype(float)
    return weights, whole


def _similar(columns: Columns, place: int, score: float, own: Booleans, weights: Numbers) -> SimilarJob:
    tags = columns.shown
    skills = tags.skill[slice(*np.searchsorted(tags.job, [place, place + 1]))]
    skills = skills[own[skills]]
    ordered = skills[np.lexsort((columns.skills.alphabetical[skills], -weights[skills]))]
    return SimilarJob(
        int(columns.jobs.keys[place]),
        columns.vocabularies.title.values[columns.jobs.title[place]],
        columns.vocabularies.department.values[columns.jobs.department[place]],
        score,
        tuple(skill_name(columns, one) for one in ordered.tolist()),
    )
