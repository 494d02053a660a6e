"""Saving a job finds its skills when, and only when, its text changed; a changed skill list is noticed."""

import pytest
from django.core import serializers
from django.db import transaction

from jobs import services as job_services
from jobs.models import JobDescription
from skills.models import Extraction, Taxonomy
from skills.services import set_skill_status
from tests.factories import (
    AliasFactory,
    ExtractionFactory,
    JobFactory,
    SkillFactory,
    TaxonomyFactory,
    UserFactory,
    enqueued,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_queue():
    enqueued()


@pytest.fixture
def job(django_capture_on_commit_callbacks):
    """A job whose text has been extracted."""
    with django_capture_on_commit_callbacks(execute=True):
        job = JobFactory(text="We need Python")
    Extraction.objects.update(state="done")
    enqueued()
    return job


def changed(job, **values):
    for name, value in values.items():
        setattr(job, name, value)
    return job_services.save_job(job=job, user=None)


def test_a_new_job_asks_once_after_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = JobFactory()
        assert enqueued() == []
    extraction = Extraction.objects.get()
    assert (extraction.job, extraction.state, extraction.text_hash) == (job, "waiting", job.text_hash)
    assert enqueued() == [("run_extraction", (extraction.pk,))]


def test_a_save_that_is_rolled_back_asks_for_nothing(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        JobFactory()
        transaction.set_rollback(True)
    assert not Extraction.objects.exists()
    assert enqueued() == []


@pytest.mark.parametrize("text", ["We need Python", "We need Python\r\n", "\x00 We need Python \n\n"])
def test_the_same_text_saved_again_asks_for_nothing(job, text, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        changed(job, text=text)
    assert Extraction.objects.count() == 1
    assert enqueued() == []


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Another title"},
        {"reference": "R-1", "department": "Policy", "classification": "EC-05", "location": "Ottawa"},
        {"language": "fr"},
        {"status": "archived"},
        {"effective_date": None},
    ],
)
def test_anything_but_the_text_asks_for_nothing(job, values, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        changed(job, **values)
    assert Extraction.objects.count() == 1
    assert enqueued() == []


def test_another_text_asks_again(job, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        changed(job, text="We need SQL")
    assert [extraction.state for extraction in job.extractions.all()] == ["waiting", "done"]
    assert enqueued() == [("run_extraction", (job.extractions.first().pk,))]


def test_many_edits_leave_one_waiting(job):
    for text in ("one", "two", "three"):
        changed(job, text=text)
    states = [extraction.state for extraction in job.extractions.all()]
    assert states == ["waiting", "superseded", "superseded", "done"]
    assert job.extractions.first().text_hash == job.text_hash


@pytest.mark.parametrize("state", ["waiting", "running", "retry", "failed"])
def test_a_text_whose_extraction_is_under_way_or_failed_is_not_asked_for_by_saving(job, state):
    Extraction.objects.update(state=state, error_code="engine")
    changed(job, text=job.text)
    assert Extraction.objects.count() == 1


def test_saving_by_whatever_way_asks(job):
    JobDescription.objects.get(pk=job.pk).save()
    assert Extraction.objects.count() == 1
    other = JobDescription.objects.get(pk=job.pk)
    other.text = "from the shell"
    other.save()
    assert Extraction.objects.count() == 2


def test_rows_that_are_loaded_raw_ask_for_nothing(job):
    dumped = serializers.serialize("json", [job])
    Extraction.objects.all().delete()
    for row in serializers.deserialize("json", dumped):
        row.save()
    assert not Extraction.objects.exists()


def test_deleting_a_job_takes_its_extractions():
    row = ExtractionFactory()
    row.job.delete()
    assert not Extraction.objects.exists()


# --- The skill list ---------------------------------------------------------------------------------------------


def generation():
    return Taxonomy.objects.get().generation


@pytest.mark.parametrize(
    "change",
    [
        lambda skill: SkillFactory(),
        lambda skill: AliasFactory(skill=skill),
        lambda skill: skill.save(),
        lambda skill: skill.delete(),
        lambda skill: skill.aliases.get().delete(),
        lambda skill: set_skill_status(skills=[skill], status="blocked"),
    ],
    ids=["new skill", "new form", "changed skill", "deleted skill", "deleted form", "blocked skill"],
)
def test_every_change_raises_the_generation(change):
    TaxonomyFactory()
    skill = SkillFactory()
    AliasFactory(skill=skill)
    before = generation()
    change(skill)
    assert generation() > before


def test_what_is_no_change_does_not():
    TaxonomyFactory()
    skill = SkillFactory()
    before = generation()
    set_skill_status(skills=[skill], status="active")
    JobFactory()
    UserFactory()
    assert generation() == before
