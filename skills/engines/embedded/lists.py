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

# What stands in such a section is offered, not asked for.
_OFFERED = SectionKind.BENEFITS

_AFTER_NUMBER = frozenset(".)")
_BULLETS = frozenset("-–—*•‣▪●◦·")
# What may follow the last name beside numbers: "Java – 2 years", "Word, Excel, etc."
_AMOUNT = frozenset("year month minimum plus etc".split())  # noqa: SIM905
_FEWEST_BY_SPACES = 3


def all_named(words: Words, candidates: Sequence[Candidate], passed: Set[int]) -> list[Candidate]:
    """Return the candidates of a text of which they take up all words but those passed over and that join; else none.

    Args:
        words: the words of the text.
        candidates: phrases of it.
        passed: numbers of its words that name nothing asked for, as `words_that_ask_nothing` tells them.
    """
    named = [one for one in candidates if one.first not in passed]
    left = {i for i, key in enumerate(words.keys) if key not in JOINERS and i not in passed}
    return named if left.issubset(i for first, last, _, _ in named for i in range(first, last)) else []


def words_that_ask_nothing(words: Words) -> frozenset[int]:
    """Return the numbers of the words of a text's headings and of what it offers, none when it is nothing but these."""
    passed: set[int] = set()
    for part in split_sections(words.text):
        if part.heading and part.kind is not SectionKind.OTHER:
            is_offered = part.kind is _OFFERED
            end = bisect_left(words.starts, part.end) if is_offered else after_heading(words, part)
            passed.update(range(bisect_left(words.starts, part.start), end))
    return frozenset(passed if len(passed) < len(words) else ())


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
        if _begins_line(words, first) and sections[first] in _ASKING and first not in around.passed:
            names = _names_of_line(words.keys, before, first, candidates, longest)
            if not (names and _heads_items(words, first, candidates[names[-1]].last)):
                found.update(names)
    return found


def _begins_line(words: Words, i: int) -> bool:
    """Return whether a word is the first of its line, or the first after the number of an item ("2. Excel")."""
    before = words.before
    if before[i] == "\n":
        return True
    return before[i - 1] == "\n" and before[i] in _AFTER_NUMBER and words.raw[i - 1].isdigit()


def _heads_items(words: Words, first: int, last: int) -> bool:
    """Return whether a line ends in a colon, or is no item itself and has items below it: "Restaurant", "- Cooking"."""
    text, end = words.text, words.ends[last - 1]
    rest, _, below = text[end : words.starts[last] if last < len(words) else len(text)].partition("\n")
    if rest.strip().endswith(":"):
        return True
    own = text[text.rfind("\n", 0, words.starts[first]) + 1 : words.starts[first]]
    return not own.strip() and below.strip()[:1] in _BULLETS


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
