"""Builds the sample files of the readers' tests: `python -m jobs.tests.samples.build` writes them beside this script.

Every file is small and made up; each shows one or a few things that a reader must get right.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

HERE = Path(__file__).parent
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
EXTRA = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(entries: dict[str, bytes | str]) -> bytes:
    """Return a zip of `entries`, the same bytes every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def paragraph(text: str, style: str = "", *, bold: bool = False, numbered: bool = False) -> str:
    """Return a paragraph in WordprocessingML."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbered:
        properties += '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    run = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r>{run}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def table(*rows: tuple[str, ...]) -> str:
    """Return a table in WordprocessingML; a cell holds a paragraph for every line of its text."""
    body = ""
    for row in rows:
        cells = ("".join(paragraph(line) for line in cell.split("\n")) for cell in row)
        body += "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"
    return f"<w:tbl>{body}</w:tbl>"


STYLES = f"""<w:styles {W}>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="ListBullet"><w:name w:val="List Bullet"/>
<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="ListBullet2"><w:name w:val="List Bullet 2"/><w:basedOn w:val="ListBullet"/>
</w:style>
</w:styles>"""


def docx(body: str, *, title: str = "", header: str = "", footer: str = "") -> bytes:
    """Return a Word document with `body`, paragraphs and tables in WordprocessingML."""
    relations = f'<Relationship Id="rId1" Type="{RELATION}/styles" Target="styles.xml"/>'
    entries: dict[str, bytes | str] = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
        ),
        "word/document.xml": f"<w:document {W} {R} {EXTRA}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": STYLES,
    }
    for number, (kind, text) in enumerate((("header", header), ("footer", footer)), start=2):
        if text:
            part = "hdr" if kind == "header" else "ftr"
            entries[f"word/{kind}1.xml"] = f"<w:{part} {W}>{paragraph(text)}</w:{part}>"
            relations += f'<Relationship Id="rId{number}" Type="{RELATION}/{kind}" Target="{kind}1.xml"/>'
    entries["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
    )
    if title:
        entries["docProps/core.xml"] = (
            '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>'
        )
    return zipped(entries)


def features_docx() -> bytes:
    """Return a Word document with everything a reader walks through."""
    body = (
        paragraph("Senior Data Analyst", "Title")
        + table(("Location", "Ottawa"), ("Classification:", "EC-05"))
        + paragraph("Duties", "Heading1")
        + paragraph("Builds data pipelines.", "ListBullet")
        + paragraph("Writes reports.", "ListBullet2")
        + paragraph("Trains colleagues.", numbered=True)
        + paragraph("Qualifications", bold=True)
        + table(("Skill", "Level", "Years"), ("Python", "Expert", "5"))
        + table(("Knowledge", "Knowledge of statistics.\nKnowledge of surveys."))
        + '<w:p><w:r><w:t>Uses </w:t></w:r><w:del w:id="1"><w:r><w:delText>Excel</w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>Power BI</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> daily.</w:t></w:r></w:p>'
        + f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('Inside a content control.')}</w:sdtContent></w:sdt>"
        + "<w:p><w:sdt><w:sdtContent><w:r><w:t>Inline control.</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        + "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx><w:txbxContent>"
        + paragraph("Inside a text box.")
        + "</w:txbxContent></wps:txbx></mc:Choice><mc:Fallback><v:textbox><w:txbxContent>"
        + paragraph("Inside a text box.")
        + "</w:txbxContent></v:textbox></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        + '<w:p><w:hyperlink r:id="rId9"><w:r><w:t>See the web site</w:t></w:r></w:hyperlink></w:p>'
        + '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>'
        + "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden note.</w:t></w:r></w:p>"
        + "<w:p><w:r><w:t>One</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r></w:p>"
    )
    return docx(body, title="Template", header="Statistics Agency", footer="Page 1 of 2")


def french_docx() -> bytes:
    """Return a French Word document whose title stands in a form."""
    body = (
        paragraph("Description de poste", bold=True)
        + table(
            ("Titre du poste :", "Conseillère en politiques"), ("Lieu :", "Gatineau"), ("Date limite :", "15 mars 2027")
        )
        + paragraph("Fonctions principales", bold=True)
        + paragraph("Élaborer des politiques et conseiller les ministres à l’égard de la santé.", numbered=True)
        + paragraph("Qualifications essentielles", bold=True)
        + paragraph("Baccalauréat en sciences sociales ou l’équivalent.", numbered=True)
    )
    return docx(body)


def pdf_pages(draw: list[list[tuple[float, float, str, int]]], *, encrypt: StandardEncryption | None = None) -> bytes:
    """Return a PDF; a page is a list of pieces of text with their place from the lower left and size, in points."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1, encrypt=encrypt)
    for page in draw:
        for left, bottom, text, size in page:
            canvas.setFont("Helvetica", size)
            canvas.drawString(left, bottom, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def paged_pdf() -> bytes:
    """Return three pages with a running title, page numbers, wrapped paragraphs, a hyphenated word and a bullet."""
    pages = []
    for number in (1, 2, 3):
        page = [(72.0, 800.0, "Department of Fisheries - Human Resources", 8), (280.0, 30.0, f"Page {number} of 3", 8)]
        if number == 1:
            page += [(72.0, 760.0, "Fisheries Biologist", 18), (72.0, 730.0, "Duties", 13)]
        page += [
            (
                72.0,
                700.0,
                f"On page {number} the biologist plans surveys of fish stocks in every river, lake and coast of",
                11,
            ),
            (
                72.0,
                686.0,
                "the region and reports the results to the public, to other governments and to the manage-",
                11,
            ),
            (72.0, 672.0, "ment of the department within the year.", 11),
            (72.0, 645.0, "• Counts fish in the field.", 11),
        ]
        pages.append(page)
    return pdf_pages(pages)


def columns_pdf() -> bytes:
    """Return a page in two columns whose lines were written across the page, below a title over both."""
    page: list[tuple[float, float, str, int]] = [(180.0, 790.0, "Network Administrator", 18)]
    for number in range(12):
        page.append((50.0, 750.0 - 14 * number, f"Left column line {number} speaks of routers and", 10))
        page.append((320.0, 750.0 - 14 * number, f"Right column line {number} speaks of servers and", 10))
    return pdf_pages([page])


def scanned_pdf() -> bytes:
    """Return a PDF of one page that is a picture."""
    pixels = png(16, 16)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.drawImage(ImageReader(io.BytesIO(pixels)), 0, 0, 595, 842)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def png(width: int, height: int) -> bytes:
    """Return a grey picture in PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([128]) * width for _ in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def compound_file(streams: dict[str, bytes]) -> bytes:
    """Return a compound file ([MS-CFB]) with `streams` in its root; each is padded so that none is a mini stream."""
    sector = 512
    contents = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    fat = [0xFFFFFFFD]
    directory_start = 1
    directory_sectors = 1
    fat.append(0xFFFFFFFE)
    starts: dict[str, int] = {}
    body = b""
    for name, data in contents.items():
        count = -(-len(data) // sector)
        starts[name] = len(fat)
        fat += [len(fat) + 1 + i for i in range(count - 1)] + [0xFFFFFFFE]
        body += data.ljust(count * sector, b"\0")

    def entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
        encoded = name.encode("utf-16-le")
        return (
            encoded.ljust(64, b"\0")
            + struct.pack("<HBB", len(encoded) + 2 if name else 0, kind, 1)
            + struct.pack("<III", 0xFFFFFFFF, right, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    # The tree of names is ordered by length, then by letters; a chain of right-hand siblings will do.
    names = sorted(contents, key=lambda name: (len(name), name.upper()))
    entries = [entry("Root Entry", 5, 1, 0xFFFFFFFF, 0xFFFFFFFE, 0)]
    for number, name in enumerate(names, start=1):
        right = number + 1 if number < len(names) else 0xFFFFFFFF
        entries.append(entry(name, 2, 0xFFFFFFFF, right, starts[name], len(contents[name])))
    directory = b"".join(entries).ljust(directory_sectors * sector, b"\0")
    table_sector = struct.pack(f"<{len(fat)}I", *fat).ljust(sector, b"\xff")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
        + struct.pack("<IIIIIIIII", 0, 1, directory_start, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
        + struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    )
    return header + table_sector + directory + body


def doc(text: str, *, encrypted: bool = False) -> bytes:
    """Return a Word 97 document ([MS-DOC]) of one piece of text; "\\r" ends its paragraphs."""
    encoded = text.encode("cp1252")
    text_start = 2048
    flags = 0x0200 | (0x0100 if encrypted else 0)
    base = struct.pack("<HHHHHHHIBBHHII", 0xA5EC, 0xC1, 0, 0x409, 0, flags, 0xBF, 0, 0, 0, 0, 0, text_start, 0)
    words = struct.pack("<H", 14) + bytes(28)
    longs = [0] * 22
    longs[0], longs[3] = text_start + len(encoded), len(encoded)
    pieces = struct.pack("<II", 0, len(encoded)) + struct.pack("<HIH", 0, text_start * 2 | 0x40000000, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    pairs = [0] * (93 * 2)
    pairs[33 * 2 : 33 * 2 + 2] = [0, len(clx)]
    information = base + words + struct.pack("<H22i", 22, *longs) + struct.pack("<H186I", 93, *pairs)
    return compound_file({"WordDocument": information.ljust(text_start, b"\0") + encoded, "1Table": clx})


def doc_form() -> bytes:
    """Return a Word 97 document with a header, a table, a heading, a list, a field, hidden text and a text box."""
    in_table, row_end = b"\x16\x24\x01", b"\x17\x24\x01"
    main = [
        ("\x08Records Office\r", b""),
        ("1. Position title\x07", in_table),
        ("\x13 FORMTEXT \x01\x14Records Clerk\x15\x07", in_table),
        ("\x07", in_table + row_end),
        ("Location\x07", in_table),
        ("\x07", in_table),
        ("\x07", in_table + row_end),
        ("Duties\r", b"\x40\x26\x00"),
        ("Files papers\x0band counts them.\r", b"\x0b\x46\x01\x00"),
        ("Secret.", b"hidden"),
        ("Works alone.\r", b""),
    ]
    margins = [("Form HR-12\r", b""), ("\r", b"")]
    boxes = [("Apply by 1 May 2027\r", b"")]
    start, text, paragraphs, characters = 3072, b"", [], []
    for content, properties in main + margins + boxes:
        place = start + len(text)
        text += content.encode("cp1252")
        characters.append((place, start + len(text), b"\x3c\x08\x01" if properties == b"hidden" else b""))
        paragraphs.append((place, start + len(text), b"" if properties == b"hidden" else properties))
    lengths = [sum(len(content) for content, _ in story) for story in (main, margins, boxes)]
    base = struct.pack("<HHHHHHHIBBHHII", 0xA5EC, 0xC1, 0, 0x409, 0, 0x0200, 0xBF, 0, 0, 0, 0, 0, start, 0)
    longs = [0] * 22
    longs[3], longs[5], longs[9] = lengths
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, start * 2 | 0x40000000, 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    ends = [0] * 7 + [len(margins[0][0]), *[lengths[1] - 1] * 5, lengths[1]]
    parts = {
        33: clx,
        13: struct.pack("<III", start, start + len(text), 4),
        12: struct.pack("<III", start, start + len(text), 5),
        11: struct.pack(f"<{len(ends)}i", *ends),
    }
    pairs, table_stream = [0] * (93 * 2), b""
    for number, part in parts.items():
        pairs[number * 2 : number * 2 + 2] = [len(table_stream), len(part)]
        table_stream += part
    information = base + struct.pack("<H", 14) + bytes(28) + struct.pack("<H22i", 22, *longs)
    information += struct.pack("<H186I", 93, *pairs)
    pages = properties_page(paragraphs, 13) + properties_page(characters, 1)
    return compound_file({"WordDocument": information.ljust(4 * 512, b"\0") + pages + text, "1Table": table_stream})


def doc95(*, encrypted: bool = False, in_pieces: bool = False, macintosh: bool = False) -> bytes:
    """Return a Word 95 document with a header, a table, a heading, a list, a field and hidden text.

    Args:
        encrypted: whether it says that it is protected by a password.
        in_pieces: whether its text lies in two pieces, the second first, as quick saving left them.
        macintosh: whether its text is in the characters of the Macintosh.
    """
    in_table, row_end = b"\x18\x01", b"\x18\x01\x19\x01"
    main = [
        ("Records Clerk\r", b"", b"\x55\x01"),
        ("Location\x07", in_table, b""),
        ("Montréal\x07", in_table, b""),
        ("\x07", row_end, b""),
        ("Files papers\x0band counts \x13 FORMTEXT \x14them\x15.\r", b"\x0d\x01", b""),
        ("Secret.", b"", b"\x5c\x01"),
        ("Works alone.\r", b"", b""),
    ]
    margins = [("Form HR-12\r", b"", b""), ("\r", b"", b"")]
    half = len(main[0][0])
    stored = [*main[1:], *margins, main[0]] if in_pieces else main + margins
    start, text, paragraphs, characters = 1024, b"", [], []
    for content, properties, look in stored:
        place = start + len(text)
        text += content.encode("mac_roman" if macintosh else "cp1252")
        characters.append((place, start + len(text), look))
        paragraphs.append((place, start + len(text), properties))
    lengths = [sum(len(content) for content, *_ in story) for story in (main, margins)]
    first_page = (start + len(text) + 511) // 512
    body = text.ljust(first_page * 512 - start, b"\0")
    body += properties_page(paragraphs, 7) + properties_page(characters, 1)
    ends = [0] * 7 + [len(margins[0][0]), *[lengths[1] - 1] * 5, lengths[1]]
    places = struct.pack("<III", 0, half, len(text))
    pieces = places + struct.pack("<HIHHIH", 0, start + len(text) - half, 0, 0, start, 0)
    parts = {
        11: struct.pack(f"<{len(ends)}i", *ends),
        12: struct.pack("<IIH", start, start + len(text), first_page + 1),
        13: struct.pack("<IIH", start, start + len(text), first_page),
        33: b"\x02" + struct.pack("<I", len(pieces)) + pieces if in_pieces else b"",
    }
    pairs = [0] * (34 * 2)
    for number, part in parts.items():
        pairs[number * 2 : number * 2 + 2] = [start + len(body), len(part)]
        body += part
    flags = (0x0100 if encrypted else 0) | (0x0004 if in_pieces else 0)
    base = struct.pack("<HHHHHHHIBB", 0xA5DC, 104, 0, 0x409, 0, flags, 104, 0, 0, 0)
    base += struct.pack("<HHII", 256 if macintosh else 0, 0, start, start + len(text))
    counts = struct.pack("<I16x8iI", start + len(body), lengths[0], 0, lengths[1], 0, 0, 0, 0, 0, 0)
    information = (base + counts + struct.pack("<68I", *pairs)).ljust(start, b"\0")
    return compound_file({"WordDocument": information + body})


def properties_page(runs: list[tuple[int, int, bytes]], width: int) -> bytes:
    """Return a page of properties ([MS-DOC] 2.9.33 for characters, 2.9.174 for paragraphs)."""
    places = struct.pack(f"<{len(runs) + 1}I", *[start for start, _, _ in runs], runs[-1][1])
    page = bytearray(512)
    page[: len(places)] = places
    page[511] = len(runs)
    end = 510
    for number, (_, _, properties) in enumerate(runs):
        if width == 13:  # paragraphs: half the length of style and properties, then those
            content = b"\0\0" + properties
            stored = (
                bytes([(len(content) + 2) // 2]) + content
                if len(content) % 2
                else b"\0" + bytes([len(content) // 2]) + content
            )
        elif width == 7:  # the same in Word 95, in whole words
            content = (b"\0\0" + properties).ljust((len(properties) + 3) // 2 * 2, b"\0")
            stored = bytes([len(content) // 2]) + content
        else:
            stored = bytes([len(properties)]) + properties
        end = (end - len(stored)) // 2 * 2
        page[end : end + len(stored)] = stored
        page[len(places) + number * width] = end // 2
    return bytes(page)


def odt() -> bytes:
    """Return an OpenDocument text with headings, a list, a table, tracked changes, a header and a footer."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"))
    )
    content = f"""<office:document-content {names}><office:body><office:text>
<text:tracked-changes><text:changed-region><text:deletion><text:p>Removed sentence.</text:p></text:deletion>
</text:changed-region></text:tracked-changes>
<text:p text:style-name="Title">Chargé de projet</text:p><text:h text:outline-level="1">Tâches</text:h>
<text:list><text:list-item><text:p>Planifier<text:s text:c="2"/>les travaux</text:p>
<text:list><text:list-item><text:p>Suivre le budget</text:p></text:list-item></text:list></text:list-item></text:list>
<table:table><table:table-row><table:table-cell><text:p>Lieu</text:p></table:table-cell><table:table-cell>
<text:p>Québec</text:p></table:table-cell></table:table-row></table:table></office:text></office:body>
</office:document-content>"""
    styles = f"""<office:document-styles {names}><office:master-styles><style:master-page style:name="Standard">
<style:header><text:p>Ville de Québec</text:p></style:header>
<style:footer><text:p>Page <text:page-number>1</text:page-number></text:p></style:footer>
</style:master-page></office:master-styles></office:document-styles>"""
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, "styles.xml": styles})


RTF = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title Agente de d\'e9veloppement}}"
    r"{\*\generator hidden}\pard Titre du poste : Agente de d\'e9veloppement\par Lieu : Trois-Rivi\'e8res\par\par "
    r"{\b Exigences}\par \bullet\tab Ma\'eetrise d\u8217?Excel\par "
    r"\trowd\cellx1000\cellx2000\cellx3000 Outil\cell Niveau\cell Ans\cell\row}"
)
HTML = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Web Developer | Acme</title>
<style>p { color: red }</style><script>alert("stolen")</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/jobs">Jobs</a></li></ul></nav>
<main><h1>Web Developer</h1><p>Location: <b>Montréal</b></p><h2>Requirements</h2>
<ul><li>Knows&nbsp;JavaScript &amp; CSS</li>
<li>Writes <a href="https://example.org">clear</a> code<ul><li>and tests it</li></ul></li></ul>
<table><tr><th>Salary</th><td>$80,000</td></tr></table><p style="display:none">Hidden words</p>
<p onclick="alert(1)">First line<br>second line</p></main><footer>Copyright Acme</footer></body></html>"""
MARKDOWN = """---
title: 'Policy Advisor'
layout: job-posting
location: Ottawa
---
# Policy Advisor

**About the role**

We **really** need a _curious_ person; see [our site](https://example.org) and `git`.

## You will
* write [briefs](https://example.org/a_(b))
1. Meet ministers
<script>alert("x")</script>

Requirements
------------

| Skill | Years |
| --- | --- |
| Python | 3 |
"""
TEXT = "Job Title: Café Manager\nLocation: Montréal\n\nREQUIREMENTS\n• Speaks français\n\tand “English”\n"


def samples() -> dict[str, bytes]:
    """Return the content of every sample file by its name."""
    features = features_docx()
    return {
        "features.docx": features,
        "french.docx": french_docx(),
        "damaged.docx": features[: len(features) // 2],
        "encrypted.docx": compound_file({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": bytes(64)}),
        "empty.docx": docx(paragraph("")),
        "form.doc": doc_form(),
        "word97.doc": doc("Payroll Clerk\rDuties\rPays the staff of the Montr\xe9al office.\r"),
        "encrypted.doc": doc("Payroll Clerk\r", encrypted=True),
        "spreadsheet.xls": compound_file({"Workbook": b"\x09\x08"}),
        "paged.pdf": paged_pdf(),
        "columns.pdf": columns_pdf(),
        "scanned.pdf": scanned_pdf(),
        "encrypted.pdf": pdf_pages([[(72, 700, "Secret job", 12)]], encrypt=StandardEncryption("open", "own")),
        "restricted.pdf": pdf_pages(
            [[(72, 700, "Restricted Printer Operator, prints the maps of the department", 12)]],
            encrypt=StandardEncryption("", "own", canPrint=0),
        ),
        "damaged.pdf": paged_pdf()[:700],
        "letter.odt": odt(),
        "accents.rtf": RTF.encode("ascii"),
        "page.html": HTML.encode(),
        "posting.md": MARKDOWN.encode(),
        "utf8.txt": TEXT.encode(),
        "utf16.txt": TEXT.encode("utf-16"),
        "utf16-unmarked.txt": TEXT.encode("utf-16-le"),
        "windows1252.txt": TEXT.encode("cp1252"),
        "latin1.txt": "Titre : Cuisinier\n\x81Prépare des entrées à Montréal.\n".encode("latin-1"),
        "binary.txt": png(16, 16),
        "word-named.pdf": features,
    }


if __name__ == "__main__":
    for name, content in samples().items():
        (HERE / name).write_bytes(content)
