"""Takes the pieces of text off a PDF page with PDFium: what they say, where they stand, and whether they are bold."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import atan2, hypot, pi
from operator import itemgetter

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


def pieces_of_page(page: pypdfium2.PdfPage) -> tuple[list[Piece], bool]:
    """Return the pieces of text that run as most of a page's text does, and whether that is upright.

    Pages on their side are often drawn so; what runs otherwise is a stamp or a label. Upright pieces are in the order
    that their producer wrote them; PDFium gives others in an order of its own.
    """
    text_page = page.get_textpage()
    try:
        others: Counter[int] = Counter()
        pieces = list(_pieces(text_page.raw, 0, others))
        turn, count = max(others.items(), key=itemgetter(1), default=(0, 0))
        if count <= sum(len(piece.text) for piece in pieces):
            return pieces, True
        return list(_pieces(text_page.raw, turn, others)), False
    finally:
        text_page.close()


def _pieces(text_page: pdfium.FPDF_TEXTPAGE, turn: int, others: Counter[int]) -> Iterator[Piece]:
    """Yield the pieces that run one way, and count the characters that run each other way.

    Args:
        text_page: the page.
        turn: quarters of a turn, counter-clockwise, by which the text is turned.
        others: the count, by quarters.
    """
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
        _turn_back(box, turn)
        size = pdfium.FPDFText_GetFontSize(text_page, number)
        if run is not None and _follows(run, box, size):
            if spaced or box.left - run.right > run.height * WORD_GAP:
                run.text += " "
            run.text += character
            run.right = max(run.right, box.right)
        else:
            if run is not None:
                yield run.piece()
            way, height = _way_and_height(text_page, number, size)
            if way == turn:
                height = height or (box.top - box.bottom) or 1.0
                bold = _is_bold(text_page, number)
                run = _Run(character, box.left, box.right, box.bottom, height, size, bold)
            else:
                run = None
                others[way] += 1
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


def _turn_back(box: pdfium.FS_RECTF, turn: int) -> None:
    """Turn a character's box clockwise about the origin by `turn` quarters."""
    for _quarter in range(turn):
        box.left, box.bottom, box.right, box.top = box.bottom, -box.right, box.top, -box.left


def _way_and_height(text_page: pdfium.FPDF_TEXTPAGE, number: int, size: float) -> tuple[int, float]:
    """Return by how many quarters, counter-clockwise, a character is turned, and its height in points."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text_page, number, matrix)
    way = round(atan2(matrix.b, matrix.a) / (pi / 2)) % 4
    return way, size * (hypot(matrix.c, matrix.d) or 1.0)


def _is_bold(text_page: pdfium.FPDF_TEXTPAGE, number: int) -> bool:
    name = ctypes.create_string_buffer(_FONT_NAME_BYTES)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text_page, number, name, _FONT_NAME_BYTES, flags)
    return bool(flags.value & _FORCE_BOLD) or any(word in name.value.lower() for word in (b"bold", b"black", b"heavy"))
