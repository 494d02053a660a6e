"""Many people at once: browsing and uploading through a web server and a worker, on loopback, for a minute.

    python benchmarks/load/run.py [--users 50] [--seconds 60] [--database postgres://…] [--restart COMMAND]

Starts a site of its own in a temporary folder with the demonstration jobs, lets every user do what people do, with a
second or two between, and prints the durations of each page and what went wrong. --restart is a command that restarts
the database half-way; errors while it is away have to be 503.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import re
import shlex
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import requests  # noqa: TID251  the people of the load, not the application

ROOT = Path(__file__).resolve().parents[2]
# Signed in beforehand: that fifty people do so in the same second is not what is measured.
MAKE_PEOPLE = """
import django, sys
django.setup()
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group, User
for number in range(int(sys.argv[1])):
    user = User.objects.create(username=f"user{number}")
    user.groups.add(Group.objects.get(name="editor"))
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = user.pk
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    print(session.session_key)
"""
PAGES = [
    "/jobs/",
    "/jobs/?q=data",
    "/jobs/?sort=title&page=2",
    "/analytics/skills/",
    "/skills/?used=true",
    "/search/?q=policy",
]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TEXT = "Clerk {number}\n\nFiles papers with Microsoft Excel, writes notes and plans projects. Case {number}."


class Tally:
    """Durations and failures, told by all users."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.failures: Counter[str] = Counter()
        self.uploaded = 0
        self._lock = threading.Lock()

    def note(self, name: str, seconds: float, status: int) -> None:
        """Note one request; a status of 400 or more, or 0 for none, is a failure."""
        with self._lock:
            self.seconds[name].append(seconds)
            if status >= 400 or not status:
                self.failures[f"{name}: {status or 'no answer'}"] += 1

    def note_upload(self) -> None:
        """Note one file that was accepted."""
        with self._lock:
            self.uploaded += 1


class Person:
    """Somebody who browses and uploads."""

    def __init__(self, site: str, number: int, session_key: str, tally: Tally) -> None:
        self.site, self.number, self.tally = site, number, tally
        self.session = requests.Session()
        self.session.cookies.set("sessionid", session_key)
        self.chance = random.Random(number)  # noqa: S311  not a secret

    def ask(self, name: str, path: str, **options: object) -> requests.Response | None:
        """Send one request; POST where there is data."""
        started = time.perf_counter()
        method = "POST" if "data" in options else "GET"
        try:
            answer = self.session.request(method, self.site + path, timeout=60, **options)  # type: ignore[arg-type]
        except requests.RequestException:
            self.tally.note(name, time.perf_counter() - started, 0)
            return None
        self.tally.note(name, time.perf_counter() - started, answer.status_code)
        return answer

    def work(self, until: float) -> None:
        """Do what people do until the time is over."""
        while time.monotonic() < until:
            chance = self.chance.random()
            if chance < 0.1:
                self.upload()
            elif chance < 0.4:
                self.open_job()
            else:
                path = self.chance.choice(PAGES)
                self.ask(path, path)
            time.sleep(self.chance.uniform(0.5, 2))

    def open_job(self) -> None:
        """Open a job of the list."""
        page = self.ask("/jobs/", "/jobs/")
        jobs = re.findall(r'href="(/jobs/\d+/)"', page.text) if page else []
        if jobs:
            self.ask("/jobs/<id>/", self.chance.choice(jobs))

    def upload(self) -> None:
        """Upload one file."""
        page = self.ask("/jobs/upload/", "/jobs/upload/")
        found = TOKEN.search(page.text) if page else None
        if found:
            number = f"{self.number}-{self.chance.randrange(10**9)}"
            answer = self.ask(
                "upload",
                "/jobs/upload/",
                data={"csrfmiddlewaretoken": found[1]},
                files=[("files", (f"{number}.txt", TEXT.format(number=number)))],
            )
            if answer is not None and "/jobs/batches/" in answer.url:
                self.tally.note_upload()


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


@contextlib.contextmanager
def running_site(environment: dict[str, str], users: int) -> Iterator[tuple[str, list[str]]]:
    """A filled site with a web server and a worker, as bin/run starts them; yields its address and session keys."""
    manage = [sys.executable, "manage.py"]
    for command in (
        [*manage, "migrate", "-v0"],
        [*manage, "load_taxonomy"],
        [*manage, "load_demonstration"],
        [*manage, "collectstatic", "--noinput", "-v0"],
    ):
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own
    make = [sys.executable, "-c", MAKE_PEOPLE, str(users)]
    made = subprocess.run(make, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)  # noqa: S603
    port = free_port()
    serve = [
        "-m",
        "gunicorn",
        "jd_platform.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--preload",
        "--no-control-socket",
        "--keep-alive",
        "15",
    ]
    size = ["--worker-class", "gthread", "--workers", "2", "--threads", "8"]
    log = (Path(environment["DATA_DIR"]) / "log").open("w")
    children = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)  # noqa: S603  our own words
        for command in ([sys.executable, *serve, *size], [*manage, "run_worker"])
    ]
    try:
        site = f"http://127.0.0.1:{port}"
        for _ in range(300):
            with contextlib.suppress(requests.RequestException):
                if requests.get(f"{site}/healthz", timeout=5).ok:
                    break
            time.sleep(0.2)
        yield site, made.stdout.split()[-users:]
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait()
        log.close()


def count_jobs(environment: dict[str, str]) -> int:
    """Return how many job descriptions there are."""
    code = "import django; django.setup(); from jobs.models import JobDescription as J; print(J.objects.count())"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)  # noqa: S603
    return int(result.stdout.split()[-1])


def main() -> int:
    """Run, print, and return 1 when anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--database", default="", help="an empty database; SQLite when left out")
    parser.add_argument("--restart", default="", help="a command that restarts the database half-way")
    options = parser.parse_args()
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "SECRET_KEY": "a key for this load and for nothing else, 0123456789",
            "DATA_DIR": folder,
            "DATABASE_URL": options.database,
            "DJANGO_SETTINGS_MODULE": "jd_platform.settings",
            "PYTHONPATH": str(ROOT),
            "LOG_LEVEL": "WARNING",
        }
        packages = ROOT / "var" / "packages"
        if packages.is_dir():
            (Path(folder) / "packages").symlink_to(packages.resolve())
        with running_site(environment, options.users) as (site, sessions):
            before = count_jobs(environment)
            until = time.monotonic() + options.seconds
            people = [
                threading.Thread(target=Person(site, number, session, tally).work, args=(until,))
                for number, session in enumerate(sessions)
            ]
            for person in people:
                person.start()
            if options.restart:
                time.sleep(options.seconds / 2)
                subprocess.run(shlex.split(options.restart), check=True)  # noqa: S603  given by who runs this
            for person in people:
                person.join()
            for _ in range(300):
                added = count_jobs(environment) - before
                if added >= tally.uploaded:
                    break
                time.sleep(1)
    report(tally, options.users, options.seconds)
    print(f"\nFiles accepted: {tally.uploaded}; job descriptions added: {added}")
    expected = {failure for failure in tally.failures if options.restart and failure.endswith(("503", "no answer"))}
    return int(bool(set(tally.failures) - expected) or added != tally.uploaded)


def report(tally: Tally, users: int, seconds: int) -> None:
    """Print a table of durations in milliseconds, and the failures."""
    count = sum(map(len, tally.seconds.values()))
    print(f"{users} people for {seconds} s: {count} requests, {count / seconds:.0f} a second\n")
    print("| request | count | median ms | p95 ms | longest ms |\n| --- | --- | --- | --- | --- |")
    for name, durations in sorted(tally.seconds.items()):
        milliseconds = sorted(1000 * one for one in durations)
        p95 = milliseconds[min(len(milliseconds) - 1, int(len(milliseconds) * 0.95))]
        median = statistics.median(milliseconds)
        print(f"| `{name}` | {len(milliseconds)} | {median:.0f} | {p95:.0f} | {milliseconds[-1]:.0f} |")
    print("\nFailures:", ", ".join(f"{name} ({times})" for name, times in tally.failures.items()) or "none")


if __name__ == "__main__":
    sys.exit(main())
