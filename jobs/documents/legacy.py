"""Reads Word 97-2003 documents (.doc), and through kreuzberg what other readers cannot open.

kreuzberg is loaded only when it is needed: its library is large.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from jobs.documents.base import BLANK, DAMAGE, Block, BlockKind, DocumentError, ErrorCode, Limits, Reading
from jobs.documents.compose import blocks_of_lines, is_page_number, table_blocks
from jobs.documents.word97 import Paragraph, read_stories

DOC_TYPE = "application/msword"
PDF_TYPE = "application/pdf"
_LONGEST_BOLD_HEADING = 90
# A line break, a break of columns, a hyphen that does not break; other control characters stand for what is no text.
_CHARACTERS = str.maketrans({"\x0b": "\n", "\x0e": "\n", "\x1e": "-"})


def read_doc(data: bytes, limits: Limits) -> Reading:
    """Read a Word 97-2003 document: headers, body, notes, footers; text boxes below the paragraph that the first is
    anchored in.

    Raises:
        DocumentError: encrypted; damaged.
    """
    try:
        stories = read_stories(data)
    except DAMAGE as error:
        return _by_other_means(data, error)
    except DocumentError as error:
        if error.code is ErrorCode.ENCRYPTED:
            raise
        return _by_other_means(data, error)
    anchor = next((place for place, one in enumerate(stories.main, 1) if "\x08" in one.text), len(stories.main))
    while 0 < anchor < len(stories.main) and stories.main[anchor - 1].in_table and stories.main[anchor].in_table:
        anchor += 1
    body = [*_blocks(stories.main[:anchor]), *_blocks(stories.boxes), *_blocks(stories.main[anchor:])]
    if not any(block.text.strip() for block in body):
        return _by_other_means(data, None)
    headers, footers = _margin(stories.headers), _margin(stories.footers)
    return Reading([*headers, *body, *_blocks(stories.notes), *footers], stories.title)


def _by_other_means(data: bytes, cause: Exception | None) -> Reading:
    try:
        text, title = extract(data, DOC_TYPE)
    except DocumentError as error:
        raise error from cause
    return Reading(list(blocks_of_lines(text.replace("\r\n", "\n").replace("\r", "\n"))), title)


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
    return [Block(text) for text in texts if text and not is_page_number(text)]


def extract(data: bytes, media_type: str) -> tuple[str, str]:
    """Return text and title property of `data` as kreuzberg reads them.

    Raises:
        DocumentError: damaged; encrypted.
    """
    import kreuzberg

    try:
        result: Any = kreuzberg.extract_bytes_sync(data, media_type, kreuzberg.ExtractionConfig(use_cache=False))
    except (kreuzberg.KreuzbergError, *DAMAGE) as error:
        code = ErrorCode.ENCRYPTED if re.search(r"password|encrypt", str(error), re.IGNORECASE) else ErrorCode.DAMAGED
        raise DocumentError(code) from error
    return str(result.content), str((result.metadata or {}).get("title") or "")
