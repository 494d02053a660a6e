"""The job list's filter choices, each with the number of jobs that it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.http import QueryDict
from django.utils.translation import gettext as _

from jobs.columns import Columns
from jobs.columns.filtering import added_periods, all_of, filter_key, in_review, search_states
from jobs.columns.types import Booleans
from jobs.filters import ADDED, REVIEW, SEARCH, STANDARD_TITLE, JobFilter
from jobs.models import JobDescription, Language
from jobs.queries.addresses import FIND_SKILL, toggled
from jobs.tags import skills_named

FACET_OPTIONS_SHOWN = 8
OPEN_FACETS = ("skill", "department")
SKILLS_LISTED = 30
UNWANTED_LISTED = 20
WORDS_LISTED = 60
WORDS = ("department", "classification", "language", "status")

Row = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter group.

    Attributes:
        value: what goes into the address.
        label: what people read.
        count: jobs that it fits, of those that the filters leave; of a group whose choices add to each other, of
            those that the filters of the other groups leave, so that a second can be chosen beside the first.
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
    masks: dict[str, Booleans],
    parameters: QueryDict,
    skill_names: dict[str, str],
) -> Iterable[Facet]:
    """Yield the filter groups.

    Args:
        columns: what is counted.
        job_filter: the filter in force.
        masks: the jobs that each filter in force leaves.
        parameters: the list's query string.
        skill_names: names of the skills that are chosen or left out, by Lightcast id.
    """
    counts = columns.cached(("facets", filter_key(job_filter)), lambda: _counts(columns, job_filter, masks))
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
    told = {  # the last two change without the columns, so they are not kept with them
        **counts,
        "extraction": _counted(search_states(columns), all_of(masks, but="extraction")),
        "added": _counted(added_periods(columns), all_of(masks, but="added")),
    }
    for name, label, states in (
        ("review", _("Review"), REVIEW),
        ("extraction", _("Search for skills"), SEARCH),
        ("standard_title", _("Standard title"), STANDARD_TITLE),
        ("added", _("Added"), ADDED),
    ):
        held = parameters.getlist(name)
        shown = [(value, str(text), told[name][value]) for value, text in states]
        yield _facet(name, label, [row for row in shown if row[2] or row[0] in held], parameters)


def _counted(masks: dict[str, Booleans], chosen: Booleans | None) -> dict[str, int]:
    """Return how many of the chosen jobs are in each of `masks`; None stands for all."""
    return {name: int(np.count_nonzero(mask if chosen is None else mask & chosen)) for name, mask in masks.items()}


def _skill_facets(
    counted: Sequence[tuple[*Row, int]], counts: dict[str, Any], parameters: QueryDict, skill_names: dict[str, str]
) -> Iterable[Facet]:
    """Yield the groups of skills to ask for and of skills to leave out."""
    jobs: int = counts["jobs"]
    listed = {key for key, *_rest in counted}
    chosen = [(key, name, 0) for key, name in skill_names.items() if key not in listed]
    wanted, unwanted = set(parameters.getlist("skill")), set(parameters.getlist("without"))
    skills = [*(row[:3] for row in counted), *(row for row in chosen if row[0] in wanted)]
    yield _facet("skill", _("Skills"), skills, parameters)
    left_out = [
        (key, name, jobs - asking) for key, name, _count, asking in counted if asking < jobs and key not in wanted
    ]
    left_out = left_out[:UNWANTED_LISTED]
    left_out += [(key, name, jobs) for key, name, _none in chosen if key in unwanted]
    yield _facet("without", _("Without skills"), left_out, parameters)


def _skills(columns: Columns, counts: dict[str, Any], words: str) -> list[tuple[*Row, int]]:
    """Return the most frequent skills, of those that `words` find if any are given.

    The last number is of the chosen jobs that ask for the skill; with "any of these" the count is of more.
    """
    places, jobs, asking = counts["skills"]
    if words.strip():
        named = columns.skills.places_of_keys(np.fromiter(skills_named(words).values_list("pk", flat=True), np.int64))
        found = np.isin(places, named)
        places, jobs, asking = places[found], jobs[found], asking[found]
    skills = columns.skills
    return [
        (skills.lightcast_ids[place], skills.names[place], *numbers)
        for place, *numbers in zip(*(column[:SKILLS_LISTED].tolist() for column in (places, jobs, asking)), strict=True)
    ]


def _counts(columns: Columns, job_filter: JobFilter, masks: dict[str, Booleans]) -> dict[str, Any]:
    """Return the number of chosen jobs, whole and by the values of each group, most frequent first."""
    chosen = all_of(masks)
    adds = job_filter.form.is_valid() and job_filter.form.cleaned_data.get("match") == "any"
    asking = by_skill = np.bincount(columns.shown.of(chosen).skill, minlength=len(columns.skills))
    if adds and "skill" in masks:
        tags = columns.shown.of(all_of(masks, but="skill"))
        by_skill = np.bincount(tags.skill, minlength=len(columns.skills))
    asked = np.flatnonzero(by_skill)
    places = asked[np.lexsort((columns.skills.alphabetical[asked], -by_skill[asked]))]
    jobs = len(columns.jobs) if chosen is None else int(np.count_nonzero(chosen))
    counts: dict[str, Any] = {"jobs": jobs, "skills": (places, by_skill[places], asking[places])}
    for name in WORDS:
        codes, words = getattr(columns.jobs, name), getattr(columns.vocabularies, name)
        others = all_of(masks, but=name)
        by_code = np.bincount(codes if others is None else codes[others], minlength=len(words))
        rows = [(words.values[code], int(by_code[code])) for code in np.flatnonzero(by_code).tolist()]
        counts[name] = sorted((row for row in rows if row[0]), key=lambda row: (-row[1], row[0]))[:WORDS_LISTED]
    states = {state: in_review(columns, [state]) for state in dict(REVIEW)}
    counts["review"] = _counted(states, all_of(masks, but="review"))
    titled = columns.jobs.standard_title > 0
    counts["standard_title"] = _counted({"with": titled, "without": ~titled}, chosen)
    return counts


def _facet(name: str, label: str, rows: Sequence[Row], parameters: QueryDict) -> Facet:
    chosen = set(parameters.getlist(name))
    options = [
        Option(value, text, count, value in chosen, toggled(parameters, name, value)) for value, text, count in rows
    ]
    return Facet(name, label, tuple(sorted(options, key=lambda option: not option.selected)))
