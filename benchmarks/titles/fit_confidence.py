# ruff: noqa: E501, SLF001 - a table of strings; and the ranking is looked at from inside, as only a fit may.
"""Fits the weights of `skills/engines/embedded/titles/confidence.py` and prints them.

    python benchmarks/titles/fit_confidence.py                                        (needs numpy and scipy)

Right and wrong come from `graded.tsv`: titles after the manner of postings, some 650 of them as organisations write them
and in about their natural share, and others drawn from a public list, whose first suggestions a person graded; one whose
first suggestion is another by now is passed over. Right is the same field and kind of work: rank is kept apart, and the
speciality may be broader. That is how the benchmark's `judged` is judged; 27 rows that a reader had graded more strictly
were graded anew by it, without which the confidence were lower by about 0.03 on the average. Others come from `difficult.tsv`: difficult titles with the occupations that fit, written before
any answer was seen; those that the table of common titles has since taken in are left out, for they would teach that such
titles are sure. The strings below, and names without their head noun, name no job, so that whatever is suggested for them
is wrong. Of the 1,650 titles some 200, in everyday use, stand in the benchmark too, nearly all among what job holders
reported and the job board's.

One logistic regression with a ridge penalty on the standardised signals; a signal that speaks for a suggestion never gets
a weight below zero. Titles of the public list, which nobody writes on a posting, are harder at the same signals: they
have a constant of their own, which is not used, so that they teach what the signals say and not how sure to be. Its
quality is told by cross-validation, on titles as people write them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
PENALTY = 3.0
PARTS, ROUNDS = 10, 5
LISTED_SHARE = 0.5
"""What a title of the public list counts beside one after the manner of postings."""
HEADLESS, HEADLESS_SHARE = 120, 0.1
"""Every so many alternative names is asked for without its head, and how much that counts: "screen printing" is seldom
all that a title says."""


@dataclass(frozen=True, slots=True)
class Example:
    """A title whose first suggestion is known to be right or wrong.

    Attributes:
        signals: what the confidence in the suggestion rests on.
        is_right: whether it is right.
        share: what the title counts in the fit.
        kind: "written" as on a posting, "listed" publicly, "none" for a string that names no job, or "headless".
    """

    signals: Signals
    is_right: bool
    share: float
    kind: str


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


def examples() -> list[Example]:
    """Return all titles with what the confidence in their first suggestion rests on."""
    standardiser = TitleStandardiser.from_package_data()
    found = []

    def add(title: str, share: float, kind: str, right: list[str], wrong: list[str] | None = None) -> None:
        """Take a title whose right suggestions are known, and perhaps the only others that are known to be wrong."""
        answer = first(standardiser, title)
        if answer and (wrong is None or answer[0] in {*right, *wrong}):
            found.append(Example(answer[1], answer[0] in right, share, kind))

    kind, share = "written", 1.0
    for line in GRADED.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            kind, share = ("listed", LISTED_SHARE) if "list" in line else ("written", 1.0)
        else:
            title, label, said = line.split("\t")
            add(title, share, kind, *(([label], []) if said == "right" else ([], [label])))
    for line in DIFFICULT.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            title, fitting, _ = line.split("\t")
            if title.lower() not in common_titles():
                add(title, 1.0, "written", fitting.split("; "))
    for string in NO_JOBS.split("|"):
        add(string, 1.0, "none", [])
    for string in headless():
        add(string, HEADLESS_SHARE, "headless", [])
    return found


def fit(some: Sequence[Example]) -> np.ndarray:
    """Return logistic weights, the bias first."""
    signals, right = np.array([one.signals for one in some]), np.array([one.is_right for one in some], float)
    shares = np.array([one.share for one in some])
    mean, spread = np.average(signals, axis=0, weights=shares), signals.std(0) + 1e-9
    listed = np.array([one.kind == "listed" for one in some], float)
    table = np.c_[np.ones(len(some)), (signals - mean) / spread, listed]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        chance = np.clip(MOST / (1 + np.exp(-(table @ weights))), 1e-9, 1 - 1e-9)
        value = -(shares * (right * np.log(chance) + (1 - right) * np.log(1 - chance))).sum()
        slope = table.T @ (shares * (chance - right) / (1 - chance) * (1 - chance / MOST))
        ridge = np.r_[0, weights[1:-1], 0] * PENALTY
        return value + ridge @ weights / 2, slope + ridge

    free = (None, None)
    bounds = [free, *(free if name == "words" else (0, None) for name in Signals._fields), free]
    weights = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
    scaled = weights[1:-1] / spread
    return np.r_[weights[0] - scaled @ mean, scaled]


def probabilities(weights: np.ndarray, some: Sequence[Example]) -> np.ndarray:
    """Return what `confidence.probability` makes of the signals."""
    return MOST / (1 + np.exp(-(weights[0] + np.array([one.signals for one in some]) @ weights[1:])))


def report(probability: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Return how well probabilities separate (AUC) and how far they are from the share that is right (ECE)."""
    sure, unsure = np.sort(probability[right == 1]), probability[right == 0]
    auc = 1 - np.searchsorted(sure, unsure).sum() / (len(sure) * len(unsure))
    tenth = np.minimum(9, (probability * 10).astype(int))
    return auc, sum(abs((probability - right)[tenth == t].sum()) for t in range(10)) / len(right)


def main() -> None:
    """Fit, tell the quality by cross-validation, print the weights."""
    found = examples()
    right = np.array([one.is_right for one in found], float)
    written, none = (np.array([one.kind == kind for one in found]) for kind in ("written", "none"))
    figures = []
    for number in range(ROUNDS):
        part = np.random.default_rng(number).permutation(len(found)) % PARTS
        guessed = np.zeros(len(found))
        for left in range(PARTS):
            out = part == left
            weights = fit([one for one, is_out in zip(found, out, strict=True) if not is_out])
            guessed[out] = probabilities(weights, [one for one, is_out in zip(found, out, strict=True) if is_out])
        figures.append((*report(guessed[written], right[written]), (guessed[none] < 0.5).mean()))
    auc, ece, below = np.mean(figures, axis=0)
    print(
        f"{written.sum()} written titles, right {right[written].mean():.3f}; each tenth by the others, {ROUNDS} times:"
    )
    print(f"AUC {auc:.3f}, ECE {ece:.3f}; of strings that name no job {below:.3f} below a half")
    weights = fit(found)
    print("BIAS =", round(float(weights[0]), 3))
    print("WEIGHTS =", Signals(*(round(float(weight), 3) for weight in weights[1:])))


if __name__ == "__main__":
    main()
