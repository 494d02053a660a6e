"""What people decide about a job's skills stays, whatever is found later."""

from __future__ import annotations

import pytest

from skills.models import Extraction, JobSkill
from tests.browser.skill_list import EXCEL, PYTHON, SQL

pytestmark = pytest.mark.browser

TABLEAU = "KS441626TDSV2J6GBB86"
TEXT = "Requirements\nExperience with Python, SQL and Microsoft Excel."


@pytest.fixture
def job(make_job):
    return make_job(title="Data Analyst", text=TEXT)


def _see_state(browser, skill, state):
    browser.see_in(f"#skill-{skill} .state", state)


def _decisions(job):
    return {tag.skill.lightcast_id: tag.decision for tag in job.job_skills.select_related("skill")}


def test_on_paper_mentions_bear_the_numbers_of_their_skills(editor, job):
    editor.open(f"/jobs/{job.pk}/")
    _see_state(editor, PYTHON, "Suggested")
    skills = [row.get_attribute("id").removeprefix("skill-") for row in editor.all("#tag-list .skill-row")]
    assert {PYTHON, SQL, EXCEL} <= set(skills)
    for number, skill in enumerate(skills, 1):
        assert editor.find(f'mark[id^="mention-{skill}-"]').get_attribute("data-n") == str(number)
    editor.find("#tag-words").send_keys("SQL")
    editor.wait(lambda: len(editor.all("#tag-list .skill-row")) == 1, "for one skill")
    editor.driver.print_page()
    assert editor.find(f'mark[id^="mention-{SQL}-"]').get_attribute("data-n") == "1"
    assert len(editor.all("mark[data-n]")) == len(editor.all(f'mark[id^="mention-{SQL}-"]'))


def test_the_text_that_stays_in_sight_leaves_the_history_free(editor, make_job):
    job = make_job(title="Data Analyst", text=TEXT + "\n\nDuties\n" + "Answers questions.\n" * 60)
    editor.set_size(1280, 300)
    editor.open(f"/jobs/{job.pk}/")
    _see_state(editor, PYTHON, "Suggested")
    assert editor.run(
        "const heading = document.querySelector('.job-history h2');"
        "heading.scrollIntoView({block: 'center', behavior: 'instant'});"
        "const box = heading.getBoundingClientRect();"
        "return document.elementFromPoint(box.left + 5, box.top + box.height / 2) === heading"
    )


def test_decisions_outlive_a_new_extraction(editor, job):
    editor.open(f"/jobs/{job.pk}/")
    _see_state(editor, PYTHON, "Suggested")

    editor.press("Confirm: Python (Programming Language)")
    _see_state(editor, PYTHON, "Confirmed")
    editor.see("3 skills · 1 confirmed")

    editor.press("Reject: SQL (Programming Language)")
    editor.see_gone(f"#skill-{SQL}")
    editor.see("1 rejected")
    assert not editor.all(f'mark[id^="mention-{SQL}-"]')

    editor.press("Add a skill")
    editor.find("#add-words").send_keys("tabl")
    editor.press("Add: Tableau (Business Intelligence Software)")
    _see_state(editor, TABLEAU, "Added by hand")

    editor.press("Find skills again")
    editor.wait(lambda: job.extractions.filter(state=Extraction.State.DONE).count() == 2, "for the new extraction")
    decided = {PYTHON: "confirmed", SQL: "rejected", EXCEL: "none", TABLEAU: "confirmed"}
    assert _decisions(job) == decided
    editor.see_element(".again")
    _see_state(editor, PYTHON, "Confirmed")
    _see_state(editor, TABLEAU, "Added by hand")
    assert not editor.all(f"#skill-{SQL}")

    editor.driver.refresh()
    _see_state(editor, PYTHON, "Confirmed")
    editor.press("1 rejected")
    editor.press("Restore: SQL (Programming Language)")
    _see_state(editor, SQL, "Suggested")
    assert _decisions(job) == decided | {SQL: "none"}


def test_taking_decisions_back(editor, job):
    editor.open(f"/jobs/{job.pk}/")
    editor.press("Confirm: Python (Programming Language)")
    editor.press("Undo: Python (Programming Language)")
    _see_state(editor, PYTHON, "Suggested")
    editor.press("Add a skill")
    editor.find("#add-words").send_keys("tableau")
    editor.press("Add: Tableau (Business Intelligence Software)")
    editor.press("Remove: Tableau (Business Intelligence Software)")
    editor.see_gone(f"#skill-{TABLEAU}")
    assert not job.job_skills.filter(skill__lightcast_id=TABLEAU).exists()


def test_importance_set_by_hand_stays(editor, job):
    editor.open(f"/jobs/{job.pk}/")
    editor.find(f"#skill-{PYTHON} > [href^='?why=']").click()
    editor.see("Experience with Python")
    editor.see("Found by")
    editor.find(f"#skill-{PYTHON} option[value=preferred]").click()
    editor.wait(lambda: "Preferred" in editor.texts(".job-skills h3"), "for the group of preferred skills")
    editor.press("Find skills again")
    editor.wait(lambda: job.extractions.filter(state=Extraction.State.DONE).count() == 2, "for the new extraction")
    tag = JobSkill.objects.get(job=job, skill__lightcast_id=PYTHON)
    assert (tag.importance, tag.importance_decided) == ("preferred", True)


def test_several_at_once_and_back_and_a_preview_that_changes_nothing(editor, job):
    before = _decisions(job)
    editor.open(f"/jobs/{job.pk}/")
    editor.press("Confirm all strong matches (3)")
    editor.see("3 skills · 3 confirmed")
    editor.wait(lambda: editor.focused_text() == "Undo the last decision", "for the focus to be where one can go back")
    editor.press("Undo the last decision")
    editor.see("3 skills · 0 confirmed")
    assert _decisions(job) == before
    editor.follow("Preview what would change")
    editor.see("would add none and drop none")
    assert _decisions(job) == before


def test_what_is_not_in_the_list_is_proposed(editor, job):
    editor.open(f"/jobs/{job.pk}/")
    editor.press("Add a skill")
    editor.find("#add-words").send_keys("juggling")
    editor.see("Nothing in the skill list matches these words.")
    editor.press("Propose “juggling” to the curators")
    editor.see("Proposed to the curators")
    assert job.skill_proposals.get().phrase == "juggling"


def test_changed_text_is_extracted_again_and_its_evidence_moves(editor, job):
    editor.open(f"/jobs/{job.pk}/")
    editor.press("Confirm: Python (Programming Language)")
    _see_state(editor, PYTHON, "Confirmed")
    editor.follow("Edit")
    editor.write("Text", "Our team is new.\n\nRequirements\nExperience with R, Tableau and Python.")
    editor.press("Save")
    editor.see_element(f"#skill-{TABLEAU}")
    editor.see_gone(f"#skill-{SQL}")
    _see_state(editor, PYTHON, "Confirmed")
    assert editor.texts(f'mark[id^="mention-{PYTHON}-"]') == ["Python"]


def test_a_viewer_sees_and_decides_nothing(browser, make_person, sign_in, job):
    sign_in(make_person("viewer"))
    browser.open(f"/jobs/{job.pk}/")
    _see_state(browser, PYTHON, "Suggested")
    assert not browser.all(".skill-row button, .add-skill, .again, .job-skills form[method=post]")
    for path in (f"/jobs/{job.pk}/edit/", "/jobs/upload/", "/jobs/new/", f"/jobs/{job.pk}/delete/"):
        browser.refused_paths.add(path)
        browser.open(path)
        browser.see_heading("You may not do this")


def test_a_chosen_mention_can_be_read_in_forced_colours(editor, make_job):
    job = make_job(title="Data Analyst", text="Requirements\nExperience with Python.")
    editor.set_media(forced_colors="active")
    editor.open(f"/jobs/{job.pk}/?skill={PYTHON}")
    ground, ink = editor.run("""
        const mark = document.querySelector("mark.chosen");
        return [getComputedStyle(mark).backgroundColor, getComputedStyle(mark.querySelector("a")).color];
    """)
    assert ground != ink
