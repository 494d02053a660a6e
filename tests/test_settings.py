"""The settings: every one is described, its default is as described, and a malformed one is refused by its name."""

from __future__ import annotations

import ast
import os
import runpy
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from jd_platform import environment
from tests.environment import described_settings

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = ROOT / "jd_platform" / "settings.py"
OF_BIN_RUN = {"HOST", "PORT"}
MALFORMED = {
    "flag": ["perhaps", "2"],
    "whole": ["many", "1.5", "0", "-1", str(10**13)],
    "number": ["many", "nan", "-0.1", "1000"],
    "choice": ["something else"],
    "time_zone": ["Mars/Olympus"],
    "web_address": ["api.example.org", "ftp://api.example.org"],
    "database": ["mysql://user@host/name", "nonsense"],
    "redis": ["http://host", "nonsense"],
    "daemon": ["clamd", "clamd:", ":3310", "clamd:port", "clamd:0", "clamd:65536"],
    "secure_address": ["http://id.example.org", "https", "nonsense"],
}

NOT_MALFORMED = {("TRUSTED_PROXIES", "0")}


def reads() -> list[tuple[str, str]]:
    """Return the name of every setting that settings.py reads, with the function that reads it."""
    calls = [node for node in ast.walk(ast.parse(SETTINGS.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    return [
        (ast.literal_eval(call.args[0]), call.func.attr)
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "environment"
        and call.func.attr not in {"read_file", "needs", "origin"}
    ]


def load(monkeypatch: pytest.MonkeyPatch, **values: str) -> dict[str, Any]:
    """Return what settings.py makes of the test's environment with `values`; the file .env changes nothing."""
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return {name: value for name, value in runpy.run_path(str(SETTINGS)).items() if name.isupper()}


def test_every_setting_is_described_and_every_described_one_is_read() -> None:
    assert set(described_settings()) == {name for name, _ in reads()} | OF_BIN_RUN


def test_the_described_defaults_are_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    described = {name: value for name, value in described_settings().items() if name != "SECRET_KEY"}
    unset = load(monkeypatch, **dict.fromkeys(described, ""))
    as_described = load(monkeypatch, **described)
    del unset["LOGGING"], as_described["LOGGING"]  # they hold objects; what they are made of is compared all the same
    assert as_described == unset


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (name, value)
        for name, kind in reads()
        for value in MALFORMED.get(kind, [])
        if (name, value) not in NOT_MALFORMED
    ],
)
def test_a_malformed_value_is_refused_by_the_name_of_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} is malformed: it needs "):
        load(monkeypatch, **{name: value})


@pytest.mark.parametrize("value", ["", "too short"])
def test_a_weak_secret_key_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY is malformed: it needs at least 32 characters"):
        load(monkeypatch, SECRET_KEY=value)


def test_a_missing_secret_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY")
    with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY is not set\."):
        environment.text("SECRET_KEY", minimum_length=32)


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(environment, "_env", type(environment._env)())
    monkeypatch.setattr(type(environment._env), "ENVIRON", {"PAGE_SIZE": "40"})
    file = tmp_path / ".env"
    file.write_text("# a comment\n\nPAGE_SIZE=50\nLANGUAGE_CODE='fr'\n", encoding="utf-8")
    environment.read_file(file)
    assert environment.whole("PAGE_SIZE", 25) == 40
    assert environment.choice("LANGUAGE_CODE", ["en", "fr"], "en") == "fr"


def test_a_value_is_what_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(
        monkeypatch,
        ALLOWED_HOSTS="jobs.example.org, .example.com",
        DATABASE_URL="postgres://somebody:something@db.example.org:5433/jobs",
        DATA_DIR="elsewhere",
        HTTPS="yes",
        LIGHTCAST_SKILLS_URL="http://127.0.0.1:9000/skills/",
        PAGE_SIZE="40",
    )
    assert settings["ALLOWED_HOSTS"] == ["jobs.example.org", ".example.com"]
    assert settings["DATABASES"]["default"]["HOST"] == "db.example.org"
    assert settings["DATA_DIR"] == ROOT / "elsewhere"
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert settings["LIGHTCAST"]["skills_url"] == "http://127.0.0.1:9000/skills"
    assert settings["PAGE_SIZE"] == 40


def test_tests_keep_their_data_to_themselves() -> None:
    folder = Path(os.environ["DATA_DIR"])
    assert ROOT not in folder.parents
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_small_matrices_are_not_shared_by_threads_unless_the_environment_says_so():
    code = "import jd_platform, os; print(os.environ['OPENBLAS_NUM_THREADS'])"
    for given, threads in (({}, "1"), ({"OPENBLAS_NUM_THREADS": "2"}, "2")):
        environment = {"PATH": os.environ["PATH"], **given}
        said = subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True)
        assert said.stdout.strip() == threads
