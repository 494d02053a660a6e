# ruff: noqa: S311 - chance for samples, not for secrets.
"""Titles with known answers for fitting weights, none of them from a benchmark.

Three kinds: alternative names of occupations that the ranking does not know (`build_data.py --hold-out`), common titles
ranked without themselves, and both dressed up as people write them.
"""

from __future__ import annotations

import gzip
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from skills.engines.embedded.titles import Occupation, TitleStandardiser
from skills.engines.embedded.titles.taxonomy import common_titles, shipped_occupations
from skills.engines.embedded.titles.vectors import TitleVectors
from skills.engines.embedded.titles.words import terms

FOLDS = 5
LABELS = 4
"""Every fourth preferred label is asked for, too."""
KNOWN = 15
"""Every so many alternative names are asked for as the ranking knows them."""
DRESSED = 3
"""Every third title is also asked for dressed up."""

_RANKS = (
    "Senior",
    "Sr.",
    "Junior",
    "Lead",
    "Experienced",
    "Part-time",
    "Temporary",
    "Seasonal",
    "Bilingual",
    "Full Time",
)
_TAILS = (
    *(
        " II",
        " III",
        " - Level 2",
        " (Remote)",
        " - Remote",
        " (Hybrid)",
        " - Full Time",
        " - Part Time",
        " (Contract)",
    ),
    *(" (12 month term)", " - Night Shift", " - Evenings", " - Halifax, NS", " - Toronto, ON", " in Calgary, AB"),
    *(" - Denver, CO", " (Leeds)", " - $24/hr", " $55,000 - $70,000", " #20931", " - Req 88213", " (Job ID 4471902)"),
    *(" R-118822", " - Northwind Traders Inc.", " at Blue Heron Foods", " @ Fabrikam Ltd", " - Finance Department"),
    *(" (m/f/d)", " (H/F)", " - Urgent", " - Immediate start", " !!", " - Now Hiring", " (Mon-Fri)", " - 2nd shift"),
    *(" - North Region", " - Operations"),
)
_SHORT = {
    "manager": "Mgr",
    "assistant": "Asst",
    "technician": "Tech",
    "engineer": "Engr",
    "coordinator": "Coord",
    "administrator": "Admin",
    "supervisor": "Supv",
    "representative": "Rep",
    "specialist": "Spec",
    "maintenance": "Maint",
    "operations": "Ops",
    "human resources": "HR",
}


@dataclass(frozen=True, slots=True)
class Query:
    """A title to ask for.

    Attributes:
        title: the title.
        right: labels of the occupations that are right.
        kind: "alternative", "common" (ranked without itself), "listed" (a common title or label that the
            ranking knows) or "known" (an alternative name that it knows).
        fold: which of the standardisers is to be asked.
    """

    title: str
    right: frozenset[str]
    kind: str
    fold: int


def standardisers(vectors: Path, every: int) -> list[TitleStandardiser]:
    """Return a standardiser for each fold of the common titles, and one with all; none knows a held-out name."""
    from build_data import held_out

    occupations = [
        replace(o, alternatives=tuple(name for name in o.alternatives if not held_out(name, every)))
        for o in shipped_occupations()
    ]
    read = TitleVectors(gzip.decompress(vectors.read_bytes()))
    common = sorted(common_titles().items())
    tables = [dict(pair for at, pair in enumerate(common) if at % FOLDS != fold) for fold in range(FOLDS)]
    return [TitleStandardiser(occupations, common=table, vectors=read) for table in [*tables, dict(common)]]


def queries(every: int) -> Iterator[Query]:
    """Yield every title that the standardisers do not know, some dressed up, and the common titles that they do."""
    from build_data import held_out

    chance = random.Random(20260101)
    owners: dict[str, set[str]] = {}
    occupations: tuple[Occupation, ...] = shipped_occupations()
    for occupation in occupations:
        for name in (occupation.label, *occupation.alternatives):
            owners.setdefault(" ".join(terms(name)), set()).add(occupation.label)
    found = [
        Query(name, frozenset(owners[" ".join(terms(name))]), "alternative", FOLDS)
        for occupation in occupations
        for name in occupation.alternatives
        if held_out(name, every)
    ]
    found += [Query(o.label, frozenset({o.label}), "listed", FOLDS) for o in occupations[::LABELS]]
    for at, (title, labels) in enumerate(sorted(common_titles().items())):
        found.append(Query(title, frozenset(labels), "common", at % FOLDS))
        found.append(Query(title, frozenset(labels), "listed", FOLDS))
    names = [name for occupation in occupations for name in occupation.alternatives if not held_out(name, every)]
    found += [Query(name, frozenset(owners[" ".join(terms(name))]), "known", FOLDS) for name in names[::KNOWN]]
    for at, query in enumerate(found):
        yield query
        if at % DRESSED == 0:
            yield replace(query, title=dressed(query.title, chance))


def dressed(title: str, chance: random.Random) -> str:
    """Dress a title up with one to three of: rank, tail, abbreviation, slip of the pen, inversion, capitals."""
    for kind in chance.sample(("rank", "tail", "short", "slip", "turn", "case"), chance.randint(1, 3)):
        words = title.split()
        if kind == "rank":
            title = f"{chance.choice(_RANKS)} {title}"
        elif kind == "tail":
            title += chance.choice(_TAILS)
        elif kind == "short":
            for long, short in _SHORT.items():
                title = title.replace(long, short)
        elif kind == "turn" and len(words) == 2:
            title = f"{words[1]}, {words[0]}"
        elif kind == "case":
            title = chance.choice((title.upper(), title.title()))
        elif kind == "slip" and len(longest := max(words, key=len)) > 6:
            at = chance.randrange(1, len(longest) - 2)
            title = title.replace(longest, longest[:at] + longest[at + 1] + longest[at] + longest[at + 2 :])
    return title
