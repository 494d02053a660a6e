"""The words that the models know, each with its number and with the clusters of words of like meaning it is in."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_WORDS = Path(__file__).resolve().parent / "data" / "word_clusters.txt"


@cache
def word_clusters() -> dict[str, tuple[str, str]]:
    """Return the coarse and the fine cluster of words of like meaning that each word is in, by the word's key.

    The names of clusters begin with "#", which no key does.
    """
    table: dict[str, tuple[str, str]] = {}
    with _WORDS.open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            coarse, *keys = line.split()
            table.update(dict.fromkeys(keys, (f"#{coarse}", f"##{number}")))
    return table


@cache
def word_numbers() -> dict[str, int]:
    """Return the number of each word, from 1 on in the order of `word_clusters`, by the word's key."""
    return {key: number for number, key in enumerate(word_clusters(), start=1)}
