"""Signing in, the language and theme of the interface, and where people are led."""

import pytest
from django.test import Client

from jd_platform.models import Preferences
from jd_platform.shortcuts import GROUPS, Group, Shortcut, groups_on
from tests.factories import PASSWORD, DocumentFactory, browser, person

pytestmark = pytest.mark.django_db


# --- Signing in -------------------------------------------------------------------------------------------------


def sign_in(client, user, password=PASSWORD, **data):
    return client.post("/login/", {"username": user.username, "password": password, **data})


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


# --- The account page -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "role", "name"),
    [("en", "viewer", "viewer"), ("fr", "viewer", "consultation"), ("fr", "curator", "responsable des compétences")],
)
def test_a_role_has_a_name_in_each_language(language, role, name):
    assert f"<dd>{name}</dd>" in browser(role).get("/account/", headers={"accept-language": language}).text


def test_another_group_keeps_its_name():
    client = browser("stranger")
    client.user.groups.create(name="auditors")
    assert "<dd>auditors</dd>" in client.get("/account/").text


def test_preferences_go_with_the_person_to_another_browser():
    client = browser("viewer")
    answer = client.post("/account/", {"language": "fr", "theme": "dark"})
    assert answer.headers["Location"] == "/account/"
    other = Client()
    other.force_login(client.user)
    html = other.get("/jobs/").text
    assert '<html lang="fr" data-theme="dark"' in html
    assert 'id="shortcuts"' not in html  # a box that is not ticked is not sent: they are off


def test_the_switches_in_the_header_are_kept_with_the_person_too():
    client = browser("viewer")
    client.post("/theme/", {"theme": "dark", "next": "/jobs/"})
    client.post("/language/", {"language": "fr", "next": "/jobs/"})
    other = Client()
    other.force_login(client.user)
    assert '<html lang="fr" data-theme="dark"' in other.get("/jobs/").text
    assert Preferences.objects.get().shortcuts


def test_reading_preferences_takes_no_query_of_its_own(django_assert_num_queries):
    client = browser("viewer")
    client.post("/account/", {"language": "fr", "theme": "dark"})
    with django_assert_num_queries(2):  # session; person with preferences
        client.get("/theme/")


@pytest.mark.parametrize("data", [{}, {"theme": "pink"}, {"theme": "dark", "language": "tlh"}])
def test_malformed_preferences_are_refused(data):
    client = browser("viewer")
    assert client.post("/account/", data).status_code == 422
    assert not Preferences.objects.exists()


def test_changing_the_password():
    client = browser("viewer")
    new = "another battery, staple"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert "error-summary" in client.post("/account/password/", {**data, "old_password": "wrong"}).text
    assert client.post("/account/password/", data).headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200  # still signed in
    client.user.refresh_from_db()
    assert client.user.check_password(new)


def test_only_own_uploads_are_listed():
    client = browser("editor")
    own = DocumentFactory(batch__created_by=client.user).batch
    other = DocumentFactory().batch
    html = client.get("/account/").text
    assert own.get_absolute_url() in html
    assert other.get_absolute_url() not in html


# --- Shortcuts --------------------------------------------------------------------------------------------------


def test_every_shortcut_leads_somewhere_and_none_hides_another():
    pages = {group.page for group in GROUPS}
    for page in pages:
        shortcuts = [shortcut for group in groups_on(page) for shortcut in group.shortcuts]
        keys = [shortcut.keys for shortcut in shortcuts]
        assert len(set(keys)) == len(keys), page
        assert not [one for one in keys if any(other.startswith(f"{one} ") for other in keys)], page
        assert all(shortcut.target for shortcut in shortcuts)


def test_a_page_has_its_own_shortcuts_and_those_of_all_pages():
    own = Group("Here", (Shortcut("x", "Reject", "event", "reject"),), page="job")
    assert own in groups_on("job", [*GROUPS, own])
    assert groups_on("jobs:list", [*GROUPS, own]) == groups_on("jobs:list")
