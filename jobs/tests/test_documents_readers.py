"""Every format is read to the same kind of plain text, and chosen by content."""

import codecs
import io
import re
import time
import zipfile

import pytest
from reportlab.pdfgen.canvas import Canvas

from jobs.documents.base import Block, BlockKind, Notice
from jobs.documents.compose import clean_text, compose, table_blocks
from jobs.documents.reading import read_document
from jobs.tests.samples import build

SAMPLES = build.samples()


def read(name, filename=None):
    return read_document(SAMPLES[name], filename or name)


def test_samples_on_disk_are_those_the_script_builds():
    for name, content in SAMPLES.items():
        if not name.endswith((".pdf", ".docx")):
            assert (build.HERE / name).read_bytes() == content, name


class TestWord:
    def test_whole_text_in_order(self):
        assert read("features.docx").text == (
            "Statistics Agency\n\nSenior Data Analyst\nLocation: Ottawa\nClassification: EC-05\n\nDuties\n"
            "- Builds data pipelines.\n- Writes reports.\n- Trains colleagues.\n\nQualifications\n"
            "Skill | Level | Years\nPython | Expert | 5\n\nKnowledge\nKnowledge of statistics.\nKnowledge of surveys.\n"
            "Uses Power BI daily.\nInside a content control.\nInline control.\nInside a text box.\nSee the web site\n\n"
            "One two\nthree"
        )

    def test_tracked_changes_are_announced(self):
        assert Notice.TRACKED_CHANGES in read("features.docx").warnings

    def test_text_box_is_read_once(self):
        assert read("features.docx").text.count("text box") == 1

    def test_strict_documents_read_like_others(self):
        body = f"<w:document {build.W}><w:body>{build.paragraph('Harbour Master')}</w:body></w:document>"
        strict = build.zipped(
            {
                "[Content_Types].xml": "<Types/>",
                "word/document.xml": body.replace(
                    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                    "http://purl.oclc.org/ooxml/wordprocessingml/main",
                ),
            }
        )
        assert read_document(strict, "a.docx").text == "Harbour Master"

    def test_a_document_without_its_list_of_parts_is_read(self):
        body = f"<w:document {build.W}><w:body>{build.paragraph('Harbour Master')}</w:body></w:document>"
        assert read_document(build.zipped({"word/document.xml": body}), "a.docx").text == "Harbour Master"

    def test_legacy_form(self):
        document = read("form.doc")
        assert document.text == (
            "Form HR-12\nRecords Office\nApply by 1 May 2027\n1. Position title: Records Clerk\n\nLocation\n\nDuties\n"
            "- Files papers\nand counts them.\nWorks alone."
        )
        assert document.facts.title == "Records Clerk"

    def test_legacy_document(self):
        document = read("word97.doc")
        assert document.format == "doc"
        assert document.text == "Payroll Clerk\nDuties\nPays the staff of the Montréal office."


class TestPdf:
    def test_paragraphs_words_and_margins(self):
        text = read("paged.pdf").text
        assert "lake and coast of the region and reports" in text
        assert "to the management of the department" in text
        assert "- Counts fish in the field." in text
        assert "Human Resources" not in text
        assert "of 3" not in text
        assert text.count("On page") == 3

    @pytest.mark.parametrize(
        ("lines", "text"),
        [
            (["The analyst performs the senior-", "level work of the whole office."], "senior-level work"),
            (["The analyst plans the engi-", "neering of roads, and engineering it is."], "the engineering of roads"),
            (
                ["The analyst main-", "tains the depart-", "ment and its age-", "appropriate play-", "grounds."],
                "maintains the department and its age-appropriate playgrounds.",
            ),
        ],
    )
    def test_hyphens_at_the_ends_of_lines(self, lines, text):
        page = [(72.0, 700.0 - 12 * number, line, 10) for number, line in enumerate(lines)]
        assert text in read_document(build.pdf_pages([page]), "1.pdf").text

    def test_wrapped_cells_are_joined_to_their_row(self):
        # As Word and LibreOffice write tables: cell by cell, each line of a cell by itself.
        cells = [
            (72, 700, "Job Title"), (180, 700, "Senior Occupational"), (180, 688, "Therapist"),
            (320, 700, "Band"), (420, 700, "Band 6"),
            (72, 676, "Department"), (180, 676, "Community"), (180, 664, "Rehabilitation"),
            (320, 676, "Base"), (420, 676, "St Mary's Community"), (420, 664, "Hospital"),
            (72, 630, "To work as an autonomous practitioner with patients."),
        ]  # fmt: skip
        page = [(float(left), float(bottom), text, 10) for left, bottom, text in cells]
        lines = read_document(build.pdf_pages([page]), "1.pdf").text.split("\n")
        assert "Job Title | Senior Occupational Therapist | Band | Band 6" in lines
        assert "Department | Community Rehabilitation | Base | St Mary's Community Hospital" in lines
        assert "To work as an autonomous practitioner with patients." in lines

    def test_labels_over_values_side_by_side(self):
        cells = [
            (72, 700, "Competition #:"), (72, 688, "1059-2023A"),
            (320, 700, "Deadline:"), (320, 688, "20 November 2027"),
            (72, 660, "The Director plans the maintenance of roads."),
        ]  # fmt: skip
        page = [(float(left), float(bottom), text, 10) for left, bottom, text in cells]
        text = read_document(build.pdf_pages([page]), "1.pdf").text
        assert "Competition #: 1059-2023A | Deadline: 20 November 2027" in text

    def test_columns_one_after_the_other(self):
        text = read("columns.pdf").text
        assert text.startswith("Network Administrator")
        assert text.index("Left column line 11") < text.index("Right column line 0")

    def test_what_is_filled_into_a_form(self):
        buffer = io.BytesIO()
        canvas = Canvas(buffer)
        canvas.drawString(72, 740, "Position description")
        for number, (label, value) in enumerate([("Job title:", "Fire Inspector"), ("Location:", "Brandon, MB")]):
            canvas.drawString(72, 700 - 30 * number, label)
            canvas.acroForm.textfield(name=label, value=value, x=180, y=695 - 30 * number, width=300, height=18)
        canvas.save()
        document = read_document(buffer.getvalue(), "form.pdf")
        assert "Job title: Fire Inspector\n" in document.text
        assert (document.facts.title, document.facts.location) == ("Fire Inspector", "Brandon, MB")

    def test_words_set_far_apart_to_fill_a_line_are_one_line(self):
        buffer = io.BytesIO()
        canvas = Canvas(buffer)
        for number, line in enumerate(["Writes reports on all matters", "of policy, and presents them to the board."]):
            text = canvas.beginText(72, 700 - 14 * number)
            text.setWordSpace(0 if number else 20)
            text.textOut(line)
            canvas.drawText(text)
        canvas.save()
        text = "Writes reports on all matters of policy, and presents them to the board."
        assert read_document(buffer.getvalue(), "a.pdf").text == text

    def test_restrictions_without_password_do_not_stop_reading(self):
        assert read("restricted.pdf").text.startswith("Restricted Printer Operator")


@pytest.mark.parametrize("kind", [{}, {"in_pieces": True}, {"macintosh": True}])
def test_word_95(kind):
    document = read_document(build.doc95(**kind), "old.doc")
    assert document.text == (
        "Form HR-12\n\nRecords Clerk\nLocation: Montréal\n- Files papers\nand counts them.\nWorks alone."
    )
    assert (document.format, document.facts.title, document.facts.location) == ("doc", "Records Clerk", "Montréal")


def test_odt():
    document = read("letter.odt")
    assert document.text == (
        "Ville de Québec\n\nChargé de projet\n\nTâches\n- Planifier les travaux\n- Suivre le budget\nLieu: Québec"
    )
    assert document.facts.language == "fr"


def test_opendocument_of_a_single_xml_file():
    text = (
        '<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:meta><dc:title>Clerk</dc:title></office:meta>'
        "<office:body><office:text><text:h>Park Ranger</text:h><text:p>Walks.</text:p></office:text></office:body>"
        "</office:document>"
    )
    document = read_document(text.encode(), "a.fodt")
    assert (document.format, document.text, document.warnings) == ("odt", "Park Ranger\nWalks.", ())


WORD_2003 = """<?xml version="1.0"?><?mso-application progid="Word.Document"?>
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"
 xmlns:o="urn:schemas-microsoft-com:office:office"><o:DocumentProperties><o:Title>Ranger</o:Title></o:DocumentProperties>
<w:styles><w:style w:type="paragraph" w:styleId="h1"><w:name w:val="heading 1"/></w:style></w:styles><w:body>
<w:p><w:pPr><w:pStyle w:val="h1"/></w:pPr><w:r><w:t>Park Ranger</w:t></w:r></w:p>
<w:p><w:pPr><w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="2"/></w:listPr></w:pPr><w:r><w:t>Walks.</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Location</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Banff</w:t></w:r></w:p></w:tc>
</w:tr></w:tbl><w:sectPr><w:hdr w:type="odd"><w:p><w:r><w:t>Parks</w:t></w:r></w:p></w:hdr></w:sectPr>
</w:body></w:wordDocument>"""


def test_word_2003_xml():
    document = read_document(WORD_2003.encode(), "a.xml")
    assert (document.format, document.text) == ("docx", "Parks\n\nPark Ranger\n- Walks.\nLocation: Banff")


def test_word_parts_in_a_single_xml_file():
    names = zipfile.ZipFile(io.BytesIO(SAMPLES["features.docx"]))
    parts = ""
    for name in names.namelist():
        content = re.sub(r"^<\?xml[^>]*\?>", "", names.read(name).decode())
        parts += f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{content}</pkg:xmlData></pkg:part>'
    flat = f'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{parts}</pkg:package>'
    assert read_document(flat.encode(), "a.xml").text == read("features.docx").text


@pytest.mark.parametrize(("turn", "x", "y"), [(0, 0, 0), (90, 612, 0), (180, 612, 792), (270, 0, 792)])
def test_a_pdf_page_that_lies_on_its_side_is_read_as_it_is_meant(turn, x, y):
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(612, 792))
    canvas.translate(x, y)
    canvas.rotate(turn)
    for line, words in enumerate(["Harbour Master", "Berths ships and keeps", "the harbour clear."]):
        canvas.drawString(60, 500 - 14 * line, words)
    canvas.rotate(45 + 90)  # as a stamp is
    canvas.drawString(-100, -100, "DRAFT")
    canvas.save()
    text = read_document(file.getvalue(), "a.pdf").text
    assert text == "Harbour Master\nBerths ships and keeps the harbour clear."


def test_rtf():
    document = read("accents.rtf")
    assert "- Maîtrise d’Excel" in document.text
    assert "Outil | Niveau | Ans" in document.text
    assert document.facts.title == "Agente de développement"


def test_rtf_headers_text_boxes_and_cells_of_several_paragraphs():
    source = (
        r"{\rtf1\ansi\ansicpg1252{\header\pard Form HR-12\par}{\footer\pard Page 1 of 2\par}"
        r"{\shp{\*\shpinst{\shptxt\pard Apply by 1 May {\b 2027}\par}}}"
        r"\trowd\pard\intbl 1. Title of position:\par Records Clerk\cell 2. Grade:\par 5\cell\row\pard Duties\par}"
    )
    document = read_document(source.encode(), "a.rtf")
    assert document.text == (
        "Form HR-12\nApply by 1 May 2027\n\n1. Title of position:\nRecords Clerk\n2. Grade:\n5\nDuties"
    )
    assert document.facts.title == "Records Clerk"


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        (
            r"\ansi\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fcharset204 Cyr;}}",
            r"\f0 \'ea\'e8 {\f1 \'cc\'ee\'f1\'ea\'e2\'e0}",
            "êè Москва",
        ),
        (
            r"\ansi\ansicpg1251{\fonttbl{\f0 Arial;}{\f1\fcharset238 CE;}}",
            r"\f0 \'cc\'ee\'f1\'ea\'e2\'e0 {\f1 \'b3}",
            "Москва ł",
        ),
        (r"\ansi\ansicpg99999{\fonttbl{\f0 Arial;}}", r"\'93caf\'e9\'94", "“café”"),
        (r"\ansi\uc1", r"fox \u-10178?\u-8822? \u-10178? end", "fox \N{FOX FACE} end"),
        (r"\mac\deff0{\fonttbl{\f0 Geneva;}}", r"caf\'8e", "café"),
        (r"\mac\ansicpg10000{\fonttbl{\f0 Geneva;}}", r"caf\'8e{\footer\pard \'8e\par}", "café\né"),
    ],
)
def test_the_code_pages_of_rtf(head, body, text):
    assert read_document(f"{{\\rtf1{head} {body}}}".encode(), "a.rtf").text == text


def test_torn_rtf_is_read_in_one_pass():
    source = b"{\\rtf1\\ansi Park Ranger\\par " + b"{\\header " * 100_000
    began = time.monotonic()
    assert read_document(source, "a.rtf").text.startswith("Park Ranger")
    assert time.monotonic() - began < 10


def test_html_without_scripts_menus_and_hidden_text():
    document = read("page.html")
    assert document.text == (
        "Web Developer\nLocation: Montréal\n\nRequirements\n- Knows JavaScript & CSS\n- Writes clear code\n"
        "- and tests it\nSalary: $80,000\nFirst line\nsecond line"
    )


def test_web_archive_saved_by_word():
    page = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>Ranger</p></body></html>"
    assert read_document(page, "job.doc").text == "Ranger"


def test_markdown_reads_well():
    assert read("posting.md").text == (
        "Location: Ottawa\n\nPolicy Advisor\n\nAbout the role\n\n"
        "We really need a curious person; see our site and git.\n\n"
        "You will\n- write briefs\n- Meet ministers\n\nRequirements\n\nSkill | Years\nPython | 3"
    )


@pytest.mark.parametrize("name", ["utf8.txt", "utf16.txt", "utf16-unmarked.txt", "windows1252.txt"])
def test_encodings_of_plain_text(name):
    assert read(name).text == (
        "Job Title: Café Manager\nLocation: Montréal\n\nREQUIREMENTS\n- Speaks français\nand “English”"
    )


def test_latin_1_where_windows_1252_has_no_character():
    assert "Prépare des entrées à Montréal." in read("latin1.txt").text


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, b""])
def test_marks_at_the_start_are_no_text(mark):
    assert read_document(mark + b"Ranger", "a.txt").text == "Ranger"


def test_content_decides_and_a_wrong_name_is_noted():
    document = read("word-named.pdf")
    assert document.format == "docx"
    assert Notice.WRONG_EXTENSION in document.warnings
    assert Notice.WRONG_EXTENSION not in read("features.docx").warnings


def test_script_in_markup_is_never_text():
    for name in ("page.html", "posting.md"):
        assert "alert" not in read(name).text


def test_nul_bytes_and_control_characters_go():
    document = read_document(b"Data\0 Analyst\x07\nWrites re\xc2\xadports and briefs for everybody here.", "a.txt")
    assert document.text == "Data Analyst\nWrites reports and briefs for everybody here."


class TestText:
    def test_normal_form_ligatures_and_spaces(self):
        assert clean_text("e\u0301tudes  \u00a0 o\ufb03ce\u200b\r\n\r\n\r\n\r\nend ") == "études office\n\nend"

    def test_signs_of_lists(self):
        assert clean_text("• one\n\uf0b7\ttwo\n* three\n– four\n*five*") == "- one\n- two\n- three\n- four\n*five*"

    def test_headings_have_a_blank_line_before(self):
        blocks = [Block("a"), Block("Head", BlockKind.HEADING), Block("b", BlockKind.ITEM)]
        assert compose(blocks) == "a\n\nHead\n- b"

    def test_layout_tables_read_as_the_page_does(self):
        cell = [Block("Duties"), Block("Writes.", BlockKind.ITEM)]
        assert compose(table_blocks([[cell]])) == "Duties\n- Writes."

    def test_rows(self):
        row = [[Block("A")], [Block("")], [Block("C")]]
        assert compose(table_blocks([row, [[Block("Label:")], [Block("value")]]])) == "A | C\nLabel: value"

    def test_a_tick_is_the_name_of_its_column(self):
        rows = [["Requirement", "Essential", "Asset"], ["Python", "✓", ""], ["SQL", "", "X"], ["Go", "yes", ""]]
        cells = [[[Block(text)] for text in row] for row in rows]
        assert compose(table_blocks(cells)) == (
            "Requirement | Essential | Asset\nPython | Essential\nSQL | Asset\nGo | yes"
        )
