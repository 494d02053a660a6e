"""Reads job descriptions from tables: CSV with a line of headings, or JSONL with one object a line."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from jobs.language import detect_language
from jobs.models import JobDescription, Language, hash_text, hash_words, normalise_text, on_one_line
from jobs.spreadsheets import decoded

COLUMNS = ("title", "text", "reference", "department", "classification", "location", "language", "effective_date")
NEEDED = ("title", "text")
_SEPARATORS = ",;\t"
_LONGEST_CELL = 10_000_000


class TableError(Exception):
    """A table cannot be taken in.

    Attributes:
        sentences: what is wrong, one for each fault, with the line where it stands.
    """

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass
class Table:
    """The rows of a table.

    Attributes:
        jobs: job descriptions that hold, not saved.
        sentences: what is wrong with the other rows.
    """

    jobs: list[JobDescription] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)


def read_table(path: Path, *, department: str = "") -> list[JobDescription]:
    """Return a job description, not saved, for each row of a table.

    Args:
        path: a .csv file (separated by commas, semicolons or tabs) or a .jsonl file, in UTF-8 or Windows-1252.
        department: for rows that name none.

    Raises:
        TableError: anything in it cannot be taken in; every fault is named with its line.
    """
    text = decoded(path.read_bytes())
    table = Table()
    rows = _csv_rows(text, table.sentences) if path.suffix.lower() == ".csv" else _json_rows(text, table.sentences)
    for line, values in rows:
        try:
            table.jobs.append(_job(values, path.name, department))
        except ValidationError as error:
            table.sentences += [f"Line {line}: {sentence}" for sentence in _sentences(error)]
    if not table.jobs and not table.sentences:
        table.sentences.append("There is no job description in it.")
    if table.sentences:
        raise TableError(table.sentences)
    return table.jobs


def _csv_rows(text: str, sentences: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    heading = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=heading.count)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        columns = [name.strip().casefold() for name in next(reader, [])]
        _check_columns(columns)
        while True:
            line = reader.line_num + 1
            row = next(reader, None)
            if row is None:
                return
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(columns):
                sentences.append(f"Line {line}: {len(row)} cells where the headings are {len(columns)}.")
                continue
            yield line, dict(zip(columns, row, strict=True))
    except csv.Error as error:
        sentences.append(f"Line {line}: the quotation marks do not match, or a cell is too long ({error}).")


def _check_columns(columns: list[str]) -> None:
    sentences = []
    if unknown := [name or "(empty)" for name in columns if name not in COLUMNS]:
        sentences.append(f"Line 1: unknown columns: {', '.join(unknown)}. Known are {', '.join(COLUMNS)}.")
    if twice := sorted({name for name in columns if columns.count(name) > 1}):
        sentences.append(f"Line 1: columns that stand there twice: {', '.join(twice)}.")
    if missing := [name for name in NEEDED if name not in columns]:
        sentences.append(f"Line 1: missing columns: {', '.join(missing)}.")
    if sentences:
        raise TableError(sentences)


def _json_rows(text: str, sentences: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            sentences.append(f"Line {number}: this is no JSON.")
            continue
        fault = _json_fault(values)
        if fault:
            sentences.append(f"Line {number}: {fault}")
        else:
            yield number, {name: value or "" for name, value in values.items()}


def _json_fault(values: Any) -> str:
    if not isinstance(values, dict):
        return "this is no JSON object."
    if unknown := [name for name in values if name not in COLUMNS]:
        return f"unknown members: {', '.join(unknown)}. Known are {', '.join(COLUMNS)}."
    wrong = [name for name, value in values.items() if value is not None and not isinstance(value, str)]
    return f"these are to be texts: {', '.join(wrong)}." if wrong else ""


def _job(values: dict[str, str], source_name: str, department: str) -> JobDescription:
    """Return the job description that a row describes.

    Raises:
        ValidationError: a value does not hold.
    """
    text = normalise_text(values.get("text", ""))
    lines = {name: on_one_line(value) for name, value in values.items() if name != "text"}
    language = lines.get("language", "").casefold()
    if language and language not in Language.values:
        raise ValidationError({"language": [f"“{language}” is none of {', '.join(Language.values)}."]})
    job = JobDescription(
        title=lines.get("title", ""),
        reference=lines.get("reference", ""),
        department=lines.get("department", "") or department,
        classification=lines.get("classification", ""),
        location=lines.get("location", ""),
        language=language or detect_language(text),
        effective_date=_date(lines.get("effective_date", "")),
        text=text,
        text_hash=hash_text(text),
        words_hash=hash_words(text),
        guessed=[] if language else ["language"],
        source_name=source_name[-255:],
        source_format=source_name.rpartition(".")[2].lower()[:16],
    )
    job.full_clean()
    return job


def _date(written: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(written) if written else None
    except ValueError as error:
        raise ValidationError({"effective_date": [f"“{written}” is no date such as 2026-03-31."]}) from error


def _sentences(error: ValidationError) -> list[str]:
    return [f"{name}: {sentence}" for name, sentences in error.message_dict.items() for sentence in sentences]
