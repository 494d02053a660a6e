"""The job list's search for skills, its review counts, exports of what was chosen, and the views that people keep."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.http import QueryDict
from django.utils import timezone

from jobs import queries
from jobs.filters import JobFilter
from jobs.models import JobDescription, SavedView
from skills.models import Extraction
from tests.factories import (
    AliasFactory,
    DocumentFactory,
    ExtractionFactory,
    JobFactory,
    JobTitleFactory,
    SkillFactory,
    TagFactory,
    browser,
)

pytestmark = pytest.mark.django_db


def listed(query=""):
    return queries.job_list(QueryDict(query))


def options(jobs, name):
    facet = next(facet for facet in jobs.facets if facet.name == name)
    return {option.value: option.count for option in facet.options}


# --- Filters ----------------------------------------------------------------------------------------------------


# Counts are kept between requests, not within a transaction.
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_counts_of_an_upload_follow_the_files_that_are_linked_to_jobs_and_let_go():
    document, twin = DocumentFactory(done=True), JobFactory(language="fr")
    query = f"batch={document.batch_id}"
    assert options(listed(query), "language") == {document.job.language: 1}
    linked = DocumentFactory(batch=document.batch, state="duplicate", job=twin, finished_at=timezone.now())
    assert options(listed(query), "language") == {document.job.language: 1, "fr": 1}
    linked.delete()
    assert options(listed(query), "language") == {document.job.language: 1}


def test_skills_are_found_by_name_and_surface_form_among_those_of_the_jobs():
    python, sql = SkillFactory(lightcast_id="P", name="Python"), SkillFactory(lightcast_id="S", name="SQL")
    AliasFactory(skill=sql, form="Structured Query Language")
    SkillFactory(lightcast_id="Q", name="Pythonesque")  # of no job
    job = JobFactory()
    TagFactory(job=job, skill=python)
    TagFactory(job=job, skill=sql)
    assert options(listed("find_skill=pyth"), "skill") == {"P": 1}
    assert options(listed("find_skill=query"), "skill") == {"S": 1}
    assert options(listed("find_skill=pyth&skill=S"), "skill") == {"P": 1, "S": 0}  # what is chosen stays in sight
    assert "find_skill" not in listed("find_skill=pyth&skill=S").chips[0].address


def test_jobs_without_a_skill_are_counted():
    skill = SkillFactory(lightcast_id="A")
    TagFactory(skill=skill)
    JobFactory()
    assert options(listed(), "without") == {"A": 1}
    assert listed("without=A").page.paginator.count == 1


def test_review_is_counted_and_told():
    fresh, begun = JobFactory(), JobFactory()
    TagFactory(job=fresh)
    TagFactory(job=begun)
    TagFactory(job=begun, confirmed=True)
    TagFactory(confirmed=True)
    assert options(listed(), "review") == {"untouched": 1, "partly": 1, "reviewed": 1}
    rows = {row.job.pk: (row.confirmed, row.all_skills) for row in listed().rows}
    assert rows[begun.pk] == (1, 2)
    assert "1 of 2 confirmed" in browser("viewer").get("/jobs/?review=partly").text


def test_a_second_choice_of_a_group_is_offered_beside_the_first():
    a, b = SkillFactory(lightcast_id="A"), SkillFactory(lightcast_id="B")
    for department, skill in (("Finance", a), ("Finance", b), ("Policy", a)):
        TagFactory(job=JobFactory(department=department), skill=skill)
    JobFactory(department="Nowhere")
    assert options(listed("department=Finance&skill=A"), "department") == {"Finance": 1, "Policy": 1}
    assert listed("department=Finance&department=Policy&skill=A").page.paginator.count == 2
    assert options(listed("skill=A&match=any"), "skill") == {"A": 2, "B": 1}
    assert options(listed("skill=A&match=any"), "without") == {"B": 2}  # of the jobs that are listed
    assert options(listed("skill=A"), "skill") == {"A": 2}  # where all are asked for, each further one leaves fewer


def test_searches_for_skills_are_counted_by_what_came_of_them():
    jobs = {name: JobFactory(title=name) for name in ("open", "failed", "again", "empty", "found")}
    Extraction.objects.exclude(job=jobs["open"]).update(state="done")
    for name in ("failed", "again"):
        ExtractionFactory(job=jobs[name], failed=True)
    ExtractionFactory(job=jobs["again"])
    TagFactory(job=jobs["found"])
    TagFactory(job=jobs["empty"], rejected=True)
    assert options(listed(), "extraction") == {"open": 1, "failed": 1, "empty": 2, "found": 1}
    for query in ("open", "failed", "found", "open&extraction=failed", "empty"):
        listing = listed(f"extraction={query}")
        by_sql = JobFilter(QueryDict(f"extraction={query}"), queryset=JobDescription.objects.all()).qs
        assert {row.job.title for row in listing.rows} == {job.title for job in by_sql}
        wanted = set(query.replace("extraction=", "").split("&"))
        assert {row.job.title for row in listing.rows} == wanted | ({"again"} if query == "empty" else set())
    assert listed("extraction=failed").chips[0].text == "Search for skills: failed"


def test_what_came_of_a_search_is_counted_anew_although_no_skill_changed():
    job = JobFactory(department="Finance")
    assert options(listed("extraction=open"), "department") == {"Finance": 1}
    Extraction.objects.filter(job=job).update(state="failed", error_code="engine")
    assert options(listed("extraction=open"), "department") == {}
    assert options(listed("extraction=failed"), "department") == {"Finance": 1}


def test_jobs_are_counted_by_when_they_were_added():
    today = timezone.localdate()
    for days in (0, 1, 6, 7, 29, 30, 364, 365):
        noon = datetime.combine(today - timedelta(days=days), time(12), tzinfo=timezone.get_current_timezone())
        job = JobFactory(title=str(days))
        JobDescription.objects.filter(pk=job.pk).update(created_at=noon)
    assert options(listed(), "added") == {"today": 1, "week": 3, "month": 5, "year": 7, "earlier": 1}
    for query, found in (
        ("added=today", {"0"}),
        ("added=week", {"0", "1", "6"}),
        ("added=today&added=earlier", {"0", "365"}),
        ("added=", {"0", "1", "6", "7", "29", "30", "364", "365"}),
    ):
        assert {row.job.title for row in listed(query).rows} == found
        by_sql = JobFilter(QueryDict(query), queryset=JobDescription.objects.all()).qs
        assert {job.title for job in by_sql} == found
    assert browser("viewer").get("/api/jobs?added=week").json()["count"] == 3


def test_an_empty_result_says_that_the_words_may_go():
    JobFactory(department="Finance")
    chips = {chip.text: (chip.address, count) for chip, count in listed("q=nowhere&department=Finance").relaxations}
    assert chips == {"Search: nowhere": ("?department=Finance", 1)}


def test_a_fragment_marks_the_language_of_a_title_as_the_whole_page_does():
    JobTitleFactory(job=JobFactory(french=True))
    JobTitleFactory(job=JobFactory(title="Analyst in English"))
    client = browser("viewer")
    fragment = client.get("/jobs/", headers={"HX-Request": "true", "HX-Target": "job-list"}).text
    for html in (fragment, client.get("/jobs/").text):
        assert html.count('<th scope="row" lang="fr">') == 1
        assert 'lang=""' not in html


# --- Exports ----------------------------------------------------------------------------------------------------


def test_what_was_chosen_goes_into_a_csv_file():
    skill = SkillFactory(name="Abacus")
    job, other = JobFactory(title="=1+1", department="Finance"), JobFactory()
    TagFactory(job=job, skill=skill, confirmed=True)
    answer = browser("viewer").get(f"/jobs/export/?job={job.pk}&format=csv")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert rows[1][1] == "'=1+1"
    assert rows[1][-3:] == ["1", "1", "Abacus"]
    assert len(rows) == 2
    assert other.pk


def test_all_that_match_go_into_a_workbook(django_assert_max_num_queries):
    for department in ("Finance", "Finance", "Policy"):
        JobFactory(department=department)
    client = browser("viewer")
    with django_assert_max_num_queries(7):
        answer = client.get("/jobs/export/?all=1&department=Finance&format=xlsx")
        data = b"".join(answer.streaming_content)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == 3


@pytest.mark.parametrize("query", ["", "job=", "job=abc", "job=-1", f"job={'9' * 30}", "all=1&since=yesterday"])
def test_a_malformed_choice_is_nothing(query):
    JobFactory()
    assert queries.selection(QueryDict(query)).count == 0
    assert browser("viewer").get(f"/jobs/export/?{query}").status_code == 200
    assert "No job is chosen" in browser("editor").get(f"/jobs/selection/?{query}").text


# --- Views that people keep -------------------------------------------------------------------------------------


def test_a_view_is_kept_and_leads_back():
    client = browser("viewer")
    answer = client.post("/jobs/views/", {"name": " Finance  jobs ", "query": "?department=Finance&page=3&sort=title"})
    assert answer.headers["Location"] == "/jobs/?department=Finance&sort=title"
    assert SavedView.objects.get().name == "Finance jobs"
    client.post("/jobs/views/", {"name": "Finance jobs", "query": "?department=Finance"})
    assert SavedView.objects.get().query == "?department=Finance"


def test_views_are_moved_and_forgotten_by_their_owner_alone():
    client = browser("viewer")
    for name in "abc":
        client.post("/jobs/views/", {"name": name, "query": ""})
    views = {view.name: view for view in SavedView.objects.all()}
    for name, direction in (("c", "up"), ("a", "up"), ("a", "down")):
        client.post(f"/jobs/views/{views[name].pk}/move/", {"direction": direction})
    assert [view.name for view in SavedView.objects.all()] == ["c", "a", "b"]
    assert browser("curator").post(f"/jobs/views/{views['a'].pk}/delete/").status_code == 404
    client.post(f"/jobs/views/{views['a'].pk}/delete/")
    assert [view.name for view in SavedView.objects.all()] == ["c", "b"]


@pytest.mark.parametrize("data", [{}, {"name": " "}, {"name": "x" * 81}, {"name": "a", "query": "?q=" + "x" * 2001}])
def test_a_malformed_view_is_refused(data):
    client = browser("viewer")
    assert client.post("/jobs/views/", data).headers["Location"] == "/jobs/"
    assert not SavedView.objects.exists()
    assert 'class="message error"' in client.get("/jobs/").text


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1), date(2026, 3, 9)], ids=str)
def test_days_begin_at_midnight_also_where_the_clock_was_changed_since(day):
    zone = ZoneInfo("America/Toronto")

    def midnight(days_ago):
        return datetime.combine(day - timedelta(days=days_ago), time.min, tzinfo=zone)

    with timezone.override(zone), time_machine.travel(datetime.combine(day, time(23, 30), tzinfo=zone), tick=False):
        for title, moment in (
            ("today", midnight(0)),
            ("yesterday", midnight(0).astimezone(UTC) - timedelta(microseconds=1)),
            ("week", midnight(6)),
            ("month", midnight(6).astimezone(UTC) - timedelta(microseconds=1)),
        ):
            JobDescription.objects.filter(pk=JobFactory(title=title).pk).update(created_at=moment)
        assert options(listed(), "added") == {"today": 1, "week": 3, "month": 4, "year": 4}
        for query, found in (("added=today", {"today"}), ("added=week", {"today", "yesterday", "week"})):
            by_sql = JobFilter(QueryDict(query), queryset=JobDescription.objects.all()).qs
            assert {job.title for job in by_sql} == {row.job.title for row in listed(query).rows} == found
