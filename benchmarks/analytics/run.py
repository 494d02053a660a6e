"""Measures pages and endpoints over many job descriptions, through a real server, and writes docs/performance.md.

    python -m benchmarks.analytics.run --database sqlite --database postgres://postgres@127.0.0.1:5432/

Each size has a database of its own, which is seeded when it is not there yet and kept for the next time. Every address
is asked for after a change to one job, so that no result kept from before helps, and again unchanged.
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
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measured(options.measure, options.samples)))
        return
    options.folder.mkdir(parents=True, exist_ok=True)
    results: dict[str, dict[int, dict[str, Any]]] = {}
    for database in options.database or ["sqlite"]:
        name = "SQLite" if database == "sqlite" else "PostgreSQL"
        for jobs in sorted(options.jobs or SIZES):
            results.setdefault(name, {})[jobs] = one_run(database, jobs, options)
    PAGE.write_text(page(results, options.samples), encoding="utf-8")


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
        subprocess.run(["createdb", "--maintenance-db", f"{database}postgres", f"jdbench_{jobs}"], check=False)  # noqa: S603, S607
    manage("migrate", "-v0", environment=environment)
    present = int(manage("shell", "-v0", "-c", COUNT, environment=environment).split()[-1])
    if not present:
        manage("load_taxonomy", environment=environment)
        manage("seed_load", "--jobs", str(jobs), environment=environment)
    manage("rebuild_rollups", environment=environment)
    manage("collectstatic", "--noinput", "-v0", environment=environment)
    server = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "gunicorn", "jd_platform.wsgi", "--threads", "2", "--bind", f"127.0.0.1:{options.port}"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        call = [sys.executable, "-m", "benchmarks.analytics.run", "--samples", str(options.samples)]
        inner = subprocess.run(  # noqa: S603
            [*call, "--measure", str(options.port)], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE
        )
    finally:
        server.terminate()
        server.wait()
    return json.loads(inner.stdout.splitlines()[-1])


COUNT = "from jobs.models import JobDescription; print(JobDescription.objects.count())"


def manage(*words: str, environment: dict[str, str]) -> str:
    """Run a command of manage.py and return what it printed."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def measured(port: str, samples: int) -> dict[str, Any]:
    """Return, for each address, the times after a change and the times without one; and those of plain SQL."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "jd_platform.settings"
    import django

    django.setup()
    from django.contrib.auth.models import Group, User
    from django.db import connection
    from django.http import QueryDict
    from django.test import Client

    from analytics import queries
    from jobs.models import JobDescription

    user, _made = User.objects.get_or_create(username="benchmark")
    user.groups.add(Group.objects.get(name="viewer"))
    client = Client()
    client.force_login(user)
    headers = {"Cookie": f"sessionid={client.cookies['sessionid'].value}", "Host": "127.0.0.1"}
    skills = [row.lightcast_id for row in queries.top_skills(queries.select(QueryDict("")), 3)]
    first = JobDescription.objects.order_by("pk").values_list("pk", flat=True)[0]
    times: dict[str, Any] = {}
    for label, address in addresses(skills).items():
        ask(port, address, headers)
        changed, again = [], []
        for number in range(samples):
            JobDescription.objects.filter(pk=first + number).update(location=f"Room {time.monotonic_ns()}")
            changed.append(ask(port, address, headers))
            again.append(ask(port, address, headers))
        times[label] = {"changed": changed, "again": again}
    counting = "SELECT skill_id, COUNT(*) FROM skills_jobskill WHERE decision <> 'rejected' GROUP BY skill_id"
    plain = []
    for _number in range(3):
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(counting)
            cursor.fetchall()
        plain.append((time.perf_counter() - began) * 1000)
    times["plain SQL: jobs by skill"] = {"changed": plain, "again": plain}
    return {"times": times, "load": os.getloadavg()[0]}


def ask(port: str, address: str, headers: dict[str, str]) -> float:
    """Return how many milliseconds one answer took.

    Raises:
        RuntimeError: the answer is not 200.
    """
    for attempt in range(60):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=120)
            began = time.perf_counter()
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
            answer.read()
            took = (time.perf_counter() - began) * 1000
            break
        except ConnectionRefusedError:
            if attempt == 59:
                raise
            time.sleep(0.5)  # the server is starting
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    return took


def p95(times: list[float]) -> float:
    """Return the time that 95 of 100 stay under."""
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]


def page(results: dict[str, dict[int, dict[str, Any]]], samples: int) -> str:
    """Return docs/performance.md."""
    lines = [
        "# Performance",
        "",
        "Milliseconds until the whole answer is there, from one client over loopback to one gunicorn process with two",
        f"threads; {samples} samples each. *After a change*: one job was changed just before, so that every number is",
        "counted anew. *Again*: nothing changed. Growth is the p50 after a change, from the size before.",
        "Written by `python -m benchmarks.analytics.run`.",
        "",
    ]
    for database, sizes in results.items():
        for place, (jobs, result) in enumerate(sizes.items()):
            before = list(sizes.values())[place - 1]["times"] if place else {}
            lines += [
                f"## {database}, {jobs:,} jobs",
                "",
                f"Load average of the machine (two cores) while measured: {result['load']:.1f}.",
                "",
                "| | after a change, p50 | p95 | again, p50 | p95 | growth |",
                "| --- | ---: | ---: | ---: | ---: | ---: |",
            ]
            for label, times in result["times"].items():
                half = statistics.median(times["changed"])
                growth = f"{half / statistics.median(before[label]['changed']):.1f}" if before else ""
                lines.append(
                    f"| {label} | {half:.0f} | {p95(times['changed']):.0f} | {statistics.median(times['again']):.0f} "
                    f"| {p95(times['again']):.0f} | {growth} |"
                )
            lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
