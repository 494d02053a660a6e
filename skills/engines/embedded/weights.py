"""Weights of a linear model as a matrix, so that those of all words of a text are looked up and added at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skills.engines.embedded.vocabulary import word_clusters

Numbers = NDArray[np.float64]
WholeNumbers = NDArray[np.intp]


def whole_numbers(numbers: Sequence[int]) -> WholeNumbers:
    """Return an array of whole numbers, several times faster than `np.array` does for these few."""
    return np.fromiter(numbers, np.intp, len(numbers))


def numbers_of(keys: Sequence[str], known: Mapping[str, int]) -> WholeNumbers:
    """Return the numbers of some keys, in their order, 0 for one that is not known."""
    return np.fromiter(map(known.get, keys, repeat(0)), np.intp, len(keys))


class WeightMatrix:
    """The weights of features whose values are keys: a row for each key, and for each template its columns.

    Args:
        tables: for each template its columns and its weights by key, one number or a list of one for each column.
        width: number of columns.
        numbers: for keys whose rows are to have certain numbers these, without gaps from 1 on.
    """

    def __init__(
        self,
        tables: Sequence[tuple[int | slice, Mapping[str, Any]]],
        width: int,
        numbers: Mapping[str, int] | None = None,
    ) -> None:
        # Row 0 is that of a key that the model does not know.
        self.numbers = dict(numbers or {})
        for _, table in tables:
            for key in table:
                self.numbers.setdefault(key, len(self.numbers) + 1)
        self._matrix = np.zeros((len(self.numbers) + 1, width))
        for columns, table in tables:
            if table:
                self._matrix[[self.numbers[key] for key in table], columns] = list(table.values())

    def spread_over_clusters(self) -> None:
        """Add the rows that name a cluster to those of its words, which the first rows must be (`word_numbers`)."""
        pairs = word_clusters().values()
        coarse, fine = (numbers_of(names, self.numbers) for names in zip(*pairs, strict=True))
        self._matrix[1 : len(pairs) + 1] += self._matrix.take(coarse, axis=0) + self._matrix.take(fine, axis=0)

    def rows(self, numbers: WholeNumbers) -> Numbers:
        """Return the rows that have some numbers, in their order."""
        return self._matrix.take(numbers, axis=0)
