"""How sure a suggestion is: the ranking's signals turned into a probability by a fitted logistic model.

`benchmarks/titles/fit_confidence.py` fits the weights on titles of our own table of common titles, each ranked by a
table without it, and on strings of our own that name no job; then again, drawn towards what that found, on titles whose
first suggestion was read and graded by hand.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

MOST = 0.98


class Signals(NamedTuple):
    """What the confidence rests on; every signal lies about between 0 and 1.

    Attributes:
        nearness: nearness of meaning.
        names: closest agreement with a name of the occupation.
        label: agreement with its preferred label.
        lead: by how much the score is above the best other one; below 0 for all but the first.
        rival: by how much it is above the best one that is no kin of it.
        share: its share of all the candidates' likelihood by the ranking.
        family: the share of it and its kin together.
        head: 1 when one of its names has the title's head noun.
        agree: 1 when it is the first by its names and by nearness of meaning alike.
        job: how surely the words name a job at all.
        known: share of the title's words that any occupation's name holds.
        exact: 1 when the title is a name of the occupation.
        short: 1 when the title is a single word.
        common: how many titles of the table of common titles stand for the occupation.
    """

    nearness: float
    names: float
    label: float
    lead: float
    rival: float
    share: float
    family: float
    head: float
    agree: float
    job: float
    known: float
    exact: float
    short: float
    common: float


BIAS = -5.459
WEIGHTS: Sequence[float] = (
    0.91,
    0.213,
    0.324,
    0.936,
    0.791,
    1.317,
    1.261,
    0.269,
    0.04,
    2.369,
    0.827,
    0.825,
    -0.79,
    1.323,
)


def probability(signals: Signals) -> float:
    """Return the probability that a suggestion with these signals is right, 0 to 0.98."""
    total = BIAS + sum(weight * signal for weight, signal in zip(WEIGHTS, signals, strict=True))
    return MOST / (1 + math.exp(-max(-30.0, min(30.0, total))))
