"""Full-text search over job descriptions, by each database's own means behind one expression.

SQLite keeps an FTS5 index beside the table, in step by triggers (https://sqlite.org/fts5.html, "External Content
Tables"); PostgreSQL a GIN index over the words of a row. Both find words by their beginnings, whatever their case and
accents, and phrases in quotation marks. Of a text of more than 400,000 bytes PostgreSQL knows the first 150,000
characters only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, Q, QuerySet, Value

from jobs.models import JobDescription

MAX_TERMS = 10
COLUMNS = ("title", "reference", "department", "text")

_TERM = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"[^\W_]+")
_RAISED_OR_FRACTION = r"\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u215f"
# C++, C#, .NET, and m², 2½: what neither index holds as it is written, or PostgreSQL's does not.
_TELLING_SIGNS = re.compile(rf"[+#{_RAISED_OR_FRACTION}]|^\.\w")
_FRACTIONS = re.compile(rf"[{_RAISED_OR_FRACTION}]")
_LETTER_OR_DIGIT = re.compile(rf"[^\W_{_RAISED_OR_FRACTION}]")
# A tsvector holds at most a megabyte, in which a word takes up to twice the bytes that it has in the text.
_POSTGRES_BYTES = 400_000
_POSTGRES_CHARACTERS_OF_MORE = 150_000


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or several in a row.

    Attributes:
        words: without accents and in small letters.
        is_prefix: whether the last word may go on.
    """

    words: tuple[str, ...]
    is_prefix: bool


def _letter(character: str) -> str:
    """Return a letter without its accents, and nothing of an accent that stands alone."""
    letters = (one for one in unicodedata.normalize("NFD", character) if not unicodedata.combining(one))
    return "".join(letters)


_KEPT_BY_SQLITE = "ǠǡǢǣǮǯǼǽǾǿ"  # accents and all
_LATIN = tuple(code for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if chr(code) not in _KEPT_BY_SQLITE)
_ACCENTS = range(0x300, 0x370)
_PLAIN = {code: plain for code in (*_LATIN, *_ACCENTS) if (plain := _letter(chr(code))) != chr(code)}


def fold(text: str) -> str:
    """Return `text` in small letters and without accents on Latin ones; both indexes hold words like this."""
    return unicodedata.normalize("NFC", text.lower()).translate(_PLAIN)


def terms(wanted: str) -> tuple[Term, ...]:
    """Return what a person's search words ask for, at most `MAX_TERMS` of it."""
    found = []
    for phrase, word in _TERM.findall(wanted.replace("\x00", " ")):
        words = tuple(_WORD.findall(fold(phrase or word)))
        if any(map(_LETTER_OR_DIGIT.search, words)):
            found.append(Term(words, is_prefix=not phrase))
    return tuple(found[:MAX_TERMS])


def search_jobs(jobs: QuerySet[JobDescription], wanted: str) -> QuerySet[JobDescription]:
    """Keep those of `jobs` that hold everything in `wanted` in title, reference, department or text."""
    if not wanted.strip():
        return jobs
    asked = terms(wanted)
    signs = [word for word in wanted.replace("\x00", " ").replace('"', " ").split() if _TELLING_SIGNS.search(word)]
    if not asked and not any(map(_FRACTIONS.search, signs)):
        return jobs.none()
    found = jobs.filter(HoldsTerms(asked)) if asked else jobs
    for word in signs[:MAX_TERMS]:
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return found


class HoldsTerms(Func):
    """Whether a job description holds all of some terms."""

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, asked: Iterable[Term]) -> None:
        self.asked = tuple(asked)
        super().__init__(F("pk"), *(F(column) for column in COLUMNS))

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper, **_: Any) -> Any:
        """Return the condition on the FTS5 index."""
        query = " ".join(f'"{" ".join(term.words)}"{"*" if term.is_prefix else ""}' for term in self.asked)
        key, parameters = compiler.compile(self.source_expressions[0])
        return f"{key} IN (SELECT rowid FROM job_search WHERE job_search MATCH %s)", [*parameters, query]  # noqa: S608  no outside words

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **_: Any) -> Any:
        """Return the condition on the indexed words."""
        query = " & ".join(" <-> ".join(term.words) + (":*" if term.is_prefix else "") for term in self.asked)
        columns = Func(*self.source_expressions[1:], function="job_search_words")
        asked = Func(Value("simple"), Value(query), function="to_tsquery", template="%(function)s(%(expressions)s)")
        left, left_parameters = compiler.compile(columns)
        right, right_parameters = compiler.compile(asked)
        return f"{left} @@ {right}", [*left_parameters, *right_parameters]


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the index where it is missing, filled from the rows that are there; otherwise leave all as it is.

    It is called after every migration: one that rebuilds the table on SQLite drops its triggers.
    """
    if connection.vendor == "sqlite":
        _install_on_sqlite(connection)
    else:
        _install_on_postgresql(connection)


def _install_on_sqlite(connection: BaseDatabaseWrapper) -> None:
    table = JobDescription._meta.db_table
    names = ", ".join(COLUMNS)
    old, new = (", ".join(f"{row}.{column}" for column in ("id", *COLUMNS)) for row in ("old", "new"))
    take_out = f"INSERT INTO job_search(job_search, rowid, {names}) VALUES ('delete', {old});"  # noqa: S608  our names
    put_in = f"INSERT INTO job_search(rowid, {names}) VALUES ({new});"  # noqa: S608  our names
    triggers = {
        "job_search_inserted": f"AFTER INSERT ON {table} BEGIN {put_in} END",
        "job_search_deleted": f"AFTER DELETE ON {table} BEGIN {take_out} END",
        "job_search_updated": f"AFTER UPDATE OF {names} ON {table} BEGIN {take_out} {put_in} END",
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        if {name for (name,) in cursor.fetchall()} >= triggers.keys():
            return
        cursor.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS job_search USING fts5({names}, content='{table}', content_rowid='id', "
            "tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
        )
        for name, action in triggers.items():
            cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {action}")
        cursor.execute("INSERT INTO job_search(job_search) VALUES ('rebuild')")


def _install_on_postgresql(connection: BaseDatabaseWrapper) -> None:
    table = JobDescription._meta.db_table
    whole = " || ' ' || ".join(f"${place}" for place in range(1, len(COLUMNS) + 1))
    before, after = _plain_letters()
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('job_search_words_index')")
        found = cursor.fetchone()
        if found and found[0]:
            return
        if found:  # the building of it was broken off
            cursor.execute("DROP INDEX job_search_words_index")
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION job_search_words({', '.join(['text'] * len(COLUMNS))}) RETURNS tsvector "
            "LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURNS NULL ON NULL INPUT AS $body$ SELECT to_tsvector("
            f"'pg_catalog.simple'::regconfig, translate(lower(CASE WHEN octet_length({whole}) <= {_POSTGRES_BYTES} "
            f"THEN {whole} ELSE left({whole}, {_POSTGRES_CHARACTERS_OF_MORE}) END), '{before}', '{after}')) $body$"
        )
        # Without a lock on the table, which may be in use and long; that is not possible within a transaction.
        concurrently = "" if connection.in_atomic_block else "CONCURRENTLY"
        cursor.execute(
            f"CREATE INDEX {concurrently} IF NOT EXISTS job_search_words_index ON {table} "
            f"USING gin (job_search_words({', '.join(COLUMNS)}))"
        )


def _plain_letters() -> tuple[str, str]:
    """Return the characters that PostgreSQL replaces, and what by: a plain letter, a blank, the last by nothing."""
    letters = {chr(code): plain for code, plain in _PLAIN.items() if len(plain) == 1}
    signs = dict.fromkeys('!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~–—‘’“”«»·•…\u00a0\u202f\u2011', " ")
    signs["''"] = " "  # a single quotation mark within a literal
    replaced = {**letters, **signs}
    return "".join(replaced) + "".join(chr(code) for code in _ACCENTS), "".join(replaced.values())
