"""No page that is asked for often reads a table of jobs or tags from end to end: its queries go by indexes."""

import io
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jobs import columns
from jobs.columns.log import news_since
from jobs.models import JobDescription, UploadedDocument
from skills.models import Extraction, JobSkill
from tests.factories import UserFactory, load_skills

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

# Tables with a row for each job, tag, extraction or change, which grow with the work that is done.
LARGE = (
    r"(jobs_jobdescription|jobs_historical\w+|jobs_columnchange|job_search\w*|skills_(jobskill|extraction|jobtitle))"
)
READING = {
    "sqlite": re.compile(rf"SCAN {LARGE}\b(?! VIRTUAL TABLE INDEX \d+:M)"),
    "postgresql": re.compile(rf"Scan.* on {LARGE}\b"),
}
# How many jobs there are at all is counted; of the log, only what no checkpoint has taken out is there to count.
COUNT_OF_JOBS, COUNT_OF_LOG = 'SELECT COUNT(*) AS "__count" FROM "jobs_jobdescription"', "SELECT GREATEST(MAX(log.id)"
# PostgreSQL reads small tables from end to end, whatever indexes there are, unless that is dear.
DEAR = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")
SORTING = {"sqlite": "TEMP B-TREE", "postgresql": "Sort"}
ADDRESSES = (
    "/jobs/",
    "/jobs/?page=3",
    "/jobs/?skill={skill}",
    "/jobs/?skill={skill}&without={other}&review=untouched&department=Department+01",
    "/jobs/?q=measuring",
    "/jobs/?sort=title&since=2023-01-01&type=common",
    "/jobs/{job}/",
    "/jobs/{job}/similar/",
    "/skills/",
    "/skills/{skill}/",
    "/analytics/skills/",
    "/analytics/skills/?skill={skill}&department=Department+01",
    "/analytics/departments/?a=Department+00&b=Department+01",
    "/jobs/compare/?a={job}&b={last}",
    "/api/analytics/skills/inventory",
    "/api/analytics/skills/review?language=fr",
    "/api/jobs",
    "/api/jobs/{job}",
    "/api/jobs/{job}/skills",
)


@pytest.fixture
def load(client):
    """Two hundred jobs whose columns are in memory, and somebody who is signed in."""
    load_skills()
    call_command("seed_load", "--jobs", "200", "--skills", "6", stdout=io.StringIO())
    columns.current()
    client.force_login(UserFactory(viewer=True))
    settings = DEAR if connection.vendor == "postgresql" else ()
    with connection.cursor() as cursor:
        for name in settings:
            cursor.execute(f"SET {name} = off")
    yield
    with connection.cursor() as cursor:
        for name in settings:
            cursor.execute(f"RESET {name}")


def full_readings(queries):
    """Return those of the queries that read a large table from end to end, with their plans."""
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    found = []
    with connection.cursor() as cursor:
        for query in queries:
            if query["sql"].startswith(("SELECT", "WITH")):
                cursor.execute(f"{explain} {query['sql']}")
                plan = [str(row[-1]) for row in cursor.fetchall()]
                if reads_all(query["sql"], plan):
                    found.append("\n".join([query["sql"], *plan]))
    return found


def reads_all(sql, plan):
    """Return whether a large table, or an index over all of it, is read from end to end.

    Following an index up to a LIMIT is not, and the two counts above are allowed.
    """
    in_order = " LIMIT " in sql and not any(SORTING[connection.vendor] in line for line in plan)
    if sql == COUNT_OF_JOBS or sql.startswith(COUNT_OF_LOG):
        return False
    for line, following in zip(plan, [*plan[1:], ""], strict=True):
        if READING[connection.vendor].search(line) and " Cond:" not in following:
            by_index = "INDEX" in line.upper() and "VIRTUAL" not in line
            if not (by_index and in_order):
                return True
    return False


def a_change():
    """Change one job and one tag, so that the columns are brought up to date."""
    JobDescription.objects.filter(pk=JobDescription.objects.first().pk).update(location="Elsewhere")
    JobSkill.objects.filter(pk=JobSkill.objects.last().pk).update(importance="required")


@pytest.mark.parametrize("address", ADDRESSES)
def test_indexes_serve_the_queries_of_a_page(load, client, address):
    skill, other = JobSkill.objects.values_list("skill__lightcast_id", flat=True).distinct()[:2]
    first, last = JobDescription.objects.order_by("pk").first(), JobDescription.objects.order_by("pk").last()
    asked = address.format(skill=skill, other=other, job=first.pk, last=last.pk)
    assert client.get(asked).status_code == 200
    a_change()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(asked).status_code == 200
    assert len(queries) > 0
    assert not full_readings(queries.captured_queries)


@pytest.mark.parametrize("model", [UploadedDocument, Extraction])
def test_what_waits_is_found_by_an_index_with_bound_values(load, model):
    # As Django sends it: the plan of a statement with its values written out can be another one on SQLite.
    assert not re.search("SCAN|Seq Scan", model.objects.filter(state__in=model.OPEN_STATES).order_by().explain())


def test_the_log_is_read_from_the_mark_on(load):
    from jobs.columns import store

    with CaptureQueriesContext(connection) as queries:
        news_since(store._store.state.position)
    assert not full_readings(queries.captured_queries)


def test_a_full_reading_is_noticed(load):
    with CaptureQueriesContext(connection) as queries:
        list(JobSkill.objects.filter(reasons=["nothing of the kind"]).order_by())
        list(JobDescription.objects.filter(location="Nowhere").order_by())
    assert len(full_readings(queries.captured_queries)) == 2
