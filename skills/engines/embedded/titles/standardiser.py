"""Standard titles for written ones: the taxonomy, its index and the ranking put together."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import cache
from pathlib import Path

from skills.engines.base import TitleParts, TitleSuggestion
from skills.engines.embedded.titles.confidence import Signals, probability
from skills.engines.embedded.titles.french import looks_french
from skills.engines.embedded.titles.parts import names_job, take_apart_knowing
from skills.engines.embedded.titles.ranking import EXACT, WARMTH, Candidate, Ranker
from skills.engines.embedded.titles.taxonomy import (
    SOURCE,
    SOURCE_VERSION,
    Occupation,
    common_titles,
    french_titles,
    shipped_occupations,
)
from skills.engines.embedded.titles.vectors import TitleVectors
from skills.engines.embedded.titles.words import terms

LEAST_CONFIDENCE = 0.02
"""When even the first suggestion is less likely, there is none."""
ALIKE = 0.7
_RIVALS, _CLOSE = 12, 0.1
"""How many candidates are compared for the confidence, and by how much the score of one that is close may be lower."""


@cache
def engine_version() -> str:
    """Return the version of the rules and data of this package; it changes with any of them."""
    digest = hashlib.sha256()
    folder = Path(__file__).resolve().parent
    for path in sorted([*folder.glob("*.py"), *folder.joinpath("data").iterdir()]):
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return f"titles-1.{digest.hexdigest()[:8]}"


class TitleStandardiser:
    """Ranks the occupations of a taxonomy for written titles."""

    def __init__(
        self,
        occupations: Iterable[Occupation],
        *,
        common: Mapping[str, Sequence[str]] | None = None,
        vectors: TitleVectors | None = None,
    ) -> None:
        """Build the index.

        Args:
            occupations: the taxonomy.
            common: titles in use with the labels they stand for; by default the shipped table.
            vectors: nearness of meaning; by default the shipped vectors.
        """
        self._occupations = tuple(occupations)
        self._by_id = {occupation.id: occupation for occupation in self._occupations}
        self.mapped: dict[str, str] = {}
        self._ranker = Ranker(
            self._occupations,
            common_titles=common_titles() if common is None else common,
            french_titles=french_titles(),
            vectors=vectors or TitleVectors.from_package_data(),
        )

    @classmethod
    def from_package_data(cls) -> TitleStandardiser:
        """Build it from the taxonomy that is shipped with the package."""
        return cls(shipped_occupations())

    def with_mapped_titles(self, mapped_titles: Mapping[str, str]) -> TitleStandardiser:
        """Return a standardiser over the same index, for which a curator mapped titles; making it costs nothing.

        Args:
            mapped_titles: written titles with the occupation id; they win over any ranking.
        """
        other = copy(self)
        other.mapped = {self._key(title): id_ for title, id_ in mapped_titles.items() if id_ in self._by_id}
        return other

    @property
    def version(self) -> str:
        """Return the version of the engine and its taxonomy; it changes whenever answers may."""
        return f"{engine_version()}+{SOURCE}-{SOURCE_VERSION}"

    def occupation(self, occupation_id: str) -> Occupation | None:
        """Return the occupation with this id, or None."""
        return self._by_id.get(occupation_id)

    def search(self, words: str, limit: int = 20) -> tuple[Occupation, ...]:
        """Find occupations whose names agree with `words`, best first, at most `limit`."""
        return tuple(self._occupations[candidate.at] for candidate in self._ranker.rank(words)[:limit])

    def suggest(self, title: str, *, text: str = "", limit: int = 5) -> tuple[tuple[TitleSuggestion, ...], TitleParts]:
        """Rank occupations for a written title.

        Args:
            title: the title as written.
            text: the job's own text; it decides between occupations that fit the title alike.
            limit: how many to return at most.

        Returns:
            Suggestions, best first, empty when nothing fits; and what the title was taken apart into.
        """
        core, candidates, parts = self.candidates(title, text)
        return self.mapped_first(title, parts, self._ranked(core, candidates, limit), limit), parts

    def candidates(self, title: str, text: str = "") -> tuple[str, list[Candidate], TitleParts]:
        """Return the words that name the job, the candidates for them, best first, and the title's parts."""
        parts, tails = take_apart_knowing(title, self._ranker.knows)
        core = self._with_rank(parts)
        return core, self._ranker.rank(core, tails, text), parts

    def _with_rank(self, parts: TitleParts) -> str:
        """Return what names the job, with its rank where the two together are a name, such as "trainee buyer"."""
        ranked = f"{parts.level} {parts.core}"
        return ranked if parts.level and self._ranker.is_name(ranked) else parts.core

    def mapped_first(
        self, title: str, parts: TitleParts, suggestions: Sequence[TitleSuggestion], limit: int
    ) -> tuple[TitleSuggestion, ...]:
        """Return at most `limit` of the suggestions for a title, before them what a curator mapped it to."""
        mapped = self.mapped.get(self._key(title)) or self.mapped.get(self._key(parts.core))
        if mapped:
            occupation = self._by_id[mapped]
            chosen = _suggestion(occupation, 1.0, "A curator mapped this title.")
            suggestions = [chosen, *(other for other in suggestions if other.title_id != mapped)]
        return tuple(suggestions[:limit])

    def _ranked(self, core: str, candidates: Sequence[Candidate], limit: int) -> list[TitleSuggestion]:
        """Return suggestions for the best candidates, or none when even the first is too unlikely.

        The signals tell how likely the field of work is right; of two in one field, what fits less is less likely.
        """
        suggestions: list[TitleSuggestion] = []
        ceiling = 1.0
        for candidate, signals in zip(candidates, self.signals(core, candidates, limit), strict=False):
            ceiling = min(ceiling, probability(signals) * math.exp(candidate.score - candidates[0].score))
            if not suggestions and ceiling < LEAST_CONFIDENCE:
                break
            occupation = self._occupations[candidate.at]
            suggestions.append(_suggestion(occupation, round(ceiling, 4), self._reason(core, candidate)))
        return suggestions

    def signals(self, core: str, candidates: Sequence[Candidate], limit: int) -> Iterator[Signals]:
        """Yield what the confidence in each of the first `limit` of all the candidates rests on."""
        if not candidates:
            return
        ranker = self._ranker
        job, known = names_job(core), ranker.known_share(core)
        words = math.log(max(1, len(set(core.lower().split())))) / 2
        best = candidates[0].score
        odds = [math.exp((candidate.score - best) / WARMTH) for candidate in candidates[:_RIVALS]]
        total = sum(odds)
        relations = ranker.kin([candidate.at for candidate in candidates[: max(limit, _RIVALS)]])
        for candidate, relation in zip(candidates[:limit], relations, strict=False):
            kin = relation[:_RIVALS]
            strangers = (other.score for other, same in zip(candidates, kin, strict=False) if not same)
            close = sum(other.score > candidate.score - _CLOSE for other in candidates[:_RIVALS])
            features = candidate.features
            yield Signals(
                nearness=features.nearness,
                rival=candidate.score - next(strangers, 0.0),
                family=sum(chance for chance, same in zip(odds, kin, strict=True) if same) / total,
                close=-close / _RIVALS,
                job=job,
                known=known,
                exact=features.exact,
                titled=features.titled,
                words=words,
                common=features.common,
            )

    def _reason(self, core: str, candidate: Candidate) -> str:
        """Say in one sentence why an occupation is suggested."""
        label = self._occupations[candidate.at].label
        name = self._ranker.names[candidate.name] if candidate.name >= 0 else label
        if looks_french(core) and candidate.name < 0:
            return f"The French title leads to “{label}”."
        if candidate.features.names >= EXACT:
            return f"“{name}” is a known name of this occupation."
        if candidate.features.names >= ALIKE:
            return f"The title is much like “{name}”."
        return f"The title is near in meaning to “{label}”."

    @staticmethod
    def _key(title: str) -> str:
        return " ".join(terms(title))


def _suggestion(occupation: Occupation, confidence: float, reason: str) -> TitleSuggestion:
    return TitleSuggestion(
        occupation.id, occupation.display, confidence, reason, SOURCE, SOURCE_VERSION, occupation.french
    )
