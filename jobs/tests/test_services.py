"""A file that was accepted is never lost, a refused one leaves nothing half-stored, and a crash is resumed."""

import datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils import timezone

from jobs import services
from jobs.models import JobDescription, UploadBatch, UploadedDocument
from tests.factories import TEXT, DocumentFactory, JobFactory, UserFactory, browser, enqueued, file

pytestmark = pytest.mark.django_db

State = UploadedDocument.State
SAMPLES = Path(__file__).with_name("samples")
NOW = datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def empty_queue():
    enqueued()


def keep(*files, user=None, **options):
    """Upload and return the rows of the files."""
    return list(services.upload_files(files=files, user=user, **options).documents.all())


def sample(name):
    return file(name, (SAMPLES / name).read_bytes())


def bytes_of(document):
    with document.content.open("rb") as content:
        return content.read()


# --- Keeping ----------------------------------------------------------------------------------------------------


def test_rows_and_bytes_are_there_before_anything_is_read(django_capture_on_commit_callbacks):
    user = UserFactory(editor=True)
    with django_capture_on_commit_callbacks(execute=True):
        documents = keep(file("a.txt", "one"), file("b.txt", "two"), user=user, department="Finance")
        assert enqueued() == []  # nothing is woken before the rows are committed
    assert [document.state for document in documents] == [State.WAITING, State.WAITING]
    assert [bytes_of(document) for document in documents] == [b"one", b"two"]
    assert documents[0].batch.created_by == user
    assert enqueued() == [("read_document", (document.pk,)) for document in documents]
    assert not JobDescription.objects.exists()


def test_no_file_and_too_many_are_refused_whole(settings):
    settings.UPLOAD_MAX_FILES = 2
    with pytest.raises(ValidationError, match="at least one file"):
        keep()
    with pytest.raises(ValidationError, match="at most 2 files"):
        keep(file(), file(), file())
    assert not UploadBatch.objects.exists()


def test_too_large_file_gets_its_reason_and_no_bytes(settings, django_capture_on_commit_callbacks):
    settings.UPLOAD_MAX_BYTES = 100
    with django_capture_on_commit_callbacks(execute=True):
        large, small = keep(file("large.txt", "x" * 101), file("small.txt", "x" * 100))
    assert (large.state, large.error_code, large.content.name) == (State.REFUSED, "too_large", "")
    assert "larger than is accepted" in large.error_sentence
    assert "100\xa0bytes" in large.error_sentence
    assert small.state == State.WAITING
    assert enqueued() == [("read_document", (small.pk,))]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("../../etc/job.txt", "job.txt"), ("a" * 300 + ".txt", "a" * 251 + ".txt")],
)
def test_names_of_files_are_made_harmless(sent, kept):
    assert keep(file(sent))[0].name == kept


# --- Reading ----------------------------------------------------------------------------------------------------


def test_a_file_becomes_a_job():
    user = UserFactory(editor=True)
    document = services.read_document(keep(sample("posting.md"), user=user, department="Finance")[0].pk)
    job = document.job
    assert document.state == State.DONE
    assert document.finished_at is not None
    assert job.text
    assert job.title
    assert (job.source_name, job.source_format) == ("posting.md", "md")
    assert (job.created_by, job.updated_by) == (user, user)


def test_department_of_the_upload_is_for_files_that_name_none():
    document = services.read_document(keep(file("plain.txt", TEXT), department="Finance")[0].pk)
    assert document.job.department == "Finance"


def test_language_of_the_upload_is_that_of_every_file_and_no_guess():
    document = services.read_document(keep(file("plain.txt", TEXT), language="fr")[0].pk)
    assert document.job.language == "fr"
    assert "language" not in document.job.guessed
    with pytest.raises(ValidationError):
        services.begin_batch(user=None, language="de")


def test_what_is_doubtful_about_a_text_is_noted():
    short = services.read_document(keep(file("a.txt", "Ranger\nWalks.\n"))[0].pk)
    assert short.warnings == ["little_text", "language_unsure"]
    english = "The ranger walks all the paths of the park and reports to the warden who plans the work. " * 8
    french = "La gardienne parcourt les sentiers du parc et fait rapport au chef qui planifie le travail. " * 6
    assert services.read_document(keep(file("b.txt", f"Ranger\n{english}"))[0].pk).warnings == []
    assert services.read_document(keep(file("c.txt", f"Ranger\n{english}\n{french}"))[0].pk).warnings == [
        "language_unsure"
    ]


def test_facts_longer_than_their_column_are_cut_to_fit():
    document = services.read_document(keep(file(f"{'n' * 200}.txt", f"{'Analyst ' * 80}\n\nWe need Python."))[0].pk)
    assert document.state == State.DONE
    assert len(document.job.title) <= 255


@pytest.mark.parametrize(
    ("sent", "code", "sentence"),
    [
        (file("empty.txt", ""), "empty", "The file is empty."),
        (file("blank.txt", " \r\n\t"), "empty", "The file is empty."),
        (sample("binary.txt"), "mislabelled", "The file is named .txt but is something else (picture)."),
        (sample("spreadsheet.xls"), "unsupported_type", "This kind of file cannot be read"),
        (sample("scanned.pdf"), "scanned", "The file holds pictures of pages and no text (a scan)."),
        (sample("damaged.docx"), "damaged", "The file is damaged or incomplete."),
        (sample("encrypted.pdf"), "encrypted", "The file is protected by a password."),
        (sample("empty.docx"), "no_text", "The file holds no text."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_refused_file_says_why_and_stores_no_job(sent, code, sentence):
    sent.seek(0)
    document = services.read_document(keep(sent)[0].pk)
    assert (document.state, document.error_code) == (State.REFUSED, code)
    assert document.error_sentence.startswith(sentence)
    assert document.finished_at is not None
    assert not JobDescription.objects.exists()


def test_too_many_pages_and_characters_name_the_limit(settings):
    settings.READ_MAX_PAGES, settings.READ_MAX_CHARACTERS = 1, 50
    pages, characters = keep(sample("paged.pdf"), file("long.txt", "word " * 20))
    assert "at most 1 are accepted" in services.read_document(pages.pk).error_sentence
    assert "over 50 characters" in services.read_document(characters.pk).error_sentence


def test_the_same_file_leads_to_the_job_that_is_there():
    first, second = keep(file("a.txt"), file("b.txt"))
    job = services.read_document(first.pk).job
    again = services.read_document(second.pk)
    assert (again.state, again.job) == (State.DUPLICATE, job)
    assert JobDescription.objects.count() == 1


@pytest.mark.parametrize(
    "text", [TEXT.replace("\n", "\r\n") + "\n\n", TEXT.upper(), "• " + TEXT.replace("\n", "\n\n\n• ")]
)
def test_the_same_words_in_another_file_lead_to_the_job_that_is_there(text):
    job = JobFactory(text=TEXT)
    document = services.read_document(keep(file("a.txt", text))[0].pk)
    assert (document.state, document.job) == (State.DUPLICATE, job)
    assert JobDescription.objects.count() == 1


def test_a_refused_twin_does_not_stand_in_the_way():
    DocumentFactory(refused=True, data=TEXT.encode())
    assert services.read_document(keep(file())[0].pk).state == State.DONE


@pytest.mark.parametrize("state", ["done", "refused", "reading"])
def test_what_is_finished_or_in_hand_is_left_alone(state):
    document = DocumentFactory(**{state: True})
    assert services.read_document(document.pk) is None


def test_a_file_that_is_gone_is_left_alone():
    assert services.read_document(987_654) is None


# --- Crashes ----------------------------------------------------------------------------------------------------


def test_a_worker_that_died_while_reading_is_followed_by_another():
    with time_machine.travel(NOW, tick=False) as clock:
        document = DocumentFactory(reading=True)
        clock.shift(settings.READ_TIMEOUT_SECONDS + 29)
        assert services.resume_documents() == 0
        assert services.read_document(document.pk) is None
        clock.shift(2)
        assert services.resume_documents() == 1
        assert enqueued() == [("read_document", (document.pk,))]
    with time_machine.travel(NOW + datetime.timedelta(hours=1)):
        assert services.read_document(document.pk).state == State.DONE


def test_what_another_worker_finished_meanwhile_stays_as_it_left_it():
    first, second = DocumentFactory(data=b"One"), DocumentFactory(data=b"Two")
    reading = services.read_documents([first.pk, second.pk])
    assert next(reading) == first  # the second is taken by now, and read ahead
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=1)):
        services.read_document(second.pk)
    list(reading)
    second.refresh_from_db()
    assert (second.state, second.job.text) == (State.DONE, "Two")
    assert JobDescription.objects.count() == 2


def test_what_was_deleted_while_it_was_read_does_not_come_back():
    first, second = DocumentFactory(data=b"One"), DocumentFactory(data=b"Two")
    reading = services.read_documents([first.pk, second.pk])
    next(reading)
    UploadedDocument.objects.filter(pk=second.pk).delete()
    list(reading)
    assert list(UploadedDocument.objects.all()) == [first]
    assert JobDescription.objects.count() == 1


def test_a_lost_wake_up_call_loses_nothing():
    with time_machine.travel(NOW, tick=False) as clock:
        document = DocumentFactory()
        assert services.resume_documents() == 0  # its own wake-up call is still on its way
        clock.shift(11)
        assert services.resume_documents() == 1
    assert enqueued() == [("read_document", (document.pk,))]


def test_a_file_that_kills_every_worker_is_refused_in_the_end():
    document = DocumentFactory(reading=True, attempts=services.MAX_READ_ATTEMPTS)
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=1)):
        document = services.read_document(document.pk)
    assert (document.state, document.error_code) == (State.REFUSED, "reader_failed")
    assert not JobDescription.objects.exists()


def test_finished_files_are_not_resumed():
    with time_machine.travel(NOW):
        DocumentFactory(done=True)
        DocumentFactory(refused=True)
    assert services.resume_documents() == 0


# --- Reading again ----------------------------------------------------------------------------------------------


def test_a_refused_file_is_read_again_from_its_bytes(django_capture_on_commit_callbacks):
    document = DocumentFactory(refused=True, attempts=3)
    with django_capture_on_commit_callbacks(execute=True):
        services.retry_document(document=document)
    assert enqueued() == [("read_document", (document.pk,))]
    assert services.read_document(document.pk).state == State.DONE


@pytest.mark.parametrize("traits", [{"done": True}, {}, {"refused": True, "lost": True}])
def test_only_a_refused_file_with_bytes_is_read_again(traits):
    document = DocumentFactory(**traits)
    with pytest.raises(ValidationError, match="cannot be read again"):
        services.retry_document(document=document)


# --- Pausing, adding anyway, taking out ---------------------------------------------------------------------------


def test_files_of_a_paused_upload_are_not_read(django_capture_on_commit_callbacks):
    with time_machine.travel(NOW):
        document = DocumentFactory()
        services.pause_batch(batch=document.batch)
    assert services.resume_documents() == 0
    assert services.read_document(document.pk) is None
    with django_capture_on_commit_callbacks(execute=True):
        services.resume_batch(batch=document.batch)
        services.resume_batch(batch=document.batch)  # which is not paused any more
    assert enqueued() == [("read_document", (document.pk,))]
    assert services.read_document(document.pk).state == State.DONE


def test_a_duplicate_that_is_added_anyway_has_a_job_of_its_own():
    first, second = keep(file("a.txt"), file("b.txt"))
    job = services.read_document(first.pk).job
    services.add_anyway(document=services.read_document(second.pk))
    second = services.read_document(second.pk)
    assert second.state == State.DONE
    assert second.job != job
    assert second.job.text == job.text


@pytest.mark.parametrize("traits", [{"done": True}, {"refused": True}, {}, {"state": "duplicate", "lost": True}])
def test_only_a_duplicate_with_bytes_is_added_anyway(traits):
    with pytest.raises(ValidationError, match="cannot be read again"):
        services.add_anyway(document=DocumentFactory(**traits))


def test_taking_out_lowers_what_is_expected():
    document = DocumentFactory(refused=True, batch__expected=2)
    services.remove_document(document=document)
    assert UploadBatch.objects.get().expected == 1


# --- Guesses ------------------------------------------------------------------------------------------------------


def test_what_was_read_is_a_guess_until_somebody_saves_it():
    text = "Clerk\n\nClassification: CR-05\n\nDuties\nFiles the papers."
    job = services.read_document(keep(file("a.txt", text), department="Finance")[0].pk).job
    assert {"title", "language", "classification"} <= set(job.guessed)
    assert "department" not in job.guessed  # a person gave it
    assert "location" not in job.guessed  # nothing was found
    services.save_job(job=job, user=None, fields=["title"])
    assert "title" not in job.guessed
    assert "classification" in job.guessed
    services.save_job(job=job, user=None)
    job.refresh_from_db()
    assert job.guessed == []


def test_guesses_are_shown_as_such_until_the_form_is_saved():
    job = JobFactory(classification="CR-05", guessed=["title", "classification"])
    client = browser("editor")
    page = client.get(job.get_absolute_url()).text
    assert page.count("(read from the document)") == 1
    assert "The title was read from the document." in page
    form = client.get(f"/jobs/{job.pk}/edit/")
    assert form.text.count("Read from the document: check it.") == 2
    values = {name: form.context["form"][name].value() or "" for name in form.context["form"].fields}
    client.post(f"/jobs/{job.pk}/edit/", {**values, "use_my_version": "on"})
    assert "read from the document" not in client.get(job.get_absolute_url()).text


# --- Saving and deleting ----------------------------------------------------------------------------------------


def test_saving_notes_who():
    author, other = UserFactory(), UserFactory()
    job = services.save_job(job=JobDescription(title="Clerk", text="Filing"), user=author)
    services.save_job(job=job, user=other)
    job.refresh_from_db()
    assert (job.created_by, job.updated_by) == (author, other)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("title", {"title": ""}),
        ("title", {"title": "x" * 256}),
        ("text", {"text": "\x00\r\n "}),
        ("language", {"language": "de"}),
        ("status", {"status": "lost"}),
        ("reference", {"reference": "x" * 65}),
    ],
)
def test_a_job_that_does_not_hold_is_refused_with_the_field_named(field, values):
    with pytest.raises(ValidationError) as caught:
        services.save_job(job=JobDescription(**{"title": "Clerk", "text": "Filing", **values}), user=None)
    assert field in caught.value.message_dict
    assert not JobDescription.objects.exists()


def test_deleting_takes_the_files_and_their_bytes(django_capture_on_commit_callbacks):
    document = DocumentFactory(done=True)
    name, kept = document.content.name, DocumentFactory(done=True)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.delete_jobs(jobs=[document.job]) == 1
        assert default_storage.exists(name)  # until the rows are gone for good
    assert not default_storage.exists(name)
    assert list(UploadedDocument.objects.all()) == [kept]
    assert default_storage.exists(kept.content.name)


def test_a_job_that_is_deleted_leaves_the_bytes_of_its_twin(django_capture_on_commit_callbacks):
    first, second = keep(file("a.txt")), keep(file("b.txt"))
    job = services.read_document(first[0].pk).job
    services.add_anyway(document=services.read_document(second[0].pk))
    twin = services.read_document(second[0].pk)
    with django_capture_on_commit_callbacks(execute=True):
        services.delete_jobs(jobs=[job])
    assert bytes_of(twin) == TEXT.encode()
    assert list(UploadedDocument.objects.all()) == [twin]
    assert not default_storage.exists(first[0].content.name)


def test_many_are_changed_as_they_stand_now():
    job = JobFactory(department="A", location="Here")
    chosen = list(JobDescription.objects.all())
    JobDescription.objects.update(location="There")  # somebody else, since these were read
    assert services.change_jobs(jobs=chosen, user=UserFactory(), changes={"department": "B"}) == 1
    job.refresh_from_db()
    assert (job.department, job.location) == ("B", "There")
