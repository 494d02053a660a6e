"""Lists of skills: lines, or a whole text, that hold nothing but names of skills and what joins them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence, Set

from jobs.sections import SectionKind, split_sections
from skills.engines.embedded.beginnings import JOINERS
from skills.engines.embedded.matcher import Candidate
from skills.engines.embedded.surroundings import Surroundings, after_heading
from skills.engines.embedded.tables import common_words
from skills.engines.embedded.tokens import Words

# What stands on a line of its own below such a heading is asked for, if it is a name.
_ASKING = frozenset({"essential", "asset", "knowledge", "abilities", "experience"})

_AFTER_NUMBER = frozenset(".)")
# What may follow the last name beside numbers: "Java – 2 years", "Word, Excel, etc."
_AMOUNT = frozenset("year month minimum plus etc".split())  # noqa: SIM905
_FEWEST_BY_SPACES = 3


def all_named(words: Words, candidates: Sequence[Candidate], headings: Set[int]) -> list[Candidate]:
    """Return the candidates of a text of which they take up all words but headings and those that join; else none.

    Args:
        words: the words of the text.
        candidates: phrases of it.
        headings: numbers of its words that stand in headings.
    """
    named = [one for one in candidates if one.first not in headings]
    left = {i for i, key in enumerate(words.keys) if key not in JOINERS and i not in headings}
    return named if left.issubset(i for first, last, _, _ in named for i in range(first, last)) else []


def words_of_headings(words: Words) -> frozenset[int]:
    """Return the numbers of the words of a text's headings, none when it is nothing but these."""
    headings: set[int] = set()
    for part in split_sections(words.text):
        if part.heading and part.kind is not SectionKind.OTHER:
            headings.update(range(bisect_left(words.starts, part.start), after_heading(words, part)))
    return frozenset(headings if len(headings) < len(words) else ())


def listed(around: Surroundings, candidates: Sequence[Candidate]) -> set[int]:
    """Return the numbers of the candidates on lines of nothing but names, in sections that ask for something.

    Args:
        around: the text.
        candidates: phrases of it, in reading order, longer before shorter.
    """
    sections = around.sections
    if _ASKING.isdisjoint(around.kinds):
        return set()
    words = around.words
    before = [*words.before, "\n"]
    longest: dict[int, int] = {}
    for number, candidate in enumerate(candidates):
        longest.setdefault(candidate.first, number)
    found: set[int] = set()
    for first in longest:
        if _begins_line(words, first) and sections[first] in _ASKING and first not in around.headings:
            found.update(_names_of_line(words.keys, before, first, candidates, longest))
    return found


def _begins_line(words: Words, i: int) -> bool:
    """Return whether a word is the first of its line, or the first after the number of an item ("2. Excel")."""
    before = words.before
    if before[i] == "\n":
        return True
    return before[i - 1] == "\n" and before[i] in _AFTER_NUMBER and words.raw[i - 1].isdigit()


def _names_of_line(
    keys: Sequence[str], before: Sequence[str], at: int, candidates: Sequence[Candidate], longest: dict[int, int]
) -> list[int]:
    """Return the numbers of the candidates of the line that begins at a word, none when it holds anything else.

    Names that only spaces divide are a list when there are many ("docker python sql"), but for those that end in an
    everyday word, which may be parts of a longer one ("EMDR training").
    """
    numbers = []
    spaces = 0
    while at in longest:
        numbers.append(longest[at])
        last = at = candidates[longest[at]].last
        while before[at] != "\n" and keys[at] in JOINERS:
            at += 1
        end = at
        while before[end] != "\n" and (keys[end] in _AMOUNT or keys[end].isdigit()):
            end += 1
        if before[end] == "\n":
            by_spaces = spaces == len(numbers) - 1 >= _FEWEST_BY_SPACES - 1 and keys[last - 1] not in common_words()
            return numbers if by_spaces or not spaces else []
        spaces += at == last and not before[at]
    return []
