"""Reads web pages (HTML, and the single-file pages that Word and browsers save) as readable text."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator

import lxml.html
from lxml import etree

from jobs.documents.base import BLANK, Block, BlockKind, DocumentError, ErrorCode, Limits, Reading
from jobs.documents.compose import table_blocks
from jobs.documents.plain import decode_text, refuse_long

_DROPPED_TAGS = """
    script style noscript template head nav button select option input textarea svg math iframe object embed audio video
    canvas map dialog datalist
    """
_BLOCK_TAGS = """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form header hr
    main ol p pre section summary ul html legend hgroup search
    """
_DROPPED = frozenset(_DROPPED_TAGS.split())
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_SIDE_PARTS = frozenset({"header", "footer", "aside"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_MAIN = (
    "//main | //*[@role='main'] | //article | //*[@itemtype='http://schema.org/JobPosting'] | //*[@id='content' or "
    "@id='main' or @id='main-content' or @id='job-description' or contains(concat(' ', @class, ' '), ' main-content ')]"
)
_SKIP_LINK = re.compile(
    r"(?:skip|jump) (?:to|ribbon|navigation)|(?:aller|passer) au contenu|turn (?:on|off) ", re.IGNORECASE
)
_MENU_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|cookies?|sidebar|ribbon|footer|social|share)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LEAST_MENU_LINKS = 4
_MENU_LINK_SHARE = 0.85
_LEAST_MAIN = 400
_LARGE = 1_000_000
_LONGEST_BOLD_HEADING = 90


def read_html(data: bytes, limits: Limits) -> Reading:
    """Read a web page: its main part when it marks one, without scripts, menus and hidden text."""
    text = _decode(_page_of_archive(data))
    refuse_long(text, limits, marks=12)
    parser = lxml.html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = lxml.html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        # The parser has no other way to say that it may take no more memory.
        is_large = len(text) > _LARGE
        raise DocumentError(ErrorCode.OUT_OF_MEMORY if is_large else ErrorCode.NO_TEXT) from error
    title = " ".join((root.findtext(".//title") or "").split())
    body = root.find("body")
    page = root if body is None else body
    return Reading(list(_page(page)), title, has_pictures=page.find(".//img") is not None)


def _page_of_archive(data: bytes) -> bytes:
    """Return the page within a MIME archive (.mht, and Word's "single file web page"), or `data` when it is none."""
    if not re.match(rb"(?:[\w-]+:[^\n]*\n)*?MIME-Version:", data[:4096].lstrip(), re.IGNORECASE):
        return data
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else data
    return data


def _decode(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeError):
            return decode_text(data)
    return decode_text(data)


def _page(body: etree._Element) -> Iterator[Block]:
    whole = list(_walk(body, drop_sides=True)) or list(_walk(body, drop_sides=False))
    size = sum(len(block.text) for block in whole)
    best: list[Block] = []
    for element in body.xpath(_MAIN):
        blocks = list(_walk(element, drop_sides=False))
        length = sum(len(block.text) for block in blocks)
        if length >= max(_LEAST_MAIN, size * 0.3) and length > sum(len(block.text) for block in best):
            best = blocks
    yield from best or whole


class _Collector:
    """Gathers inline text until a block ends."""

    def __init__(self, kind: BlockKind = BlockKind.PARAGRAPH) -> None:
        self.parts: list[str] = []
        self.kind = kind
        self.bold: list[bool] = []

    def flush(self) -> Iterator[Block]:
        text = "\n".join(" ".join(line.split()) for line in "".join(self.parts).split("\v")).strip()
        kind = self.kind
        if text and kind is BlockKind.PARAGRAPH and self.bold and all(self.bold):
            short = len(text) <= _LONGEST_BOLD_HEADING and "\n" not in text and text[-1] not in ".;,"
            kind = BlockKind.HEADING if short else kind
        self.parts, self.bold = [], []
        if text:
            yield Block(text, kind)

    def add(self, text: str | None, *, bold: bool) -> None:
        if text:
            self.parts.append(text)
            if text.strip():
                self.bold.append(bold)


def _walk(element: etree._Element, *, drop_sides: bool) -> Iterator[Block]:
    collector = _Collector()
    yield from _children(element, collector, drop_sides=drop_sides, bold=False)
    yield from collector.flush()


def _children(element: etree._Element, collector: _Collector, *, drop_sides: bool, bold: bool) -> Iterator[Block]:
    collector.add(element.text, bold=bold)
    for child in element:
        tag = child.tag
        if _is_dropped(child, drop_sides=drop_sides):
            pass
        elif tag == "br":
            collector.parts.append("\v")
        elif tag == "table":
            yield from collector.flush()
            yield from _table(child, drop_sides=drop_sides)
        elif tag in _HEADINGS or tag == "li" or tag in _BLOCKS:
            yield from _block(child, collector, drop_sides=drop_sides, bold=bold)
        else:
            yield from _children(child, collector, drop_sides=drop_sides, bold=bold or tag in {"b", "strong"})
        collector.add(child.tail, bold=bold)


def _block(element: etree._Element, outer: _Collector, *, drop_sides: bool, bold: bool) -> Iterator[Block]:
    yield from outer.flush()
    tag = element.tag
    inner = _Collector(outer.kind)
    if tag in _HEADINGS:
        inner.kind = BlockKind.HEADING
    elif tag == "li":
        inner.kind = BlockKind.ITEM
    blocks = [*_children(element, inner, drop_sides=drop_sides, bold=bold), *inner.flush()]
    if not blocks and tag in {"p", "hr"}:
        yield BLANK
    yield from blocks


def _table(table: etree._Element, *, drop_sides: bool) -> Iterator[Block]:
    rows = [
        [list(_walk(cell, drop_sides=drop_sides)) for cell in row if cell.tag in {"td", "th"}]
        for row in table.iter("tr")
        if next(row.iterancestors("table"), None) is table
    ]
    yield from table_blocks(rows)


def _is_dropped(element: etree._Element, *, drop_sides: bool) -> bool:
    if not isinstance(element.tag, str) or element.tag in _DROPPED or _is_hidden(element) or _is_menu(element):
        return True
    names = f"{element.get('id', '')} {element.get('class', '')}"
    return drop_sides and (element.tag in _SIDE_PARTS or bool(_MENU_NAME.search(names)))


def _is_menu(element: etree._Element) -> bool:
    """Return whether an element is there for moving about the site: a list of little but links, or a skip link."""
    if element.tag == "a":
        return bool(_SKIP_LINK.match("".join(element.itertext()).strip()))
    if element.tag not in {"ul", "ol"}:
        return False
    links = ["".join(link.itertext()).strip() for link in element.iter("a")]
    if len(links) < _LEAST_MENU_LINKS:
        return False
    length = len("".join("".join(element.itertext()).split()))
    return sum(len("".join(link.split())) for link in links) >= length * _MENU_LINK_SHARE


def _is_hidden(element: etree._Element) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(element.get("style") or ""))
    )
