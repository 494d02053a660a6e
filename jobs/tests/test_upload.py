"""The upload page: files are kept before the answer, and what cannot be kept is said beside the control."""

import pytest

from jobs.models import JobDescription, UploadBatch, UploadedDocument
from tests.factories import BatchFactory, DocumentFactory, api, browser, enqueued, file

pytestmark = pytest.mark.django_db

ADDRESS = "/jobs/upload/"


def upload(client, *files, **values):
    return client.post(ADDRESS, {"files": list(files), **values})


@pytest.mark.parametrize("role", ["editor", "curator"])
def test_files_are_kept_and_the_answer_leads_to_their_progress(role, django_capture_on_commit_callbacks):
    client = browser(role)
    enqueued()
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload(client, file("a.txt"), file("b.txt"), department="Finance")
    batch = UploadBatch.objects.get()
    assert answer.headers["Location"] == f"/jobs/batches/{batch.pk}/"
    assert (batch.created_by, batch.department) == (client.user, "Finance")
    assert [document.name for document in batch.documents.all()] == ["a.txt", "b.txt"]
    assert [name for name, _arguments in enqueued()] == ["read_document", "read_document"]
    assert not JobDescription.objects.exists()  # nothing is read while the browser waits


@pytest.mark.parametrize("role", ["viewer", "stranger"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_those_who_may_not_are_refused(role, method):
    assert getattr(browser(role), method)(ADDRESS, {"files": [file()]}).status_code == 403
    assert not UploadBatch.objects.exists()


def test_signing_in_comes_first():
    assert upload(browser("anonymous"), file()).headers["Location"].startswith("/login/")
    assert not UploadBatch.objects.exists()


def test_limits_are_said_beforehand(settings):
    settings.UPLOAD_MAX_FILES, settings.UPLOAD_MAX_BYTES = 7, 3 * 1024 * 1024
    text = browser("editor").get(ADDRESS).text
    assert "At most 3.0\xa0MB for each file, 200.0\xa0MB for a compressed folder." in text
    assert "At most 7 files at a time." in text  # of one request, which is the rule without JavaScript


def test_recent_uploads_are_listed():
    DocumentFactory.create_batch(7)
    BatchFactory()  # to which nothing was ever sent
    assert browser("editor").get(ADDRESS).text.count('href="/jobs/batches/') == 5


def test_recent_uploads_say_how_far_they_are():
    batch = BatchFactory(paused=True)
    DocumentFactory(batch=batch)
    DocumentFactory.create_batch(2, batch=batch, refused=True)
    text = " ".join(browser("editor").get(ADDRESS).text.split())
    assert "2 of 3 files finished · paused · 2 not added" in text


def test_recent_uploads_take_one_query(django_assert_max_num_queries):
    DocumentFactory.create_batch(5, refused=True)
    client = browser("editor")
    client.get(ADDRESS)
    with django_assert_max_num_queries(12):  # most of them read the columns anew, as within a test they must be
        client.get(ADDRESS)


def test_no_file_is_said_beside_the_control():
    answer = browser("editor").post(ADDRESS, {})
    assert answer.status_code == 422
    assert "Choose at least one file." in answer.text
    assert not UploadBatch.objects.exists()


@pytest.mark.parametrize("count", [3, 13])
def test_too_many_files_are_said_beside_the_control(count, settings):
    settings.UPLOAD_MAX_FILES = 2
    answer = upload(browser("editor"), *[file(f"{number}.txt") for number in range(count)])
    assert answer.status_code == 422
    assert "Choose at most 2 files at a time." in answer.text
    assert not UploadBatch.objects.exists()


def test_more_files_than_the_real_limit_are_said_too(settings):
    answer = upload(browser("editor"), *[file(f"{number}.txt", "x") for number in range(settings.UPLOAD_MAX_FILES + 1)])
    assert answer.status_code == 422
    assert "at a time" in answer.text


def test_a_too_large_file_does_not_hold_up_the_others(settings):
    settings.UPLOAD_MAX_BYTES = 10
    upload(browser("editor"), file("large.txt", "x" * 11), file("small.txt", "x"))
    states = dict(UploadedDocument.objects.values_list("name", "state"))
    assert states == {"large.txt": "refused", "small.txt": "waiting"}


@pytest.mark.parametrize("department", ["x" * 129, "a\x00b"])
def test_a_malformed_department_is_said_beside_it(department):
    answer = upload(browser("editor"), file(), department=department)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["department"]
    assert not UploadBatch.objects.exists()


def test_language_for_all():
    upload(browser("editor"), file(), language="fr")
    assert UploadBatch.objects.get().language == "fr"
    assert upload(browser("editor"), file(), language="de").status_code == 422


def test_a_text_where_files_belong_is_no_file():
    assert browser("editor").post(ADDRESS, {"files": "just words"}).status_code == 422


def test_a_damaged_body_is_no_file():
    body = {"data": b"--x damaged", "content_type": "multipart/form-data; boundary=x"}
    assert browser("editor").generic("POST", ADDRESS, **body).status_code == 422
    assert not UploadBatch.objects.exists()


def test_an_upload_may_be_left_to_the_built_in_engine(settings):
    client = browser("editor")
    assert "built-in engine" not in client.get(ADDRESS).text
    settings.SKILLS_ENGINE = "lightcast"
    assert 'name="built_in_engine"' in client.get(ADDRESS).text
    upload(client, file("a.txt"), built_in_engine="on")
    assert UploadBatch.objects.get().built_in_engine
    text = client.get(UploadBatch.objects.get().get_absolute_url()).text
    assert "no call to Lightcast is spent on that" in text
    client.post("/jobs/batches/", {"expected": "1", "built_in_engine": "on"})
    client.post("/jobs/batches/", {"expected": "1"})
    assert sorted(UploadBatch.objects.values_list("built_in_engine", flat=True)) == [False, True, True]


def test_the_api_leaves_an_upload_to_the_built_in_engine():
    answer = api("editor").post("/api/jobs/upload", {"files": [file()], "built_in_engine": True}, format="multipart")
    assert answer.json()["built_in_engine"] is True
    assert UploadBatch.objects.get().built_in_engine
