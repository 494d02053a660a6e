"""What may begin at a word of a text: longer forms, verbs with their objects, phrases with room for other words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

JOINERS = frozenset({"and", "or", "et", "ou"})
# The keys of a phrase after the first one, each with the number of other words that may stand before it.
Steps = tuple[tuple[str, int], ...]


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


@dataclass(frozen=True, slots=True)
class Beginning:
    """What may begin at a word of one key beyond surface forms.

    Attributes:
        nouns: under which the list names what it does, when it is a verb, or such a noun itself.
        is_noun: whether it is such a noun.
        objects: first keys of what the list names with these nouns.
        patterns: phrases with room for other words, each with the number of its skill, by the key of their last word.
        joins: whether it joins the parts of a list.
        coherent: numbers of words of the forms that begin so and count only among other skills of their category, the
            highest first.
    """

    nouns: tuple[str, ...]
    is_noun: bool
    objects: frozenset[str]
    patterns: Mapping[str, Sequence[tuple[Steps, int]]]
    joins: bool
    coherent: tuple[int, ...]


def beginnings_of(
    forms: Iterable[str],
    *,
    verbs: Mapping[str, tuple[str, ...]],
    patterns: Iterable[tuple[PhrasePattern, int]],
    coherent: Iterable[str],
) -> dict[str, Beginning]:
    """Return for each key what may begin at a word of it beyond surface forms.

    Args:
        forms: surface forms of several words, their keys with a space between them.
        verbs: nouns under which the list names what a verb does, by the verb's key.
        patterns: phrases with room for other words, each with the number of its skill.
        coherent: forms, likewise, that count only among other skills of their category.
    """
    objects: dict[str, set[str]] = {noun: set() for nouns in verbs.values() for noun in nouns}
    for form in forms:
        noun = form[form.rindex(" ") + 1 :]
        if noun in objects:
            objects[noun].add(form[: form.index(" ")])
    phrases: dict[str, dict[str, list[tuple[Steps, int]]]] = defaultdict(dict)
    for pattern, number in patterns:
        steps = tuple(zip(pattern.keys[1:], pattern.gaps[1:], strict=True))
        phrases[pattern.keys[0]].setdefault(pattern.keys[-1], []).append((steps, number))
    lengths: dict[str, set[int]] = defaultdict(set)
    for form in coherent:
        lengths[form.partition(" ")[0]].add(form.count(" ") + 1)
    found = {}
    for key in {*verbs, *phrases, *JOINERS, *lengths}:
        nouns = verbs.get(key, ())
        found[key] = Beginning(
            nouns=nouns,
            is_noun=key in nouns,
            objects=frozenset().union(*(objects[noun] for noun in nouns)),
            patterns=phrases.get(key, {}),
            joins=key in JOINERS,
            coherent=tuple(sorted(lengths.get(key, ()), reverse=True)),
        )
    return found


def lengths_by_first_two(forms: Iterable[str]) -> dict[str, dict[str, tuple[int, ...]]]:
    """Return the lengths of forms, longest first, by their first and by their second key.

    Args:
        forms: surface forms of several words, their keys with a space between them.
    """
    lengths: dict[str, dict[str, tuple[int, ...]]] = {}
    for form in forms:
        first, second, *_ = form.split(" ", 2)
        seconds = lengths.setdefault(first, {})
        known, length = seconds.get(second, ()), form.count(" ") + 1
        if length not in known:
            seconds[second] = tuple(sorted((*known, length), reverse=True))
    return lengths
