"""How much do we know?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.queries.selection import Selection, kept
from jobs.columns.tables import CONFIRMED, REJECTED, SUGGESTED


@dataclass(frozen=True, slots=True)
class EngineCount:
    """How many of the tags that count one version of an engine put there."""

    version: str
    tags: int


@dataclass(frozen=True, slots=True)
class Totals:
    """How much is known.

    Attributes:
        jobs: job descriptions under the filters.
        jobs_with_skills: those with at least one skill.
        skills: different skills.
        tags: job-skill pairs, without those that people rejected.
        confirmed: pairs that a person confirmed or added.
        rejected: pairs that a person rejected; they are counted nowhere else.
        untouched: jobs with suggestions of which nobody decided any.
        partly: jobs in which some suggestions are decided, some not.
        reviewed: jobs in which all suggestions are decided.
        engines: tags by the version of the engine that put them there, most first; a tag by hand has none.
    """

    jobs: int = 0
    jobs_with_skills: int = 0
    skills: int = 0
    tags: int = 0
    confirmed: int = 0
    rejected: int = 0
    untouched: int = 0
    partly: int = 0
    reviewed: int = 0
    engines: tuple[EngineCount, ...] = ()

    @property
    def suggested(self) -> int:
        """Pairs that nobody decided yet."""
        return self.tags - self.confirmed

    @property
    def confirmed_share(self) -> float:
        """Share of the pairs that people confirmed, between 0 and 1."""
        return self.confirmed / self.tags if self.tags else 0.0

    @property
    def coverage(self) -> float:
        """Share of the jobs with at least one skill, between 0 and 1."""
        return self.jobs_with_skills / self.jobs if self.jobs else 0.0

    @property
    def mean_skills(self) -> float:
        """Mean number of skills of a job."""
        return self.tags / self.jobs if self.jobs else 0.0


@kept
def totals(selection: Selection) -> Totals:
    """Return how much is known of the selected jobs."""
    decided, waiting = (numbers[selection.places] for numbers in selection.columns.decided)
    decisions = selection.decisions.sum(axis=0)
    by_engine = selection.verdicts[:, :, [SUGGESTED, CONFIRMED]].sum(axis=(1, 2)).tolist()
    engines = [
        EngineCount(version, count)
        for version, count in zip(selection.columns.vocabularies.engine.values, by_engine, strict=False)
        if version and count
    ]
    return Totals(
        jobs=selection.job_count,
        jobs_with_skills=int(np.count_nonzero(np.diff(selection.tags.starts))),
        skills=int(np.count_nonzero(selection.jobs_by_skill)),
        tags=int(decisions[SUGGESTED] + decisions[CONFIRMED]),
        confirmed=int(decisions[CONFIRMED]),
        rejected=int(decisions[REJECTED]),
        untouched=int(np.count_nonzero((waiting > 0) & (decided == 0))),
        partly=int(np.count_nonzero((waiting > 0) & (decided > 0))),
        reviewed=int(np.count_nonzero((waiting == 0) & (decided > 0))),
        engines=tuple(sorted(engines, key=lambda engine: (-engine.tags, engine.version))),
    )
