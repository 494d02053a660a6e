"""Finds what stands beside a label: "Location: Ottawa", "Titre du poste : Analyste", a row or a form of cells."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence

# For every fact the labels that announce it, the most telling first; compared without case, accents and punctuation.
LABELS: dict[str, str] = {
    "title": """
        position title; job title; title of job; title of position; title of the position;
        official position title; working title;
        official title; functional title; payroll title; class title; classification title; role title; post title;
        job posting title; vacancy title; opportunity title; requisition title; name of position; position name;
        title of post; job name; title/position; position/title; title; position; role; job; post; vacancy;
        job family; titre du poste; titre de l'emploi; intitulé du poste; intitulé de l'emploi; intitulé de poste;
        titre du post;
        appellation d'emploi; titre d'emploi; titre officiel; nom du poste; désignation du poste; fonction;
        poste à pourvoir; titre de la fonction; titre; poste; emploi; dénomination du poste; désignation de l'emploi
        """,
    "reference": """
        reference number; reference no; reference code; reference; ref number; ref no; ref; job reference; job ref;
        selection process number; process number; competition number; competition no; competition; requisition number;
        requisition no; requisition id; requisition; req id; req; job id; job number; job no; job profile number;
        job profile no; job profile; job description number;
        job posting number; posting number; posting id; posting no; vacancy number; vacancy id; vacancy reference;
        announcement number; job announcement number; job opening id; position number; position no; position id;
        position; opportunity id; file number; vacancy announcement number; recruitment number; job requisition;
        job requisition id; numéro de référence; no de référence; n° de référence; numéro de concours; no de concours;
        numéro du concours; numéro du processus de sélection; numéro de processus; no de processus; numéro de poste;
        numéro du poste; no de poste; numéro d'affichage; numéro de l'offre; référence; réf; numéro du processus;
        numéro d'offre; offre n°; offre no; no d'affichage; concours; job code
        """,
    "department": """
        department; department/agency; department name; department/division; department/division/section;
        department or agency; hiring department; dept;
        ministry; agency; agency name; organization; organisation; company; company name; employer; institution;
        branch; directorate; division; division/branch; division & section; division and section; work unit;
        business unit; unit; team; department/unit; department/branch;
        office; section; organizational unit; faculty; school; hiring organization; departmental information;
        hiring agency; ministère; ministère ou organisme; ministère/organisme; organisme; entreprise; employeur;
        société; direction générale; direction; secteur; service; unité; équipe; unité administrative;
        direction/service; faculté; département; nom de l'entreprise; entité; arrondissement
        """,
    "classification": """
        classification; group and level; group/level; classification level; classification code; job classification;
        position classification; series and grade; series & grade level; series and grade level; series & grade;
        pay plan, series, grade; pay plan series grade; grade; grade level; pay grade; salary grade; job grade; level;
        band; occupational group; group; class code; job class; class; job level; civil service grade; pay band;
        pay scale & grade; salary grade range; salary/grade; grade/salary; job code; groupe et niveau; groupe/niveau;
        groupe professionnel; niveau de classification;
        corps d'emploi; classe d'emplois; classe d'emploi; niveau; groupe; classe; catégorie d'emploi
        """,
    "location": """
        work location; location; job location; position location; duty location; duty station; location of work;
        place of work; location(s); locations; primary location; work site; office location; worksite; site; city;
        based in; city/province; city, province; headquarters; city & state; geographic location; where;
        location of position; lieu de travail; lieu; lieu du poste; lieux de travail; lieu(x); lieu d'affectation;
        lieu de l'emploi; emplacement; lieu d'emploi; ville; endroit; localisation; port d'attache; lieux; région
        """,
    "closing_date": """
        closing date; application closing date; opening and closing period; opening and closing date;
        opening and closing dates; opening and closing period for this job application; close date;
        application deadline; deadline; deadline to apply;
        applications close; closing; closes; close; apply by; application due date; date of closing;
        final filing date; filing deadline; last day to apply; posting end date; posting closes; expires; expiry date;
        end date of posting; closing date for applications; application period closes; deadline for applications;
        competition closes; due date; posting period; posting dates; application period; open period; date limite;
        date de clôture; date limite pour postuler;
        date limite de candidature; date de fermeture; clôture; date limite de dépôt des candidatures;
        fin d'affichage; date de fin d'affichage; date limite d'inscription; postuler avant le; postulez avant le;
        fin de l'affichage; date de tombée; période d'affichage; dates d'affichage; période d'inscription;
        période de candidature
        """,
    "effective_date": """
        effective date; date effective; effective; effective as of; in effect since; date in effect; date of issue;
        revision date; date revised; last revised; revised; date approved; approval date; last updated; date updated;
        date written; date prepared; date created; position description date; issue date; date;
        date d'entrée en vigueur; date d'effet; en vigueur le; entrée en vigueur; en vigueur depuis; date de révision;
        date d'approbation; révisé le; dernière mise à jour; mise à jour; date de mise à jour; date de rédaction
        """,
}
_FOLDED: dict[str, dict[str, int]] = {}
_FIELDS_OF: dict[str, list[str]] = defaultdict(list)
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_EMPTY_VALUE = re.compile(r"(?:n/?a|s/?o|tbd|tba|to be determined|à déterminer|[-_.…\s?*x]*)", re.IGNORECASE)
# What forms put before a label: "1. Title", "(b) Title", "Box 3 - Title".
_NUMBER = re.compile(
    r"(?:(?:block|box|item|section|part|case|no\.?)\s?)?\(?(?:\d{1,2}[a-z]?|[a-h])(?:[.):]|\s[-–—])\s*(?=[^\W\d])",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{0,60}[)\]]\s*$")
_INNER_TITLE = re.compile(
    r"\s(?:(?:(?:job|position|working|class|official)\s)?title(?: of (?:job|post|position))?|job family|"
    r"(?:intitulé|titre) (?:du poste|d[e'’]\s?(?:l['’])?emploi))"
    r"\s?:\s*(?=\S)",
    re.IGNORECASE,
)
# A colon between digits stands in a time, one after other words behind a label.
_OTHER_LABEL = re.compile(r"(?<!\d):|:(?!\d)")
_SEPARATOR = re.compile(r"\s*(?::|：|\t|\s[–—-]\s|#)\s*")
_LONGEST_LABEL = 55
_LONGEST_START = 90
_LONGEST_VALUE = 160
_LINES_READ = 120


def fold(text: str) -> str:
    """Return `text` in lower case without accents, each run of anything but letters and digits as one space."""
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return _NOT_WORD.sub(" ", "".join(c for c in decomposed if not unicodedata.combining(c))).strip()


for _name, _table in LABELS.items():
    _FOLDED[_name] = {}
    for _rank, _label in enumerate(_table.split(";")):
        if _folded := fold(_label):
            _FOLDED[_name].setdefault(_folded, _rank)
            _FIELDS_OF[_folded].append(_name)
# "Location: Ottawa Department: Finance" on one line, as forms flattened by other programs have it.
_NEXT_LABEL = re.compile(
    r"\s+(?=[A-Z])(?=(?i:Position|Job|Working|Department|Division|Branch|Location|Classification|Reference|"
    r"Requisition|Closing|"
    r"Effective|Reports|Supervisor|Salary|Grade|Level|FLSA|Status|Date|Class|Lieu|Ministère|Direction|Classification|"
    r"Référence|Numéro|Groupe|Titre|Salaire|Date limite)\b[\w /&'’#.()-]{0,25}?\s?:\s)"
)


def is_label(text: str) -> bool:
    """Return whether `text` is a label of a fact and nothing more."""
    return label_of(text) is not None


def label_of(text: str) -> str | None:
    """Return the folded label that `text` is, None when it is none.

    A number before it and an aside behind it count for nothing; of a label in two languages the first known counts.
    """
    if len(text) > _LONGEST_START:
        return None
    bare = _NUMBER.sub("", text.strip(), count=1)
    for candidate in (text, bare, _ASIDE.sub("", bare), *(bare.split("/") if "/" in bare else ())):
        if len(candidate) <= _LONGEST_LABEL and (folded := fold(candidate)) in _FIELDS_OF:
            return folded
    return None


def labelled(pairs: Sequence[tuple[str, str]], name: str) -> list[str]:
    """Return the values that the labels of a fact announce, those of the most telling label first.

    Args:
        pairs: as `label_pairs` gives them.
        name: a key of `LABELS`.
    """
    ranks = _FOLDED[name]
    found = [(ranks[label], number, value) for number, (label, value) in enumerate(pairs) if label in ranks]
    return [value for _, _, value in sorted(found)]


def label_pairs(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Return every folded label in the upper lines of a text with the value beside, below, or in the cell after it."""
    return [(label, value) for label, value in _pairs(lines[:_LINES_READ]) if not _EMPTY_VALUE.fullmatch(value)]


def _pairs(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    alone = [is_label(line) for line in lines]
    for number, raw in enumerate(lines):
        line = raw.removeprefix("- ").strip()
        following = next((later.strip() for later in lines[number + 1 : number + 3] if later.strip()), "")
        if " | " in line:
            cells = [cell.strip() for cell in line.split(" | ")]
            yield from _pairs_of_cells(cells, following)
            for cell in cells:
                yield from _pair_of_line(cell, "")
            continue
        for part in _parts(line):
            yield from _pair_of_line(part, following)
        # A form flattened to lines has a label, its value, and a label again.
        in_form = any([*alone[max(0, number - 2) : number - 1], *alone[number + 2 : number + 3]])
        if alone[number] and (in_form or len(fold(line).split()) > 1):
            yield from _pair_of_form(line, following)


def _parts(line: str) -> list[str]:
    """Return the labels with values that stand side by side on a line."""
    first = line.find(":")
    if first < 0:
        return [line]
    later = _NEXT_LABEL.split(line[first:])
    return [line[:first] + later[0], *later[1:]]


def _pairs_of_cells(cells: list[str], following: str) -> Iterator[tuple[str, str]]:
    below = [cell.strip() for cell in following.split(" | ")]
    if all(is_label(cell) for cell in cells):
        if len(below) == len(cells):
            yield from ((label_of(cell) or "", value) for cell, value in zip(cells, below, strict=True))
        return
    # Forms put labels and values by turns; in other rows a word that could be a label names a column.
    for label, value in zip(cells[::2], cells[1::2], strict=False):
        folded = label_of(label)
        if len(cells) % 2 == 0 and folded and not is_label(value):
            yield folded, value[:_LONGEST_VALUE]


def _pair_of_line(line: str, following: str) -> Iterator[tuple[str, str]]:
    for separator in _SEPARATOR.finditer(line[:_LONGEST_START]):
        folded = label_of(line[: separator.start()])
        if folded is None:
            continue
        value = line[separator.end() :].strip(" :\t")
        if value:
            yield folded, value[:_LONGEST_VALUE]
        elif following and len(following) <= 100 and not _OTHER_LABEL.search(following) and not is_label(following):
            yield folded, following
        return
    if inner := _INNER_TITLE.search(line[:_LONGEST_START]):
        yield "title", line[inner.end() :][:_LONGEST_VALUE]


def _pair_of_form(line: str, following: str) -> Iterator[tuple[str, str]]:
    """Yield a label that is a line of its own, with the line below it."""
    is_value = following and len(following) <= 100 and not _OTHER_LABEL.search(following) and not is_label(following)
    if is_value and following[-1:] not in ".;":
        yield label_of(line) or "", following
