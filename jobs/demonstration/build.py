"""Builds the Word and PDF files of the demonstration from their sources.

    python -m jobs.demonstration.build

A source `sources/NAME.docx.md` or `sources/NAME.pdf.md` becomes `documents/NAME.docx` or `documents/NAME.pdf`. It
begins with `key: value` lines between two lines of `---` (theme, header, footer, each optional) and goes on in a
small part of Markdown: headings, paragraphs of one line, lists, pipe tables, bold and italic. A table whose second
row is dashes has a heading row; one without is a table of facts, its first column in bold.

Nothing in the output depends on the clock, so the same source always gives the same file.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.platypus import Flowable, SimpleDocTemplate, Spacer, Table
from reportlab.platypus import Paragraph as PdfParagraph

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
DOCUMENTS = HERE / "documents"
MANIFEST = HERE / "manifest.json"

INLINE = re.compile(r"(\*\*.+?\*\*|\*.+?\*)")
NUMBERED = re.compile(r"\d+\. ")
RULE_CELL = re.compile(r":?-{3,}:?")


@dataclass(frozen=True, slots=True)
class Theme:
    """How a document looks.

    Attributes:
        font: font of a Word file.
        pdf_font: family of the PDF standard fonts.
        accent: colour of headings, six hexadecimal digits.
        table_style: name of a table style in Word's default template.
    """

    font: str
    pdf_font: str
    accent: str
    table_style: str


THEMES = {
    "form": Theme("Arial", "Helvetica", "000000", "Table Grid"),
    "letter": Theme("Times New Roman", "Times", "222222", "Table Grid"),
    "lake": Theme("Calibri", "Helvetica", "1F5C7A", "Light Grid Accent 1"),
    "spruce": Theme("Cambria", "Times", "2E5E3E", "Light List Accent 3"),
}
PDF_FACES = {
    "Helvetica": ("Helvetica", "Helvetica-Bold"),
    "Times": ("Times-Roman", "Times-Bold"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document.

    Attributes:
        kind: "heading", "paragraph", "bullet", "number" or "table".
        text: its text with inline marks, empty for a table.
        level: 1 to 3 for a heading; the place in its list, from 1, for a numbered item.
        rows: the cells of a table.
        has_heading_row: whether the first row names the columns.
    """

    kind: str
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    has_heading_row: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A source as read: what its manifest entry says, how it looks, what it holds."""

    title: str
    language: str
    date: datetime
    theme: Theme
    header: str
    footer: str
    blocks: tuple[Block, ...]


def read_source(path: Path) -> Source:
    """Read `path` and its entry in the manifest.

    Raises:
        KeyError: when the theme is unknown or the manifest has no entry for the document.
        ValueError: when the leading lines between `---` are missing.
    """
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    settings = dict(line.split(": ", 1) for line in head.splitlines())
    entries = {entry["file"]: entry for entry in json.loads(MANIFEST.read_text(encoding="utf-8"))["documents"]}
    entry = entries[path.stem]
    return Source(
        title=entry["title"],
        language=entry["language"],
        date=datetime.fromisoformat(entry["date"]).replace(hour=9, tzinfo=UTC),
        theme=THEMES[settings.get("theme", "form")],
        header=settings.get("header", ""),
        footer=settings.get("footer", ""),
        blocks=parse_blocks(body),
    )


def parse_blocks(body: str) -> tuple[Block, ...]:
    """Take the text of a source apart into blocks, in order."""
    blocks: list[Block] = []
    rows: list[tuple[str, ...]] = []
    number = 0
    for line in [*body.splitlines(), ""]:
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
            continue
        if rows:
            blocks.append(_table(rows))
            rows = []
        number = number + 1 if NUMBERED.match(line) else 0
        if number:
            blocks.append(Block("number", NUMBERED.sub("", line, count=1), number))
        elif line.startswith("#"):
            marks, text = line.split(" ", 1)
            blocks.append(Block("heading", text, len(marks)))
        elif line.startswith("- "):
            blocks.append(Block("bullet", line[2:]))
        elif line:
            blocks.append(Block("paragraph", line))
    return tuple(blocks)


def _table(rows: list[tuple[str, ...]]) -> Block:
    ruled = len(rows) > 1 and all(RULE_CELL.fullmatch(cell) for cell in rows[1])
    kept = [rows[0], *rows[2:]] if ruled else rows
    return Block("table", rows=tuple(kept), has_heading_row=ruled)


def _inline(text: str) -> list[tuple[str, bool, bool]]:
    """Return the runs of `text` as (words, bold, italic)."""
    runs = []
    for piece in INLINE.split(text):
        if piece.startswith("**"):
            runs.append((piece[2:-2], True, False))
        elif piece.startswith("*"):
            runs.append((piece[1:-1], False, True))
        elif piece:
            runs.append((piece, False, False))
    return runs


def build_docx(source: Source) -> bytes:
    """Return `source` as a Word file."""
    document = docx.Document()
    _set_up_docx(document, source)
    list_id = 0
    for block in source.blocks:
        if block.kind == "table":
            _add_docx_table(document, block, source.theme)
            continue
        if block.kind == "heading":
            paragraph = document.add_heading(level=block.level - 1)
        elif block.kind == "bullet":
            paragraph = document.add_paragraph(style="List Bullet")
        elif block.kind == "number":
            paragraph = document.add_paragraph(style="List Number")
            list_id = _new_list(document) if block.level == 1 else list_id
            properties: Any = paragraph.paragraph_format.element
            properties.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = list_id
        else:
            paragraph = document.add_paragraph()
        _add_runs(paragraph, block.text)
    unsettled = io.BytesIO()
    document.save(unsettled)
    return _with_fixed_times(unsettled, source.date)


def _set_up_docx(document: Document, source: Source) -> None:
    styles: Any = document.styles
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        styles[name].font.name = source.theme.font
        fonts = styles[name].element.rPr.rFonts
        for theme_font in ("w:asciiTheme", "w:hAnsiTheme"):
            fonts.attrib.pop(qn(theme_font), None)
        if name != "Normal":
            styles[name].font.color.rgb = RGBColor.from_string(source.theme.accent)
    styles["Normal"].font.size = Pt(11)
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), f"{source.language}-CA")
    properties = document.core_properties
    properties.title = source.title
    properties.author = properties.last_modified_by = "Northreach"
    properties.comments = ""
    properties.language = f"{source.language}-CA"
    properties.created = properties.modified = source.date.replace(tzinfo=None)
    section = document.sections[0]
    if source.header:
        section.header.paragraphs[0].text = source.header
    if source.footer:
        section.footer.paragraphs[0].text = source.footer


def _add_docx_table(document: Document, block: Block, theme: Theme) -> None:
    table = document.add_table(rows=len(block.rows), cols=len(block.rows[0]), style=theme.table_style)
    for row_number, cells in enumerate(block.rows):
        for column, text in enumerate(cells):
            bold = row_number == 0 if block.has_heading_row else column == 0
            _add_runs(table.cell(row_number, column).paragraphs[0], text, bold=bold)
    document.add_paragraph()


def _add_runs(paragraph: Paragraph, text: str, *, bold: bool = False) -> None:
    for words, strong, emphasis in _inline(text):
        run = paragraph.add_run(words)
        if bold or strong:
            run.bold = True
        if emphasis:
            run.italic = True


def _new_list(document: Document) -> int:
    """Return the id of a new numbered list: without one, Word goes on counting from the list before."""
    numbering: Any = document.part.numbering_part.element
    style: Any = document.styles["List Number"].element
    model = numbering.num_having_numId(style.pPr.numPr.numId.val)
    number = numbering.add_num(model.abstractNumId.val)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(number.numId)


def _with_fixed_times(package: io.BytesIO, date: datetime) -> bytes:
    settled = io.BytesIO()
    with zipfile.ZipFile(package) as before, zipfile.ZipFile(settled, "w") as after:
        for name in before.namelist():
            part = zipfile.ZipInfo(name, date.timetuple()[:6])
            part.create_system = 3
            part.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(part, before.read(name))
    return settled.getvalue()


def build_pdf(source: Source) -> bytes:
    """Return `source` as a PDF file, uncompressed so that its bytes do not depend on the compression library."""
    output = io.BytesIO()
    document = SimpleDocTemplate(
        output,
        pagesize=letter,
        leftMargin=inch,
        rightMargin=inch,
        topMargin=inch,
        bottomMargin=inch,
        title=source.title,
        author="Northreach",
        lang=f"{source.language}-CA",
        invariant=1,
        pageCompression=0,
    )
    draw = partial(_draw_margins, source=source)
    document.build(_flowables(source), onFirstPage=draw, onLaterPages=draw)
    return output.getvalue()


def _flowables(source: Source) -> list[Flowable]:
    plain, bold = PDF_FACES[source.theme.pdf_font]
    accent = HexColor(f"#{source.theme.accent}")
    body = ParagraphStyle("body", fontName=plain, fontSize=10.5, leading=14, spaceAfter=6)
    item = ParagraphStyle("item", parent=body, leftIndent=16, bulletIndent=4, spaceAfter=2)
    headings = {
        level: ParagraphStyle(
            f"heading{level}",
            parent=body,
            fontName=bold,
            fontSize=size,
            leading=size + 4,
            spaceBefore=10,
            textColor=accent,
            keepWithNext=1,
        )
        for level, size in ((1, 19), (2, 13), (3, 11))
    }
    cell = ParagraphStyle("cell", parent=body, fontSize=9.5, leading=12, spaceAfter=0)
    flowables: list[Flowable] = []
    for block in source.blocks:
        if block.kind == "table":
            flowables += [_pdf_table(block, cell), Spacer(1, 8)]
        elif block.kind == "heading":
            flowables.append(PdfParagraph(_markup(block.text), headings[block.level]))
        elif block.kind == "paragraph":
            flowables.append(PdfParagraph(_markup(block.text), body))
        else:
            # ReportLab writes a round bullet as byte 127, which many readers drop; a dash survives everywhere.
            mark = "\N{EN DASH}" if block.kind == "bullet" else f"{block.level}."
            flowables.append(PdfParagraph(_markup(block.text), item, bulletText=mark))
    return flowables


def _pdf_table(block: Block, style: ParagraphStyle) -> Table:
    cells = [
        [
            PdfParagraph(
                _markup(f"**{text}**" if (number == 0 if block.has_heading_row else column == 0) else text), style
            )
            for column, text in enumerate(row)
        ]
        for number, row in enumerate(block.rows)
    ]
    longest = [max(len(row[column]) for row in block.rows) for column in range(len(block.rows[0]))]
    shares = [max(0.2, length / sum(longest)) for length in longest]
    widths = [6.5 * inch * share / sum(shares) for share in shares]
    grid = ("GRID", (0, 0), (-1, -1), 0.5, HexColor("#888888"))
    return Table(cells, colWidths=widths, style=[grid, ("VALIGN", (0, 0), (-1, -1), "TOP")])


def _markup(text: str) -> str:
    """Return `text` in the small markup of ReportLab's paragraphs."""
    pieces = []
    for words, strong, emphasis in _inline(text):
        safe = escape(words, quote=False)
        safe = f"<b>{safe}</b>" if strong else safe
        pieces.append(f"<i>{safe}</i>" if emphasis else safe)
    return "".join(pieces)


def _draw_margins(canvas: Any, document: Any, *, source: Source) -> None:
    plain, _ = PDF_FACES[source.theme.pdf_font]
    canvas.saveState()
    canvas.setFont(plain, 8.5)
    canvas.setFillColor(HexColor("#555555"))
    width, height = letter
    if source.header:
        canvas.drawString(inch, height - 0.6 * inch, source.header)
    if source.footer:
        canvas.drawString(inch, 0.6 * inch, source.footer)
    canvas.drawRightString(width - inch, 0.6 * inch, f"Page {document.page}")
    canvas.restoreState()


BUILDERS = {".docx": build_docx, ".pdf": build_pdf}


def build_document(path: Path) -> bytes:
    """Return the file that the source at `path` describes.

    Args:
        path: a source; the ending before `.md` says the format.

    Raises:
        KeyError: when that format, the theme or the manifest entry is not known.
    """
    return BUILDERS[Path(path.stem).suffix](read_source(path))


def main() -> None:
    """Build every document that has a source."""
    for path in sorted(SOURCES.glob("*.md")):
        (DOCUMENTS / path.stem).write_bytes(build_document(path))


if __name__ == "__main__":
    main()
