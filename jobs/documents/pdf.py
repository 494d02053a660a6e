"""Reads PDF documents (ISO 32000)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import pypdfium2.raw as pdfium

from jobs.documents.base import DAMAGE, DocumentError, ErrorCode, Limits, Notice, Reading
from jobs.documents.pdf_cells import cells_joined
from jobs.documents.pdf_layout import Line, lines_of_page, paragraphs
from jobs.documents.pdf_margins import without_margins

_DAMAGE = (pypdfium2.PdfiumError, *DAMAGE)
# Under this many letters a page, what text there is comes from the scanner, not from the page.
_LEAST_LETTERS = 25
_LEAST_LETTERS_SHARE = 0.45
# Forms that only Adobe Reader shows hold a page for all other programs, which says so.
_MOST_NOTICE_LETTERS = 1500
_PICTURES = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM)


def read_pdf(data: bytes, limits: Limits) -> Reading:
    """Read a PDF: columns in reading order, words and paragraphs joined across lines, repeated margins dropped.

    What was filled into the fields of a form is read where it shows.

    Raises:
        DocumentError: encrypted, too_many_pages, scanned, no_letters, no_text, damaged.
    """
    with _opened(data) as document:
        count = len(document)
        if count > limits.max_pages:
            raise DocumentError(ErrorCode.TOO_MANY_PAGES, count=count, limit=limits.max_pages)
        if not count:
            raise DocumentError(ErrorCode.NO_TEXT)
        title = document.get_metadata_dict(skip_empty=True).get("Title", "").strip()
        is_dynamic = document.get_formtype() == pdfium.FORMTYPE_XFA_FULL
        pages, pictures, damaged = _pages(document, count, limits)
    letters = sum(_letters(lines) for lines in pages)
    if is_dynamic and letters < _MOST_NOTICE_LETTERS and any("Adobe" in line.text for line in pages[0]):
        raise DocumentError(ErrorCode.UNSUPPORTED_TYPE, found="dynamic form")
    if letters < _LEAST_LETTERS * count and pictures * 2 >= count:
        raise DocumentError(ErrorCode.SCANNED)
    if not letters:
        raise DocumentError(ErrorCode.DAMAGED if damaged else ErrorCode.NO_TEXT)
    if not _has_letters(pages):
        raise DocumentError(ErrorCode.NO_LETTERS)
    warnings = [Notice.PAGES_WITHOUT_TEXT] if pictures else []
    if damaged:
        warnings.append(Notice.REPAIRED)
    return Reading(list(paragraphs(without_margins(pages))), title, tuple(warnings))


@contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        # PDFium names a document without pages so too.
        is_locked = error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY} and b"/Encrypt" in data
        raise DocumentError(ErrorCode.ENCRYPTED if is_locked else ErrorCode.DAMAGED) from error
    try:
        yield document
    finally:
        document.close()


def _pages(document: pypdfium2.PdfDocument, count: int, limits: Limits) -> tuple[list[list[Line]], int, bool]:
    """Return the lines of every page, how many pages are pictures, and whether any could not be read."""
    pages: list[list[Line]] = []
    pictures = letters = 0
    damaged = False
    is_form = document.get_formtype() != pdfium.FORMTYPE_NONE
    for number in range(count):
        lines: list[Line] = []
        try:
            page = document[number]
            is_filled = is_form and _flatten(page)
            if is_filled:
                page.close()
                page = document[number]
            lines = cells_joined(lines_of_page(page, in_order=not is_filled))
            found = _letters(lines)
            pictures += found < _LEAST_LETTERS and next(page.get_objects(_PICTURES, max_depth=1), None) is not None
            page.close()
        except _DAMAGE:
            found, damaged = 0, True
        pages.append(lines)
        letters += found
        if letters > limits.max_characters:
            raise DocumentError(ErrorCode.TOO_LONG, limit=limits.max_characters)
    return pages, pictures, damaged


def _flatten(page: pypdfium2.PdfPage) -> bool:
    """Make what is filled in a part of the page, which must be opened anew; return whether anything was."""
    return bool(pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS)


def _has_letters(pages: list[list[Line]]) -> bool:
    """Return whether most of the text is letters; of fonts that say nothing of theirs come signs of any kind."""
    signs = [character for lines in pages for line in lines for character in line.text if not character.isspace()]
    return sum(character.isalpha() for character in signs) >= len(signs) * _LEAST_LETTERS_SHARE


def _letters(lines: list[Line]) -> int:
    return sum(character.isalnum() for line in lines for character in line.text)
