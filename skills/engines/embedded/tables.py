"""Reads the engine's own data: surface forms, phrases, verbs and everyday words, kept as plain files in `data/`.

`data/README.md` says what each file holds and where it comes from.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator
from functools import cache, reduce
from operator import or_
from pathlib import Path

from skills.engines.embedded.beginnings import PhrasePattern
from skills.engines.embedded.forms import FormKind, SurfaceForm
from skills.engines.embedded.tokens import key_of, keys_of

DATA = Path(__file__).resolve().parent / "data"
_FORM_FILES = (
    ("forms_en.csv", FormKind.CURATED),
    ("forms_fr.csv", FormKind.CURATED | FormKind.FRENCH),
    ("forms_esco.csv", FormKind.ESCO),
)
_MATCHES = {
    "case": FormKind.CASED,
    "exact": FormKind.EXACT,
    "when": FormKind.COHERENT,
    "asked": FormKind.VAGUE,
    "never": FormKind.NEVER,
}
_ALTERNATIVES = re.compile(r"\(([^()]*)\)")


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def further_forms() -> tuple[tuple[str, SurfaceForm], ...]:
    """Return (Lightcast id, surface form) pairs of our own tables, the curated ones first."""
    return tuple(_read_forms())


def _read_forms() -> Iterator[tuple[str, SurfaceForm]]:
    for name, kind in _FORM_FILES:
        for row in _rows(name):
            how, _, category = row["match"].partition(":")
            match = reduce(or_, map(_MATCHES.__getitem__, how.split()), kind)
            yield row["lightcast_id"], SurfaceForm(row["form"], match, category)


def _filled(pattern: str) -> Iterator[str]:
    """Yield a written pattern with each of its choices made."""
    choices = [part.split("/") for part in _ALTERNATIVES.findall(pattern)]
    template = _ALTERNATIVES.sub("\0", pattern)
    for choice in itertools.product(*choices):
        filled = template
        for word in choice:
            filled = filled.replace("\0", word, 1)
        yield filled


def parse_pattern(pattern: str, lightcast_id: str) -> Iterator[PhrasePattern]:
    """Yield the plain phrases that a written pattern stands for.

    Args:
        pattern: words in order. "(a/b)" is a choice, "(a/)" makes a word optional, "~2" lets up to two other words
            stand before the next one: "work (well/) ~2 under pressure".
        lightcast_id: the skill the phrase speaks of.
    """
    for filled in _filled(pattern):
        keys: list[str] = []
        gaps: list[int] = []
        gap = 0
        for part in filled.split():
            if part.startswith("~"):
                gap = int(part[1:])
                continue
            for key in keys_of(part):
                keys.append(key)
                gaps.append(gap if len(keys) > 1 else 0)
                gap = 0
        if keys:
            yield PhrasePattern(tuple(keys), tuple(gaps), lightcast_id)


def phrase_patterns() -> Iterator[PhrasePattern]:
    """Yield the phrases with room for other words."""
    for row in _rows("patterns.csv"):
        yield from parse_pattern(row["pattern"], row["lightcast_id"])


def verbs() -> dict[str, tuple[str, ...]]:
    """Return the nouns that name what a verb does, by each form's key ("managing": ("management",))."""
    table: dict[str, tuple[str, ...]] = {}
    for row in _rows("verbs.csv"):
        nouns = tuple(key_of(noun) for noun in row["nouns"].split())
        for form in row["forms"].split():
            table[key_of(form)] = nouns
        for noun in nouns:
            table.setdefault(noun, nouns)
    return table


@cache
def certificates() -> frozenset[str]:
    """Return the Lightcast ids of entries that people hold a certificate or card of, whatever their type."""
    return frozenset(row["lightcast_id"] for row in _rows("certificates.csv"))


def importance_cues() -> Iterator[dict[str, str]]:
    """Yield the rows of the words that say how strongly something is asked for, denials first."""
    yield from _rows("importance_cues.csv")


def empty_phrases() -> list[str]:
    """Return the phrases in which no skill is named, though words of them name one elsewhere; choices are made."""
    written = (DATA / "empty_phrases.txt").read_text(encoding="utf-8").splitlines()
    return [phrase for line in written for phrase in _filled(line)]


@cache
def common_words() -> frozenset[str]:
    """Return the keys of everyday words."""
    return frozenset((DATA / "common_words.txt").read_text(encoding="utf-8").split())
