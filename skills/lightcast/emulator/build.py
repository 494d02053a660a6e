"""The emulator on top of the embedded engine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Protocol

from skills.engines.base import FoundSkill, SuggestedTitles, TaxonomySkill
from skills.engines.embedded.titles.taxonomy import shipped_occupations
from skills.lightcast.emulator.catalogue import EmulatedTitle
from skills.lightcast.emulator.faults import Fault
from skills.lightcast.emulator.service import Emulator
from skills.lightcast.emulator.switches import Switches


class Engine(Protocol):
    """What the emulator needs of an engine."""

    def find(self, text: str) -> tuple[FoundSkill, ...]:
        """Return the skills in `text`."""

    def skills(self) -> tuple[TaxonomySkill, ...]:
        """Return the active skills."""

    def suggest_titles(self, title: str, *, text: str = "", limit: int = 5) -> SuggestedTitles:
        """Rank standardised titles."""


def emulator_over(
    engine: Engine,
    switches: Switches,
    *,
    credentials: Mapping[str, str],
    faults: Sequence[Fault] = (),
    seed: int = 0,
) -> Emulator:
    """Build an emulator that finds what `engine` finds and normalises titles as it does.

    Args:
        engine: the embedded engine.
        switches: how the uncertain is decided.
        credentials: secret by client id.
        faults: misbehaviour from the beginning.
        seed: of the draws for faults that hit only some requests.
    """
    titles = {one.id: EmulatedTitle(title_id(one.id), one.display) for one in shipped_occupations()}

    def normalize(term: str, limit: int) -> list[tuple[str, float]]:
        suggested = engine.suggest_titles(term, limit=limit).suggestions
        return [(title_id(one.title_id), one.confidence) for one in suggested]

    return Emulator(
        engine.find,
        engine.skills(),
        tuple(titles.values()),
        switches,
        credentials=credentials,
        normalize=normalize,
        faults=faults,
        seed=seed,
    )


def title_id(source_id: str) -> str:
    """Return an id in the shape of Lightcast's title ids for the id of another source; always the same one."""
    return "ET" + hashlib.sha256(source_id.encode()).hexdigest()[:16].upper()
