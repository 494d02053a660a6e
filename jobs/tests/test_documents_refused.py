"""Files that cannot or must not be read give their own reason, with a sentence for it."""

import io
import string
import zipfile

import pytest
from reportlab.pdfgen.canvas import Canvas

from jobs.documents.base import DocumentError, ErrorCode, Limits, Notice
from jobs.documents.messages import ERROR_MESSAGES, WARNING_MESSAGES
from jobs.documents.reading import read_document
from jobs.tests.samples import build

SAMPLES = build.samples()
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY d SYSTEM "file:///etc/passwd">]>'


def refusal(data, filename="job.docx", **limits):
    with pytest.raises(DocumentError) as caught:
        read_document(data, filename, Limits(**limits))
    return caught.value


def docx_with(document):
    return build.zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("damaged.docx", ErrorCode.DAMAGED),
        ("damaged.pdf", ErrorCode.DAMAGED),
        ("encrypted.docx", ErrorCode.ENCRYPTED),
        ("encrypted.doc", ErrorCode.ENCRYPTED),
        ("encrypted.pdf", ErrorCode.ENCRYPTED),
        ("scanned.pdf", ErrorCode.SCANNED),
        ("empty.docx", ErrorCode.NO_TEXT),
        ("binary.txt", ErrorCode.MISLABELLED),
        ("spreadsheet.xls", ErrorCode.UNSUPPORTED_TYPE),
    ],
)
def test_each_kind_has_its_reason(name, code):
    assert refusal(SAMPLES[name], name).code is code


def test_word_95_with_a_password_and_torn():
    assert refusal(build.doc95(encrypted=True), "old.doc").code is ErrorCode.ENCRYPTED
    torn = build.compound_file({"WordDocument": b"\xdc\xa5\x68\x00" + b"\x60" * 600})
    assert refusal(torn, "old.doc").code is ErrorCode.DAMAGED


@pytest.mark.parametrize("data", [b"", b"\0\0\0", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\xef\xbb\xbf\r\n"])
def test_nothing_in_it(data):
    assert refusal(data, "a.txt").code is ErrorCode.EMPTY


def test_what_a_mislabelled_file_is():
    error = refusal(SAMPLES["binary.txt"], "binary.txt")
    assert error.params == {"found": "picture", "extension": "txt"}


@pytest.mark.parametrize(
    ("start", "found"),
    [
        (b"\0\0\0\x18ftypheic", "picture"),
        (b"\0\0\0\x18ftypmp42", "video"),
        (b"RIFF\x24\0\0\0WAVE", "sound"),
        (b"ID3\x04\0\0", "sound"),
        (b"8BPS\0\1", "picture"),
        (b"\xffWPC\x10\0", "wordperfect"),
        (b"\xdb\xa5\x2d\0", "old word"),
        (b"MZ\x90\0", "program"),
        (b"From: a@b.ca\r\nTo: c@d.ca\r\nMIME-Version: 1.0\r\n\r\nHere it is.", "e-mail"),
    ],
)
def test_what_other_files_are(start, found):
    error = refusal(start + b"\0\1" * 200, "job.docx")
    assert (error.code, error.params["found"]) == (ErrorCode.MISLABELLED, found)
    assert refusal(start + b"\0\1" * 200, "job.bin").code is ErrorCode.UNSUPPORTED_TYPE


@pytest.mark.parametrize(
    "torn", [b"\xff\xd8", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1\x25\xa2Exif", b"\x89PNG\r\n"]
)
def test_a_picture_is_one_however_early_it_was_torn(torn):
    error = refusal(torn, "photo.jpg")
    assert (error.code, error.params["found"]) == (ErrorCode.UNSUPPORTED_TYPE, "picture")


def test_a_text_that_begins_as_an_old_file_does_is_a_text():
    assert read_document("1¾ years of experience".encode("cp1252"), "job.txt").text == "1¾ years of experience"


def test_pictures_of_pages_in_any_format_are_a_scan():
    picture = build.png(16, 16)
    body = build.paragraph("")
    docx = zipfile.ZipFile(io.BytesIO(build.docx(body)))
    entries = {name: docx.read(name) for name in docx.namelist()} | {"word/media/image1.png": picture}
    assert refusal(build.zipped(entries)).code is ErrorCode.SCANNED
    assert refusal(b"{\\rtf1{\\pict\\pngblip " + picture.hex().encode() + b"}}", "a.rtf").code is ErrorCode.SCANNED
    assert refusal(build.doc("\1\r\1\r"), "a.doc").code is ErrorCode.SCANNED
    assert refusal(b"<html><body><img src='1.png'></body></html>", "a.html").code is ErrorCode.SCANNED


def test_letters_that_a_pdf_does_not_name():
    signs = "#+(!,0&6/%(05!/$0$*(4!5+(!2$931..!1)!5+(!'(2$35/(05!$0'!3(21354"
    page = [(72.0, 700.0 - 14 * line, signs, 10) for line in range(20)]
    assert refusal(build.pdf_pages([page]), "a.pdf").code is ErrorCode.NO_LETTERS


def test_torn_files_are_damaged_whatever_was_lost():
    document = build.doc95()
    for share in (0.1, 0.3):
        assert refusal(document[: int(len(document) * share)], "old.doc").code is ErrorCode.DAMAGED
    assert refusal(b"{\\rtf1{\\fonttbl{\\f0 Arial;}{\\f1 Ti", "a.rtf").code is ErrorCode.DAMAGED


def test_what_a_torn_word_file_still_holds_is_read_and_noted():
    data = build.doc95()
    document = read_document(data[: data.index(b"Works alone") + 5], "old.doc")
    assert "Records Clerk" in document.text
    assert "Works" in document.text
    assert document.warnings == (Notice.REPAIRED,)


def test_a_pdf_without_pages_is_not_protected():
    data = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    assert refusal(data + b"trailer<</Root 1 0 R>>\n%%EOF", "a.pdf").code in {ErrorCode.DAMAGED, ErrorCode.NO_TEXT}


def test_control_characters_are_no_text():
    assert refusal(bytes(range(1, 256)) * 4, "notes.txt").code is ErrorCode.MISLABELLED


@pytest.mark.parametrize("prologue", [BOMB, OUTSIDE])
def test_entities_are_refused(prologue):
    body = f"<w:document {build.W}><w:body><w:p><w:r><w:t>&d;</w:t></w:r></w:p></w:body></w:document>"
    assert refusal(docx_with(prologue + body)).code is ErrorCode.UNSAFE
    odt = build.zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": prologue + "<a>&d;</a>"})
    assert refusal(odt, "a.odt").code is ErrorCode.UNSAFE
    flat = (
        prologue
        + '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" a="application/vnd.'
    )
    assert (
        refusal((flat + 'oasis.opendocument.text">&d;</office:document>').encode(), "a.fodt").code is ErrorCode.UNSAFE
    )


def test_entities_in_another_encoding_are_refused():
    body = f'<w:document {build.W} a="&d;"><w:body/></w:document>'
    assert refusal(docx_with((BOMB + body).replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16"))).code in {
        ErrorCode.UNSAFE,
        ErrorCode.DAMAGED,
    }


def test_external_entities_in_html_stay_unread(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hunter2")
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><html><body><p>Ranger &x;</p></body></html>'
    assert "hunter2" not in read_document(page.encode(), "a.html").text


def test_zip_bomb():
    data = docx_with(b"<a>" + b" " * 5_000_000 + b"</a>")
    assert len(data) < 10_000
    assert refusal(data, max_unpacked_bytes=1_000_000).code is ErrorCode.UNPACKED_TOO_LARGE


def test_zip_bomb_that_lies_about_its_size():
    honest = docx_with(b"<a>" + b" " * 5_000_000 + b"</a>")
    size = (5_000_000 + 7).to_bytes(4, "little")
    assert honest.count(size) == 2
    assert refusal(honest.replace(size, (100).to_bytes(4, "little")), max_unpacked_bytes=1_000_000).code in {
        ErrorCode.UNPACKED_TOO_LARGE,
        ErrorCode.DAMAGED,
    }


def test_too_many_entries():
    data = build.zipped({"[Content_Types].xml": "<Types/>"} | {f"word/{n}.xml": "" for n in range(50)})
    error = refusal(data, max_entries=20)
    assert (error.code, error.params) == (ErrorCode.TOO_MANY_ENTRIES, {"count": 51, "limit": 20})


def test_three_hundred_pages():
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for number in range(300):
        canvas.drawString(72, 700, f"Page {number} of a very long document")
        canvas.showPage()
    canvas.save()
    error = refusal(buffer.getvalue(), "long.pdf")
    assert (error.code, error.params) == (ErrorCode.TOO_MANY_PAGES, {"count": 300, "limit": 200})


def test_too_large_and_too_long():
    assert refusal(b"a" * 101, "a.txt", max_bytes=100).code is ErrorCode.TOO_LARGE
    assert refusal(b"word " * 100, "a.txt", max_characters=100).code is ErrorCode.TOO_LONG


def test_one_huge_part_is_not_made_into_a_tree():
    data = docx_with(b"<a>" + b"<b/>" * 9_000_000 + b"</a>")
    assert refusal(data).code is ErrorCode.UNPACKED_TOO_LARGE


@pytest.mark.parametrize(("name", "text"), [("a.md", b"**a** b\n"), ("a.txt", b"word "), ("a.rtf", b"\\b a\\par ")])
def test_long_texts_are_refused_before_they_are_read(name, text):
    start = b"{\\rtf1 " if name.endswith("rtf") else b""
    assert refusal(start + text * 2_000_000, name).code is ErrorCode.TOO_LONG


def test_a_zip_of_documents_is_for_unpacking():
    assert refusal(build.zipped({"a.txt": "Ranger"}), "a.zip").code is ErrorCode.ARCHIVE


def test_deep_nesting_ends():
    deep = "<w:p>" * 100_000
    assert refusal(docx_with(f"<w:document {build.W}><w:body>{deep}")).code is ErrorCode.DAMAGED
    page = b"<html><body>" + b"<div>" * 50_000 + b"Ranger"
    with pytest.raises(DocumentError):
        read_document(page + b"\0" * 10, "a.html", Limits(max_characters=1))


def test_names_of_300_characters():
    name = "Park Ranger " * 25 + ".txt"
    document = read_document(b"lorem ipsum dolor sit amet, and so on; nothing that is a title here.", name)
    assert document.facts.title is not None
    assert len(document.facts.title) <= 150


@pytest.mark.parametrize("name", ["", ".", "..", "../../etc/passwd", "C:\\a\\b.txt", "\0", "a" * 300, "é\u202e.txt"])
def test_strange_names_do_no_harm(name):
    assert read_document(b"Park Ranger\nWalks.", name).facts.title == "Park Ranger"


def test_pages_that_are_pictures_are_noted():
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for line in range(10):
        canvas.drawString(72, 700 - 14 * line, "The park ranger walks all paths of the park every day.")
    canvas.showPage()
    canvas.drawImage(build.ImageReader(io.BytesIO(build.png(16, 16))), 0, 0, 595, 842)
    canvas.showPage()
    canvas.drawString(72, 700, "The park ranger also writes a report about every path.")
    canvas.save()
    assert read_document(buffer.getvalue(), "a.pdf").warnings == (Notice.PAGES_WITHOUT_TEXT,)


@pytest.mark.parametrize("cut", [10, 100, 300, 600])
@pytest.mark.parametrize("name", ["features.docx", "letter.odt"])
def test_torn_anywhere(name, cut):
    assert refusal(SAMPLES[name][:-cut], name).code is ErrorCode.DAMAGED


def test_encrypted_odt():
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    data = build.zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": manifest,
            "content.xml": b"\1\2",
        }
    )
    assert refusal(data, "a.odt").code is ErrorCode.ENCRYPTED


def test_encrypted_entry():
    data = bytearray(docx_with("<a/>"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.index(signature)
        while start >= 0:
            data[start + offset] |= 1
            start = data.find(signature, start + 4)
    assert zipfile.ZipFile(io.BytesIO(data)).infolist()[0].flag_bits & 1
    assert refusal(bytes(data)).code is ErrorCode.ENCRYPTED


def test_every_reason_and_warning_has_a_sentence():
    assert set(ERROR_MESSAGES) == set(ErrorCode)
    assert set(WARNING_MESSAGES) == set(Notice)
    given = {
        "found": "picture",
        "extension": "txt",
        "limit": 1,
        "count": 2,
        "seconds": 3,
        "name": "Eicar-Test-Signature",
    }
    for message in ERROR_MESSAGES.values():
        sentence = str(message) % given
        assert sentence.count(".") >= 2
        assert sentence[0] in string.ascii_uppercase
