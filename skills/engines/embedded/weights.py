"""Weights of a linear model as a matrix, so that those of all words of a text are looked up and added at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skills.engines.embedded.tables import word_clusters

Numbers = NDArray[np.float64]
WholeNumbers = NDArray[np.intp]


def whole_numbers(numbers: Sequence[int]) -> WholeNumbers:
    """Return an array of whole numbers, several times faster than `np.array` does for these few."""
    return np.fromiter(numbers, np.intp, len(numbers))


class WeightMatrix:
    """The weights of features whose values are keys: a row for each key, and for each template its columns.

    Args:
        tables: for each template its columns and its weights by key, one number or a list of one for each column.
        width: number of columns.
    """

    def __init__(self, tables: Sequence[tuple[int | slice, Mapping[str, Any]]], width: int) -> None:
        keys = dict.fromkeys(key for _, table in tables for key in table)
        # Row 0 is that of a key that the model does not know.
        self._numbers = {key: number for number, key in enumerate(keys, start=1)}
        self._matrix = np.zeros((len(keys) + 1, width))
        for columns, table in tables:
            if table:
                self._matrix[[self._numbers[key] for key in table], columns] = list(table.values())

    def spread_over_clusters(self) -> None:
        """Add the rows that name a cluster to those of its words; words without a row of their own share one."""
        clusters, numbers, matrix = word_clusters(), self._numbers, self._matrix
        pairs = {pair: number for number, pair in enumerate(dict.fromkeys(clusters.values()))}
        sums = np.array([matrix[[numbers.get(cluster, 0) for cluster in pair]].sum(axis=0) for pair in pairs])
        of_words = {key: number for key, number in numbers.items() if key[0] != "#"}
        known = [key for key in clusters if key in of_words]
        matrix[[of_words[key] for key in known]] += sums[[pairs[clusters[key]] for key in known]]
        shared = {key: len(matrix) + pairs[pair] for key, pair in clusters.items() if key not in of_words}
        self._numbers, self._matrix = {**of_words, **shared}, np.vstack([matrix, sums])

    def rows(self, keys: Sequence[str]) -> Numbers:
        """Return the rows of some keys, in their order."""
        numbers = np.fromiter(map(self._numbers.get, keys, repeat(0)), np.intp, len(keys))
        return self._matrix.take(numbers, axis=0)
