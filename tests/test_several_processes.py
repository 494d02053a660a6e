"""Two web servers and two workers on PostgreSQL and Redis finish a batch together while one worker is killed."""

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

import psycopg
import pytest
import requests

pytestmark = pytest.mark.contract

ROOT = Path(__file__).resolve().parent.parent
SERVERS = ["postgres://postgres@127.0.0.1:5432/", "postgres://root@127.0.0.1:5432/"]
PASSWORD = "a password for one test"
FILES = int(os.environ.get("TEST_SEVERAL_PROCESSES_FILES", "150"))
FILES_PER_REQUEST = 25
PATIENCE_SECONDS = 180
MAKE_PERSON = f"""
import django
django.setup()
from django.contrib.auth.models import User
User.objects.create_superuser("ada", password={PASSWORD!r})
"""


@pytest.fixture
def database():
    """The address of a new, empty PostgreSQL database."""
    name = f"jd_platform_processes_{os.getpid()}"
    for server in SERVERS:
        with contextlib.suppress(psycopg.OperationalError):
            admin = psycopg.connect(f"{server}postgres", autocommit=True, connect_timeout=3)
            break
    else:
        pytest.skip("no PostgreSQL answers on this machine")
    with contextlib.closing(admin):
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name}")
        yield f"{server}{name}"
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def queue(tmp_path):
    """The address of a Redis server of our own, which keeps nothing."""
    program = shutil.which("redis-server") or pytest.skip("there is no Redis on this machine")
    port = str(free_port())
    command = [program, "--bind", "127.0.0.1", "--port", port, "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True) as server:
        yield f"redis://127.0.0.1:{port}/0"
        server.kill()


@pytest.fixture
def environment(tmp_path, database, queue):
    (tmp_path / "data" / "static").mkdir(parents=True)
    return {
        **os.environ,
        "DATABASE_URL": database,
        "REDIS_URL": queue,
        "QUEUE_BACKEND": "redis",
        "DATA_DIR": str(tmp_path / "data"),
        "DEBUG": "true",  # static files without collecting them
        "DJANGO_SETTINGS_MODULE": "jd_platform.settings",
        "PYTHONPATH": str(ROOT),
    }


@pytest.fixture
def start(environment, tmp_path):
    """A function that starts one more process of the site; all are killed in the end."""
    processes = []

    def begin(*command):
        log = (tmp_path / f"{len(processes)}.log").open("w")
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        processes.append((process, log))
        return process

    yield begin
    for process, log in processes:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        log.close()


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def wait_for(condition, what):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def answers(address):
    with contextlib.suppress(requests.ConnectionError, requests.Timeout):
        return requests.get(f"{address}/healthz", timeout=5).ok
    return False


def token(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]


def test_a_batch_is_finished_together(environment, database, start):
    for command in (["manage.py", "migrate", "-v0"], ["-c", MAKE_PERSON]):
        subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True)
    sites = []
    for _ in range(2):
        port = free_port()
        bind = ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
        start("-m", "gunicorn", "jd_platform.wsgi", *bind)
        sites.append(f"http://127.0.0.1:{port}")
    workers = [start("manage.py", "run_worker") for _ in range(2)]
    wait_for(lambda: all(answers(site) for site in sites), "A web server does not answer.")

    person = requests.Session()
    form = {"username": "ada", "password": PASSWORD, "csrfmiddlewaretoken": token(person.get(f"{sites[0]}/login/"))}
    assert person.post(f"{sites[0]}/login/", form).url.endswith("/jobs/") or person.get(f"{sites[0]}/jobs/").ok
    for first in range(0, FILES, FILES_PER_REQUEST):
        site = sites[first // FILES_PER_REQUEST % 2]  # signed in at one, known to the other
        files = [
            ("files", (f"{number}.txt", f"Clerk number {number}\n\nFiles papers of room {number} and counts them."))
            for number in range(first, min(first + FILES_PER_REQUEST, FILES))
        ]
        form = {"csrfmiddlewaretoken": token(person.get(f"{site}/jobs/upload/"))}
        assert "/jobs/batches/" in person.post(f"{site}/jobs/upload/", form, files=files).url

    with contextlib.closing(psycopg.connect(database, autocommit=True)) as rows:

        def count(question):
            return rows.execute(question).fetchone()[0]

        done = "SELECT count(*) FROM jobs_uploadeddocument WHERE state = 'done'"
        wait_for(lambda: count(done) > FILES // 10, "The work does not begin.")
        workers[0].kill()
        assert count(done) < FILES, "All was done before the worker was killed."
        wait_for(lambda: count(done) == FILES, "The work does not come to its end.")
        extracted = "SELECT count(DISTINCT job_id) FROM skills_extraction WHERE state = 'done'"
        wait_for(lambda: count(extracted) == FILES, "Not every job's skills were looked for.")
        assert count("SELECT count(*) FROM jobs_jobdescription") == FILES
        assert count("SELECT count(DISTINCT job_id) FROM jobs_uploadeddocument") == FILES
        assert count("SELECT count(*) FROM skills_extraction WHERE state <> 'done'") == 0
