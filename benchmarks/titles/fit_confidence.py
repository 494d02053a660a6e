# ruff: noqa: E501, SLF001 - a table of strings; and the ranking is looked at from inside, as only a fit may.
"""Fits the weights of `skills/engines/embedded/titles/confidence.py` and prints them.

    python benchmarks/titles/build_data.py ... --hold-out 10 --out FOLDER
    python benchmarks/titles/fit_confidence.py FOLDER/vectors.bin.gz --every 10       (needs numpy and scipy)

Right answers come from the titles of `queries.py`, wrong ones also from the strings below and from names
without their head noun, which name no job. No row of a
benchmark is used. One logistic regression; its quality is told on a fifth of the titles that another fit did not see.
All weights, and that of how common an occupation is, are then fitted anew on `graded.tsv`, drawn towards what the first
fit found: titles drawn from a public list and others after the manner of postings, whose first suggestions a person
graded; a title whose first suggestion is another by now is passed over.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from queries import FOLDS, Query, queries, standardisers
from scipy.optimize import minimize

from skills.engines.embedded.titles import TitleStandardiser
from skills.engines.embedded.titles.confidence import MOST, Signals
from skills.engines.embedded.titles.parts import names_job, take_apart_knowing
from skills.engines.embedded.titles.taxonomy import shipped_occupations

NO_JOBS = (
    "Join our growing family|Spring hiring|General application|Toronto, ON|Volunteer opportunity|N/A|See below|Untitled|"
    "Position title|Lorem ipsum|asdf|12345|Great benefits|Flexible hours|Night work|Part time work|Summer student|Co-op|"
    "Student placement|Expression of interest|Spontaneous application|Job fair Saturday|Department of Finance|Acme Corporation|"
    "Northern region|Fully remote|Bilingual|Term position|Various positions|Multiple openings|Unknown|To be determined|TBD|"
    "New position|Walk-in interviews|Competitive salary|Document1|Untitled document|Job description|Draft|Template|Page 1|"
    "Final version|Candidature spontanée|Poste vacant|À déterminer|Offre d'emploi|Temps partiel|Emploi étudiant|Montréal|"
    "Vancouver, BC|Ontario|Apprenticeship|Apprentice|Student|Intern|Placement year|Work experience|Graduate scheme|Talent pool|"
    "Human resources|Sales|Marketing|Operations|Career day|Earn extra money|Easy jobs|Money|Good pay|Holiday work|Now open|"
    "Company overview|About us|Benefits|Salary|Apply today|Contact us|Our mission|Equal opportunity|Health|Group|Team|Services|"
    "Downtown location|Downtown store|New store opening|Grand opening|Winter season|Christmas|Temp work|Seasonal work|Warehouse|"
    "Hospital|School|Office|Headquarters|Main campus|Building B|Floor 3|Week 12|Monday to Friday|Day job|Evening job|Side job|"
    "Confidential|Private|Internal only|External|Competition|Vacancy|Vacant|Position|Job|Role|Work|Employment|Hiring now|Help|"
    "Help wanted|Staff wanted|Staff|Worker|Employee|Candidate|Applicant|Anyone|Everyone welcome|Beginners|No diploma needed"
)


GRADED = Path(__file__).with_name("graded.tsv")
PENALTY = 2.0
TRUST = 3.0
"""How firmly the graded titles' weights are held to those of the other titles."""
PARTS = 5
HEADLESS = 120
"""Every so many alternative names is also asked for without its head."""
KIN_WORTH, MISSED = 0.3, 0.1
"""The answers list the likeliest occupations, not all that a person would accept. Of 80 first suggestions for common titles
that were not listed, read by hand, about three in ten were acceptable when kin of a listed one, one in ten otherwise (none
for alternative names)."""
SHARE = {"alternative": 0.35, "common": 1.5, "listed": 1.0, "known": 0.0, "none": 0.8}


def headless(every: int) -> Iterator[str]:
    """Yield names without the word that makes them a job, such as "industrial maintenance"."""
    names = [name for occupation in shipped_occupations() for name in occupation.alternatives]
    for name in names[::every]:
        field, _, job = name.rpartition(" ")
        if field and names_job(job) > names_job(field):
            yield field


def rows(standardiser: TitleStandardiser, query: Query) -> list[tuple[Signals, float]]:
    """Return signals and rightness of the first three suggestions for one title."""
    ranker = standardiser._ranker
    parts, tails = take_apart_knowing(query.title, ranker.knows)
    found = ranker.rank(parts.core, tails)
    occupations = standardiser._occupations
    right = [at for at, occupation in enumerate(occupations) if occupation.label in query.right]
    graded = []
    for place, (candidate, signals) in enumerate(zip(found, standardiser.signals(parts.core, found, 3), strict=False)):
        if candidate.at in right:
            rightness = 1.0
        elif any(ranker.kin(candidate.at, at) for at in right):
            rightness = KIN_WORTH
        else:
            rightness = MISSED if place == 0 and query.kind in ("common", "listed") else 0.0
        graded.append((signals, rightness))
    return graded


def fit(signals: np.ndarray, right: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Fit logistic weights, the bias first, with a ridge penalty."""
    table = np.c_[np.ones(len(signals)), signals]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total = table @ weights
        value = (shares * (np.logaddexp(0, total) - right * total)).sum()
        slope = table.T @ (shares * (1 / (1 + np.exp(-total)) - right))
        ridge = np.r_[0, weights[1:]] * PENALTY
        return value + ridge @ weights / 2, slope + ridge

    return minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 2000}).x


def graded(standardiser: TitleStandardiser) -> tuple[np.ndarray, np.ndarray]:
    """Return signals and rightness of the first suggestions that were graded by hand."""
    found = []
    for line in GRADED.read_text(encoding="utf-8").splitlines():
        title, label, said = ("#", "", "") if line.startswith("#") else line.split("\t")
        first = rows(standardiser, Query(title, frozenset({label}), "graded", FOLDS))[:1]
        found += [(signals, said == "right") for signals, same in first if same == 1]
    return np.array([signals for signals, _ in found]), np.array([right for _, right in found], float)


def refitted(weights: np.ndarray, signals: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return all weights fitted on graded titles, drawn towards those found on the titles with known answers."""
    table = np.c_[np.ones(len(signals)), signals]
    start = np.r_[weights, np.zeros(table.shape[1] - len(weights))]

    def loss(changed: np.ndarray) -> tuple[float, np.ndarray]:
        total = table @ changed
        away = changed - start
        value = (np.logaddexp(0, total) - right * total).sum() + TRUST * away[1:] @ away[1:] / 2
        slope = table.T @ (1 / (1 + np.exp(-total)) - right)
        return value, slope + TRUST * np.r_[0, away[1:]]

    return minimize(loss, start, jac=True, method="L-BFGS-B").x


def report(probability: np.ndarray, right: np.ndarray) -> str:
    """Return how well probabilities separate and how far they are from the share that is right."""
    sure, unsure = np.sort(probability[right == 1]), probability[right < 1]
    auc = 1 - np.searchsorted(sure, unsure).sum() / (len(sure) * len(unsure))
    tenth = np.minimum(9, (probability * 10).astype(int))
    ece = sum(abs((probability - right)[tenth == t].sum()) for t in range(10)) / len(right)
    return f"AUC {auc:.3f}, ECE {ece:.3f}, {len(right)} titles, right {right.mean():.3f}"


def main() -> None:
    """Fit, tell the quality on held-out titles, print the weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("vectors", type=Path, help="vectors made with --hold-out")
    parser.add_argument("--every", type=int, default=10, help="which names were held out, as for build_data.py")
    arguments = parser.parse_args()
    folds = standardisers(arguments.vectors, arguments.every)
    strings = [*NO_JOBS.split("|"), *headless(HEADLESS)]
    asked = [*queries(arguments.every), *(Query(string, frozenset(), "none", -1) for string in strings)]
    found = [(query, place, *row) for query in asked for place, row in enumerate(rows(folds[query.fold], query))]
    signals = np.array([row[2][:-1] for row in found])
    right = np.array([row[3] for row in found])
    shares = np.array([SHARE[row[0].kind] for row in found])
    first = np.array([row[1] == 0 for row in found])
    test = np.array([zlib.crc32(row[0].title.lower().encode()) % 5 == 0 for row in found])
    trial = fit(signals[~test], right[~test], shares[~test])
    for kind in SHARE:
        chosen = test & first & np.array([row[0].kind == kind for row in found])
        guessed = MOST / (1 + np.exp(-(trial[0] + signals[chosen] @ trial[1:])))
        if (right[chosen] == 1).any():
            print(f"{kind}: {report(guessed, right[chosen])}")
        else:
            print(f"{kind}: {(guessed < 0.5).mean():.3f} of {chosen.sum()} below a half")
    before = fit(signals, right, shares)
    signals, right = graded(folds[FOLDS])
    none = np.array([row[2] for row in found if row[0].kind == "none" and row[1] == 0])
    signals, right = np.vstack([signals, none]), np.r_[right, np.zeros(len(none))]
    part = np.random.default_rng(0).permutation(len(right)) % PARTS
    guessed = np.zeros(len(right))
    for number in range(PARTS):
        trial = refitted(before, signals[part != number], right[part != number])
        guessed[part == number] = MOST / (1 + np.exp(-(trial[0] + signals[part == number] @ trial[1:])))
    print(f"graded and without a job, each fifth by the others: {report(guessed, right)}")
    weights = refitted(before, signals, right)
    print("BIAS =", round(float(weights[0]), 3))
    print("WEIGHTS =", Signals(*(round(float(weight), 3) for weight in weights[1:])))


if __name__ == "__main__":
    main()
