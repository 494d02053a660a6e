"""The dashboard: the same numbers as the API, every mark leads to the jobs or skills behind it."""

import json
from html import unescape

import plotly.graph_objects as go
import pytest
from django.utils import timezone

from tests.factories import (
    EXCEL,
    PROJECTS,
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


def figures_of(page):
    """Return the figures of an answer by their keys."""
    return {figure.key: figure for figure in page.context["figures"]}


@pytest.fixture
def busy():
    """Two departments over three years: Python everywhere with SQL, Excel in Finance alone, French in one job alone."""
    skills = load_skills()
    this_year = timezone.localdate().replace(month=1, day=1)
    for number in range(12):
        job = JobFactory(
            department="Finance" if number % 2 else "Policy",
            effective_date=this_year.replace(year=this_year.year - number % 3),
        )
        TagFactory(job=job, skill=skills[PYTHON], confirmed=number < 4)
        TagFactory(job=job, skill=skills[SQL], rejected=number == 5)
        if number % 2:
            TagFactory(job=job, skill=skills[EXCEL])
    TagFactory(job=job, skill=skills[PROJECTS])


@pytest.mark.parametrize("query", ["", "department=Finance", "review=partly", f"skill={PYTHON}", f"without={EXCEL}"])
def test_every_row_leads_to_the_jobs_that_it_counts(busy, query):
    client = browser("viewer")
    drawn = figures_of(client.get(f"{ADDRESS}?{query}"))
    for key in ("top", "types", "categories", "departments", "together", "new"):
        for row in drawn[key].rows:
            assert client.get(row.address).context["jobs"].page.paginator.count == int(row.cells[0].text), row.label


def test_every_cell_leads_to_what_it_counts(busy):
    client = browser("viewer")
    page = client.get(ADDRESS)
    departments, rising, rare = (figures_of(page)[key] for key in ("departments", "rising", "rare"))
    for row in departments.rows:
        jobs = int(row.cells[0].text)
        for cell in row.cells[1:]:
            counted = client.get(cell.address).context["jobs"].page.paginator.count if cell.address else 0
            assert cell.text == f"{counted / jobs * 100:.0f}\N{NO-BREAK SPACE}%"
    linked = [cell for row in rising.rows for cell in row.cells if cell.address]
    assert linked
    assert all(client.get(cell.address).context["jobs"].page.paginator.count for cell in linked)
    assert client.get(rare.rows[0].cells[0].address).status_code == 200


def test_cells_say_of_what_they_are_where_a_narrow_screen_makes_a_list_of_them(busy):
    page = browser("viewer").get(ADDRESS)
    departments = figures_of(page)["departments"]
    assert all(tuple(cell.label for cell in row.cells) == departments.columns[1:] for row in departments.rows)
    assert page.text.count('data-label="Microsoft Excel"') == len(departments.rows)


def test_each_figure_answers_its_question(busy):
    answers = {key: figure.answer for key, figure in figures_of(browser("viewer").get(ADDRESS)).items()}
    assert answers["departments"].startswith("Finance stands out: it asks for Microsoft Excel 2.0 times as often")
    assert "together in" in answers["together"]
    assert answers["rare"] == "1 skill is asked for by a single job only."
    assert answers["concentrated"] == "1 skill is asked for by several jobs of a single department only."
    assert answers["review"].startswith("People have decided 5 of 31 tags")
    assert answers["trust"] == "Of 5 tags that people decided, 80\N{NO-BREAK SPACE}% were right."


def test_charts_in_the_page_are_valid_figures(busy):
    page = browser("viewer").get(ADDRESS)
    drawn = {key: figure.charts for key, figure in figures_of(page).items() if figure.charts}
    assert set(drawn) == {"top", "types", "categories", "together", "rising", "review", "trust"}
    for chart in (chart for charts in drawn.values() for chart in charts):
        assert go.Figure(json.loads(chart.figure), skip_invalid=False).data
        assert chart.figure in unescape(page.text)


def test_filters_that_no_control_holds_are_kept_and_can_be_taken_off(busy):
    page = browser("viewer").get(f"{ADDRESS}?skill={PYTHON}&department=Finance&department=Policy&page=2")
    assert page.context["kept"] == [("skill", PYTHON), ("department", "Policy")]
    assert [chip.text for chip in page.context["chips"]] == [
        "Skill: Python (Programming Language)",
        "Department: Finance",
        "Department: Policy",
    ]


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
    assert 'class="error-summary"' in answer.text
    assert "A filter could not be read, so nothing is counted." in answer.text
    assert 'class="figure' not in answer.text
    assert "matches these filters" not in answer.text


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
    with django_assert_max_num_queries(26):  # in a transaction, as here, each look at the columns reads them anew
        assert client.get(ADDRESS).context["numbers"].totals.jobs == count


@pytest.mark.parametrize("query", ["?department=Finance", f"?skill={PYTHON}"])
def test_each_figure_can_be_taken_along(busy, query):
    client = browser("viewer")
    for figure in figures_of(client.get(ADDRESS + query)).values():
        for kind in ("csv", "xlsx"):
            answer = client.get(f"{figure.export_address}{query}&format={kind}")
            assert answer.status_code == 200, figure.key
            assert answer["Content-Disposition"].startswith("attachment")
            assert answer.getvalue()


def test_too_many_values_of_a_filter_are_refused_on_a_page_that_does_not_repeat_them(tags):
    def page(count):
        return browser("viewer").get(ADDRESS, {"skill": [f"SKILL{place:04}" for place in range(count)]}).text

    assert "At most 50 values can be chosen under “Skills”." in page(900)
    assert "At most 50" not in page(50)
    assert len(page(900)) < 2 * len(page(50))


def test_filters_that_no_job_matches_are_said_once(tags):
    text = browser("viewer").get(f"{ADDRESS}?department=Nowhere").text
    assert text.count("No job matches all of these filters.") == 1
    assert 'class="figure' not in text


@pytest.mark.parametrize("name", ["department", "classification"])
@pytest.mark.parametrize(("value", "times"), [("Nowhere", 1), ("Finance", 1), ("", 0)])
def test_a_select_holds_the_value_that_is_asked_for_even_one_that_no_job_has(tags, name, value, times):
    JobFactory(classification="Finance")
    text = browser("viewer").get(f"{ADDRESS}?{name}={value}").text
    select = text[text.index(f'id="id_{name}"') :].split("</select>")[0]
    assert select.count("selected") == times
    assert select.count(f'<option value="{value}" selected>{value}</option>') == times


def test_a_select_names_a_subcategory_that_is_asked_for_and_its_own_choices_begin_with_a_capital(tags):
    controls = browser("viewer").get(f"{ADDRESS}?category=17.0.471.0").context["controls"]
    options = {control.name: dict(control.options) for control in controls}
    assert options["category"]["17.0.471.0"] == "Scripting Languages"
    assert list(options["review"].values()) == ["Not begun", "Begun", "Done"]
