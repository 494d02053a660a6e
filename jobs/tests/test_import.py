"""manage.py import_jobs: folders, compressed folders and tables; faults are named, and none is stored."""

import datetime
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from jobs.models import JobDescription, UploadBatch, UploadedDocument
from tests.factories import TEXT, JobFactory

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).with_name("samples")


def take_in(path, **options):
    """Import and return what was said, on both streams."""
    out, err = io.StringIO(), io.StringIO()
    call_command("import_jobs", str(path), stdout=out, stderr=err, readers=2, **options)
    return out.getvalue(), err.getvalue()


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path):
    with pytest.raises(CommandError) as caught:
        take_in(path)
    assert not JobDescription.objects.exists()
    return str(caught.value)


# --- Documents --------------------------------------------------------------------------------------------------


def test_a_folder_with_folders_in_it(tmp_path, caplog):
    caplog.set_level("INFO")
    (tmp_path / "below").mkdir()
    shutil.copy(SAMPLES / "posting.md", tmp_path / "below")
    write(tmp_path, "clerk.txt", "Clerk\n\nFiles the papers.")
    write(tmp_path, "again.txt", "Clerk\n\nFiles the papers.")
    write(tmp_path, "empty.txt", "")
    write(tmp_path, "notes.xyz", "passed over")
    write(tmp_path, ".hidden.txt", "passed over")
    out, err = take_in(tmp_path, department="Records")
    assert "[##############################] 4 of 4" in out
    assert "2 Added, 1 Already here, 1 Not added" in out
    assert err.splitlines()[0] == "Passed over, of no known kind: notes.xyz"
    assert err.splitlines()[1].startswith("empty.txt: The file is empty.")
    assert not [record for record in caplog.records if record.name.startswith("jobs.")]  # they would hide the bar
    assert JobDescription.objects.get(title="Clerk").department == "Records"
    batch = UploadBatch.objects.get()
    assert batch.documents.count() == 4


def test_of_very_many_files_of_other_kinds_the_first_are_named(tmp_path):
    write(tmp_path, "clerk.txt", "Clerk\n\nFiles the papers.")
    for number in range(23):
        write(tmp_path, f"{number:02}.xyz", "")
    _out, err = take_in(tmp_path)
    assert (
        err == f"Passed over, of no known kind: {', '.join(f'{number:02}.xyz' for number in range(20))}\nand 3 more\n"
    )


def test_a_compressed_folder(tmp_path):
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/one.txt", "Clerk one\n\nFiles.")
        archive.writestr("b/two.txt", "Clerk two\n\nFiles.")
    out, _err = take_in(path)
    assert "2 Added, 1 Unpacked" in out
    assert set(JobDescription.objects.values_list("title", flat=True)) == {"Clerk one", "Clerk two"}


def test_an_import_may_be_run_again(tmp_path):
    write(tmp_path, "clerk.txt", TEXT)
    take_in(tmp_path)
    out, _err = take_in(tmp_path)
    assert "1 Already here" in out
    assert JobDescription.objects.count() == 1


def test_nothing_there(tmp_path):
    assert "nothing at" in refusal(tmp_path / "nowhere")
    assert "no document of a known kind" in refusal(tmp_path)
    assert not UploadedDocument.objects.exists()


# --- Tables -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_file_however_it_was_saved(tmp_path, separator, encoding):
    lines = [
        ["Title", "text", "department", "language", "effective_date"],
        ["Économiste", '"Analyse des données.\r\nEt ""plus""."', "Santé", "fr", "2026-03-31"],
        ["Clerk", "Files the papers", "", "", ""],
    ]
    table = "\r\n".join(separator.join(cells) for cells in lines)
    out, _err = take_in(write(tmp_path, "jobs.csv", table.encode(encoding)), department="Records")
    assert "2 Added" in out
    job = JobDescription.objects.get(language="fr")
    assert (job.title, job.department, job.effective_date) == ("Économiste", "Santé", datetime.date(2026, 3, 31))
    assert job.text == 'Analyse des données.\nEt "plus".'
    assert (job.source_name, job.source_format, job.guessed) == ("jobs.csv", "csv", [])
    clerk = JobDescription.objects.get(title="Clerk")
    assert (clerk.department, clerk.language, clerk.guessed) == ("Records", "en", ["language"])


def test_jsonl_with_the_same_members(tmp_path):
    rows = [
        {"title": "Clerk", "text": "Files\u0000 the papers", "reference": None, "classification": "CR-04"},
        {"title": "=HYPERLINK(1)", "text": "Counts", "location": "Ottawa"},
    ]
    take_in(write(tmp_path, "jobs.jsonl", "\n\n".join(json.dumps(row) for row in rows)))
    clerk, formula = JobDescription.objects.order_by("pk")
    assert (clerk.text, clerk.classification, clerk.reference) == ("Files the papers", "CR-04", "")
    assert formula.title == "=HYPERLINK(1)"


def test_rows_that_are_here_already_are_passed_over(tmp_path):
    JobFactory(text="Files the papers")
    path = write(tmp_path, "jobs.csv", "title,text\nClerk,Files the papers\nOther,Counts\nOther,Counts\n\n")
    out, _err = take_in(path)
    assert "1 Added, 2 Already here" in out
    assert JobDescription.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "title,text,salary\nClerk,Files,1", ["Line 1: unknown columns: salary. Known are title, text"]),
        ("a.csv", "title,title\nClerk,Files", ["twice: title", "missing columns: text"]),
        ("a.csv", "", ["missing columns: title, text"]),
        ("a.csv", "title,text\n", ["no job description in it"]),
        ("a.csv", "title,text\nClerk,Files\n,Counts\n", ["Line 3: title:"]),
        ("a.csv", 'title,text\n"Clerk\nof two lines",Files\nShort\n', ["Line 4: 1 cells where the headings are 2"]),
        ("a.csv", 'title,text\nClerk,"Files\n', ["Line 2: the quotation marks do not match"]),
        ("a.csv", "title,text,language\nClerk,Files,de", ["Line 2: language: “de” is none of en, fr."]),
        ("a.csv", "title,text,effective_date\nClerk,Files,31/03/26", ["Line 2: effective_date: “31/03/26” is no date"]),
        ("a.csv", f"title,text\nClerk,Files\n{'x' * 256},Counts\n", ["Line 3: title:"]),
        ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00", ["Line 1: unknown columns"]),
        (
            "a.jsonl",
            '{"title": "Clerk", "text": "Files"}\nnothing\n[1]\n',
            ["Line 2: this is no JSON.", "Line 3: this"],
        ),
        (
            "a.jsonl",
            '{"title": 7, "text": "Files", "department": []}',
            ["Line 1: these are to be texts: title, depart"],
        ),
        ("a.jsonl", '{"title": "Clerk", "wage": "1"}', ["Line 1: unknown members: wage."]),
        ("a.jsonl", '{"title": "Clerk"}', ["Line 1: text:"]),
        ("a.jsonl", "[" * 100_000, ["Line 1: this is no JSON."]),
    ],
)
def test_faults_are_named_with_their_line_and_nothing_is_stored(tmp_path, name, content, said):
    sentence = refusal(write(tmp_path, name, content))
    assert [one for one in said if one not in sentence] == []
    assert "not even in part" in sentence


def test_an_import_may_be_left_to_the_built_in_engine(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder, "clerk.txt", "Clerk\n\nFiles the papers.")
    take_in(folder, built_in_engine=True)
    take_in(write(tmp_path, "jobs.csv", "title,text\nDriver,Drives a lorry.\n"), built_in_engine=True)
    take_in(write(tmp_path, "more.csv", "title,text\nCook,Cooks.\n"))
    left = JobDescription.objects.order_by("pk").values_list("title", "extractions__built_in_engine")
    assert list(left) == [("Clerk", True), ("Driver", True), ("Cook", False)]
