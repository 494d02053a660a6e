"""Editing and writing a job description, with Suggest title; nobody's work is written over unnoticed."""

import pytest
import responses
from django.core.exceptions import NON_FIELD_ERRORS

from jobs.forms import JobForm
from jobs.models import JobDescription
from skills.models import Extraction, JobTitle
from skills.titles import REWRITTEN
from tests.factories import JobFactory, JobTitleFactory, browser, enqueued

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


@pytest.mark.parametrize("values_of_form", [{}, {"use_my_version": "on"}])
def test_a_job_that_was_deleted_meanwhile_is_not_brought_back(values_of_form):
    job = JobFactory()
    seen = JobDescription.objects.get(pk=job.pk)
    job.delete()
    form = JobForm(values(**values_of_form), instance=seen)
    assert not form.is_valid()
    assert form.has_error(NON_FIELD_ERRORS, "gone")


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


# --- Keeping one's own title, taking off, searching ---------------------------------------------------------------


def pressed(client, job, **data):
    """Return what the form holds after a button was pressed, as the next request sends it."""
    form = client.post(address(job), values(**data)).context
    pending = form["pending"]
    return {
        "title": form["form"]["title"].value(),
        "title_choice": pending.value,
        "title_use": pending.use,
        "title_before": pending.title_before,
    }


def first_choice(client, job, title):
    page = client.post(address(job), values(title=title, suggest="1"))
    return page.context["suggested"].titles[0].choice


def test_ones_own_title_is_kept_and_the_standard_one_recorded():
    job, client = JobFactory(title="Before"), browser("editor")
    choice = first_choice(client, job, "Sr. Software Developer")
    held = pressed(client, job, title="Sr. Software Developer", keep=choice.signed())
    assert held["title"] == "Sr. Software Developer"
    client.post(address(job), values(**held))
    job.refresh_from_db()
    assert (job.title, job.standard_title.standard_title.name) == ("Sr. Software Developer", choice.name)


def test_undo_puts_back_what_was_typed_and_records_nothing():
    job, client = JobFactory(title="Before"), browser("editor")
    choice = first_choice(client, job, "Coder")
    held = pressed(client, job, title="Coder", apply=choice.signed())
    assert (held["title"], held["title_before"]) == (choice.title, "Coder")
    assert "Was:" in client.post(address(job), values(**held, suggest="1")).text
    undone = pressed(client, job, **held, undo_title="1")
    assert undone == {"title": "Coder", "title_choice": "", "title_use": "", "title_before": ""}
    client.post(address(job), values(**undone))
    assert not JobTitle.objects.exists()


def test_another_choice_keeps_what_was_typed_first():
    job, client = JobFactory(), browser("editor")
    choice = first_choice(client, job, "Coder")
    held = pressed(client, job, title="Coder", apply=choice.signed())
    assert pressed(client, job, **held, apply=choice.signed())["title_before"] == "Coder"
    assert pressed(client, job, **held, keep=choice.signed())["title"] == "Coder"


def test_the_standard_title_is_taken_off_when_the_form_is_saved():
    carried, client = JobTitleFactory(job__title="Mine"), browser("editor")
    assert carried.standard_title.name in client.get(address(carried.job)).text
    held = pressed(client, carried.job, title="Mine", take_off="1")
    assert (held["title"], JobTitle.objects.count()) == ("Mine", 1)
    client.post(address(carried.job), values(**held))
    assert not JobTitle.objects.exists()


def test_what_was_set_aside_is_told():
    text = suggest(browser("editor"), title="Senior Software Developer (EC-05) #4711").text
    assert "Set aside:" in text
    for words in ("Senior", "EC-05", "4711"):
        assert f"<strong>{words}</strong>" in text


def test_the_title_list_is_searched_and_the_level_put_back():
    client = browser("editor")
    answer = suggest(client, title="Sr. Qqqq", title_words="registered nurse", search_titles="1")
    choice = answer.context["found"][0]
    assert (choice.title, choice.confidence) == ("Senior registered nurse", None)
    assert 'name="apply"' in answer.text
    client.post("/jobs/new/", values(title="Sr. Qqqq", title_choice=choice.signed(), title_use="keep"))
    assert JobTitle.objects.get().confidence is None


@pytest.mark.parametrize("words", ["", " ", "\x00", "!!!", "x" * 5000, "\U0001f600", "<script>alert(1)</script>"])
def test_any_words_can_be_searched_for(words):
    answer = suggest(browser("editor"), title="Clerk", title_words=words, search_titles="1")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("changes", [{"title_choice": "remove"}, {"title_use": "apply"}, {"title_before": "\x00"}])
def test_odd_values_of_the_hidden_fields_record_nothing(changes):
    job = JobFactory()
    browser("editor").post(address(job), values(**changes))
    assert not JobTitle.objects.exists()


# --- A title rewritten by hand after a suggestion was used --------------------------------------------------------


def held_with(choice, **changes):
    return values(title_choice=choice.signed(), title_use="apply", title_before="Coder", **changes)


def test_a_title_rewritten_to_something_else_keeps_no_suggestion():
    job, client = JobFactory(title="Coder"), browser("editor")
    choice = first_choice(client, job, "Coder")
    answer = client.post(address(job), held_with(choice, title="Pastry chef"), follow=True)
    job.refresh_from_db()
    assert job.title == "Pastry chef"
    assert not JobTitle.objects.exists()
    assert f"“{choice.name}” is not recorded as the standard title" in answer.text


def test_a_title_rewritten_within_what_was_chosen_keeps_it_without_a_confidence():
    job, client = JobFactory(title="Coder"), browser("editor")
    choice = first_choice(client, job, "Coder")
    client.post(address(job), held_with(choice, title=f"{choice.title}, Ottawa"))
    recorded = JobTitle.objects.get()
    assert (recorded.standard_title.name, recorded.replaced_title) == (choice.name, "Coder")
    assert (recorded.confidence, recorded.reason) == (None, REWRITTEN)


def test_what_was_rewritten_is_ones_own_title_from_then_on():
    job, client = JobFactory(), browser("editor")
    choice = first_choice(client, job, "Coder")
    held = pressed(client, job, title="Coder", apply=choice.signed())
    mine = {**held, "title": "Coder of games"}
    assert pressed(client, job, **mine, keep=choice.signed())["title"] == "Coder of games"
    assert pressed(client, job, **mine, apply=choice.signed())["title_before"] == "Coder of games"
    assert pressed(client, job, **mine, undo_title="1")["title"] == "Coder"


# --- French -------------------------------------------------------------------------------------------------------

BOTH = ("Registered nurse", "Infirmier autorisé/infirmière autorisée")


def in_french(client):
    client.cookies["django_language"] = "fr"
    return client


def test_a_job_in_french_takes_a_french_title():
    client = browser("editor")
    for written in ({"title": "Sr. Registered Nurse", "language": "fr"}, {"title": "Infirmière autorisée principale"}):
        offered = suggest(client, **written).context["suggested"].titles[0].choice
        assert (offered.name, offered.name_fr) == BOTH
        assert offered.title == f"{BOTH[1]}, principal/principale"
    text = suggest(client, title="Registered Nurse", language="fr").text
    assert f'<strong lang="fr">{BOTH[1]}</strong>' in text
    assert f'<span class="quiet" lang="en">{BOTH[0]}</span>' in text


def test_readers_of_french_see_the_french_name_beneath_an_english_title():
    text = suggest(in_french(browser("editor")), title="Registered Nurse", language="en").text
    assert f'<strong lang="en">{BOTH[0]}</strong>' in text
    assert f'<span class="quiet" lang="fr">{BOTH[1]}</span>' in text


def test_the_recorded_title_is_shown_in_french_for_readers_or_jobs_in_french():
    client = browser("editor")
    client.post("/jobs/new/", values(title="RN", title_choice=chosen_nurse(client).signed(), title_use="keep"))
    job = JobDescription.objects.get()
    pages = [job.get_absolute_url(), address(job), "/jobs/"]
    for page in pages:
        assert BOTH[1] not in client.get(page).text
    for page in pages:
        assert BOTH[1] in in_french(browser("editor")).get(page).text
    JobDescription.objects.update(language="fr")
    for page in pages[:2]:
        assert (
            f'<span lang="fr">{BOTH[1]}</span> <span class="quiet" lang="en">{BOTH[0]}</span>' in client.get(page).text
        )


def chosen_nurse(client):
    return suggest(client, title="Registered Nurse").context["suggested"].titles[0].choice


@pytest.mark.parametrize(("title", "said"), [("  ", "Write a title first"), ("Qqqq zzzz", "No standard title fits")])
def test_that_nothing_is_suggested_is_said_and_announced(title, said):
    text = suggest(browser("editor"), title=title).text
    assert text.count(said) == 2
    assert f'data-announce="{said}' in text
