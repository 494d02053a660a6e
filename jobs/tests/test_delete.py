"""Deleting a job description."""

import pytest
from django.core.files.storage import default_storage

from jobs.models import JobDescription
from tests.factories import DocumentFactory, JobFactory, TagFactory, browser

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["editor", "curator"])
def test_it_is_asked_for_first_and_then_done(role, django_capture_on_commit_callbacks):
    document, client = DocumentFactory(done=True), browser(role)
    tag, other = TagFactory(job=document.job), JobFactory()
    address = f"/jobs/{document.job_id}/delete/"
    assert f"Delete “{document.job.title}”?" in client.get(address).text
    assert JobDescription.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address, follow=True)
    assert "was deleted." in answer.text
    assert list(JobDescription.objects.all()) == [other]
    assert not type(tag).objects.exists()
    assert not default_storage.exists(document.content.name)


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("stranger", 403), ("anonymous", 302)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_those_who_may_not_are_refused(role, status, method):
    job = JobFactory()
    assert getattr(browser(role), method)(f"/jobs/{job.pk}/delete/").status_code == status
    assert JobDescription.objects.filter(pk=job.pk).exists()


@pytest.mark.parametrize("number", ["0", "99999999999999999999999"])
def test_an_unknown_job_is_not_found(number):
    assert browser("editor").post(f"/jobs/{number}/delete/").status_code == 404
