"""How sure a suggestion is: the ranking's signals turned into a probability by a fitted logistic model.

`benchmarks/titles/fit_confidence.py` fits the weights on titles whose first suggestion was read and graded by hand, and
on strings that name no job.
"""

from __future__ import annotations

import math
from typing import NamedTuple

MOST = 0.995


class Signals(NamedTuple):
    """What the confidence rests on; every signal speaks for a suggestion, and but for `rival` and
    `close` lies about between 0 and 1.

    Attributes:
        nearness: nearness of meaning.
        rival: by how much the score is above the best one that is no kin of it; below 0 when one is better.
        family: the share that it and its kin have of the candidates' likelihood by the ranking.
        close: below 0, the share of the best candidates whose score is close to its own or better.
        job: how surely the words name a job at all.
        known: share of the title's words that any occupation's name holds.
        exact: 1 when the title is a name of the occupation.
        titled: 1 when it is the preferred one, or the one that people are shown.
        words: half the logarithm of how many different words name the job; a single word is easily mistaken.
        common: how many titles of the table of common titles stand for the occupation.
    """

    nearness: float
    rival: float
    family: float
    close: float
    job: float
    known: float
    exact: float
    titled: float
    words: float
    common: float


BIAS = -5.177
WEIGHTS = Signals(
    nearness=1.368,
    rival=2.835,
    family=1.707,
    close=1.377,
    job=3.041,
    known=0.411,
    exact=1.328,
    titled=1.601,
    words=1.912,
    common=1.414,
)


def probability(signals: Signals) -> float:
    """Return the probability that a suggestion with these signals is right, 0 to 0.995."""
    total = BIAS + sum(weight * signal for weight, signal in zip(WEIGHTS, signals, strict=True))
    return MOST / (1 + math.exp(-max(-30.0, min(30.0, total))))
