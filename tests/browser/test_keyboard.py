"""The site without a mouse: the order of the tabs, a focus that can be seen, and that stays where one was."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser import documents
from tests.browser.skill_list import PYTHON, SQL

pytestmark = pytest.mark.browser

TEXT = "Requirements\nExperience with Python, SQL and Microsoft Excel."


@pytest.fixture
def job(make_job):
    return make_job(title="Data Analyst", department="Statistics", text=TEXT)


def _tab_to(browser, text, limit=80):
    """Press Tab until the element of this text has the focus, and check that every stop on the way can be seen."""
    _tab_until(browser, lambda: browser.focused_text() == text, text, limit)


def _tab_until(browser, is_there, what, limit=80):
    for _ in range(limit):
        browser.keys(Keys.TAB)
        assert _is_focus_visible(browser), f"The focus cannot be seen on: {_focused_html(browser)}"
        if is_there():
            return
    pytest.fail(f"Tab does not lead to “{what}” within {limit} steps.")


def _is_focus_visible(browser):
    return browser.run("""
        const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
        const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
        return one === document.body || one.type === "date"  // whose parts the browser itself shows
          || (inside && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
    """)


def _focused_html(browser):
    return browser.run("return document.activeElement.outerHTML.slice(0, 200)")


def _focus_row(browser):
    """Return the id of the skill row that the focus is in, or None."""
    return browser.run("return document.activeElement.closest('#tag-list .skill-row')?.id.split('-')[1] ?? null")


def test_skip_link(editor, job):
    editor.open("/jobs/")
    editor.keys(Keys.TAB)
    assert editor.focused_text() == "Skip to the content"
    assert _is_focus_visible(editor)
    editor.keys(Keys.ENTER)
    editor.wait(lambda: editor.focused().get_attribute("id") == "main", "for the content to have the focus")
    editor.keys(Keys.TAB)
    assert editor.focused_text() == "Upload files"


def test_from_the_list_to_a_decision(editor, job):
    editor.open("/jobs/")
    _tab_to(editor, "Data Analyst")
    editor.keys(Keys.ENTER)
    editor.see_heading("Data Analyst")
    _tab_to(editor, "Confirm: Python (Programming Language)")
    editor.keys(Keys.ENTER)
    editor.see_in(f"#skill-{PYTHON} .state", "Confirmed")
    editor.wait(lambda: _focus_row(editor) == PYTHON, "for the focus to be on the same skill again")
    assert _is_focus_visible(editor)
    _tab_to(editor, "Reject: SQL (Programming Language)")
    editor.keys(Keys.SPACE)
    editor.see_gone(f"#skill-{SQL}")
    editor.wait(lambda: _focus_row(editor) not in (None, SQL), "for the focus to be on a neighbour")


def test_evidence_by_keyboard(editor, job):
    editor.open(f"/jobs/{job.pk}/")
    _tab_to(editor, "SQL (Programming Language)")
    editor.keys(Keys.TAB)
    assert editor.focused_text() == "1 mention"
    editor.keys(Keys.ENTER)
    assert editor.see_element("mark.chosen").text == "SQL"
    assert _focus_row(editor) == SQL


def test_review_by_single_keys(editor, make_job):
    text = "Requirements\nExperience with Python, SQL and Microsoft Excel. Python and more Python."
    job = make_job(title="Data Analyst", text=text)
    editor.open(f"/jobs/{job.pk}/")
    editor.see_element(f"#skill-{PYTHON}")
    editor.keys("j")
    first = _focus_row(editor)
    assert first is not None
    editor.keys("j")
    assert _focus_row(editor) not in (None, first)
    editor.keys("k")
    assert _focus_row(editor) == first
    editor.keys("c")
    editor.see_in(f"#skill-{first} .state", "Confirmed")
    editor.wait(lambda: _focus_row(editor) == first, "for the focus to be on the same skill again")
    editor.keys("u")
    editor.see_in(f"#skill-{first} .state", "Suggested")
    editor.run("arguments[0].focus()", editor.find(f"#skill-{PYTHON} > a"))
    for count in ("1 of 3", "2 of 3", "3 of 3", "1 of 3"):
        editor.keys("e")
        editor.see_in("[data-to=count]", count)
    editor.press("Add a skill")
    editor.find("#add-words").send_keys("cx")
    editor.run("arguments[0].focus()", editor.find(f"#skill-{PYTHON} > a"))
    editor.keys("x")
    editor.see_gone(f"#skill-{PYTHON}")
    decided = job.job_skills.exclude(decision="none").values_list("skill__lightcast_id", "decision")
    assert list(decided) == [(PYTHON, "rejected")]  # what was typed in the field decided nothing
    editor.wait(lambda: _focus_row(editor) is not None, "for the focus to be on a neighbour")


def test_adding_a_skill_by_keyboard(editor, job):
    editor.open(f"/jobs/{job.pk}/")
    _tab_to(editor, "Add a skill")
    editor.keys(Keys.ENTER, Keys.TAB)
    assert editor.focused().get_attribute("id") == "add-words"
    editor.keys("tableau")
    editor.see_element("#add-results .skill-row")
    assert editor.focused().get_attribute("id") == "add-words"
    _tab_to(editor, "Add: Tableau (Business Intelligence Software)", limit=3)
    editor.keys(Keys.ENTER)
    editor.see("Added by hand")
    editor.wait(lambda: _focus_row(editor) == "KS441626TDSV2J6GBB86", "for the focus to be on the new skill")


def test_filters_keep_the_focus(editor, job, make_job):
    make_job(title="Clerk", department="Finance", text="Requirements\nExperience with Microsoft Excel.")
    editor.open("/jobs/")
    editor.see("2 jobs")
    box = editor.find(f'input[name="skill"][value="{PYTHON}"]')
    editor.run("arguments[0].focus()", box)
    editor.keys(Keys.SPACE)
    editor.see("1 of 2 jobs")
    editor.wait(lambda: editor.focused().get_attribute("value") == PYTHON, "for the focus to be on the box again")
    editor.wait(
        lambda: editor.run("return document.getElementById('status').textContent") == "1 of 2 jobs", "to hear the count"
    )
    editor.keys(Keys.SPACE)
    editor.see_in("#results-heading", "2 jobs")


def test_words_being_typed_are_not_lost_to_a_swap(editor, job):
    editor.open(f"/jobs/{job.pk}/")
    field = editor.find("#tag-words")
    editor.run("arguments[0].focus()", field)
    editor.keys("pyt")
    editor.wait(lambda: len(editor.texts("#tag-list .skill-row")) == 1, "for one skill")
    editor.keys("hon")
    editor.wait(lambda: "q=python" in editor.path, "for the rest of the word to count")
    assert editor.focused().get_attribute("value") == "python"


def test_suggest_title_by_keyboard(editor, job):
    editor.open(f"/jobs/{job.pk}/edit/")
    _tab_to(editor, "Suggest title")
    editor.keys(Keys.ENTER)
    editor.see_element(".suggestion")
    editor.wait(lambda: editor.focused_text() == "Suggest title", "for the focus to be on the button again")
    editor.keys(Keys.TAB)
    assert editor.focused_text().startswith("Use this title")
    editor.keys(Keys.ENTER)
    assert editor.focused().get_attribute("id") == "id_title"


def test_enter_in_the_title_saves_and_does_not_ask_for_titles(editor, job):
    editor.open(f"/jobs/{job.pk}/edit/")
    editor.write("Title", "Analyst of Data")
    editor.keys(Keys.ENTER)
    editor.see_heading("Analyst of Data")
    editor.see("Saved.")


def test_upload_by_keyboard(editor, tmp_path):
    editor.open("/jobs/upload/")
    editor.attach(documents.write_clerk(tmp_path))
    editor.run("arguments[0].focus()", editor.find("#id_files"))
    _tab_to(editor, "Upload")
    editor.keys(Keys.ENTER)
    editor.see("1 of 1 file is finished.")


def test_focus_is_nowhere_hidden(editor, job):
    """Every stop of the Tab key, on every page with more than links, is in sight and has a ring."""
    for path in ("/jobs/", f"/jobs/{job.pk}/", f"/jobs/{job.pk}/edit/", "/analytics/skills/", "/skills/"):
        editor.open(path)
        for _ in range(40):
            editor.keys(Keys.TAB)
            assert _is_focus_visible(editor), f"{path}: {_focused_html(editor)}"


def test_finding_jobs_by_a_skill_by_keyboard(editor, job, make_job):
    make_job(title="Clerk", department="Finance", text="Requirements\nExperience with Microsoft Excel.")
    editor.open("/jobs/")
    editor.run("document.getElementById('find_skill').focus()")
    editor.keys("pyth")
    editor.wait(lambda: len(editor.all("#skill-options input")) == 1, "for the one skill of that name")
    assert editor.focused().get_attribute("id") == "find_skill"
    _tab_until(editor, lambda: editor.focused().get_attribute("value") == PYTHON, "the box of Python")
    editor.keys(Keys.SPACE)
    editor.see("1 of 2 jobs")


def test_from_a_chart_to_a_slide_by_keyboard(editor, job):
    editor.open("/analytics/skills/")
    question = "Which skills do we ask for most?"
    editor.wait(lambda: editor.all("[data-drawn]"), "for a drawn chart")
    _tab_to(editor, f"CSV: {question}", limit=120)
    assert "format=csv" in editor.focused().get_attribute("href")
    _tab_to(editor, f"Picture (PNG): {question}", limit=5)
    editor.run("HTMLAnchorElement.prototype.click = function () { window.saved = this.download; }")
    editor.keys(Keys.ENTER)
    editor.wait(lambda: editor.run("return window.saved"), "for the picture to be saved")


def test_shortcuts_lead_about_and_stay_out_of_fields(editor, job):
    editor.open("/skills/")
    editor.keys("g", "j")
    editor.see_heading("Jobs")
    editor.keys("/")
    assert editor.focused().get_attribute("id") == "site-search"
    editor.keys("g", "j", "?")
    assert editor.focused().get_attribute("value") == "gj?"
    editor.run("document.activeElement.blur()")
    editor.keys("?")
    editor.see_element("dialog[open]")
    editor.keys(Keys.ESCAPE)
    editor.see_gone("dialog[open]")


def test_shortcuts_can_be_turned_off(editor, job):
    editor.open("/account/")
    editor.find("#id_shortcuts").click()
    editor.press("Save")
    editor.see("Your preferences were saved.")
    editor.keys("/", "?")
    assert not editor.all("dialog")
    assert editor.focused().get_attribute("id") != "site-search"


def test_escape_closes_the_menu_and_gives_the_focus_back(editor, job):
    editor.open("/jobs/")
    editor.press("Account: editor")
    editor.find(".menu-panel a").send_keys(Keys.ESCAPE)
    editor.see_gone("[data-menu][open]")
    assert editor.focused_text() == "Account: editor"
