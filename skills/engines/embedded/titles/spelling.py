"""Slips of the pen in titles: the known word that a misspelt one stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST, _MIDDLING, _LONG = 4, 6, 8
_SHORT_BEGINNING = 3
_CHOICES = 6
_AS_LETTERS = str.maketrans("01", "ol")
_SELDOM, _OFTEN, _VERY_OFTEN = 4, 50, 1_000
"""A word that comes oftener than seldom is no slip; what a long, or a shorter, word is a slip for comes so often."""


class Spelling:
    """Known words by length, compared by the edits between them (optimal string alignment)."""

    def __init__(self, words: Iterable[str]) -> None:
        """Learn `words`; those that come oftener are likelier to be meant."""
        counts = Counter(words)
        self._beginnings = {word for word in counts if len(word) == _SHORT_BEGINNING and counts[word] >= _SELDOM}
        self._counts = Counter({word: count for word, count in counts.items() if len(word) >= _SHORTEST})
        self._of_length: dict[int, list[str]] = {}
        for word in sorted(self._counts):
            self._of_length.setdefault(len(word), []).append(word)
        self.nearest = lru_cache(maxsize=10_000)(self._nearest)

    def pieces(self, word: str) -> list[str]:
        """Return the known words that a long one is glued together of, as few as can be, or nothing.

        Only the first may be as short as "bus".
        """
        if len(word) < _LONG:
            return []
        best: list[list[str] | None] = [[], *[None] * len(word)]
        if (beginning := word[:_SHORT_BEGINNING]) in self._beginnings:
            best[_SHORT_BEGINNING] = [beginning]
        for end in range(_SHORTEST, len(word) + 1):
            for start in range(end - _SHORTEST + 1):
                before, last = best[start], word[start:end]
                if before is not None and self._counts[last] >= _SELDOM:
                    kept = best[end]
                    if kept is None or len(before) + 1 < len(kept):
                        best[end] = [*before, last]
        return best[-1] or []

    def joined(self, words: list[str], is_known: Callable[[str], bool]) -> list[str]:
        """Return words in which two that are one, torn apart ("techn ician"), are that one again."""
        whole: list[str] = []
        for word in words:
            torn = bool(whole) and not (is_known(whole[-1]) and is_known(word))
            if torn and self._counts[whole[-1] + word] >= _SELDOM:
                whole[-1] += word
            else:
                whole.append(word)
        return whole

    def is_likely_slip(self, word: str) -> bool:
        """Return whether a word, though seen before, is likelier a slip of the pen for one that comes often."""
        if len(word) < _MIDDLING or self._counts[word] >= _SELDOM:
            return False
        nearest = self.nearest(word)
        if nearest[0] != word[0] or OSA.distance(word, nearest) > 1:
            return False
        often = _OFTEN if len(word) >= _LONG else _VERY_OFTEN
        return self._counts[nearest] >= often and (len(word) >= _LONG or nearest[-1] == word[-1])

    def _nearest(self, word: str) -> str:
        """Return the known word that was misread, or is one edit away, two for a long word; or the word itself."""
        if len(word) < _SHORTEST:
            return word
        for misread in (letters := word.translate(_AS_LETTERS), letters.replace("rn", "m")):
            if misread != word and misread in self._counts:
                return misread
        if not word.isalpha():
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
