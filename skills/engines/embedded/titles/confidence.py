"""How sure a suggestion is: the ranking's signals turned into a probability by a fitted logistic model.

`benchmarks/titles/fit_confidence.py` fits the weights on titles whose first suggestion was read and graded by hand, and
on strings that name no job.
"""

from __future__ import annotations

import math
from typing import NamedTuple

MOST = 0.98


class Signals(NamedTuple):
    """What the confidence rests on; every signal lies about between 0 and 1.

    Attributes:
        nearness: nearness of meaning.
        lead: by how much the score is above the best other one; below 0 for all but the first.
        rival: by how much it is above the best one that is no kin of it.
        share: its share of all the candidates' likelihood by the ranking.
        family: the share of it and its kin together.
        job: how surely the words name a job at all.
        known: share of the title's words that any occupation's name holds.
        exact: 1 when the title is a name of the occupation.
        words: half the logarithm of how many different words name the job; a single word is easily mistaken.
        common: how many titles of the table of common titles stand for the occupation.
    """

    nearness: float
    lead: float
    rival: float
    share: float
    family: float
    job: float
    known: float
    exact: float
    words: float
    common: float


BIAS = -6.985
WEIGHTS = Signals(
    nearness=1.204,
    lead=1.497,
    rival=1.901,
    share=0.956,
    family=1.667,
    job=2.867,
    known=1.35,
    exact=0.504,
    words=1.817,
    common=1.296,
)


def probability(signals: Signals) -> float:
    """Return the probability that a suggestion with these signals is right, 0 to 0.98."""
    total = BIAS + sum(weight * signal for weight, signal in zip(WEIGHTS, signals, strict=True))
    return MOST / (1 + math.exp(-max(-30.0, min(30.0, total))))
