"""Sign-in by an OpenID Connect provider, over real HTTP, against a process of the site that settings turn it on in."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider, serving

pytestmark = pytest.mark.contract

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 90
WANTED = "/skills/?q=python"
PEOPLE = """
import django
django.setup()
from django.contrib.auth.models import Group, User
def make(name, **facts):
    return User.objects.create_user(name, f"{name}@example.org", "a password that is long", **facts)
make("bea").groups.add(Group.objects.get(name="editor"))
make("gone", is_active=False)
make("twin")
User.objects.create_user("twin2", "Twin@example.org")
make("boss", is_superuser=True, is_staff=True)
"""
ASK_FOR_ADDRESS = """
import sys, django
django.setup()
from allauth.account.adapter import get_adapter
from django.test import RequestFactory
headers = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}
request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=sys.argv[1])
print(get_adapter(request).get_client_ip(request))
"""


@dataclass
class Site:
    """A process of the site, its provider and its database."""

    address: str
    provider: Provider
    database: Path
    log: Path
    environment: dict[str, str]

    def rows(self, question, *values):
        with contextlib.closing(sqlite3.connect(self.database)) as database:
            return database.execute(question, values).fetchall()

    def user(self, name):
        """Return the number of the person who has this user name."""
        return self.rows("SELECT id FROM auth_user WHERE username = ?", name)[0][0]

    def connected(self, subject):
        """Return whose account the provider's person is connected with."""
        return [row[0] for row in self.rows("SELECT user_id FROM socialaccount_socialaccount WHERE uid = ?", subject)]

    def begin(self, browser, wanted=WANTED):
        """Press the button; return the answer, which leads to the provider."""
        page = browser.get(f"{self.address}{wanted}")
        assert page.url.startswith(f"{self.address}/login/?next=")
        form = {
            "csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1],
            "next": wanted,
        }
        return browser.post(f"{self.address}/login/oidc/", form, allow_redirects=False)

    def sign_in(self, claims, **provider):
        """Sign in as whom the provider describes; return the browser and the page it ends on."""
        self.provider.answer_with(claims, **provider)
        browser = requests.Session()
        return browser, browser.get(self.begin(browser).headers["Location"])


@pytest.fixture(scope="module")
def site(tmp_path_factory, migrated_file):
    folder = tmp_path_factory.mktemp("oidc")
    (folder / "static").mkdir()
    shutil.copy(migrated_file, folder)  # without the tables that come with the provider
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port = server.getsockname()[1]
    with serving() as provider, (folder / "log").open("w") as log:
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "DATA_DIR": str(folder),
            "DEBUG": "true",  # static files without collecting them
            "LOG_LEVEL": "INFO",
            "LOG_FORMAT": "json",
            "OIDC_ISSUER": provider.issuer,
            "OIDC_CLIENT_ID": CLIENT_ID,
            "OIDC_CLIENT_SECRET": CLIENT_SECRET,
            "OIDC_NAME": "Example <ID>",
            "OIDC_DEFAULT_ROLE": "viewer",
            "DJANGO_SETTINGS_MODULE": "jd_platform.settings",
            "PYTHONPATH": str(ROOT),
        }
        for command in (["manage.py", "migrate", "-v0"], ["-c", PEOPLE]):
            subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True)
        bind = ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "jd_platform.wsgi", *bind],
            cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        site = Site(f"http://127.0.0.1:{port}", provider, folder / "db.sqlite3", folder / "log", environment)
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not answers(site.address):
                assert time.monotonic() < deadline, "The web server does not answer."
                time.sleep(0.1)
            yield site
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def answers(address):
    with contextlib.suppress(requests.RequestException):
        return requests.get(f"{address}/healthz", timeout=5).ok
    return False


def person(subject, *, verified=True, **claims):
    return {"sub": subject, "email": f"{subject}@example.org", "email_verified": verified, **claims}


def assert_refused(page, words, status=403):
    """The page is ours, says why, and nobody has signed in."""
    assert page.status_code == status
    assert "Signing in with Example &lt;ID&gt; did not work" in page.text
    assert words in page.text
    assert 'class="skip-link"' in page.text


def test_a_newcomer_gets_the_default_role_and_the_page_wanted(site):
    _, page = site.sign_in(person("ada", preferred_username="ada", given_name="Ada", family_name="Example"))
    assert page.status_code == 200
    assert page.url == f"{site.address}{WANTED}"
    ada = site.user("ada")
    groups = "SELECT name FROM auth_group JOIN auth_user_groups ON group_id = auth_group.id WHERE user_id = ?"
    assert site.rows(groups, ada) == [("viewer",)]
    assert site.rows("SELECT email, first_name, is_staff, is_superuser FROM auth_user WHERE id = ?", ada) == [
        ("ada@example.org", "Ada", 0, 0)
    ]
    assert site.connected("ada") == [ada]
    assert site.provider.asked["code_challenge_method"] == "S256"
    lines = [json.loads(line) for line in site.log.read_text().splitlines() if '"event": "signed_in"' in line]
    assert (lines[-1]["user"], lines[-1]["by"]) == (ada, "OidcBackend")

    browser, page = site.sign_in(person("ada", preferred_username="other", email="elsewhere@example.org"))
    assert page.status_code == 200
    assert site.connected("ada") == [ada], "The provider's number tells who it is, not name or address."
    assert "/account/password/" not in browser.get(f"{site.address}/account/").text


def test_the_sign_in_page_has_a_button_that_the_policy_allows(site):
    page = requests.get(f"{site.address}/login/", timeout=10)
    assert "Sign in with Example &lt;ID&gt;</button>" in page.text
    assert f"form-action 'self' {site.provider.issuer};" in f"{page.headers['Content-Security-Policy']};"


def test_a_verified_address_connects_the_account_and_leaves_its_password(site):
    before = site.rows("SELECT password FROM auth_user WHERE username = 'bea'")
    _, page = site.sign_in(person("number-7", email="Bea@example.org"))
    assert page.status_code == 200
    assert site.connected("number-7") == [site.user("bea")]
    assert site.rows("SELECT password FROM auth_user WHERE username = 'bea'") == before
    browser = requests.Session()
    form = {
        "username": "bea",
        "password": "a password that is long",
        "csrfmiddlewaretoken": re.search(
            r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(f"{site.address}/login/").text
        )[1],
    }
    assert browser.post(f"{site.address}/login/", form).ok
    assert browser.get(f"{site.address}/jobs/").url == f"{site.address}/jobs/"


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        (person("x1", email="bea@example.org", verified=False), "cannot be connected by itself"),
        (person("x2", email="bea@example.org", verified="false"), "cannot be connected by itself"),
        ({"sub": "x3", "email": "bea@example.org"}, "cannot be connected by itself"),
        (person("x4", email="twin@example.org"), "cannot be connected by itself"),
        (person("x5", email="boss@example.org"), "cannot be connected by itself"),
        (person("x6", email="gone@example.org"), "switched off"),
    ],
    ids=["unverified", "the word false", "nothing said", "two accounts", "superuser", "switched off"],
)
def test_nobody_gets_an_account_that_may_not_be_theirs(site, claims, words):
    browser, page = site.sign_in(claims)
    assert_refused(page, words)
    assert site.connected(claims["sub"]) == []
    assert "/login/" in browser.get(f"{site.address}/jobs/").url


def test_who_is_switched_off_stays_out(site):
    browser, page = site.sign_in(person("leaver", preferred_username="leaver"))
    assert page.status_code == 200
    with contextlib.closing(sqlite3.connect(site.database)) as database, database:
        database.execute("UPDATE auth_user SET is_active = 0 WHERE username = 'leaver'")
    assert "/login/" in browser.get(f"{site.address}/jobs/").url
    assert_refused(site.sign_in(person("leaver"))[1], "switched off")


def test_an_unverified_address_is_not_kept(site):
    _, page = site.sign_in(person("eve", email="chief@example.org", verified=False, preferred_username="eve"))
    assert page.status_code == 200
    assert site.rows("SELECT email FROM auth_user WHERE username = 'eve'") == [("",)]
    assert site.rows("SELECT count(*) FROM account_emailaddress WHERE email = 'chief@example.org'") == [(0,)]


@pytest.mark.parametrize(
    "provider",
    [
        {"error": "server_error"},
        {"signs_falsely": True},
        {"in_token": {"aud": "another site"}},
        {"in_token": {"iss": "https://other.example.org"}},
        {"in_token": {"exp": 1}},
        {"in_token": {"exp": None}},
        {"in_token": {"iat": time.time() + 3600}},
        {"in_token": {"sub": "somebody else"}},
    ],
    ids=["error", "signature", "audience", "issuer", "expired", "without an end", "of the future", "two people"],
)
def test_an_answer_that_cannot_be_trusted_is_refused(site, provider):
    browser, page = site.sign_in(person("mallory"), **provider)
    assert_refused(page, "cannot be trusted")
    assert site.connected("mallory") == []
    assert "/login/" in browser.get(f"{site.address}/jobs/").url


@pytest.mark.parametrize("seconds", [-30, 30])
def test_the_clock_of_the_provider_may_differ_a_little(site, seconds):
    moment = time.time() + seconds
    _, page = site.sign_in(person("otto"), in_token={"iat": moment, "nbf": moment, "exp": moment + 20})
    assert page.url == f"{site.address}{WANTED}"


def test_who_is_denied_reads_so_and_the_log_has_it(site):
    _, page = site.sign_in(person("mallory"), error="access_denied")
    assert_refused(page, "you are not allowed to use this site")
    lines = [json.loads(line) for line in site.log.read_text().splitlines() if "sign_in_refused" in line]
    assert lines[-1]["reason"] == "cancelled"


@pytest.mark.parametrize("query", ["?code=x&state=made-up", "?code=x", "?error=access_denied", ""])
def test_an_answer_that_nobody_waits_for_is_refused(site, query):
    assert_refused(requests.get(f"{site.address}/login/oidc/callback/{query}", timeout=10), "begun in another window")


def test_the_answer_of_another_window_is_refused(site):
    site.provider.answer_with(person("ada"))
    leads = site.begin(requests.Session()).headers["Location"]
    page = requests.get(leads, timeout=10)  # another browser
    assert_refused(page, "begun in another window")


def test_it_leads_nowhere_else(site):
    site.provider.answer_with(person("ada"))
    browser = requests.Session()
    page = browser.get(f"{site.address}/login/")
    form = {
        "csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1],
        "next": "https://elsewhere.example.org/",
    }
    assert browser.post(f"{site.address}/login/oidc/", form).url == f"{site.address}/"


def test_of_allauth_nothing_else_is_there(site):
    assert requests.get(f"{site.address}/login/oidc/", timeout=10).status_code == 405
    assert requests.post(f"{site.address}/login/oidc/", timeout=10).status_code == 403  # no token of the form
    for path in ("accounts/login", "accounts/signup", "oidc/login", "login/oidc/signup", "signup"):
        page = requests.get(f"{site.address}/{path}/", timeout=10)
        assert page.status_code == 404 or "/login/?next=" in page.url


def test_no_secret_is_in_the_log(site):
    assert CLIENT_SECRET not in site.log.read_text()
    assert "code=of" not in site.log.read_text()


@pytest.mark.parametrize(
    ("proxies", "remote", "address"),
    [("0", "10.0.0.1", "10.0.0.1"), ("1", "10.0.0.1", "203.0.113.7"), ("0", "", "")],
)
def test_attempts_count_by_the_address_of_the_client(site, proxies, remote, address):
    environment = {**site.environment, "TRUSTED_PROXIES": proxies}
    asked = subprocess.run(
        [sys.executable, "-c", ASK_FOR_ADDRESS, remote],
        cwd=ROOT, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert asked.stdout == f"{address}\n"


def test_a_backup_holds_who_is_connected(site, tmp_path, migrated_file):
    site.sign_in(person("ada"))
    backup = tmp_path / "backup.tar"
    (tmp_path / "data" / "static").mkdir(parents=True)
    shutil.copy(migrated_file, tmp_path)
    elsewhere = {
        **site.environment,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "DATA_DIR": str(tmp_path / "data"),
    }
    for environment, command in (
        (site.environment, ["backup", backup]),
        (elsewhere, ["migrate", "-v0"]),
        (elsewhere, ["restore", backup]),
    ):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    restored = Site("", site.provider, tmp_path / "db.sqlite3", site.log, elsewhere)
    assert restored.connected("ada") == site.connected("ada") != []


def test_a_provider_that_does_not_answer_is_said_to_be_away(site):
    browser = requests.Session()
    site.provider.answer_with(person("ada"))
    leads = site.begin(browser)
    discovery, site.provider.discovery = site.provider.discovery, lambda: None
    try:
        assert_refused(site.begin(requests.Session()), "does not answer as it should", 503)
        assert_refused(browser.get(leads.headers["Location"]), "does not answer as it should", 503)
    finally:
        site.provider.discovery = discovery
