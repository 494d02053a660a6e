"""Guesses what a job description says about itself; every answer is shown to people as a guess."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from jobs.documents.base import Block, Facts, Reading
from jobs.documents.dates import first_date, last_date
from jobs.documents.labels import fold, label_pairs, labelled
from jobs.documents.titles import guess_title
from jobs.language import detect_language

_PLACES = (
    "Ontario|Québec|Quebec|British Columbia|Colombie-Britannique|Alberta|Manitoba|Saskatchewan|Nova Scotia|"
    "Nouvelle-Écosse|New Brunswick|Nouveau-Brunswick|Newfoundland and Labrador|Terre-Neuve-et-Labrador|Prince Edward "
    "Island|Yukon|Nunavut|Île-du-Prince-Édouard|Northwest Territories|Territoires du Nord-Ouest|ON|QC|BC|AB|MB|SK|NS|"
    "NB|NL|PE|PEI|YT|NT|NU|California|New York|Texas|Washington|Virginia|Maryland|Massachusetts|Florida|Illinois|"
    "Colorado|Oregon|CA|NY|TX|WA|VA|MD|MA|FL|IL|CO|OR|DC|D\\.C\\.|GA|PA|OH|MI|NC|AZ|NJ|MN|England|Scotland|Wales|UK|"
    "United Kingdom|Canada|USA|France|Belgique"
)
_PLACE_LINE = re.compile(rf"[A-ZÉÎ][\w.'’ -]{{1,40}}(?:, | \()(?:{_PLACES})\)?(?:,? (?:Canada|USA))?")
_CANADIAN_GROUPS = (
    "AI|AO|AS|AU|AV|BI|CH|CO|CR|CS|CX|DA|DD|DS|EC|ED|EG|EL|EN|ENG|EX|FB|FI|FO|FS|GL|GS|GT|HM|HP|HS|IS|IT|LA|LC|LI|LP|"
    "LS|MA|MD|MT|NU|OE|OM|OP|PC|PE|PG|PH|PI|PL|PM|PO|PR|PS|PY|RO|SE|SG|SI|SO|SP|SR|ST|SV|SW|TI|TR|UT|VM|WP|CT|FIN|IAU|"
    "EAV|PIP|REM"
)
_CLASSIFICATION = re.compile(
    rf"\b(?:(?:{_CANADIAN_GROUPS})-(?:[A-Z]{{2,3}}-)?0?\d{{1,2}}|GS-\d{{2,4}}(?:-\d{{1,2}}(?:/\d{{1,2}})?)?)(?![-\w])"
)
_REFERENCE = re.compile(
    r"\b(?:reference|ref|requisition|req|job id|posting|competition|vacancy|position|référence|réf|concours|numéro|"
    r"offre)\b"
    r"\.?\s*(?:(?:number|no\.?|id|code|n°)\s*[:#]?|[:#])\s*#?([A-Z0-9][\w/.-]*\d[\w/.-]*)",
    re.IGNORECASE,
)
_SELECTION_PROCESS = re.compile(r"\b\d{2}-[A-Z]{2,5}(?:-[A-Z]{1,5})*-(?:EA|IA|OC|CFT|[A-Z]{2,3})-[\w-]*\d[\w-]*\b")
_DEPARTMENT_LINE = re.compile(
    r"(?:(?:Department|Ministry|Office|City|County|Town|Government|University|Agency|Bureau|State) (?:of|for) (?:the "
    r")?[A-Z]|(?:Ministère|Ville|Université|Gouvernement|Agence|Secrétariat|Conseil) (?:de|du|des|d['’]|de la|de "
    r"l['’]))[^.:;|]{2,80}|[A-ZÀ-Ý][\w'’&,À-ÿ -]{3,60} Canada"
)
_CLOSES = re.compile(
    r"(?:clos(?:es?|ing)|apply (?:by|before)|applications? (?:must be )?(?:received|submitted|due)[^.\n]{0,40}?(?:by|"
    r"before|on)|deadline|date limite|clôture|postule[rz] (?:avant|d'ici)|au plus tard le|jusqu'au)[^.\n]{0,60}",
    re.IGNORECASE,
)
# The points in "4:00 p.m." end no sentence.
_HALF_DAY = re.compile(r"\b([ap])\.\s?m\b\.?", re.IGNORECASE)
_GRADE = re.compile(
    r"^(?:salary|pay|wage|salaire|traitement|échelle|catégorie)[^:\n]{0,30}:\s*"
    r"((?:grade|band|level|niveau|classe|catégorie) (?:[A-Z]?\d{1,2}(?:\.\d)?[a-d]?|[A-Z])\b|[ABC]\+?$)",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST = {"reference": 60, "department": 120, "classification": 60, "location": 120}
_LINES_READ = 25

Pairs = Sequence[tuple[str, str]]


def guess_facts(text: str, reading: Reading, filename: str) -> tuple[Facts, bool]:
    """Return what `text` says about the job, and whether its title comes from nothing better than the file's name.

    Args:
        text: the document's plain text.
        reading: what its reader gave.
        filename: the file's name.
    """
    language = detect_language(text)
    lines = [line.strip() for line in text[:30_000].split("\n")]
    blocks: Sequence[Block] = list(reading.blocks)
    pairs = label_pairs(lines)
    title, from_name = guess_title(lines, pairs, blocks, reading.title, filename)
    head = "\n".join(lines[:120])
    facts = Facts(
        title=title,
        reference=_reference(pairs, head),
        department=_short(labelled(pairs, "department"), "department") or _line_like(lines, _DEPARTMENT_LINE),
        classification=_classification(pairs, text[:30_000]),
        location=_short(labelled(pairs, "location"), "location") or _line_like(lines, _PLACE_LINE),
        language=language,
        closing_date=_closing_date(pairs, text[:60_000], language),
        effective_date=_labelled_date(pairs, "effective_date", language),
    )
    return facts, from_name


def _short(values: Sequence[str], name: str) -> str | None:
    """Return the first value short enough to be one, not a sentence."""
    for value in values:
        cleaned = value.strip(' -–—:|*_.,;"')
        if cleaned and len(cleaned) <= _LONGEST[name] and re.search(r"\w", cleaned):
            return cleaned
    return None


def _line_like(lines: Sequence[str], pattern: re.Pattern[str]) -> str | None:
    """Return the first of the upper lines, or cell in one, that is wholly like `pattern`."""
    for line in [line for line in lines if line][:_LINES_READ]:
        for part in re.split(r" \| | [-–—] ", line):
            if pattern.fullmatch(part):
                return part
    return None


def _reference(pairs: Pairs, head: str) -> str | None:
    for value in labelled(pairs, "reference"):
        cleaned = value.strip(' -–—:|*_.,;#"')
        if re.search(r"\d", cleaned) and len(cleaned) <= _LONGEST["reference"] and len(cleaned.split()) <= 6:
            return cleaned
    if found := _SELECTION_PROCESS.search(head):
        return found[0]
    named = _REFERENCE.search(head)
    return named[1] if named else None


def _classification(pairs: Pairs, text: str) -> str | None:
    for value in labelled(pairs, "classification"):
        cleaned = value.strip(' -–—:|*_.,;"')
        is_code = bool(re.search(r"\d|^[A-Z]{1,5}$", cleaned)) or len(fold(cleaned).split()) <= 4
        if cleaned and is_code and len(cleaned) <= _LONGEST["classification"]:
            return cleaned
    if found := _CLASSIFICATION.search(text):
        return found[0]
    graded = _GRADE.search(text)
    return graded[1] if graded else None


def _labelled_date(pairs: Pairs, name: str, language: str) -> datetime.date | None:
    return next((date for value in labelled(pairs, name) if (date := first_date(value, language))), None)


def _closing_date(pairs: Pairs, text: str, language: str) -> datetime.date | None:
    for value in labelled(pairs, "closing_date"):
        if date := last_date(value, language):
            return date
    sentences = _HALF_DAY.sub(r"\1m", text)
    return next((date for found in _CLOSES.finditer(sentences) if (date := last_date(found[0], language))), None)
