"""The job list: who may see it, what it counts, and that no address breaks it."""

import re

import pytest
from django.http import QueryDict

from jobs import queries
from tests.factories import ROLES, DocumentFactory, JobFactory, JobTitleFactory, SkillFactory, TagFactory, browser

pytestmark = pytest.mark.django_db


def listed(query=""):
    return queries.job_list(QueryDict(query))


def options(jobs, name):
    facet = next(facet for facet in jobs.facets if facet.name == name)
    return {option.value: option.count for option in facet.options}


# --- Who may ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_every_role_sees_it(role):
    JobFactory(title="Data analyst")
    assert "Data analyst" in browser(role).get("/jobs/").text


def test_a_stranger_is_refused():
    assert browser("stranger").get("/jobs/").status_code == 403


def test_signing_in_comes_first():
    assert browser("anonymous").get("/jobs/?q=a").headers["Location"] == "/login/?next=/jobs/%3Fq%3Da"


def test_only_get_is_answered():
    assert browser("viewer").post("/jobs/").status_code == 405


def test_only_those_who_may_upload_are_offered_to():
    assert "/jobs/upload/" not in browser("viewer").get("/jobs/").text
    assert "/jobs/upload/" in browser("editor").get("/jobs/").text


# --- What it shows ----------------------------------------------------------------------------------------------


def test_nothing_yet_is_said():
    assert "There are no job descriptions yet." in browser("viewer").get("/jobs/").text


def test_rows_carry_their_leading_skills():
    job = JobFactory()
    for place in range(queries.TAGS_PER_ROW + 2):
        TagFactory(job=job, skill=SkillFactory(name=f"S{place}"), confidence=0.9 - place / 100)
    TagFactory(job=job, skill=SkillFactory(name="turned down"), rejected=True)
    TagFactory(job=job, skill=SkillFactory(name="kept out", blocked=True))
    row = listed().rows[0]
    assert [name for _key, name in row.skills] == [f"S{place}" for place in range(queries.TAGS_PER_ROW)]
    assert row.more_skills == 2


def test_facets_count_what_the_filters_leave():
    a, b = SkillFactory(lightcast_id="A"), SkillFactory(lightcast_id="B")
    for department, skills in (("Finance", [a, b]), ("Finance", [a]), ("Policy", [])):
        job = JobFactory(department=department)
        for skill in skills:
            TagFactory(job=job, skill=skill)
    assert options(listed(), "department") == {"Finance": 2, "Policy": 1}
    assert options(listed("department=Finance"), "skill") == {"A": 2, "B": 1}
    assert options(listed("department=Policy&skill=A"), "skill") == {"A": 0}
    for query in ("", "skill=A", "department=Finance&skill=B"):
        jobs = listed(query)
        for facet in jobs.facets:
            for option in facet.options:
                if not option.selected:  # a count is the number of jobs that the option leads to
                    assert listed(option.address.removeprefix("?")).page.paginator.count == option.count


def test_chips_take_their_filter_away():
    skill = SkillFactory(lightcast_id="A", name="Abacus")
    TagFactory(skill=skill)
    jobs = listed("skill=A&department=Finance&sort=title&page=2")
    assert {chip.text: chip.address for chip in jobs.chips} == {
        "Skill: Abacus": "?department=Finance&sort=title",
        "Department: Finance": "?skill=A&sort=title",
    }
    assert jobs.without_filters == "?sort=title"


def test_an_empty_result_says_which_filter_to_drop():
    JobFactory(department="Finance", language="en")
    JobFactory(department="Policy", language="fr")
    jobs = listed("department=Finance&language=fr")
    assert {chip.text: count for chip, count in jobs.relaxations} == {"Department: Finance": 1, "Language: French": 1}
    for chip, count in jobs.relaxations:
        assert listed(chip.address.removeprefix("?")).page.paginator.count == count


def test_no_advice_leads_to_a_page_that_lists_nothing():
    JobFactory(language="en")
    assert listed("since=yesterday&language=fr").relaxations == ()
    assert [chip.text for chip, _count in listed("since=yesterday").relaxations] == ["From: yesterday"]


@pytest.mark.parametrize("sort", queries.SORT_ORDERS)
def test_every_order_pages_through_all_jobs_once(sort, settings):
    settings.PAGE_SIZE = 2
    jobs = {JobFactory(title=title, effective_date=None).pk for title in "badce"}
    pages = [listed(f"sort={sort}&page={page}").page for page in (1, 2, 3)]
    assert sorted(job.pk for page in pages for job in page) == sorted(jobs)


def test_order_and_its_heading():
    for title in "bac":
        JobFactory(title=title)
    jobs = listed("sort=-title")
    assert [row.job.title for row in jobs.rows] == ["c", "b", "a"]
    assert {column.label: column.direction for column in jobs.columns}["Title"] == "descending"
    assert jobs.columns[0].address == "?sort=title"


def test_jobs_of_one_upload():
    document = DocumentFactory(done=True)
    JobFactory()
    assert [row.job for row in listed(f"batch={document.batch_id}").rows] == [document.job]


def test_a_fragment_is_the_list_alone():
    JobFactory()
    client = browser("viewer")
    answer = client.get("/jobs/", headers={"HX-Request": "true", "HX-Target": "job-list"})
    assert answer.text.strip().startswith('<div id="job-list"')
    assert "<html" in client.get("/jobs/", headers={"HX-Request": "true"}).text


# --- Malformed addresses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["abc", "-1", "0", "999999", "1e9", "%00", "", "9" * 400])
def test_a_malformed_page_number_is_an_ordinary_page(page):
    JobFactory(title="Data analyst")
    answer = browser("viewer").get(f"/jobs/?page={page}")
    assert answer.status_code == 200
    assert "Data analyst" in answer.text


@pytest.mark.parametrize("query", ["sort=sideways", "sort=%00", "colour=red", "skill=", "match="])
def test_what_is_unknown_is_passed_over(query):
    JobFactory(title="Data analyst")
    assert "Data analyst" in browser("viewer").get(f"/jobs/?{query}").text


@pytest.mark.parametrize(
    "query",
    ["skill=NOSUCHSKILL", "skill=%00", "without=%00&skill=%00", "department=%00", "batch=x", "q=%00", "since=x"],
)
def test_what_cannot_be_found_is_an_ordinary_page(query):
    JobFactory()
    assert browser("viewer").get(f"/jobs/?{query}").status_code == 200


def test_an_unreadable_filter_is_said():
    assert "could not be read" in browser("viewer").get("/jobs/?since=yesterday").text


def test_markup_in_an_address_stays_text():
    JobFactory()
    text = browser("viewer").get('/jobs/?department="><script>alert(1)</script>&q=<b>').text
    assert "<script>alert" not in text
    assert "<b>" not in text


# --- Cost -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [5, 30])
def test_queries_do_not_grow_with_the_rows(count, settings, django_assert_max_num_queries):
    settings.PAGE_SIZE = 50
    skills = SkillFactory.create_batch(4)
    for _ in range(count):
        job = JobFactory()
        for skill in skills:
            TagFactory(job=job, skill=skill)
    client = browser("viewer")
    with django_assert_max_num_queries(15):
        assert client.get("/jobs/").context["jobs"].page.paginator.count == count


# --- Standard titles --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Anlyst", "Clerk"}),
        ("standard_title=with", {"Anlyst"}),
        ("standard_title=without", {"Clerk"}),
        ("standard_title=with&standard_title=without", {"Anlyst", "Clerk"}),
        ("standard_title=", {"Anlyst", "Clerk"}),
        ("standard_title=perhaps", set()),
    ],
)
def test_jobs_with_a_standard_title_and_without(query, found):
    JobTitleFactory(job__title="Anlyst")
    JobFactory(title="Clerk")
    assert {row.job.title for row in listed(query).rows} == found


def test_the_facet_of_standard_titles_counts_both():
    for _number in range(2):
        JobTitleFactory(job__department="Finance")
    JobFactory(department="Policy")
    assert options(listed(), "standard_title") == {"with": 2, "without": 1}
    assert options(listed("department=Policy"), "standard_title") == {"without": 1}
    assert options(listed("standard_title=with"), "standard_title") == {"with": 2}
    assert [chip.text for chip in listed("standard_title=without").chips] == ["Standard title: has none"]


def test_the_standard_title_stands_under_a_written_one_that_differs():
    JobTitleFactory(job__title="Anlyst", standard_title__name="Data analyst")
    JobTitleFactory(job__title="Registered Nurse", standard_title__name="Registered nurse")
    JobFactory(title="Clerk")
    assert {row.job.title: row.standard_title for row in listed().rows} == {
        "Anlyst": "Data analyst",
        "Registered Nurse": "",
        "Clerk": "",
    }
    assert "Data analyst" in browser("viewer").get("/jobs/").text


def test_only_those_who_may_edit_are_led_to_the_standard_titles():
    assert "/jobs/titles/" not in browser("viewer").get("/jobs/").text
    assert "/jobs/titles/" in browser("editor").get("/jobs/").text


def test_too_many_values_of_a_filter_are_refused_on_a_page_that_does_not_repeat_them():
    JobFactory(text="Python", department="Finance")

    def page(count):
        return browser("viewer").get("/jobs/", {"skill": [f"SKILL{place:04}" for place in range(count)]}).text

    assert "At most 50 values can be chosen under “Skills”." in page(900)
    assert "At most 50" not in page(50)
    assert len(page(900)) < 2 * len(page(50))


def test_a_job_that_says_nothing_of_itself_leaves_its_cells_empty():
    JobFactory(department="", classification="", effective_date=None)
    text = browser("viewer").get("/jobs/").text
    for label in ("Department", "Review", "Date"):
        assert re.search(rf'<td data-label="{label}"[^>]*></td>', text), label
