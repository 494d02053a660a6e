"""Job descriptions and uploads in Django admin go through the same services."""

import pytest
from django.core.files.storage import default_storage

from jobs.models import JobDescription
from skills.models import Extraction
from tests.factories import DocumentFactory, JobFactory, browser

pytestmark = pytest.mark.django_db

JOBS = "/admin/jobs/jobdescription/"


def values(**changes):
    return {"title": "Clerk", "language": "en", "status": "active", "text": "Filing", "effective_date": "", **changes}


@pytest.mark.parametrize("model", ["jobdescription", "uploadeddocument", "uploadbatch"])
def test_every_list_and_search_opens(model):
    DocumentFactory(done=True)
    client = browser("administrator")
    assert client.get(f"/admin/jobs/{model}/").status_code == 200
    assert client.get(f"/admin/jobs/{model}/?q=clerk").status_code == 200


def test_a_job_is_added_and_changed_on_behalf_of_the_administrator():
    client = browser("administrator")
    client.post(f"{JOBS}add/", values(text="one\r\ntwo"))
    job = JobDescription.objects.get()
    assert (job.created_by, job.text) == (client.user, "one\ntwo")
    assert client.get(f"{JOBS}{job.pk}/change/").status_code == 200
    client.post(f"{JOBS}{job.pk}/change/", values(title="Senior clerk", text="one\r\ntwo"))
    job.refresh_from_db()
    assert job.title == "Senior clerk"
    assert job.history.first().history_user == client.user
    assert Extraction.objects.count() == 1
    client.post(f"{JOBS}{job.pk}/change/", values(text="three"))
    assert Extraction.objects.count() == 2
    assert client.get(f"{JOBS}{job.pk}/history/").status_code == 200


@pytest.mark.parametrize("changes", [{"title": ""}, {"text": " "}, {"text": "\x00"}, {"language": "tlh"}])
def test_a_job_that_does_not_hold_is_refused_in_the_form(changes):
    answer = browser("administrator").post(f"{JOBS}add/", values(**changes))
    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == list(changes)
    assert not JobDescription.objects.exists()


def test_deleting_takes_the_files(django_capture_on_commit_callbacks):
    one, two, kept = DocumentFactory.create_batch(3, done=True)
    client = browser("administrator")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{JOBS}{one.job_id}/delete/", {"post": "yes"})
        client.post(JOBS, {"action": "delete_selected", "_selected_action": [two.job_id], "post": "yes"})
    assert list(JobDescription.objects.all()) == [kept.job]
    exist = [default_storage.exists(document.content.name) for document in (one, two, kept)]
    assert exist == [False, False, True]


def test_uploads_are_only_looked_at():
    document, client = DocumentFactory(), browser("administrator")
    address = f"/admin/jobs/uploadeddocument/{document.pk}/change/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"state": "done"}).status_code == 403
    assert client.get("/admin/jobs/uploadbatch/add/").status_code == 403


@pytest.mark.parametrize("role", ["viewer", "editor", "stranger", "anonymous"])
def test_others_are_led_to_sign_in(role):
    job = JobFactory()
    assert browser(role).post(f"{JOBS}{job.pk}/delete/", {"post": "yes"}).status_code == 302
    assert JobDescription.objects.exists()


@pytest.mark.parametrize("number", ["0", "99999999999999999999999", "abc"])
def test_an_unknown_job_leads_back(number):
    assert browser("administrator").get(f"{JOBS}{number}/change/").status_code == 302
