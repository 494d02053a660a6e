"""Arrows between the applications run one way, and HTTP leaves through two doors."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# What each may import of the others. The last holds them together, and knows them all.
ALLOWED = {
    "jobs": {"jobs"},
    "skills": {"skills", "jobs"},
    "analytics": {"analytics", "skills", "jobs"},
    "jd_platform": {"jd_platform", "analytics", "skills", "jobs"},
}
# The few things of the project that applications may use: they know no application themselves.
FOUNDATION = {
    "jd_platform.queue",
    "jd_platform.access",
    "jd_platform.api",
    "jd_platform.api_conditions",
    "jd_platform.api_fields",
    "jd_platform.api_filters",
    "jd_platform.api_errors",
    "jd_platform.api_paging",
    "jd_platform.api_parsers",
    "jd_platform.api_refusals",
    "jd_platform.idempotency.services",
    "jd_platform.numbers",
    "jd_platform.webhooks",
}
HTTP_CLIENTS = {"requests", "urllib.request", "urllib3", "http.client", "httpx", "aiohttp", "socket"}
# The emulator and its launcher serve; they never call out.
SERVERS = ("skills/lightcast/emulator/",)
# Lightcast's API is asked through the first; the second tells addresses that people gave, and checks each of them; the
# third speaks no HTTP, but to the virus scanner that the settings name.
DOORS = ("skills/lightcast/", "jd_platform/webhooks/", "jobs/virus_scan")


def sources(*folders: str) -> list[Path]:
    """Return the modules of the folders, without tests."""
    return [
        path
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "tests" not in path.relative_to(ROOT).parts
    ]


def imported(source: str) -> Iterator[str]:
    """Yield the full name of every module, or of every name in one, that `source` imports, wherever it stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def forbidden(application: str, source: str) -> set[str]:
    """Return what a module of `application` imports of our own and may not."""
    return {
        name
        for name in imported(source)
        if name.split(".")[0] in ALLOWED
        and name.split(".")[0] not in ALLOWED[application]
        and not any(name == shared or name.startswith(f"{shared}.") for shared in (*FOUNDATION, "jd_platform"))
    }


@pytest.mark.parametrize("application", ["jobs", "skills", "analytics"])
def test_arrows_run_one_way(application):
    modules = sources(application)
    assert len(modules) > 3
    found = {str(path.relative_to(ROOT)): forbidden(application, path.read_text(encoding="utf-8")) for path in modules}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize("application", ["jobs", "skills", "analytics"])
def test_of_the_project_only_its_foundation_is_used(application):
    used = {
        name
        for path in sources(application)
        for name in imported(path.read_text(encoding="utf-8"))
        if name.startswith("jd_platform") and name != "jd_platform"
    }
    assert {name for name in used if not any(name == one or name.startswith(f"{one}.") for one in FOUNDATION)} == set()


@pytest.mark.parametrize("module", sorted(FOUNDATION))
def test_the_foundation_knows_no_application(module):
    path = ROOT / module.replace(".", "/")
    files = sources(str(path)) if path.is_dir() else [path.with_suffix(".py")]
    names = {name.split(".")[0] for file in files for name in imported(file.read_text(encoding="utf-8"))}
    assert names & {"jobs", "skills", "analytics"} == set()


def test_connections_leave_through_three_doors():
    users = {
        str(path.relative_to(ROOT)).removesuffix(".py")
        for path in sources(*ALLOWED)
        if set(imported(path.read_text(encoding="utf-8"))) & HTTP_CLIENTS
    }
    outside = {user for user in users if not user.startswith(DOORS)}
    assert outside == set()
    callers = {user for user in users if not user.startswith(SERVERS)}
    assert callers, "the client itself must be among them, or this test looks for the wrong names"


@pytest.mark.parametrize(
    ("application", "source", "names"),
    [
        ("jobs", "from skills.models import Skill", {"skills.models", "skills.models.Skill"}),
        ("jobs", "def f():\n    import analytics.queries", {"analytics.queries"}),
        ("jobs", "from jobs import models", set()),
        ("skills", "from analytics import views", {"analytics", "analytics.views"}),
        ("skills", "from jobs.models import JobDescription", set()),
        ("analytics", "from skills.models import Skill", set()),
    ],
)
def test_a_wrong_arrow_would_be_found(application, source, names):
    assert forbidden(application, source) == names
