"""Standard titles for written ones: the taxonomy, its index and the ranking put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from skills.engines.base import TitleParts, TitleSuggestion
from skills.engines.embedded.titles.parts import take_apart_knowing
from skills.engines.embedded.titles.ranking import Candidate, Ranker
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

ENGINE_VERSION = "titles-1"


class TitleStandardiser:
    """Ranks the occupations of a taxonomy for written titles."""

    def __init__(self, occupations: Iterable[Occupation], *, mapped_titles: Mapping[str, str] | None = None) -> None:
        """Build the index.

        Args:
            occupations: the taxonomy.
            mapped_titles: raw titles that a curator mapped, with the occupation id; they win over any ranking.
        """
        self._occupations = tuple(occupations)
        self._by_id = {occupation.id: occupation for occupation in self._occupations}
        self._mapped = {self._key(title): id_ for title, id_ in (mapped_titles or {}).items() if id_ in self._by_id}
        self._ranker = Ranker(
            self._occupations,
            common_titles=common_titles(),
            french_titles=french_titles(),
            vectors=TitleVectors.from_package_data(),
        )

    @classmethod
    def from_package_data(cls) -> TitleStandardiser:
        """Build it from the taxonomy that is shipped with the package."""
        return cls(shipped_occupations())

    @property
    def version(self) -> str:
        """Return the version of the engine and its taxonomy; it changes whenever answers may."""
        return f"{ENGINE_VERSION}+{SOURCE}-{SOURCE_VERSION}"

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
        parts, tails = take_apart_knowing(title, self._ranker.knows)
        mapped = self._mapped.get(self._key(title)) or self._mapped.get(self._key(parts.core))
        suggestions = [self._suggestion(candidate) for candidate in self._ranker.rank(parts.core, tails)[:limit]]
        if mapped:
            occupation = self._by_id[mapped]
            chosen = TitleSuggestion(
                mapped, occupation.display, 1.0, "A curator mapped this title.", SOURCE, SOURCE_VERSION
            )
            suggestions = [chosen, *(other for other in suggestions if other.title_id != mapped)][:limit]
        return tuple(suggestions), parts

    @staticmethod
    def _key(title: str) -> str:
        return " ".join(terms(title))

    def _suggestion(self, candidate: Candidate) -> TitleSuggestion:
        occupation = self._occupations[candidate.at]
        confidence = round(max(0.0, min(0.99, candidate.score)), 4)
        return TitleSuggestion(
            occupation.id, occupation.display, confidence, "Its words agree with the title.", SOURCE, SOURCE_VERSION
        )
