"""An index over phrases: which known names share words with a title, and how closely they agree."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

COMMON = 2_500
"""A word in more phrases than this only adds to phrases that a rarer word has already brought up."""


class PhraseIndex:
    """Known phrases by their words, compared by the cosine of their weighted words.

    A word's weight is the logarithm of its rarity among the phrases, as in the vector space model (Salton and Buckley,
    1988, doi:10.1016/0306-4573(88)90021-0).
    """

    def __init__(self, phrases: Iterable[Sequence[str]], worths: Iterable[float] | None = None) -> None:
        """Index phrases.

        Args:
            phrases: each phrase as its terms; it is known by its position from 0 on.
            worths: what agreement with each phrase counts, up to 1; by default 1 for all.
        """
        counts: Counter[str] = Counter()
        kept: list[tuple[str, ...]] = []
        for phrase in phrases:
            unique = tuple(dict.fromkeys(phrase))
            kept.append(unique)
            counts.update(unique)
        self._size = len(kept)
        self._weights = {term: self._rarity(count) for term, count in counts.items()}
        postings: dict[str, list[int]] = {term: [] for term in counts}
        norms: list[float] = []
        for position, (phrase, worth) in enumerate(zip(kept, worths or repeat(1.0), strict=False)):
            for term in phrase:
                postings[term].append(position)
            norms.append((math.sqrt(sum(self._weights[term] ** 2 for term in phrase)) or 1.0) / worth)
        self._postings = {term: np.array(positions) for term, positions in postings.items()}
        self._norms = np.array(norms)

    def _rarity(self, count: int) -> float:
        return math.log(1 + self._size / (1 + count))

    def __contains__(self, term: str) -> bool:
        return term in self._postings

    def weight(self, term: str) -> float:
        """Return the weight of a term; a term that is in no phrase has the weight of the rarest."""
        return self._weights.get(term) or self._rarity(1)

    def agreements(self, terms: Mapping[str, float]) -> NDArray[np.float64]:
        """Return how closely each phrase agrees with the given terms.

        Args:
            terms: each term with a factor for its importance, usually 1.

        Returns:
            For each phrase the cosine times the phrase's worth, from 0 up to 1.
        """
        weighted = {term: factor * self.weight(term) for term, factor in terms.items()}
        norm = math.sqrt(sum(weight * weight for weight in weighted.values())) or 1.0
        known = sorted(
            (term for term in weighted if term in self._postings), key=lambda term: len(self._postings[term])
        )
        sums = np.zeros(self._size)
        for term in known:
            positions = self._postings[term]
            if term != known[0] and len(positions) > COMMON and len(positions) > np.count_nonzero(sums):
                positions = positions[sums[positions] > 0]
            sums[positions] += weighted[term] * self._weights[term] / norm
        sums /= self._norms
        return sums

    def closest(self, terms: Iterable[str]) -> float:
        """Return how closely the phrase that agrees best agrees with the given terms, 0 to 1."""
        return float(self.agreements(dict.fromkeys(terms, 1.0)).max(initial=0.0))
