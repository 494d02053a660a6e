"""Tells English from French by the small words every sentence needs."""

from __future__ import annotations

import re
from typing import Literal

_SAMPLE_CHARACTERS = 20_000
_LEAST_WORDS = 3
_MOST_OF_OTHER = 0.4
_WORD = re.compile(r"[^\W\d_]+")

# Words that are frequent in one language and rare in the other: "on", "a", "an", "as", "or", "me" stand in both.
_ENGLISH_WORDS = """
    the and of to for with is are be will you your our we this that by from at have has their they not must who which it
    its can all any should work working skills job years required knowledge ability including other team about using
    within experience such more
    """
_FRENCH_WORDS = """
    le la les de des du et un une pour avec est sont sera dans sur au aux par que qui vous votre vos nous notre nos ce
    cette ces il elle ils elles se sa ses leur leurs ou où ne pas plus être avoir doit travail emploi poste ans
    compétences connaissance connaissances équipe ainsi afin selon auprès entre chez été expérience
    """
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_FRENCH = frozenset(_FRENCH_WORDS.split())


def detect_language(text: str) -> Literal["en", "fr"]:
    """Return the language that most of `text` is written in.

    Args:
        text: plain text of any length; its first 20,000 characters are looked at.

    Returns:
        "fr" when French small words outnumber English ones, otherwise "en", also when there is nothing to go by.
    """
    english, french = _counts(text)
    return "fr" if french > english else "en"


def is_sure_of_language(text: str) -> bool:
    """Return whether `text` has enough small words of one language, and few of the other."""
    fewer, more = sorted(_counts(text))
    return more >= _LEAST_WORDS and fewer <= more * _MOST_OF_OTHER


def _counts(text: str) -> tuple[int, int]:
    """Return how many small words of English and of French there are."""
    words = _WORD.findall(text[:_SAMPLE_CHARACTERS].lower())
    return sum(word in _ENGLISH for word in words), sum(word in _FRENCH for word in words)
