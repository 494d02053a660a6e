"""Words of a text with their places, and the key under which a word is compared.

Two words that a reader takes for the same ("organisations", "Organization") share one key. Keys are never shown.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from skills.engines.embedded.arrays import WholeNumbers, whole_numbers
from skills.engines.embedded.remembered import Remembered
from skills.engines.embedded.vocabulary import word_numbers

# Each alternative begins with a character to compare, so that most words and gaps are told from these at once.
_OTHER = r"&|\.(?<!\w\.)[Nn][Ee][Tt]\b(?!\.)"
_TAIL = r"(?:\+\+|\#(?!\w)|['’][sS]\b|)"
# Letters of ASCII are found in a table, others have to be asked about.
_WORD = re.compile(rf"([a-zA-Z0-9]+[^\W_]*{_TAIL}|[^\W_]+{_TAIL}|{_OTHER})")
_WORD_WITH_MARKS = re.compile(rf"([^\W_](?:[^\W_]|[\u0300-\u036f])*{_TAIL}|{_OTHER})")
OUTSIDE = "\x02"  # stands where there is no word any more, before the first and after the last
# A phrase may run over these; anything else between two words ends it.
_SOFT_GAP = re.compile(r"[ \t\u00a0\u202f\u2009]{0,3}(?:[-/&+_.'’\u2010-\u2015]|\(|\))?[ \t\u00a0\u202f\u2009]{0,3}")
_WRAPPED_LINE = re.compile(r"(,?)[ \t]*\r?\n[ \t]*")
_WRAPPED_AFTER = 50
_REMEMBERED = 1 << 16  # words, by what is remembered of them as they are written
_GAPS_REMEMBERED = 1 << 12
_LONGEST_KNOWN_GAP = 8  # characters
_LONGEST_WORD = 64  # characters; what is longer is no word, and of no more of it anything is remembered

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "OE", "Æ": "AE", "ß": "ss"})
_KEEPS_ITS_S = frozenset(
    """
    sales windows rails news sports always process business series species pandas kudos diabetes goods bonus jenkins
    kubernetes postgres dynamics canvas lens atlas chaos status campus corpus sass less express access ios
    """.split()  # noqa: SIM905
)
_IRREGULAR = {
    "analyses": "analysis",
    "diagnoses": "diagnosis",
    "hypotheses": "hypothesis",
    "criteria": "criterion",
    "children": "child",
    "people": "people",
    "matrices": "matrix",
    "indices": "index",
    "lives": "life",
    "leaves": "leaf",
    "knives": "knife",
    "wildlives": "wildlife",
}
_TO_AMERICAN = (
    (re.compile(r"is(ation|e|ed|er|ing|able)$"), r"iz\1"),
    (re.compile(r"ys(e|ed|er|ing)$"), r"yz\1"),
    (re.compile(r"our(?=$|ed$|ing$|al$|ful$|ite$|able$|er$)"), "or"),
    (re.compile(r"(?<=[^aeiou])tre$"), "ter"),
    (re.compile(r"ogue$"), "og"),
    (re.compile(r"programme"), "program"),
    (re.compile(r"(licen|defen|offen|preten)ce"), r"\1se"),
    (re.compile(r"practis"), "practic"),
    (re.compile(r"^(model|travel|label|cancel|counsel|signal|channel|panel|tunnel|level|fuel|dial|enrol)l"), r"\1"),
    (re.compile(r"paed|(?<=th)opaed"), "ped"),
    (re.compile(r"anaes"), "anes"),
    (re.compile(r"haem"), "hem"),
    (re.compile(r"gynaec"), "gynec"),
    (re.compile(r"^(oe)(?=stro|soph|dem)|^foe(?=t)"), lambda m: "fe" if m.group(0) == "foe" else "e"),
    (re.compile(r"aluminium"), "aluminum"),
    (re.compile(r"^mould"), "mold"),
    (re.compile(r"^jeweller"), "jewel"),
    (re.compile(r"judgement"), "judgment"),
    (re.compile(r"^cheque"), "check"),
    (re.compile(r"^ageing"), "aging"),
    (re.compile(r"^tyre"), "tire"),
    (re.compile(r"^fulfil(?=$|ment)"), "fulfill"),
    (re.compile(r"skilful"), "skillful"),
)
# Most words hold nothing that any of these would change.
_BRITISH = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _TO_AMERICAN))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text, in order; all sequences have the same length.

    Attributes:
        text: the text as given.
        starts: index of each word's first character.
        ends: index after each word's last character.
        raw: each word as written.
        keys: each word's key.
        numbers: the number of each key in the vocabulary, 0 for one that is not in it.
        shapes: how each word is written: "a" small, "A" capital first, "AA" all capitals, "aA" mixed, "0" with digits.
        before: the mark between each word and the one before it: "" for a plain space, "\\n" for a new line, otherwise
            the first other character ("," or "(").
        run_ends: for each word, the number of the word at which the phrase it stands in must end (exclusive).
    """

    text: str
    starts: list[int]
    ends: list[int]
    raw: list[str]
    keys: list[str]
    numbers: WholeNumbers
    shapes: list[str]
    before: list[str]
    run_ends: list[int]

    def __len__(self) -> int:
        return len(self.starts)


def _singular(word: str) -> str:
    if len(word) < 4 or word in _KEEPS_ITS_S or word.endswith(("ss", "us", "is", "ics", "ous")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    return word if word.endswith("js") else word.removesuffix("s")


@lru_cache(maxsize=_REMEMBERED)
def key_of(word: str) -> str:
    """Return the key of one word: lower case, no accents, singular, American spelling.

    Args:
        word: one word as `words_of` yields it.
    """
    if word == "&":
        return "and"
    word = word[:_LONGEST_WORD]
    if not word.isascii():
        folded = unicodedata.normalize("NFKD", word.translate(_LIGATURES))
        word = "".join(c for c in folded if not unicodedata.combining(c)).replace("’", "'")
    if word.endswith(("'s", "'S")):
        word = word[:-2]
    if len(word) > 2 and word[-1] == "s" and word[:-1].isupper():
        return word[:-1].lower()
    lowered = word.lower()
    # What the vocabulary holds are keys: most words, and found at once.
    return lowered if lowered in word_numbers() else plain_form(lowered)


def plain_form(lowered: str) -> str:
    """Return the singular of a word in small letters, in American spelling."""
    irregular = _IRREGULAR.get(lowered)
    if irregular:
        return irregular
    lowered = _singular(lowered)
    if len(lowered) > 4 and _BRITISH.search(lowered):
        for pattern, replacement in _TO_AMERICAN:
            lowered = pattern.sub(replacement, lowered)
    return lowered


SHAPES = ("a", "a0", "A", "AA", "AA0", "Aa", "aA", "0")


def _shape_of(raw: str) -> str:
    if raw.islower():
        return "a" if raw.isalpha() else "a0"
    if raw.isupper():
        return ("A" if len(raw) == 1 else "AA") if raw.isalpha() else "AA0"
    if raw[0].isupper() and raw[1:].islower():
        return "Aa"
    return "aA" if raw.isalpha() else "0"


class _KnownWords(Remembered[str, tuple[str, int, str]]):
    """The keys, their numbers and the shapes of words as they are written; those of a new word are added."""

    def __missing__(self, raw: str) -> tuple[str, int, str]:
        if len(raw) > _LONGEST_WORD:
            return self[raw[:_LONGEST_WORD]]
        known = word_numbers()
        key, number = raw, known.get(raw)
        if number is None:
            key = key_of(raw)
            number = known.get(key, 0)
        return self.keep(raw, (key, number, _shape_of(raw)))


_known_words = _KnownWords(_REMEMBERED)


def opens_parenthesis(text: str, start: int, end: int) -> bool:
    """Return whether a stretch of a text opens a parenthesis that it does not close."""
    return text.rfind("(", start, end) > text.rfind(")", start, end)


def keys_of(phrase: str) -> list[str]:
    """Return the keys of the words of a phrase; `&` counts as the word "and"."""
    return list(map(key_of, _WORD.findall(unicodedata.normalize("NFC", phrase))))


class _KnownGaps(Remembered[str, tuple[bool, str, int, str | None]]):
    """What may stand between two words; that of a new and short one is added.

    Each tells whether a phrase may run over it; its mark, as in `Words.before`; how many characters of it stand before
    the beginning of a new line, 0 when none begins; and, for a mere line break over which a sentence runs when the line
    was a full one, what it stands after, a comma or "", else None.
    """

    def __missing__(self, gap: str) -> tuple[bool, str, int, str | None]:
        soft = bool(_SOFT_GAP.fullmatch(gap)) and (gap[:1] != "." or len(gap) == 1)
        line = gap.rfind("\n") + 1
        wraps = _WRAPPED_LINE.fullmatch(gap)
        told = soft, "\n" if line else gap.strip()[:1], line, wraps and wraps[1]
        # The same few gaps stand in every text; a longer one does not come again.
        return self.keep(gap, told) if len(gap) <= _LONGEST_KNOWN_GAP else told


_known_gaps = _KnownGaps(_GAPS_REMEMBERED)


def words_of(text: str) -> Words:
    """Split a text into words.

    Args:
        text: any text; offsets refer to it as given, also where it holds combining marks.
    """
    pattern = _WORD if unicodedata.is_normalized("NFC", text) else _WORD_WITH_MARKS
    pieces = pattern.split(text)
    raw, gaps = pieces[1::2], pieces[2:-1:2]
    if not raw:
        return Words(text, [], [], [], [], whole_numbers(()), [], [], [])
    edges = list(accumulate(map(len, pieces)))
    starts, ends = edges[:-1:2], edges[1::2]
    keys, numbers, shapes = zip(*map(_known_words.__getitem__, raw), strict=True)
    count = len(raw)
    run_ends: list[int] = []
    before = [""] * count
    before[0] = "\n"
    line_start = 0
    for i, gap in enumerate(gaps, start=1):
        if gap == " ":
            continue
        soft, mark, line, wraps = _known_gaps[gap]
        if line:
            end = ends[i - 1]
            is_full = wraps is not None and end - line_start >= _WRAPPED_AFTER
            soft = is_full and not wraps and raw[i][0].islower()
            if is_full and wraps:
                mark = wraps
            line_start = end + line
        if not (soft and line):
            before[i] = mark
        if not soft:
            run_ends += [i] * (i - len(run_ends))
    run_ends += [count] * (count - len(run_ends))
    return Words(text, starts, ends, raw, list(keys), whole_numbers(numbers), list(shapes), before, run_ends)
