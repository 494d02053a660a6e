"""Weights of a linear model as arrays, so that those of all words and candidates of a text are added up at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, product, repeat
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skills.engines.embedded.tokens import Words
from skills.engines.embedded.vocabulary import word_clusters, word_numbers

Numbers = NDArray[np.float64]
WholeNumbers = NDArray[np.intp]
Pair = tuple[float, float]
NO_PAIR: Pair = (0.0, 0.0)


def whole_numbers(numbers: Sequence[int]) -> WholeNumbers:
    """Return an array of whole numbers, several times faster than `np.array` does for these few."""
    return np.fromiter(numbers, np.intp, len(numbers))


def numbers_of(keys: Sequence[Any], known: Mapping[Any, int]) -> WholeNumbers:
    """Return the numbers of some keys, in their order, 0 for one that is not known."""
    return np.fromiter(map(known.get, keys, repeat(0)), np.intp, len(keys))


class WeightTables:
    """The sums of the two weights of features that a few things determine, with a row for each combination of these.

    Args:
        weights: by template and value.
        tables: for each table what yields the features, and for each of its things the values that it may have, the
            first of which stands for all others too.
    """

    def __init__(
        self,
        weights: Mapping[str, Mapping[str, Pair]],
        *tables: tuple[Callable[..., Iterable[tuple[str, str]]], Sequence[Iterable[Any]]],
    ) -> None:
        self._begins: list[int] = []
        self._shares: list[tuple[dict[Any, int], int]] = []  # of each thing's values in the number of the row
        rows: list[Pair] = []
        for features, things in tables:
            self._begins.append(len(self._shares))
            known = [list(dict.fromkeys(values)) for values in things]
            least = len(rows)
            for thing, values in enumerate(known, start=1):
                share = prod(map(len, known[thing:]))
                self._shares.append(({value: least + number * share for number, value in enumerate(values)}, least))
                least = 0
            rows += [weighed(weights, features(*combination)) for combination in product(*known)]
        self._rows = np.array(rows)

    def sums(self, *values: Sequence[Any]) -> Numbers:
        """Return the sums over all tables, (number of values, 2), for some values of each thing of each."""
        shares = (
            map(known.get, some, repeat(least)) for some, (known, least) in zip(values, self._shares, strict=True)
        )
        numbers = np.fromiter(chain.from_iterable(shares), np.intp, len(values) * len(values[0]))
        rows = np.add.reduceat(numbers.reshape(len(values), -1), self._begins, axis=0)
        total: Numbers = self._rows.take(rows, axis=0).sum(axis=0)
        return total


def weighed(weights: Mapping[str, Mapping[str, Pair]], features: Iterable[tuple[str, str]]) -> Pair:
    """Return the sums of the two weights of (template, value) features."""
    demand, thing = NO_PAIR
    for template, value in features:
        pair = weights[template].get(value)
        if pair is not None:
            demand += pair[0]
            thing += pair[1]
    return demand, thing


class WordWeights:
    """The weights of features whose values are words.

    Args:
        tables: for each template its weights, a list of one for each column, by the word's key; those that name a
            cluster (`vocabulary.word_clusters`) count for each of its words.
    """

    def __init__(self, tables: Sequence[Mapping[str, Sequence[float]]]) -> None:
        # Row 0 is that of a word that the model does not know.
        self._numbers = dict(word_numbers())
        for table in tables:
            for key in table:
                self._numbers.setdefault(key, len(self._numbers) + 1)
        parts = []
        for table in tables:
            part = np.zeros((len(self._numbers) + 1, 2), np.float32)
            part[[self._numbers[key] for key in table]] = list(table.values()) or np.zeros((0, 2))
            parts.append(part)
        self._rows = np.concatenate(parts, axis=1)
        pairs = word_clusters().values()
        coarse, fine = (numbers_of(names, self._numbers) for names in zip(*pairs, strict=True))
        self._rows[1 : len(pairs) + 1] += self._rows.take(coarse, axis=0) + self._rows.take(fine, axis=0)

    def sums_before(self, words: Words) -> Numbers:
        """Return for each word, and for the end, the sums of the weights of all words before it.

        Returns:
            (words + 1, templates, 2).
        """
        numbers = whole_numbers(words.numbers)
        for i in np.flatnonzero(numbers == 0).tolist():
            numbers[i] = self._numbers.get(words.keys[i], 0)
        sums = np.zeros((self._rows.shape[1], len(words) + 1))
        np.cumsum(self._rows.take(numbers, axis=0).T, axis=1, out=sums[:, 1:])
        return sums.T.reshape(len(words) + 1, -1, 2)
