"""Mending what befell a title on its way here: markup, wrong encoding, letters misread, blanks lost or added."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from skills.engines.embedded.titles.abbreviations import expand
from skills.engines.embedded.titles.taxonomy import common_titles, job_words, shipped_occupations
from skills.engines.embedded.titles.words import canonical, fold, split

MOST_CHARACTERS = 300
"""A title is read up to here; what follows is no title any more."""
_ABBREVIATION_LENGTHS, _SHORTEST_JOB = (2, 3), 5
"""Letters that an abbreviation may have, and the job that it is glued to."""

_TAG = re.compile(r"<[^<>]{0,200}>")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\ufe0f]")
_DASHES = re.compile(r"[‐‑‒–—―−]")
_MOJIBAKE = re.compile(r"[ÃÂâ][\u0080-\u00ff€™œž“”‘’–—•š›¢˜]")
_SPACED = re.compile(r"(?<!\S)(?:[^\W\d_] ){3,}[^\W\d_](?!\S)")
_PERHAPS_MISREAD = re.compile(r"\b[A-Za-z01]{5,}\b")
_ZERO, _ONE = re.compile(r"0(?=0*[A-Za-z])"), re.compile(r"(?<=[A-Za-z])1(?=[a-z])")
_PIPED = re.compile(r"(?<!\w)[A-Za-z]+(?:\|+[a-z]+)+(?!\w)")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z][a-z]{2})")


def repair(title: str) -> str:
    """Undo what the way here did to a title: markup, entities, wrongly read signs, lost or added blanks."""
    title = title[: MOST_CHARACTERS * 4]
    if _MOJIBAKE.search(title):
        title = _reread(title)
    title = html.unescape(_TAG.sub(" ", html.unescape(title)))
    title = _DASHES.sub("-", _INVISIBLE.sub("", title)).replace("…", " ").replace("_", " ")
    title = _SPACED.sub(lambda letters: letters.group().replace(" ", ""), title)
    title = _PERHAPS_MISREAD.sub(_letters, _PIPED.sub(_bars, title))
    return " ".join(map(_unglued, title.split()))[:MOST_CHARACTERS]


def _letters(word: re.Match[str]) -> str:
    """Make "0perat0r" letters again; a word with many digits is a number."""
    written = word.group()
    digits = written.count("0") + written.count("1")
    return written if 3 * digits > len(written) - digits else _ONE.sub("l", _ZERO.sub("o", written))


def _bars(word: re.Match[str]) -> str:
    """Make "Contro||er" letters again; the bar stands between words where one is a job ("nurse|nights"), or all are
    words of titles ("java|python").
    """
    written = word.group()
    pieces = [piece.lower() for piece in written.split("|") if piece]
    are_words = any(canonical(piece) in job_words() for piece in pieces) or _words_of_names().issuperset(pieces)
    return written if are_words else written.replace("|", "l")


@lru_cache(maxsize=1)
def _words_of_names() -> frozenset[str]:
    """Return the words of all English names of occupations, as they are written in small letters."""
    names = (name for one in shipped_occupations() for name in (one.label, one.display, *one.alternatives))
    return frozenset(word for name in (*names, *common_titles()) for word in split(name))


def _unglued(word: str) -> str:
    """Put the blanks back into "ProjectManager"; names of products, which end otherwise, stay as they are."""
    humps = _HUMP.split(word)
    return " ".join(humps) if canonical(humps[-1].lower()) in job_words() else _without_abbreviation(word)


def _without_abbreviation(word: str) -> str:
    """Part an abbreviation from the job it is glued to: "hrmanager" is "hr manager"."""
    folded = fold(word)
    if len(folded) != len(word) or not _words_of_names().isdisjoint((folded, canonical(folded))):
        return word
    for length in _ABBREVIATION_LENGTHS:
        abbreviation, job = folded[:length], folded[length:]
        if len(job) >= _SHORTEST_JOB and canonical(job) in job_words() and expand([abbreviation]) != [abbreviation]:
            return f"{word[:length]} {word[length:]}"
    return word


def _reread(title: str) -> str:
    """Read UTF-8 that was taken for Windows-1252 or Latin-1 again, or leave it."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return title.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return title
