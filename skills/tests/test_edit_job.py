"""Editing and writing a job description, with Suggest title; nobody's work is written over unnoticed."""

import pytest
import responses

from jobs.models import JobDescription
from skills.models import Extraction
from tests.factories import JobFactory, browser, enqueued

pytestmark = pytest.mark.django_db

REFUSED = [("viewer", 403), ("stranger", 403), ("anonymous", 302)]
HTMX = {"HX-Request": "true", "HX-Target": "suggestions"}


def values(**changes):
    """Return a filled-in form."""
    return {"title": "Data Analyst", "language": "en", "status": "active", "text": "We need Python.", **changes}


def address(job):
    return f"/jobs/{job.pk}/edit/"


# --- Saving -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["editor", "curator"])
def test_a_job_is_written(role, django_capture_on_commit_callbacks):
    client = browser(role)
    enqueued()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/jobs/new/", values(department="Finance", effective_date="2025-03-01"))
    job = JobDescription.objects.get()
    assert answer.headers["Location"] == f"/jobs/{job.pk}/"
    assert (job.title, job.department, str(job.effective_date)) == ("Data Analyst", "Finance", "2025-03-01")
    assert (job.created_by, job.updated_by) == (client.user, client.user)
    assert [name for name, _arguments in enqueued()] == ["run_extraction"]


def test_a_job_is_changed():
    author, editor = browser("editor"), browser("editor")
    author.post("/jobs/new/", values())
    job = JobDescription.objects.get()
    page = editor.get(address(job))
    assert "We need Python." in page.text
    editor.post(address(job), values(text="We need SQL.", opened_at=page.context["form"]["opened_at"].value()))
    job.refresh_from_db()
    assert job.text == "We need SQL."
    assert (job.created_by, job.updated_by) == (author.user, editor.user)


def test_browsers_send_other_line_ends_and_nothing_is_extracted_again():
    job, client = JobFactory(text="one\ntwo"), browser("editor")
    client.post(address(job), values(title="Other", text="one\r\ntwo"))
    job.refresh_from_db()
    assert (job.title, job.text) == ("Other", "one\ntwo")
    assert Extraction.objects.count() == 1


@pytest.mark.parametrize(("role", "status"), REFUSED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_those_who_may_not_are_refused(role, status, method):
    job, client = JobFactory(title="Before"), browser(role)
    for target in (address(job), "/jobs/new/"):
        assert getattr(client, method)(target, values()).status_code == status
    assert list(JobDescription.objects.values_list("title", flat=True)) == ["Before"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "   "),
        ("title", "x" * 256),
        ("title", "a\x00b"),
        ("text", ""),
        ("text", "\x00"),
        ("text", " \r\n "),
        ("language", "tlh"),
        ("status", "lost"),
        ("effective_date", "2025-02-30"),
        ("effective_date", "yesterday"),
        ("reference", "x" * 65),
        ("department", "x" * 129),
    ],
)
def test_a_field_that_does_not_hold_is_named_and_nothing_saved(field, value):
    job = JobFactory(title="Before", text="Before")
    answer = browser("editor").post(address(job), values(**{field: value}))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "There is a problem" in answer.text
    job.refresh_from_db()
    assert (job.title, job.text) == ("Before", "Before")
    assert browser("editor").post("/jobs/new/", values(**{field: value})).status_code == 422
    assert JobDescription.objects.count() == 1


def test_an_empty_form_is_refused():
    assert browser("editor").post("/jobs/new/", {}).status_code == 422


def test_what_somebody_else_saved_is_not_written_over():
    job, client = JobFactory(title="Before"), browser("editor")
    opened_at = client.get(address(job)).context["form"]["opened_at"].value()
    browser("editor").post(address(job), values(title="Theirs"))
    answer = client.post(address(job), values(title="Mine", opened_at=opened_at))
    assert answer.status_code == 422
    assert "Somebody else saved this job since you opened it." in answer.text
    assert 'value="Mine"' in answer.text  # what was typed is not lost
    job.refresh_from_db()
    assert job.title == "Theirs"
    client.post(address(job), values(title="Mine", opened_at=opened_at, use_my_version="on"))
    job.refresh_from_db()
    assert job.title == "Mine"


@pytest.mark.parametrize("opened_at", ["", "yesterday", "\U0001f600"])
def test_a_malformed_time_of_opening_costs_nothing_but_a_question(opened_at):
    job = JobFactory()
    answer = browser("editor").post(address(job), values(opened_at=opened_at))
    assert answer.status_code == (422 if opened_at else 302)


@pytest.mark.parametrize("number", ["0", "99999999999999999999999"])
def test_an_unknown_job_is_not_found(number):
    assert browser("editor").get(f"/jobs/{number}/edit/").status_code == 404


# --- Suggest title ----------------------------------------------------------------------------------------------


def suggest(client, **data):
    return client.post("/jobs/suggest-title/", {"text": "", **data}, headers=HTMX)


@pytest.mark.parametrize("role", ["editor", "curator"])
def test_standard_titles_are_suggested_as_a_fragment(role):
    answer = suggest(browser(role), title="Sr. Software Developer")
    assert answer.text.strip().startswith('<div id="suggestions"')
    assert 0 < answer.text.count('name="apply"') <= 5
    assert 'data-title="Senior' in answer.text
    assert not JobDescription.objects.exists()


@pytest.mark.parametrize(("role", "status"), REFUSED)
def test_others_may_not(role, status):
    client = browser(role)
    assert client.post("/jobs/suggest-title/", {"title": "Analyst"}).status_code == status


@pytest.mark.parametrize("title", ["", " ", "\x00", "%%%", "x" * 20_000, "日本語", "<script>alert(1)</script>"])
def test_any_title_has_an_answer(title):
    answer = suggest(browser("editor"), title=title)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_nothing_that_fits_is_said():
    assert "No standard title fits well enough." in suggest(browser("editor"), title="qqqq zzzz").text


def test_looking_suggests_nothing():
    assert browser("editor").get("/jobs/suggest-title/").status_code == 405


@responses.activate
def test_when_lightcast_does_not_answer_the_built_in_list_does_and_says_so(settings):
    settings.LIGHTCAST = {**settings.LIGHTCAST, "client_id": "id", "client_secret": "secret"}
    responses.post(settings.LIGHTCAST["auth_url"], status=401, json={"error": "invalid_client"})
    answer = suggest(browser("editor"), title="Software Developer")
    assert "The built-in list was used." in answer.text
    assert 'name="apply"' in answer.text


def test_without_a_script_the_form_comes_back_with_what_was_typed():
    job = JobFactory(title="Before")
    answer = browser("editor").post(address(job), values(title="Software Developer", reference="R-9", suggest="1"))
    assert answer.status_code == 200
    assert answer.context["suggested"].titles
    assert 'value="R-9"' in answer.text
    assert 'value="Software Developer"' in answer.text
    job.refresh_from_db()
    assert job.title == "Before"
