"""When the service fails under an open page: said in place, nothing lost, and sign-in where it is needed."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.urls import path

from jd_platform import urls
from tests.browser.conftest import PASSWORD

pytestmark = pytest.mark.browser


def break_down(request):
    """A view that fails."""
    raise RuntimeError("on purpose")


class BrokenListUrls:
    """The site's addresses, but the job list fails."""

    urlpatterns = [path("jobs/", break_down), *urls.urlpatterns]


@pytest.fixture
def jobs(make_job):
    return [
        make_job(title="Data Analyst", department="Statistics", text="Requirements\nExperience with Python."),
        make_job(title="Clerk", department="Finance", text="Requirements\nExperience with Microsoft Excel."),
    ]


def test_a_failing_swap_is_said_in_place(editor, jobs, settings):
    editor.open("/jobs/")
    editor.see("2 jobs")
    settings.ROOT_URLCONF = BrokenListUrls
    editor.refused_paths.add("/jobs/")
    editor.find('input[name="department"][value="Finance"]').click()
    said = editor.see_element("#job-list .swap-failed")
    assert said.get_attribute("role") == "alert"
    assert "Nothing is lost: try again" in said.text
    assert len(editor.all("main tbody tr")) == 2
    assert editor.driver.title.startswith("Jobs")

    settings.ROOT_URLCONF = "jd_platform.urls"
    editor.press("Try again")
    editor.see("1 of 2 jobs")
    editor.see_gone(".swap-failed")
    editor.see_element(".chip")


def test_it_is_said_in_french_too(editor, jobs, settings):
    editor.open("/jobs/")
    editor.press("Français")
    editor.wait(lambda: editor.find("html").get_attribute("lang") == "fr", "for French")
    settings.ROOT_URLCONF = BrokenListUrls
    editor.refused_paths.add("/jobs/")
    editor.find('input[name="department"][value="Finance"]').click()
    assert "Rien n’est perdu" in editor.see_element(".swap-failed").text


def test_a_whole_page_that_fails_is_a_plain_sentence(editor, settings, client):
    settings.ROOT_URLCONF = BrokenListUrls
    editor.refused_paths.add("/jobs/")
    editor.open("/jobs/")
    editor.see_heading("Something went wrong")
    editor.see("Une erreur est survenue")
    assert "on purpose" not in editor.driver.page_source


def test_an_expired_session_leads_to_sign_in_and_back(editor, jobs):
    editor.open("/jobs/")
    editor.see("2 jobs")
    Session.objects.all().delete()
    editor.find('input[name="department"][value="Finance"]').click()
    editor.see_heading("Sign in")
    assert not editor.all("h1 + h1, #job-list"), "the form was put into the page instead of replacing it"
    editor.write("User name", "editor")
    editor.write("Password", PASSWORD)
    editor.press("Sign in")
    editor.see_heading("Jobs")
    editor.see("2 jobs")


def test_a_decision_with_an_expired_session_is_not_lost_unsaid(editor, jobs):
    editor.open(f"/jobs/{jobs[0].pk}/")
    Session.objects.all().delete()
    editor.press("Confirm: Python (Programming Language)")
    editor.see_heading("Sign in")
    assert f"next=%2Fjobs%2F{jobs[0].pk}%2F" in editor.path


def test_a_wrong_password(browser, make_person):
    make_person("editor")
    browser.open("/login/")
    browser.write("User name", "editor")
    browser.write("Password", "not this one")
    browser.press("Sign in")
    browser.see("User name and password do not match.")
    assert browser.focused() == browser.find(".error-summary")
    assert browser.find("#id_username").get_attribute("value") == "editor"


def test_too_many_wrong_passwords(browser, make_person, settings):
    settings.AXES_FAILURE_LIMIT = 2
    make_person("editor")
    browser.refused_paths.add("/login/")
    browser.open("/login/")
    for _ in range(2):
        browser.write("User name", "editor")
        browser.write("Password", "not this one")
        browser.press("Sign in")
        browser.see_element(".error-summary, .narrow p a")
    browser.see_heading("Too many attempts")


def test_theme_of_the_person(editor, jobs):
    editor.open("/jobs/")
    light = editor.run("return getComputedStyle(document.body).backgroundColor")
    editor.press("Account: editor")
    editor.press("Dark")
    editor.wait(lambda: editor.find("html").get_attribute("data-theme") == "dark", "for the dark theme")
    assert editor.run("return getComputedStyle(document.body).backgroundColor") != light
