"""What a word must look like to be a form of one word, where its key does not tell."""

from __future__ import annotations

import re

from skills.engines.embedded.forms import VENDORS, FormKind
from skills.engines.embedded.tokens import Words, key_of

# What is told apart by letters: "Class C", "Range B", "Vitamin D".
_LETTERED = frozenset(
    """
    annex appendix band category class classe grade group hepatitis level licence license option part permit range
    schedule section stream tier type vitamin
    """.split()  # noqa: SIM905
)
_LICENCES = frozenset(map(key_of, ("licence", "endorsement")))
_UNIT_MARKS = frozenset(".°")
_STANDARD = re.compile(r"[A-Z]\d{2,}")
_PRODUCT = re.compile(
    r"\((?:[^()]* )?(?:software|engine|library|framework|language|platform|tool|server|app|react\.js|learning)\b",
    re.IGNORECASE,
)
_CASED = int(FormKind.CASED)
_UNQUALIFIED = int(FormKind.UNQUALIFIED)
_DERIVED = int(FormKind.DERIVED)


class Spellings:
    """How the forms of one word are spelt, by their keys.

    Products are named after everyday things ("Oracle Text"); in small letters the thing is meant. The key of an
    abbreviation is cut like a plural, though "ACLS" is not "ACL"; and no word with a capital first is one: "Sens" is
    not "SEN". Names have no plural: who "excels" or has "words" knows no product.

    Args:
        common_words: keys of everyday words.
    """

    def __init__(self, common_words: frozenset[str]) -> None:
        self._common_words = common_words
        self._capital_only: set[str] = set()
        self._ends_in_s: set[str] = set()
        self._all_capitals: set[str] = set()
        self._names: set[str] = set()

    def note(self, form: str, key: str, name: str, kind: int) -> None:
        """Note how a form is spelt, in place of one of the same key noted before.

        Args:
            form: the form as it would be written.
            key: its key.
            name: that of its skill.
            kind: `FormKind` flags as a plain number, here and below.
        """
        is_cut = kind & (_DERIVED | _UNQUALIFIED)
        is_name = kind & _CASED or name.startswith(VENDORS)
        for marks, noted in (
            (is_cut and kind & _CASED and _is_product(name, kind), self._capital_only),
            (form[-1] == "S" and key[-1] != "s", self._ends_in_s),
            (kind & _CASED and len(form) > 2 and form.isupper(), self._all_capitals),
            (is_name and not form.isupper() and form[-1] not in "sS", self._names),
        ):
            if marks:
                noted.add(key)
            else:
                noted.discard(key)

    def is_free(self, key: str, kind: int) -> bool:
        """Return whether any word of its key is a form."""
        return not (kind & _CASED or key in self._names or key in self._ends_in_s)

    def is_everyday(self, key: str) -> bool:
        """Return whether a form is an everyday word and not the name of a thing."""
        return key in self._common_words and key not in self._names

    def fits(self, words: Words, i: int, key: str, kind: int) -> bool:
        """Return whether a word is spelt as it must be to be a form.

        Args:
            words: the words of the text.
            i: number of the word.
            key: that of the form.
            kind: how the form came about.
        """
        if kind & _CASED and not self._has_its_capitals(words, i, key):
            return False
        return key not in (self._names if words.raw[i][-1] in "sS" else self._ends_in_s)

    def _has_its_capitals(self, words: Words, i: int, form: str) -> bool:
        raw = words.raw[i]
        if _is_initial(words, i) or _is_code(words, i) or not self._case_fits(raw, words.keys[i]):
            return False
        return form not in self._all_capitals or not (
            words.shapes[i] == "Aa" or (words.keys[i] in self._common_words and _is_in_capitals(words, i))
        )

    def _case_fits(self, raw: str, key: str) -> bool:
        if raw[0].isupper() or raw[0] == ".":
            return True
        return len(raw) > 2 and key not in self._common_words and key not in self._capital_only


def _is_initial(words: Words, i: int) -> bool:
    """Return whether a word is a letter of an abbreviation with dots ("B.Sc."), a rank ("Class C", "B or C licence") or
    a unit ("30 °C")."""
    if len(words.raw[i]) > 1:
        return False
    if i and not words.before[i] and words.keys[i - 1] in _LETTERED:
        return True
    if words.text[words.starts[i] - 1 : words.starts[i]] in _UNIT_MARKS:
        return True
    if i + 1 == len(words):
        return False
    if not words.before[i + 1] and words.keys[i + 1] in _LICENCES:
        return True
    return words.before[i + 1] == "." and words.starts[i + 1] == words.ends[i] + 1


def _is_in_capitals(words: Words, i: int) -> bool:
    """Return whether a word in capitals has another one beside it, as in a heading: "NICE TO HAVE"."""
    shapes, before = words.shapes, words.before
    return bool(
        (i and not before[i] and shapes[i - 1] == "AA")
        or (i + 1 < len(words) and not before[i + 1] and shapes[i + 1] == "AA")
    )


def _is_code(words: Words, i: int) -> bool:
    """Return whether a short name is part of a number ("HP-2291", "R-22", "CSA Z462")."""
    if len(words.raw[i]) > 3 or i + 1 == len(words):
        return False
    following, mark = words.raw[i + 1], words.before[i + 1]
    if mark == "-":
        return following.isdigit() and words.starts[i + 1] == words.ends[i] + 1
    return not mark and bool(_STANDARD.fullmatch(following))


def _is_product(name: str, kind: int) -> bool:
    """Return whether a name of the list is that of a product, as what was cut off it tells."""
    return bool(kind & _DERIVED) or bool(_PRODUCT.search(name))
