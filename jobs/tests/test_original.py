"""The original file of a job description: always a download, never a page of ours."""

import pytest
from django.core.files.storage import default_storage

from tests.factories import ROLES, DocumentFactory, JobFactory, browser

pytestmark = pytest.mark.django_db


def original(client, job):
    return client.get(f"/jobs/{job.pk}/original/")


@pytest.mark.parametrize("role", ROLES)
def test_every_role_gets_the_bytes_as_they_came(role):
    document = DocumentFactory(done=True, name="Économiste.html", data=b"<script>alert(1)</script>")
    answer = original(browser(role), document.job)
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%C3%89conomiste.html")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()


@pytest.mark.parametrize(("role", "status"), [("stranger", 403), ("anonymous", 302)])
def test_others_are_refused(role, status):
    assert original(browser(role), DocumentFactory(done=True).job).status_code == status


def test_a_job_without_a_file_has_no_original():
    assert original(browser("viewer"), JobFactory()).status_code == 404


def test_bytes_that_are_gone_from_the_disk_are_not_found():
    document = DocumentFactory(done=True)
    default_storage.delete(document.content.name)
    assert original(browser("viewer"), document.job).status_code == 404


def test_the_first_file_counts():
    first = DocumentFactory(done=True, name="first.txt")
    DocumentFactory(state="duplicate", job=first.job, name="second.txt")
    answer = original(browser("viewer"), first.job)
    assert "first.txt" in answer.headers["Content-Disposition"]
    answer.close()


@pytest.mark.parametrize("number", ["0", "99999999999999999999999"])
def test_an_unknown_job_is_not_found(number):
    assert browser("viewer").get(f"/jobs/{number}/original/").status_code == 404
