"""Pages that compare: two jobs, a job and its peers, two departments, jobs alike; bad choices get a plain answer."""

import re

import pytest

from jobs.models import JobDescription
from tests.factories import (
    EXCEL,
    PROJECTS,
    PYTHON,
    ROLES,
    SQL,
    JobFactory,
    JobTitleFactory,
    StandardTitleFactory,
    TagFactory,
    api,
    browser,
    load_skills,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs():
    """An analyst asks for Python and SQL, a developer for Python and Excel; a driver for nothing that counts."""
    skills = load_skills()
    analyst = JobFactory(title="Analyst", department="Finance", text="Python and SQL")
    developer = JobFactory(title="Developer", department="Policy", text="Python and Excel")
    driver = JobFactory(title="Driver", department="Policy")
    evidence = [{"start": 0, "end": 6, "phrase": "Python"}]
    TagFactory(job=analyst, skill=skills[PYTHON], importance="required", evidence=evidence)
    TagFactory(job=analyst, skill=skills[SQL], importance="preferred")
    TagFactory(job=developer, skill=skills[PYTHON], importance="preferred", evidence=evidence)
    TagFactory(job=developer, skill=skills[EXCEL])
    TagFactory(job=driver, skill=skills[PROJECTS], rejected=True)
    return analyst, developer, driver


def parts(page):
    return {part.key: [row.skill.lightcast_id for row in part.rows] for part in page.context["comparison"].parts}


def marked(page, element):
    """Return each `element` as the language that it says it is in, empty where that is the page’s, and its text."""
    found = re.findall(rf"<{element}\b([^>]*)>(.*?)</{element}>", page.text)
    return [("".join(re.findall(r'lang="(\w+)"', attributes)), text) for attributes, text in found]


@pytest.mark.parametrize("role", ROLES)
def test_two_jobs(jobs, role):
    analyst, developer, _driver = jobs
    page = browser(role).get(f"/jobs/compare/?a={analyst.pk}&b={developer.pk}")
    assert parts(page) == {"only-a": [SQL], "both": [PYTHON], "only-b": [EXCEL]}
    assert "Required · Preferred" in page.text
    assert marked(page, "q") == [("", "Python")]
    assert f"a={developer.pk}&amp;b={analyst.pk}" in page.text


@pytest.mark.parametrize(("language", "of_a", "of_b"), [("en", "", "fr"), ("fr", "en", "")])
def test_what_is_in_the_other_language_says_so(jobs, language, of_a, of_b):
    analyst, developer, _driver = jobs
    JobDescription.objects.filter(pk=developer.pk).update(language="fr", title="Développeuse")
    for job, lightcast_id, phrase in ((developer, PYTHON, "langage Python"), (developer, EXCEL, "chiffrier Excel")):
        evidence = [{"start": 0, "end": 6, "phrase": phrase}]
        job.job_skills.filter(skill__lightcast_id=lightcast_id).update(evidence=evidence)
    client, headers = browser("viewer"), {"accept-language": language}
    page = client.get(f"/jobs/compare/?a={analyst.pk}&b={developer.pk}", headers=headers)
    assert marked(page, "q") == [(of_a, "Python"), (of_b, "langage Python"), (of_b, "chiffrier Excel")]
    assert {(of_a, "Analyst"), (of_b, "Développeuse")} <= set(marked(page, "a"))
    swapped = client.get(f"/jobs/compare/?a={developer.pk}&b={analyst.pk}", headers=headers)
    assert set(marked(swapped, "q")) == set(marked(page, "q"))
    found = client.get(f"/jobs/compare/?a={analyst.pk}&q=python", headers=headers)
    assert (of_b, "Développeuse") in marked(found, "a")


def test_the_more_important_skill_comes_first(jobs):
    analyst, _developer, driver = jobs
    assert parts(browser("viewer").get(f"/jobs/compare/?a={analyst.pk}&b={driver.pk}"))["only-a"] == [PYTHON, SQL]


def test_a_job_and_those_with_its_standard_title(jobs):
    analyst, developer, driver = jobs
    title = StandardTitleFactory()
    for job in (analyst, developer):
        JobTitleFactory(job=job, standard_title=title)
    client = browser("viewer")
    page = client.get(f"/jobs/compare/?a={analyst.pk}&b=peers")
    assert parts(page) == {"only-a": [SQL], "both": [PYTHON], "only-b": [EXCEL]}
    assert "1 job with the same standard title" in page.text
    assert "b=peers" in client.get(f"/jobs/compare/?a={analyst.pk}").text
    assert client.get(f"/jobs/compare/?a={driver.pk}&b=peers").status_code == 404
    assert "b=peers" not in client.get(f"/jobs/compare/?a={driver.pk}").text


def test_peers_are_taken_from_the_jobs_that_the_filters_leave(jobs):
    title = StandardTitleFactory()
    for job in jobs:
        JobTitleFactory(job=job, standard_title=title)
    analyst, _developer, driver = jobs
    JobDescription.objects.filter(pk=driver.pk).update(status="archived")
    client, sides = api("viewer"), f"/api/analytics/skills/gaps?a=peers:{analyst.pk}&b=job:{analyst.pk}&status="
    shares = {status: client.get(f"{sides}{status}&show=both").json()["results"] for status in ("", "active")}
    assert [(row["jobs_a"], row["share_a"]) for row in shares[""]] == [(1, 0.5)]
    assert [(row["jobs_a"], row["share_a"]) for row in shares["active"]] == [(1, 1.0)]
    refused = client.get(f"{sides}draft")
    assert refused.status_code == 400
    assert refused.json()["error"]["fields"] == {"a": ["No other job among those chosen has the same standard title."]}


def test_the_other_job_is_chosen_from_similar_ones_or_by_search(jobs):
    analyst, developer, driver = jobs
    client = browser("viewer")
    page = client.get(f"/jobs/compare/?a={analyst.pk}")
    assert f"?a={analyst.pk}&amp;b={developer.pk}" in page.text
    assert f"b={driver.pk}" not in page.text
    assert f"?a={analyst.pk}&amp;b={driver.pk}" in client.get(f"/jobs/compare/?a={analyst.pk}&q=driver").text
    assert f"?a={analyst.pk}" in client.get("/jobs/compare/?q=analyst").text
    assert "No job has these words." in client.get("/jobs/compare/?q=zebra").text


@pytest.mark.parametrize("query", ["a=0&b=0", "a=x&b=1", "a=1&b=x", "a=%00", "a=99999999999999999999", "a=²"])
def test_jobs_that_are_not_there(jobs, query):
    assert browser("viewer").get(f"/jobs/compare/?{query.replace('=1', f'={jobs[0].pk}')}").status_code == 404


def test_two_departments(jobs):
    page = browser("viewer").get("/analytics/departments/?a=Finance&b=Policy")
    assert parts(page) == {"only-a": [SQL], "both": [PYTHON], "only-b": [EXCEL]}
    assert "100\N{NO-BREAK SPACE}% · 50\N{NO-BREAK SPACE}%" in page.text
    assert "/jobs/?department=Finance" in page.text


@pytest.mark.parametrize(
    ("query", "status"), [("", 200), ("a=Finance", 200), ("a=Finance&b=Nowhere", 404), ("a=%00&b=%00", 200)]
)
def test_departments_that_are_not_there(jobs, query, status):
    answer = browser("viewer").get(f"/analytics/departments/?{query}")
    assert answer.status_code == status
    assert ("message warning" in answer.text) == (status == 404)


def test_similar_jobs(jobs):
    analyst, developer, driver = jobs
    client = browser("viewer")
    page = client.get(f"/jobs/{analyst.pk}/similar/")
    assert [one.job for one in page.context["similar"]] == [developer.pk]
    assert "1 shared skill:" in page.text
    fragment = client.get(f"/jobs/{analyst.pk}/similar/", headers={"HX-Request": "true"})
    assert fragment.text.strip().startswith("<ol")
    assert "No other job asks for any of the same skills." in client.get(f"/jobs/{driver.pk}/similar/").text
    assert client.get("/jobs/0/similar/").status_code == 404


@pytest.mark.parametrize("address", ["/jobs/compare/", "/analytics/departments/", "/jobs/1/similar/"])
@pytest.mark.parametrize(("role", "status"), [("stranger", 403), ("anonymous", 302)])
def test_others_are_refused(address, role, status):
    assert browser(role).get(address).status_code == status


def test_few_queries(jobs, django_assert_max_num_queries):
    analyst, developer, _driver = jobs
    client = browser("viewer")
    client.get(f"/jobs/compare/?a={analyst.pk}&b={developer.pk}")
    with django_assert_max_num_queries(18):
        client.get(f"/jobs/compare/?a={analyst.pk}&b={developer.pk}")
    with django_assert_max_num_queries(18):
        client.get("/analytics/departments/?a=Finance&b=Policy")


def test_the_job_page_leads_to_similar_jobs_and_comparison(jobs):
    analyst = jobs[0]
    text = browser("viewer").get(f"/jobs/{analyst.pk}/").text
    assert f'hx-get="/jobs/{analyst.pk}/similar/"' in text
    assert f'href="/jobs/{analyst.pk}/similar/"' in text
    assert f'href="/jobs/compare/?a={analyst.pk}"' in text
