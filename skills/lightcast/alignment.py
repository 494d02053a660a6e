"""From byte offsets in Lightcast's normalised text to character spans in the text that was sent.

How Lightcast normalises is not documented. Two texts are compared by what a reader sees: letters without their case
and accents taken apart, quotation marks and dashes of one kind, no white space. Where both give the same sequence,
every place has an exact counterpart. Otherwise the nth occurrence of a phrase there is the nth here, provided that
it occurs equally often. What can be shown in neither way is dropped.
"""

from __future__ import annotations

import bisect
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from skills.engines.base import Span
from skills.lightcast.types import SurfaceForm

_SAME = str.maketrans({**dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("“”„‟″", '"'), **dict.fromkeys("‐‑‒–—―−", "-")})
_INVISIBLE = {"Zs", "Zl", "Zp", "Cc", "Cf"}


class Alignment:
    """Places in a normalised text, found again in the text it was made from.

    Args:
        normalized: Lightcast's normalised text.
        ours: the text that was sent.
    """

    def __init__(self, normalized: str, ours: str) -> None:
        self._bytes = normalized.encode("utf-8", "replace")
        self._theirs, self._ours = _Folded(normalized), _Folded(ours)
        self._exact = self._theirs.text == self._ours.text

    def span(self, surface: SurfaceForm) -> Span | None:
        """Return where `surface` stands in our text; None when that cannot be verified."""
        phrase = fold(surface.value)
        if not phrase or not 0 <= surface.start < surface.end <= len(self._bytes):
            return None
        try:
            before = len(self._bytes[: surface.start].decode())
            words = self._bytes[surface.start : surface.end].decode()
        except UnicodeDecodeError:
            # An offset inside a character belongs to another text.
            return None
        if fold(words) != phrase:
            return None
        start = self._theirs.offset(before)
        if not self._exact:
            counterpart = self._nth(phrase, start)
            if counterpart is None:
                return None
            start = counterpart
        return self._ours.span(start, start + len(phrase))

    def _nth(self, phrase: str, start: int) -> int | None:
        theirs, ours = _occurrences(self._theirs.text, phrase), _occurrences(self._ours.text, phrase)
        if len(theirs) != len(ours) or start not in theirs:
            return None
        return ours[theirs.index(start)]


class _Folded:
    """A text as a reader sees it, with the way back to its characters."""

    def __init__(self, text: str) -> None:
        parts = [_fold_character(character) for character in text]
        self.text = "".join(parts)
        self._offsets = [0, *accumulate(len(part) for part in parts)]
        visible = [index for index, part in enumerate(parts) if part]
        self._characters = visible
        self._starts = [self._offsets[index] for index in visible]

    def offset(self, character: int) -> int:
        """Return where the character with this index begins in the folded text."""
        return self._offsets[character]

    def span(self, start: int, end: int) -> Span | None:
        """Return the characters that the folded stretch stems from; None when it begins or ends within one."""
        first = bisect.bisect_left(self._starts, start)
        last = bisect.bisect_left(self._starts, end) - 1
        begins = first < len(self._starts) and self._starts[first] == start
        ends = end == len(self.text) or (last + 1 < len(self._starts) and self._starts[last + 1] == end)
        if not begins or not ends:
            return None
        return Span(self._characters[first], self._characters[last] + 1)


def fold(text: str) -> str:
    """Return what of `text` a reader tells apart."""
    return "".join(_fold_character(character) for character in text)


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character.translate(_SAME)).casefold()
    return "".join(one for one in decomposed if unicodedata.category(one) not in _INVISIBLE)


def _occurrences(text: str, phrase: str) -> Sequence[int]:
    found = []
    at = text.find(phrase)
    while at >= 0:
        found.append(at)
        at = text.find(phrase, at + 1)
    return found
