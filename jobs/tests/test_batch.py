"""The progress of an upload, and reading a refused file once more."""

import pytest

from jobs.models import UploadedDocument
from tests.factories import ROLES, BatchFactory, DocumentFactory, browser, enqueued

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Target": "progress"}


@pytest.mark.parametrize("role", ROLES)
def test_every_role_sees_each_file_with_its_state(role):
    batch = BatchFactory()
    done = DocumentFactory(batch=batch, done=True)
    DocumentFactory(batch=batch, refused=True, error_code="scanned")
    DocumentFactory(batch=batch, reading=True)
    text = browser(role).get(batch.get_absolute_url()).text
    assert "2 of 3 files are finished. 1 was not added." in text
    assert done.job.get_absolute_url() in text
    assert "Run text recognition on it" in text


@pytest.mark.parametrize(("role", "status"), [("stranger", 403), ("anonymous", 302)])
def test_others_are_refused(role, status):
    assert browser(role).get(BatchFactory().get_absolute_url()).status_code == status


def test_the_page_looks_again_until_all_is_finished():
    document, client = DocumentFactory(), browser("viewer")
    address = document.batch.get_absolute_url()
    waiting = client.get(address, headers=HTMX)
    assert waiting.status_code == 200
    assert 'hx-trigger="every 2s"' in waiting.text
    assert "<html" not in waiting.text
    UploadedDocument.objects.update(state="refused", error_code="empty")
    finished = client.get(address, headers=HTMX)
    assert finished.status_code == 286
    assert "hx-trigger" not in finished.text


def test_a_job_that_was_deleted_since_is_said():
    document = DocumentFactory(done=True)
    document.job.delete()
    assert "The job was deleted since." in browser("viewer").get(document.batch.get_absolute_url()).text


@pytest.mark.parametrize("address", ["/jobs/batches/00000000-0000-4000-8000-000000000000/", "/jobs/batches/7/"])
def test_an_unknown_upload_is_not_found(address):
    assert browser("viewer").get(address).status_code == 404


@pytest.mark.parametrize("count", [5, 30])
def test_queries_do_not_grow_with_the_files(count, django_assert_max_num_queries):
    batch = BatchFactory()
    DocumentFactory.create_batch(count, batch=batch, done=True)
    client = browser("viewer")
    with django_assert_max_num_queries(7):
        client.get(batch.get_absolute_url())


# --- Once more --------------------------------------------------------------------------------------------------


def retry(client, document):
    return client.post(f"/jobs/documents/{document.pk}/retry/")


def test_an_editor_has_a_refused_file_read_again(django_capture_on_commit_callbacks):
    document, client = DocumentFactory(refused=True), browser("editor")
    enqueued()
    with django_capture_on_commit_callbacks(execute=True):
        assert retry(client, document).headers["Location"] == document.batch.get_absolute_url()
    document.refresh_from_db()
    assert (document.state, document.error_code) == ("waiting", "")
    assert enqueued() == [("read_document", (document.pk,))]


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("stranger", 403), ("anonymous", 302)])
def test_others_may_not(role, status):
    document = DocumentFactory(refused=True)
    assert retry(browser(role), document).status_code == status
    document.refresh_from_db()
    assert document.state == "refused"


def test_a_file_without_bytes_is_not_offered_and_says_why_not():
    document, client = (
        DocumentFactory(refused=True, lost=True, error_code="too_large", error_params={"limit": 9}),
        browser("editor"),
    )
    assert "/retry/" not in client.get(document.batch.get_absolute_url()).text
    assert "upload it once more" in client.get(retry(client, document).headers["Location"]).text


def test_looking_does_not_retry():
    assert browser("editor").get(f"/jobs/documents/{DocumentFactory(refused=True).pk}/retry/").status_code == 405


@pytest.mark.parametrize("number", ["0", "99999999999999999999999"])
def test_an_unknown_file_is_not_found(number):
    assert browser("editor").post(f"/jobs/documents/{number}/retry/").status_code == 404
