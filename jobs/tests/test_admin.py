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


def opened(client, address):
    return client.get(address).context["adminform"].form["opened_at"].value()


def test_what_somebody_else_saved_is_written_over_only_when_asked_to():
    job, client = JobFactory(title="Before"), browser("administrator")
    address = f"{JOBS}{job.pk}/change/"
    opened_at = opened(client, address)
    assert 'type="checkbox" name="use_my_version"' not in client.get(address).text
    client.post(address, values(title="Theirs", opened_at=opened_at))
    answer = client.post(address, values(title="Mine", opened_at=opened_at))
    assert answer.status_code == 200
    assert "Somebody else saved this job since you opened it." in answer.text
    assert "Save my version over theirs" in answer.text
    box = answer.text.index('type="checkbox" name="use_my_version"')
    assert box < answer.text.index('name="title"')
    assert [job.title for job in JobDescription.objects.all()] == ["Theirs"]
    client.post(address, values(title="Mine", opened_at=opened_at, use_my_version="on"))
    assert [job.title for job in JobDescription.objects.all()] == ["Mine"]


def test_an_older_version_is_brought_back():
    job, client = JobFactory(title="Before"), browser("administrator")
    first = job.history.first()
    job.title = "After"
    job.save()
    address = f"{JOBS}{job.pk}/history/{first.pk}/"
    client.post(address, values(title="Before", opened_at=opened(client, address)))
    job.refresh_from_db()
    assert job.title == "Before"


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


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("editor", 403), ("stranger", 403), ("anonymous", 302)])
def test_others_are_refused(role, status):
    job = JobFactory()
    assert browser(role).post(f"{JOBS}{job.pk}/delete/", {"post": "yes"}).status_code == status
    assert JobDescription.objects.exists()


@pytest.mark.parametrize("number", ["0", "99999999999999999999999", "abc"])
def test_an_unknown_job_leads_back(number):
    assert browser("administrator").get(f"{JOBS}{number}/change/").status_code == 302
