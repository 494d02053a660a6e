"""Turns blocks into the plain text that is stored, searched and shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from jobs.documents.base import BLANK, Block, BlockKind
from jobs.documents.labels import is_label

LINE_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
# Soft hyphens, zero-width characters and direction marks are layout; they would break words apart for every search.
_INVISIBLE_RANGES = (
    (0x00, 0x09), (0x0B, 0x20), (0x7F, 0xA0), (0xAD, 0xAE), (0x200B, 0x2010), (0x202A, 0x202F), (0x2060, 0x2065),
    (0x2066, 0x206A), (0xFEFF, 0xFF00),
)  # fmt: skip
INVISIBLE = {code: None for start, end in _INVISIBLE_RANGES for code in range(start, end)}
# Besides, in a document: halves of characters, those that only its own font draws, and those that stand for none.
_MEANINGLESS = INVISIBLE | dict.fromkeys((*range(0xD800, 0xF900), *range(0xFFF9, 0x10000)))
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u2010": "-", "\u2011": "-"}
)
_BULLET = re.compile(
    r"^[ \t]*(?:[•‣▪▫◦●○■□◆◇►▶➢➤✓✔❖·∙⁃\uf0b7\uf0a7\uf0d8\uf0fc]|[*+–—-](?=[ \t])|o(?=[ \t]{2,}))[ \t]*(?=\S)",
    re.MULTILINE,
)
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:page|p\.)?\s*(?:\d{1,4}|[ivx]{1,5})?\s*(?:(?:/|\||of|de|sur)\s*\d{0,4})?[-–—|\s]*", re.IGNORECASE
)
_PAIR = re.compile(r"[^:]+:\s+\S")
_WIDE_BLANK = re.compile(r"[ \u00a0]*\t\s*|[ \u00a0]{3,}")
_TICKS = frozenset("✓✔☑√●•■xX")
_LONG_CELL = 200
_LONG_LABEL = 60


def clean_text(text: str) -> str:
    """Return `text` in NFC with plain line breaks and spaces, without control and invisible characters.

    Blank lines are kept, at most one in a row; bullets at the start of a line become "- ".
    """
    text = LINE_ENDS.sub("\n", text).translate(_LIGATURES)
    text = _BULLET.sub("- ", text).translate(_MEANINGLESS)
    text = unicodedata.normalize("NFC", text)
    text = "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).strip("\n")


def compose(blocks: Iterable[Block]) -> str:
    """Return the plain text of `blocks`: one line each, a blank line before every heading."""
    lines: list[str] = []
    for block in blocks:
        text = block.text.strip()
        if not text:
            lines.append("")
        elif block.kind in {BlockKind.HEADING, BlockKind.TITLE}:
            lines += ["", " ".join(text.split())]
        elif block.kind is BlockKind.ITEM:
            lines.append("- " + _BULLET.sub("", text, count=1))
        else:
            lines.append(_with_colon(text))
    return clean_text("\n".join(lines))


def _with_colon(text: str) -> str:
    """Return a line with a colon behind the label of a fact that only a wide blank parts from its value."""
    parts = _WIDE_BLANK.split(text)
    if len(parts) == 2 and "\n" not in text and not parts[0].endswith(":") and is_label(parts[0]):
        return f"{parts[0]}: {parts[1]}"
    return text


def is_page_number(line: str) -> bool:
    """Return whether a line of a margin is nothing but a page number, or the words around one that was left out."""
    return len(line) <= 40 and bool(_PAGE_NUMBER.fullmatch(line))


def blocks_of_lines(text: str) -> Iterator[Block]:
    """Yield a block for every line of a text that has no structure but its lines."""
    for line in text.split("\n"):
        if marker := _BULLET.match(line):
            yield Block(line[marker.end() :], BlockKind.ITEM)
        else:
            yield Block(line) if line.strip() else BLANK


def table_blocks(rows: Sequence[Sequence[Sequence[Block]]], *, has_header: bool = False) -> Iterator[Block]:
    """Yield the blocks of a table.

    Args:
        rows: for every row its cells, each a sequence of blocks.
        has_header: whether the first row names the columns, so that no row is a label and its value.

    Yields:
        A row of short cells as one block, "label: value" when it has two and " | " between more; a cell that holds
        several paragraphs as those, below the label beside it. Tables that only lay out a page read as the page does.
        In place of a tick stands the name of its column, which would be lost with the empty cells around it.
    """
    for row in _named_ticks(rows):
        cells = [_labelled([block for block in cell if block.text.strip()]) for cell in row]
        cells = [cell for cell in cells if cell]
        if not cells:
            continue
        if len(cells) == 1:
            yield from _single_cell(cells[0], framed=len(rows) > 1)
        elif all(len(cell) == 1 and len(cell[0].text) <= _LONG_CELL and "\n" not in cell[0].text for cell in cells):
            has_label = len(row) == 2 and not has_header
            yield Block(_short_row([cell[0].text.strip() for cell in cells], has_label=has_label), BlockKind.ROW)
        else:
            for cell in cells:
                yield from _single_cell(cell, framed=True)


def _named_ticks(rows: Sequence[Sequence[Sequence[Block]]]) -> Iterator[Sequence[Sequence[Block]]]:
    """Yield the rows of a table, a cell that is no more than a tick as the heading of its column."""
    names = [_text(cell) for cell in rows[0]] if rows else []
    for number, row in enumerate(rows):
        if number and len(names) > 2 and len(row) == len(names):
            yield [
                [Block(name)] if at and name and _text(cell) in _TICKS else cell
                for at, (name, cell) in enumerate(zip(names, row, strict=True))
            ]
        else:
            yield row


def _text(cell: Sequence[Block]) -> str:
    return " ".join(block.text.strip() for block in cell if block.text.strip())


def _labelled(cell: list[Block]) -> list[Block]:
    """Return the blocks of a cell, a label and the one short line below it as one."""
    if len(cell) != 2 or not all(len(block.text) <= _LONG_LABEL * 2 and "\n" not in block.text for block in cell):
        return cell
    label, value = (block.text.strip() for block in cell)
    if not label.endswith(":") or len(label) > _LONG_LABEL or value.endswith(":"):
        return cell
    return [Block(f"{label} {value}", BlockKind.ROW)]


def _single_cell(cell: Sequence[Block], *, framed: bool) -> Iterator[Block]:
    only = cell[0]
    if framed and len(cell) == 1 and only.kind is BlockKind.PARAGRAPH and len(only.text) <= _LONG_LABEL:
        yield Block(only.text, BlockKind.HEADING)
    else:
        yield from cell


def is_pair(text: str) -> bool:
    """Return whether `text` is a label with its value, so that it is no label of what stands beside it."""
    return bool(_PAIR.match(text))


def _short_row(cells: list[str], *, has_label: bool) -> str:
    if has_label and len(cells[0]) <= _LONG_LABEL and not is_pair(cells[0]):
        label = cells[0].rstrip(": ")
        return f"{label}: {cells[1]}"
    return " | ".join(cells)
