"""Slips of the pen in titles: the known word that a misspelt one stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST, _LONG = 4, 8
_CHOICES = 6
_SELDOM, _OFTEN = 4, 50
"""A word that comes less seldom is no slip, and only one that comes so often is likelier to be meant."""


class Spelling:
    """Known words by length, compared by the edits between them (optimal string alignment)."""

    def __init__(self, words: Iterable[str]) -> None:
        """Learn `words`; those that come oftener are likelier to be meant."""
        self._counts = Counter(word for word in words if len(word) >= _SHORTEST)
        self._of_length: dict[int, list[str]] = {}
        for word in sorted(self._counts):
            self._of_length.setdefault(len(word), []).append(word)
        self.nearest = lru_cache(maxsize=10_000)(self._nearest)

    def is_likely_slip(self, word: str) -> bool:
        """Return whether a long word, though seen before, is likelier a slip of the pen for one that comes often."""
        if len(word) < _LONG or self._counts[word] >= _SELDOM:
            return False
        nearest = self.nearest(word)
        return self._counts[nearest] >= _OFTEN and nearest[0] == word[0] and OSA.distance(word, nearest) == 1

    def _nearest(self, word: str) -> str:
        """Return the other known word that is one edit away, two for a long word, or the word itself."""
        if len(word) < _SHORTEST:
            return word
        most = 1 if len(word) < _LONG else 2
        best: tuple[float, bool, int, str] | None = None
        for length in range(len(word) - most, len(word) + most + 1):
            known = self._of_length.get(length, [])
            for other, edits, _ in process.extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=_CHOICES):
                found = (edits, other[0] != word[0], -self._counts[other], other)
                if edits:
                    best = min(best, found) if best else found
        return best[3] if best else word
