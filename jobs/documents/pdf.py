"""Reads PDF documents (ISO 32000)."""

from __future__ import annotations

import io
import logging

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, PyPdfError

from jobs.documents import legacy
from jobs.documents.base import DAMAGE, DocumentError, ErrorCode, Limits, Notice, Reading
from jobs.documents.compose import blocks_of_lines
from jobs.documents.pdf_layout import Line, lines_of_page, paragraphs
from jobs.documents.pdf_margins import without_margins

_DAMAGE = (PyPdfError, *DAMAGE)
# Under this many letters a page, what text there is comes from the scanner, not from the page.
_LEAST_LETTERS = 25

logging.getLogger("pypdf").setLevel(logging.ERROR)


def read_pdf(data: bytes, limits: Limits) -> Reading:
    """Read a PDF: columns in reading order, words and paragraphs joined across lines, repeated margins dropped.

    Raises:
        DocumentError: encrypted, too_many_pages, scanned, no_text, damaged.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(ErrorCode.ENCRYPTED)
        count = len(reader.pages)
        title = _title(reader)
    except DependencyError:
        return _by_other_means(data)
    except _DAMAGE as error:
        return _by_other_means(data, error)
    if count > limits.max_pages:
        raise DocumentError(ErrorCode.TOO_MANY_PAGES, count=count, limit=limits.max_pages)
    if not count:
        raise DocumentError(ErrorCode.NO_TEXT)
    pages, pictures, damaged = _pages(reader, count, limits)
    letters = sum(_letters(lines) for lines in pages)
    if letters < _LEAST_LETTERS * count and pictures * 2 >= count:
        raise DocumentError(ErrorCode.SCANNED)
    if not letters:
        if damaged:
            return _by_other_means(data)
        raise DocumentError(ErrorCode.NO_TEXT)
    warnings = [Notice.PAGES_WITHOUT_TEXT] if pictures else []
    if damaged:
        warnings.append(Notice.REPAIRED)
    return Reading(list(paragraphs(without_margins(pages))), title, tuple(warnings))


def _pages(reader: PdfReader, count: int, limits: Limits) -> tuple[list[list[Line]], int, bool]:
    """Return the lines of every page, how many pages are pictures, and whether any could not be read."""
    pages: list[list[Line]] = []
    pictures = letters = 0
    damaged = False
    for number in range(count):
        try:
            page = reader.pages[number]
            lines = lines_of_page(page)
            found = _letters(lines)
            pictures += found < _LEAST_LETTERS and _has_picture(page)
        except _DAMAGE:
            lines, found, damaged = [], 0, True
        pages.append(lines)
        letters += found
        if letters > limits.max_characters:
            raise DocumentError(ErrorCode.TOO_LONG, limit=limits.max_characters)
    return pages, pictures, damaged


def _letters(lines: list[Line]) -> int:
    return sum(character.isalnum() for line in lines for character in line.text)


def _title(reader: PdfReader) -> str:
    try:
        title = reader.metadata.title if reader.metadata else None
    except _DAMAGE:
        return ""
    return title.strip() if isinstance(title, str) else ""


def _has_picture(page: PageObject) -> bool:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    if objects is None:
        return False
    found = (entry.get_object() for entry in objects.get_object().values())
    return any(entry.get("/Subtype") in {"/Image", "/Form"} for entry in found)


def _by_other_means(data: bytes, cause: Exception | None = None) -> Reading:
    """Read what pypdf cannot: strong encryption under an empty password, and files it finds damaged."""
    try:
        text, title = legacy.extract(data, legacy.PDF_TYPE)
    except DocumentError as error:
        raise error from cause
    if not text.strip():
        raise DocumentError(ErrorCode.DAMAGED) from cause
    warnings = (Notice.REPAIRED,) if cause else ()
    return Reading(list(blocks_of_lines(text.replace("\r\n", "\n"))), title, warnings)
