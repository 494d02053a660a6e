"""Abbreviations in titles and what they stand for."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType

from skills.engines.embedded.titles.taxonomy import read_rows
from skills.engines.embedded.titles.words import STOP_WORDS, canonical, split

_LONGEST = 4


@lru_cache(maxsize=1)
def _table() -> tuple[
    MappingProxyType[tuple[str, ...], tuple[str, ...]],
    frozenset[tuple[str, ...]],
    MappingProxyType[tuple[str, ...], tuple[str, ...]],
]:
    """Return what each abbreviation means, those that only count as a whole title, and what others mean at its end."""
    meant: dict[tuple[str, ...], tuple[str, ...]] = {}
    alone: set[tuple[str, ...]] = set()
    last: dict[tuple[str, ...], tuple[str, ...]] = {}
    for written, meaning, *how in read_rows("abbreviations.tsv"):
        key = tuple(written.split())
        (last if how == ["last"] else meant)[key] = tuple(meaning.split())
        if how == ["alone"]:
            alone.add(key)
    return MappingProxyType(meant), frozenset(alone), MappingProxyType(last)


def expand(words: list[str]) -> list[str]:
    """Write the abbreviations among folded words out, the longest first.

    Args:
        words: the words of a whole title, as `words.split` gives them.

    Returns:
        The words with abbreviations replaced by what they mean.
    """
    meant, alone, last = _table()
    written_out: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            key = tuple(words[at : at + length])
            if at and at + length == len(words) and key in last:
                written_out.extend(last[key])
                at += length
                break
            if key in meant and (key not in alone or length == len(words)):
                written_out.extend(meant[key])
                at += length
                break
        else:
            written_out.append(words[at])
            at += 1
    return written_out


def title_terms(title: str) -> list[str]:
    """Return the words of an English title in comparable spelling, abbreviations written out, in order."""
    found: list[str] = []
    for word in expand(split(title)):
        if word not in STOP_WORDS:
            found.extend(canonical(word).split())
    return found
