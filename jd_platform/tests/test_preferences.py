"""Signing in, the language and theme of the interface, and where people are led."""

import pytest

from tests.factories import PASSWORD, browser, person

pytestmark = pytest.mark.django_db


# --- Signing in -------------------------------------------------------------------------------------------------


def sign_in(client, user, password=PASSWORD, **data):
    return client.post("/login/", {"username": user.username, "password": password, **data})


def test_the_first_page_is_the_job_list():
    assert browser("viewer").get("/").headers["Location"] == "/jobs/"


def test_signing_in_leads_to_where_one_wanted_to_go():
    client, user = browser("anonymous"), person("viewer")
    assert sign_in(client, user, next="/skills/").headers["Location"] == "/skills/"
    assert client.get("/jobs/").status_code == 200


def test_signing_in_never_leads_away():
    assert sign_in(browser("anonymous"), person("viewer"), next="https://example.org/").headers["Location"] == "/"


def test_signing_out():
    client = browser("viewer")
    assert client.post("/logout/").headers["Location"] == "/login/"
    assert client.get("/jobs/").status_code == 302


def test_a_wrong_password_is_said_and_too_many_lock_out(settings):
    settings.AXES_FAILURE_LIMIT = 3
    client, user = browser("anonymous"), person("viewer")
    statuses = [sign_in(client, user, "wrong").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert sign_in(client, user).status_code == 429
    assert sign_in(browser("anonymous"), person("viewer")).status_code == 302  # others are not locked out with them


@pytest.mark.parametrize(
    "data", [{}, {"username": "a\x00b", "password": "x"}, {"username": "x" * 5000, "password": "x"}]
)
def test_a_malformed_sign_in_is_refused(data):
    assert browser("anonymous").post("/login/", data).status_code == 200


def test_a_fragment_asked_for_after_the_session_ended_leads_the_whole_page_to_sign_in():
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/jobs/?q=a"}
    answer = browser("anonymous").get("/jobs/", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == "/login/?next=%2Fjobs%2F%3Fq%3Da"


# --- Theme ------------------------------------------------------------------------------------------------------


def test_a_theme_is_remembered():
    client = browser("viewer")
    answer = client.post("/theme/", {"theme": "dark", "next": "/skills/"})
    assert answer.headers["Location"] == "/skills/"
    assert answer.cookies["theme"]["samesite"] == "Lax"
    assert 'data-theme="dark"' in client.get("/jobs/").text


@pytest.mark.parametrize("theme", ["", "pink", '"><script>', "\x00"])
def test_an_unknown_theme_is_passed_over(theme):
    client = browser("viewer")
    assert "theme" not in client.post("/theme/", {"theme": theme}).cookies
    client.cookies["theme"] = theme.replace("\x00", "")
    assert 'data-theme="system"' in client.get("/jobs/").text


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org", "javascript:alert(1)", ""])
def test_choosing_a_theme_never_leads_away(target):
    assert browser("anonymous").post("/theme/", {"theme": "dark", "next": target}).headers["Location"] == "/"


def test_looking_chooses_nothing():
    assert browser("viewer").get("/theme/").status_code == 405


# --- Language ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "page"), [("viewer", "/jobs/"), ("anonymous", "/login/")])
def test_the_language_of_the_browser_and_the_one_chosen(role, page):
    client = browser(role)
    assert '<html lang="en"' in client.get(page).text
    assert '<html lang="fr"' in client.get(page, headers={"Accept-Language": "fr-CA"}).text
    client.post("/language/", {"language": "fr", "next": page})
    assert '<html lang="fr"' in client.get(page).text


@pytest.mark.parametrize("language", ["", "tlh", "../../etc", "\x00"])
def test_an_unknown_language_is_passed_over(language):
    client = browser("viewer")
    client.post("/language/", {"language": language, "next": "/jobs/"})
    assert '<html lang="en"' in client.get("/jobs/", headers={"Accept-Language": "de"}).text
