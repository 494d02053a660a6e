"""The job list's filter choices, each with the number of jobs that it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.http import QueryDict
from django.utils.translation import gettext as _

from jobs.columns import Columns
from jobs.columns.filtering import filter_key, in_review
from jobs.columns.types import Booleans
from jobs.filters import REVIEW, STANDARD_TITLE, JobFilter
from jobs.models import JobDescription, Language
from jobs.queries.addresses import FIND_SKILL, toggled
from jobs.tags import skills_named

FACET_OPTIONS_SHOWN = 8
OPEN_FACETS = ("skill", "department")
SKILLS_LISTED = 40
WORDS_LISTED = 60
WORDS = ("department", "classification", "language", "status")

Row = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter group.

    Attributes:
        value: what goes into the address.
        label: what people read.
        count: jobs it leads to under the current filters.
        selected: whether it is chosen now.
        address: the list's query string with this choice turned round.
    """

    value: str
    label: str
    count: int
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


def facets(
    columns: Columns,
    job_filter: JobFilter,
    chosen: Booleans | None,
    parameters: QueryDict,
    skill_names: dict[str, str],
) -> Iterable[Facet]:
    """Yield the filter groups.

    Args:
        columns: what is counted.
        job_filter: the filter in force.
        chosen: the jobs that it leaves; None stands for all.
        parameters: the list's query string.
        skill_names: names of the skills that are chosen or left out, by Lightcast id.
    """
    counts = columns.cached(("facets", filter_key(job_filter)), lambda: _counts(columns, chosen))
    yield from _skill_facets(_skills(columns, counts, parameters.get(FIND_SKILL, "")), counts, parameters, skill_names)
    for name, label, choices in (
        ("department", _("Department"), {}),
        ("classification", _("Classification"), {}),
        ("language", _("Language"), dict(Language.choices)),
        ("status", _("Status"), dict(JobDescription.Status.choices)),
    ):
        rows = [(value, str(choices.get(value, value)), count) for value, count in counts[name]]
        listed = {value for value, _label, _count in rows}
        rows += [
            (value, str(choices.get(value, value)), 0)
            for value in parameters.getlist(name)
            if value and value not in listed
        ]
        yield _facet(name, label, rows, parameters)
    for name, label, states in (
        ("review", _("Review"), REVIEW),
        ("standard_title", _("Standard title"), STANDARD_TITLE),
    ):
        held = parameters.getlist(name)
        shown = [(value, str(text), counts[name][value]) for value, text in states]
        yield _facet(name, label, [row for row in shown if row[2] or row[0] in held], parameters)


def _skill_facets(
    counted: Sequence[Row], counts: dict[str, Any], parameters: QueryDict, skill_names: dict[str, str]
) -> Iterable[Facet]:
    """Yield the groups of skills to ask for and of skills to leave out."""
    jobs: int = counts["jobs"]
    listed = {key for key, _name, _count in counted}
    chosen = [(key, name, 0) for key, name in skill_names.items() if key not in listed]
    wanted, unwanted = set(parameters.getlist("skill")), set(parameters.getlist("without"))
    skills = [*counted, *(row for row in chosen if row[0] in wanted)]
    yield _facet("skill", _("Skills"), skills, parameters)
    left_out = [(key, name, jobs - count) for key, name, count in counted if count < jobs and key not in wanted]
    left_out += [(key, name, jobs) for key, name, _none in chosen if key in unwanted]
    yield _facet("without", _("Without skills"), left_out, parameters)


def _skills(columns: Columns, counts: dict[str, Any], words: str) -> list[Row]:
    """Return the most frequent skills, of those that `words` find if any are given."""
    places, jobs = counts["skills"]
    if words.strip():
        named = columns.skills.places_of_keys(np.fromiter(skills_named(words).values_list("pk", flat=True), np.int64))
        found = np.isin(places, named)
        places, jobs = places[found], jobs[found]
    skills = columns.skills
    return [
        (skills.lightcast_ids[place], skills.names[place], count)
        for place, count in zip(places[:SKILLS_LISTED].tolist(), jobs[:SKILLS_LISTED].tolist(), strict=True)
    ]


def _counts(columns: Columns, chosen: Booleans | None) -> dict[str, Any]:
    """Return the number of chosen jobs, whole and by the values of each group, most frequent first."""
    jobs = np.ones(len(columns.jobs), bool) if chosen is None else chosen
    by_skill = np.bincount(columns.shown.of(chosen).skill, minlength=len(columns.skills))
    asked = np.flatnonzero(by_skill)
    places = asked[np.lexsort((columns.skills.alphabetical[asked], -by_skill[asked]))]
    counts: dict[str, Any] = {"jobs": int(np.count_nonzero(jobs)), "skills": (places, by_skill[places])}
    for name in WORDS:
        codes, words = getattr(columns.jobs, name), getattr(columns.vocabularies, name)
        by_code = np.bincount(codes[jobs], minlength=len(words))
        rows = [(words.values[code], int(by_code[code])) for code in np.flatnonzero(by_code).tolist()]
        counts[name] = sorted((row for row in rows if row[0]), key=lambda row: (-row[1], row[0]))[:WORDS_LISTED]
    counts["review"] = {state: int(np.count_nonzero(in_review(columns, [state]) & jobs)) for state in dict(REVIEW)}
    carried = int(np.count_nonzero((columns.jobs.standard_title > 0) & jobs))
    counts["standard_title"] = {"with": carried, "without": counts["jobs"] - carried}
    return counts


def _facet(name: str, label: str, rows: Sequence[Row], parameters: QueryDict) -> Facet:
    chosen = set(parameters.getlist(name))
    options = [
        Option(value, text, count, value in chosen, toggled(parameters, name, value)) for value, text, count in rows
    ]
    return Facet(name, label, tuple(sorted(options, key=lambda option: not option.selected)))
