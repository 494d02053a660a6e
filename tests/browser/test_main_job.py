"""The main job, as a person does it: from files to the skills of a job, in a list and in the dashboard."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.support.select import Select

from jobs.models import JobDescription
from tests.browser import documents
from tests.browser.conftest import PASSWORD
from tests.browser.driver import WIDE
from tests.browser.skill_list import EXCEL, PYTHON, SQL

pytestmark = pytest.mark.browser

NAMES = ".skill-row > :first-child"
SENTENCE = "#results-heading"


def test_from_files_to_the_dashboard(browser, make_person, tmp_path):
    make_person("editor")
    browser.open("/")
    browser.see_heading("Sign in")
    browser.write("User name", "editor")
    browser.write("Password", PASSWORD)
    browser.press("Sign in")
    browser.see_heading("Home")
    browser.follow("Upload job descriptions")
    browser.see_heading("Upload job descriptions")
    browser.attach(documents.write_analyst(tmp_path), documents.write_clerk(tmp_path))
    browser.press("Upload")
    batch = _see_finished_without_reload(browser, files=2)
    browser.see(documents.ANALYST_TITLE)
    browser.see(documents.CLERK_TITLE)

    browser.follow(documents.ANALYST_TITLE)
    browser.see_heading(documents.ANALYST_TITLE)
    browser.see_element(f"#skill-{PYTHON}")  # it came by itself, or was there already
    assert {"Required", "Preferred"} <= set(browser.texts(".job-skills h3"))
    assert any(kind.startswith("Specialised") for kind in browser.texts(".job-skills h4"))
    assert "Statistics (read from the document)" in browser.texts(".facts dd")
    assert set(browser.texts(f'mark[id^="mention-{PYTHON}-"]')) == {"Python"}

    _choose_evidence(browser)
    _filter_tags(browser)
    _filter_list(browser)
    _see_in_dashboard(browser)

    browser.open(batch)
    browser.follow("See the jobs of this upload")
    browser.see_in(SENTENCE, "2 jobs")


def _see_finished_without_reload(browser, files):
    """Wait on the page of an upload, and return its path; the mark would not outlive a reload."""
    browser.see_element("#progress")
    browser.run("window.notReloaded = true")
    is_news = not browser.all("a.button.primary")  # what was finished before the page came needs no telling
    browser.see(f"{files} of {files} files are finished.")
    browser.see_element("a.button.primary")
    # Skills may still be on the way when the last file is finished.
    browser.wait(lambda: browser.texts("td .state") == ["Added"] * files, "the files and their skills")
    assert browser.run("return window.notReloaded") is True
    if is_news:
        status = "return document.getElementById('status').textContent"
        browser.wait(lambda: "finished" in browser.run(status), "the news")
    return browser.path


def _chosen_marks(browser):
    return {mark.get_attribute("id").split("-")[1] for mark in browser.all("mark.chosen")}


def _choose_evidence(browser):
    browser.find(f"#skill-{SQL} > [href^='?skill=']").click()
    chosen = browser.see_element("mark.chosen")
    assert chosen.text == "SQL"
    assert browser.run("return window.scrollY + window.innerHeight") > chosen.location["y"] > 0
    assert _chosen_marks(browser) == {SQL}
    assert "chosen" in browser.find(f"#skill-{SQL}").get_attribute("class")

    browser.find(f'mark[id^="mention-{PYTHON}-"] a').click()
    browser.wait(lambda: "chosen" in browser.find(f"#skill-{PYTHON}").get_attribute("class"), "for the row of the mark")
    assert browser.focused_text() == "Python (Programming Language)"
    assert _chosen_marks(browser) == {PYTHON}


def _filter_tags(browser):
    everything = browser.texts(NAMES)
    browser.find("#tag-words").send_keys("python")
    browser.wait(lambda: len(browser.texts(NAMES)) == 1, "for one skill")
    assert browser.focused().get_attribute("id") == "tag-words"
    assert "q=python" in browser.path
    browser.driver.refresh()
    browser.wait(lambda: len(browser.texts(NAMES)) == 1, "for the same after a reload")
    browser.follow("Show all")
    browser.wait(lambda: browser.texts(NAMES) == everything, "for all skills")

    Select(browser.find("#tag-type")).select_by_value("common")
    browser.wait(lambda: 0 < len(browser.texts(NAMES)) < len(everything), "for the common skills")
    assert any("Microsoft Excel" in name for name in browser.texts(NAMES))
    assert not any("SQL" in name for name in browser.texts(NAMES))
    browser.driver.back()
    browser.wait(lambda: browser.texts(NAMES) == everything, "for all skills after going back")


def _filter_list(browser):
    browser.follow("Jobs")
    browser.see_in(SENTENCE, "2 jobs")
    browser.run("window.notReloaded = true")
    browser.press("Show all – Skills")
    browser.find(f'input[name="skill"][value="{PYTHON}"]').click()
    browser.see_in(SENTENCE, "1 of 2 jobs")
    assert browser.texts("main tbody th a") == [documents.ANALYST_TITLE]
    assert f"skill={PYTHON}" in browser.path
    assert browser.run("return window.notReloaded") is True
    assert browser.find(f'input[name="skill"][value="{PYTHON}"]').is_selected()
    browser.follow("Remove filter Skill: Python (Programming Language)")
    browser.see_in(SENTENCE, "2 jobs")
    browser.find(f'input[name="skill"][value="{EXCEL}"]').click()
    browser.see_element(".chip")
    assert len(browser.all("main tbody tr")) == 2


def _see_in_dashboard(browser):
    browser.follow("Dashboard")
    browser.see("Microsoft Excel is asked for most: in 2 of 2 jobs (100 %).")
    browser.wait(lambda: "Microsoft Excel" in _drawn_labels(browser), "for the drawn chart")
    assert len(browser.all("#figures .figure-top .barlayer .point path")) >= len(_drawn_labels(browser))
    browser.press("Show as table: Which skills do we ask for most?")
    rows = dict(zip(browser.texts(".figure-top tbody th"), browser.texts(".figure-top tbody th + td"), strict=True))
    assert rows["Microsoft Excel"] == "2"
    assert rows["Python (Programming Language)"] == "1"

    browser.follow("Python (Programming Language)")
    browser.see_heading("Jobs")
    assert browser.path == f"/jobs/?skill={PYTHON}"
    assert browser.texts("main tbody th a") == [documents.ANALYST_TITLE]


def _drawn_labels(browser):
    return [
        one.get_attribute("textContent").strip() for one in browser.all(".figure-top .yaxislayer-above .ytick text")
    ]


def test_filters_of_the_dashboard(editor, make_job):
    make_job(title="Data Analyst", department="Statistics", text="Requirements\nExperience with Python and SQL.")
    make_job(title="Clerk", department="Finance", text="Requirements\nExperience with Microsoft Excel.")
    editor.open("/analytics/skills/")
    editor.see("Based on 2 jobs")
    editor.choose("Department", "Finance")
    editor.see("Based on 1 job")
    assert "department=Finance" in editor.path
    editor.wait(lambda: _drawn_labels(editor) == ["Microsoft Excel"], "for the chart of the department")
    assert editor.focused().get_attribute("id") == "id_department"


def test_a_chart_is_drawn_anew_for_another_width(narrow_editor, make_job):
    browser = narrow_editor
    make_job(title="Data Analyst", text="Requirements\nExperience with Python and Microsoft Excel.")
    browser.open("/analytics/skills/")
    browser.wait(lambda: any(name.endswith("…") for name in _drawn_labels(browser)), "for a name that is shortened")
    browser.set_size(*WIDE)
    whole = "Python (Programming Language)"
    browser.wait(lambda: whole in _drawn_labels(browser), "for the whole name")


def test_charts_fit_on_paper_in_dark_ink_and_are_back_after(editor, make_job):
    make_job(title="Data Analyst", text="Requirements\nExperience with Python.")
    editor.set_cookie("theme", "dark")
    editor.open("/analytics/skills/")
    editor.wait(lambda: editor.all(".figure-types .ytick text"), "for a chart")
    ink, width = _ink_and_width(editor)
    editor.run("window.dispatchEvent(new Event('beforeprint'))")
    printed_ink, printed_width = _ink_and_width(editor)
    assert printed_ink < ink
    assert printed_width <= 640 < width
    editor.run("window.dispatchEvent(new Event('afterprint'))")
    editor.wait(lambda: _ink_and_width(editor) == [ink, width], "for the chart of the screen")


def _ink_and_width(browser):
    """Return how bright the letters of a chart are, 0 for black, and how many pixels it is wide."""
    return browser.run(
        "const chart = document.querySelector('.figure-types .chart');"
        "const red = getComputedStyle(chart.querySelector('.ytick text')).fill.match(/[0-9.]+/g)[0];"
        "return [Number(red), chart.querySelector('svg').getBoundingClientRect().width]"
    )


def test_a_bar_leads_to_its_jobs(editor, make_job):
    make_job(title="Data Analyst", text="Requirements\nExperience with Python.")
    editor.open("/analytics/skills/")
    editor.see_element(".figure-top [data-drawn]")  # before that a bar leads nowhere
    bar = editor.see_element(".figure-top .barlayer .trace:last-child .point path")
    ActionChains(editor.driver).move_to_element(bar).click().perform()
    editor.see_heading("Jobs")
    assert editor.path == f"/jobs/?skill={PYTHON}"


def test_a_chart_is_taken_into_a_slide_by_mouse(editor, make_job):
    make_job(title="Data Analyst", text="Requirements\nExperience with Python.")
    editor.open("/analytics/skills/")
    button = editor.see_element(".figure-top [data-picture]")
    editor.run("HTMLAnchorElement.prototype.click = function () { window.saved = [this.download, this.href]; }")
    button.click()
    name, address = editor.wait(lambda: editor.run("return window.saved"), "for the picture to be saved")
    assert name.endswith(".png")
    assert address.startswith("data:image/png;base64,")


def test_tags_come_to_a_job_page_that_is_open(editor):
    """Written by hand, saved, and watched: the page is never loaded again."""
    editor.open("/jobs/new/")
    editor.write("Title", "Policy Analyst")
    editor.write("Text", "Requirements\nExperience with Python and with project management.")
    editor.press("Save")
    editor.see_heading("Policy Analyst")
    editor.run("window.notReloaded = true")
    editor.see_element(f"#skill-{PYTHON}")
    assert editor.run("return window.notReloaded") is True
    assert JobDescription.objects.get().created_by.username == "editor"


def test_skill_page_leads_to_its_sentence(editor, make_job):
    job = make_job(title="Data Analyst", department="Statistics", text="Requirements\nExperience with Python.")
    editor.open("/skills/?q=python")
    editor.follow("Python (Programming Language)")
    editor.see("1 job asks for it")
    editor.see("Experience with Python.")
    editor.follow("Data Analyst")
    editor.see_heading("Data Analyst")
    assert editor.path.startswith(f"/jobs/{job.pk}/?skill={PYTHON}")
    assert editor.see_element("mark.chosen").text == "Python"


def test_a_filter_that_does_not_hold_takes_the_focus_and_leads_to_its_field(editor, make_job):
    make_job(title="Clerk", department="Finance", text="Requirements\nExperience with Microsoft Excel.")
    for path in ("/analytics/skills/", "/jobs/"):
        editor.open(f"{path}?since=2026-02-01&until=2026-01-01")
        editor.see("There is a problem")
        assert "error-summary" in editor.focused().get_attribute("class")
        editor.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        editor.find(".error-summary a").click()
        assert editor.focused().get_attribute("id") == "id_until"
