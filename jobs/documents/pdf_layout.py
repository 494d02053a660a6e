"""Puts the text of PDF pages back into lines, columns and paragraphs.

A PDF places pieces of text on a page; what belongs together has to be told from where they stand. Producers nearly
always write pieces in reading order, so that order is kept unless the pieces contradict it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import pypdfium2

from jobs.documents.base import BLANK, Block, BlockKind
from jobs.documents.compose import is_pair
from jobs.documents.pdf_text import COLUMN_GAP, WORD_GAP, Piece, pieces_of_page

_SAME_BASELINE = 0.5
_MOST_DISORDER = 0.15
_LEAST_COLUMN_LINES = 5
_LEAST_STRETCHED = 3
_BLANK_DIFFERENCE = 0.15
_BULLET = re.compile(r"[•‣▪▫◦●○■□◆◇►▶➢➤✓✔❖·∙⁃\uf0b7\uf0a7\uf0d8\x7f\x95]|[-–—*o]\s|\(?(?:\d{1,2}|[a-zA-Z])[.)]\s")
_SIGN = re.compile(r"[•‣▪▫◦●○■□◆◇►▶➢➤✓✔❖·∙⁃\uf0b7\uf0a7\uf0d8\x7f\x95]\s*|[-–—*]\s|o\s+(?=[A-ZÀ-Ý])")
_LONGEST_BOLD_HEADING = 90
_WIDEST_SPACING = 1.5
_HYPHENATED = re.compile(r"[^\W\d_]{2,}-$")
# Words that are joined to the next by a hyphen for good, so that a line break after it is no hyphenation.
_PREFIX_WORDS = """
    self user multi well non co full part long short high low cross end front back real third first second problem
    decision day in on off up e data cost risk time team client customer evidence policy goal result state post pre
    semi inter intra open micro macro vice ex sous demi mi contre celui celle quasi hands large small one two
    """
_PREFIXES = frozenset(_PREFIX_WORDS.split())
# The same of words that a hyphen joins to the one before.
_SUFFIX_WORDS = """
    level based term time related appropriate oriented driven wide specific making site line going to up in on off
    centred centered focused facing effective efficient sensitive friendly ready led made owned held free keeping
    building solving speaking year day month hour week person party service care scale range ce là ci même mêmes
    """
_SUFFIXES = frozenset(_SUFFIX_WORDS.split())
# Programs that divide words do so on this share of lines at least; in others a hyphen at a line's end was written.
_LEAST_DIVIDED = 0.03


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces that follow each other on one baseline, with wide gaps between them when they are cells of a row."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """Its text, cells separated by " | "."""
        return " | ".join(piece.text for piece in self.pieces)

    @property
    def left(self) -> float:
        """Where it starts."""
        return self.pieces[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.pieces[-1].right

    @property
    def top(self) -> float:
        """Its baseline."""
        return self.pieces[0].top

    @property
    def height(self) -> float:
        """Height of its letters."""
        return max(piece.height for piece in self.pieces)

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(piece.bold for piece in self.pieces)


def lines_of_page(page: pypdfium2.PdfPage, *, in_order: bool = True) -> list[Line]:
    """Return the lines of a page in reading order.

    Args:
        page: a page.
        in_order: whether its pieces may be trusted to be in that order; those filled into a form come after all others.
    """
    pieces, is_upright = pieces_of_page(page)
    lines = _lines(pieces)
    if not in_order or not is_upright or _disorder(lines) > _MOST_DISORDER:
        lines = _lines(_by_rows(pieces))
    return _in_columns(lines)


def _by_rows(pieces: Sequence[Piece]) -> list[Piece]:
    """Return `pieces` from top to bottom, those on about the same baseline from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.top):
        if rows and piece.top - rows[-1][0].top <= piece.height * _SAME_BASELINE:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [piece for row in rows for piece in sorted(row, key=lambda piece: piece.left)]


def _lines(pieces: Sequence[Piece]) -> list[Line]:
    """Join pieces that follow each other on a baseline."""
    lines: list[list[Piece]] = []
    for piece in pieces:
        line = lines[-1] if lines else []
        if not line or abs(piece.top - line[-1].top) > max(piece.height, line[-1].height) * _SAME_BASELINE:
            lines.append([piece])
        elif piece.right <= line[0].left + 1 and _is_sign(piece.text):
            # Some producers write the bullet after its text; the text's own edge is what its paragraph aligns to.
            first = line[0]
            line[0] = replace(first, text=f"{piece.text.strip()} {first.text}")
        elif piece.right < line[-1].left:
            lines.append([piece])
        else:
            _append(line, piece)
    stripped = ([_stripped(piece) for piece in _unstretched(line)] for line in lines)
    return [Line(tuple(piece for piece in line if piece.text)) for line in stripped if any(p.text for p in line)]


def _unstretched(line: list[Piece]) -> list[Piece]:
    """Return one piece for words set apart by the same wide blanks to fill the line, others as they are."""
    gaps = [after.left - before.right for before, after in pairwise(line)]
    if len(gaps) < _LEAST_STRETCHED or max(gaps) - min(gaps) > line[0].height * _BLANK_DIFFERENCE:
        return line
    text = " ".join(piece.text for piece in line)
    return [replace(line[0], text=text, right=line[-1].right, bold=all(piece.bold for piece in line))]


def _append(line: list[Piece], piece: Piece) -> None:
    """Add a piece to the line that it follows, to the piece before it when no cell's gap is between them."""
    last = line[-1]
    height = max(piece.height, last.height)
    gap = piece.left - last.right
    if _is_sign(last.text):
        line[-1] = Piece(
            f"{last.text.strip()} {piece.text.lstrip()}", piece.left, piece.right, last.top, height, piece.bold
        )
    elif gap > height * COLUMN_GAP:
        line.append(piece)
    else:
        spaced = gap > height * WORD_GAP or last.text[-1:].isspace() or piece.text[:1].isspace()
        text = f"{last.text.rstrip()}{' ' if spaced else ''}{piece.text.lstrip()}"
        line[-1] = Piece(text, last.left, max(piece.right, last.right), last.top, height, last.bold and piece.bold)


def starts_item(text: str) -> bool:
    """Return whether `text` begins with a bullet or number."""
    return bool(_BULLET.match(text))


def _is_sign(text: str) -> bool:
    """Return whether `text` is a bullet or number of a list and nothing more."""
    alone = text.strip() + " "
    return bool(_SIGN.fullmatch(alone) or _BULLET.fullmatch(alone)) or alone in {"o ", "• "}


def _stripped(piece: Piece) -> Piece:
    return replace(piece, text=" ".join(piece.text.split()))


def _disorder(lines: Sequence[Line]) -> float:
    """Return the share of lines that stand above the line before them in the same column."""
    if len(lines) < 4:
        return 0.0
    pairs = pairwise(lines)
    upwards = sum(
        before.top - after.top > after.height * 2 and after.left < before.right and before.left < after.right
        for before, after in pairs
    )
    return upwards / len(lines)


def _in_columns(lines: list[Line]) -> list[Line]:
    """Return `lines` with columns that were written across the page read one after the other."""
    gutter = _gutter(lines)
    if gutter is None:
        return lines
    result: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        if line.left < gutter < line.right and not any(
            before.right <= gutter <= after.left for before, after in pairwise(line.pieces)
        ):
            result += left + right + [line]
            left, right = [], []
            continue
        for side, pieces in (
            (left, tuple(piece for piece in line.pieces if piece.left < gutter)),
            (right, tuple(piece for piece in line.pieces if piece.left >= gutter)),
        ):
            if pieces:
                side.append(Line(pieces))
    return result + left + right


def _gutter(lines: Sequence[Line]) -> float | None:
    """Return where the blank between two columns of running text is, None when there is none.

    Rows of a table have such a blank too; running text fills its columns, cells do not.
    """
    pairs = [line for line in lines if len(line.pieces) == 2]
    if len(pairs) < _LEAST_COLUMN_LINES:
        return None
    starts = Counter(round(line.pieces[1].left / 3) for line in pairs)
    start, count = starts.most_common(1)[0]
    aligned = [line for line in pairs if abs(line.pieces[1].left / 3 - start) <= 1.5]
    if count < _LEAST_COLUMN_LINES or len(aligned) < len(lines) * 0.3:
        return None
    edge = max(line.pieces[0].right for line in aligned)
    gutter = min(line.pieces[1].left for line in aligned)
    width = edge - min(line.left for line in aligned)
    words = median(len(line.pieces[0].text.split()) for line in aligned)
    filled = median((line.pieces[0].right - line.pieces[0].left) / max(width, 1) for line in aligned)
    return gutter - 0.5 if edge < gutter and words >= 4 and filled >= 0.6 else None


def paragraphs(pages: Sequence[Sequence[Line]]) -> Iterator[Block]:
    """Yield the paragraphs of all pages, also those that go on over a page's end."""
    lines = [line for page in pages for line in page]
    if not lines:
        return
    usual = _usual_height(lines)
    spacing = _usual_spacing(lines)
    words = Counter(word.casefold() for line in lines for word in re.findall(r"[\w'’-]+", line.text))
    edge = _Edges(lines)
    is_divided = _is_divided(lines)
    text = ""
    previous: Line | None = None
    for line in lines:
        if previous is not None and _continues(previous, line, spacing, edge):
            text = _joined(text, line.text, words, is_divided=is_divided)
        else:
            if text and previous is not None:
                yield _block(text, previous, usual)
                if _is_apart(previous, line, spacing):
                    yield BLANK
            text = line.text
        previous = line
    if text and previous is not None:
        yield _block(text, previous, usual)


class _Edges:
    """Knows how far to the right the lines that start at a place reach."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = sorted((line.left, line.right) for line in lines if len(line.pieces) == 1)
        self._known: dict[int, float] = {}

    def right_of(self, line: Line) -> float:
        key = round(line.left / 6)
        if key not in self._known:
            near = [right for left, right in self._lines if left - 60 <= line.left <= left + 60]
            self._known[key] = max(near, default=line.right)
        return self._known[key]


def _usual_height(lines: Sequence[Line]) -> float:
    weights: Counter[float] = Counter()
    for line in lines:
        weights[round(line.height, 1)] += len(line.text)
    return weights.most_common(1)[0][0]


def _usual_spacing(lines: Sequence[Line]) -> float:
    """Return the usual distance of baselines, in heights of letters."""
    gaps: Counter[float] = Counter()
    for before, after in pairwise(lines):
        gap = (after.top - before.top) / before.height
        if 0.8 < gap < 3 and len(before.pieces) == 1:
            gaps[round(gap, 1)] += 1
    return min(gap for gap, count in gaps.items() if count >= max(gaps.values()) * 0.4) if gaps else 1.5


def _continues(before: Line, line: Line, spacing: float, edges: _Edges) -> bool:
    """Return whether `line` goes on with the paragraph of `before`."""
    if len(before.pieces) > 1 or len(line.pieces) > 1 or _BULLET.match(line.text):
        return False
    if abs(before.height - line.height) > before.height * 0.12:
        return False
    gap = (line.top - before.top) / before.height
    starts_small = line.text[:1].islower()
    if before.bold and not line.bold and not starts_small:
        return False
    if not 0 < gap <= spacing * 1.25 + 0.05:
        # A paragraph that goes on in the next column or on the next page.
        if not starts_small or before.text[-1:] in ".:;!?":
            return False
        # The first line of an item is set wider where its bullet is larger than its letters.
        return gap <= 0 or (gap <= spacing * _WIDEST_SPACING and abs(before.left - line.left) < 1)
    reach = edges.right_of(before) - before.left
    is_full = before.right - before.left >= reach * 0.72 or (
        before.bold and line.bold and not _fits(before, line, reach)
    )
    if before.text[-1:] in ".:!?;" and not starts_small:
        return is_full and before.right - before.left >= reach * 0.85 and before.text.endswith(".")
    return is_full or (starts_small and before.right - before.left >= reach * 0.4)


def _fits(before: Line, line: Line, reach: float) -> bool:
    """Return whether the first word of `line` would have had a place behind what stands in `before`."""
    word = line.text.split(maxsplit=1)[0]
    return before.right - before.left + width_of(word, line.pieces[0]) <= reach


def width_of(word: str, piece: Piece) -> float:
    """Return about how wide `word` and a blank before it are in the letters of `piece`."""
    return (piece.right - piece.left) * (len(word) + 1) / max(len(piece.text), 1)


def _is_apart(before: Line, line: Line, spacing: float) -> bool:
    gap = (line.top - before.top) / before.height
    return gap > spacing * 1.35 + 0.1


def _is_divided(lines: Sequence[Line]) -> bool:
    """Return whether words were divided at the ends of lines."""
    pairs = ((line.text, after.text) for line, after in pairwise(lines))
    divided = sum(bool(_HYPHENATED.search(text)) and after[:1].islower() for text, after in pairs)
    return divided >= max(2, len(lines) * _LEAST_DIVIDED)


def _joined(text: str, more: str, words: Counter[str], *, is_divided: bool) -> str:
    """Return a paragraph with one more line, a word divided by a hyphen put together."""
    if not _HYPHENATED.search(text) or not more[:1].islower():
        return f"{text} {more}"
    first = text.rsplit(None, 1)[-1].strip("(«“\"'")
    second = re.split(r"[\s,.;:)!?»”]", more, maxsplit=1)[0]
    whole, hyphened = (first[:-1] + second).casefold(), (first + second).casefold()
    is_compound = not is_divided or first[:-1].casefold() in _PREFIXES or second.casefold() in _SUFFIXES
    keep = words[hyphened] > words[whole] or (not words[whole] and is_compound)
    return f"{text}{more}" if keep else f"{text[:-1]}{more}"


def _block(text: str, line: Line, usual: float) -> Block:
    if sign := _SIGN.match(text):
        return Block(text[sign.end() :].strip(), BlockKind.ITEM)
    if line.height > usual * 1.12 and len(text) <= 120 and len(line.pieces) == 1:
        return Block(text, BlockKind.HEADING)
    if line.bold and text == line.text and len(text) <= _LONGEST_BOLD_HEADING and text[-1] not in ".;,":
        return Block(text, BlockKind.HEADING)
    if len(line.pieces) == 2 and len(line.pieces[0].text) <= 60 and not is_pair(line.pieces[0].text):
        label, value = (piece.text for piece in line.pieces)
        return Block(f"{label.rstrip(': ')}: {value}", BlockKind.ROW)
    return Block(text, BlockKind.ROW if len(line.pieces) > 1 else BlockKind.PARAGRAPH)
