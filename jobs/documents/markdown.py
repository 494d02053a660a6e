"""Reads Markdown as text that reads well: headings and lists stay, other marks go."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from jobs.documents.base import BLANK, Block, BlockKind, Limits, Reading
from jobs.documents.compose import table_blocks
from jobs.documents.plain import decode_text, refuse_long
from jobs.documents.wrapping import unwrapped

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*$\r?\n?", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^([A-Za-z][\w -]{0,40}):[ \t]*(.*)$")
_ATX = re.compile(r"(#{1,6})\s*(?=\S)(.*?)\s*#*$")
_SETEXT = re.compile(r"(?:=+|-{2,})\s*$")
_RULE = re.compile(r"(?:[-*_]\s*){3,}$")
_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(?=\S)")
_BOLD_LINE = re.compile(r"(\*\*|__)(?=\S)([^*_]{1,90})\1\s*:?$")
_TABLE_RULE = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$")
_FENCE = re.compile(r"(?:`{3,}|~{3,})")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,1000}>")
_IMAGE = re.compile(r"!\[([^\[\]]{0,500})\]\([^()\s]{0,2000}(?:\s\"[^\"]{0,200}\")?\)")
_LINK = re.compile(r"\[([^\[\]]{0,500})\](?:\([^()]{0,2000}(?:\([^()]{0,200}\)[^()]{0,500})?\)|\[[^\[\]]{0,200}\])")
_REFERENCE = re.compile(r"\[[^\[\]]{1,200}\]:\s+\S+.*$")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_EMPHASIS = re.compile(r"(?<![\w*_\\])(\*{1,3}|_{1,3})(?=\S)((?:(?!\1).){1,2000}?)(?<=\S)\1(?![\w*_])")
_CODE = re.compile(r"(`{1,2})([^`]{1,500})\1")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|>-])")
# Of the fields that site generators keep above the text, those that say something of the job.
_KEPT_FIELDS = frozenset(
    {"title", "job title", "position title", "location", "locations", "department", "team", "agency", "organization"}
    | {"classification", "grade", "level", "salary", "closing", "closing date", "reference", "titre", "lieu", "équipe"}
)


def read_markdown(data: bytes, limits: Limits) -> Reading:
    """Read Markdown; the title in its front matter counts as the document's property."""
    text = decode_text(data).replace("\r\n", "\n").replace("\r", "\n")
    refuse_long(text, limits, marks=2)
    title = ""
    front: list[Block] = []
    if matter := _FRONT_MATTER.match(text):
        title, front = _front_matter(matter[1])
        text = text[matter.end() :]
    text = _HIDDEN.sub("", _COMMENT.sub("", text))
    blocks = list(_blocks(unwrapped(text).split("\n")))
    if any(block.kind is BlockKind.HEADING and block.text == title for block in blocks):
        front = [block for block in front if block.kind is not BlockKind.TITLE]
    return Reading([*front, *blocks], title)


def _front_matter(text: str) -> tuple[str, list[Block]]:
    """Return the title, and the fields worth reading as blocks."""
    title = ""
    blocks = []
    for line in text.split("\n"):
        found = _FIELD.match(line)
        if not found:
            continue
        name, value = found[1].strip(), found[2].strip().strip("\"'").replace("''", "'")
        if name.casefold().replace("_", " ") not in _KEPT_FIELDS or not value or value[0] in ">|[{":
            continue
        if name.casefold() in {"title", "titre"} and not title:
            title = value
            blocks.append(Block(value, BlockKind.TITLE))
        else:
            blocks.append(Block(f"{name.replace('_', ' ').capitalize()}: {value}"))
    return title, blocks


def _blocks(lines: list[str]) -> Iterator[Block]:
    fenced = False
    table: list[list[list[Block]]] = []
    for number, line in enumerate(lines):
        text = line.strip()
        if table and not (text.startswith("|") and not fenced):
            yield from _table(table)
            table = []
        if _FENCE.match(text):
            fenced = not fenced
        elif fenced:
            yield Block(text) if text else BLANK
        elif text.startswith("|"):
            if not _TABLE_RULE.fullmatch(text):
                table.append([[Block(_inline(cell.strip()))] for cell in text.strip("|").split("|")])
        else:
            yield from _line(text, lines[number + 1].strip() if number + 1 < len(lines) else "", lines, number)
    yield from _table(table)


def _table(rows: list[list[list[Block]]]) -> Iterator[Block]:
    """Yield the rows of a table, whose first row always names the columns, unless it was left empty."""
    yield from table_blocks(rows, has_header=bool(rows) and any(block.text for cell in rows[0] for block in cell))


def _line(text: str, following: str, lines: list[str], number: int) -> Iterator[Block]:
    text = re.sub(r"^(?:>\s?)+", "", text)
    if not text:
        yield BLANK
    elif heading := _ATX.fullmatch(text):
        yield Block(_inline(heading[2]), BlockKind.HEADING)
    elif _SETEXT.fullmatch(text) and number and lines[number - 1].strip():
        return
    elif _RULE.fullmatch(text):
        yield BLANK
    elif _REFERENCE.fullmatch(text):
        return
    elif marker := _ITEM.match(text):
        yield Block(_inline(text[marker.end() :]), BlockKind.ITEM)
    elif _BOLD_LINE.fullmatch(text) or (_SETEXT.fullmatch(following) and len(text) <= 100):
        yield Block(_inline(text), BlockKind.HEADING)
    else:
        yield Block(_inline(text))


def _inline(text: str) -> str:
    """Return `text` without marks of emphasis, links, code and HTML."""
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(r"\1", text)
    text = _AUTOLINK.sub(r"\1", text)
    text = _CODE.sub(r"\2", text)
    text = _TAG.sub("", text)
    for _ in range(2):
        text = _EMPHASIS.sub(r"\2", text)
    return html.unescape(_ESCAPE.sub(r"\1", text)).strip()
