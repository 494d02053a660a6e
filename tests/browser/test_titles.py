"""Suggest title: asking, choosing, taking back, saving; with JavaScript and without."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from jobs.models import JobDescription
from skills import services as skill_services
from skills import title_groups
from skills.models import JobTitle, TitleRun
from tests.browser.driver import NARROW, WIDE
from tests.factories import JobFactory

pytestmark = pytest.mark.browser


WRITTEN = "Sr. Data Analyst"
TEXT = "Duties\nBuilds dashboards for statistics.\n\nRequirements\nExperience with Python and SQL."


@pytest.fixture
def job(make_job):
    return make_job(title=WRITTEN, text=TEXT)


def _title(browser):
    return browser.find("#id_title").get_attribute("value")


def _suggested(browser):
    """Wait for the suggestions, and return the titles they would set, best first."""
    browser.see_element(".suggestion")
    return [button.get_attribute("data-title") for button in browser.all(".suggestion button[name=apply]")]


def _see_saved(browser, title):
    browser.see_heading(title)
    browser.see("Saved.")
    used = JobTitle.objects.select_related("standard_title").get()
    assert used.replaced_title == WRITTEN
    assert used.applied_by.username == "editor"
    assert used.standard_title.name in " ".join(browser.texts(".facts dd"))
    assert "STANDARD TITLE" in (name.upper() for name in browser.texts(".facts dt"))


def test_choose_undo_choose_again_and_save(editor, job):
    editor.open(f"/jobs/{job.pk}/edit/")
    editor.press("Suggest title")
    titles = _suggested(editor)
    assert 1 <= len(titles) <= 5
    assert "data analyst" in titles[0].lower()

    editor.press(f"Use this title: {titles[0]}")
    editor.wait(lambda: _title(editor) == titles[0], "for the title to be set")
    editor.see(f"Was: {WRITTEN}")
    assert editor.focused().get_attribute("id") == "id_title"
    assert editor.run("return document.getElementById('status').textContent") == f"Title set to {titles[0]}"

    editor.press("Undo")
    editor.wait(lambda: _title(editor) == WRITTEN, "for the title to be back")
    assert not editor.find(".undo-title").is_displayed()
    assert editor.find("[name=title_choice]").get_attribute("value") == ""

    editor.press(f"Use this title: {titles[-1]}")
    editor.wait(lambda: _title(editor) == titles[-1], "for the other title")
    editor.press("Save")
    _see_saved(editor, titles[-1])


def test_without_scripts(editor_without_scripts, job):
    browser = editor_without_scripts
    browser.open(f"/jobs/{job.pk}/edit/")
    browser.write("Department", "Statistics")
    browser.press("Suggest title")
    titles = _suggested(browser)
    assert _title(browser) == WRITTEN
    browser.press(f"Use this title: {titles[0]}")
    browser.wait(lambda: _title(browser) == titles[0], "for the title to be set")
    browser.see(f"Was: {WRITTEN}")
    assert browser.field("Department").get_attribute("value") == "Statistics"
    browser.press("Save")
    _see_saved(browser, titles[0])
    assert "Statistics" in browser.texts(".facts dd")


def test_a_title_that_resembles_none(editor, job):
    editor.open(f"/jobs/{job.pk}/edit/")
    editor.write("Title", "Xqzv Wkpt")
    editor.press("Suggest title")
    editor.see("No standard title fits well enough.")
    said = editor.run("return document.getElementById('status').textContent")
    assert said.startswith("No standard title fits well enough.")
    assert _title(editor) == "Xqzv Wkpt"


def test_saving_without_a_choice_records_none(editor, job):
    editor.open(f"/jobs/{job.pk}/edit/")
    editor.press("Suggest title")
    _suggested(editor)
    editor.press("Save")
    editor.see_heading(WRITTEN)
    assert not JobTitle.objects.exists()
    editor.follow("Choose a title")
    editor.see_heading("Edit the job description")


def test_leaving_with_unsaved_changes_is_asked_about(editor, job):
    editor.open(f"/jobs/{job.pk}/edit/")
    assert _may_leave(editor)
    editor.find("#id_location").send_keys("Ottawa")
    assert not _may_leave(editor)


def _may_leave(browser):
    return browser.run("return window.dispatchEvent(new Event('beforeunload', {cancelable: true}))")


def test_a_suggestion_rewritten_by_hand_is_not_recorded(editor, job):
    editor.open(f"/jobs/{job.pk}/edit/")
    editor.press("Suggest title")
    titles = _suggested(editor)
    editor.press(f"Use this title: {titles[0]}")
    editor.wait(lambda: _title(editor) == titles[0], "for the title to be set")
    editor.write("Title", "Pastry chef")
    editor.press("Save")
    editor.see_heading("Pastry chef")
    editor.see("is not recorded as the standard title")
    assert not JobTitle.objects.exists()


def test_ones_own_title_is_kept(editor, job):
    editor.open(f"/jobs/{job.pk}/edit/")
    editor.press("Suggest title")
    titles = _suggested(editor)
    editor.press(f"Keep mine, record this: {titles[0]}")
    editor.see("Your title stays.")
    assert _title(editor) == WRITTEN
    editor.press("Save")
    editor.see_heading(WRITTEN)
    recorded = JobTitle.objects.select_related("standard_title").get()
    assert recorded.standard_title.name in " ".join(editor.texts(".facts dd"))

    editor.open(f"/jobs/{job.pk}/edit/")
    editor.press(f"Take it off: {recorded.standard_title.name}")
    editor.see("The standard title is taken off when you save.")
    editor.press("Save")
    editor.see("Saved.")
    assert not JobTitle.objects.exists()


def test_the_title_list_is_searched(editor, job):
    editor.open(f"/jobs/{job.pk}/edit/")
    editor.write("Title", "Xqzv Wkpt")
    editor.press("Suggest title")
    editor.see("No standard title fits well enough.")
    editor.write("Search the title list", "registered nurse")
    editor.focused().send_keys(Keys.ENTER)
    editor.press("Use this title: Registered nurse")
    editor.see("Was: Xqzv Wkpt")
    assert _title(editor) == "Registered nurse"


def test_undo_without_scripts(editor_without_scripts, job):
    browser = editor_without_scripts
    browser.open(f"/jobs/{job.pk}/edit/")
    browser.press("Suggest title")
    titles = _suggested(browser)
    browser.press(f"Use this title: {titles[0]}")
    browser.see(f"Was: {WRITTEN}")
    browser.press("Undo")
    browser.wait(lambda: _title(browser) == WRITTEN, "for the title to be back")
    assert not browser.find(".undo-title").is_displayed()


# --- Many at once -------------------------------------------------------------------------------------------------


@pytest.fixture
def jobs(site):
    titles = ["Registered Nurse", "Registered Nurse", "Software Developer", "Xqzv Wkpt"]
    return [JobFactory(title=title, text=TEXT) for title in titles]


def test_many_are_recorded_and_undone(editor, jobs):
    editor.open("/jobs/")
    editor.follow("Standard titles")
    editor.see("4 jobs carry no standard title: 3 different titles.")
    editor.press("Record: Registered Nurse")
    editor.see("The standard titles of 2 jobs are recorded.")
    assert set(JobTitle.objects.values_list("job__title", flat=True)) == {"Registered Nurse"}

    editor.write("At least this sure (%)", "40")
    editor.press("Apply")
    editor.see("These are the titles that are at least 40 % sure.")
    assert editor.path == "/jobs/titles/?order=sure&least=40"
    editor.press("Record for the one job")
    editor.see("1 job carries no standard title: 1 different title.")
    assert JobTitle.objects.count() == 3

    latest, first = TitleRun.objects.all()
    editor.find(f"button[name=run][value='{latest.pk}']").click()
    editor.see("Undone for 1 job.")
    editor.press("What was recorded before")
    editor.find(f"button[name=run][value='{first.pk}']").click()
    editor.see("4 jobs carry no standard title")
    assert not JobTitle.objects.exists()
    assert {job.title for job in JobDescription.objects.all()} == {job.title for job in jobs}


def test_the_focus_goes_on_to_the_next_title(editor, jobs):
    editor.open("/jobs/titles/")
    rows = [row.get_attribute("id") for row in editor.all(".title-row")]
    editor.run("arguments[0].focus()", editor.find(f"#{rows[0]} button[name=only]"))
    editor.keys(Keys.ENTER)
    editor.see_gone(f"#{rows[0]}")
    row = "return document.activeElement.closest('.title-row')?.id"
    editor.wait(lambda: editor.run(row) == rows[1], "for the focus to be on the next title")
    assert editor.focused_text().startswith("Record: ")
    editor.see("recorded.")
    said = editor.run("return document.getElementById('status').textContent")
    assert "recorded. Its own title stays" in said or "are recorded." in said


def test_those_chosen_are_recorded_without_scripts(editor_without_scripts, jobs):
    browser = editor_without_scripts
    browser.open("/jobs/titles/?order=title")
    for box in browser.all("[name=offer]"):
        box.click()
    browser.find("button[name=chosen]").click()
    browser.see("The standard titles of 3 jobs are recorded.")
    assert browser.path == "/jobs/titles/?order=title"
    browser.follow("No good match 1")
    browser.follow("Choose a title: Xqzv Wkpt")
    browser.write("Search the title list", "registered nurse")
    browser.press("Search")
    browser.press("Record for 1 job: Registered nurse")
    browser.see("No job lacks a standard title.")
    browser.find(".title-runs > form button").click()
    browser.see("Undone for 1 job.")


def test_chosen_titles_are_counted(editor, jobs):
    editor.open("/jobs/titles/")
    editor.find("[data-every]").click()
    assert [box.is_selected() for box in editor.all("[name=offer]")] == [True, True]
    assert editor.texts(".chosen-bar [data-count]") == ["2"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_for_many_is_accessible(browser, jobs, make_person, sign_in, language):
    person = make_person("curator")
    sign_in(person)
    run = title_groups.apply_wanted(wanted=title_groups.Wanted(least=40), user=person)
    skill_services.undo_titles(run=run, user=person)
    browser.set_cookie("django_language", language)
    found = []
    for theme in ("light", "dark"):
        browser.set_cookie("theme", theme)
        for path in ("", "?least=40", "?least=5", "?unmatched=1", "choose/?title=Registered+Nurse"):
            browser.open(f"/jobs/titles/{path}")
            for size in (WIDE, NARROW):
                browser.set_size(*size)
                where = f"{path} {language} {theme} {size}"
                found += [f"{where}: {line}" for line in browser.violations() + browser.overflow()]
    assert not found, "\n".join(found)
