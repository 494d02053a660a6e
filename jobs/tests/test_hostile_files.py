"""Hostile files through the service: each is a row with its reason, or a job whose text harms nobody."""

import io
import struct
import zipfile

import pytest
from reportlab.pdfgen.canvas import Canvas

from jobs import services
from jobs.models import JobDescription, UploadedDocument
from tests.factories import browser, file

pytestmark = pytest.mark.django_db

BOMB = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><w>&b;</w>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY d SYSTEM "file:///etc/passwd">]><w>&d;</w>'
SCRIPT = "<script>alert(1)</script>"


def zipped(entries):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return content.getvalue()


def docx_with(document):
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


def take_in(name, data):
    """Upload and read a file and what is in it; return the rows."""
    batch = services.upload_files(files=[file(name, data)], user=None)
    services.read_document(batch.documents.get().pk)
    for entry in UploadedDocument.objects.filter(archive__isnull=False).order_by("pk"):
        services.read_document(entry.pk)
    return list(batch.documents.all())


def lying_zip():
    """A compressed folder that says of its only file that it is small."""
    data = bytearray(zipped({"job.txt": b"a" * 3_000_000}))
    data[22:26] = struct.pack("<I", 10)
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data", "codes"),
    [
        ("bomb.zip", zipped({f"{number}.txt": b"a" * 1_000_000 for number in range(4)}), {"unpacked_too_large"}),
        ("lying.zip", lying_zip(), {"damaged", "unpacked_too_large", "too_large"}),
        ("many.zip", zipped({f"{number}.txt": "x" for number in range(30)}), {"too_many_entries"}),
        ("entities.docx", docx_with(BOMB), {"unsafe"}),
        ("outside.docx", docx_with(OUTSIDE), {"unsafe"}),
        ("nothing.txt", "\x00\x00\x00", {"empty"}),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isprintable() else "",
)
def test_bombs_are_refused_with_their_reason(settings, name, data, codes):
    settings.READ_MAX_UNPACKED_BYTES = 2_000_000
    settings.READ_MAX_ENTRIES = 20
    rows = take_in(name, data)
    refused = [row for row in rows if row.state == "refused"]
    assert len(refused) == 1
    assert refused[0].error_code in codes
    assert refused[0].error_sentence
    assert not JobDescription.objects.exists()


def test_names_in_a_compressed_folder_lead_nowhere():
    rows = take_in(
        "names.zip", zipped({"../../etc/cron.d/job.txt": "Clerk\n\nFiles.", "/abs/two.txt": "Cook\n\nCooks."})
    )
    assert [row.name for row in rows] == ["names.zip", "job.txt", "two.txt"]
    assert all(".." not in row.content.name for row in rows)
    assert [row.state for row in rows] == ["unpacked", "done", "done"]
    assert not rows[0].content  # what is in it is kept, so the folder itself is not


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("job.md", f"# Clerk {SCRIPT}\n\nFiles {SCRIPT} the papers."),
        ("job.txt", f"Clerk {SCRIPT}\n\nFiles {SCRIPT} the papers."),
        ("job.html", f"<h1>Clerk</h1>{SCRIPT}<p onclick='x()'>Files &lt;script&gt;alert(1)&lt;/script&gt; papers.</p>"),
    ],
)
def test_scripts_are_text(name, data):
    (row,) = take_in(name, data)
    assert row.state == "done"
    client = browser("editor")
    for address in (row.job.get_absolute_url(), f"/jobs/{row.job.pk}/edit/", "/jobs/", row.batch.get_absolute_url()):
        page = client.get(address).text
        assert SCRIPT not in page
        assert "onclick=" not in page


def test_a_formula_in_a_title_is_text():
    (row,) = take_in("job.txt", 'Title: =HYPERLINK("http://example.org")\n\nDuties\nFiles the papers of the office.')
    assert row.state == "done"
    assert 'href="http://example.org"' not in browser("editor").get(row.job.get_absolute_url()).text


def test_names_of_300_characters_and_nul_bytes():
    (row,) = take_in("n" * 300 + ".txt", "Clerk\n\nFiles\x00 the papers\x00.")
    assert row.state == "done"
    assert len(row.name) <= 255
    assert "\x00" not in row.name
    assert "Files the papers." in " ".join(row.job.text.split())


def test_long_pages_are_refused_before_they_take_memory(settings):
    settings.READ_MAX_CHARACTERS = 50_000
    (row,) = take_in("long.html", "<p>job <b>x</b>" * 100_000)
    assert (row.state, row.error_code) == ("refused", "too_long")


def test_pdf_of_300_pages():
    content = io.BytesIO()
    canvas = Canvas(content)
    for number in range(300):
        canvas.drawString(72, 700, f"Page {number}")
        canvas.showPage()
    canvas.save()
    (row,) = take_in("long.pdf", content.getvalue())
    assert (row.state, row.error_code) == ("refused", "too_many_pages")
    assert "300" in row.error_sentence
