"""manage.py load_demonstration: forty job descriptions through the reader of uploads, once."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from jobs import services, tasks
from jobs.models import JobDescription, UploadBatch
from tests.factories import JobFactory, browser, enqueued

pytestmark = pytest.mark.django_db


def called():
    out = io.StringIO()
    call_command("load_demonstration", stdout=out)
    return out.getvalue().splitlines()[-1]


def test_all_come_in_with_their_facts_and_only_once(settings):
    settings.UPLOAD_MAX_FILES = 25
    assert called() == "40 demonstration job descriptions added."
    entries = services.demonstration_entries()
    facts = ("title", "department", "classification", "reference", "location", "language")
    assert sorted(JobDescription.objects.values_list(*facts)) == sorted(
        tuple(entry[fact] for fact in facts) for entry in entries
    )
    assert UploadBatch.objects.count() == 2
    assert called() == "0 demonstration job descriptions added."
    assert (JobDescription.objects.count(), UploadBatch.objects.count()) == (40, 2)


def test_an_administrator_gets_them_at_a_press_of_a_button(django_capture_on_commit_callbacks):
    client = browser("administrator")
    assert "Load demonstration jobs" in client.get("/jobs/").text
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/jobs/demonstration/")
    batch = UploadBatch.objects.get()
    assert answer.headers["Location"] == batch.get_absolute_url()
    assert ("finish_demonstration", (str(batch.pk),)) in enqueued()
    tasks.finish_demonstration.func(str(batch.pk))
    assert JobDescription.objects.filter(department="Digital Services").count() == 6


def test_only_an_administrator_may_and_only_where_there_is_nothing():
    assert browser("curator").post("/jobs/demonstration/").status_code == 403
    assert "Load demonstration jobs" not in browser("curator").get("/jobs/").text
    JobFactory()
    client = browser("administrator")
    assert client.post("/jobs/demonstration/").headers["Location"] == "/jobs/"
    assert not UploadBatch.objects.exists()
