"""What attackers send: injected SQL and templates, guessed ids, other people's roles, faults of our own."""

import itertools

import pytest
from django.test import Client

from jobs.models import JobDescription
from tests.factories import BatchFactory, JobFactory, TagFactory, api, browser

pytestmark = pytest.mark.django_db

STRINGS = [
    "' OR '1'='1",
    "1; DROP TABLE jobs_jobdescription; --",
    '" UNION SELECT password FROM auth_user --',
    "%' ESCAPE '",
    "{{7*7}}{% debug %}${7*7}#{7*7}",
    "<script>alert(1)</script>",
    "../../../etc/passwd",
    "\\",
    "%_",
    '"',
    '"*',
    "AND OR NOT NEAR(",
    "title:x -y ^z",
    "*",
    "a\x00b",
    "\ud7ff\ufffe\U0010ffff",
    "x" * 5000,
]
LISTS = {
    "/api/jobs": ("q", "skill", "without", "match", "department", "classification", "language", "status", "sort"),
    "/api/skills": ("q", "type", "category", "status", "used"),
    "/api/tags": ("job", "skill", "type", "decision", "importance", "origin"),
    "/api/analytics/skills/top": ("q", "skill", "department", "since", "limit"),
}


@pytest.mark.parametrize("address", LISTS)
def test_no_filter_is_more_than_a_value(address):
    TagFactory()
    client = api("viewer")
    others = itertools.cycle([*LISTS[address][1:], "page", "page_size", "cursor"])
    for string in STRINGS:
        for name in (LISTS[address][0], next(others), next(others)):
            answer = client.get(address, {name: string})
            assert answer.status_code in {200, 400}, (name, string)
            if answer.status_code == 400:
                assert answer.json()["error"]["code"] == "invalid", (name, string)
    assert JobDescription.objects.count() == 1


@pytest.mark.parametrize("string", [one for one in STRINGS if "\x00" not in one and len(one) < 255])
def test_what_is_stored_comes_back_as_it_was_and_does_nothing(string):
    answer = api("editor").post(
        "/api/jobs", {"title": f"a {string}", "department": string, "text": f"Text {string} end"}
    )
    assert answer.json()["title"] == f"a {string}".strip()
    page = browser("viewer").get(f"/jobs/{answer.json()['id']}/").content.decode()
    assert "<script>alert" not in page
    assert "a 49" not in page


def test_guessed_ids_tell_a_stranger_nothing():
    job, batch = JobFactory(), BatchFactory()
    client = api("stranger")
    for there, not_there in (
        (f"/api/jobs/{job.pk}", "/api/jobs/999999"),
        (f"/api/jobs/{job.pk}/skills", "/api/jobs/999999/skills"),
        (f"/api/batches/{batch.pk}", "/api/batches/00000000-0000-4000-8000-000000000000"),
        (f"/api/batches/{batch.pk}/documents", "/api/batches/00000000-0000-4000-8000-000000000000/documents"),
    ):
        answers = [client.get(there), client.get(not_there)]
        assert [answer.status_code for answer in answers] == [403, 403], there
        assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize("role", ["anonymous", "stranger", "viewer"])
def test_nobody_below_an_editor_changes_anything(role):
    tag, client = TagFactory(), api(role)
    job, skill = f"/api/jobs/{tag.job_id}", tag.skill.lightcast_id
    tries = [
        ("post", "/api/jobs"),
        ("post", "/api/jobs/upload"),
        ("put", job),
        ("patch", job),
        ("delete", job),
        ("post", f"{job}/extract"),
        ("post", f"{job}/skills"),
        ("patch", f"{job}/skills/{skill}"),
        ("post", f"{job}/skills/{skill}/confirm"),
        ("put", f"/api/skills/{skill}/status"),
        ("post", f"/api/skills/{skill}/merge"),
    ]
    refusal = 401 if role == "anonymous" else 403
    assert {getattr(client, method)(address).status_code for method, address in tries} == {refusal}


def test_a_fault_of_ours_has_the_shape_of_every_error(monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(browser("viewer").user)
    monkeypatch.setattr("jobs.api.JobViewSet.list", lambda *_values: 1 / 0)
    answer = client.get("/api/jobs")
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "server_error")
    assert "ZeroDivision" not in answer.content.decode()
