"""How far is review, and can the engine be trusted?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from analytics.queries.selection import Selection, kept
from jobs.columns.tables import BANDS, CONFIRMED, REJECTED, SUGGESTED
from jobs.columns.types import Integers


@dataclass(frozen=True, slots=True)
class OldestJob:
    """The job that has waited longest for review, with its title and when it was added."""

    job: int
    title: str
    added: datetime


@dataclass(frozen=True, slots=True)
class DepartmentReview:
    """How far one department's review has come.

    Attributes:
        name: the department; empty for the jobs without one.
        jobs: its jobs under the filters.
        suggested, confirmed, rejected: its tags by what people decided.
        untouched, partly, reviewed: its jobs with none, some, and all of their suggestions decided.
        oldest: the job that was added first of those with a suggestion that nobody decided.
    """

    name: str
    jobs: int
    suggested: int
    confirmed: int
    rejected: int
    untouched: int
    partly: int
    reviewed: int
    oldest: OldestJob | None

    @property
    def decided_share(self) -> float:
        """Return the share of the tags that people decided, between 0 and 1."""
        tags = self.suggested + self.confirmed + self.rejected
        return (self.confirmed + self.rejected) / tags if tags else 0.0


@dataclass(frozen=True, slots=True)
class BandAcceptance:
    """What people decided about the tags of one engine version within a band of confidence.

    Attributes:
        low, high: the band, both between 0 and 1; None where the engine gave no confidence.
    """

    low: float | None
    high: float | None
    suggested: int
    confirmed: int
    rejected: int

    @property
    def rate(self) -> float | None:
        """Return the share of the decided tags that were confirmed; None when none is decided."""
        decided = self.confirmed + self.rejected
        return self.confirmed / decided if decided else None


@dataclass(frozen=True, slots=True)
class EngineAcceptance:
    """What people decided about the tags of one engine version, whole and by bands of confidence, lowest first."""

    version: str
    suggested: int
    confirmed: int
    rejected: int
    bands: tuple[BandAcceptance, ...]

    @property
    def rate(self) -> float | None:
        """Return the share of the decided tags that were confirmed; None when none is decided."""
        decided = self.confirmed + self.rejected
        return self.confirmed / decided if decided else None


@kept
def review(selection: Selection) -> tuple[DepartmentReview, ...]:
    """Return how far review has come in each department, most suggestions first; jobs without one come last."""
    columns, words = selection.columns, selection.columns.vocabularies.department
    codes = columns.jobs.department[selection.places]
    jobs = np.bincount(codes, minlength=len(words))
    tags = np.stack([np.bincount(codes, weights=one, minlength=len(words)) for one in selection.decisions.T], axis=1)
    decided, waiting = (numbers[selection.places] for numbers in columns.decided)
    states = [
        np.bincount(codes[state], minlength=len(words))
        for state in ((waiting > 0) & (decided == 0), (waiting > 0) & (decided > 0), (waiting == 0) & (decided > 0))
    ]
    oldest = _oldest(selection, selection.places[waiting > 0])
    present = np.flatnonzero(jobs).tolist()
    present.sort(key=lambda code: (not words.values[code], -int(tags[code, SUGGESTED]), words.values[code]))
    return tuple(
        DepartmentReview(
            name=words.values[code],
            jobs=int(jobs[code]),
            suggested=int(tags[code, SUGGESTED]),
            confirmed=int(tags[code, CONFIRMED]),
            rejected=int(tags[code, REJECTED]),
            untouched=int(states[0][code]),
            partly=int(states[1][code]),
            reviewed=int(states[2][code]),
            oldest=oldest.get(code),
        )
        for code in present
    )


def _oldest(selection: Selection, places: Integers) -> dict[int, OldestJob]:
    """Return, by the department's code, the job that was added first of those at `places`."""
    jobs = selection.columns.jobs
    ordered = places[np.lexsort((jobs.keys[places], jobs.created[places]))]
    codes, firsts = np.unique(jobs.department[ordered], return_index=True)
    return {
        code: OldestJob(
            int(jobs.keys[place]),
            selection.columns.vocabularies.title.values[jobs.title[place]],
            datetime.fromtimestamp(int(jobs.created[place]) / 1_000_000, UTC),
        )
        for code, place in zip(codes.tolist(), ordered[firsts].tolist(), strict=True)
    }


@kept
def acceptance(selection: Selection) -> tuple[EngineAcceptance, ...]:
    """Return what people decided about each engine version's tags; tags that they added by hand are left out."""
    versions = selection.columns.vocabularies.engine.values
    counts = selection.verdicts[:, : BANDS + 1]
    engines = [
        EngineAcceptance(
            version=versions[code],
            suggested=int(counts[code, :, SUGGESTED].sum()),
            confirmed=int(counts[code, :, CONFIRMED].sum()),
            rejected=int(counts[code, :, REJECTED].sum()),
            bands=tuple(
                BandAcceptance(
                    low=None if band == BANDS else band / BANDS,
                    high=None if band == BANDS else (band + 1) / BANDS,
                    suggested=int(counts[code, band, SUGGESTED]),
                    confirmed=int(counts[code, band, CONFIRMED]),
                    rejected=int(counts[code, band, REJECTED]),
                )
                for band in range(BANDS + 1)
                if counts[code, band].any()
            ),
        )
        for code in np.flatnonzero(counts.sum(axis=(1, 2))).tolist()
    ]
    return tuple(sorted(engines, key=lambda one: (-(one.suggested + one.confirmed + one.rejected), one.version)))
