"""Takes the pieces of text off a PDF page with PDFium: what they say, where they stand, and whether they are bold."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot

import pypdfium2
import pypdfium2.raw as pdfium

# In heights of letters: what parts words, what parts cells and columns, and what is no longer the same baseline.
WORD_GAP = 0.12
COLUMN_GAP = 1.3
_BASELINE = 0.3
_FORCE_BOLD = 1 << 18
_FONT_NAME_BYTES = 128
# PDFium marks a hyphen that ends a line with one of these.
_HYPHENS = frozenset({"\x02", "\ufffe"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on one baseline; coordinates in points, `top` growing downwards."""

    text: str
    left: float
    right: float
    top: float
    height: float
    bold: bool = False


@dataclass(slots=True)
class _Run:
    """A piece that grows."""

    text: str
    left: float
    right: float
    bottom: float
    height: float
    size: float
    bold: bool

    def piece(self) -> Piece:
        return Piece(self.text, self.left, self.right, -self.bottom, self.height, self.bold)


def pieces_of_page(page: pypdfium2.PdfPage) -> list[Piece]:
    """Return the upright pieces of text on a page, in the order that its producer wrote them."""
    text_page = page.get_textpage()
    try:
        return list(_pieces(text_page.raw))
    finally:
        text_page.close()


def _pieces(text_page: pdfium.FPDF_TEXTPAGE) -> Iterator[Piece]:
    box = pdfium.FS_RECTF()
    run: _Run | None = None
    spaced = False
    for number in range(pdfium.FPDFText_CountChars(text_page)):
        code = pdfium.FPDFText_GetUnicode(text_page, number)
        character = chr(code) if code < 0x110000 else ""
        if character in "\r\n" or character.isspace():
            spaced = True
            continue
        if not character or not pdfium.FPDFText_GetLooseCharBox(text_page, number, box):
            continue
        if character in _HYPHENS:
            character = "-"
        size = pdfium.FPDFText_GetFontSize(text_page, number)
        if run is not None and _follows(run, box, size):
            if spaced or box.left - run.right > run.height * WORD_GAP:
                run.text += " "
            run.text += character
            run.right = max(run.right, box.right)
        else:
            if run is not None:
                yield run.piece()
            run = _begun(text_page, number, character, box, size)
        spaced = False
    if run is not None:
        yield run.piece()


def _follows(run: _Run, box: pdfium.FS_RECTF, size: float) -> bool:
    """Return whether a character goes on with the run before it."""
    gap = box.left - run.right
    return (
        abs(box.bottom - run.bottom) <= run.height * _BASELINE
        and abs(size - run.size) < 0.1
        and -run.height * 0.5 < gap <= run.height * COLUMN_GAP
    )


def _begun(
    text_page: pdfium.FPDF_TEXTPAGE, number: int, character: str, box: pdfium.FS_RECTF, size: float
) -> _Run | None:
    """Return a new run, None when its text is not upright."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, number, matrix)
    if abs(matrix.b) > abs(matrix.a):
        return None
    height = size * (hypot(matrix.c, matrix.d) or 1.0) or (box.top - box.bottom) or 1.0
    return _Run(character, box.left, box.right, box.bottom, height, size, _is_bold(text_page, number))


def _is_bold(text_page: pdfium.FPDF_TEXTPAGE, number: int) -> bool:
    name = ctypes.create_string_buffer(_FONT_NAME_BYTES)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text_page, number, name, _FONT_NAME_BYTES, flags)
    return bool(flags.value & _FORCE_BOLD) or any(word in name.value.lower() for word in (b"bold", b"black", b"heavy"))
