"""Taking a written title apart into the job and everything else, and putting level and classification back."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from skills.engines.base import TitleParts
from skills.engines.embedded.titles.french import looks_french, one_gender
from skills.engines.embedded.titles.patterns import PATTERNS
from skills.engines.embedded.titles.taxonomy import read_data
from skills.engines.embedded.titles.words import STOP_WORDS, canonical, fold, split

MOST_CHARACTERS = 300
"""A title is read up to here; what follows is no title any more."""

_TAG = re.compile(r"<[^<>]{0,200}>")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\ufe0f]")
_DASHES = re.compile(r"[‐‑‒–—―−]")
_MOJIBAKE = re.compile(r"[ÃÂâ][\u0080-\u00ff€™œž“”‘’–—•š›¢˜]")
_CUT = " ¦ "
_SEGMENT_END = re.compile(
    r"\s+[-–|:?*•·/]+\s+|\s*[¦|;•·@]+\s*|\s+-(?=\S)|(?<=\w{3})-\s+|:\s+|\s*[()\[\]{}]+\s*|(?<=\w{3}) ?/ ?(?=\w{3})"
)
_EDGES = " \t-–—|:;,./\\*!?•·#@&+~_=<>\"“”«»'¦()[]{}^%$"
_SEVERAL = re.compile(r"\s+(?:cum|c/w)\s+", re.IGNORECASE)
_LEVEL_FIRST = re.compile(
    r"^(?:(?P<level>principal|lead|staff|expert|chief(?= (?:\w+ )?(?:engineer|scientist|architect))|associate)\s+)(?=\S+\s*\S*)",
    re.IGNORECASE,
)
_FRENCH_LEVEL_LAST = re.compile(
    r"\s+(?P<level>principale?|senior|junior|adjointe? principale?|en chef)(?=\s+(?:en|de|des|du|d['’]|à|aux?|aux)\b|\s*$)",
    re.IGNORECASE,
)
_PART_TIME_FIRST = re.compile(
    r"^(?P<contract>(?:PT|FT)(?:\s*/\s*(?:PT|FT))?)\s+(?=[A-Z]\S*\s+\S{4})|[\s/-]+(?P<after>(?:FT|F/T|P/T))$"
)
_NUMERAL = re.compile(r"^(?:[IVX]+|\d{1,2})$")
# Words that a leading "Staff", "Associate" or "Principal" belongs to and does not merely rank.
_BELONGS = frozenset(
    "nurse professor manager officer accountant sergeant attorney lawyer dentist physician pharmacist producer editor "
    "dancer teacher investigator and director surveyor lecturer singer developer trainer assistant sales generator".split()
)
_BELONGS_TO = {
    "staff": frozenset({"nurse", "sergeant", "officer", "assistant", "lawyer", "attorney"}),
    "associate": frozenset({"professor", "lawyer", "attorney", "producer", "dentist", "director"}),
    "principal": frozenset({"dancer", "investigator"}),
    "lead": frozenset({"generator", "singer", "burner"}),
    "expert": frozenset({"witness"}),
}
_LEVEL_NAMES = {"sr": "Senior", "snr": "Senior", "jr": "Junior", "jnr": "Junior"}


def repair(title: str) -> str:
    """Undo what the way here did to a title: markup, entities, wrongly read UTF-8, invisible signs, odd blanks."""
    title = title[: MOST_CHARACTERS * 4]
    if _MOJIBAKE.search(title):
        title = _reread(title)
    title = html.unescape(_TAG.sub(" ", html.unescape(title)))
    title = _DASHES.sub("-", _INVISIBLE.sub("", title)).replace("…", " ")
    return " ".join(title.split())[:MOST_CHARACTERS]


def _reread(title: str) -> str:
    """Read UTF-8 that was taken for Windows-1252 or Latin-1 again, or leave it."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return title.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return title


def take_apart(title: str) -> TitleParts:
    """Take a title as people write it apart, in English or French.

    Args:
        title: the written title; markup, wrong encoding and emoji are tolerated.

    Returns:
        The words that name the job in `core` (empty when there are none), and every other part named.
    """
    return take_apart_fully(title)[0]


def take_apart_fully(title: str) -> tuple[TitleParts, tuple[str, ...]]:
    """Take a title apart, and also return the phrases that were left, the core first, that may name the job as well."""
    rest = repair(title)
    found: dict[str, list[str]] = {}
    rest = one_gender(rest)
    for field, regex, cuts in PATTERNS:
        for match in regex.finditer(rest):
            kept = match.groupdict().get("inner") or match.group()
            found.setdefault(field, []).append(kept.strip(_EDGES))
        rest = regex.sub(_CUT if cuts else " ", rest)
    segments = [segment for piece in _segments(rest) for segment in (_rank_off(piece, found),) if segment]
    core_at = _core(segments)
    core = segments.pop(core_at) if segments else ""
    core, used = _inverted(core, segments[core_at:] if core_at < len(segments) else [])
    if used:
        segments.remove(used)
    tails = [segment for segment in segments if _words(segment)]
    parts = TitleParts(
        core=core,
        level=" ".join(dict.fromkeys(_level_name(level) for level in found.get("level", []) if level)),
        classification=", ".join(
            dict.fromkeys(code.upper().replace(" ", "-") for code in found.get("classification", []))
        ),
        contract=", ".join(dict.fromkeys(filter(None, found.get("contract", [])))),
        place=", ".join(dict.fromkeys(filter(None, found.get("place", [])))),
        department=", ".join(tails),
        reference=", ".join(dict.fromkeys(filter(None, found.get("reference", [])))),
        other=tuple(dict.fromkeys(filter(None, found.get("other", [])))),
    )
    return parts, (core, *tails)


def put_back(standard_title: str, parts: TitleParts) -> str:
    """Put level and classification of a written title back on a standard one: "Senior data analyst (EC-05)".

    Args:
        standard_title: the title people are shown, such as "Data analyst".
        parts: what the written title was taken apart into.

    Returns:
        The standard title with words of rank before it, numerals after it and the classification in brackets.
    """
    ranks = [word for word in parts.level.split() if not _NUMERAL.match(word)]
    numerals = [word for word in parts.level.split() if _NUMERAL.match(word)]
    title = standard_title
    if ranks:
        first, _, others = title.partition(" ")
        keeps_capitals = any(letter.isupper() for letter in first[1:])
        title = " ".join(ranks) + " " + (title if keeps_capitals else first.lower() + (" " + others if others else ""))
    if numerals:
        title += " " + " ".join(numerals)
    return f"{title} ({parts.classification})" if parts.classification else title


@lru_cache(maxsize=1)
def job_words() -> frozenset[str]:
    """Return the words that end job titles ("manager", "electrician", "nurse"), in comparable spelling."""
    return frozenset(read_data("job_words.txt").split())


def _level_name(level: str) -> str:
    """Write a level the usual way: "sr." is "Senior", "ii" is "II"."""
    plain = level.strip(_EDGES).lower()
    if plain in _LEVEL_NAMES:
        return _LEVEL_NAMES[plain]
    if re.fullmatch(r"[ivx]+", plain):
        return plain.upper()
    return plain[:1].upper() + plain[1:]


def _segments(rest: str) -> list[str]:
    """Split what is left into phrases."""
    pieces = _SEGMENT_END.split(rest)
    return [trimmed for piece in pieces if (trimmed := piece.strip(_EDGES)) and any(sign.isalnum() for sign in trimmed)]


def _rank_off(segment: str, found: dict[str, list[str]]) -> str:
    """Take words of rank and working time off the edges of a phrase, into `found`."""
    if match := _PART_TIME_FIRST.search(segment):
        found.setdefault("contract", []).append(match["contract"] or match["after"])
        segment = (segment[: match.start()] + segment[match.end() :]).strip(_EDGES)
    if match := _LEVEL_FIRST.match(segment):
        rank, rest = match["level"], segment[match.end() :]
        following = [canonical(word) for word in split(rest)[:2]]
        if following and following[0] not in _BELONGS_TO.get(rank.lower(), _BELONGS):
            found.setdefault("level", []).append(rank)
            segment = rest
    if looks_french(segment) and (match := _FRENCH_LEVEL_LAST.search(segment)):
        found.setdefault("level", []).append(match["level"])
        segment = (segment[: match.start()] + segment[match.end() :]).strip(_EDGES)
    if re.fullmatch(r"[\d\W]+", segment):
        found.setdefault("reference", []).append(segment)
        return ""
    return segment


def _words(segment: str) -> list[str]:
    return [canonical(word).split()[-1] for word in split(segment) if word not in STOP_WORDS]


def _names_job(segment: str) -> int:
    """Return how surely a phrase names a job: 3 when it ends so, 2 when it begins so, 1 when it holds such a word."""
    words = _words(segment)
    jobs = job_words()
    if not words:
        return -1
    if words[-1] in jobs:
        return 3
    if words[0] in jobs or any(word in jobs for word in words[:-1]):
        return 2
    return 1 if looks_french(segment) else 0


def _core(segments: list[str]) -> int:
    """Return which phrase names the job best; the first among equals."""
    if not segments:
        return 0
    return max(range(len(segments)), key=lambda at: (_names_job(segments[at].split(",")[0]) >= 2, -at))


def _inverted(core: str, following: list[str]) -> tuple[str, str]:
    """Turn "Manager, Sales" and "Assistant - IT" round; also return the following phrase that was used for it."""
    head, comma, tail = core.partition(",")
    head, tail = head.strip(), tail.split(",")[0].strip()
    if comma and head and tail and _words(head) and _words(head)[-1] in job_words() and len(_words(head)) <= 2:
        return f"{tail} {head}", ""
    if len(_words(core)) == 1 and _words(core)[0] in job_words() and following:
        after = following[0]
        if len(_words(after)) <= 3 and fold(after) and _names_job(after) < 3 and _names_job(core) == 3:
            return f"{after} {core}", after
    return core, ""
