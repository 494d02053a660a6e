"""Large pulls with a cursor: every row once, whatever is added or deleted meanwhile."""

import pytest

from jobs.models import JobDescription
from tests.factories import BatchFactory, DocumentFactory, JobFactory, SkillFactory, TagFactory, api

pytestmark = pytest.mark.django_db


def pull(client, address, meanwhile=lambda: None):
    """Return the rows of all pages, of two rows each."""
    rows, address = [], f"{address}?cursor=&page_size=2"
    while address:
        page = client.get(address).json()
        assert set(page) == {"next", "previous", "results"}
        assert len(page["results"]) <= 2
        rows += page["results"]
        address = page["next"]
        meanwhile()
    return rows


def test_every_row_comes_once():
    rows = JobFactory.create_batch(5)
    jobs = [job.pk for job in rows]
    skills = {TagFactory(job=rows[0], skill=skill).pk for skill in SkillFactory.create_batch(5)}
    client = api("viewer")
    assert [row["id"] for row in pull(client, "/api/jobs")] == jobs
    assert {row["id"] for row in pull(client, "/api/tags")} == skills
    assert len({row["lightcast_id"] for row in pull(client, "/api/skills")}) == 5


def test_uploads_and_their_files_are_pulled_too():
    batches = BatchFactory.create_batch(5)
    files = [DocumentFactory(batch=batches[0]).pk for _ in range(5)]
    client = api("viewer")
    assert [row["id"] for row in pull(client, "/api/batches")] == sorted(str(batch.pk) for batch in batches)
    assert [row["id"] for row in pull(client, f"/api/batches/{batches[0].pk}/documents")] == files


def test_what_is_added_or_deleted_meanwhile_displaces_nothing():
    jobs = [JobFactory().pk for _ in range(5)]

    def meanwhile():
        JobDescription.objects.filter(pk=jobs[0]).delete()
        if JobDescription.objects.count() < 8:
            JobFactory()

    pulled = [row["id"] for row in pull(api("viewer"), "/api/jobs", meanwhile)]
    assert pulled[:5] == jobs
    assert len(set(pulled)) == len(pulled)


def test_filters_hold_with_a_cursor():
    JobFactory.create_batch(3, department="Policy")
    JobFactory(department="Finance")
    page = api("viewer").get("/api/jobs?cursor=&page_size=2&department=Policy").json()
    assert "department=Policy" in page["next"]


@pytest.mark.parametrize("cursor", ["x", "////", "LTE=", "Xw==", "%00", "é", "OTk5" * 8, "MDAw" * 8 + "OTk5" * 8])
@pytest.mark.parametrize("address", ["/api/jobs", "/api/batches"])
def test_a_malformed_cursor_is_named(address, cursor):
    answer = api("viewer").get(f"{address}?cursor={cursor}")
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == ["cursor"]
