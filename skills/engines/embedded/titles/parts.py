"""Taking a written title apart into the job and everything else, and putting level and classification back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from rapidfuzz import process
from rapidfuzz.distance import OSA

from skills.engines.base import TitleParts
from skills.engines.embedded.titles.abbreviations import expand
from skills.engines.embedded.titles.french import looks_french, one_gender
from skills.engines.embedded.titles.patterns import NO_JOB, PATTERNS
from skills.engines.embedded.titles.repair import repair
from skills.engines.embedded.titles.taxonomy import job_words
from skills.engines.embedded.titles.words import STOP_WORDS, canonical, fold, split, word_list

_CUT = " ¦ "
_SEGMENT_END = re.compile(
    r"\s*\*{2,}\s*|\s+[-–|:?*•·/]+\s+|\s*[¦|;•·@]+\s*|\s+-(?=\S)|(?<=\w{3})-\s+|:\s+|\s*[()\[\]{}]+\s*|"
    r"(?<=\w{3}) ?/ ?(?=\w{3})|\s+(?i:cum)\s+"
)
_EDGES = " \t-–—|:;,./\\*!?•·#@&+~_=<>\"“”«»'¦()[]{}^%"
_LEVEL_FIRST = re.compile(
    r"^(?P<level>principal|lead|staff|expert|associate|trainee|graduate|apprentice)[\s:]+(?=\S)",
    re.IGNORECASE,
)
_RANK_ALONE = re.compile(r"^(?:principal|lead|staff|associate|trainee|graduate|apprentice)$", re.IGNORECASE)
_LIKELY = 0.7
"""A phrase that looks so much like a job is taken for one."""
_CONTRACT_FIRST = re.compile(
    r"^(?P<contract>temp(?:orary)?|seasonal|casual|interim|acting|contract)\s+(?=\S+)", re.IGNORECASE
)
_FRENCH_LEVEL_LAST = re.compile(
    r"\s+(?P<level>principale?|senior|junior|adjointe? principale?|en chef)"
    r"(?=\s+(?:en|de|des|du|d['’]|à|aux?|aux)\b|\s*(?:,|$))",
    re.IGNORECASE,
)
_PART_TIME_FIRST = re.compile(
    r"^(?P<contract>(?:PT|FT)(?:\s*/\s*(?:PT|FT))?)\s+(?=[A-Z]\S*\s+\S{4})|[\s/-]+(?P<after>(?:FT|F/T|P/T))$"
)
_BENEFITS_LAST = re.compile(
    r"\s*(?P<other>(?:[&+]|\b(?:and|plus)\b)\s*(?:full|great|good|excellent)?\s*(?:benefits|bonus(?:es)?|perks))$",
    re.IGNORECASE,
)
_MOST_SEGMENTS = 4
_SHORT, _LONG = 6, 7
_KNOWN = 0.97
_LATER, _JOINED, _GENERAL = 0.3, 0.6, 0.6
_STEP = re.compile(
    r"(?<!\S)(?:(?:level|lvl|grade|band|tier|step|class|niveau|classe|échelon)[ -]?)?(?:[IVX]+|\d{1,2})"
    r"(?:\s*[-/]\s*(?:[IVX]+|\d{1,2}))?(?!\S)",
    re.IGNORECASE,
)
# Words that a leading "Staff", "Associate" or "Principal" belongs to and does not merely rank.
_BELONGS_TO = {
    "staff": frozenset({"nurse", "sergeant", "officer", "assistant", "lawyer", "attorney"}),
    "associate": frozenset({"professor", "lawyer", "attorney", "producer", "dentist", "director"}),
    "principal": frozenset({"dancer", "investigator"}),
    "contract": frozenset(
        {"manager", "administrator", "specialist", "officer", "engineer", "analyst", "coordinator", "negotiator"}
    ),
    "lead": frozenset({"generator", "singer", "burner"}),
    "expert": frozenset({"witness"}),
}
_UNITS = frozenset(
    word_list(
        "department dept division div branch unit team office services service group board school hospital hotel spa "
        "clinic college university centre center bank company inc ltd brothers bros sons solutions technologies "
        "industries enterprises holdings partners associates foods county district"
    )
)
"""Words that end the names of employers and their parts, not of jobs."""
_PLURAL, _UNIT = 0.3, 0.8
_SCHOOL_GRADE = re.compile(r"\bgrades?[ -]?\d[\d/&-]*\W*$", re.IGNORECASE)
_TEACHER = re.compile(r"\bteach", re.IGNORECASE)
_FIELD = re.compile(r"\s(?:in|of|for|at|with|to|on)\s", re.IGNORECASE)
GENERAL_JOBS = frozenset(
    {"manager", "director", "assistant", "officer", "supervisor", "coordinator", "specialist", "executive", "analyst"}
    | {"clerk", "lead", "head", "administrator", "associate", "representative", "technician", "engineer", "operator"}
    | {"consultant", "worker", "advisor", "adviser", "agent", "inspector", "instructor", "teacher", "leader", "planner"}
    | {
        "chief",
        "president",
        "vice president",
        "vice-president",
        "superintendent",
        "expert",
        "member",
        "mgr",
        "admin",
        "supv",
        "trainee",
        "general manager",
    }
)
"""Jobs that say little alone: what stands beside them belongs to the title."""
_IN_ENGLISH = {
    "principale": "Principal",
    "stagiaire": "Intern",
    "stagiaires": "Intern",
    "debutant": "Junior",
    "debutante": "Junior",
    "experimente": "Experienced",
    "experimentee": "Experienced",
    "intermediaire": "Intermediate",
    "confirme": "Experienced",
    "confirmee": "Experienced",
    "chef": "Chief",
    "en": "",
}
_IN_FRENCH = {
    "senior": "principal/principale",
    "principal": "principal/principale",
    "principale": "principal/principale",
    "junior": "débutant/débutante",
    "entry": "débutant/débutante",
    "debutant": "débutant/débutante",
    "debutante": "débutant/débutante",
    "experienced": "expérimenté/expérimentée",
    "experimente": "expérimenté/expérimentée",
    "experimentee": "expérimenté/expérimentée",
    "intermediate": "intermédiaire",
    "lead": "en chef",
    "chief": "en chef",
    "chef": "en chef",
    "intern": "stagiaire",
    "internship": "stagiaire",
    "trainee": "stagiaire",
    "apprentice": "apprenti/apprentie",
    "level": "",
    "en": "",
}
_LEVEL_NAMES = {"sr": "Senior", "snr": "Senior", "jr": "Junior", "jnr": "Junior"}


def take_apart(title: str) -> TitleParts:
    """Take a title as people write it apart, in English or French.

    Args:
        title: the written title; markup, wrong encoding and emoji are tolerated.

    Returns:
        The words that name the job in `core` (empty when there are none), and every other part named.
    """
    return take_apart_knowing(title, names_job)[0]


def take_apart_knowing(title: str, knows: Callable[[str], float]) -> tuple[TitleParts, tuple[str, ...]]:
    """Take a title apart, with a taxonomy's help in telling the job from what stands beside it.

    Args:
        title: the written title.
        knows: tells how surely a phrase is the name of a job, from 0 to 1.

    Returns:
        The parts, and the phrases beside the core that may still say something about the job.
    """
    rest = one_gender(repair(title))
    found: dict[str, list[str]] = {}
    for field, regex, cuts in PATTERNS:
        matches = [match for match in regex.finditer(rest) if not _names_job_after_all(field, match)]
        if matches:
            found.setdefault(field, []).extend(_kept(match).strip(_EDGES) for match in matches)
            rest = regex.sub(partial(_left, field=field, cut=_CUT if cuts else " "), rest)
    segments = [" ".join(kept.split()) for segment in _segments(rest) if (kept := _rank_off(segment, found))]
    if len(segments) > 1 and _RANK_ALONE.match(segments[0]) and names_job(segments[1]) >= _LIKELY:
        found.setdefault("level", []).append(segments.pop(0))
    telling = [segment for segment in segments if not all(word in NO_JOB for word in _words(segment))]
    if telling:
        found.setdefault("other", []).extend(segment for segment in segments if segment not in telling)
        segments = telling
    core, tails = _choose(segments, knows)
    departments = [*found.get("department", []), *tails]
    parts = TitleParts(
        core=core,
        level=" ".join(dict.fromkeys(_level_name(level) for level in found.get("level", []) if level)),
        classification=_joined([code.upper().replace(" ", "-") for code in found.get("classification", [])]),
        contract=_joined(found.get("contract", [])),
        place=_joined(found.get("place", [])),
        department=_joined(departments),
        reference=_joined(found.get("reference", [])),
        other=tuple(dict.fromkeys(filter(None, found.get("other", [])))),
    )
    return parts, tails


def _kept(match: re.Match[str]) -> str:
    """Return what is set aside of what a pattern matched."""
    return str(match.groupdict().get("inner") or match.group())


def _left(match: re.Match[str], field: str, cut: str) -> str:
    """Return what stays where a pattern matched: nothing but a cut, or all when it took a job for something else."""
    return match.group() if _names_job_after_all(field, match) else cut


def _names_job_after_all(field: str, match: re.Match[str]) -> bool:
    """Return whether a seeming place, employer or level is a job's: "Bridge painter, Ohio", "Control engineer PLC",
    "Grade 3 teacher".
    """
    kept = _kept(match)
    if field == "level":
        return bool(_SCHOOL_GRADE.search(match.string[: match.end()]) and _TEACHER.search(match.string))
    if field == "place":
        before, comma, _ = kept.partition(",")
        return bool(comma) and bool(_words(before)) and _words(before)[-1] in job_words()
    return field == "department" and kept.lower().endswith(" plc") and bool(job_words().intersection(_words(kept)[-2:]))


def _joined(values: list[str]) -> str:
    return ", ".join(dict.fromkeys(filter(None, values)))


def put_back(standard_title: str, parts: TitleParts) -> str:
    """Put level and classification of a written title back on a standard one: "Senior data analyst (EC-05)".

    Args:
        standard_title: the title people are shown, such as "Data analyst".
        parts: what the written title was taken apart into.

    Returns:
        The standard title with words of rank before it, numerals after it and the classification in brackets.
    """
    ranks, steps = _ranks_and_steps(parts.level)
    title = standard_title
    ranks = [rank for rank in (_IN_ENGLISH.get(fold(word), word) for word in ranks) if rank]
    if ranks:
        first, _, others = title.partition(" ")
        keeps_capitals = any(letter.isupper() for letter in first[1:])
        title = " ".join(ranks) + " " + (title if keeps_capitals else first.lower() + (" " + others if others else ""))
    return _with_classification(" ".join([title, *steps]), parts)


def put_back_french(standard_title: str, parts: TitleParts) -> str:
    """Put level and classification back on a French title: "Agent/agente de projet, principal/principale (EC-05)".

    Args:
        standard_title: the French title, masculine and feminine.
        parts: what the written title was taken apart into.

    Returns:
        The title with numerals and then, after commas, words of rank behind it, and the classification in brackets.
    """
    ranks, steps = _ranks_and_steps(parts.level)
    steps = [re.sub(r"(?i)^(?:level|lvl)\b", "niveau", step) for step in steps]
    said = [said for rank in ranks if (said := _IN_FRENCH.get(fold(rank), rank.lower()))]
    return _with_classification(", ".join([" ".join([standard_title, *steps]), *dict.fromkeys(said)]), parts)


def _ranks_and_steps(level: str) -> tuple[list[str], list[str]]:
    """Return the words of rank in a level ("Senior"), and its steps ("II", "Level 3")."""
    steps = [step.strip() for step in _STEP.findall(level)]
    return _STEP.sub(" ", level).split(), steps


def _with_classification(title: str, parts: TitleParts) -> str:
    return f"{title} ({parts.classification})" if parts.classification else title


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
    for field, regex in (("level", _LEVEL_FIRST), ("contract", _CONTRACT_FIRST), ("level", _LEVEL_FIRST)):
        if match := regex.match(segment):
            rank, rest = match[field], segment[match.end() :]
            following = [canonical(word) for word in expand(split(rest)[:1])]
            if following and following[0] not in _BELONGS_TO.get(rank.lower(), ()):
                found.setdefault(field, []).append(rank)
                segment = rest
    if looks_french(segment) and (match := _FRENCH_LEVEL_LAST.search(segment)):
        found.setdefault("level", []).append(match["level"])
        segment = (segment[: match.start()] + segment[match.end() :]).strip(_EDGES)
    if (match := _BENEFITS_LAST.search(segment)) and job_words().intersection(_words(segment[: match.start()])[-1:]):
        found.setdefault("other", []).append(match["other"].strip(_EDGES))
        segment = segment[: match.start()]
    if re.fullmatch(r"[\d\W]+", segment):
        found.setdefault("reference", []).append(segment)
        return ""
    return segment


def _words(segment: str) -> list[str]:
    return [canonical(word).split()[-1] for word in split(segment) if word not in STOP_WORDS]


def names_job(phrase: str) -> float:
    """Return how surely a phrase names a job, judged by the words that titles end with, from 0 to 1."""
    words = _words(phrase)
    jobs = job_words()
    if not words:
        return 0.0
    if _is_job(words[-1]) or (looks_french(phrase) and "," not in phrase):
        return 0.9 if len(words) > 1 else 0.7
    before = _words(_FIELD.split(phrase, maxsplit=1)[0])
    if words[0] in jobs or (before and before[-1] in jobs):
        return 0.75
    return 0.6 if any(word in jobs for word in words) else 0.2


@lru_cache(maxsize=20_000)
def _is_job(word: str) -> bool:
    """Return whether a word ends job titles, or is one with a slip of the pen, in a short one not at its ends."""
    if word in job_words():
        return True
    if len(word) < _SHORT:
        return False
    near = process.extract(word, job_words(), scorer=OSA.distance, score_cutoff=1, limit=None)
    return any(len(word) >= _LONG or (job[0], job[-1]) == (word[0], word[-1]) for job, _, _ in near)


def _choose(segments: list[str], knows: Callable[[str], float]) -> tuple[str, tuple[str, ...]]:
    """Return the phrase that names the job, turned round where it was inverted, and the phrases beside it."""
    if not segments:
        return "", ()
    readings = [
        (at, *reading) for at in range(min(len(segments), _MOST_SEGMENTS)) for reading in _readings(segments, at)
    ]
    if len(readings) == 1:
        return readings[0][1], ()
    firm = {
        at
        for at, phrase, used in readings
        if len(used) == 1 and fold(phrase) not in GENERAL_JOBS and knows(phrase) >= _KNOWN
    }
    # What is a name by itself is joined only into another name: "Flagger - Traffic control" is a flagger.
    readings = [one for one in readings if len(one[2]) == 1 or one[0] not in firm or knows(one[1]) >= _KNOWN]
    _, core, used = max(readings, key=lambda reading: (_surety(reading, knows), len(_words(reading[1]))))
    return core, tuple(segment for at, segment in enumerate(segments) if at not in used)


def _surety(reading: tuple[int, str, set[int]], knows: Callable[[str], float]) -> float:
    """Weigh one reading: it looks like a job and is known; less for standing late, being joined or too general."""
    at, phrase, used = reading
    known = knows(phrase)
    joined = _JOINED * (1 - known) if len(used) > 1 else 0.0
    general = _GENERAL if fold(phrase) in GENERAL_JOBS else 0.0
    last = split(phrase)[-1:]
    unit = _UNIT if last and last[0] in _UNITS and not job_words().intersection(_words(phrase)[:-1]) else 0.0
    plural = _PLURAL if last and last[0].endswith("s") and not canonical(last[0]).endswith("s") else 0.0
    likely = max(names_job(phrase), _LIKELY) if known >= _KNOWN else names_job(phrase)
    return round(likely + known - _LATER * at - joined - general - max(unit, plural), 6)


def _readings(segments: list[str], at: int) -> Iterator[tuple[str, set[int]]]:
    """Yield what a phrase may mean: as it stands, "Manager, Sales" turned round, or joined with the phrase after it."""
    segment = segments[at]
    head, comma, tail = (piece.strip() for piece in segment.partition(","))
    if not comma or not head:
        yield segment.strip(" ,"), {at}
    else:
        yield head, {at}
        if len(_words(head)) <= 3 and tail:
            yield f"{tail.split(',')[0]} {head}", {at}
        yield segment, {at}
    last = _words(head)[-1:] if head else []
    if at + 1 < len(segments) and not comma and last and last[0] in job_words() and len(_words(head)) <= 3:
        after = segments[at + 1].split(",")[0].strip()
        other_job = _words(after)[-1:] and _words(after)[-1] in job_words() and fold(head) not in GENERAL_JOBS
        if after and not other_job and len(_words(after)) <= 4:
            yield f"{after} {head}", {at, at + 1}
