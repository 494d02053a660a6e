"""manage.py extract_text: what outsiders give it, and what they are told."""

from __future__ import annotations

import errno
import io
import json
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command

from skills.management import jsonlines
from skills.management.commands import extract_text
from tests.factories import PYTHON, load_skills

pytestmark = pytest.mark.django_db
GOOD = '{"id": 1, "text": "You must have experience with Python."}'


@pytest.fixture
def run(tmp_path):
    """Return what runs the command over bytes and returns its lines and what it says at last."""
    load_skills()

    def ran(data, *options):
        source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        source.write_bytes(data if isinstance(data, bytes) else data.encode())
        said = ""
        try:
            call_command("extract_text", "--in", str(source), "--out", str(target), *options)
        except CommandError as error:
            said = str(error)
        return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()], said

    return ran


def test_each_line_is_answered_in_order(run):
    lines, said = run(f'\ufeff{GOOD}\n\n{{"id": "b", "text": ""}}\n')
    assert not said
    assert [line["id"] for line in lines] == [1, "b"]
    assert lines[0]["skills"] == [
        {"id": PYTHON, "name": "Python (Programming Language)", "start": 30, "end": 36}
        | {"confidence": lines[0]["skills"][0]["confidence"]}
    ]
    assert lines[1]["skills"] == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nonsense", "Line 2 is not JSON."),
        ("[" * 100_000, "Line 2 is not JSON."),
        ("[1]", 'Line 2 is not a JSON object with "id" and "text".'),
        ('{"text": "a"}', 'Line 2 has no "id".'),
        ('{"id": 2}', 'Line 2 has no "text".'),
        ('{"id": null, "text": "a"}', 'Line 2: "id" is not a text or a whole number.'),
        ('{"id": true, "text": "a"}', 'Line 2: "id" is not a text or a whole number.'),
        ('{"id": [2], "text": "a"}', 'Line 2: "id" is not a text or a whole number.'),
        ('{"id": 2, "text": null}', 'Line 2: "text" is not a text.'),
        ('{"id": 2, "text": ["a"]}', 'Line 2: "text" is not a text.'),
        (GOOD, 'Line 2 has the "id" of line 1.'),
        (b'{"id": 2, "text": "\xe9"}', "Line 2 is not UTF-8."),
    ],
)
def test_a_faulty_line_is_named_and_those_before_it_are_answered(run, line, reason):
    lines, said = run(GOOD.encode() + b"\n" + (line if isinstance(line, bytes) else line.encode()) + b"\n")
    assert said == reason
    assert [line["id"] for line in lines] == [1]


@pytest.mark.parametrize("data", ["", "\n\n"])
def test_nothing_in_nothing_out(run, data):
    assert run(data) == ([], "")


@pytest.mark.parametrize(("name", "text"), [("a\x00b", "Python\x00Python"), ("\ud800", "\ud800 Python \udfff")])
def test_odd_characters_come_back_as_they_were(run, name, text):
    lines, said = run(json.dumps({"id": name, "text": text}))
    assert not said
    assert lines[0]["id"] == name


def test_a_long_text_is_answered(run):
    lines, said = run(json.dumps({"id": 1, "text": "Experience with Python. " * 20_000}))
    assert not said
    assert len(lines[0]["skills"]) == 20_000


@pytest.mark.parametrize("workers", ["0", "-1", "257"])
def test_a_number_of_workers_that_cannot_be(workers):
    with pytest.raises(CommandError, match="--workers must be from 1 to 256"):
        call_command("extract_text", "--workers", workers)


def test_files_that_cannot_be_opened(tmp_path):
    load_skills()
    there = tmp_path / "there"
    there.write_text(GOOD)
    for source, target in ((tmp_path / "none", there), (tmp_path, tmp_path / "out"), (there, tmp_path / "no" / "out")):
        with pytest.raises(CommandError, match=r"No such file|Is a directory"):
            call_command("extract_text", "--in", str(source), "--out", str(target))
    with pytest.raises(CommandError, match="the same file"):
        call_command("extract_text", "--in", str(there), "--out", str(there))
    assert there.read_text() == GOOD


def test_a_skill_list_that_is_not_loaded_is_said(tmp_path):
    (tmp_path / "in").write_text(GOOD)
    with pytest.raises(CommandError, match="skill list is not loaded"):
        call_command("extract_text", "--in", str(tmp_path / "in"))


class Refusing(io.StringIO):
    """An output that takes nothing."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    def write(self, text):
        raise self.error


@pytest.mark.parametrize(
    ("error", "said", "status"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device", 1),
        (KeyboardInterrupt(), "Interrupted", jsonlines.INTERRUPTED),
    ],
)
def test_output_that_ends_early_is_said(tmp_path, monkeypatch, error, said, status):
    load_skills()
    (tmp_path / "in").write_text(GOOD)
    monkeypatch.setattr(sys, "stdout", Refusing(error))
    with pytest.raises(CommandError, match=said) as raised:
        call_command("extract_text", "--in", str(tmp_path / "in"))
    assert raised.value.returncode == status


def test_a_reader_that_has_had_enough_is_no_error(tmp_path, monkeypatch):
    load_skills()
    (tmp_path / "in").write_text(GOOD)
    with (tmp_path / "out").open("w") as out:
        refusing = Refusing(BrokenPipeError())
        monkeypatch.setattr(refusing, "fileno", out.fileno)
        monkeypatch.setattr(sys, "stdout", refusing)
        call_command("extract_text", "--in", str(tmp_path / "in"))


def test_several_processes_keep_the_order_and_the_rows_before_a_faulty_one(monkeypatch):
    monkeypatch.setattr(extract_text, "_extract_all", lambda rows: [str(row["id"]) for row in rows])
    monkeypatch.setattr(extract_text, "ProcessPoolExecutor", lambda workers, *_, **__: ThreadPoolExecutor(workers))
    rows = jsonlines.rows([*(b'{"id": %d, "text": ""}' % number for number in range(70)), b"nonsense"], "text")
    answered = []
    with pytest.raises(CommandError, match="Line 71 is not JSON"):
        answered.extend(extract_text._shared(rows, 2))
    assert answered == [str(number) for number in range(70)]
