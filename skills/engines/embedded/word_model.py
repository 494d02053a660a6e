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

from skills.engines.embedded.arrays import WholeNumbers, numbers_of
from skills.engines.embedded.surroundings import Surroundings
from skills.engines.embedded.tables import DATA

Floats = NDArray[np.float32]

# A layer sees so many words to each side of one, and the means over so many.
REACH = 2
NEAR, FAR = 15, 60
KINDS = ("shape", "mark", "section")
# Longer texts are read in pieces, each with as many words around it as can matter.
_PIECE = 1024
_MARGIN = REACH + FAR


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
        names = [weights[kind + "_names"].tolist() for kind in KINDS]
        sizes = [len(values) + 1 for values in names]
        # Every combination of the three has a row of its own, to whose number each adds its share.
        self._place_rows = [
            {value: number * prod(sizes[kind + 1 :]) for number, value in enumerate(values, start=1)}
            for kind, values in enumerate(names)
        ]
        rows = np.indices(sizes).reshape(len(sizes), -1)
        places = np.concatenate([weights[kind + "s"][row] for kind, row in zip(KINDS, rows, strict=True)], axis=1)
        # The first layer is a sum over the words that it sees, so what each word and each combination adds to it, by
        # how far off it stands, is worked out once.
        words, first = weights["words"] * weights["words_unit"], weights["first"]
        of_words, of_places = np.split(first, [words.shape[1]], axis=1)
        self._words = np.matmul(words, of_words)
        self._places = [
            np.matmul(np.pad(places, ((0, 0), (0, 1)), constant_values=single), of_places) for single in (False, True)
        ]
        self._first_bias = weights["first_bias"]
        second = weights["second"]
        self._second, self._second_bias = second.reshape(-1, second.shape[2]), weights["second_bias"]
        self._near, self._far = weights["near"], weights["far"]
        self._last_of_first, self._last_of_second = np.split(weights["last"], [first.shape[2]])
        self._last_bias = weights["last_bias"]
        self._scratch = _Scratch(first.shape[2])

    def scores(self, around: Surroundings, at: WholeNumbers) -> Floats:
        """Return the log-odds that words are part of a demand and of a thing one knows, (number of words, 2).

        Args:
            around: the text.
            at: which words to score, in order.
        """
        words = around.words
        numbers = words.numbers
        places = np.zeros(len(numbers), np.intp)
        for values, rows in zip((words.shapes, words.before, around.sections), self._place_rows, strict=True):
            places += numbers_of(values, rows)
        pieces = []
        for start in range(0, len(words), _PIECE):
            low, stop = max(0, start - _MARGIN), start + _PIECE
            here = slice(low, stop + _MARGIN)
            first = self._first_layer(numbers[here], places[here], around.single)
            pieces.append(self._scores_of(first, at[np.searchsorted(at, start) : np.searchsorted(at, stop)] - low))
        return np.concatenate(pieces) if pieces else np.zeros((0, 2), np.float32)

    def _first_layer(self, numbers: WholeNumbers, places: WholeNumbers, single: bool) -> Floats:
        """Return what the first layer gives, a row for each word and `FAR` rows of noughts before and after these.

        Args:
            numbers: the words' numbers in the vocabulary.
            places: for each word the row of its shape, mark and section.
            single: whether the text is no more than a few lines.
        """
        count = len(numbers)
        first, added = self._scratch.first[: count + 2 * FAR], self._scratch.added[:count]
        first[:] = self._first_bias
        # Each word adds to the rows of the words from `REACH` after it to `REACH` before it.
        for row, of_words, of_places in zip(
            range(FAR + REACH, FAR - REACH - 1, -1), self._words, self._places[single], strict=True
        ):
            of_words.take(numbers, axis=0, out=added, mode="clip")
            added += of_places.take(places, axis=0)
            first[row : row + count] += added
        np.maximum(first, 0.0, out=first)
        first[:FAR] = first[FAR + count :] = 0.0
        return first

    def _scores_of(self, first: Floats, at: WholeNumbers) -> Floats:
        """Return the scores of the words numbered `at`; `first` is what `_first_layer` gave for them and the others."""
        near, far = self._means(first, at)
        second = self._scratch.first_around[at + (FAR - REACH)] @ self._second
        second += near @ self._near
        second += far @ self._far
        second += self._second_bias
        np.maximum(second, 0.0, out=second)
        own = first.take(at + FAR, axis=0)
        scores: Floats = own @ self._last_of_first + second @ self._last_of_second + self._last_bias
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
        hidden: number of what the first layer gives.

    Attributes:
        first: what the first layer gives, `FAR` rows of noughts before and after it.
        first_around: the same, a row for each `2 REACH + 1` rows that follow each other.
        added: what words add to it.
        sums: two arrays for sums of its rows.
    """

    def __init__(self, hidden: int) -> None:
        longest = _PIECE + 2 * _MARGIN
        self.first = np.empty((longest + 2 * FAR, hidden), np.float32)
        self.first_around = _around_each(self.first)
        self.added = np.empty((longest, hidden), np.float32)
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
