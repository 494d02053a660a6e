"""The progress of an upload, and reading a refused file once more."""

from datetime import datetime

import pytest

from jobs import services as job_services
from jobs.models import JobDescription, UploadBatch, UploadedDocument
from skills import services
from skills.models import Extraction
from tests.factories import (
    ROLES,
    BatchFactory,
    DocumentFactory,
    JobFactory,
    TagFactory,
    browser,
    enqueued,
    load_skills,
)

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
    what_next = finished.text.index("See the jobs of this upload"), finished.text.index("Upload more")
    assert what_next[0] < what_next[1] < finished.text.index("<table")


def test_a_job_that_was_deleted_since_is_said():
    document = DocumentFactory(done=True)
    document.job.delete()
    assert "The job was deleted since." in browser("viewer").get(document.batch.get_absolute_url()).text


@pytest.mark.parametrize("address", ["/jobs/batches/00000000-0000-4000-8000-000000000000/", "/jobs/batches/7/"])
def test_an_unknown_upload_is_not_found(address):
    assert browser("viewer").get(address).status_code == 404


@pytest.mark.parametrize("count", [5, 60])
def test_queries_do_not_grow_with_the_files(count, django_assert_num_queries):
    batch = BatchFactory(expected=count)
    DocumentFactory.create_batch(count, batch=batch, done=True)
    client = browser("viewer")
    client.get(batch.get_absolute_url())
    with django_assert_num_queries(13):
        client.get(batch.get_absolute_url(), headers=HTMX)


def test_a_large_upload_is_shown_in_pages_and_asked_for_by_the_page():
    batch, client = BatchFactory(), browser("editor")
    DocumentFactory.create_batch(500, batch=batch)
    answer = client.get(f"{batch.get_absolute_url()}?page=3", headers=HTMX)
    assert answer.text.count('<th scope="row"') == 50
    assert len(answer.content) < 60_000
    assert "0 of 500 files are finished." in answer.text
    assert "Page 3 of 10" in answer.text
    assert f'hx-get="{batch.get_absolute_url()}?page=3"' in answer.text


@pytest.mark.parametrize("page", ["0", "99", "x", "-1", "9" * 400])
def test_a_page_that_is_not_there_is_another(page):
    batch = BatchFactory()
    DocumentFactory.create_batch(2, batch=batch)
    assert browser("viewer").get(batch.get_absolute_url(), {"page": page}).status_code == 200


def test_skills_are_counted_once_they_have_been_looked_for():
    document, other = DocumentFactory(done=True), DocumentFactory(done=True)
    client, address = browser("viewer"), document.batch.get_absolute_url()
    TagFactory.create_batch(2, job=document.job)
    TagFactory(job=document.job, rejected=True)
    assert "2 skills" not in client.get(address).text
    assert client.get(address, headers=HTMX).status_code == 200  # they are still being found
    Extraction.objects.update(state="done")
    answer = client.get(address, headers=HTMX)
    assert answer.status_code == 286
    assert "2 skills" in answer.text
    other_text = client.get(other.batch.get_absolute_url()).text
    assert "0 skills" in other_text


def test_the_first_job_that_needs_a_look_is_led_to_when_all_is_finished():
    batch = BatchFactory()
    DocumentFactory(batch=batch, done=True)
    without_skills = DocumentFactory(batch=batch, done=True).job
    Extraction.objects.create(job=without_skills, state="done", engine="embedded", text_hash="x")
    last = DocumentFactory(batch=batch, done=True, warnings=["little_text"]).job
    page = browser("viewer").get(batch.get_absolute_url())
    assert "2 need a look." in page.text
    assert f'href="{without_skills.get_absolute_url()}">First job that needs a look' in page.text
    assert "No skill was found in its text." in page.text
    assert f'href="{last.get_absolute_url()}">First job' not in page.text


def test_skills_that_are_about_to_be_found_are_a_state_of_their_own():
    document = DocumentFactory(done=True)
    client, address = browser("viewer"), document.batch.get_absolute_url()
    assert "Finding skills" in client.get(address, headers=HTMX).text
    Extraction.objects.update(state="done")
    assert "Finding skills" not in client.get(address, headers=HTMX).text


def test_that_files_are_finished_does_not_hide_that_skills_are_on_the_way():
    batch, client = BatchFactory(), browser("viewer")
    DocumentFactory(batch=batch, refused=True)
    jobs = [document.job for document in DocumentFactory.create_batch(3, batch=batch, done=True)]
    DocumentFactory(batch=batch, state="duplicate", job=DocumentFactory(done=True).job)  # of another upload
    said = "5 of 5 files are finished. 1 was not added. 1 is here already."
    answer = client.get(batch.get_absolute_url(), headers=HTMX)
    assert f'data-announce="{said} Skills are still being found for 3 jobs."' in answer.text
    jobs[0].extractions.update(state="done", engine="embedded")
    jobs[1].extractions.update(state="retry")
    TagFactory(job=jobs[0])
    text = client.get(batch.get_absolute_url(), headers=HTMX).text
    delayed = "The skills of 1 job could not be found yet; that is tried again by itself."
    assert f"{said} Skills are still being found for 1 job. {delayed}" in text
    assert text.count("Finding skills") == 1
    assert text.count("Its skills could not be found yet; that is tried again by itself.") == 1
    jobs[2].extractions.update(state="done", engine="embedded")
    TagFactory(job=jobs[2])
    settled = client.get(batch.get_absolute_url(), headers=HTMX)
    assert settled.status_code == 286  # what is tried again may take hours
    assert f'data-announce="{said} {delayed}"' in settled.text


def test_skills_on_the_way_on_another_page_are_waited_for():
    batch = BatchFactory()
    jobs = [document.job for document in DocumentFactory.create_batch(51, batch=batch, done=True)]
    Extraction.objects.exclude(job=jobs[0]).update(state="done")
    answer = browser("viewer").get(f"{batch.get_absolute_url()}?page=2", headers=HTMX)
    assert answer.status_code == 200
    assert "Skills are still being found for 1 job." in answer.text
    assert "Finding skills" not in answer.text


def test_what_lightcast_still_allows_is_said_before_and_during_an_upload(settings):
    document, client = DocumentFactory(), browser("editor")
    batch, upload = document.batch.get_absolute_url(), "/jobs/upload/"
    assert "are left until" not in client.get(batch).text + client.get(upload).text
    settings.SKILLS_ENGINE = "lightcast"
    settings.LIGHTCAST = {**settings.LIGHTCAST, "monthly_quota": 0}
    assert "0 are left until" in client.get(batch).text
    assert "0 of 0 calls are left until" in client.get(upload).text


def test_what_needs_a_look_and_what_is_here_already_is_counted():
    batch = BatchFactory()
    DocumentFactory(batch=batch, done=True, warnings=["tracked_changes"])
    twin = DocumentFactory(batch=batch, state="duplicate", job=JobFactory(title="The twin"))
    text = browser("viewer").get(batch.get_absolute_url()).text
    assert "2 of 2 files are finished. 1 is here already. 1 needs a look." in text
    assert "they were read as if accepted" in text
    assert f'<a href="{twin.job.get_absolute_url()}"' in text
    assert "Add anyway" not in text  # a viewer may not


def test_files_that_never_arrived_are_said():
    batch = BatchFactory(expected=3)
    text = browser("editor").get(batch.get_absolute_url()).text
    assert "No file has arrived yet." in text
    assert "3 chosen files have not arrived." in text
    DocumentFactory.create_batch(2, batch=batch)
    assert "1 chosen file has not arrived." in browser("editor").get(batch.get_absolute_url()).text


def test_names_and_titles_are_text_and_no_markup():
    batch = BatchFactory()
    DocumentFactory(batch=batch, name="<script>alert(1)</script>.md", done=True, job=JobFactory(title="<img src=x>"))
    text = browser("editor").get(batch.get_absolute_url()).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;.md" in text
    assert "&lt;img src=x&gt;" in text
    assert "<script>alert" not in text


# --- Pausing ----------------------------------------------------------------------------------------------------


def test_an_editor_pauses_an_upload_and_goes_on(django_capture_on_commit_callbacks):
    document, client = DocumentFactory(), browser("editor")
    address = document.batch.get_absolute_url()
    enqueued()
    assert client.post(f"{address}pause/", {"page": "2"}).headers["Location"] == f"{address}?page=2"
    assert "Paused: the files that wait are not read." in client.get(address).text
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{address}resume/").headers["Location"] == address
    assert enqueued() == [("read_document", (document.pk,))]
    assert "Paused" not in client.get(address).text


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("stranger", 403), ("anonymous", 302)])
@pytest.mark.parametrize("action", ["pause", "resume"])
def test_others_may_not_pause(role, status, action):
    batch = BatchFactory()
    assert browser(role).post(f"{batch.get_absolute_url()}{action}/").status_code == status


@pytest.mark.parametrize("action", ["pause", "resume"])
def test_pausing_an_unknown_upload_is_not_found(action):
    address = f"/jobs/batches/00000000-0000-4000-8000-000000000000/{action}/"
    assert browser("editor").post(address).status_code == 404
    assert browser("editor").get(address).status_code == 405


# --- Adding anyway and taking out -------------------------------------------------------------------------------


def test_a_duplicate_is_added_anyway(django_capture_on_commit_callbacks):
    document, client = DocumentFactory(state="duplicate", job=JobFactory()), browser("editor")
    assert "Add anyway" in client.get(document.batch.get_absolute_url()).text
    enqueued()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/jobs/documents/{document.pk}/add/")
    assert ("read_document", (document.pk,)) in enqueued()


@pytest.mark.parametrize("traits", [{"refused": True, "error_code": "empty"}, {"state": "duplicate"}, {}])
def test_a_file_is_taken_out(traits, django_capture_on_commit_callbacks):
    client = browser("editor")
    document = DocumentFactory(**traits, batch__created_by=client.user)
    assert f"/jobs/documents/{document.pk}/remove/" in client.get(document.batch.get_absolute_url()).text
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/jobs/documents/{document.pk}/remove/")
    assert not UploadedDocument.objects.exists()
    assert not document.content.storage.exists(document.content.name)


@pytest.mark.parametrize("traits", [{"done": True}, {"reading": True}, {"state": "unpacked"}])
def test_what_is_in_hand_or_added_is_not_taken_out(traits):
    client = browser("editor")
    document = DocumentFactory(**traits, batch__created_by=client.user)
    answer = client.post(f"/jobs/documents/{document.pk}/remove/", follow=True)
    assert "This file cannot be removed any more." in answer.text
    assert f"/jobs/documents/{document.pk}/remove/" not in answer.text
    assert UploadedDocument.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("editor", 403), ("curator", 302), ("administrator", 302)])
def test_somebody_elses_file_is_taken_out_by_curators_only_and_tried_again_by_colleagues(role, status):
    document, client = DocumentFactory(refused=True, error_code="empty"), browser(role)
    page = client.get(document.batch.get_absolute_url()).text
    assert f"/jobs/documents/{document.pk}/retry/" in page
    assert (f"/jobs/documents/{document.pk}/remove/" in page) == (status == 302)
    assert client.post(f"/jobs/documents/{document.pk}/remove/").status_code == status
    assert UploadedDocument.objects.exists() == (status == 403)


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("stranger", 403), ("anonymous", 302)])
@pytest.mark.parametrize("action", ["remove", "add"])
def test_others_may_do_neither(role, status, action):
    document = DocumentFactory(state="duplicate", job=JobFactory())
    assert browser(role).post(f"/jobs/documents/{document.pk}/{action}/").status_code == status
    assert UploadedDocument.objects.get().state == "duplicate"


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


# --- When the calls to Lightcast are used up --------------------------------------------------------------------


def short_of_calls(batch, *, at="2031-12-16 05:00"):
    """Return a job of `batch` whose skills wait until there are calls to Lightcast again."""
    job = DocumentFactory(batch=batch, done=True).job
    when = datetime.fromisoformat(f"{at}+00:00")
    job.extractions.update(state="retry", error_code="quota", error_message="Used up.", next_attempt_at=when)
    return job


def test_the_rest_may_be_left_to_the_built_in_engine(django_capture_on_commit_callbacks, settings):
    settings.SKILLS_ENGINE = "lightcast"  # without credentials, so that asking it fails
    settings.LIGHTCAST = {**settings.LIGHTCAST, "client_id": "", "client_secret": ""}
    load_skills()
    batch, client = BatchFactory(), browser("editor")
    address = batch.get_absolute_url()
    jobs = [short_of_calls(batch, at=at) for at in ("2031-12-19 07:00", "2031-12-17 06:30")]
    elsewhere = short_of_calls(BatchFactory(), at="2031-12-16 05:00")
    text = " ".join(client.get(address).text.split())
    assert "2 jobs of this upload wait for their skills. Lightcast is asked again from 2031-12-17 06:30 on." in text
    enqueued()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{address}built-in-engine/", {"page": "2"}, follow=True)
    assert answer.redirect_chain == [(f"{address}?page=2", 302)]
    assert "The built-in engine finds the skills of 2 jobs." in answer.text
    assert "wait for their skills" not in answer.text
    keys = [arguments[0] for _name, arguments in enqueued()]
    assert keys == [job.extractions.get().pk for job in jobs]
    for key in keys:
        done = services.run_extraction(key)
        assert (done.state, done.engine) == ("done", "embedded")
        assert done.skills_found
    assert elsewhere.extractions.get().state == "retry"
    again = client.post(f"{address}built-in-engine/", follow=True)
    assert "No job of this upload waits for calls to Lightcast any more." in again.text
    assert not enqueued()


def test_files_that_are_still_to_be_read_are_left_to_it_too(django_capture_on_commit_callbacks, settings):
    settings.SKILLS_ENGINE = "lightcast"
    document = DocumentFactory(data=b"Clerk\n\nFiles the papers.")  # else the text of the other job, so none is made
    other = short_of_calls(document.batch)
    services.leave_to_built_in_engine(document.batch)
    job = job_services.read_document(document.pk).job
    assert job != other
    assert services.run_extraction(job.extractions.get().pk).engine == "embedded"


def test_jobs_that_nobody_has_asked_about_yet_are_left_to_it_too_and_those_being_asked_about_are_not(settings):
    settings.SKILLS_ENGINE = "lightcast"
    batch = BatchFactory()
    short, waiting, running = (short_of_calls(batch) for _ in range(3))
    for job, state in ((waiting, "waiting"), (running, "running")):
        job.extractions.update(state=state, error_code="", error_message="", next_attempt_at=None)
    assert services.leave_to_built_in_engine(batch) == 2
    left = {job: job.extractions.values_list("state", "built_in_engine").get() for job in (short, waiting, running)}
    assert left == {short: ("waiting", True), waiting: ("waiting", True), running: ("running", False)}


def test_a_new_text_goes_to_the_engine_of_the_settings_again(settings):
    settings.SKILLS_ENGINE = "lightcast"
    document = DocumentFactory(batch=BatchFactory(built_in_engine=True))
    job = job_services.read_document(document.pk).job
    assert job.extractions.get().built_in_engine
    job = JobDescription.objects.get()
    job.text += "\nAnd Excel."
    job.save()
    assert not job.extractions.get(state="waiting").built_in_engine


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("stranger", 403), ("editor", 302)])
def test_only_those_who_may_edit_leave_it_to_the_built_in_engine(role, status):
    batch, client = BatchFactory(), browser(role)
    job = short_of_calls(batch)
    assert client.post(f"{batch.get_absolute_url()}built-in-engine/").status_code == status
    assert job.extractions.get().built_in_engine == (status == 302)
    page = browser("viewer").get(short_of_calls(batch).get_absolute_url())
    assert "Use the built-in engine" not in page.text
    assert "for the rest" not in browser("viewer").get(batch.get_absolute_url()).text


def test_one_job_may_be_left_to_it_on_its_page(settings):
    settings.SKILLS_ENGINE = "lightcast"
    job, client = short_of_calls(BatchFactory()), browser("editor")
    assert "Use the built-in engine" in client.get(job.get_absolute_url()).text
    client.post(f"{job.get_absolute_url()}extract/", {"built_in_engine": "yes"})
    assert services.run_extraction(job.extractions.latest("pk").pk).engine == "embedded"
    assert "Use the built-in engine" not in client.get(job.get_absolute_url()).text


def test_nothing_is_asked_where_no_call_is_missing():
    job = DocumentFactory(done=True).job
    job.extractions.update(state="retry", error_code="unavailable")
    assert "Use the built-in engine" not in browser("editor").get(job.get_absolute_url()).text
    assert services.leave_to_built_in_engine(job.documents.get().batch) == 0
    assert not UploadBatch.objects.get().built_in_engine
