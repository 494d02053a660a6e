"""What holds for the whole site: who may see a page, what every page has, and what is sent along with it."""

from __future__ import annotations

import io
import logging
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from jd_platform import logs
from tests import factories

ROOT = Path(__file__).resolve().parent.parent
PUBLIC = {
    "/login/",
    "/logout/",  # leads to sign-in, whoever asks
    "/language/",
    "/theme/",
    "/healthz",
    "/readyz",
    "/metrics",  # wants a token of its own
    "/api/",  # what is no address of the API
    "/admin/login/",
    "/admin/logout/",
}
PRODUCTION = {
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "HTTPS": "true",
    "DEBUG": "false",
    "ALLOWED_HOSTS": "jobs.example.org",
    "QUEUE_BACKEND": "database",
}
DIRECTIVES = {
    "default-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# A value for each part of an address that is filled in, of a kind that the address takes.
EXAMPLES = {
    "job_id": "1",
    "document_id": "1",
    "token_id": "1",
    "webhook_id": "00000000-0000-4000-8000-000000000000",
    "delivery_id": "00000000-0000-4000-8000-000000000000",
    "batch_id": "00000000-0000-4000-8000-000000000000",
    "lightcast_id": "KS125LS6N7WP4S6SFTCK",
    "action": "confirm",
    "pk": "1",
    "format": ".json",
    "object_id": "1",
    "content_type_id": "1",
    "app_label": "jobs",
    "url": "anything",
    "history_id": "1",
    "id": "1",
    "view_id": "1",
    "drf_format_suffix": ".json",
}


def addresses(resolver=None, before=""):
    """Yield an example of every address of the site."""
    for pattern in (resolver or get_resolver()).url_patterns:
        whole = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, whole)
        elif isinstance(pattern, URLPattern):
            yield example(whole)


def example(route):
    """Return an address that `route`, a path or a regular expression, leads to."""
    route = route.replace("(?P<pk>[0-9a-f-]{36})", EXAMPLES["batch_id"])
    named = re.sub(r"\(\?P(<\w+>)[^()]*(?:\([^()]*\)[^()]*)*\)", r"\1", route)
    filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: EXAMPLES[found[1]], named)
    return "/" + re.sub(r"[\^$\\]|\?|\(|\)|\.json/|Z", "", filled.replace("/?", ""))


ADDRESSES = sorted(set(addresses()))


@pytest.fixture
def job(db):
    skills = factories.load_skills()
    job = factories.JobFactory()
    for skill in skills.values():
        factories.TagFactory(job=job, skill=skill, evidence=[])
    return job


@pytest.fixture
def pages(job):
    """The path of every page."""
    return [
        "/",
        "/jobs/",
        "/jobs/?q=nothing",
        f"/jobs/selection/?job={job.pk}",
        f"/jobs/{job.pk}/",
        f"/jobs/{job.pk}/edit/",
        f"/jobs/{job.pk}/delete/",
        "/jobs/new/",
        "/jobs/upload/",
        "/jobs/titles/",
        "/jobs/titles/?unmatched=1",
        f"/jobs/titles/choose/?title={job.title}",
        factories.BatchFactory().get_absolute_url(),
        "/account/tokens/",
        "/account/webhooks/",
        "/skills/",
        f"/skills/{factories.PYTHON}/",
        "/analytics/skills/",
        "/search/?q=python",
        "/search/?q=zebra",
        "/account/",
        "/account/password/",
        "/nowhere/",
    ]


@pytest.fixture
def editor(job):
    return factories.browser("editor")


class Page(HTMLParser):
    """What is looked at in a page."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]

    def own_scripts_and_styles(self):
        inline = [attributes for attributes in self.all("script") if "src" not in attributes] + self.all("style")
        return inline + [
            one for _tag, one in self.tags if any(name == "style" or name.startswith("on") for name in one)
        ]

    def doubled_ids(self):
        ids = [one["id"] for _tag, one in self.tags if "id" in one]
        return {one for one in ids if ids.count(one) > 1}


# --- Before it runs -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_production_settings_pass_every_check(tmp_path):
    (tmp_path / "static").mkdir()
    run = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**os.environ, **PRODUCTION, "DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'db'}"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "System check identified no issues (0 silenced)" in run.stdout, run.stdout + run.stderr
    assert run.returncode == 0


# --- Who may see it -----------------------------------------------------------------------------------------------


def test_all_addresses_are_looked_at():
    assert len(ADDRESSES) > 100
    assert {"/jobs/", "/jobs/1/edit/", "/api/jobs", "/analytics/skills/", "/admin/", "/api/docs", "/"} <= set(ADDRESSES)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_is_shown_to_strangers(client, method):
    shown = {}
    for address in set(ADDRESSES) - PUBLIC:
        response = getattr(client, method)(address)
        to_sign_in = response.status_code == 302 and "/login/" in response["Location"]
        if not (to_sign_in or response.status_code in {401, 403, 404, 405}):
            shown[address] = response.status_code
        if response.status_code == 404 and not address.startswith("/admin/"):
            shown[address] = "404: what is there and what is not must look the same to strangers"
    assert {address: got for address, got in shown.items() if address != "/admin/jsi18n/"} == {}


@pytest.mark.django_db
def test_somebody_without_a_role_sees_no_job_description(job):
    stranger = factories.browser("stranger")
    for address in ("/jobs/", f"/jobs/{job.pk}/", "/analytics/skills/", "/skills/", "/jobs/upload/"):
        assert stranger.get(address).status_code == 403, address
    for address in ("/api/jobs", f"/api/jobs/{job.pk}/skills", "/api/skills", "/api/analytics/skills/top"):
        assert stranger.get(address).status_code == 403, address


@pytest.mark.django_db
def test_public_addresses_answer(client):
    factories.TaxonomyFactory()
    assert client.get("/login/").status_code == 200
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").status_code == 200
    assert client.post("/theme/", {"theme": "dark", "next": "/login/"})["Location"] == "/login/"
    assert client.post("/language/", {"language": "fr", "next": "/login/"})["Location"] == "/login/"


@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_what_the_api_does_not_have_is_said_in_its_own_way(client, method):
    response = getattr(client, method)("/api/nothing/of/this")
    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/theme/", "/language/", "/login/"])
def test_nobody_is_sent_to_another_site(client, address):
    user = factories.person("editor")
    data = {"theme": "dark", "language": "fr", "username": user.username, "password": factories.PASSWORD}
    response = client.post(address, data | {"next": "https://elsewhere.example/"})
    assert "elsewhere" not in response["Location"]


# --- What every page has ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_is_well_formed(editor, pages, language):
    editor.cookies["django_language"] = language
    for path in pages:
        response = editor.get(path)
        page = Page(response.content.decode())
        assert response.status_code == (404 if path == "/nowhere/" else 200), path
        assert len(page.all("h1")) == 1, path
        assert page.all("html")[0]["lang"] == language, path
        assert page.own_scripts_and_styles() == [], path
        assert page.doubled_ids() == set(), path
        assert len(page.all("main")) == 1, path


def test_every_form_that_changes_something_is_protected(editor, pages):
    for path in pages:
        html = editor.get(path).content.decode()
        for form in re.findall(r"<form\b[^>]*\bmethod=\"post\".*?</form>", html, re.DOTALL):
            assert "csrfmiddlewaretoken" in form, f"{path}: {form[:200]}"


@pytest.mark.django_db
def test_forged_forms_are_refused(job):
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(factories.person("editor"))
    for path in (f"/jobs/{job.pk}/delete/", f"/jobs/{job.pk}/edit/", "/jobs/upload/", "/theme/", "/logout/"):
        answer = forger.post(path)
        assert answer.status_code == 403, path
        assert "The page was open too long" in answer.text, path
    assert forger.delete(f"/api/jobs/{job.pk}").status_code == 403
    job.refresh_from_db()


# --- What goes with it --------------------------------------------------------------------------------------------


def policy(response):
    """Return the content security policy of a response by directive."""
    return dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";") if part.strip())


def test_security_headers_are_on_every_answer(editor, client, pages):
    responses = [editor.get(path) for path in [*pages, "/api/docs", "/api/schema", "/api/jobs", "/admin/"]]
    responses += [client.get(path) for path in ("/login/", "/jobs/", "/healthz", "/api/jobs")]
    for response in responses:
        where = response.request["PATH_INFO"]
        assert response["X-Content-Type-Options"] == "nosniff", where
        assert response["X-Frame-Options"] == "DENY", where
        assert response["Referrer-Policy"] == "same-origin", where
        assert response["Cross-Origin-Opener-Policy"] == "same-origin", where
        directives = policy(response)
        assert {name: directives[name] for name in DIRECTIVES} == DIRECTIVES, where
        assert directives["script-src"] == "'self'", where
        assert "unsafe" not in response["Content-Security-Policy"], where
        assert "http" not in response["Content-Security-Policy"], where


@pytest.mark.django_db
def test_cookies_are_closed_to_scripts_and_other_sites(client, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.HTTPS = True
    user = factories.person("editor")
    client.post("/login/", {"username": user.username, "password": factories.PASSWORD})
    client.post("/theme/", {"theme": "dark"})
    for name in ("sessionid", "csrftoken", "theme"):
        assert client.cookies[name]["secure"], name
        assert client.cookies[name]["samesite"] == "Lax", name
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["theme"]["httponly"]


@pytest.mark.parametrize("output_format", ["console", "json"])
def test_logs_show_where_it_failed_and_not_what_was_in_hand(output_format):
    handler = logging.StreamHandler(io.StringIO())
    formatter = logs.configuration(level="INFO", output_format=output_format)["formatters"]["lines"]
    handler.setFormatter(formatter.pop("()")(**formatter))
    try:
        password = "correct horse"
        raise RuntimeError("it failed")
    except RuntimeError:
        handler.emit(logging.LogRecord("jobs", logging.ERROR, __file__, 1, "event", None, sys.exc_info()))
    assert "RuntimeError: it failed" in handler.stream.getvalue()
    assert password not in handler.stream.getvalue()
