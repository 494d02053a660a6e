"""Conditional requests: 304 for what is known already, 412 for a change to what was not seen."""

import pytest

from jobs.models import JobDescription
from tests.factories import JobFactory, TagFactory, api

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/api/jobs", "/api/jobs/{job}", "/api/jobs/{job}/skills", "/api/skills"])
def test_what_is_known_is_not_sent_again(address):
    tag = TagFactory()
    client, address = api("viewer"), address.format(job=tag.job_id)
    first = client.get(address)
    assert first["ETag"]
    for known in (first["ETag"], f'"other", W/{first["ETag"]}', "*"):
        again = client.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


@pytest.mark.parametrize("known", ["", '"other"', "no quotes", "\x00", '"' * 300])
def test_what_is_not_known_is_sent(known):
    job = JobFactory()
    assert api("viewer").get(f"/api/jobs/{job.pk}", headers={"If-None-Match": known}).status_code == 200


def test_a_change_changes_the_tag():
    job, client = JobFactory(), api("editor")
    before = client.get(f"/api/jobs/{job.pk}")["ETag"]
    changed = client.patch(f"/api/jobs/{job.pk}", {"title": "Clerk"})
    assert changed["ETag"] != before
    assert client.get(f"/api/jobs/{job.pk}", headers={"If-None-Match": before}).status_code == 200
    assert client.get(f"/api/jobs/{job.pk}", headers={"If-None-Match": changed["ETag"]}).status_code == 304


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_change_to_what_was_not_seen_is_refused(method):
    job, client = JobFactory(title="Before"), api("editor")
    seen = client.get(f"/api/jobs/{job.pk}")["ETag"]
    JobDescription.objects.update(title="Meanwhile")  # by whatever way
    send, body = getattr(client, method), {"title": "Mine", "text": "We need Python."}
    refused = send(f"/api/jobs/{job.pk}", body, headers={"If-Match": seen})
    assert refused.status_code == 412
    assert refused.json()["error"]["code"] == "precondition_failed"
    assert list(JobDescription.objects.values_list("title", flat=True)) == ["Meanwhile"]
    now = client.get(f"/api/jobs/{job.pk}")["ETag"]
    assert send(f"/api/jobs/{job.pk}", body, headers={"If-Match": f'"old", {now}'}).status_code in (200, 204)
    assert not JobDescription.objects.filter(title="Meanwhile").exists()


def test_any_form_of_it_may_be_matched():
    job, client = JobFactory(), api("editor")
    assert client.patch(f"/api/jobs/{job.pk}", {"title": "a"}, headers={"If-Match": "*"}).status_code == 200
    assert client.patch(f"/api/jobs/{job.pk}", {"title": "b"}, headers={"If-Match": "garbage"}).status_code == 412
    assert client.patch("/api/jobs/0", {"title": "b"}, headers={"If-Match": "*"}).status_code == 404
