"""Arrays of whole numbers, made fast from the few hundred words or phrases of a text."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

WholeNumbers = NDArray[np.intp]


def whole_numbers(numbers: Collection[int]) -> WholeNumbers:
    """Return an array of whole numbers, several times faster than `np.array` does for these few."""
    return np.fromiter(numbers, np.intp, len(numbers))


def numbers_of(keys: Sequence[Any], known: Mapping[Any, int]) -> WholeNumbers:
    """Return the numbers of some keys, in their order, 0 for one that is not known."""
    return np.fromiter(map(known.get, keys, repeat(0)), np.intp, len(keys))
