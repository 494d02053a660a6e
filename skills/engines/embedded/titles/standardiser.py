"""Standard titles for written ones: the taxonomy, its index and the ranking put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from skills.engines.base import TitleParts, TitleSuggestion
from skills.engines.embedded.titles.french import french_terms, looks_french
from skills.engines.embedded.titles.index import PhraseIndex
from skills.engines.embedded.titles.parts import take_apart_fully
from skills.engines.embedded.titles.taxonomy import SOURCE, SOURCE_VERSION, Occupation, shipped_occupations
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
        self._owners: list[int] = []
        self._is_label: list[bool] = []
        phrases: list[list[str]] = []
        for at, occupation in enumerate(self._occupations):
            names = dict.fromkeys((occupation.label, occupation.display, *occupation.alternatives))
            for name in names:
                phrases.append(terms(name))
                self._owners.append(at)
                self._is_label.append(name in (occupation.label, occupation.display))
        self._index = PhraseIndex(phrases)
        self._vocabulary = sorted({term for phrase in phrases for term in phrase if len(term) > 3})
        french = [(french_terms(o.french), at) for at, o in enumerate(self._occupations) if o.french]
        self._french_owners = [at for _, at in french]
        self._french_index = PhraseIndex(phrase for phrase, _ in french)

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
        """Find occupations whose names hold or begin with `words`, best first, at most `limit`."""
        ranked = sorted(self._score(words, ()).items(), key=lambda item: -item[1])
        return tuple(self._occupations[at] for at, _ in ranked[:limit])

    def suggest(self, title: str, *, text: str = "", limit: int = 5) -> tuple[tuple[TitleSuggestion, ...], TitleParts]:
        """Rank occupations for a written title.

        Args:
            title: the title as written.
            text: the job's own text; it decides between occupations that fit the title alike.
            limit: how many to return at most.

        Returns:
            Suggestions, best first, empty when nothing fits; and what the title was taken apart into.
        """
        parts, phrases = take_apart_fully(title)
        mapped = self._mapped.get(self._key(title)) or self._mapped.get(self._key(parts.core))
        scores = self._score(parts.core, phrases[1:])
        ranked = sorted(scores.items(), key=lambda item: -item[1])[:limit]
        suggestions = [
            self._suggestion(self._occupations[at], min(0.99, score), "Its words agree with the title.")
            for at, score in ranked
        ]
        if mapped:
            chosen = self._suggestion(self._by_id[mapped], 1.0, "A curator mapped this title.")
            suggestions = [chosen, *(other for other in suggestions if other.title_id != mapped)][:limit]
        return tuple(suggestions), parts

    @staticmethod
    def _key(title: str) -> str:
        return " ".join(terms(title))

    @staticmethod
    def _suggestion(occupation: Occupation, confidence: float, reason: str) -> TitleSuggestion:
        return TitleSuggestion(occupation.id, occupation.display, round(confidence, 4), reason, SOURCE, SOURCE_VERSION)

    def _score(self, core: str, tails: Iterable[str]) -> dict[int, float]:
        scores: dict[int, float] = {}
        words = [self._known(term) for term in terms(core)]
        weights = dict.fromkeys(words, 1.0)
        for tail in tails:
            for term in terms(tail):
                if term in self._index:
                    weights.setdefault(term, 0.25)
        for position, cosine in self._index.compare(weights).items():
            at = self._owners[position]
            score = cosine * (1.0 if self._is_label[position] else 0.97)
            if score > scores.get(at, 0.0):
                scores[at] = score
        if looks_french(core):
            for position, cosine in self._french_index.compare(dict.fromkeys(french_terms(core), 1.0)).items():
                at = self._french_owners[position]
                scores[at] = max(scores.get(at, 0.0), cosine)
        return scores

    def _known(self, term: str) -> str:
        """Return the known word that a misspelt one stands for, or the word itself."""
        if len(term) < 4 or term in self._index:
            return term
        found = process.extractOne(term, self._vocabulary, scorer=OSA.distance, score_cutoff=1 if len(term) < 8 else 2)
        return found[0] if found else term
