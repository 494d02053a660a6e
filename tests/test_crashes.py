"""Uploads outlive their processes: a worker is killed again and again in the middle of a batch, and nothing is lost.

Nothing here touches the tests' own database: processes work on one in a file, which is only looked at from here.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import docx
import pytest

pytestmark = pytest.mark.contract

ROOT = Path(__file__).resolve().parent.parent
FILES = 200
KILLS = 10
PATIENCE_SECONDS = 60
RUNNING = "SELECT id FROM django_tasks_database_dbtaskresult WHERE status = 'RUNNING'"
UPLOAD = """
import sys, django
django.setup()
from pathlib import Path
from django.core.files.uploadedfile import SimpleUploadedFile
from jobs import services
batch = services.begin_batch(user=None)
for path in sorted(Path(sys.argv[1]).iterdir()):
    services.add_file(batch=batch, file=SimpleUploadedFile(path.name, path.read_bytes()))
    print(path.name, flush=True)
"""

# The same worker and upload, impatient: the database's usual patience would be the test's.
IMPATIENT = """
import sys, django
from django.conf import settings
settings.DATABASES["default"]["OPTIONS"]["timeout"] = 0.05
django.setup()
"""
WORK = """
from django.core.management import call_command
call_command("run_worker", "--interval", "0.02")
"""


def write_files(folder):
    """Write small documents of three kinds, each with a text of its own."""
    for number in range(FILES):
        text = f"Clerk number {number}\n\nFiles papers of room {number} and counts them."
        if number % 3 == 0:
            document = docx.Document()
            for line in text.split("\n\n"):
                document.add_paragraph(line)
            content = io.BytesIO()
            document.save(content)
            (folder / f"{number:03}.docx").write_bytes(content.getvalue())
        else:
            (folder / f"{number:03}{'.md' if number % 3 == 1 else '.txt'}").write_text(text, encoding="utf-8")


@pytest.fixture
def environment(tmp_path, migrated_file):
    data = tmp_path / "data"
    (data / "static").mkdir(parents=True)
    shutil.copy(migrated_file, tmp_path / "jobs.sqlite3")
    return {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'jobs.sqlite3'}",
        "DATA_DIR": str(data),
        "QUEUE_BACKEND": "database",
        "DJANGO_SETTINGS_MODULE": "jd_platform.settings",
        "PYTHONPATH": str(ROOT),
    }


@pytest.fixture
def rows(tmp_path):
    """A function that asks the database and returns the rows."""

    def ask(question, timeout=30):
        with contextlib.closing(sqlite3.connect(tmp_path / "jobs.sqlite3", timeout=timeout)) as database:
            return database.execute(question).fetchall()

    return ask


@contextlib.contextmanager
def running_worker(environment):
    """A worker, which is killed at the end."""
    command = [sys.executable, str(ROOT / "manage.py"), "run_worker", "--interval", "0.02"]
    worker = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


def wait_until(condition, worker):
    """Wait until `condition` holds; the waiting is for the worker's end, which is not to come."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "The work does not come to its end."
        with contextlib.suppress(subprocess.TimeoutExpired):
            pytest.fail(f"The worker ended by itself: {worker.wait(0.02)}")


def stop_while(condition, worker):
    """Stop a worker at a moment at which `condition` holds, and at which it does not keep the database to itself."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        worker.send_signal(signal.SIGSTOP)
        with contextlib.suppress(sqlite3.OperationalError):
            if condition():
                return
        assert time.monotonic() < deadline, "The worker never does what was waited for."
        worker.send_signal(signal.SIGCONT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            pytest.fail(f"The worker ended by itself: {worker.wait(0.002)}")


def test_ten_killed_workers_lose_nothing(tmp_path, environment, rows):
    (tmp_path / "sent").mkdir()
    write_files(tmp_path / "sent")
    upload = [sys.executable, "-c", UPLOAD, str(tmp_path / "sent")]
    accepted = subprocess.run(upload, env=environment, check=True, capture_output=True, text=True).stdout.split()
    assert len(accepted) == FILES

    def finished():
        return rows("SELECT count(*) FROM jobs_uploadeddocument WHERE state NOT IN ('waiting', 'reading')")[0][0]

    def held():
        return rows("SELECT id FROM jobs_uploadeddocument WHERE state = 'reading'", timeout=0.05)

    chance = random.Random(4)  # noqa: S311 - not a secret
    for number in range(KILLS):
        with running_worker(environment) as worker:
            due = finished() + chance.randint(0, FILES // KILLS - 5)
            wait_until(lambda due=due: finished() >= due and bool(rows(RUNNING)), worker)
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.wait(chance.uniform(0, 0.05))
            # Some are killed at any moment, others while they hold a file.
            if number % 2:
                stop_while(held, worker)
        assert held() or number % 2 == 0

    with running_worker(environment) as worker:
        wait_until(lambda: finished() == FILES, worker)
    assert rows("SELECT state, count(*) FROM jobs_uploadeddocument GROUP BY state") == [("done", FILES)]
    assert rows("SELECT count(*), count(DISTINCT job_id) FROM jobs_uploadeddocument") == [(FILES, FILES)]
    assert rows("SELECT count(*), count(DISTINCT text_hash) FROM jobs_jobdescription") == [(FILES, FILES)]
    kept = [path for path in (tmp_path / "data" / "files").rglob("*") if path.is_file()]
    assert len(kept) == FILES


def test_an_upload_that_is_killed_keeps_what_it_was_told_is_kept(tmp_path, environment, rows):
    (tmp_path / "sent").mkdir()
    write_files(tmp_path / "sent")
    upload = [sys.executable, "-c", UPLOAD, str(tmp_path / "sent")]
    sender = subprocess.Popen(upload, env=environment, stdout=subprocess.PIPE, text=True)
    accepted = [sender.stdout.readline().strip() for _ in range(50)]
    sender.send_signal(signal.SIGKILL)
    accepted += sender.stdout.read().split()
    sender.wait()
    sender.stdout.close()

    kept = dict(rows("SELECT name, content FROM jobs_uploadeddocument"))
    assert set(accepted) <= set(kept)
    for name, content in kept.items():
        assert (tmp_path / "data" / "files" / content).read_bytes() == (tmp_path / "sent" / name).read_bytes()

    with running_worker(environment) as worker:
        wait_until(lambda: rows("SELECT count(*) FROM jobs_jobdescription")[0][0] == len(kept), worker)


def test_a_locked_database_stops_nothing_and_loses_nothing(tmp_path, environment, rows):
    (tmp_path / "sent").mkdir()
    write_files(tmp_path / "sent")
    upload = [sys.executable, "-c", IMPATIENT + UPLOAD, str(tmp_path / "sent")]
    subprocess.run(upload, env=environment, check=True, capture_output=True)

    def finished():
        return rows("SELECT count(*) FROM jobs_uploadeddocument WHERE state NOT IN ('waiting', 'reading')")[0][0]

    said = tmp_path / "worker.log"
    with said.open("wb") as output, contextlib.closing(sqlite3.connect(tmp_path / "jobs.sqlite3")) as other:
        worker = subprocess.Popen(
            [sys.executable, "-c", IMPATIENT + WORK], env=environment, stdout=output, stderr=output
        )
        try:
            for _ in range(3):
                due = finished() + 5
                wait_until(lambda due=due: finished() >= due, worker)
                before = said.read_bytes().count(b"locked")
                other.execute("BEGIN IMMEDIATE")
                wait_until(lambda before=before: said.read_bytes().count(b"locked") > before, worker)
                refused = subprocess.run(upload, env=environment, check=False, capture_output=True, text=True)
                assert "database is locked" in refused.stderr
                other.execute("ROLLBACK")
            wait_until(lambda: finished() == FILES, worker)
        finally:
            worker.kill()
            worker.wait()
    assert rows("SELECT state, count(*) FROM jobs_uploadeddocument GROUP BY state") == [("done", FILES)]
    assert rows("SELECT count(*), count(DISTINCT text_hash) FROM jobs_jobdescription") == [(FILES, FILES)]
    assert len([path for path in (tmp_path / "data" / "files").rglob("*") if path.is_file()]) == FILES
