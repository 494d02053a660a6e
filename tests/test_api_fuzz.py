"""The running API, sent thousands of requests made from its own description, well-formed and not: no 500, and every
answer as described. It takes a minute; `FUZZ_SECONDS=600 bin/test contract` looks longer."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

pytestmark = pytest.mark.contract

ROOT = Path(__file__).resolve().parent.parent
SECONDS = os.environ.get("FUZZ_SECONDS", "60")
FEWEST_CASES = 200  # a machine busy with other work sends a fraction of the thousands
PATIENCE_SECONDS = 60
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "ignored_auth",
    "use_after_free",
]
FILL = """
import django
django.setup()
from tests import factories
factories.load_skills()
for _ in range(3):
    factories.TagFactory(job=factories.JobFactory())
factories.DocumentFactory()
print(factories.token_of(factories.person("curator")))
"""


@pytest.fixture
def site(tmp_path, migrated_file):
    """The address of a running site with a few rows, and a curator's token."""
    (tmp_path / "static").mkdir()
    shutil.copy(migrated_file, tmp_path)
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "jd_platform.settings",
        "PYTHONPATH": str(ROOT),
    }
    filled = subprocess.run(
        [sys.executable, "-c", FILL], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    token = re.search(r"jdp_\S{40,}", filled.stdout)[0]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["-m", "gunicorn", "jd_platform.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "2", "--timeout", "60"]
    command += ["--limit-request-line", "0"]  # else the server refuses long addresses before they reach the site
    log = (tmp_path / "server.log").open("w")
    server = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
    )
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + PATIENCE_SECONDS
    try:
        while not _answers(address):
            assert time.monotonic() < deadline, (tmp_path / "server.log").read_text()
            time.sleep(0.1)
        yield address, token
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(PATIENCE_SECONDS)
        log.close()


def _answers(address):
    with contextlib.suppress(requests.ConnectionError, requests.Timeout):
        return requests.get(f"{address}/healthz", timeout=5).ok
    return False


def test_it_keeps_to_its_description_whatever_it_is_sent(site, tmp_path):
    address, token = site
    options = [
        "--checks",
        ",".join(CHECKS),
        "--phases",
        "coverage,fuzzing",
        "--max-time",
        SECONDS,
        "--seed",
        "20260101",
    ]
    headers = ["-H", f"Authorization: Bearer {token}", "-H", "Accept: application/json"]
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/api/schema", *headers, *options]
    command += ["--continue-on-failure", "--generation-database", "none", "--no-color"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=int(SECONDS) + 300)
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
    cases = re.search(r"(\d+) generated", run.stdout)
    assert cases, run.stdout[-2000:]
    assert int(cases[1]) > FEWEST_CASES
