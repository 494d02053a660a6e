"""Tells how strongly a text asks for a skill, from the section and the sentence it stands in.

A sentence may ask for two things differently: "Python is required, SQL an asset". So each of its cues (the table
`importance_cues.csv`) has a direction: some speak of what comes before them ("is an asset"), some of what comes after
them ("ideally"), and of several the nearest counts, each comma on the way being a step away.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import compress
from typing import NamedTuple

from jobs.sections import SectionKind
from skills.engines.base import Importance, Span
from skills.engines.embedded.surroundings import Surroundings, surroundings_of
from skills.engines.embedded.tables import importance_cues
from skills.engines.embedded.tokens import Words, key_of, words_of

# How strongly a skill is asked for, with a sentence about what says so.
Weight = tuple[Importance, str]

_REQUIRED_SECTIONS = frozenset(
    kind.value
    for kind in (
        SectionKind.ESSENTIAL,
        SectionKind.EDUCATION,
        SectionKind.EXPERIENCE,
        SectionKind.KNOWLEDGE,
        SectionKind.ABILITIES,
    )
)
_ASKING_NOTHING = frozenset({SectionKind.ABOUT_ORGANISATION.value, SectionKind.BENEFITS.value})
_ASSET, _DUTIES = SectionKind.ASSET.value, SectionKind.DUTIES.value
_LONGEST_SENTENCE = 600
_LONGEST_BEFORE = 100
_WEAKEST_FIRST = (Importance.MENTIONED, Importance.PREFERRED, Importance.REQUIRED)
# A sentence that begins so speaks of the employer, unless it says what the employer looks for.
EMPLOYER = frozenset({"we", "our", "notre", "nos", "nous"})
# With no other words before it, "is an asset" speaks of what comes after it: "It is an asset to know SQL".
_EMPTY_WORDS = frozenset(
    """
    it is this the a an following be would also are considered as to ce c est serait sera le la les un une
    """.split()  # noqa: SIM905
)
_CONDITION = re.compile(r"\s+(?:if|when|si|de|d['’]|que)\b|\s*:", re.IGNORECASE)
_STEPS = frozenset(",()–—:|")
_TURNS = frozenset({"but", "though", "although", "mais"})
# What is denied outright stands no farther from the word that denies it: "Experience with SQL or Java is not required".
_DENIAL_REACH = 6


class Strength(StrEnum):
    """What a cue says: what it speaks of is not asked for, required, welcome, or something one may be asked for."""

    DENIED = "denied"
    REQUIRED = "required"
    PREFERRED = "preferred"
    ASKED = "asked"


_ASKING = frozenset({Strength.REQUIRED, Strength.PREFERRED})
# How strongly is asked for what a cue speaks of; one that only asks counts where no other speaks of it.
_TOLD = {
    Strength.DENIED: Importance.MENTIONED,
    Strength.REQUIRED: Importance.REQUIRED,
    Strength.PREFERRED: Importance.PREFERRED,
}
# What may stand between a phrase and the word that says that it is asked for.
_VERBS = frozenset("is are would be will est sont serait seraient".split())  # noqa: SIM905
_LINKS = _VERBS | frozenset("a an un une also strongly highly considered absolutely".split())  # noqa: SIM905
# What one may have of a skill: "SQL experience is required".
HAVING = frozenset("experience knowledge skill connaissance maitrise competence".split())  # noqa: SIM905
_CLOSING = frozenset((".", ";", ")", "\n", ","))
_CLAUSE_ENDS = _CLOSING - {","}
# What may stand before what says so: "SQL required", "SQL (required)", "SQL – required", "SQL: required".
_DIVIDERS = frozenset(("", "(", "-", "–", "—", ":", "|"))


class _Rule(NamedTuple):
    """A kind of cue, as the table gives it; `before` must match what stands before the word, `pattern` at the word.

    `back` says that `before` also sees the sentences that stand before that of the word in its line.
    """

    strength: Strength
    before: re.Pattern[str] | None
    pattern: re.Pattern[str] | None
    leads: bool
    back: bool


class _Cue(NamedTuple):
    """A cue in a sentence.

    Attributes:
        word: number of its word.
        strength: what it says.
        leads: whether it speaks of what comes after it.
        label: whether it opens its sentence as a label does ("Assets: Python; SQL").
        text: how it is written.
    """

    word: int
    strength: Strength
    leads: bool
    label: bool
    text: str


@dataclass(slots=True)
class Cues:
    """The cues of the sentences of one text that were looked at, by the number of the sentence's first word.

    Attributes:
        telling: those that say that something is required, welcome or neither.
        asking: the first that only asks, None where there is none; few sentences are looked at for it.
    """

    telling: dict[int, list[_Cue]] = field(default_factory=dict)
    asking: dict[int, _Cue | None] = field(default_factory=dict)


class _Rules(NamedTuple):
    """Rules by the key of the word at which they apply, in the order of the table: the first one counts.

    Those that only ask come last in the table.
    """

    telling: dict[str, list[_Rule]]
    asking: dict[str, list[_Rule]]


@cache
def _rules() -> _Rules:
    rules = _Rules({}, {})
    for row in importance_cues():
        before, pattern = (
            re.compile(row[name], re.IGNORECASE) if row[name] else None for name in ("before", "pattern")
        )
        rule = _Rule(Strength(row["strength"]), before, pattern, bool(row["leads"]), bool(row["back"]))
        table = rules.asking if rule.strength is Strength.ASKED else rules.telling
        for word in dict.fromkeys(map(key_of, row["words"].split())):
            table.setdefault(word, []).append(rule)
    return rules


@cache
def _asking_words() -> frozenset[str]:
    """Return the keys of the words that may say of something that it is required or welcome."""
    telling = _rules().telling
    return frozenset(key for key, rules in telling.items() if any(rule.strength in _ASKING for rule in rules))


def importance_at(around: Surroundings, word: int, known: Cues) -> Weight:
    """Return how strongly the text asks for what stands at a word, and a sentence about what says so.

    Args:
        around: the text.
        word: number of the word.
        known: cues of sentences of this text that were looked at before; that of this one is added.
    """
    section = around.sections[word]
    if section in _ASKING_NOTHING:
        return Importance.MENTIONED, ""
    cue = _governing(around, word, _cues_beside(around, word, known))
    if cue is not None and (told := _TOLD[cue.strength]) is not Importance.REQUIRED:
        return told, f"The sentence says “{cue.text}”."
    if section == _ASSET and cue is None:
        return Importance.PREFERRED, "It stands in the section of asset qualifications."
    if section in _REQUIRED_SECTIONS:
        return Importance.REQUIRED, "It stands in the section of what is required."
    if cue is None and section != _DUTIES:
        cue = _asking_beside(around, word, known)
    if cue is not None:
        return Importance.REQUIRED, f"The sentence says “{cue.text}”."
    return Importance.MENTIONED, ""


def is_denied(around: Surroundings, word: int, known: Cues) -> bool:
    """Return whether a text says outright that what stands at a word is not asked for: "Java is not required".

    Args:
        around: the text.
        word: number of the word.
        known: as for `importance_at`.
    """
    cues = _cues_beside(around, word, known)
    if not any(cue.strength is Strength.DENIED for cue in cues):
        return False
    cue = _governing(around, word, cues)
    if cue is None or cue.strength is not Strength.DENIED:
        return False
    first, last = sorted((cue.word, word))
    return last - first <= _DENIAL_REACH and "," not in around.words.before[first + 1 : last + 1]


def _cues_beside(around: Surroundings, word: int, known: Cues) -> list[_Cue]:
    """Return the cues of the sentence of a word that tell more than that it asks; if not known yet, they are added."""
    start = around.sentence_starts[word]
    cues = known.telling.get(start)
    if cues is None:
        cues = known.telling[start] = list(_cues(around, start, _rules().telling))
    return cues


def _asking_beside(around: Surroundings, word: int, known: Cues) -> _Cue | None:
    """Return the first cue of the sentence of a word that only asks; if not known yet, it is added.

    What the employer says of itself asks for what comes after the cue alone.
    """
    start = around.sentence_starts[word]
    if start not in known.asking:
        told = {cue.word for cue in _cues_beside(around, word, known)}
        employer = around.words.keys[start] in EMPLOYER
        asking = (cue for cue in _cues(around, start, _rules().asking) if cue.word not in told)
        known.asking[start] = next((cue for cue in asking if cue.leads or not employer), None)
    return known.asking[start]


def _cues(around: Surroundings, start: int, rules: Mapping[str, Sequence[_Rule]]) -> Iterator[_Cue]:
    """Yield the cues that rules find in the sentence from the word `start`, at most one a word."""
    words, end = around.words, around.sentence_ends[start]
    places = [i for i, key in enumerate(words.keys[start:end], start) if key in rules]
    if not places:
        return
    last = words.ends[end - 1]
    following = words.text[last : words.starts[end] if end < len(words) else None]
    limit = min(words.starts[start] + _LONGEST_SENTENCE, last + len(following.partition("\n")[0]))
    for i in places:
        if words.starts[i] >= limit:
            break
        for rule in rules[words.keys[i]]:
            cue = _cue(words, start, i, limit, rule)
            if cue is not None:
                yield cue
                break


def _cue(words: Words, start: int, i: int, limit: int, rule: _Rule) -> _Cue | None:
    """Return the cue that a rule finds at the word `i` of the sentence from the word `start` to before `limit`."""
    text, at = words.text, words.starts[i]
    end, begin = words.ends[i], at
    if rule.pattern is not None:
        match = rule.pattern.match(text, at, limit)
        if match is None:
            return None
        end = max(end, match.end())
    if rule.before is not None:
        low = at - _LONGEST_BEFORE
        low = max(text.rfind("\n", max(0, low), at) + 1 if rule.back else words.starts[start], low)
        if low == words.starts[start] and start:
            low = max(words.ends[start - 1], low - 3)
        match = rule.before.search(text[low:at])
        if match is None:
            return None
        begin = low + match.start()
    leads = (
        rule.leads
        or _CONDITION.match(text, end, limit) is not None
        # What is denied may stand between "no" and the word: "No experience in SQL is required".
        or (rule.strength is not Strength.DENIED and _opens(words, start, i, begin))
    )
    if leads:
        after = bisect_right(words.starts, end - 1)
        leads = after < len(words) and words.starts[after] < limit and words.before[after] not in (";", ")")
    label = i == start and text.startswith((":", " :"), end)
    return _Cue(i, rule.strength, leads, label, text[begin:end].strip(" .,(|–-\n"))


def _opens(words: Words, start: int, i: int, begin: int) -> bool:
    """Return whether a cue at the word `i`, written from `begin` on, has but empty words before it in its sentence."""
    return all(words.keys[k] in _EMPTY_WORDS for k in range(start, i) if words.starts[k] < begin)


def _governing(around: Surroundings, word: int, cues: Sequence[_Cue]) -> _Cue | None:
    """Return the cue that says of the word at `word` that it is required, welcome or neither, None when none does.

    Of an endless sentence only the beginning is looked at.
    """
    words = around.words
    if not cues or words.starts[word] - words.starts[around.sentence_starts[word]] > _LONGEST_SENTENCE:
        return None
    duties = around.sections[word] == _DUTIES
    best, nearest = None, (0, 0)
    for cue in cues:
        if cue.leads != (cue.word < word):
            continue
        if duties and cue.leads and cue.strength is Strength.REQUIRED:
            continue
        first, last = (cue.word, word) if cue.leads else (word, cue.word)
        if not cue.label and ";" in words.text[words.ends[first] : words.starts[last]]:
            continue
        steps = sum(mark in _STEPS for mark in words.before[first + 1 : last + 1] if mark)
        steps += not _TURNS.isdisjoint(words.keys[first:last])
        if best is None or (steps, last - first) < nearest:
            best, nearest = cue, (steps, last - first)
    return best


def told_ends(around: Surroundings, known: Cues) -> set[int]:
    """Return the numbers after the last words of the phrases of which a text says outright that they are asked for.

    Right after such a phrase, or after "experience" and the like, stands what says so, and nothing more of its clause:
    "Python is required.", "SQL (asset)", "Word – an asset", "Java experience preferred". Other words there ask for
    somebody: "Surveyor required to work in Leeds".

    Args:
        around: the text.
        known: as for `importance_at`.
    """
    words, asking = around.words, _asking_words()
    ends: set[int] = set()
    keys, before = words.keys, [*words.before, "\n"]
    for i in compress(range(len(keys)), before[1:]):
        if keys[i] not in asking or before[i + 1] not in _CLOSING:
            continue
        end = i
        while end > around.sentence_starts[i] and keys[end - 1] in _LINKS and not before[end]:
            end -= 1
        closing = _CLAUSE_ENDS if _VERBS.isdisjoint(keys[end:i]) else _CLOSING
        if before[end] not in _DIVIDERS or before[i + 1] not in closing or around.sections[i] in _ASKING_NOTHING:
            continue
        cues = _cues_beside(around, i, known)
        if any(cue.word == i and cue.strength in _ASKING and not cue.leads for cue in cues):
            ends.add(end)
            if keys[end - 1] in HAVING and not before[end - 1]:
                ends.add(end - 1)
    return ends


def strongest_at(around: Surroundings, words: Iterable[int], known: Cues) -> Weight:
    """Return the strongest of what `importance_at` says of some words.

    Args:
        around: the text.
        words: numbers of the words, at least one.
        known: as for `importance_at`.
    """
    first, *others = words
    best = importance_at(around, first, known)
    for word in others:
        if best[0] is Importance.REQUIRED:
            break
        best = max(best, importance_at(around, word, known), key=lambda weight: _WEAKEST_FIRST.index(weight[0]))
    return best


def weigher_of(text: str) -> Callable[[Sequence[Span]], Importance]:
    """Read a text once, and return what tells how strongly it asks for a skill that stands at given places."""
    around = surroundings_of(words_of(text))
    ends = around.words.ends
    known = Cues()

    def weigh(spans: Sequence[Span]) -> Importance:
        words = [word for span in spans if (word := bisect_right(ends, span.start)) < len(ends)]
        return strongest_at(around, words, known)[0] if words else Importance.MENTIONED

    return weigh
