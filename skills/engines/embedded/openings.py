"""What may begin at a word, by its key, and at which words of a text anything does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from skills.engines.embedded.arrays import WholeNumbers, whole_numbers
from skills.engines.embedded.beginnings import Beginning
from skills.engines.embedded.tokens import Words
from skills.engines.embedded.vocabulary import word_numbers

# Pairs of words that share a slot are taken for each other: one pair in twenty that opens nothing looks as if it did.
_SLOTS = 1 << 19
_SPREAD = 40503  # an odd number, which scatters the numbers of first words over the slots


@dataclass(frozen=True, slots=True)
class Opening:
    """What may begin at a word of one key.

    Attributes:
        form: the form that is this word, None when none is, `BY_SPELLING` when that depends on how it is written.
        anyhow: whether it is that form however it is written.
        seconds: the lengths of the forms that begin with this word, longest first, by the key of their second one.
        begun: what may begin at it beyond surface forms.
    """

    form: int | None
    anyhow: bool
    seconds: Mapping[str, tuple[int, ...]]
    begun: Beginning | None


BY_SPELLING = -1
NOTHING = Opening(None, False, {}, None)


class Openings(dict[str, Opening]):
    """What may begin at words, by their keys, `NOTHING` at all others.

    Args:
        openings: by key.
    """

    def __init__(self, openings: Mapping[str, Opening]) -> None:
        super().__init__(openings)
        numbers = word_numbers()
        # By the number of a word, whether anything may begin at it whatever follows; at one without a number it may.
        self._alone = np.zeros(len(numbers) + 1, np.bool_)
        self._alone[0] = True
        firsts: list[int] = []
        seconds: list[int] = []
        for key, opening in openings.items():
            number = numbers.get(key)
            if number is not None:
                self._alone[number] = opening.form is not None or opening.begun is not None
                firsts += [number] * len(opening.seconds)
                seconds += [numbers.get(second, 0) for second in opening.seconds]
        self._pairs = np.zeros(_SLOTS, np.bool_)
        self._pairs[_slots(whole_numbers(firsts), whole_numbers(seconds))] = True

    def __missing__(self, key: str) -> Opening:
        return NOTHING

    def places(self, words: Words) -> list[int]:
        """Return the numbers of the words of an English text at which anything may begin, with some few others."""
        numbers = words.numbers
        may = self._alone.take(numbers)
        may[:-1] |= self._pairs.take(_slots(numbers[:-1], numbers[1:]))
        places: list[int] = np.flatnonzero(may).tolist()
        return places


def _slots(firsts: WholeNumbers, seconds: WholeNumbers) -> WholeNumbers:
    """Return the slots of pairs of words, given by their numbers."""
    return (firsts * _SPREAD + seconds) % _SLOTS
