"""Measures pages and endpoints over many job descriptions, through a real server, and writes docs/performance.md.

    python -m benchmarks.analytics.run --database sqlite --database postgres://postgres@127.0.0.1:5432/

Each size has a database of its own, which is seeded when it is not there yet and kept for the next time. Every address
is asked for after a tag of one job was decided on, so that no result kept from before helps, and again unchanged. What
was measured is kept too: a run of one part (--database, --jobs) leaves the other parts of the page as they were.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "performance.md"
SIZES = (1_000, 10_000, 100_000)
FILTERED = "department=Department%2003&since=2023-01-01"
API = "/api/analytics/skills/"
Results = dict[str, dict[str, dict[str, Any]]]  # by database, by number of jobs


def addresses(skills: list[str]) -> dict[str, str]:
    """Return what is measured: a label and an address each."""
    one, three = f"skill={skills[0]}", "&".join(f"skill={key}" for key in skills[:3])
    named = {"neighbours": f"?of={skills[0]}", "gaps": "?a=department:Department%2001&b=department:Department%2002"}
    endpoints = ["inventory", "top", "types", "categories", "stats", "trends", "rising", "new", "departments"]
    endpoints += ["cooccurrence", "neighbours", "gaps", "rare", "concentrated", "review", "acceptance"]
    return {
        "bare view (/healthz)": "/healthz",
        "dashboard": "/analytics/skills/",
        "dashboard, filtered": f"/analytics/skills/?{FILTERED}",
        "job list": "/jobs/",
        "job list, one skill": f"/jobs/?{one}",
        "job list, three skills": f"/jobs/?{three}",
        "job page": "/jobs/500/",
        "skill list": "/skills/",
        **{f"api {name}": f"{API}{name}{named.get(name, '')}" for name in endpoints},
    }


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", action="append", help="sqlite, or the address of a PostgreSQL server")
    parser.add_argument("--jobs", type=int, action="append", help=f"sizes (default: {SIZES})")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "benchmark", help="where SQLite files are kept")
    parser.add_argument("--samples", type=int, default=20)
    parser.add_argument("--port", type=int, default=8140)
    parser.add_argument("--nice", type=int, default=0, help="priority of the server; below 0 where others work too")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measured(Server(options.port, int(options.measure)), options.samples)))
        return
    options.folder.mkdir(parents=True, exist_ok=True)
    kept = options.folder / "results.json"
    results: Results = json.loads(kept.read_text()) if kept.exists() else {}
    for database in options.database or ["sqlite"]:
        name = "SQLite" if database == "sqlite" else "PostgreSQL"
        for jobs in sorted(options.jobs or SIZES):
            results.setdefault(name, {})[str(jobs)] = one_run(database, jobs, options)
            kept.write_text(json.dumps(results))
    PAGE.write_text(page(results), encoding="utf-8")


def one_run(database: str, jobs: int, options: argparse.Namespace) -> dict[str, Any]:
    """Return the times, in milliseconds, over one database of one size."""
    url = f"sqlite:///{options.folder}/jobs{jobs}.sqlite3" if database == "sqlite" else f"{database}jdbench_{jobs}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DEBUG": "false",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECRET_KEY": "benchmark-" + "x" * 60,
    }
    if database != "sqlite":
        create = ["createdb", "--maintenance-db", f"{database}postgres", f"jdbench_{jobs}"]
        subprocess.run(create, check=False, stderr=subprocess.DEVNULL)  # noqa: S603  it may be there
    manage("migrate", "-v0", environment=environment)
    present = int(manage("shell", "-v0", "-c", COUNT, environment=environment).split()[-1])
    if not present:
        manage("load_taxonomy", environment=environment)
        manage("seed_load", "--jobs", str(jobs), environment=environment)
    manage("rebuild_rollups", environment=environment)
    manage("collectstatic", "--noinput", "-v0", environment=environment)
    site = ["gunicorn", "jd_platform.wsgi", "--preload", "--threads", "2", "--bind", f"127.0.0.1:{options.port}"]
    server = subprocess.Popen(  # noqa: S603
        [*(["nice", "-n", str(options.nice)] if options.nice else []), sys.executable, "-m", *site],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        call = [sys.executable, "-m", "benchmarks.analytics.run", "--samples", str(options.samples)]
        inner = subprocess.run(  # noqa: S603
            [*call, "--port", str(options.port), "--measure", str(server.pid)],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
        )
    finally:
        server.terminate()
        server.wait()
    measured_here: dict[str, Any] = json.loads(inner.stdout.splitlines()[-1])
    return {**measured_here, "samples": options.samples, "nice": options.nice}


COUNT = "from jobs.models import JobDescription; print(JobDescription.objects.count())"


def manage(*words: str, environment: dict[str, str]) -> str:
    """Run a command of manage.py and return what it printed."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


class Server:
    """The server that is measured, with the session of somebody who may see everything."""

    def __init__(self, port: int, pid: int) -> None:
        self.port, self.pid = port, pid
        self.headers = {"Host": "127.0.0.1"}

    def ask(self, address: str) -> dict[str, float]:
        """Return how many milliseconds one answer took ("wall"), and for how many the server computed ("cpu").

        Raises:
            RuntimeError: the answer is not 200.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        computed, began = self._computed(), time.perf_counter()
        connection.request("GET", address, headers=self.headers)
        answer = connection.getresponse()
        answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}")
        return {"wall": took, "cpu": self._computed() - computed}

    def wait(self) -> None:
        """Wait until it answers.

        Raises:
            ConnectionRefusedError: it does not within half a minute.
        """
        for attempt in range(60):
            try:
                self.ask("/healthz")
            except ConnectionRefusedError:
                if attempt == 59:
                    raise
                time.sleep(0.5)
            else:
                return

    def memory(self) -> int:
        """Return the megabytes that are in memory for the process that answers."""
        status = Path(f"/proc/{self._workers()[0]}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) // 1024

    def _workers(self) -> list[str]:
        return Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()

    def _computed(self) -> float:
        """Return for how many milliseconds it has computed, from the scheduler, which counts nanoseconds."""
        threads = [thread for worker in self._workers() for thread in Path(f"/proc/{worker}/task").glob("*/schedstat")]
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1_000_000


def measured(server: Server, samples: int) -> dict[str, Any]:
    """Return, for each address, the times after a change and the times without one; and those of plain SQL."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "jd_platform.settings"
    import django

    django.setup()
    from django.contrib.auth.models import Group, User
    from django.db import connection
    from django.test import Client

    user, _made = User.objects.get_or_create(username="benchmark")
    user.groups.add(Group.objects.get(name="viewer"))
    client = Client()
    client.force_login(user)
    server.headers["Cookie"] = f"sessionid={client.cookies['sessionid'].value}"
    server.wait()
    times: dict[str, Any] = {}
    first = server.ask("/analytics/skills/")
    loads = [os.getloadavg()[0]]
    for label, address in addresses(most_wanted()).items():
        server.ask(address)
        changed, again = [], []
        for number in range(samples):
            decide(number)
            changed.append(server.ask(address))
            again.append(server.ask(address))
        times[label] = {"changed": changed, "again": again}
        loads.append(os.getloadavg()[0])
    counting = "SELECT skill_id, COUNT(*) FROM skills_jobskill WHERE decision <> 'rejected' GROUP BY skill_id"
    plain = []
    for _number in range(3):
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(counting)
            cursor.fetchall()
        plain.append({"wall": (time.perf_counter() - began) * 1000})
    times["plain SQL: jobs by skill"] = {"changed": plain, "again": plain}
    return {"times": times, "first": first, "memory": server.memory(), "load": [min(loads), max(loads)]}


def most_wanted() -> list[str]:
    """Return the ids of three skills that most jobs ask for."""
    from django.http import QueryDict

    from analytics import queries

    return [row.lightcast_id for row in queries.top_skills(queries.select(QueryDict("")), 3)]


def decide(number: int) -> None:
    """Confirm a tag of a job, or take that back."""
    from django.utils import timezone

    from jobs.models import JobDescription
    from skills.models import JobSkill

    job = JobDescription.objects.order_by("pk").values_list("pk", flat=True)[number]
    tag = JobSkill.objects.filter(job=job).order_by("pk")[0]
    confirmed = tag.decision != "confirmed"
    JobSkill.objects.filter(pk=tag.pk).update(
        decision="confirmed" if confirmed else "none", decided_at=timezone.now() if confirmed else None
    )


def p95(times: list[float]) -> float:
    """Return the time that 95 of 100 stay under."""
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]


def page(results: Results) -> str:
    """Return docs/performance.md."""
    lines = [*INTRODUCTION, ""]
    for database in sorted(results, reverse=True):
        before: dict[str, Any] = {}
        for jobs, result in sorted(results[database].items(), key=lambda item: int(item[0])):
            priority = f" Priority of the server: {result['nice']}." if result["nice"] else ""
            load = " to ".join(f"{one:.1f}" for one in result["load"])
            lines += [
                f"## {database}, {int(jobs):,} jobs",
                "",
                f"{result['samples']} samples each. Load average of the machine (two cores): {load}.{priority}",
                f"First dashboard of a fresh process: {result['first']['wall']:.0f} ms ({result['first']['cpu']:.0f}",
                f"of computing). Memory of the web process in the end: {result['memory']} MB.",
                "",
                "| | after a change, p50 | p95 | computing | again, p50 | p95 | computing | growth |",
                "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
                *(row(label, times, before.get(label)) for label, times in result["times"].items()),
                "",
            ]
            before = result["times"]
    return "\n".join(lines)


INTRODUCTION = (
    "# Performance",
    "",
    "Milliseconds until the whole answer is there, from one client over loopback to one gunicorn process with two",
    "threads. *After a change*: somebody decided on a tag just before. *Again*: nothing changed. *Computing*: for how",
    "long the process that answers had a core, at the median; unlike the time until the answer, it does not grow with",
    "what else the machine does, nor does it hold what the database server does. Growth is of the computing after a",
    "change, from the size before; for plain SQL, of the time. The goals at 100,000 jobs: dashboard p95 under 300 ms,",
    "filtered under 500 ms, lists and endpoints under 200 ms, growth under 3.",
    "Written by `python -m benchmarks.analytics.run`.",
)


def row(label: str, times: dict[str, Any], before: dict[str, Any] | None) -> str:
    """Return a line of the table."""
    cells = [label]
    for state in ("changed", "again"):
        walls = [one["wall"] for one in times[state]]
        computing = f"{halfway(times[state], 'cpu'):.0f}" if "cpu" in times[state][0] else ""
        cells += [f"{statistics.median(walls):.0f}", f"{p95(walls):.0f}", computing]
    kind = "cpu" if "cpu" in times["changed"][0] else "wall"
    cells.append(f"{halfway(times['changed'], kind) / halfway(before['changed'], kind):.1f}" if before else "")
    return f"| {' | '.join(cells)} |"


def halfway(samples: list[dict[str, float]], kind: str) -> float:
    """Return the median of one kind of time."""
    return statistics.median(one[kind] for one in samples)


if __name__ == "__main__":
    main()
