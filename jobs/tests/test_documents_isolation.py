"""Documents are read in a child process; whatever becomes of it, the parent gets a document or a reason."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from jobs.documents import isolation
from jobs.documents.base import DocumentError, ErrorCode, Limits
from jobs.documents.isolation import read_in_subprocess, stop_children
from jobs.documents.reading import read_document
from jobs.tests.samples import build

SAMPLES = build.samples()


@pytest.fixture(autouse=True)
def _no_children_left():
    stop_children()
    yield
    stop_children()


def child_pid():
    return isolation._idle[-1]._process.pid


@pytest.mark.parametrize("name", ["features.docx", "french.docx", "word97.doc", "paged.pdf", "posting.md"])
def test_same_as_reading_it_here(name):
    assert read_in_subprocess(SAMPLES[name], name) == read_document(SAMPLES[name], name)


def test_reasons_come_back_as_they_are():
    with pytest.raises(DocumentError) as caught:
        read_in_subprocess(SAMPLES["binary.txt"], "binary.txt")
    assert caught.value.code is ErrorCode.MISLABELLED
    assert caught.value.params == {"found": "picture", "extension": "txt"}


def test_limits_hold_in_the_child():
    with pytest.raises(DocumentError) as caught:
        read_in_subprocess(SAMPLES["paged.pdf"], "paged.pdf", Limits(max_pages=2))
    assert caught.value.params == {"count": 3, "limit": 2}
    with pytest.raises(DocumentError) as caught:
        read_in_subprocess(b"a" * 101, "a.txt", Limits(max_bytes=100))
    assert caught.value.code is ErrorCode.TOO_LARGE


def test_one_child_reads_many():
    read_in_subprocess(b"Park Ranger", "a.txt")
    first = child_pid()
    read_in_subprocess(b"Park Ranger", "a.txt")
    assert child_pid() == first


def test_a_child_out_of_time_is_killed_and_replaced():
    read_in_subprocess(b"Park Ranger", "a.txt")
    slow = child_pid()
    os.kill(slow, signal.SIGSTOP)
    with pytest.raises(DocumentError) as caught:
        read_in_subprocess(b"Park Ranger", "a.txt", timeout_seconds=0.3)
    assert caught.value.code is ErrorCode.TIMED_OUT
    with pytest.raises(ProcessLookupError):
        os.kill(slow, 0)
    assert read_in_subprocess(b"Park Ranger", "a.txt").text == "Park Ranger"


def test_a_line_of_many_blanks_is_read_in_time():
    document = read_in_subprocess(b"Analyst" + b" " * 400_000 + b"Python", "job.txt", timeout_seconds=20.0)
    assert document.text.split() == ["Analyst", "Python"]


def test_a_child_that_dies_is_replaced():
    read_in_subprocess(b"Park Ranger", "a.txt")
    process = isolation._idle[-1]._process
    process.kill()
    process.wait()
    assert read_in_subprocess(b"Park Ranger", "a.txt").text == "Park Ranger"
    assert child_pid() != process.pid


def test_too_much_memory():
    body = build.paragraph("Writes reports for everybody.") * 100_000
    with pytest.raises(DocumentError) as caught:
        read_in_subprocess(build.docx(body), "a.docx", memory_bytes=120 * 1024 * 1024)
    assert caught.value.code in {ErrorCode.OUT_OF_MEMORY, ErrorCode.DAMAGED, ErrorCode.READER_FAILED}
    assert read_in_subprocess(b"Park Ranger", "a.txt").text == "Park Ranger"


def test_threads_read_at_once():
    texts = []

    def read(number):
        texts.append(read_in_subprocess(f"Park Ranger {number}".encode(), "a.txt").text)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(texts) == ["Park Ranger 0", "Park Ranger 1", "Park Ranger 2"]


def test_the_child_is_told_no_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hunter2")
    read_in_subprocess(b"Park Ranger", "a.txt")
    environment = Path(f"/proc/{child_pid()}/environ")
    if not environment.exists():
        pytest.skip("no /proc here")
    assert b"hunter2" not in environment.read_bytes()


@pytest.mark.parametrize(
    "answer",
    [{}, {"code": "no such code", "params": {}}, {"code": "damaged", "params": []}, {"document": {"text": "x"}}],
)
def test_answers_that_no_child_would_give(answer):
    with pytest.raises(DocumentError) as caught:
        isolation._document(answer)
    assert caught.value.code is ErrorCode.READER_FAILED


def test_reading_needs_no_django():
    code = "import sys, jobs.documents.child; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2]).returncode == 0
