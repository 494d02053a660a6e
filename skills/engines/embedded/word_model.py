"""Says of each word of a text how much it looks like part of a demand, and of a thing one knows.

A network of two narrow convolutions over vectors of words, of how they are written, of the marks before them and of
their sections. The second layer also sees the means of the first over the words around, near and far. Trained by
`benchmarks/skills/train.py`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skills.engines.embedded.surroundings import Surroundings
from skills.engines.embedded.tables import DATA, word_clusters

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
            unknown words, the others are in the order of `tables.word_clusters`. "shapes", "marks" and "sections"
            (values + 1, vector), row 0 that of unknown ones, with the values in "shape_names" and so on. "first"
            (2 REACH + 1, inputs, hidden) with "first_bias", the inputs being these four vectors and whether the text is
            no more than a few lines; "second" (2 REACH + 1, hidden, second), "near" and "far" (hidden, second) with
            "second_bias"; "last" (hidden + second, 2) with "last_bias".
    """

    def __init__(self, weights: Mapping[str, NDArray[Any]]) -> None:
        self._words = weights["words"] * weights["words_unit"]
        self._rows = {key: row for row, key in enumerate(word_clusters(), start=1)}
        self._places = _Places([weights[kind + "_names"].tolist() for kind in KINDS])
        places = np.concatenate(
            [weights[kind + "s"][list(rows)] for kind, rows in zip(KINDS, self._places.rows(), strict=True)], axis=1
        )
        self._place_vectors = [np.pad(places, ((0, 0), (0, 1)), constant_values=single) for single in (False, True)]
        first = weights["first"]
        self._first = np.ascontiguousarray(first.transpose(1, 0, 2).reshape(first.shape[1], -1))
        self._first_bias = weights["first_bias"]
        second = weights["second"]
        self._second = np.concatenate([second.reshape(-1, second.shape[2]), weights["near"], weights["far"]])
        self._second_bias = weights["second_bias"]
        self._last, self._last_bias = weights["last"], weights["last_bias"]
        self._scratch = _Scratch(len(self._first), len(self._first_bias))

    def scores(self, around: Surroundings, at: NDArray[np.int_]) -> Floats:
        """Return the log-odds that words are part of a demand and of a thing one knows, (number of words, 2).

        Args:
            around: the text.
            at: numbers of the words, in order.
        """
        words = around.words
        known, places = self._rows.get, self._places
        keys = [known(key, 0) for key in words.keys]
        rows = [places[place] for place in zip(words.shapes, words.before, around.sections, strict=True)]
        vectors = self._place_vectors[around.single]
        pieces = []
        for start in range(0, len(words), _PIECE):
            low, stop = max(0, start - _MARGIN), start + _PIECE
            here = slice(low, stop + _MARGIN)
            read = self._scratch.read[: len(rows[here])]
            size = self._words.shape[1]
            read[:, :size] = self._words.take(keys[here], axis=0)
            read[:, size:] = vectors.take(rows[here], axis=0)
            pieces.append(self._scores_of(read, at[np.searchsorted(at, start) : np.searchsorted(at, stop)] - low))
        return np.concatenate(pieces) if pieces else np.zeros((0, 2), np.float32)

    def _scores_of(self, read: Floats, at: NDArray[np.int_]) -> Floats:
        """Return the scores of the words numbered `at` from the vectors of all words (words, inputs)."""
        count, hidden = len(read), len(self._first_bias)
        told = np.matmul(read, self._first, out=self._scratch.told[:count])
        # The first layer, with noughts beyond the text.
        first = self._scratch.first[: count + 2 * FAR + 1]
        first[: FAR + 1] = first[FAR + 1 + count :] = 0.0
        sums = first[FAR + 1 : FAR + 1 + count]
        sums[:] = self._first_bias
        for step in range(-REACH, REACH + 1):
            low, high = max(0, -step), min(count, count - step)
            if low < high:
                place = (step + REACH) * hidden
                sums[low:high] += told[low + step : high + step, place : place + hidden]
        np.maximum(sums, 0.0, out=sums)
        middle = at + FAR + 1
        parts = [first.take(middle + step, axis=0) for step in range(-REACH, REACH + 1)]
        np.cumsum(first, axis=0, out=first)
        for reach in (NEAR, FAR):
            means = first.take(middle + reach, axis=0) - first.take(middle - reach - 1, axis=0)
            parts.append(means / np.float32(2 * reach + 1))
        second = np.maximum(np.concatenate(parts, axis=1) @ self._second + self._second_bias, 0.0)
        scores: Floats = np.concatenate((parts[REACH], second), axis=1) @ self._last + self._last_bias
        return scores


class _Scratch(threading.local):
    """Arrays that a thread writes over with each text, for fresh ones of this size cost more than what is computed.

    Args:
        inputs: number of the inputs of a word.
        hidden: number of what the first layer gives.
    """

    def __init__(self, inputs: int, hidden: int) -> None:
        longest = _PIECE + 2 * _MARGIN
        self.read = np.empty((longest, inputs), np.float32)
        self.told = np.empty((longest, (2 * REACH + 1) * hidden), np.float32)
        self.first = np.empty((longest + 2 * FAR + 1, hidden), np.float32)


class _Places(dict[tuple[str, str, str], int]):
    """Numbers of how words are written, the marks before them and their sections, those of unknown ones 0 each.

    Args:
        names: the known values of each of the three, in order.
    """

    def __init__(self, names: Sequence[Sequence[str]]) -> None:
        self._sizes = [len(values) + 1 for values in names]
        self._known = [{value: row for row, value in enumerate(values, start=1)} for values in names]
        shapes, marks, sections = names
        super().__init__((place, self._number(place)) for place in product(shapes, marks, sections))

    def __missing__(self, place: tuple[str, str, str]) -> int:
        return self._number(place)

    def _number(self, place: Sequence[str]) -> int:
        shape, mark, section = (known.get(value, 0) for known, value in zip(self._known, place, strict=True))
        return (shape * self._sizes[1] + mark) * self._sizes[2] + section

    def rows(self) -> Iterator[tuple[int, ...]]:
        """Yield for each of the three the row of its value at each number."""
        yield from zip(*product(*map(range, self._sizes)), strict=True)


def load_word_weights() -> dict[str, NDArray[Any]]:
    """Return the weights that come with the engine, as `WordModel` takes them."""
    with np.load(DATA / "word_model.npz") as weights:
        return dict(weights)


@cache
def default_word_model() -> WordModel:
    """Return the model with the weights that come with the engine."""
    return WordModel(load_word_weights())
