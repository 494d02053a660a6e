"""Whatever the bytes, there is a document or a reason; nothing else, and no hang."""

import time
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.documents.archives import unpack_zip
from jobs.documents.base import Document, DocumentError, Limits
from jobs.documents.reading import read_document
from jobs.tests.samples import build

SAMPLES = build.samples()
LIMITS = Limits(max_bytes=200_000, max_pages=20, max_unpacked_bytes=1_000_000, max_entries=100, max_characters=100_000)
STARTS = [
    b"",
    b"%PDF-1.4\n",
    b"{\\rtf1 ",
    b"<html>",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"# ",
    b"---\n",
]
NAMES = st.sampled_from(["a.docx", "a.doc", "a.pdf", "a.rtf", "a.odt", "a.html", "a.md", "a.txt", "a", "a.zip"])
QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(data, name):
    started = time.monotonic()
    with suppress(DocumentError):
        document = read_document(data, name, LIMITS)
        assert isinstance(document, Document)
        assert not any(ord(character) < 32 and character != "\n" for character in document.text)
        assert Document.from_json(document.as_json()) == document
    assert time.monotonic() - started < 10


@QUICK
@given(start=st.sampled_from(STARTS), data=st.binary(max_size=3000), name=NAMES)
def test_random_bytes(start, data, name):
    read(start + data, name)


@QUICK
@given(text=st.text(max_size=2000), name=NAMES)
def test_random_text(text, name):
    read(text.encode("utf-8", "surrogatepass"), name)


@QUICK
@given(name=st.sampled_from(sorted(SAMPLES)), data=st.data())
def test_samples_with_bytes_changed(name, data):
    content = bytearray(SAMPLES[name])
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    read(bytes(content), name)


@QUICK
@given(marks=st.lists(st.sampled_from([*"#*_[]()|`<>-:\n \\!~&;{}/", "a", "é", "1.", "**", "http://x"]), max_size=400))
def test_random_marks(marks):
    for name in ("a.md", "a.html", "a.rtf", "a.txt"):
        read("".join(marks).encode(), name)


@QUICK
@given(data=st.binary(max_size=2000))
def test_random_zips(data):
    with suppress(DocumentError):
        list(unpack_zip(b"PK\x03\x04" + data, LIMITS))


def test_no_pattern_takes_more_than_linear_time():
    for unit in (
        "a",
        " ",
        "[",
        "*",
        "**a ",
        "#",
        "|",
        "- ",
        "<a ",
        "](",
        "Title: ",
        "(e) ",
        "a-",
        "\n",
        "_a",
        "{\\b ",
        "é ",
    ):
        for name in ("a.md", "a.txt", "a.html"):
            started = time.monotonic()
            with suppress(DocumentError):
                read_document((unit * 60_000).encode(), name, Limits())
            assert time.monotonic() - started < 6, (unit, name)
