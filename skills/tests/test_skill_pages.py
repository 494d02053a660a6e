"""The skill list and a skill's page."""

import datetime

import pytest

from skills import services
from tests.factories import (
    EXCEL,
    NEGOTIATION,
    PYTHON,
    ROLES,
    SQL,
    AliasFactory,
    JobFactory,
    SkillFactory,
    TagFactory,
    UserFactory,
    api,
    browser,
    load_skills,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def skills():
    """The small list, with Python in two jobs, SQL in one."""
    skills = load_skills()
    finance, policy = JobFactory(department="Finance"), JobFactory(department="Policy")
    evidence = [{"start": 0, "end": 4, "phrase": "Data"}]
    TagFactory(job=finance, skill=skills[PYTHON], confirmed=True, evidence=evidence)
    TagFactory(job=policy, skill=skills[PYTHON])
    TagFactory(job=finance, skill=skills[SQL])
    TagFactory(job=policy, skill=skills[SQL], rejected=True)
    return skills


def listed(query="", role="viewer"):
    """Return {Lightcast id: jobs} of the list's first page, in order."""
    listed = browser(role).get(f"/skills/{query}").context["skills"].listed
    return {one.skill.lightcast_id: one.jobs for one in listed}


# --- The list ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_every_role_sees_it_those_in_use_first(skills, role):
    assert list(listed(role=role).items())[:2] == [(PYTHON, 2), (SQL, 1)]


@pytest.mark.parametrize(
    ("role", "may_load"), [("viewer", False), ("editor", False), ("curator", True), ("administrator", True)]
)
@pytest.mark.parametrize("query", ["", "?q=python"])
def test_a_list_that_is_not_loaded_says_so_and_who_can_load_it(role, may_load, query):
    client = browser(role)
    page = client.get(f"/skills/{query}").text
    assert "The skill list is not loaded yet" in page
    assert "No skill matches" not in page
    assert ("manage.py load_taxonomy" in page) == may_load
    assert ('href="/admin/skills/taxonomyupdate/new/"' in page) == may_load
    assert ("Ask a curator or an administrator" in page) != may_load
    assert client.get("/admin/skills/taxonomyupdate/new/").status_code == (200 if may_load else 403)


def test_a_curator_who_may_not_enter_the_administration_is_not_led_there():
    client = browser("curator")
    client.user.is_staff = False
    client.user.save()
    assert "Ask a curator or an administrator" in client.get("/skills/").text


def test_a_search_without_result_is_not_taken_for_a_missing_list(skills):
    page = browser("viewer").get("/skills/?q=zzzz").text
    assert "No skill matches" in page
    assert "not loaded" not in page


@pytest.mark.parametrize(("role", "status"), [("stranger", 403), ("anonymous", 302)])
@pytest.mark.parametrize("address", ["/skills/", f"/skills/{PYTHON}/"])
def test_others_are_refused(skills, role, status, address):
    assert browser(role).get(address).status_code == status


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("q=excel", {EXCEL}),
        ("q=spreadsheets", {EXCEL}),
        ("q=hidden+form", set()),
        (f"q={PYTHON.lower()}", {PYTHON}),
        ("used=true", {PYTHON, SQL}),
        ("used=true&type=common", set()),
        ("type=common&category=5.0", {NEGOTIATION}),
        ("category=17.0", {PYTHON, SQL, EXCEL}),
        ("status=blocked", {"KS-BLOCKED"}),
    ],
)
def test_search_and_filters(skills, query, keys):
    AliasFactory(skill=skills[EXCEL], form="Spreadsheets")
    AliasFactory(skill=skills[EXCEL], form="hidden form", is_blocked=True)
    SkillFactory(lightcast_id="KS-BLOCKED", blocked=True)
    assert set(listed(f"?{query}")) == keys


@pytest.mark.parametrize("page", ["abc", "0", "-1", "99999", "%00", "9" * 400])
def test_a_malformed_page_number_is_an_ordinary_page(skills, page):
    assert PYTHON in listed(f"?page={page}")


@pytest.mark.parametrize(
    "query",
    ["type=odd", "category=nowhere", "category=%00", "used=maybe", "status=lost", "q=%00", "category=" + "9" * 40],
)
def test_a_malformed_filter_is_an_ordinary_page(skills, query):
    assert browser("viewer").get(f"/skills/?{query}").status_code == 200


def test_pages_keep_the_filters(skills, settings):
    settings.PAGE_SIZE = 1
    answer = browser("viewer").get("/skills/?used=true")
    assert "?used=true&amp;page=2" in answer.text


@pytest.mark.parametrize("count", [5, 30])
def test_queries_do_not_grow_with_the_skills_listed(count, settings, django_assert_max_num_queries):
    settings.PAGE_SIZE = 50
    load_skills()
    for skill in SkillFactory.create_batch(count):
        TagFactory(skill=skill)
    client = browser("viewer")
    with django_assert_max_num_queries(14):
        client.get("/skills/")


def options(query=""):
    """Return {filter: {value: count}} as the list offers them."""
    facets = browser("viewer").get(f"/skills/{query}").context["skills"].facets
    return {facet.name: {option.value: option.count for option in facet.options} for facet in facets}


def test_each_value_is_counted_under_the_other_filters(skills):
    SkillFactory(blocked=True)
    everything = options()
    assert everything["type"] == {"specialized": 4, "common": 3}
    assert everything["category"] == {"17.0": 3, "5.0": 2}
    assert everything["status"] == {"active": 6, "blocked": 1}
    assert everything["used"] == {"true": 2, "false": 5}
    narrowed = options("?type=common&category=5.0")
    assert narrowed["type"] == {"specialized": 1, "common": 1}
    assert narrowed["category"] == {"17.0": 1, "5.0": 1}
    assert options("?type=certification")["type"] == {"specialized": 4, "common": 3, "certification": 0}


def test_nobody_asks_for_a_blocked_skill_on_page_and_api(skills):
    services.set_skill_status(skills=[skills[PYTHON]], status="blocked")
    assert listed("?status=blocked") == {PYTHON: 0}
    assert listed("?used=true") == {SQL: 1}
    answer = api("viewer").get("/api/skills", {"status": "blocked"}).json()
    assert [(one["lightcast_id"], one["jobs"]) for one in answer["results"]] == [(PYTHON, 0)]
    assert "2 jobs carry it all the same" in browser("viewer").get(f"/skills/{PYTHON}/").text


# --- A skill ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_a_skill_shows_its_jobs_and_company(skills, role):
    AliasFactory(skill=skills[PYTHON], form="Py")
    AliasFactory(skill=skills[PYTHON], form="Monty", is_blocked=True)
    answer = browser(role).get(f"/skills/{PYTHON}/")
    page = answer.context["page"]
    assert page.page.paginator.count == 2
    assert page.departments == (("Finance", 1), ("Policy", 1))
    assert page.together == ((SQL, "SQL (Programming Language)", 1),)
    assert page.aliases == ("Py",)
    assert [job.quote.phrase for job in page.jobs if job.quote] == ["Data"]
    assert "Information Technology › Scripting Languages" in answer.text


def test_a_skill_shows_its_time_its_review_and_who_changed_what(skills):
    python, curator = skills[PYTHON], UserFactory(username="Ana")
    JobFactory(effective_date=datetime.date(2025, 5, 1))
    old = SkillFactory(name="Pythonic")
    services.merge_skills(skill=old, into=python, user=curator)
    services.set_skill_status(skills=[python], status="blocked")
    services.set_skill_status(skills=[python], status="active")
    services.reject_skill(tag=python.job_skills.first(), user=curator)
    answer = browser("viewer").get(f"/skills/{PYTHON}/")
    page = answer.context["page"]
    assert [(one.year, one.number, one.asking, one.jobs) for one in page.quarters] == [(2025, 1, 1, 2), (2025, 2, 0, 1)]
    assert page.line == "0,2 240,46"
    assert page.reviewed in {(0, 1), (1, 1)}
    assert page.stands_for == (old,)
    assert page.first_seen is not None
    whats = [event.what for event in page.history]
    assert whats[0].startswith("Rejected: Data Analyst")
    assert {"Status: Active", "Pythonic merged into it"} <= set(whats)
    assert any(what.endswith("Status: Blocked") for what in whats)
    assert page.history[0].who == "Ana"


def test_a_blocked_skill_has_a_page_and_no_jobs(skills):
    skills[PYTHON].status = "blocked"
    skills[PYTHON].save()
    answer = browser("viewer").get(f"/skills/{PYTHON}/")
    assert "No job description asks for this skill." in answer.text
    assert "Blocked" in answer.text


def test_a_merged_skill_leads_to_its_survivor(skills):
    SkillFactory(lightcast_id="OLD", retired=True, merged_into=skills[PYTHON])
    assert f'href="/skills/{PYTHON}/"' in browser("viewer").get("/skills/OLD/").text


def test_only_curators_of_the_staff_are_led_to_admin(skills):
    assert "/admin/skills/skill/" in browser("curator").get(f"/skills/{PYTHON}/").text
    assert "/admin/skills/skill/" not in browser("editor").get(f"/skills/{PYTHON}/").text


@pytest.mark.parametrize("key", ["NOSUCH", "x" * 300])
def test_an_unknown_skill_is_not_found(key):
    assert browser("viewer").get(f"/skills/{key}/").status_code == 404


@pytest.mark.parametrize("page", ["abc", "0", "99999", "%00"])
def test_a_malformed_page_number_of_a_skill_is_an_ordinary_page(skills, page):
    assert browser("viewer").get(f"/skills/{PYTHON}/?page={page}").status_code == 200


@pytest.mark.parametrize("count", [5, 30])
def test_queries_do_not_grow_with_the_jobs(count, settings, django_assert_max_num_queries):
    settings.PAGE_SIZE = 50
    skill = SkillFactory(lightcast_id="A")
    for _ in range(count):
        TagFactory(skill=skill, evidence=[{"start": 0, "end": 4, "phrase": "Data"}])
    client = browser("viewer")
    with django_assert_max_num_queries(23):
        assert len(client.get("/skills/A/").context["page"].jobs) == count
