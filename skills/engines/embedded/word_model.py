"""Says of each word of a text how much it looks like part of a demand, and of a thing one knows.

A network of two narrow convolutions over vectors of words, of how they are written, of the marks before them and of
their sections. The second layer also sees the means of the first over the words around, near and far. Trained by
`benchmarks/skills/train.py`.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cache
from itertools import cycle
from math import prod
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from skills.engines.embedded.surroundings import Surroundings
from skills.engines.embedded.tables import DATA
from skills.engines.embedded.weights import WholeNumbers, numbers_of, whole_numbers

Floats = NDArray[np.float32]

# A layer sees so many words to each side of one, and the means over so many.
REACH = 2
NEAR, FAR = 15, 60
KINDS = ("shape", "mark", "section")
# Longer texts are read in pieces, each with as many words around it as can matter.
_PIECE = 1024
_MARGIN = REACH + FAR
_ROWS = 256  # words that the first layer reads at once: what they take stays near the processor


class WordModel:
    """Scores the words of texts.

    Args:
        weights: "words" (words + 1, vector), whole numbers whose unit "words_unit" (vector,) gives; row 0 is that of
            unknown words, the others have the numbers of `vocabulary.word_numbers`. "shapes", "marks" and "sections"
            (values + 1, vector), row 0 that of unknown ones, with the values in "shape_names" and so on. "first"
            (2 REACH + 1, inputs, hidden) with "first_bias", the inputs being these four vectors and whether the text is
            no more than a few lines; "second" (2 REACH + 1, hidden, second), "near" and "far" (hidden, second) with
            "second_bias"; "last" (hidden + second, 2) with "last_bias".
    """

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        # As whole numbers they take a quarter of the memory, through which the words of a text are scattered.
        self._words, self._unit = weights["words"], weights["words_unit"]
        names = [weights[kind + "_names"].tolist() for kind in KINDS]
        sizes = [len(values) + 1 for values in names]
        # Every combination of the three has a row of its own, to whose number each adds its share.
        self._place_rows = [
            {value: number * prod(sizes[kind + 1 :]) for number, value in enumerate(values, start=1)}
            for kind, values in enumerate(names)
        ]
        rows = np.indices(sizes).reshape(len(sizes), -1)
        places = np.concatenate([weights[kind + "s"][row] for kind, row in zip(KINDS, rows, strict=True)], axis=1)
        self._place_vectors = [np.pad(places, ((0, 0), (0, 1)), constant_values=single) for single in (False, True)]
        first = weights["first"]
        self._first, self._first_bias = first.reshape(-1, first.shape[2]), weights["first_bias"]
        second = weights["second"]
        self._second, self._second_bias = second.reshape(-1, second.shape[2]), weights["second_bias"]
        self._near, self._far = weights["near"], weights["far"]
        self._last_of_first, self._last_of_second = np.split(weights["last"], [first.shape[2]])
        self._last_bias = weights["last_bias"]
        self._scratch = _Scratch(first.shape[1], first.shape[2])

    def scores(self, around: Surroundings, at: WholeNumbers) -> Floats:
        """Return the log-odds that words are part of a demand and of a thing one knows, (number of words, 2).

        Args:
            around: the text.
            at: which words to score, in order.
        """
        words = around.words
        numbers = whole_numbers(words.numbers)
        places = np.zeros(len(numbers), np.intp)
        for values, rows in zip((words.shapes, words.before, around.sections), self._place_rows, strict=True):
            places += numbers_of(values, rows)
        vectors, size = self._place_vectors[around.single], self._words.shape[1]
        pieces = []
        for start in range(0, len(words), _PIECE):
            low, stop = max(0, start - _MARGIN), start + _PIECE
            here = slice(low, stop + _MARGIN)
            count = len(places[here])
            read = self._scratch.read[: count + 2 * REACH]
            read[:REACH] = read[-REACH:] = 0.0
            np.multiply(self._words.take(numbers[here], axis=0), self._unit, out=read[REACH:-REACH, :size])
            read[REACH:-REACH, size:] = vectors.take(places[here], axis=0)
            pieces.append(self._scores_of(count, at[np.searchsorted(at, start) : np.searchsorted(at, stop)] - low))
        return np.concatenate(pieces) if pieces else np.zeros((0, 2), np.float32)

    def _scores_of(self, count: int, at: WholeNumbers) -> Floats:
        """Return the scores of the words numbered `at` of the `count` words whose vectors are in `_Scratch.read`."""
        scratch = self._scratch
        # The first layer, with noughts beyond the text.
        first = scratch.first[: count + 2 * FAR]
        first[:FAR] = first[FAR + count :] = 0.0
        inner = first[FAR : FAR + count]
        for start in range(0, count, _ROWS):
            rows = scratch.read_around[start : min(start + _ROWS, count)]
            read = scratch.rows[: len(rows)]
            np.copyto(read, rows)
            np.matmul(read, self._first, out=inner[start : start + len(rows)])
        inner += self._first_bias
        np.maximum(inner, 0.0, out=inner)
        near, far = self._means(first, at)
        second = scratch.first_around[at + (FAR - REACH)] @ self._second
        second += near @ self._near
        second += far @ self._far
        second += self._second_bias
        np.maximum(second, 0.0, out=second)
        scores: Floats = inner.take(at, axis=0) @ self._last_of_first + second @ self._last_of_second + self._last_bias
        return scores

    def _means(self, first: Floats, at: WholeNumbers) -> list[Floats]:
        """Return the means of what the first layer gives over the words near the words numbered `at`, and far."""
        sums = first  # of one row, two, four and so on, from each row on
        begins = [at + (FAR - reach) for reach in (NEAR, FAR)]
        sizes = [2 * reach + 1 for reach in (NEAR, FAR)]
        means = [np.zeros((len(at), first.shape[1]), np.float32) for _ in sizes]
        for step, out in zip(range(max(sizes).bit_length()), cycle(self._scratch.sums), strict=False):
            reach = 1 << step
            for begin, size, mean in zip(begins, sizes, means, strict=True):
                if size & reach:
                    mean += sums.take(begin, axis=0)
                    begin += reach
            if max(sizes) >> step > 1:
                count = len(sums) - reach
                sums = np.add(sums[:count], sums[reach:], out=out[:count])
        for size, mean in zip(sizes, means, strict=True):
            mean /= size
        return means


class _Scratch(threading.local):
    """Arrays that a thread writes over with each text, for fresh ones of this size cost more than what is computed.

    Args:
        inputs: number of the inputs of a word.
        hidden: number of what the first layer gives.

    Attributes:
        read: the inputs of the words, `REACH` rows of noughts before and after them.
        read_around: the same, a row for each `2 REACH + 1` rows that follow each other.
        rows: some rows of these, one after the other.
        first: what the first layer gives, `FAR` rows of noughts before and after it.
        first_around: the same, a row for each `2 REACH + 1` rows that follow each other.
        sums: two arrays for sums of its rows.
    """

    def __init__(self, inputs: int, hidden: int) -> None:
        longest = _PIECE + 2 * _MARGIN
        self.read = np.empty((longest + 2 * REACH, inputs), np.float32)
        self.read_around = _around_each(self.read)
        self.rows = np.empty((_ROWS, self.read_around.shape[1]), np.float32)
        self.first = np.empty((longest + 2 * FAR, hidden), np.float32)
        self.first_around = _around_each(self.first)
        self.sums = np.empty((2, len(self.first), hidden), np.float32)


def _around_each(rows: Floats) -> Floats:
    """Return a view with a row for each `2 REACH + 1` rows that follow each other."""
    span = 2 * REACH + 1
    return as_strided(rows, (len(rows) - span + 1, span * rows.shape[1]), rows.strides, writeable=False)


def load_word_weights() -> dict[str, NDArray[Any]]:
    """Return the weights that come with the engine, as `WordModel` takes them."""
    with np.load(DATA / "word_model.npz") as weights:
        return dict(weights)


@cache
def default_word_model() -> WordModel:
    """Return the model with the weights that come with the engine."""
    return WordModel(load_word_weights())
