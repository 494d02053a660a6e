"""The surface forms under which a skill of the list may stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntFlag
from typing import NamedTuple

from skills.engines.base import TaxonomySkill

_PARENTHESES = re.compile(r"\s*\(([^()]*)\)")
_ABBREVIATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9&/.+#-]{1,9}")
VENDORS = ("Microsoft ", "Adobe ", "Apache ", "Autodesk ", "Atlassian ", "Amazon ", "HashiCorp ", "Oracle ", "IBM ")
_FEW_LETTERS = 4
_TAIL_WORDS = frozenset({"software", "framework", "database", "certification"})


class FormKind(IntFlag):
    """How a surface form came about; the context model weighs them differently."""

    NAME = 0
    UNQUALIFIED = 1  # the name without the words in parentheses that tell it from its namesakes
    ABBREVIATION = 2
    ALIAS = 4  # a curator's, or of a skill that the organisation added itself
    CURATED = 8  # from our own tables
    DERIVED = 16  # cut or joined by rule
    ESCO = 32
    CASED = 64  # needs its capital where it is an everyday word or short
    FRENCH = 128
    PHRASE = 256  # a pattern with room for other words
    VERB_AND_OBJECT = 512
    SHARED_HEAD = 1024
    COHERENT = 2048  # counts only in a text whose other skills are of the form's category
    VAGUE = 4096  # an everyday word too: counts only where something is asked for
    EXACT = 8192  # one word that counts only as it is written: "SAFe", not "safe"
    NEVER = 16384  # no form at all, though the name would have it: "SQL and Java" is not "SQL And Java (SQLJ)"


_DERIVED_CASED = FormKind.DERIVED | FormKind.CASED


class SurfaceForm(NamedTuple):
    """One way to write a skill.

    Attributes:
        text: the form as it would be written.
        kind: how it came about.
        category: for a coherent form, the category that the text's other skills must be of.
    """

    text: str
    kind: FormKind
    category: str = ""


def _is_abbreviation(text: str) -> bool:
    return bool(_ABBREVIATION.fullmatch(text)) and sum(c.isupper() for c in text) * 2 >= sum(c.isalpha() for c in text)


def _abbreviated(abbreviation: str, skill: TaxonomySkill) -> SurfaceForm:
    """Return the form of an abbreviation; a few letters stand for many things, so that company has to tell which."""
    kind = FormKind.ABBREVIATION | FormKind.CASED
    if len(abbreviation) > _FEW_LETTERS or skill.is_own:
        return SurfaceForm(abbreviation, kind)
    return SurfaceForm(abbreviation, kind | FormKind.COHERENT, skill.category)


def _initials(phrase: str) -> str:
    return "".join(word[0] for word in re.findall(r"[A-Za-z0-9]+", phrase)).upper()


def forms_of(skill: TaxonomySkill) -> Iterator[SurfaceForm]:
    """Yield the surface forms of a skill that follow from its name and aliases by rule.

    Args:
        skill: a skill of the list. "Search Engine Optimization (SEO)" yields both parts; "Go (Programming Language)"
            yields "Go" as a form that needs its capital. Those of a skill of one's own count as a curator's.
    """
    forms = _by_rule(skill)
    if skill.is_own:
        forms = (SurfaceForm(form.text, form.kind | FormKind.ALIAS, form.category) for form in forms)
    yield from forms
    for alias in skill.aliases:
        yield SurfaceForm(alias, FormKind.ALIAS | (FormKind.CASED if _needs_case(alias) else FormKind.NAME))


def _by_rule(skill: TaxonomySkill) -> Iterator[SurfaceForm]:
    name = skill.name.strip()
    yield SurfaceForm(name, FormKind.CASED if _needs_case(name) else FormKind.NAME)
    base = _PARENTHESES.sub("", name).strip() if "(" in name else name
    for inner in _PARENTHESES.findall(name) if base != name else ():
        inner = inner.strip()
        if _is_abbreviation(inner):
            yield _abbreviated(inner, skill)
        elif _is_abbreviation(base) and _initials(inner) == re.sub(r"[^A-Z0-9]", "", base.upper()):
            yield SurfaceForm(inner, FormKind.NAME)
    if base and base != name:
        qualifier = name[len(base) :].strip(" ()")
        kind = FormKind.NAME if _is_abbreviation(qualifier) else FormKind.UNQUALIFIED
        yield SurfaceForm(base, kind | (FormKind.CASED if _needs_case(base) else FormKind.NAME))
    yield from _shortened(base)


def _shortened(base: str) -> Iterator[SurfaceForm]:
    words = base.split()
    if base.startswith(VENDORS) and len(base) > len(words[0]) + 3:
        yield SurfaceForm(base[len(words[0]) + 1 :], _DERIVED_CASED)
    if len(words) == 2 and words[1].lower() in _TAIL_WORDS and not words[0].islower():
        yield SurfaceForm(words[0], _DERIVED_CASED)
    if base.endswith((".js", ".JS")) and len(base) > 5:
        yield SurfaceForm(base[:-3] + "js", FormKind.DERIVED)
        yield SurfaceForm(base[:-3], _DERIVED_CASED)
    if len(words) == 1 and base.count("-") == 1:
        yield SurfaceForm(base.replace("-", ""), FormKind.DERIVED)


def _needs_case(form: str) -> bool:
    return len(form) <= 3 and form[:1].isupper()
