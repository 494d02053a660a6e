"""What browser tests share: the site with its worker, people to be, and a browser.

The site runs in a thread of the tests, the worker is `manage.py run_worker` in a process of its own, and both work on
the test database, which is therefore a file where it would else be in memory.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection, connections
from django.test import Client
from django_tasks_db.models import DBTaskResult
from selenium.webdriver.support.ui import WebDriverWait

from jobs import services as job_services
from jobs.models import JobDescription
from skills import services as skill_services
from skills.taxonomy.loading import apply
from tests.browser.driver import NARROW, PATIENCE_SECONDS, WIDE, Browser, missing_programs, start_chromium
from tests.browser.skill_list import SKILL_LIST

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "var" / "test-screenshots"
PASSWORD = "a password for tests"
BROWSER = pytest.StashKey[Browser]()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Have the test database in a file when a browser test is to run, so that the worker reaches it."""
    database = connections.settings["default"]
    if database["ENGINE"].endswith("sqlite3") and any(item.get_closest_marker("browser") for item in session.items):
        database["TEST"]["NAME"] = str(django_settings.DATA_DIR / "test.sqlite3")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keep a picture of the page at which a test failed."""
    report = yield
    if report.when == "call" and report.failed and BROWSER in item.stash:
        picture = SCREENSHOTS / f"{item.name}.png"
        item.stash[BROWSER].save_picture(picture)
        report.sections.append(("Screenshot", str(picture)))
    return report


# --- The site -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def worker_process(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[subprocess.Popen[bytes]]:
    """`manage.py run_worker` on the test database."""
    log = tmp_path_factory.mktemp("worker") / "worker.log"
    environment = {
        **os.environ,
        "DATABASE_URL": _database_address(),
        "QUEUE_BACKEND": "database",
        "DATA_DIR": str(django_settings.DATA_DIR),
        "LOG_LEVEL": "INFO",
    }
    command = [sys.executable, str(ROOT / "manage.py"), "run_worker", "--interval", "0.05"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=output, stderr=output)
        process.log = log
        yield process
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_SECONDS)


def _database_address() -> str:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    user, password = quote(database["USER"], safe=""), quote(database["PASSWORD"], safe="")
    host = quote(database["HOST"] or "localhost", safe="")
    return f"postgres://{user}:{password}@{host}:{database['PORT'] or 5432}/{database['NAME']}"


@pytest.fixture
def site(
    settings: Any,
    transactional_db: None,
    django_db_serialized_rollback: None,
    live_server: Any,
    worker_process: subprocess.Popen[bytes],
) -> Iterator[str]:
    """The address of a site with a skill list and a worker; what the worker has begun is finished before the next."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    apply(SKILL_LIST)
    yield live_server.url

    def is_idle() -> bool:
        assert worker_process.poll() is None, worker_process.log.read_text()
        return not DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).exists()

    _wait(is_idle, "The worker hangs.")


def _wait(condition: Callable[[], bool], otherwise: str) -> None:
    WebDriverWait(None, PATIENCE_SECONDS, poll_frequency=0.02).until(lambda _driver: condition(), otherwise)


# --- People and job descriptions ----------------------------------------------------------------------------------


@pytest.fixture
def make_person() -> Callable[[str], Any]:
    """A function that makes a person with a role, who is named after it."""

    def make(role: str) -> Any:
        person = get_user_model().objects.create_user(role, password=PASSWORD)
        person.groups.add(Group.objects.get(name=role))
        return person

    return make


@pytest.fixture
def make_job(site: str) -> Callable[..., JobDescription]:
    """A function that makes a job description whose skills have been found."""

    def make(**fields: Any) -> JobDescription:
        job = job_services.save_job(job=JobDescription(**fields), user=None)
        skill_services.run_extraction(job.extractions.get().pk)  # unless the worker was quicker
        _wait(lambda: job.extractions.filter(state="done").exists(), "The skills are not found.")
        return job

    return make


# --- The browser --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The browser that all tests share; each begins at an empty page without cookies."""
    if missing := missing_programs():
        pytest.fail(f"Browser tests need {' and '.join(missing)}: install the packages chromium and chromium-driver.")
    driver = start_chromium(tmp_path_factory.mktemp("profile"))
    yield driver
    driver.quit()


@pytest.fixture
def browser(request: pytest.FixtureRequest, chromium: Any, site: str) -> Iterator[Browser]:
    """A browser at which nobody has signed in; errors on its console fail the test."""
    browser = Browser(chromium, site)
    request.node.stash[BROWSER] = browser
    browser.set_scripting(on=True)
    browser.set_size(*WIDE)
    browser.set_media()
    browser.clear_cookies()
    yield browser
    complaints = browser.complaints()
    browser.set_scripting(on=True)
    chromium.get("about:blank")  # so that no page asks the site for more while the database is emptied
    assert not complaints


@pytest.fixture
def sign_in(browser: Browser) -> Callable[[Any], None]:
    """A function that signs a person in without the form."""

    def sign_in(person: Any) -> None:
        client = Client()
        client.force_login(person)
        browser.set_cookie(django_settings.SESSION_COOKIE_NAME, client.cookies["sessionid"].value)

    return sign_in


@pytest.fixture
def editor(make_person: Callable[[str], Any], sign_in: Callable[[Any], None], browser: Browser) -> Browser:
    """The browser of an editor who has signed in."""
    sign_in(make_person("editor"))
    return browser


@pytest.fixture
def editor_without_scripts(editor: Browser) -> Browser:
    """The browser of an editor who has signed in and runs no JavaScript."""
    editor.set_scripting(on=False)
    return editor


@pytest.fixture
def narrow_editor(editor: Browser) -> Browser:
    """The browser of an editor with the screen of a telephone."""
    editor.set_size(*NARROW)
    return editor
