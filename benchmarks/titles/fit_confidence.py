# ruff: noqa: E501, SLF001 - a table of strings; and the ranking is looked at from inside, as only a fit may.
"""Fits the weights of `skills/engines/embedded/titles/confidence.py` and prints them.

    python benchmarks/titles/fit_confidence.py                                        (needs numpy and scipy)

Right and wrong come from `graded.tsv`: titles drawn from a public list and others after the manner of postings, whose
first suggestions a person graded (one whose first suggestion is another by now is passed over), and from
`difficult.tsv`: difficult titles with the occupations that fit, written before any answer was seen; those that the table
of common titles has since taken in are left out, for they would teach that such titles are sure. The strings below, and
names without their head noun, name no job, so that whatever is suggested for them is wrong. Some sixty of the titles,
in everyday use, stand in the benchmark too. One logistic regression with a ridge penalty on the standardised signals; a signal that speaks for a
suggestion never gets a weight below zero. Its quality is told by cross-validation.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from scipy.optimize import minimize

from skills.engines.embedded.titles import TitleStandardiser
from skills.engines.embedded.titles.confidence import MOST, Signals
from skills.engines.embedded.titles.parts import names_job
from skills.engines.embedded.titles.taxonomy import common_titles, shipped_occupations

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


GRADED, DIFFICULT = (Path(__file__).with_name(name) for name in ("graded.tsv", "difficult.tsv"))
PENALTY = 10.0
PARTS, ROUNDS = 10, 5
LISTED_SHARE = 0.5
"""What a title of a public list counts beside one after the manner of postings, which are what people write."""
HEADLESS, HEADLESS_SHARE = 120, 0.1
"""Every so many alternative names is asked for without its head, and how much that counts: "screen printing" is seldom
all that a title says."""


def headless() -> Iterator[str]:
    """Yield names without the word that makes them a job, such as "industrial maintenance"."""
    names = [name for occupation in shipped_occupations() for name in occupation.alternatives]
    for name in names[::HEADLESS]:
        field, _, job = name.rpartition(" ")
        if field and names_job(job) > names_job(field):
            yield field


def first(standardiser: TitleStandardiser, title: str) -> tuple[str, Signals] | None:
    """Return the label of the first suggestion for a title, and what its confidence rests on."""
    core, candidates, _ = standardiser.candidates(title)
    for candidate, signals in zip(candidates, standardiser.signals(core, candidates, 1), strict=False):
        return standardiser._occupations[candidate.at].label, signals
    return None


def examples() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the signals of first suggestions, whether each is right, its share, and which were graded."""
    standardiser = TitleStandardiser.from_package_data()
    asked: list[tuple[str, list[str], str, float]] = []
    share = 1.0
    for line in GRADED.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            share = LISTED_SHARE if "list" in line else 1.0
        else:
            title, label, said = line.split("\t")
            asked.append((title, [label], said, share))
    for line in DIFFICULT.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            title, fitting, _ = line.split("\t")
            if title.lower() not in common_titles():
                asked.append((title, fitting.split("; "), "difficult", 1.0))
    asked += [(string, [], "none", 1.0) for string in NO_JOBS.split("|")]
    asked += [(string, [], "none", HEADLESS_SHARE) for string in headless()]
    found = []
    for title, labels, said, share in asked:
        answer = first(standardiser, title)
        if answer and (said in {"none", "difficult"} or answer[0] in labels):
            right = said == "right" or (said == "difficult" and answer[0] in labels)
            found.append((answer[1], right, share, said != "none"))
    signals, right, shares, graded = zip(*found, strict=True)
    return np.array(signals), np.array(right, float), np.array(shares), np.array(graded)


def fit(signals: np.ndarray, right: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Return logistic weights, the bias first."""
    mean, spread = signals.mean(0), signals.std(0) + 1e-9
    table = np.c_[np.ones(len(signals)), (signals - mean) / spread]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total = table @ weights
        value = (shares * (np.logaddexp(0, total) - right * total)).sum()
        slope = table.T @ (shares * (1 / (1 + np.exp(-total)) - right))
        ridge = np.r_[0, weights[1:]] * PENALTY
        return value + ridge @ weights / 2, slope + ridge

    bounds = [(None, None)] + [(None if name == "words" else 0, None) for name in Signals._fields]
    weights = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
    scaled = weights[1:] / spread
    return np.r_[weights[0] - scaled @ mean, scaled]


def probabilities(weights: np.ndarray, signals: np.ndarray) -> np.ndarray:
    """Return what `confidence.probability` makes of the signals."""
    return MOST / (1 + np.exp(-(weights[0] + signals @ weights[1:])))


def report(probability: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Return how well probabilities separate (AUC) and how far they are from the share that is right (ECE)."""
    sure, unsure = np.sort(probability[right == 1]), probability[right == 0]
    auc = 1 - np.searchsorted(sure, unsure).sum() / (len(sure) * len(unsure))
    tenth = np.minimum(9, (probability * 10).astype(int))
    return auc, sum(abs((probability - right)[tenth == t].sum()) for t in range(10)) / len(right)


def main() -> None:
    """Fit, tell the quality by cross-validation, print the weights."""
    signals, right, shares, graded = examples()
    figures = []
    for number in range(ROUNDS):
        part = np.random.default_rng(number).permutation(len(right)) % PARTS
        guessed = np.zeros(len(right))
        for left in range(PARTS):
            out = part == left
            guessed[out] = probabilities(fit(signals[~out], right[~out], shares[~out]), signals[out])
        strings = ~graded & (shares == 1)
        figures.append((*report(guessed[graded], right[graded]), (guessed[strings] < 0.5).mean()))
    auc, ece, below = np.mean(figures, axis=0)
    print(f"{graded.sum()} graded titles, right {right[graded].mean():.3f}; each tenth by the others, {ROUNDS} times:")
    print(f"AUC {auc:.3f}, ECE {ece:.3f}; of strings that name no job {below:.3f} below a half")
    weights = fit(signals, right, shares)
    print("BIAS =", round(float(weights[0]), 3))
    print("WEIGHTS =", Signals(*(round(float(weight), 3) for weight in weights[1:])))


if __name__ == "__main__":
    main()
