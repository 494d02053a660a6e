"""What may begin at a word of a text: longer forms, verbs with their objects, phrases with room for other words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import NamedTuple

JOINERS = frozenset({"and", "or", "et", "ou"})


@dataclass(frozen=True, slots=True)
class PhrasePattern:
    """A phrase with room for other words.

    Attributes:
        keys: the keys of its words, in order.
        gaps: for each word, how many other words may stand before it; the first is always 0.
        lightcast_id: the skill it speaks of.
    """

    keys: tuple[str, ...]
    gaps: tuple[int, ...]
    lightcast_id: str


class Beginning(NamedTuple):
    """What may begin at a word of one key beyond surface forms.

    Attributes:
        nouns: under which the list names what it does, when it is a verb, or such a noun itself.
        is_noun: whether it is such a noun.
        objects: first keys of what the list names with these nouns.
        patterns: phrases with room for other words, each with the number of its skill.
        last_keys: of the last words of these phrases.
        joins: whether it joins the parts of a list.
        coherent: whether it is a form that counts only among other skills of its category.
    """

    nouns: tuple[str, ...]
    is_noun: bool
    objects: frozenset[str]
    patterns: tuple[tuple[PhrasePattern, int], ...]
    last_keys: frozenset[str]
    joins: bool
    coherent: bool


def beginnings_of(
    forms: Iterable[str],
    *,
    verbs: Mapping[str, tuple[str, ...]],
    patterns: Iterable[tuple[PhrasePattern, int]],
    coherent: Set[str],
) -> dict[str, Beginning]:
    """Return for each key what may begin at a word of it beyond surface forms.

    Args:
        forms: surface forms of several words, their keys with a space between them.
        verbs: nouns under which the list names what a verb does, by the verb's key.
        patterns: phrases with room for other words, each with the number of its skill.
        coherent: forms of one word that count only among other skills of their category.
    """
    objects: dict[str, set[str]] = {noun: set() for nouns in verbs.values() for noun in nouns}
    for form in forms:
        noun = form[form.rindex(" ") + 1 :]
        if noun in objects:
            objects[noun].add(form[: form.index(" ")])
    phrases: dict[str, list[tuple[PhrasePattern, int]]] = defaultdict(list)
    for pattern, number in patterns:
        phrases[pattern.keys[0]].append((pattern, number))
    found = {}
    for key in {*verbs, *phrases, *JOINERS, *coherent}:
        nouns, begun = verbs.get(key, ()), phrases.get(key, ())
        found[key] = Beginning(
            nouns=nouns,
            is_noun=key in nouns,
            objects=frozenset().union(*(objects[noun] for noun in nouns)),
            patterns=tuple(begun),
            last_keys=frozenset(pattern.keys[-1] for pattern, _ in begun),
            joins=key in JOINERS,
            coherent=key in coherent,
        )
    return found


def lengths_by_first_two(forms: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return the lengths of forms, as a mask, by their first and by their second key.

    Args:
        forms: surface forms of several words, their keys with a space between them.
    """
    lengths: dict[str, dict[str, int]] = {}
    for form in forms:
        first, second, *_ = form.split(" ", 2)
        seconds = lengths.setdefault(first, {})
        seconds[second] = seconds.get(second, 0) | 2 << form.count(" ")
    return lengths
