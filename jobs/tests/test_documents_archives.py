"""Zip files are unpacked without trust."""

import io
import zipfile

import pytest

from jobs.documents.archives import unpack_zip
from jobs.documents.base import DocumentError, ErrorCode, Limits
from jobs.tests.samples import build


def unpacked(data, **limits):
    return list(unpack_zip(data, Limits(**limits)))


def refusal(data, **limits):
    with pytest.raises(DocumentError) as caught:
        unpacked(data, **limits)
    return caught.value.code


def test_nested_folders_in_order():
    data = build.zipped({"2024/": "", "2024/b.docx": "b", "2024/Équipe/a.txt": "a", "c.md": "c"})
    assert unpacked(data) == [("2024/b.docx", b"b"), ("2024/Équipe/a.txt", b"a"), ("c.md", b"c")]


def test_junk_is_passed_over():
    junk = {"__MACOSX/._a.docx": "x", ".DS_Store": "x", "a/.hidden/b.txt": "x", "Thumbs.db": "x", "~$a.docx": "x"}
    assert unpacked(build.zipped({**junk, "a.docx": "a"})) == [("a.docx", b"a")]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\a.txt", "Windows/a.txt"),
        ("a/../../b.txt", "a/b.txt"),
        ("a\u202e/b\u0000c.txt", "a/b"),
    ],
)
def test_names_never_lead_out(name, safe):
    assert [found for found, _ in unpacked(build.zipped({name: "x"}))] == [safe]


def test_names_that_macs_write():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("résumé.txt", "x")
    data = bytearray(buffer.getvalue())
    for signature, offset in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        data[data.index(signature) + offset] &= ~0x08
    assert unpacked(bytes(data))[0][0] == "résumé.txt"


def test_a_file_too_large_is_cut_so_that_reading_it_says_so():
    assert unpacked(build.zipped({"a.txt": "x" * 500}), max_bytes=100) == [("a.txt", b"x" * 101)]


def test_refused():
    assert refusal(b"") is ErrorCode.EMPTY
    assert refusal(build.zipped({})) is ErrorCode.EMPTY
    assert refusal(build.zipped({".hidden": "x"})) is ErrorCode.EMPTY
    assert refusal(b"PK\x03\x04 torn") is ErrorCode.DAMAGED
    assert refusal(build.zipped({str(n): "x" for n in range(9)}), max_entries=5) is ErrorCode.TOO_MANY_ENTRIES
    assert refusal(build.zipped({"a": b"\0" * 10**6}), max_unpacked_bytes=10**5) is ErrorCode.UNPACKED_TOO_LARGE


def test_damage_within_an_entry():
    data = bytearray(build.zipped({"a.txt": "The same words again and again. " * 50}))
    start = data.index(b"a.txt") + 10
    data[start : start + 8] = b"\xff" * 8
    assert refusal(bytes(data)) is ErrorCode.DAMAGED
