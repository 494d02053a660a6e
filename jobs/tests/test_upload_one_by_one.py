"""Files sent one by one: begun once, each kept before its answer, each known when it is sent again."""

import errno
import uuid

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import OperationalError, connection
from django.test import Client

from jobs.models import UploadBatch, UploadedDocument
from tests.factories import BatchFactory, browser, enqueued, file, person

pytestmark = pytest.mark.django_db

BEGIN = "/jobs/batches/"


@pytest.fixture
def client():
    return browser("editor")


def begin(client, **values):
    return client.post(BEGIN, {"expected": 2, "department": "Finance", **values})


def send(client, address, sent=None, key=None):
    return client.post(address, {"file": sent or file(), "key": key or uuid.uuid4().hex})


@pytest.fixture
def address(client):
    return begin(client).json()["files"]


def stored():
    """Return the names of all files on the disk."""
    found, folders = [], [""]
    while folders:
        folder = folders.pop()
        if default_storage.exists(folder):
            below, files = default_storage.listdir(folder)
            folders += [f"{folder}/{name}".lstrip("/") for name in below]
            found += [f"{folder}/{name}" for name in files]
    return found


class FullStorage(FileSystemStorage):
    """A disk that fills up in the middle of a file."""

    def _save(self, name, content):
        super()._save(name, content)
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def full_disk(monkeypatch, tmp_path):
    storage = FullStorage(tmp_path)
    monkeypatch.setattr(UploadedDocument._meta.get_field("content"), "storage", storage)
    return tmp_path


# --- Works ------------------------------------------------------------------------------------------------------


def test_an_upload_is_begun_and_its_files_are_kept(client, django_capture_on_commit_callbacks):
    answer = begin(client)
    assert answer.status_code == 201
    batch = UploadBatch.objects.get()
    assert (batch.created_by, batch.department, batch.expected) == (client.user, "Finance", 2)
    assert answer.json()["page"] == batch.get_absolute_url()
    enqueued()
    with django_capture_on_commit_callbacks(execute=True):
        sent = send(client, answer.json()["files"], file("a.txt", "one"))
    document = batch.documents.get()
    assert (sent.status_code, sent.json()) == (201, {"id": document.pk, "state": "waiting", "message": ""})
    assert enqueued() == [("read_document", (document.pk,))]
    assert document.content.read() == b"one"
    document.content.close()


def test_a_file_that_is_sent_again_is_kept_once(client, address, django_capture_on_commit_callbacks):
    key = uuid.uuid4().hex
    enqueued()
    with django_capture_on_commit_callbacks(execute=True):
        first, again = send(client, address, key=key), send(client, address, key=key)
    assert again.status_code == 201
    assert first.json()["id"] == again.json()["id"]
    assert UploadedDocument.objects.count() == 1
    assert len(enqueued()) == 1


def test_500_files_are_all_accounted_for(client, settings):
    settings.UPLOAD_MAX_FILES = 50  # for one request
    answer = begin(client, expected=500).json()
    for number in range(500):
        assert send(client, answer["files"], file(f"{number}.txt", f"Clerk {number}")).status_code == 201
    documents = UploadBatch.objects.get().documents
    assert documents.count() == 500
    assert "0 of 500 files are finished." in client.get(answer["page"]).text
    assert all(default_storage.exists(name) for name in documents.values_list("content", flat=True))


@pytest.mark.parametrize(
    ("sent", "state", "said"),
    [(file("large.txt", "x" * 11), "refused", "larger than is accepted"), (file("empty.txt", ""), "waiting", "")],
)
def test_each_file_has_its_row_and_its_reason(client, address, settings, sent, state, said):
    settings.UPLOAD_MAX_BYTES = 10
    sent.seek(0)
    answer = send(client, address, sent)
    assert (answer.status_code, answer.json()["state"]) == (201, state)
    assert said in answer.json()["message"]


# --- Refused ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("stranger", 403), ("anonymous", 302)])
def test_those_who_may_not_are_refused(role, status):
    assert begin(browser(role)).status_code == status
    address = f"{BatchFactory().get_absolute_url()}files/"
    assert send(browser(role), address).status_code == status
    assert not UploadedDocument.objects.exists()


def test_nobody_adds_to_the_upload_of_another(client):
    assert send(client, f"{BatchFactory().get_absolute_url()}files/").status_code == 404


def test_a_forged_request_is_refused():
    forger = Client(enforce_csrf_checks=True)
    forger.force_login(person("editor"))
    assert begin(forger).status_code == 403
    assert not UploadBatch.objects.exists()


def test_looking_sends_nothing(client, address):
    assert client.get(BEGIN).status_code == 405
    assert client.get(address).status_code == 405


def test_a_full_disk_is_said_and_leaves_nothing(client, address, full_disk):
    answer = send(client, address)
    assert answer.status_code == 507
    assert "its disk is full" in answer.json()["message"]
    assert not UploadedDocument.objects.exists()
    assert [path for path in full_disk.rglob("*") if path.is_file()] == []


def test_a_full_disk_is_said_beside_the_plain_form_too(client, full_disk):
    answer = client.post("/jobs/upload/", {"files": [file("a.txt"), file("b.txt")]})
    assert answer.status_code == 422
    assert "its disk is full" in answer.text
    assert not UploadBatch.objects.exists()
    assert [path for path in full_disk.rglob("*") if path.is_file()] == []


@pytest.fixture
def locked_database():
    """A database that refuses to write uploaded files, as one does that another process has locked."""

    def refuse(execute, sql, params, many, context):
        if "jobs_uploadeddocument" in sql and sql.startswith("INSERT"):
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def test_a_locked_database_is_said_and_leaves_no_bytes(client, address, locked_database):
    before = stored()
    answer = client.post(address, {"file": file(), "key": uuid.uuid4().hex}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "Nothing was stored" in answer.json()["message"]
    page = client.post("/jobs/upload/", {"files": [file()]})
    assert page.status_code == 503
    assert "The service is busy" in page.text
    assert stored() == before
    assert not UploadedDocument.objects.exists()


# --- Malformed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"expected": ""},
        {"expected": "0"},
        {"expected": "-1"},
        {"expected": "many"},
        {"expected": "9" * 12},
        {"department": "x" * 129},
        {"department": "a\x00b"},
    ],
)
def test_a_malformed_beginning_is_refused_with_a_sentence(client, values):
    answer = begin(client, **values)
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert not UploadBatch.objects.exists()


@pytest.mark.parametrize(
    "values",
    [{}, {"file": "words", "key": uuid.uuid4().hex}, {"key": uuid.uuid4().hex}, {"file": file(), "key": "7"}],
)
def test_a_request_without_file_or_key_is_refused_with_a_sentence(client, address, values):
    answer = client.post(address, values)
    assert (answer.status_code, answer.json()["message"]) == (400, "The file did not arrive. Send it again.")
    assert not UploadedDocument.objects.exists()


def test_a_body_that_breaks_off_is_refused(client, address):
    answer = client.generic("POST", address, b"--x\r\nContent-Disp", "multipart/form-data; boundary=x")
    assert answer.status_code == 400
    assert not UploadedDocument.objects.exists()
