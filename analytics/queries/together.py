"""What belongs together?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.queries.selection import Rows, Selection, SkillName, kept, share, skill_name, tallied
from jobs.columns.types import Integers

SKILLS_COMPARED = 100
MINIMUM_SHARE = 0.001
MINIMUM_JOBS = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """Two skills.

    Attributes:
        together: jobs that ask for both.
        expected: jobs that would if the two had nothing to do with each other (jobs of a x jobs of b / all jobs).
        lift: together / expected.
    """

    a: SkillName
    b: SkillName
    together: int
    expected: float
    lift: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs of skills that are asked for together.

    Attributes:
        minimum: jobs that a pair must be in to be listed.
        skills: how many skills were compared with each other: those that most jobs ask for.
        pairs: the pairs.
    """

    minimum: int
    skills: int
    pairs: Rows[Pair]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A skill that is asked for together with another.

    Attributes:
        together: jobs that ask for both.
        share: share of the jobs with the other skill that ask for this one too, between 0 and 1.
        expected: jobs that would if the two had nothing to do with each other.
        lift: together / expected.
    """

    skill: SkillName
    together: int
    share: float
    expected: float
    lift: float


def default_minimum(selection: Selection) -> int:
    """Return how many jobs a pair must be in when nobody says: a thousandth, and no fewer than MINIMUM_JOBS."""
    return max(MINIMUM_JOBS, round(selection.job_count * MINIMUM_SHARE))


@kept
def cooccurrence(
    selection: Selection, minimum: int | None = None, order: str = "lift", compared: int = SKILLS_COMPARED
) -> Pairs:
    """Return the pairs of skills that are asked for together.

    Args:
        selection: what is counted.
        minimum: jobs that a pair must be in; `default_minimum` when left out.
        order: "lift" or "together".
        compared: how many of the most wanted skills are compared with each other.
    """
    minimum = default_minimum(selection) if minimum is None else minimum
    asked = np.flatnonzero(selection.jobs_by_skill)
    wanted = selection.ranked(selection.jobs_by_skill[asked], asked)[:compared]
    wanted = np.sort(wanted)  # so that the same skills in another order have the same counts
    counts = _counts_of_pairs(selection, tuple(wanted.tolist()))
    first, second = np.triu_indices(len(wanted), 1)
    together = counts[first, second]
    often = together >= max(minimum, 1)
    first, second, together = first[often], second[often], together[often]
    jobs = selection.jobs_by_skill[wanted]
    expected = jobs[first] * jobs[second] / max(selection.job_count, 1)
    lift = together / expected
    columns, names = selection.columns, selection.columns.skills.alphabetical[wanted]
    ranking = (-lift, -together) if order == "lift" else (-together, -lift)
    places = np.lexsort((names[second], names[first], ranking[1], ranking[0]))
    a, b = wanted[first[places]], wanted[second[places]]
    together, expected, lift = together[places], expected[places], lift[places]

    def row(number: int) -> Pair:
        return Pair(
            skill_name(columns, int(a[number])),
            skill_name(columns, int(b[number])),
            int(together[number]),
            float(expected[number]),
            float(lift[number]),
        )

    return Pairs(minimum, len(wanted), Rows(len(places), row))


@tallied
def _counts_of_pairs(selection: Selection, wanted: tuple[int, ...]) -> Integers:
    """Return, for each two of the `wanted` skills, how many jobs ask for both."""
    jobs, rows = selection.tags.of_skills(wanted, len(selection.columns.skills))
    # One row of bits for each skill: two of them are counted together 64 jobs at a time.
    asked = np.zeros((len(wanted), -(-len(selection.columns.jobs) // 64) * 64), bool)
    asked[rows, jobs] = True
    bits = np.packbits(asked, axis=1).view(np.uint64)
    counts = np.zeros((len(wanted), len(wanted)), np.int64)
    for place in range(len(wanted)):
        counts[place, place:] = np.bitwise_count(bits[place] & bits[place:]).sum(axis=1, dtype=np.int64)
    return counts


@kept
def neighbours(
    selection: Selection, lightcast_id: str, minimum: int | None = None, order: str = "lift"
) -> Rows[Neighbour] | None:
    """Return the skills asked for together with one skill, None when there is no such skill.

    Args:
        selection: what is counted.
        lightcast_id: the skill.
        minimum: jobs that must ask for both; MINIMUM_JOBS when left out, fewer where the skill itself is rarer.
        order: "lift" or "together".
    """
    columns = selection.columns
    place = columns.skills.place(lightcast_id)
    if place is None:
        return None
    tags = columns.shown.of(selection.chosen)
    with_it = np.zeros(len(columns.jobs), bool)
    with_it[tags.job[tags.skill == place]] = True
    size = int(np.count_nonzero(with_it))
    together = np.bincount(selection.tags.skill[with_it[selection.tags.job]], minlength=len(columns.skills))
    together[place] = 0
    least = max(1, min(MINIMUM_JOBS, size) if minimum is None else minimum)
    places: Integers = np.flatnonzero(together >= least)
    expected = selection.jobs_by_skill * size / max(selection.job_count, 1)
    lift = together[places] / expected[places]
    names = columns.skills.alphabetical[places]
    ranking = (-lift, -together[places]) if order == "lift" else (-together[places], -lift)
    order_of = np.lexsort((names, ranking[1], ranking[0]))
    places, lift = places[order_of], lift[order_of]
    both, expected = together[places], expected[places]

    def row(number: int) -> Neighbour:
        return Neighbour(
            skill_name(columns, int(places[number])),
            int(both[number]),
            share(int(both[number]), size),
            float(expected[number]),
            float(lift[number]),
        )

    return Rows(len(places), row)
