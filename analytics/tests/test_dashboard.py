"""The dashboard: the same numbers as the API, every mark leads to the jobs or skills behind it."""

import json
from html import unescape

import plotly.graph_objects as go
import pytest

from tests.factories import (
    PYTHON,
    ROLES,
    SQL,
    JobFactory,
    SkillFactory,
    TagFactory,
    api,
    browser,
    load_skills,
)

pytestmark = pytest.mark.django_db

ADDRESS = "/analytics/skills/"


@pytest.fixture
def tags():
    """Python in two jobs, once confirmed; SQL in one and rejected in the other."""
    skills = load_skills()
    finance, policy = JobFactory(department="Finance"), JobFactory(department="Policy", language="fr")
    TagFactory(job=finance, skill=skills[PYTHON], confirmed=True)
    TagFactory(job=policy, skill=skills[PYTHON])
    TagFactory(job=finance, skill=skills[SQL])
    TagFactory(job=policy, skill=skills[SQL], rejected=True)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_sees_it(tags, role):
    text = browser(role).get(ADDRESS).text
    assert "Python (Programming Language) is asked for most: in 2 of 2 jobs (100\N{NO-BREAK SPACE}%)." in text
    assert "Based on 2 jobs" in text


@pytest.mark.parametrize(("role", "status"), [("stranger", 403), ("anonymous", 302)])
def test_others_are_refused(role, status):
    assert browser(role).get(ADDRESS).status_code == status


@pytest.mark.parametrize("query", ["", "?department=Finance", f"?skill={SQL}", "?language=fr", "?department=Nowhere"])
def test_numbers_are_those_of_the_api(tags, query):
    numbers, client = browser("viewer").get(ADDRESS + query).context["numbers"], api("viewer")

    def asked(what):
        return client.get(f"/api/analytics/skills/{what}{query}").json()

    stats = asked("stats")
    for name in ("jobs", "jobs_with_skills", "skills", "tags", "confirmed", "coverage", "mean_skills"):
        assert getattr(numbers.totals, name) == stats[name]
    for what, rows in (("top", numbers.top), ("inventory", numbers.top)):
        results = asked(what)["results"]
        assert [(row.lightcast_id, row.jobs, row.confirmed, row.share) for row in rows] == [
            (row["lightcast_id"], row["jobs"], row["confirmed"], row["share"]) for row in results
        ]
    for what, rows in (("types", numbers.types), ("categories", numbers.categories)):
        assert [(row.code, row.skills, row.tags, row.share) for row in rows] == [
            (row["code"], row["skills"], row["tags"], row["share"]) for row in asked(what)
        ]


@pytest.mark.parametrize("query", ["", "?department=Finance"])
def test_every_row_leads_to_what_it_counts(tags, query):
    client = browser("viewer")
    top, types, categories = client.get(ADDRESS + query).context["figures"]
    for row in top.rows:
        assert client.get(row.address).context["jobs"].page.paginator.count == int(row.cells[0])
    assert types.rows
    assert categories.rows
    for row in (*types.rows, *categories.rows):
        listed = client.get(row.address).context["skills"]
        assert listed.filter.form.is_valid()
        assert listed.page.paginator.count >= int(row.cells[2])


def test_charts_in_the_page_are_valid_figures(tags):
    page = browser("viewer").get(ADDRESS)
    for figure in page.context["figures"]:
        built = go.Figure(json.loads(figure.chart), skip_invalid=False)
        assert len(built.data[0].y) == len(figure.rows)
        assert figure.chart in unescape(page.text)


def test_an_empty_site_says_what_to_do():
    text = browser("viewer").get(ADDRESS).text
    assert "Skills appear here once job descriptions have been uploaded." in text
    assert "data-figure" not in text


def test_a_fragment_is_the_figures_alone(tags):
    answer = browser("viewer").get(ADDRESS, headers={"HX-Request": "true", "HX-Target": "figures"})
    assert answer.text.strip().startswith('<div id="figures"')


@pytest.mark.parametrize("query", ["since=yesterday", "language=tlh", "batch=7", "q=%00", "match=some"])
def test_a_malformed_filter_is_an_ordinary_page_that_says_so(tags, query):
    answer = browser("viewer").get(f"{ADDRESS}?{query}")
    assert answer.status_code == 200
    assert "message warning" in answer.text


@pytest.mark.parametrize(
    "query", ["department=&language=&status=&since=&until=", "skill=NOSUCH", "skill=%00", "page=x"]
)
def test_what_is_empty_or_unknown_is_an_ordinary_page(tags, query):
    answer = browser("viewer").get(f"{ADDRESS}?{query}")
    assert answer.status_code == 200
    assert "message warning" not in answer.text


def test_markup_in_a_name_stays_text():
    TagFactory(skill=SkillFactory(name="</div><script>alert(1)</script>"))
    assert "<script>alert" not in browser("viewer").get(ADDRESS).text


@pytest.mark.parametrize("count", [5, 30])
def test_queries_do_not_grow_with_the_rows(count, django_assert_max_num_queries):
    skills = SkillFactory.create_batch(10)
    for _ in range(count):
        job = JobFactory()
        for skill in skills:
            TagFactory(job=job, skill=skill)
    client = browser("viewer")
    with django_assert_max_num_queries(14):
        assert client.get(ADDRESS).context["numbers"].totals.jobs == count
