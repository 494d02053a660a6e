# ruff: noqa: SLF001 - the ranking is looked at from inside, as only a fit may.
"""Fits the weights of `skills/engines/embedded/titles/ranking.py` and prints them.

    python benchmarks/titles/build_data.py ... --hold-out 10 --out FOLDER
    python benchmarks/titles/fit_ranking.py FOLDER/vectors.bin.gz --every 10          (needs numpy and scipy)

The titles are those of `queries.py`. The weights maximise the probability of the right occupations under a softmax over
the candidates (a conditional logit, McFadden 1974), none of them below zero. What it is worth that a title is a name
of the occupation cannot be learned from names that the ranking does not know: it is fitted last and alone, on names
that it does know and, against them, on common titles ranked without themselves.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from queries import Query, queries, standardisers
from scipy.optimize import minimize

from skills.engines.embedded.titles import TitleStandardiser
from skills.engines.embedded.titles.french import looks_french
from skills.engines.embedded.titles.parts import take_apart_knowing
from skills.engines.embedded.titles.ranking import WEIGHTS, Features

CANDIDATES = 40
PENALTY = 1e-4
SHARE = {"alternative": 1.0, "common": 2.0, "listed": 0.5, "known": 0.0}
"""How much a title of each kind counts: common titles are what people write, and there are fewer of them."""


def candidates(standardiser: TitleStandardiser, query: Query) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the candidates' features and which are right, or None when that teaches nothing."""
    parts, tails = take_apart_knowing(query.title, standardiser._ranker.knows)
    if looks_french(parts.core):
        return None
    found = standardiser._ranker.rank_english(parts.core, tails)[:CANDIDATES]
    right = np.array([standardiser._occupations[candidate.at].label in query.right for candidate in found])
    if not right.any() or right.all():
        return None
    return np.array([candidate.features._replace(meant=0.0) for candidate in found]), right


EXACT, MEANT = Features._fields.index("exact"), Features._fields.index("meant")
EXACT_SHARE = {"alternative": 0.0, "common": 2.0, "listed": 0.0, "known": 1.0}


def fit(
    samples: list[tuple[np.ndarray, np.ndarray]], shares: np.ndarray, fixed: np.ndarray | None = None
) -> np.ndarray:
    """Return the weights of the features; with `fixed` weights only that of a known name is fitted."""
    starts = np.r_[0, np.cumsum([len(right) for _, right in samples])[:-1]]
    features = np.vstack([rows for rows, _ in samples])
    right = np.concatenate([right for _, right in samples])
    of = np.repeat(np.arange(len(samples)), [len(right) for _, right in samples])

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = features @ weights
        raised = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
        total, good = np.add.reduceat(raised, starts), np.add.reduceat(raised * right, starts)
        slope = raised / total[of] - raised * right / good[of]
        value = (shares * np.log(total / good)).sum() / shares.sum()
        gradient = features.T @ (slope * shares[of]) / shares.sum()
        return value + PENALTY * weights @ weights, gradient + 2 * PENALTY * weights

    start = np.ones(features.shape[1]) if fixed is None else fixed.copy()
    start[MEANT] = 0.0
    is_fitted = [at == EXACT or (fixed is None and at != MEANT) for at in range(len(start))]
    bounds = [(0, None) if fitted else (value, value) for fitted, value in zip(is_fitted, start, strict=True)]
    return minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x


def main() -> None:
    """Fit, print the weights scaled to a sum of 1.25, and how often the first is right."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("vectors", type=Path, help="vectors made with --hold-out")
    parser.add_argument("--every", type=int, default=10, help="which names were held out, as for build_data.py")
    arguments = parser.parse_args()
    folds = standardisers(arguments.vectors, arguments.every)
    asked = [(query, candidates(folds[query.fold], query)) for query in queries(arguments.every)]
    samples = [found for _, found in asked if found]
    shares = np.array([SHARE[query.kind] for query, found in asked if found])
    weights = fit(samples, shares)
    exact_shares = np.array([EXACT_SHARE[query.kind] for query, found in asked if found])
    weights = fit(samples, exact_shares, weights)
    scaled = weights * 1.25 / weights.sum()
    print("WEIGHTS =", Features(*(round(float(weight), 3) for weight in scaled))._replace(meant=WEIGHTS.meant))
    print("WARMTH =", round(float(1.25 / weights.sum()), 4))
    for kind in SHARE:
        of_kind = [found for query, found in asked if query.kind == kind and found]
        before = sum(right[0] for _, right in of_kind) / len(of_kind)
        after = sum(right[(rows @ weights).argmax()] for rows, right in of_kind) / len(of_kind)
        print(f"{kind}: {len(of_kind)} titles, first right {before:.3f} as it is, {after:.3f} with these weights")


if __name__ == "__main__":
    main()
