"""The rows of the jobs application refuse what must never be stored, whoever writes it."""

import unicodedata
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from jobs.models import JobDescription, UploadBatch, UploadedDocument, hash_text, hash_words, normalise_text
from tests.factories import DocumentFactory, JobFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree"),
        ("  a\x00b  ", "ab"),
        (unicodedata.normalize("NFD", "Qualités exigées"), "Qualités exigées"),
        ("\x00 \r\n", ""),
        ("re\u00adsource\u200b planning\u2028and a tab\there", "resource planning\nand a tab\there"),
    ],
)
def test_text_has_one_stored_form(written, stored):
    assert normalise_text(written) == stored
    assert normalise_text(stored) == stored


def test_saving_normalises_text_and_hashes_it():
    job = JobFactory(text="Python\r\nSQL\x00")
    job.refresh_from_db()
    assert job.text == "Python\nSQL"
    assert job.text_hash == hash_text("Python\nSQL")
    assert len(job.text_hash) == 64


def test_saving_the_text_alone_saves_its_hash():
    job = JobFactory(text="Python")
    job.text = "SQL"
    job.save(update_fields=["text"])
    job.refresh_from_db()
    assert (job.text, job.text_hash, job.words_hash) == ("SQL", hash_text("SQL"), hash_words("SQL"))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_text_is_not_saved_without_what_follows_from_it(monkeypatch):
    job = JobFactory(text="Python")
    monkeypatch.setattr("skills.services.text_saved", lambda *_values, **_options: 1 / 0)
    job.text = "SQL"
    with pytest.raises(ZeroDivisionError):
        job.save()
    job.refresh_from_db()
    assert job.text == "Python"


def test_same_text_in_other_line_ends_has_the_same_hash():
    assert JobFactory(text="a\r\nb").text_hash == JobFactory(text="a\nb\n").text_hash


@pytest.mark.parametrize(
    "same",
    [
        "Duties\n\n\n• Builds “small” tools\n• A full-time post",
        'DUTIES\n- builds "small" tools\n- a full–time post.',
        "Duties: builds\u00a0small tools; a full\u2011time post",
        "Duties\n____\n▪ Builds ‘small’ tools\n▪ A full time po\ufb06",
    ],
)
def test_the_words_of_a_text_have_one_hash_however_a_format_sets_them(same):
    assert hash_words(same) == hash_words("Duties\n* Builds 'small' tools\n* A full-time post")


@pytest.mark.parametrize(("one", "other"), [("C#", "C"), ("C++", "C"), ("1.5", "15"), ("R&D", "R D"), ("5 %", "5")])
def test_what_differs_in_more_than_its_setting_has_another_hash(one, other):
    assert hash_words(f"Knows {one}") != hash_words(f"Knows {other}")


def test_texts_without_any_word_are_not_all_the_same():
    assert hash_words("•") != hash_words("—")


def test_descriptions_from_before_there_was_a_hash_of_words_are_given_one(monkeypatch):
    migration = import_module("jobs.migrations.0008_words_hash")
    monkeypatch.setattr(migration, "JOBS_AT_ONCE", 2)
    JobFactory.create_batch(5)
    wanted = dict(JobDescription.objects.values_list("pk", "words_hash"))
    JobDescription.objects.update(words_hash="")
    migration.hash_known_texts(apps, None)
    assert dict(JobDescription.objects.values_list("pk", "words_hash")) == wanted


def test_history_tells_who_changed_what():
    job = JobFactory(title="Clerk")
    job.title = "Senior clerk"
    job.save()
    assert [row.title for row in job.history.all()] == ["Senior clerk", "Clerk"]


def test_addresses():
    job, document = JobFactory(), DocumentFactory()
    assert job.get_absolute_url() == f"/jobs/{job.pk}/"
    assert document.batch.get_absolute_url() == reverse("jobs:batch", args=[document.batch_id])


def test_bytes_are_kept_under_a_name_of_ours():
    document = DocumentFactory(name="../../etc/passwd.docx")
    assert "passwd" not in document.content.name
    assert document.content.name.startswith(f"documents/{document.batch_id}/")


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("job_has_title", {"title": ""}),
        ("job_has_text", {"text": ""}),
        ("job_language_known", {"language": "de"}),
        ("job_status_known", {"status": "lost"}),
    ],
)
def test_database_refuses_a_job(constraint, values):
    job = JobFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        JobDescription.objects.filter(pk=job.pk).update(**values)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("document_state_known", {"state": "lost"}),
        ("document_refused_with_reason", {"state": "refused", "error_code": ""}),
        ("document_refused_with_reason", {"state": "done", "error_code": "damaged"}),
    ],
)
def test_database_refuses_a_document(constraint, values):
    document = DocumentFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        UploadedDocument.objects.filter(pk=document.pk).update(**values)


def test_deleting_a_job_by_itself_leaves_the_row_of_its_file():
    document = DocumentFactory(done=True)
    document.job.delete()
    document.refresh_from_db()
    assert document.job is None
    assert UploadBatch.objects.count() == 1


def test_reason_is_a_sentence_with_sizes_for_people():
    document = DocumentFactory(refused=True, error_code="too_large", error_params={"limit": 10 * 1024 * 1024})
    assert "10.0\xa0MB" in document.error_sentence
    assert DocumentFactory().error_sentence == ""
