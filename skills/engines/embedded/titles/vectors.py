"""Small static vectors of title words, distilled from a sentence encoder, that tell which occupations a title is near.

A title's vector is the sum of the vectors of its words, of its last word as the head, and of its pairs of words, over
the square root of the number of words. The product with an occupation's vector estimates how near the encoder would
have found the two. `benchmarks/titles/build_data.py` makes the file.
"""

from __future__ import annotations

import gzip
import json
import math
import struct
from collections.abc import Iterable, Sequence
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from skills.engines.embedded.titles.taxonomy import ID_PREFIX

Vector = NDArray[np.floating[Any]]


class TitleVectors:
    """The vectors of title words and of occupations."""

    def __init__(self, raw: bytes) -> None:
        """Read the vectors.

        Args:
            raw: a little-endian length and a JSON header (dimensions, features, occupation ids), then float32 scales
                and int8 vectors of the features, the same of the occupations, and the occupations' mean nearness as
                float32.
        """
        (length,) = struct.unpack_from("<I", raw)
        header = json.loads(raw[4 : 4 + length])
        at = 4 + length
        size, features, occupations = header["dimensions"], header["features"], header["occupations"]

        def read(kind: DTypeLike, items: int) -> NDArray[Any]:
            nonlocal at
            numbers = np.frombuffer(raw, kind, items, at)
            at += numbers.nbytes
            return numbers

        self._places = {ID_PREFIX + id_: place for place, id_ in enumerate(occupations)}
        self._feature_at = {feature: place for place, feature in enumerate(features)}
        self._feature_scales = read("<f4", len(features))
        self._features = read("i1", len(features) * size).reshape(-1, size)
        scales = read("<f4", len(occupations))
        vectors = read("i1", len(occupations) * size).reshape(-1, size) * scales[:, None]
        self._vectors = np.vstack([vectors, np.zeros((1, size), np.float32)])
        self._means = np.append(read("<f4", len(occupations)), np.float32(0))

    @classmethod
    def from_package_data(cls) -> TitleVectors:
        """Read the vectors that are shipped with the package."""
        return cls(gzip.decompress(files(__package__).joinpath("data", "vectors.bin.gz").read_bytes()))

    def places(self, occupation_ids: Iterable[str]) -> NDArray[np.intp]:
        """Return the places of occupations; unknown ones have the last, which is near to nothing."""
        return np.array([self._places.get(id_, -1) for id_ in occupation_ids], np.intp)

    def __contains__(self, term: str) -> bool:
        return term in self._feature_at

    def of_title(self, terms: Sequence[str]) -> Vector | None:
        """Return the vector of a title given as terms, or None when none of its words is known."""
        features = [*terms, *(">" + term for term in terms[-1:]), *map(" ".join, pairwise(terms))]
        places = [place for feature in features if (place := self._feature_at.get(feature)) is not None]
        if not places:
            return None
        vector: Vector = self._feature_scales[places] @ self._features[places] / math.sqrt(len(terms))
        return vector

    def nearness(self, vector: Vector) -> Vector:
        """Return how near a title's vector is to the occupation at each place, about 0 (foreign) to 1.6 (the same)."""
        near: Vector = self._vectors @ vector
        near += self._means
        return near

    def likeness(self, places: NDArray[np.intp]) -> Vector:
        """Return how alike each two of the occupations at some places are: the cosines of their vectors, -1 to 1."""
        vectors = self._vectors[places]
        vectors /= np.sqrt((vectors * vectors).sum(1, keepdims=True)) + 1e-12
        alike: Vector = vectors @ vectors.T
        return alike
