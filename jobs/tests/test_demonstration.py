"""The demonstration's forty job descriptions are what the manifest says, and are rebuilt as they stand."""

import datetime
import io
import itertools
import json
import re
import zipfile
from collections import Counter

import pytest

from jobs.demonstration.build import DOCUMENTS, MANIFEST, SOURCES, build_document, parse_blocks
from jobs.documents.reading import read_document

ENTRIES = json.loads(MANIFEST.read_text(encoding="utf-8"))["documents"]
FIELDS = {"file", "title", "department", "classification", "reference", "location", "language", "date"}
MAY_BE_EMPTY = {"reference"}
DEPARTMENTS = {
    "Communications",
    "Corporate Services",
    "Digital Services",
    "Finance",
    "Health Programs",
    "Human Resources",
    "Infrastructure and Operations",
    "Research and Policy",
}
EQUITY_STATEMENTS = (
    "northreach is committed to employment equity and to a workforce that reflects the communities it serves.",
    "l’agence s’engage à bâtir un effectif à l’image de la population qu’elle sert.",
)


@pytest.fixture(scope="module")
def documents():
    """Every document as an upload would be read, by file name."""
    return {entry["file"]: read_document((DOCUMENTS / entry["file"]).read_bytes(), entry["file"]) for entry in ENTRIES}


def flat(text):
    return " ".join(text.split()).casefold()


def package(data):
    """The parts of a Word file: compared instead of its bytes, which also depend on the compression library."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(part.filename, part.date_time, archive.read(part)) for part in archive.infolist()]


def test_manifest_lists_every_document_once():
    assert sorted(entry["file"] for entry in ENTRIES) == sorted(path.name for path in DOCUMENTS.iterdir())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
def test_manifest_entry_is_complete(entry):
    assert set(entry) == FIELDS
    assert [name for name in FIELDS - MAY_BE_EMPTY if not entry[name].strip()] == []
    assert re.fullmatch(r"[A-Za-z0-9_.-]+", entry["file"])


def test_counts_by_language_and_format():
    counts = Counter((entry["language"], entry["file"].rsplit(".", 1)[1]) for entry in ENTRIES)
    assert counts == {
        ("en", "docx"): 10,
        ("en", "pdf"): 4,
        ("en", "md"): 10,
        ("en", "txt"): 6,
        ("fr", "docx"): 4,
        ("fr", "pdf"): 2,
        ("fr", "md"): 2,
        ("fr", "txt"): 2,
    }


def test_eight_departments_with_at_least_four_jobs_each():
    counts = Counter(entry["department"] for entry in ENTRIES)
    assert set(counts) == DEPARTMENTS
    assert min(counts.values()) >= 4


def test_dates_spread_over_three_years():
    dates = sorted(datetime.date.fromisoformat(entry["date"]) for entry in ENTRIES)
    assert (dates[0].year, dates[0].month) == (2024, 1)
    assert (dates[-1].year, dates[-1].month) == (2026, 10)
    assert min(Counter(date.year for date in dates).values()) >= 10
    assert max(later - earlier for earlier, later in itertools.pairwise(dates)) <= datetime.timedelta(days=62)


def test_titles_and_references_are_unique():
    for name in ("title", "reference"):
        values = [entry[name] for entry in ENTRIES if entry[name]]
        assert len(values) == len(set(values))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
def test_document_reads_as_the_manifest_says(entry, documents):
    document = documents[entry["file"]]
    assert document.format == entry["file"].rsplit(".", 1)[1]
    assert document.facts.language == entry["language"]
    assert flat(document.facts.title) == flat(entry["title"])
    assert 400 <= len(document.text.split()) <= 900


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
def test_document_holds_what_the_manifest_says(entry):
    file = DOCUMENTS / entry["file"]
    source = SOURCES / f"{entry['file']}.md"
    text = flat((source if source.exists() else file).read_text(encoding="utf-8"))
    assert flat(entry["title"]) in text
    assert entry["classification"].casefold() in text
    assert entry["reference"].casefold() in text


def test_no_long_sentence_is_shared_but_the_equity_statement(documents):
    sentences = Counter()
    for document in documents.values():
        text = flat(document.text)
        for statement in EQUITY_STATEMENTS:
            text = text.replace(statement, "")
        sentences.update({sentence for sentence in re.split(r"(?<=[.;:]) ", text) if len(sentence.split()) > 10})
    assert [sentence for sentence, times in sentences.items() if times > 1] == []


def test_every_word_and_pdf_document_has_a_source():
    built = {entry["file"] for entry in ENTRIES if entry["file"].endswith((".docx", ".pdf"))}
    assert {path.stem for path in SOURCES.iterdir()} == built


@pytest.mark.parametrize("source", sorted(SOURCES.iterdir()), ids=lambda path: path.stem)
def test_rebuilding_gives_the_same_document(source):
    kept = (DOCUMENTS / source.stem).read_bytes()
    rebuilt = build_document(source)
    if source.stem.endswith(".docx"):
        assert package(rebuilt) == package(kept)
        assert build_document(source) == rebuilt
    else:
        assert rebuilt == kept


def test_format_that_is_not_built_is_refused(tmp_path):
    with pytest.raises(KeyError):
        build_document(tmp_path / "note.rtf.md")


def test_source_without_leading_lines_is_malformed(tmp_path):
    source = tmp_path / "note.pdf.md"
    source.write_text("# A title and nothing else\n", encoding="utf-8")
    with pytest.raises(ValueError, match="unpack"):
        build_document(source)


def test_blocks_of_a_source():
    blocks = parse_blocks("# Title\n\n1. one\n2. two\n\n1. again\n- dot\n\n| a | b |\n|---|---|\n| c | d |\nText\n")
    assert [(block.kind, block.text, block.level) for block in blocks] == [
        ("heading", "Title", 1),
        ("number", "one", 1),
        ("number", "two", 2),
        ("number", "again", 1),
        ("bullet", "dot", 0),
        ("table", "", 0),
        ("paragraph", "Text", 0),
    ]
    assert blocks[5].rows == (("a", "b"), ("c", "d"))
    assert blocks[5].has_heading_row
