"""Puts the cells of a PDF's tables together whose text was wrapped: each of their lines is a line of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jobs.documents.pdf_layout import Line, starts_item, width_of
from jobs.documents.pdf_text import Piece

_ALIGNED = 3.0  # points
# In heights of letters: how far the lines within a cell are apart at most, and how far a baseline strays.
_LINE_GAP = 1.6
_SAME_BASELINE = 0.5
_MOST_LINES_BEFORE = 2


def cells_joined(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a page with those that go on in a cell of the row above joined to it.

    Producers write a table cell by cell, so that the cells after a wrapped one start anew on the row's first baseline.
    """
    edges = _edges(lines)
    result: list[Line] = []
    lowest: list[float] = []
    for line in lines:
        first = _row_of(line, result)
        low = line.top
        if first is not None:
            row = _beside(result[first:], line)
            del result[first:], lowest[first:]
        elif result and (more := _continued(result[-1], lowest[-1], line, edges)):
            row = more
            del result[-1:], lowest[-1:]
        else:
            row = line
        result.append(row)
        lowest.append(low)
    return result


def _edges(lines: Sequence[Line]) -> dict[int, float]:
    """Return how far to the right the pieces reach that start at a place, by that place."""
    edges: dict[int, float] = {}
    for piece in (piece for line in lines for piece in line.pieces):
        key = round(piece.left / _ALIGNED)
        edges[key] = max(edges.get(key, 0.0), piece.right)
    return edges


def _row_of(line: Line, before: Sequence[Line]) -> int | None:
    """Return the place of the line that begins the row in which `line` stands, None when it begins one itself.

    What is between them went on in the last of the row's cells.
    """
    for first in range(len(before) - 1, max(len(before) - 2 - _MOST_LINES_BEFORE, -1), -1):
        row, between = before[first], before[first + 1 :]
        cell = row.pieces[-1]
        if any(len(other.pieces) > 1 or abs(other.left - cell.left) > _ALIGNED for other in between):
            return None
        if abs(row.top - line.top) <= line.height * _SAME_BASELINE:
            reach = max(other.right for other in (row, *between))
            return first if reach < line.left else None
    return None


def _beside(rows: Sequence[Line], line: Line) -> Line:
    *cells, last = rows[0].pieces
    text = " ".join((last.text, *(other.text for other in rows[1:])))
    right = max(last.right, *(other.right for other in rows))
    return Line((*cells, replace(last, text=text, right=right), *line.pieces))


def _continued(row: Line, low: float, line: Line, edges: dict[int, float]) -> Line | None:
    """Return `row` with what `line` adds to its cells, None when that is no continuation of any."""
    gap = (line.top - low) / line.height
    if len(line.pieces) >= len(row.pieces) or not 0 < gap <= _LINE_GAP or abs(row.height - line.height) > 1:
        return None
    pieces = list(row.pieces)
    for piece in line.pieces:
        place = next((n for n, cell in enumerate(pieces) if abs(cell.left - piece.left) <= _ALIGNED), 0)
        if not place or starts_item(piece.text) or not _goes_on(row.pieces[place], piece, edges):
            return None
        cell = pieces[place]
        pieces[place] = replace(cell, text=f"{cell.text} {piece.text}", right=max(cell.right, piece.right))
    return Line(tuple(pieces))


def _goes_on(cell: Piece, piece: Piece, edges: dict[int, float]) -> bool:
    """Return whether `piece` is below a label, begins in the middle, or its first word had no place in the line "
    "above."""
    if piece.text[:1].islower() or cell.text.endswith(":"):
        return True
    word = piece.text.split(maxsplit=1)[0]
    edge = edges.get(round(cell.left / _ALIGNED), cell.right)
    return cell.right + width_of(word, piece) > edge and cell.text[-1:] not in ".;"
