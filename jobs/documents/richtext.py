"""Reads Rich Text Format (.rtf)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import striprtf.striprtf

from jobs.documents.base import Block, BlockKind, DocumentError, ErrorCode, Limits, Reading
from jobs.documents.compose import blocks_of_lines, is_page_number, table_blocks
from jobs.documents.plain import refuse_long

_PICTURE_DIGITS = re.compile(rb"[0-9a-fA-F\s]{256,}")
_BINARY = re.compile(rb"\\bin(\d{1,9}) ?")
_HEAD = r"{{\rtf1\ansi {}}}"
_PART = re.compile(r"\{\\(header|footer|shptxt)[lrf]?(?![a-z])")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_MOST_PARTS = 50
_CELL_END = re.compile(r"(?<=\S)\|(?=\S)")
_TITLE = re.compile(r"\{\\title\s((?:[^{}\\]|\\'[0-9a-fA-F]{2}|\\u-?\d{1,6} ?\??){1,300})\}")
_CODE_PAGE = re.compile(r"\\ansicpg(\d{3,5})")
_MACINTOSH = re.compile(r"\\mac(?![a-z])")
_MACINTOSH_CODE_PAGES = {"cp10000": "mac_roman", "cp10007": "mac_cyrillic", "cp10029": "mac_latin2"}
_DEFAULT_CODE_PAGE = "cp1252"
# A font that names no character set: striprtf takes the next one's for it, and loses that one.
_FONT_WITHOUT_CHARSET = re.compile(r"(\{\\f\d+)((?:(?!\\fcharset)[^{};])*;\})")
_DEFAULT_CHARSET = r"\1\\fcharset1\2"
_rtf_to_text: Callable[..., str] = striprtf.striprtf.rtf_to_text


def read_rtf(data: bytes, limits: Limits) -> Reading:
    """Read rich text: headers, text boxes, body, footers; pictures and embedded objects are passed over."""
    source = _PICTURE_DIGITS.sub(b"", _without_binaries(data)).decode("latin-1")
    refuse_long(source, limits, marks=10)
    page = _code_page(source)
    source = _FONT_WITHOUT_CHARSET.sub(_DEFAULT_CHARSET, _CODE_PAGE.sub("", source, count=1))
    try:
        text = _text(source, page)
        parts = {
            kind: dict.fromkeys(_text(_HEAD.format(group), page) for group in groups)
            for kind, groups in _parts(source).items()
        }
        title = _TITLE.search(source[:20_000])
        name = _text(_HEAD.format(title[1]), page) if title else ""
    except (ValueError, LookupError, IndexError, KeyError, OverflowError) as error:
        raise DocumentError(ErrorCode.DAMAGED) from error
    margins = {kind: _margin(parts[kind]) for kind in ("header", "footer")}
    boxes = [block for box in parts["shptxt"] for block in _blocks(box)]
    blocks = [*margins["header"], *boxes, *_blocks(text), *margins["footer"]]
    if not any(block.text.strip() for block in blocks) and not data.rstrip(b" \t\r\n\0").endswith(b"}"):
        raise DocumentError(ErrorCode.DAMAGED)
    return Reading(blocks, name.strip(), has_pictures=b"\\pict" in data)


def _text(source: str, page: str) -> str:
    """Return the text of RTF; characters beyond the first 65,536 stand in it as the two halves that UTF-16 has."""
    halves = _rtf_to_text(source, encoding=page, errors="replace")
    return halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _parts(source: str) -> dict[str, list[str]]:
    """Return the groups that hold headers, footers and what stands in text boxes, which striprtf passes over."""
    found: dict[str, list[str]] = {"header": [], "footer": [], "shptxt": []}
    end = 0
    for start in _PART.finditer(source):
        if start.start() < end or len(found[start[1]]) >= _MOST_PARTS:
            continue
        depth = 1
        for brace in _BRACE.finditer(source, start.end()):
            depth += {"{": 1, "}": -1}.get(brace[0], 0)
            if not depth:
                end = brace.end()
                found[start[1]].append(source[start.end() : brace.start()])
                break
        else:  # torn: what follows belongs to it
            return found
    return found


def _margin(texts: Iterable[str]) -> list[Block]:
    """Return the lines of headers or footers, each once, without page numbers."""
    lines = dict.fromkeys(" ".join(block.text.split()) for text in texts for block in _blocks(text))
    return [Block(line, BlockKind.MARGIN) for line in lines if line and not is_page_number(line)]


def _without_binaries(data: bytes) -> bytes:
    """Return `data` without the raw bytes of pictures, whose length stands before them."""
    parts = []
    position = 0
    for found in _BINARY.finditer(data):
        if found.start() >= position:
            parts.append(data[position : found.start()])
            position = found.end() + int(found[1])
    return b"".join([*parts, data[position:]])


def _code_page(source: str) -> str:
    """Return the Python name of the code page in which the text is written."""
    head = source[:2000]
    found = _CODE_PAGE.search(head)
    if not found:
        return "mac_roman" if _MACINTOSH.search(head) else _DEFAULT_CODE_PAGE
    name = f"cp{found[1]}"
    name = _MACINTOSH_CODE_PAGES.get(name, name)
    try:
        "".encode(name)
    except LookupError:
        return _DEFAULT_CODE_PAGE
    return name


def _blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of text whose table cells end with "|"."""
    for block in blocks_of_lines(text):
        if block.text.rstrip().endswith("|"):
            yield from table_blocks([[[Block(cell.strip())] for cell in block.text.rstrip().rstrip("|").split("|")]])
        else:
            # A cell that holds several paragraphs is torn between their lines.
            yield from (replace(block, text=part) for part in _CELL_END.split(block.text))
