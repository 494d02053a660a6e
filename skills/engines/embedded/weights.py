"""Weights of a linear model as arrays, so that those of all words and candidates of a text are added up at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skills.engines.embedded.arrays import WholeNumbers, numbers_of
from skills.engines.embedded.tokens import Words
from skills.engines.embedded.vocabulary import word_clusters, word_numbers

Numbers = NDArray[np.float64]
Pair = tuple[float, float]
NO_PAIR: Pair = (0.0, 0.0)


class WeightTables:
    """The sums of the two weights of features that a few things determine, with a row for each combination of these.

    Args:
        weights: by template and value.
        tables: for each table what yields the features, and for each of its things the values that it may have.
    """

    def __init__(
        self,
        weights: Mapping[str, Mapping[str, Pair]],
        *tables: tuple[Callable[..., Iterable[tuple[str, str]]], Sequence[Sequence[Any]]],
    ) -> None:
        rows: list[Pair] = []
        self._least: list[int] = []  # the first row of each table
        self._shares: list[list[int]] = []  # of each of its things in the number of the row
        for features, things in tables:
            self._least.append(len(rows))
            self._shares.append([prod(map(len, things[thing:])) for thing in range(1, len(things) + 1)])
            rows += [weighed(weights, features(*combination)) for combination in product(*things)]
        self._rows = np.array(rows)

    def sums(self, *tables: Sequence[NDArray[Any]]) -> Numbers:
        """Return the sums over all tables, (candidates, 2).

        Args:
            tables: for each table a column for each of its things: the number of each candidate's among its values.
        """
        total: Numbers = np.zeros((len(tables[0][0]), 2))
        for least, shares, columns in zip(self._least, self._shares, tables, strict=True):
            row = sum((column * share for column, share in zip(columns, shares, strict=True)), start=least)
            total += self._rows.take(row, axis=0)
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
        tables: for each template its weights, one of demand and one of thing, by the word's key; those that name a
            cluster (`vocabulary.word_clusters`) count for each of its words, and those of "" twice for each word that
            is in none.
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
        without = 2 * self._rows[self._numbers.get("", 0)]
        self._rows[0] += without
        self._rows[len(pairs) + 1 :] += without

    def sums_at(self, words: Words, *places: WholeNumbers) -> Numbers:
        """Return for each phrase the sums of the weights of one word for each template, (phrases, 2).

        Args:
            words: the words of a text.
            places: for each template, the numbers of the words.
        """
        told = np.zeros((len(places[0]), 2))
        for template, at in enumerate(places):
            told += self._rows.take(self._numbers_at(words, at), axis=0)[:, 2 * template : 2 * template + 2]
        return told

    def sums_between(self, words: Words, *bounds: tuple[WholeNumbers, WholeNumbers]) -> Numbers:
        """Return for each phrase the sums of the weights of the words around it, over all templates, (phrases, 2).

        Args:
            words: the words of a text.
            bounds: for each template, where the words begin that count, and where they end.
        """
        numbers = self._numbers_at(words, np.arange(len(words)))
        # Of all words before each, and before the end.
        sums = np.zeros((len(bounds), 2, len(numbers) + 1))
        weights = self._rows.take(numbers, axis=0).T
        np.cumsum(weights.reshape(len(bounds), 2, -1), axis=2, out=sums[:, :, 1:])
        told = np.zeros((2, len(bounds[0][0])))
        for sum_before, (begins, ends) in zip(sums, bounds, strict=True):
            told += sum_before.take(ends, axis=1)
            told -= sum_before.take(begins, axis=1)
        return told.T

    def _numbers_at(self, words: Words, at: WholeNumbers) -> WholeNumbers:
        """Return the numbers of the rows of some words of a text."""
        numbers = words.numbers.take(at)
        for i in np.flatnonzero(numbers == 0).tolist():
            numbers[i] = self._numbers.get(words.keys[at[i]], 0)
        return numbers
