"""Doing one thing with many job descriptions: what it says before, what it does, and who may."""

import pytest

from jobs.models import JobDescription
from skills import views_selection
from skills.models import Extraction
from tests.factories import JobFactory, TagFactory, browser

pytestmark = pytest.mark.django_db


def departments():
    return sorted(JobDescription.objects.values_list("department", flat=True))


def test_chosen_jobs_get_a_department():
    first, second = JobFactory(department="A"), JobFactory(department="B")
    JobFactory(department="C")
    client = browser("editor")
    address = f"/jobs/selection/?job={first.pk}&job={second.pk}"
    assert "2 chosen jobs" in client.get(address).text
    answer = client.post(address, {"action": "department", "department": "B"})
    assert answer.headers["Location"] == "/jobs/?"
    assert departments() == ["B", "B", "C"]
    first.refresh_from_db()
    assert (first.updated_by, first.history.count()) == (client.user, 2)
    assert second.history.count() == 1  # nothing changed, nothing written
    assert "1 job was changed." in client.get("/jobs/").text


def test_all_that_match_get_a_status():
    for department in ("A", "A", "B"):
        JobFactory(department=department)
    client = browser("editor")
    answer = client.post("/jobs/selection/?all=1&department=A", {"action": "status", "status": "archived"})
    assert answer.headers["Location"] == "/jobs/?department=A"
    assert JobDescription.objects.filter(status="archived").count() == 2


def test_no_status_is_chosen_beforehand():
    job = JobFactory(status="active")
    client, address = browser("editor"), f"/jobs/selection/?job={job.pk}"
    assert '<option value="" selected>Choose a status</option>' in client.get(address).text
    for data in ({"action": "status"}, {"action": "status", "status": ""}):
        answer = client.post(address, data)
        assert answer.status_code == 422
        assert '<a href="#id_status">Status: Choose the status that the jobs are to have.</a>' in answer.text
    job.refresh_from_db()
    assert job.status == "active"


def test_skills_are_found_again_and_decisions_stay():
    tag = TagFactory(confirmed=True)
    Extraction.objects.all().delete()
    browser("editor").post(f"/jobs/selection/?job={tag.job_id}", {"action": "extract"})
    assert Extraction.objects.get().job == tag.job
    tag.refresh_from_db()
    assert tag.decision == "confirmed"


@pytest.mark.parametrize(
    "data",
    [
        {"action": "department"},
        {"action": "status", "status": "lost"},
        {"action": "department", "department": "x" * 129},
    ],
)
def test_malformed_values_are_refused_and_nothing_changes(data):
    job = JobFactory(department="A")
    answer = browser("editor").post(f"/jobs/selection/?job={job.pk}", data)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert departments() == ["A"]


def test_too_many_at_once_are_refused(monkeypatch):
    monkeypatch.setattr(views_selection, "MOST_AT_ONCE", 1)
    JobFactory(department="A"), JobFactory(department="A")
    client = browser("editor")
    client.post("/jobs/selection/?all=1", {"action": "department", "department": "B"})
    assert departments() == ["A", "A"]
    assert "At most 1 jobs" in client.get("/jobs/selection/?all=1").text


def test_a_viewer_exports_and_changes_nothing():
    job = JobFactory(department="A")
    client = browser("viewer")
    html = client.get(f"/jobs/selection/?job={job.pk}").text
    assert "/jobs/export/" in html
    assert "Set the department" not in html
    assert client.post(f"/jobs/selection/?job={job.pk}", {"action": "department", "department": "B"}).status_code == 403
    assert departments() == ["A"]


def test_queries_do_not_grow_with_the_jobs(django_assert_max_num_queries):
    for _number in range(12):
        JobFactory()
    client = browser("editor")
    with django_assert_max_num_queries(13):
        client.get("/jobs/selection/?all=1")
