"""Reads OpenDocument texts (.odt, OASIS OpenDocument 1.2)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from jobs.documents.archives import Archive, parse_xml
from jobs.documents.base import BLANK, Block, BlockKind, DocumentError, ErrorCode, Limits, Notice, Reading
from jobs.documents.compose import is_page_number, table_blocks

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FORMAT = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"

_IMAGE = f"{_DRAW}image"
_P, _H = f"{_TEXT}p", f"{_TEXT}h"
_UNREAD = frozenset(
    {f"{_TEXT}{name}" for name in ("tracked-changes", "page-number", "page-count", "sequence-decls", "note-citation")}
    | {f"{_TEXT}{name}" for name in ("variable-decls", "user-field-decls", "bookmark", "list-header-source")}
    | {
        f"{_OFFICE}annotation",
        f"{_OFFICE}forms",
        f"{_TABLE}table-column",
        _IMAGE,
        f"{_TEXT}index-title-template",
    }
)
_BOXES = frozenset({f"{_DRAW}frame", f"{_DRAW}text-box", f"{_DRAW}custom-shape", f"{_TEXT}note"})
_MOST_SPACES = 100
_LONGEST_BOLD_HEADING = 90


def read_odt(data: bytes, limits: Limits) -> Reading:
    """Read an OpenDocument text, also one of a single XML file: headers, the body in order, footers.

    Tracked changes count as accepted.
    """
    parts, title, has_pictures = _parts(data, limits)
    body = parts[0].find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise DocumentError(ErrorCode.DAMAGED)
    bold = {name for part in parts for name in _bold_styles(part)}
    header: list[Block] = []
    footer: list[Block] = []
    for page in (page for part in parts[-1:] for page in part.iter(f"{_STYLE}master-page")):
        header += [block for part in page.iterchildren(f"{_STYLE}header") for block in _blocks(part, bold)]
        footer += [block for part in page.iterchildren(f"{_STYLE}footer") for block in _blocks(part, bold)]
    blocks = [*_once(header), *_blocks(body, bold), *_once(footer)]
    changed = body.find(f"{_TEXT}tracked-changes") is not None
    return Reading(blocks, title, (Notice.TRACKED_CHANGES,) if changed else (), has_pictures)


def _parts(data: bytes, limits: Limits) -> tuple[list[etree._Element], str, bool]:
    """Return the content and, when apart, the styles; the title in the properties; whether there are pictures."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        root = parse_xml(data, limits)
        return [root], (root.findtext(f".//{_TITLE}") or "").strip(), next(root.iter(_IMAGE), None) is not None
    archive = Archive(data, limits)
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise DocumentError(ErrorCode.ENCRYPTED)
    parts = [archive.xml(name) for name in ("content.xml", "styles.xml") if name != "styles.xml" or name in archive]
    has_pictures = any(entry.filename.startswith("Pictures/") for entry in archive.entries)
    return parts, _title(archive), has_pictures


def _once(blocks: list[Block]) -> list[Block]:
    texts = dict.fromkeys(" ".join(block.text.split()) for block in blocks)
    return [Block(text, BlockKind.MARGIN) for text in texts if text and not is_page_number(text)]


def _bold_styles(root: etree._Element) -> set[str]:
    return {
        style.get(f"{_STYLE}name", "")
        for style in root.iter(f"{_STYLE}style")
        if (properties := style.find(f"{_STYLE}text-properties")) is not None
        and properties.get(f"{_FORMAT}font-weight") == "bold"
    }


def _blocks(parent: etree._Element, bold: set[str], kind: BlockKind = BlockKind.PARAGRAPH) -> Iterator[Block]:
    for child in parent:
        tag = child.tag
        if tag in {_P, _H}:
            yield from _paragraph(child, bold, kind)
        elif tag == f"{_TEXT}list-item":
            yield from _blocks(child, bold, BlockKind.ITEM)
        elif tag == f"{_TABLE}table":
            rows = [
                [list(_blocks(cell, bold)) for cell in row.iterchildren(f"{_TABLE}table-cell")]
                for row in child.iter(f"{_TABLE}table-row")
                if next(row.iterancestors(f"{_TABLE}table")) is child
            ]
            yield from table_blocks(rows)
        elif tag not in _UNREAD and isinstance(tag, str):
            yield from _blocks(child, bold, kind)


def _paragraph(element: etree._Element, bold: set[str], kind: BlockKind) -> Iterator[Block]:
    boxes: list[etree._Element] = []
    text = "".join(_text(element, boxes))
    style = element.get(f"{_TEXT}style-name", "")
    if element.tag == _H:
        kind = BlockKind.HEADING
    elif kind is BlockKind.PARAGRAPH and style.casefold() == "title":
        kind = BlockKind.TITLE
    elif kind is BlockKind.PARAGRAPH and len(text) <= _LONGEST_BOLD_HEADING and text.rstrip()[-1:] not in ".;,":
        spans = element.findall(f"{_TEXT}span")
        only_span = len(spans) == 1 and len(element) == 1 and not (element.text or "").strip()
        if style in bold or (only_span and spans[0].get(f"{_TEXT}style-name", "") in bold):
            kind = BlockKind.HEADING
    if text.strip():
        yield Block(text, kind)
    elif not boxes:
        yield BLANK
    for box in boxes:
        yield from _blocks(box, bold)


def _text(element: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        tag = child.tag
        if tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c", "1")
            yield " " * (min(int(count), _MOST_SPACES) if count.isdecimal() else 1)
        elif tag == f"{_TEXT}tab":
            yield "\t"
        elif tag == f"{_TEXT}line-break":
            yield "\n"
        elif tag in _BOXES:
            boxes.append(child)
        elif tag not in _UNREAD and isinstance(tag, str):
            yield from _text(child, boxes)
        yield child.tail or ""


def _title(archive: Archive) -> str:
    if "meta.xml" not in archive:
        return ""
    return (archive.xml("meta.xml").findtext(f".//{_TITLE}") or "").strip()
