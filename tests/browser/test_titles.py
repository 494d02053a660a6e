"""Suggest title: asking, choosing, taking back, saving; with JavaScript and without."""

from __future__ import annotations

import pytest

from skills.models import JobTitle

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
    return [button.get_attribute("data-title") for button in browser.all(".suggestion button")]


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
    assert editor.run("return document.getElementById('status').textContent") == titles[0]

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
    assert _title(editor) == "Xqzv Wkpt"


def test_saving_without_a_choice_records_none(editor, job):
    editor.open(f"/jobs/{job.pk}/edit/")
    editor.press("Suggest title")
    _suggested(editor)
    editor.press("Save")
    editor.see_heading(WRITTEN)
    assert not JobTitle.objects.exists()
    assert "Standard title" not in editor.text


def test_leaving_with_unsaved_changes_is_asked_about(editor, job):
    editor.open(f"/jobs/{job.pk}/edit/")
    assert _may_leave(editor)
    editor.find("#id_location").send_keys("Ottawa")
    assert not _may_leave(editor)


def _may_leave(browser):
    return browser.run("return window.dispatchEvent(new Event('beforeunload', {cancelable: true}))")
