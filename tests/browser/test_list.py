"""The job list in use: many jobs at once, a view to keep, and the filters of a telephone."""

from __future__ import annotations

import pytest

from jobs.models import JobDescription

pytestmark = pytest.mark.browser


@pytest.fixture
def jobs(make_job):
    text = "Requirements\nExperience with Python."
    return [make_job(title=title, department="Finance", text=f"{title}\n{text}") for title in ("Analyst", "Clerk")]


def test_without_a_job_what_says_so_has_the_width_of_the_page(editor):
    editor.open("/jobs/")
    editor.see("There are no job descriptions yet.")
    assert editor.run("return document.querySelector('.results').offsetWidth") > 1000


def test_one_thing_with_many_and_a_view_to_keep(editor, jobs):
    editor.open("/jobs/?department=Finance")
    editor.find("[data-every]").click()
    assert editor.find("[data-count]").text == "2"
    editor.find(f'[name=job][value="{jobs[0].pk}"]').click()
    assert editor.find("[data-count]").text == "1"
    assert editor.run("return document.querySelector('[data-every]').indeterminate")
    editor.press("With the chosen jobs… (1)")
    editor.see_heading("1 chosen job")
    editor.write("Department", "Policy")
    editor.press("Set the department")
    editor.see("1 job was changed.")
    assert set(JobDescription.objects.values_list("department", flat=True)) == {"Finance", "Policy"}

    editor.open("/jobs/?department=Policy")
    editor.press("Save this view")
    editor.write("Name of the view", "Policy jobs")
    editor.press("Save")
    editor.see("The view “Policy jobs” is saved.")
    editor.find(".brand").click()
    editor.follow("Policy jobs")
    editor.see("1 of 2 jobs")


def test_filters_of_a_telephone_stand_behind_a_button_and_stay_open_while_one_chooses(narrow_editor, jobs):
    browser = narrow_editor
    browser.open("/jobs/")
    browser.see("2 jobs")
    assert not browser.find("#filters").is_displayed()
    browser.press("Filters")
    browser.find('input[name="department"][value="Finance"]').click()
    browser.see_element(".chip")
    assert browser.find("#filters").is_displayed()
    browser.open("/jobs/?department=Finance")
    assert not browser.find("#filters").is_displayed()


def test_the_address_of_a_filtered_list_says_only_what_was_chosen(editor, jobs):
    editor.open("/jobs/")
    editor.find('input[name="department"][value="Finance"]').click()
    editor.see_element(".chip")
    assert "department=Finance" in editor.path
    assert not [part for part in editor.path.partition("?")[2].split("&") if part.endswith("=")]


def test_a_second_department_is_chosen_beside_the_first_and_back_takes_it_off_again(editor, jobs, make_job):
    make_job(title="Nurse", department="Health", text="Requirements\nExperience with Python.")
    make_job(title="Cook", department="Catering", text="Requirements\nExperience with Python.")
    editor.open("/jobs/")
    for department, sentence in (("Finance", "2 of 4 jobs"), ("Health", "3 of 4 jobs")):
        editor.find(f'input[name="department"][value="{department}"]').click()
        editor.see(sentence)
    editor.driver.back()
    editor.see("2 of 4 jobs")
    editor.wait(lambda: len(editor.all(".chip")) == 1, "for the one filter that is left")
    assert editor.find(".chip").text.endswith("Department: Finance")
    assert not editor.find('input[name="department"][value="Health"]').is_selected()
    editor.driver.back()
    editor.see_gone(".chip")
    editor.driver.forward()
    editor.see("2 of 4 jobs")
    assert editor.find('input[name="department"][value="Finance"]').is_selected()
