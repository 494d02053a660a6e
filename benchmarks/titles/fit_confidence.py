# ruff: noqa: E501, SLF001 - a table of strings; and the ranking is looked at from inside, as only a fit may.
"""Fits the weights of `skills/engines/embedded/titles/confidence.py` and prints them.

    python benchmarks/titles/fit_confidence.py

Right answers come from our own table of common titles: the table is split in five, and each part is ranked by a
standardiser that was built without it and by one that has it, as titles in use often are in it; and from every fortieth
alternative name of the taxonomy. Wrong answers come from the strings below, which name no job. No row of a benchmark is used.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from skills.engines.embedded.titles import TitleStandardiser
from skills.engines.embedded.titles.parts import take_apart_knowing
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


EVERY_NAME = 40
ACCEPTABLE = 0.5
"""The table lists the likeliest occupations, not all that a person would accept: of 61 first suggestions that it did not
list, read by hand, about half were acceptable, so that such a suggestion counts as half right."""


def samples() -> list[tuple[list[float], float]]:
    """Return signals of the first three suggestions for each title, and whether they are right."""
    titles = sorted(common_titles().items())
    occupations = shipped_occupations()
    found: list[tuple[list[float], float]] = []
    whole = TitleStandardiser(occupations)
    names = [(name, occupation.label) for occupation in occupations for name in occupation.alternatives]
    for name, label in names[::EVERY_NAME]:
        found += rows(whole, name, {label})
    for part in range(5):
        held_out = titles[part::5]
        rest = dict(pair for place, pair in enumerate(titles) if place % 5 != part)
        standardiser = TitleStandardiser(occupations, common=rest)
        for title, labels in held_out:
            found += rows(standardiser, title, set(labels), missed=ACCEPTABLE)
            found += rows(whole, title, set(labels))
    for string in NO_JOBS.split("|"):
        found += rows(standardiser, string, set())[:1]
    return found


def rows(
    standardiser: TitleStandardiser, title: str, labels: set[str], *, missed: float = 0.0
) -> list[tuple[list[float], float]]:
    """Return signals and rightness of the first three suggestions for one title; a first one not listed is `missed`."""
    parts, tails = take_apart_knowing(title, standardiser._ranker.knows)
    candidates = standardiser._ranker.rank(parts.core, tails)[:3]
    right = [
        1.0 if standardiser._occupations[candidate.at].label in labels else 0.0 if place else missed
        for place, candidate in enumerate(candidates)
    ]
    return [(list(signals), y) for signals, y in zip(standardiser.signals(parts.core, candidates), right, strict=True)]


def fit(found: list[tuple[list[float], float]], *, rounds: int = 60, penalty: float = 0.5) -> list[float]:
    """Fit logistic weights, the bias first, by Newton's method with a ridge penalty."""
    size = len(found[0][0]) + 1
    weights = [0.0] * size
    for _ in range(rounds):
        gradient = [-penalty * weight * (place > 0) for place, weight in enumerate(weights)]
        curvature = [[penalty * (row == column and row > 0) for column in range(size)] for row in range(size)]
        for signals, y in found:
            x = [1.0, *signals]
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(map(float.__mul__, weights, x))))))
            for row in range(size):
                gradient[row] += (y - p) * x[row]
                for column in range(size):
                    curvature[row][column] += p * (1 - p) * x[row] * x[column]
        step = solve(curvature, gradient)
        weights = [weight + change for weight, change in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-6:
            break
    return weights


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Solve a small system of linear equations by elimination."""
    rows_ = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows_)
    for at in range(size):
        pivot = max(range(at, size), key=lambda row: abs(rows_[row][at]))
        rows_[at], rows_[pivot] = rows_[pivot], rows_[at]
        for row in range(size):
            if row != at:
                factor = rows_[row][at] / rows_[at][at]
                rows_[row] = [value - factor * above for value, above in zip(rows_[row], rows_[at], strict=True)]
    return [rows_[row][size] / rows_[row][row] for row in range(size)]


if __name__ == "__main__":
    weights = fit(samples())
    print("BIAS =", round(weights[0], 3))
    print("WEIGHTS =", tuple(round(weight, 3) for weight in weights[1:]))
