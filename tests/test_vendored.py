"""Files of others are what was published, stand in the list with their licence, and are all that pages load."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
FOLDERS = (VENDOR, ROOT / "tests" / "vendor")
ROW = re.compile(
    r"^\| (?P<file>\S+) \| (?P<package>[^|]+) \| (?P<licence>[^|]+) \| `(?P<sha256>[0-9a-f]{64})` \|$", re.MULTILINE
)
LISTED = {(VENDOR / row["file"]).resolve(): row for row in ROW.finditer((VENDOR / "README.md").read_text("utf-8"))}
ELSEWHERE = re.compile(r"""(?:src|href|action|hx-get|hx-post)=["'](?:https?:)?//|url\(["']?(?:https?:)?//|@import""")


@pytest.mark.parametrize("file", LISTED, ids=lambda file: file.name)
def test_sum_is_the_published_one(file):
    assert hashlib.sha256(file.read_bytes()).hexdigest() == LISTED[file]["sha256"]


@pytest.mark.parametrize("file", LISTED, ids=lambda file: file.name)
def test_version_and_licence_are_told(file):
    version = re.search(r"\d+\.\d+\.\d+", LISTED[file]["package"])[0]
    assert version in file.name
    licence = file.with_name(file.name.replace(".min.js", ".LICENSE.txt"))
    assert licence.stat().st_size > 500


def test_every_vendored_file_is_listed():
    scripts = {path for folder in FOLDERS for path in folder.iterdir() if path.suffix in {".js", ".css", ".woff2"}}
    assert scripts == set(LISTED)


def test_every_licence_belongs_to_a_file():
    licences = {path for folder in FOLDERS for path in folder.glob("*.LICENSE.txt")}
    assert licences == {file.with_name(file.name.replace(".min.js", ".LICENSE.txt")) for file in LISTED}


def test_templates_load_only_what_is_vendored():
    loaded = {
        (VENDOR / name).resolve()
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"""static ["']vendor/([^"']+)["']""", path.read_text("utf-8"))
    }
    assert loaded == {file for file in LISTED if file.is_relative_to(VENDOR)}


@pytest.mark.parametrize(
    "file",
    [
        *(ROOT / "templates").rglob("*.html"),
        *(path for path in (ROOT / "static").iterdir() if path.suffix in {".css", ".js"}),
    ],
    ids=lambda file: str(file.relative_to(ROOT)),
)
def test_nothing_is_loaded_from_elsewhere(file):
    assert ELSEWHERE.findall(file.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text", ['<script src="https://cdn.example/x.js">', "url(//fonts.example/a)", '<form action="http://x/">']
)
def test_something_from_elsewhere_would_be_found(text):
    assert ELSEWHERE.search(text)
