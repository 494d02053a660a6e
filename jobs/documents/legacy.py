"""Reads the documents of Word 6 to 2003 (.doc)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Iterator

import olefile

from jobs.documents.base import BLANK, Block, BlockKind, DocumentError, ErrorCode, Limits, Notice, Reading
from jobs.documents.compose import is_page_number, table_blocks
from jobs.documents.word95 import Document95
from jobs.documents.word97 import Document97, Paragraph, Stories

_MAGIC, _OLDER_MAGIC = 0xA5EC, 0xA5DC
_LEAST_VERSION = 0xC1  # Word 97
_ENCRYPTED, _TABLE_ONE = 0x0100, 0x0200
_LONGEST_BOLD_HEADING = 90
# A line break, a break of columns, a hyphen that does not break; other control characters stand for what is no text.
_CHARACTERS = str.maketrans({"\x0b": "\n", "\x0e": "\n", "\x1e": "-"})


def read_doc(data: bytes, limits: Limits) -> Reading:
    """Read a document of Word 6 to 2003: headers, body, notes, footers.

    Text boxes come below the paragraph that the first is anchored in.

    Raises:
        DocumentError: encrypted; damaged.
    """
    stories = _stories(data)
    anchor = next((place for place, one in enumerate(stories.main, 1) if "\x08" in one.text), len(stories.main))
    while 0 < anchor < len(stories.main) and stories.main[anchor - 1].in_table and stories.main[anchor].in_table:
        anchor += 1
    body = [*_blocks(stories.main[:anchor]), *_blocks(stories.boxes), *_blocks(stories.main[anchor:])]
    headers, footers = _margin(stories.headers), _margin(stories.footers)
    has_pictures = any("\x01" in paragraph.text for paragraph in stories.main)
    warnings = (Notice.REPAIRED,) if stories.is_torn else ()
    return Reading([*headers, *body, *_blocks(stories.notes), *footers], stories.title, warnings, has_pictures)


def _stories(data: bytes) -> Stories:
    with olefile.OleFileIO(io.BytesIO(data)) as compound:
        word = compound.openstream("WordDocument").read()
        magic, version = struct.unpack_from("<HH", word)
        flags = struct.unpack_from("<H", word, 10)[0]
        if magic not in {_MAGIC, _OLDER_MAGIC}:
            raise DocumentError(ErrorCode.DAMAGED)
        if flags & _ENCRYPTED:
            raise DocumentError(ErrorCode.ENCRYPTED)
        title = _title(compound)
        if magic == _OLDER_MAGIC or version < _LEAST_VERSION:
            return Document95(word).stories(title)
        table = compound.openstream("1Table" if flags & _TABLE_ONE else "0Table").read()
    return Document97(word, table).stories(title)


def _title(compound: olefile.OleFileIO) -> str:
    if not compound.exists("\x05SummaryInformation"):
        return ""
    metadata = compound.get_metadata()
    title = metadata.title or b""
    page = metadata.codepage or 1252
    encoding = "utf-8" if page in {65001, -535} else "cp1252"
    return title.decode(encoding, "replace").strip("\0 ") if isinstance(title, bytes) else str(title)


def _blocks(paragraphs: Iterable[Paragraph]) -> Iterator[Block]:
    """Yield the blocks of a story, its tables put together from their cells."""
    rows: list[list[list[Block]]] = []
    cells: list[list[Block]] = []
    cell: list[Block] = []
    for paragraph in paragraphs:
        if paragraph.in_table or paragraph.ends_cell or paragraph.ends_row:
            if paragraph.ends_row:
                rows.append(cells)
                cells, cell = [], []
                continue
            cell.append(_block(paragraph))
            if paragraph.ends_cell:
                cells.append(cell)
                cell = []
            continue
        yield from table_blocks(rows)
        rows = []
        yield _block(paragraph)
    rows += [[*cells, cell]] if cells or cell else []
    yield from table_blocks(rows)


def _block(paragraph: Paragraph) -> Block:
    text = paragraph.text.translate(_CHARACTERS).strip()
    if not text.strip("\x01\x08 "):
        return BLANK
    if paragraph.is_title:
        return Block(text, BlockKind.TITLE)
    short = len(text) <= _LONGEST_BOLD_HEADING and "\n" not in text and text[-1] not in ".;,"
    if (paragraph.is_heading or paragraph.is_bold) and short and not (paragraph.is_item and paragraph.is_bold):
        return Block(text, BlockKind.HEADING)
    return Block(text, BlockKind.ITEM if paragraph.is_item else BlockKind.PARAGRAPH)


def _margin(paragraphs: Iterable[Paragraph]) -> list[Block]:
    """Return the lines of headers or footers, each once, without page numbers."""
    texts = dict.fromkeys(" ".join(block.text.split()) for block in _blocks(paragraphs))
    return [Block(text, BlockKind.MARGIN) for text in texts if text and not is_page_number(text)]
