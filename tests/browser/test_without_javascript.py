"""Everything that matters works without JavaScript; the pages only say less by themselves."""

from __future__ import annotations

import pytest

from jobs.models import JobDescription, UploadBatch
from skills.models import Extraction
from tests.browser import documents
from tests.browser.conftest import PASSWORD
from tests.browser.skill_list import EXCEL, PYTHON, SQL

pytestmark = pytest.mark.browser

NAMES = ".skill-row > :first-child"


def _look_until(browser, done):
    """Follow “Look again” until `done`."""

    def looked():
        if not done():
            browser.follow("Look again")
        return done()

    browser.wait(looked, "for the work to be done")


def test_the_whole_way(browser, make_person, tmp_path):
    make_person("editor")
    browser.set_scripting(on=False)
    browser.open("/")
    browser.write("User name", "editor")
    browser.write("Password", PASSWORD)
    browser.press("Sign in")
    browser.see_heading("Home")
    assert "scripted" not in (browser.find("html").get_attribute("class") or "")

    browser.upload(documents.write_analyst(tmp_path), documents.write_clerk(tmp_path))
    browser.see_heading_beginning("Upload of")
    _look_until(browser, lambda: "2 of 2 files are finished." in browser.text)
    browser.follow(documents.ANALYST_TITLE)
    browser.see_heading(documents.ANALYST_TITLE)
    _look_until(browser, lambda: bool(browser.all(f"#skill-{PYTHON}")))

    browser.find(f"#skill-{PYTHON} > [href^='?skill=']").click()
    browser.wait(lambda: f"skill={PYTHON}" in browser.path, "for the address of the evidence")
    assert {mark.text for mark in browser.all("mark.chosen")} == {"Python"}

    browser.find(f"#skill-{PYTHON} > [href^='?why=']").click()
    browser.see("Found by")

    browser.find("#tag-words").send_keys("sql")
    browser.press("Filter")
    browser.wait(lambda: len(browser.all("#tag-list .skill-row")) == 1, "for one skill")
    browser.follow("Show all")

    browser.press("Confirm: Python (Programming Language)")
    browser.see_in(f"#skill-{PYTHON} .state", "Confirmed")
    browser.press("Reject: SQL (Programming Language)")
    browser.see_gone(f"#skill-{SQL}")
    browser.press("Undo the last decision")
    browser.see_element(f"#skill-{SQL}")
    browser.find(f"#skill-{SQL} option[value=preferred]").click()
    browser.press("Save what was chosen as importance")
    browser.see("→ Preferred")
    browser.press("Add a skill")
    browser.find("#add-words").send_keys("tableau")
    browser.press("Search")
    browser.press("Add: Tableau (Business Intelligence Software)")
    browser.see("Added by hand")

    browser.follow("Jobs")
    browser.see("2 jobs")
    browser.press("Show all – Skills")
    browser.find(f'input[name="skill"][value="{PYTHON}"]').click()
    browser.press("Apply")
    browser.see("1 of 2 jobs")
    browser.follow("Clear filters")
    browser.see_in("#results-heading", "2 jobs")

    browser.follow("Dashboard")
    browser.see("Based on 2 jobs")
    browser.press("Show as table: Which skills do we ask for most?")
    assert "Microsoft Excel" in browser.texts(".figure-top tbody th")
    browser.follow("Microsoft Excel")
    browser.wait(lambda: browser.path == f"/jobs/?skill={EXCEL}", "for the jobs behind the number")
    assert len(browser.all("main tbody tr")) == 2


def test_too_many_files(editor_without_scripts, settings, tmp_path):
    browser = editor_without_scripts
    settings.UPLOAD_MAX_FILES = 1
    browser.refused_paths.add("/jobs/upload/")
    browser.upload(documents.write_clerk(tmp_path), documents.write_analyst(tmp_path))
    browser.see("Choose at most 1 file at a time.")
    assert not UploadBatch.objects.exists()


def test_dashboard_filters(editor_without_scripts, make_job):
    browser = editor_without_scripts
    make_job(title="Data Analyst", department="Statistics", text="Requirements\nExperience with Python.")
    make_job(title="Clerk", department="Finance", text="Requirements\nExperience with Microsoft Excel.")
    browser.open("/analytics/skills/")
    browser.choose("Department", "Finance")
    browser.press("Apply")
    browser.see("Based on 1 job")


def test_extraction_again_and_deletion(editor_without_scripts, make_job):
    browser = editor_without_scripts
    job = make_job(title="Data Analyst", text="Requirements\nExperience with Python.")
    browser.open(f"/jobs/{job.pk}/")
    browser.press("Find skills again")
    browser.wait(lambda: job.extractions.filter(state=Extraction.State.DONE).count() == 2, "for the new extraction")
    browser.open(f"/jobs/{job.pk}/")
    browser.follow("Delete")
    browser.see_heading("Delete “Data Analyst”?")
    browser.follow("Keep it")
    browser.follow("Delete")
    browser.press("Delete")
    browser.see("“Data Analyst” was deleted.")
    assert not JobDescription.objects.exists()


def test_language_and_appearance(editor_without_scripts, make_job):
    browser = editor_without_scripts
    make_job(title="Data Analyst", text="Requirements\nExperience with Python.")
    browser.open(f"/jobs/?skill={PYTHON}")
    browser.press("Français")
    browser.wait(lambda: browser.find("html").get_attribute("lang") == "fr", "for French")
    assert browser.path == f"/jobs/?skill={PYTHON}"
    browser.press("English")
    browser.wait(lambda: browser.find("html").get_attribute("lang") == "en", "for English")
    browser.press("Account: editor")
    browser.press("Dark")
    browser.wait(lambda: browser.find("html").get_attribute("data-theme") == "dark", "for the dark theme")
    assert browser.path == f"/jobs/?skill={PYTHON}"
