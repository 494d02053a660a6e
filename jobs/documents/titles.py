"""Guesses the title of the job that a document describes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from jobs.documents.base import Block, BlockKind
from jobs.documents.labels import fold, is_label, labelled
from jobs.documents.title_words import GENERIC, GENERIC_WORD, ROLE_WORDS, TERMS
from jobs.sections import split_sections

_ROLE_WORDS = frozenset(fold(ROLE_WORDS).split())
_JOINT = r"\s*(?:[-–—:|/•·,]|\s)\s*"
_GENERIC_START = re.compile(
    rf"^{GENERIC}(?:\s+(?:for(?: an?| the)?|of(?: an?)?|an?|pour(?: une?| le| la)?|de|d['’]une?|un(?:[·•.]?e|\(e\)|"
    rf"/une)?))?"
    rf"{_JOINT}(?=\S)",
    re.IGNORECASE,
)
_GENERIC_END = re.compile(rf"(?:\s*[-–—:|/•·,(]\s*|\s+){GENERIC}\)?$", re.IGNORECASE)
_GENERIC_WHOLE = re.compile(rf"(?:{GENERIC}|{GENERIC_WORD})s?[:.]?", re.IGNORECASE)
_GENERIC_WORD_START = re.compile(rf"^{GENERIC_WORD}\s*(?:[:|/•·]|\s[-–—]\s)\s*(?=\S)", re.IGNORECASE)
_EDGES = ' -–—:|•*"“”«».,;#!'
_BECOMING = re.compile(r"^(?:être|devenez|devenir|become|be|as)(?: (?:an?|the|une?))?\s+(?=[A-ZÀ-Ý])", re.IGNORECASE)
_GRADE_START = re.compile(r"^[A-Z]{2}-?\d{1,2}\s*[-–—:]\s*(?=[^\W\d]{2})")
_TERMS = re.compile(rf"(?:{TERMS}|[\d,/&()-]|\s)+", re.IGNORECASE)
# Pictures of rockets and the like that postings begin with.
_SYMBOLS = re.compile(r"^[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff\s]+")
_TRAILING_JUNK = re.compile(
    r"\s*(?:[-–—|,(\[]\s*)?(?:\bFY\s?\d{2,4}\b|#\s?[\w-]*\d[\w-]*|\b(?:ref|reference|requisition|req|job id|id|no|n°|"
    r"réf|référence|posting|competition|concours)\b[.:#\s]*[\w/-]*\d[\w/-]*|\b20\d{2}\b(?:[-/.]\d{1,2}){0,2}|"
    r"\(?(?:m/f/d|m/w/d|f/m/d|m/f/x|h/f|f/h|m/f)\)?)\s*[)\]]?$|(?:\s+[-–—]\s*|\s+)(?:\d{4,}(?:-\d+)*|GS-?\d{1,2}|"
    r"[A-C]\d)$",
    re.IGNORECASE,
)
_EMPLOYER = re.compile(r"(?<=\w)\s(?:at|chez|@)\s(?:the\s)?[A-Z][\w&.'’ -]{1,60}$")
_FILE_JUNK = re.compile(
    r"\b(?:final|draft|copy|copie|version|brouillon|updated|revised|new|nouveau|clean|signed|v\d+(?:\.\d+)*|rev\d*|"
    r"generic|template|posting|advert|affichage|converted|microsoft word|untitled|docx?|pdf|document\d*|scan\d*|file|"
    r"fr|en|eng|fra)\b|\(\d+\)|"
    r"\b\d{1,4}[-.]\d{1,2}[-.]\d{1,4}\b|\b\d{4,}\b",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    r"\b(?:city|county|town|state|government|department|ministry|university|college|province|district|office|agency|"
    r"commission|bureau|corporation|inc|ltd|llc|plc|human resources|civil service|ville|gouvernement|ministère|"
    r"université|cégep|ressources humaines|agence|société|municipalité|commission scolaire)\b(?: (?:of|de|du|des|d')|"
    r"\.?$)|^(?:the )?(?:city|county|town|state|government|department|ministry|university|ville|gouvernement|"
    r"ministère|université|agence|office) |\bcanada$|www\.|https?:|@",
    re.IGNORECASE,
)
_SENTENCE_WORDS = re.compile(
    r"^(?:the|these|cette|ces|it)\b|\b(?:is|are|was|will|must|should|provides|performs|you|we|our|your|please|this|est|"
    r"sont|sera|vous|nous|notre|votre)\b",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(rf"^(?:to|for|and|or|of|with|staff|team)\b|{_SENTENCE_WORDS.pattern}", re.IGNORECASE)
_CALLS = re.compile(
    r"\b(?:(?:hiring(?: for)?|looking for|seek(?:s|ing)?|recruiting(?: for)?|search(?:ing)? for|position of|role of|"
    r"opportunity for|recruit|need|as)\b|à la recherche d[e'’]|recherchons|recherche|recrute|recrutons|embauchons|"
    r"poste d[e'’]|en tant que|embauche)\s?(?:(?:a|an|the|our|une?|l[ea']|\(?e\)?|un\(e\)|un/une|new|next|nouvelle?|"
    r"nouveau|\d{1,2}|two|three|several|deux|trois|"
    r"plusieurs)\s)?\s?((?:[\w&/'’().-]+\s){0,6}?[\w&/'’().-]+?)(?=[,.;:!?]|\s(?:who|to|for|with|in|at|that|and you|"
    r"you|"
    r"on|within|reporting|pour|qui|afin|chez|au sein|dans|à|vous)\b|$)",
    re.IGNORECASE,
)
# "The Payroll Clerk will …": what a sentence says that somebody does.
_SUBJECTS = re.compile(
    r"(?:^|[.:] )(?:as (?:an?|the)|the|an?|our|en tant que|l[ea]|une?|(?:en tant qu|l)['’])(?:\s+|"
    r"(?<=['’]))(?:successful |ideal |new )?((?:[\w&/'’.-]+\s){0,6}?[\w&/'’.-]+?)(?: \([A-Z]{2,6}\))?(?:,| (?:is|are|"
    r"will|shall|must|has|provides?|performs?|reports?|manages?|supervises?|plans?|leads?|oversees?|works?|serves?|"
    r"does|supports?|ensures?|assists?|est|sera|doit|"
    r"assure|planifie|dirige|relève|effectue|coordonne|réalise)\b)",
    re.IGNORECASE,
)
_PROPERTY_JUNK = re.compile(r"^Microsoft Word - |\.(?:docx?|pdf|rtf|odt|html?)$")
# What these announce may also be a kind of job, beside the title that stands above them.
_WEAK_LABELS = frozenset({"role", "job", "job family", "function", "fonction", "vacancy", "class", "emploi"})
_MARKED = frozenset({BlockKind.TITLE, BlockKind.HEADING, BlockKind.MARGIN})
_MOST_WORDS = 12
_LINES_READ = 25
_LONGEST_TITLE = 150


def guess_title(
    lines: Sequence[str],
    pairs: Sequence[tuple[str, str]],
    blocks: Sequence[Block],
    title_property: str,
    filename: str,
) -> tuple[str | None, bool]:
    """Return the most likely title of a job description.

    Args:
        lines: the lines of its text.
        pairs: its labels with their values, as `jobs.documents.labels.label_pairs` gives them.
        blocks: what the text was made of.
        title_property: the title in the document's properties, may be empty.
        filename: the file's name.

    Returns:
        The title without what is no part of one, None when nothing looks like a title; and whether it comes from
        nothing better than the file's name.
    """
    found = _candidates(lines, pairs, blocks, title_property, filename)
    best = max(found, default=(0.0, 0, ""), key=lambda candidate: (candidate[0], -candidate[1]))
    name = title_of_filename(filename)
    # A name that is a title outdoes what merely stands at the top; one that is not, only what stands far below it.
    of_name = (4.8 if _role_score(name) else 1.0) if name else 0.0
    if best[0] > of_name:
        return best[2], False
    return (name or None), bool(name)


def clean_title(text: str) -> str:
    """Return a title without quotes, words such as "Job description", references and dates."""
    title = " ".join(text.replace("_", " ").split()).strip(_EDGES)
    title = _BECOMING.sub("", _GRADE_START.sub("", _SYMBOLS.sub("", title)))
    for _ in range(3):
        before = title
        if _GENERIC_WHOLE.fullmatch(title) or _TERMS.fullmatch(title):
            return ""
        title = _GENERIC_WORD_START.sub("", _GENERIC_START.sub("", title, count=1), count=1)
        title = _GENERIC_END.sub("", title, count=1)
        title = _TRAILING_JUNK.sub("", _EMPLOYER.sub("", title), count=1).strip(_EDGES)
        if title == before:
            break
    if title.count("(") > title.count(")"):
        title += ")"
    return title[:_LONGEST_TITLE].strip()


def title_of_filename(filename: str) -> str:
    """Return the title that a file's name holds, empty when it is only numbers and words such as "final"."""
    path = PurePath(filename.replace("\\", "/")).name
    stem = path.rsplit(".", 1)[0] if re.search(r"\.\w{1,8}$", path) else path
    name = re.sub(r"[_+]|%20|-(?=(?:[0-9a-f]*\d){2})[0-9a-f]{8,}$|(?<=[^\W\d_])-(?=[^\W\d_])", " ", stem)
    name = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])|(?<=[A-Z])(?=[A-Z][a-z]{2})", " ", name)
    name = clean_title(_FILE_JUNK.sub(" ", name))
    name = re.sub(r"^\d+[\s.)-]+", "", name)
    if not re.search(r"[^\W\d_]{3}", name):
        return ""
    return name if name != name.lower() else name.capitalize()


def _candidates(
    lines: Sequence[str],
    pairs: Sequence[tuple[str, str]],
    blocks: Sequence[Block],
    title_property: str,
    filename: str,
) -> Iterator[tuple[float, int, str]]:
    """Yield score, place and cleaned text of everything that may be the title."""
    named = {fold(title_of_filename(filename)), fold(clean_title(title_property))} - {""}
    weak = set(labelled([pair for pair in pairs if pair[0] in _WEAK_LABELS], "title"))
    for rank, value in enumerate(labelled(pairs, "title")):
        title = clean_title(value)
        if title and len(title.split()) <= _MOST_WORDS + 4 and not re.fullmatch(r"[\W\d]*", title):
            base = 4.5 if value in weak else 9.0
            yield base - rank * 0.5 + _role_score(title) + _named_score(title, named), rank, title
    for value in labelled(pairs, "classification"):
        title = clean_title(value)
        if _role_score(title) and len(title.split()) <= _MOST_WORDS:
            yield 3.0 + _role_score(title), 0, title
    headings = {_flat(block.text): block.kind for block in blocks if block.kind in _MARKED}
    shown = [line for line in lines if line][:_LINES_READ]
    for place, line in enumerate(shown):
        yield from _candidate_of_line(line, place, headings.get(line), named)
    for part in re.split(r"\s[|–—]\s", _PROPERTY_JUNK.sub("", title_property)):
        title = clean_title(part)
        if title and _role_score(title) > 0 and len(title.split()) <= _MOST_WORDS:
            yield 3.0 + _role_score(title) - _organisation(title), _LINES_READ, title
    yield from _called_for(lines, named)
    yield from _subjects(lines, named)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _candidate_of_line(
    line: str, place: int, kind: BlockKind | None, named: set[str]
) -> Iterator[tuple[float, int, str]]:
    parts = [line, *pieces] if len(pieces := re.split(r"\s[|·•]\s", line)) > 1 else [line]
    for part in parts:
        bare = " ".join(part.removeprefix("- ").split())
        title = clean_title(bare)
        words = title.split()
        if not words or len(words) > _MOST_WORDS or not re.search(r"[^\W\d_]{2}", title):
            continue
        if ":" in part and is_label(part.partition(":")[0]):
            continue
        if part[-1:] in ".;" or is_label(title) or (_is_heading(part) and not _role_score(title)):
            continue
        role, name = _role_score(title), _named_score(title, named)
        if kind is BlockKind.MARGIN and not role and not name:
            continue
        # "Job description: …" announces a title whatever words it has.
        is_told = bool(_GENERIC_START.match(bare) or _GENERIC_END.search(bare)) and (len(words) > 1 or bool(role))
        score = 5.0 - place * 0.35 + role + name + 3.0 * is_told
        score += {BlockKind.TITLE: 3.5, BlockKind.HEADING: 1.5}.get(kind, 0.0) if kind else 0.0
        score -= 4.0 * (":" in title) + 3.0 * bool(_SENTENCE_WORDS.search(title)) + 3.0 * part.startswith("- ")
        score -= _organisation(title) + 2.0 * bool(re.search(r"\d{4}|\$|%", title)) + (len(words) > 8) * 1.5
        score -= 2.5 * (len(pieces) > 1 and part == line) + 2.0 * title[0].islower()
        if not role and not name and not is_told and kind is not BlockKind.TITLE:
            score -= 3.0 + place * 0.35
        if score > 0:
            yield score, place, title


def _is_heading(line: str) -> bool:
    return any(section.heading for section in split_sections(line + "\n"))


def _role_score(title: str) -> float:
    words = fold(title).split()
    found = [word for word in words if word in _ROLE_WORDS or (word.endswith("s") and word[:-1] in _ROLE_WORDS)]
    return 3.0 + 0.2 * (words[-1] in found or words[0] in found) if found else 0.0


def _named_score(title: str, named: set[str]) -> float:
    """Return a bonus when the file's name or properties say the same."""
    folded = fold(title)
    squeezed = folded.replace(" ", "")
    return 2.5 if any(folded in name or name in folded or squeezed in name.replace(" ", "") for name in named) else 0.0


def _organisation(title: str) -> float:
    return 4.0 if _ORGANISATION.search(title) else 0.0


def _called_for(lines: Sequence[str], named: set[str]) -> Iterator[tuple[float, int, str]]:
    """Yield what sentences such as "we are hiring a policy advisor" call for."""
    place = 0
    for line in lines[:60]:
        for found in _CALLS.finditer(line[:600]):
            title = clean_title(re.sub(r"^(?:\(?e\)? |une? |e\) )", "", found[1].strip()))
            is_many = title.endswith("s") and " " not in title  # "engineers", of whom one is meant or all
            if title and _role_score(title) > 3.0 and not is_many and not _NO_TITLE.search(title):
                place += 1
                yield 2.0 + _named_score(title, named) - place * 0.1, _LINES_READ + place, _capitalised(title)


def _subjects(lines: Sequence[str], named: set[str]) -> Iterator[tuple[float, int, str]]:
    """Yield what sentences such as "The Payroll Clerk will" say somebody does, the more often the better."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for line in lines[:60]:
        for found in _SUBJECTS.finditer(line[:600]):
            title = clean_title(found[1])
            words = title.split()
            if len(words) > 1 and _role_score(title) > 3.0 and not _NO_TITLE.search(title):
                shown.setdefault(fold(title), title)
                counts[fold(title)] += 1
    for place, (folded, count) in enumerate(counts.items()):
        score = 2.2 + min(count, 4) * 0.4 + _named_score(shown[folded], named) - place * 0.3
        yield score, _LINES_READ + place, _capitalised(shown[folded])


def _capitalised(title: str) -> str:
    return title if title[0].isupper() else title[0].upper() + title[1:]
