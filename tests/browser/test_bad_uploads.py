"""Files that cannot be taken in: a clear sentence beside the file, and nothing half-stored."""

from __future__ import annotations

import pytest

from jobs.models import JobDescription, UploadBatch, UploadedDocument
from tests.browser import documents

pytestmark = pytest.mark.browser

GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


def _result(browser, name):
    """Return state and result of a file, as the table shows them."""
    row = next(row for row in browser.all("#progress tbody tr") if row.find_element("css selector", "th").text == name)
    return [cell.text for cell in row.find_elements("css selector", "td")][1:]


def test_each_file_has_its_sentence(editor, settings, tmp_path):
    settings.UPLOAD_MAX_BYTES = 100_000
    editor.open("/jobs/upload/")
    editor.see("At most 97.7 KB for each file")
    editor.upload(
        documents.write_clerk(tmp_path),
        documents.write_bytes(tmp_path, "empty.txt", b""),
        documents.write_bytes(tmp_path, "picture.gif", GIF),
        documents.write_bytes(tmp_path, "large.txt", b"experience " * 10_000),
        documents.write_pdf_without_text(tmp_path),
        documents.write_bytes(tmp_path, "broken.docx", b"PK\x03\x04 and nothing that was promised"),
    )
    editor.see("6 of 6 files are finished. 5 were not added.")
    # Skills may still be on the way when the last file is finished.
    editor.wait(lambda: "Added" in editor.texts("td .state"), "the skills of the one that was added")
    state, result = _result(editor, "accounts-payable-clerk.txt")
    assert (state, result.startswith(documents.CLERK_TITLE)) == ("Added", True)
    for name, sentence in (
        ("empty.txt", "The file is empty."),
        ("picture.gif", "This kind of file cannot be read"),
        ("large.txt", "The file is larger than is accepted here"),
        ("scan.pdf", "The file holds"),
        ("broken.docx", "The file is damaged or incomplete."),
    ):
        state, result = _result(editor, name)
        assert state == "Not added", name
        assert result.startswith(sentence), name
        assert "Traceback" not in result

    assert JobDescription.objects.count() == 1
    assert UploadedDocument.objects.filter(state="refused", job__isnull=True).count() == 5
    assert not UploadedDocument.objects.get(name="large.txt").content
    editor.follow("See the jobs of this upload")
    editor.see("1 job")


def test_nothing_chosen(editor):
    editor.refused_paths.add("/jobs/upload/")
    editor.open("/jobs/upload/")
    editor.write("Department", "Finance")
    editor.press("Upload")
    summary = editor.see_element(".error-summary")
    assert editor.focused() == summary
    editor.see("Choose at least one file.")
    field = editor.find("#id_files")
    assert field.get_attribute("aria-invalid") == "true"
    described = [editor.find(f"#{one}").text for one in field.get_attribute("aria-describedby").split()]
    assert "Choose at least one file." in described
    assert editor.field("Department").get_attribute("value") == "Finance"
    editor.follow("Files: Choose at least one file.")
    assert editor.focused() == field
    assert not UploadBatch.objects.exists()


def test_the_same_file_again_leads_to_its_twin(editor, tmp_path):
    file = documents.write_clerk(tmp_path)
    editor.upload(file)
    editor.see("1 of 1 file is finished.")
    editor.upload(file)
    editor.see("1 is here already.")
    editor.follow(documents.CLERK_TITLE)
    editor.see_heading(documents.CLERK_TITLE)
    assert JobDescription.objects.count() == 1


def test_trying_again_reads_the_kept_file(editor, tmp_path):
    """A file that is still bad is refused again, with its reason."""
    editor.upload(documents.write_bytes(tmp_path, "empty.txt", b""))
    editor.see("The file is empty.")
    before = UploadedDocument.objects.get().finished_at
    editor.press("Try again: empty.txt")
    editor.wait(lambda: UploadedDocument.objects.get().finished_at not in (None, before), "for it to be read again")
    editor.see("The file is empty.")
    assert not JobDescription.objects.exists()


def test_a_form_with_a_missing_title(editor):
    editor.refused_paths.add("/jobs/new/")
    editor.open("/jobs/new/")
    editor.write("Text", "Requirements\nExperience with Python.")
    editor.press("Save")
    summary = editor.see_element(".error-summary")
    assert editor.focused() == summary
    assert editor.find("#id_title").get_attribute("aria-invalid") == "true"
    assert editor.field("Text").get_attribute("value").startswith("Requirements")
    assert not JobDescription.objects.exists()


def test_a_save_by_somebody_else_in_between(editor, make_job):
    job = make_job(title="Data Analyst", text="Requirements\nExperience with Python.")
    editor.refused_paths.add(f"/jobs/{job.pk}/edit/")
    editor.open(f"/jobs/{job.pk}/edit/")
    editor.write("Title", "My title")
    job.title = "Their title"
    job.save()
    editor.press("Save")
    editor.see("Somebody else saved this job since you opened it.")
    assert editor.find("#id_title").get_attribute("value") == "My title"
    editor.find("input[type=checkbox][name=use_my_version]").click()
    editor.press("Save")
    editor.see_heading("My title")
