"""Reads Word documents (.docx, .docm, .dotx: Office Open XML, ECMA-376 part 1).

The XML is walked directly rather than through an object model: tracked changes, content controls and text boxes are
elements around or inside paragraphs, and hundreds of files are read in a row.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from jobs.documents.archives import Archive, parse_xml
from jobs.documents.base import BLANK, Block, BlockKind, DocumentError, ErrorCode, Limits, Notice, Reading
from jobs.documents.compose import is_page_number, table_blocks
from jobs.documents.word_flat import package_of_xml

_STRICT_TO_USUAL = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"

_VAL = f"{_W}val"
_P, _TBL, _R, _T = f"{_W}p", f"{_W}tbl", f"{_W}r", f"{_W}t"
_BOX = f"{_W}txbxContent"
_ALTERNATIVES = f"{_MC}AlternateContent"
_REMOVED = frozenset({f"{_W}del", f"{_W}moveFrom"})
_REVISIONS = (f"{_W}ins", f"{_W}del", f"{_W}moveFrom", f"{_W}moveTo")
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}ptab": "\t"}
_UNREAD = frozenset(
    {f"{_W}{name}" for name in ("pPr", "rPr", "instrText", "delText", "delInstrText", "sdtPr", "sdtEndPr", "sectPr")}
    | {f"{_W}{name}" for name in ("tblPr", "tblGrid", "trPr", "tcPr", "customXmlPr", "smartTagPr", "del", "moveFrom")}
)
_HEADING_NAME = re.compile(r"(?:heading|titre|überschrift)\s?\d", re.IGNORECASE)
_LONGEST_BOLD_HEADING = 90
_MOST_KNOWN, _MOST_KNOWN_BYTES = 16, 512 * 1024


@dataclass(slots=True)
class _Style:
    name: str = ""
    based_on: str = ""
    is_list: bool | None = None
    is_heading: bool = False
    is_bold: bool = False


@dataclass(slots=True)
class _Context:
    """What is known of the document while its parts are walked."""

    styles: dict[str, _Style] = field(default_factory=dict)

    def style(self, name: str) -> _Style:
        return self.styles.get(name, _Style())

    def is_list(self, name: str) -> bool:
        """Return whether the style, or the nearest that it is based on and that says so, makes list items."""
        seen: set[str] = set()
        while name and name not in seen:
            seen.add(name)
            style = self.style(name)
            if style.is_list is not None:
                return style.is_list
            name = style.based_on
        return False


def read_docx(data: bytes, limits: Limits) -> Reading:
    """Read a Word document, also one of a single XML file.

    First come headers, then the body in order, then footnotes and footers, each repeated line once.

    Tracked insertions count as made and deletions as gone. Text boxes follow the paragraph they are anchored in.
    """
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        data = package_of_xml(data, limits)
    archive = Archive(data, limits)
    main = _main_part(archive)
    root = _part(archive, main)
    body = root.find(f"{_W}body")
    if body is None:
        raise DocumentError(ErrorCode.DAMAGED)
    related = _related(archive, main)
    context = _Context(_styles(archive, related))
    blocks = list(_margin(archive, related, "header", context))
    blocks += _blocks(body, context)
    blocks += _notes(archive, related, context)
    already = {block.text.strip() for block in blocks}
    blocks += [block for block in _margin(archive, related, "footer", context) if block.text.strip() not in already]
    changed = any(next(root.iter(tag), None) is not None for tag in _REVISIONS)
    has_pictures = any(entry.filename.startswith("word/media/") for entry in archive.entries)
    return Reading(blocks, _title(archive), (Notice.TRACKED_CHANGES,) if changed else (), has_pictures)


def _part(archive: Archive, name: str) -> etree._Element:
    content = archive.xml_bytes(name)
    return _usual(parse_xml(content), content)


def _usual(root: etree._Element, text: bytes) -> etree._Element:
    """Return the root of a part, anew from its `text` where its namespaces have other names than usual."""
    if root.tag.startswith("{http://purl.oclc.org/ooxml/"):
        # ISO "strict" documents differ only in the names of their namespaces.
        for strict, usual in _STRICT_TO_USUAL.items():
            text = text.replace(strict, usual)
        root = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True))
    return root


def _main_part(archive: Archive) -> str:
    if "word/document.xml" in archive:
        return "word/document.xml"
    if "_rels/.rels" in archive:
        for relation in archive.xml("_rels/.rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                return str(relation.get("Target", "")).lstrip("/")
    raise DocumentError(ErrorCode.DAMAGED)


def _related(archive: Archive, main: str) -> list[tuple[str, str]]:
    """Return kind and name of every part that the main part refers to and that is there."""
    folder, name = posixpath.split(main)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive:
        return []
    found = []
    for relation in archive.xml(relations):
        target = relation.get("Target", "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if relation.get("TargetMode") != "External" and part in archive:
            found.append((relation.get("Type", "").rsplit("/", 1)[-1], part))
    return found


def _styles(archive: Archive, related: list[tuple[str, str]]) -> dict[str, _Style]:
    part = next((part for kind, part in related if kind == "styles"), None)
    if part is None:
        return {}
    content = archive.xml_bytes(part)
    # Documents of one house share their template, whose styles are most of the XML of a short document.
    return _styles_of(content) if len(content) <= _MOST_KNOWN_BYTES else _styles_of.__wrapped__(content)


@lru_cache(maxsize=_MOST_KNOWN)
def _styles_of(content: bytes) -> dict[str, _Style]:
    styles: dict[str, _Style] = {}
    for element in _usual(parse_xml(content), content).iterchildren(f"{_W}style"):
        if element.get(f"{_W}type") != "paragraph":
            continue
        style = _Style()
        for child in element:
            if child.tag == f"{_W}name":
                style.name = child.get(_VAL, "")
            elif child.tag == f"{_W}basedOn":
                style.based_on = child.get(_VAL, "")
            elif child.tag == f"{_W}pPr":
                style.is_list = _is_numbered(child)
                style.is_heading = child.find(f"{_W}outlineLvl") is not None
            elif child.tag == f"{_W}rPr":
                style.is_bold = _is_on(child, "b")
        style.is_heading = style.is_heading or bool(_HEADING_NAME.match(style.name))
        styles[element.get(f"{_W}styleId", "")] = style
    return styles


def _is_numbered(properties: etree._Element) -> bool | None:
    """Return whether paragraph properties ask for a number or bullet, None when they do not say."""
    numbering = properties.find(f"{_W}numPr")
    if numbering is None:
        return None
    number = numbering.find(f"{_W}numId")
    return number is None or number.get(_VAL) != "0"


def _is_on(properties: etree._Element, name: str) -> bool:
    element = properties.find(f"{_W}{name}")
    return element is not None and element.get(_VAL, "true") not in {"0", "false", "off", "none"}


def _blocks(parent: etree._Element, context: _Context) -> Iterator[Block]:
    """Yield the blocks below `parent`, through content controls, revisions and other wrappers."""
    for child in parent:
        tag = child.tag
        if tag == _P:
            yield from _paragraph(child, context)
        elif tag == _TBL:
            yield from table_blocks(list(_rows(child, context)))
        elif tag == _ALTERNATIVES:
            if len(child):
                yield from _blocks(child[0], context)
        elif tag not in _UNREAD and isinstance(tag, str):
            yield from _blocks(child, context)


def _rows(table: etree._Element, context: _Context) -> Iterator[list[list[Block]]]:
    for child in table:
        if child.tag == f"{_W}tr":
            properties = child.find(f"{_W}trPr")
            if properties is None or properties.find(f"{_W}del") is None:
                yield list(_cells(child, context))
        elif child.tag not in _UNREAD and isinstance(child.tag, str):
            yield from _rows(child, context)


def _cells(row: etree._Element, context: _Context) -> Iterator[list[Block]]:
    for child in row:
        if child.tag == f"{_W}tc":
            merged = child.find(f"{_W}tcPr/{_W}vMerge")
            if merged is None or merged.get(_VAL) == "restart":
                yield list(_blocks(child, context))
        elif child.tag not in _UNREAD and isinstance(child.tag, str):
            yield from _cells(child, context)


def _paragraph(paragraph: etree._Element, context: _Context) -> Iterator[Block]:
    boxes: list[etree._Element] = []
    bold: list[bool] = []
    text = "".join(_text(paragraph, boxes, bold))
    properties = paragraph.find(f"{_W}pPr")
    if text.strip():
        yield Block(text, _kind(text, properties, all(bold) and bool(bold), context))
    elif not boxes:
        yield BLANK
    for box in boxes:
        yield from _blocks(box, context)


def _kind(text: str, properties: etree._Element | None, all_bold: bool, context: _Context) -> BlockKind:
    name = ""
    numbered: bool | None = None
    if properties is not None:
        style_element = properties.find(f"{_W}pStyle")
        name = style_element.get(_VAL, "") if style_element is not None else ""
        numbered = _is_numbered(properties)
        if properties.find(f"{_W}outlineLvl") is not None and len(text) <= _LONGEST_BOLD_HEADING:
            return BlockKind.HEADING
    style = context.style(name)
    if style.name.casefold() in {"title", "titre"}:
        return BlockKind.TITLE
    if style.is_heading:
        return BlockKind.HEADING
    is_item = context.is_list(name) if numbered is None else numbered
    short = len(text) <= _LONGEST_BOLD_HEADING and "\n" not in text.strip()
    if (all_bold or style.is_bold) and short and text.rstrip()[-1:] not in ".;," and not is_item:
        return BlockKind.HEADING
    return BlockKind.ITEM if is_item else BlockKind.PARAGRAPH


def _text(parent: etree._Element, boxes: list[etree._Element], bold: list[bool]) -> Iterator[str]:
    """Yield the text within a paragraph; note text boxes for later, and of each run whether it is bold."""
    for child in parent:
        tag = child.tag
        if tag == _T:
            yield child.text or ""
        elif tag == _R:
            properties = child.find(f"{_W}rPr")
            if properties is None or not _is_on(properties, "vanish"):
                run = "".join(_text(child, boxes, []))
                if run.strip():
                    bold.append(properties is not None and _is_on(properties, "b"))
                yield run
        elif tag in _CHARACTERS:
            yield _CHARACTERS[tag]
        elif tag == _BOX:
            boxes.append(child)
        elif tag == _ALTERNATIVES:
            if len(child):
                yield from _text(child[0], boxes, bold)
        elif tag not in _UNREAD and isinstance(tag, str):
            yield from _text(child, boxes, bold)


def _margin(archive: Archive, related: list[tuple[str, str]], kind: str, context: _Context) -> Iterator[Block]:
    """Yield the lines of all headers or footers, each once, without page numbers."""
    seen: set[str] = set()
    for part in (part for found, part in related if found == kind):
        for block in _blocks(_part(archive, part), context):
            text = " ".join(block.text.split())
            if text and text not in seen and not is_page_number(text):
                seen.add(text)
                yield Block(text, BlockKind.MARGIN)


def _notes(archive: Archive, related: list[tuple[str, str]], context: _Context) -> Iterator[Block]:
    for part in (part for kind, part in related if kind in {"footnotes", "endnotes"}):
        for note in _part(archive, part):
            if note.get(f"{_W}type", "normal") == "normal":
                yield from _blocks(note, context)


def _title(archive: Archive) -> str:
    if "docProps/core.xml" not in archive:
        return ""
    return (archive.xml("docProps/core.xml").findtext(f".//{_DC_TITLE}") or "").strip()
