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
from array import array
from collections.abc import Iterable, Sequence
from importlib.resources import files
from itertools import pairwise
from operator import mul
from typing import Any

from skills.engines.embedded.titles.taxonomy import ID_PREFIX

_CLUSTERS_SEARCHED = 5
_FLOATS = [float(number if number < 128 else number - 256) for number in range(256)]
"""A float for each int8, by Python's index from either end: shared, and multiplied faster than integers."""


class TitleVectors:
    """The vectors of title words and of occupations."""

    def __init__(self, raw: bytes) -> None:
        """Read the vectors.

        Args:
            raw: a little-endian length and a JSON header (dimensions, features, occupation ids), then float32 scales
                and int8 vectors of the features, the same of the occupations, the occupations' mean nearness as float32
                and their cluster as uint8.
        """
        (length,) = struct.unpack_from("<I", raw)
        header = json.loads(raw[4 : 4 + length])
        at = 4 + length
        self._size: int = header["dimensions"]
        features: list[str] = header["features"]
        self.occupation_ids = [ID_PREFIX + id_ for id_ in header["occupations"]]
        self._feature_at = {feature: place for place, feature in enumerate(features)}
        count = len(self.occupation_ids)

        def read(kind: str, items: int) -> array[Any]:
            nonlocal at
            numbers: array[Any] = array(kind)
            numbers.frombytes(raw[at : at + items * numbers.itemsize])
            at += items * numbers.itemsize
            return numbers

        self._feature_scales = read("f", len(features))
        self._features = read("b", len(features) * self._size)
        self._scales = read("f", count)
        vectors = read("b", count * self._size)
        self._vectors = [
            tuple(map(_FLOATS.__getitem__, vectors[place * self._size : (place + 1) * self._size]))
            for place in range(count)
        ]
        origin = (0.0,) * self._size
        self._lengths = [math.dist(vector, origin) or 1.0 for vector in self._vectors]
        self._means = read("f", count)
        clusters: dict[int, list[int]] = {}
        for place, cluster in enumerate(read("B", count)):
            clusters.setdefault(int(cluster), []).append(place)
        self._clusters = [(self._centre(members), members) for members in clusters.values()]

    @classmethod
    def from_package_data(cls) -> TitleVectors:
        """Read the vectors that are shipped with the package."""
        return cls(gzip.decompress(files(__package__).joinpath("data", "vectors.bin.gz").read_bytes()))

    def __contains__(self, term: str) -> bool:
        return term in self._feature_at

    def _centre(self, members: Sequence[int]) -> list[float]:
        centre = [0.0] * self._size
        for member in members:
            scale = self._scales[member] / len(members)
            centre = [total + scale * number for total, number in zip(centre, self._vectors[member], strict=True)]
        return centre

    def of_title(self, terms: Sequence[str]) -> list[float] | None:
        """Return the vector of a title given as terms, or None when none of its words is known."""
        features = [*terms, *(">" + term for term in terms[-1:]), *map(" ".join, pairwise(terms))]
        vector: list[float] | None = None
        for feature in features:
            place = self._feature_at.get(feature)
            if place is None:
                continue
            scale = self._feature_scales[place] / math.sqrt(len(terms))
            numbers = self._features[place * self._size : (place + 1) * self._size]
            scaled = [scale * number for number in numbers]
            vector = scaled if vector is None else list(map(float.__add__, vector, scaled))
        return vector

    def likeness(self, place: int, other: int) -> float:
        """Return how alike two occupations are: the cosine of their vectors, -1 to 1."""
        length, others_length = self._lengths[place], self._lengths[other]
        apart = math.dist(self._vectors[place], self._vectors[other])
        return (length * length + others_length * others_length - apart * apart) / (2 * length * others_length)

    def near(self, vector: Sequence[float]) -> list[int]:
        """Return the places of the occupations in the clusters nearest to a title's vector."""
        ranked = sorted(self._clusters, key=lambda cluster: -sum(map(mul, vector, cluster[0])))
        return [member for _, members in ranked[:_CLUSTERS_SEARCHED] for member in members]

    def nearness(self, vector: Sequence[float], places: Iterable[int]) -> dict[int, float]:
        """Return how near a title's vector is to occupations, about 0 (foreign) to 1.6 (the same).

        The products are had from lengths and distances (law of cosines), as Python computes a distance at once.
        """
        title = tuple(vector)
        square = sum(map(mul, title, title))
        vectors, lengths, scales, means, dist = self._vectors, self._lengths, self._scales, self._means, math.dist
        return {
            place: means[place] + scales[place] * (square + lengths[place] ** 2 - dist(title, vectors[place]) ** 2) / 2
            for place in places
        }
