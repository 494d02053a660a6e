"""What may begin at a word of a text: surface forms, verbs with their objects, phrases with room for other words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

JOINERS = frozenset({"and", "or", "et", "ou"})
ONE_WORD = 1 << 1  # in a mask of lengths


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
    """What may begin at a word of one key.

    Attributes:
        lengths: mask of the lengths of the forms that begin with it.
        seconds: keys of their second words.
        nouns: under which the list names what it does, when it is a verb, or such a noun itself.
        is_noun: whether it is such a noun.
        patterns: phrases with room for other words, each with the number of its skill.
        last_keys: of the last words of these phrases.
        joins: whether it joins the parts of a list.
        coherent: whether it is a form that counts only among other skills of its category.
    """

    lengths: int = 0
    seconds: frozenset[str] = frozenset()
    nouns: tuple[str, ...] = ()
    is_noun: bool = False
    patterns: tuple[tuple[PhrasePattern, int], ...] = ()
    last_keys: frozenset[str] = frozenset()
    joins: bool = False
    coherent: bool = False


NOTHING = Beginning()
# Most words that begin a form are the whole of it.
_ONE_WORD_ONLY = Beginning(lengths=ONE_WORD)


def beginnings_of(
    forms: Iterable[str],
    *,
    verbs: Mapping[str, tuple[str, ...]],
    patterns: Iterable[tuple[PhrasePattern, int]],
    coherent: Collection[str],
) -> dict[str, Beginning]:
    """Return for each key what may begin at a word of it.

    Args:
        forms: surface forms, the keys of their words with a space between them.
        verbs: nouns under which the list names what a verb does, by the verb's key.
        patterns: phrases with room for other words, each with the number of its skill.
        coherent: forms of one word that count only among other skills of their category.
    """
    lengths: dict[str, int] = defaultdict(int)
    seconds: dict[str, set[str]] = defaultdict(set)
    for form in forms:
        first, *others = form.split(" ")
        lengths[first] |= ONE_WORD << len(others)
        if others:
            seconds[first].add(others[0])
    phrases: dict[str, list[tuple[PhrasePattern, int]]] = defaultdict(list)
    for pattern, number in patterns:
        phrases[pattern.keys[0]].append((pattern, number))
    more = {*seconds, *verbs, *phrases, *JOINERS, *coherent}
    found = dict.fromkeys(lengths, _ONE_WORD_ONLY)
    for key in more:
        begun = phrases.get(key, ())
        nouns = verbs.get(key, ())
        found[key] = Beginning(
            lengths=lengths.get(key, 0),
            seconds=frozenset(seconds.get(key, ())),
            nouns=nouns,
            is_noun=key in nouns,
            patterns=tuple(begun),
            last_keys=frozenset(pattern.keys[-1] for pattern, _ in begun),
            joins=key in JOINERS,
            coherent=key in coherent,
        )
    return found
