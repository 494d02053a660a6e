"""The worker does what waits from an upload to the skills, and takes up what was left."""

import datetime
import os
import signal
import threading

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone
from django_tasks.signals import task_finished
from django_tasks_db.models import DBTaskResult

from jd_platform import work_queue
from jd_platform.management.commands.run_worker import _sweep
from jobs import services
from jobs.models import UploadedDocument
from jobs.services import this_worker
from skills.models import Extraction
from tests.factories import (
    EXCEL,
    PROJECTS,
    PYTHON,
    SQL,
    DocumentFactory,
    JobFactory,
    enqueued,
    file,
    load_skills,
    person,
)

# The worker closes old connections, which would end the transaction that a test otherwise runs in.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def database_queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def look_once():
    """Let the sweeper look once, as it does before it notices that it is to stop."""
    stopping = threading.Event()
    stopping.set()
    _sweep(stopping)


def test_from_a_file_to_its_skills(database_queue, django_capture_on_commit_callbacks):
    load_skills()
    with django_capture_on_commit_callbacks(execute=True):
        batch = services.upload_files(files=[file("a.txt"), file("empty.txt", "")], user=person("editor"))
    for _ in range(2):  # reading enqueues the extraction, which is committed at once where no test holds it back
        with django_capture_on_commit_callbacks(execute=True):
            call_command("db_worker", queue_name="*", batch=True, interval=0, startup_delay=False, verbosity=0)
    done, empty = batch.documents.all()
    assert (done.state, empty.state, empty.error_code) == ("done", "refused", "empty")
    found = set(done.job.job_skills.values_list("skill__lightcast_id", flat=True))
    assert {PYTHON, SQL, EXCEL, PROJECTS} <= found
    assert Extraction.objects.get().state == "done"
    assert not DBTaskResult.objects.ready().exists()


def test_one_file_that_cannot_be_read_does_not_stop_the_others(database_queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        lost, kept = services.upload_files(
            files=[file("a.txt", "one"), file("b.txt", "two")], user=None
        ).documents.all()
    lost.content.storage.delete(lost.content.name)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("db_worker", queue_name="*", batch=True, interval=0, startup_delay=False, verbosity=0)
    kept.refresh_from_db()
    assert kept.state == "done"
    assert DBTaskResult.objects.failed().count() == 1


def test_the_sweeper_wakes_whatever_was_left():
    with time_machine.travel(timezone.now() - datetime.timedelta(hours=1)):
        waiting, reading = DocumentFactory(), DocumentFactory(reading=True)
        fresh, dead, due, finished = JobFactory.create_batch(4)
    now = timezone.now()
    Extraction.objects.filter(job=dead).update(state="running", started_at=now - datetime.timedelta(minutes=6))
    Extraction.objects.filter(job=due).update(state="retry", next_attempt_at=now)
    Extraction.objects.filter(job=finished).update(state="done")
    DocumentFactory()
    JobFactory()  # these two are so new that their own wake-up call is on its way
    enqueued()
    look_once()
    assert sorted(enqueued()) == sorted(
        [("read_document", (document.pk,)) for document in (waiting, reading)]
        + [("run_extraction", (job.extractions.get().pk,)) for job in (fresh, dead, due)]
    )


def test_what_was_woken_and_still_waits_its_turn_is_not_woken_again(database_queue):
    with time_machine.travel(timezone.now() - datetime.timedelta(hours=1)):
        JobFactory.create_batch(2)
        DocumentFactory.create_batch(2)
    DBTaskResult.objects.all().delete()
    for _ in range(2):
        look_once()
        assert DBTaskResult.objects.ready().count() == 4


def test_what_is_not_due_is_not_woken():
    with time_machine.travel(timezone.now() - datetime.timedelta(hours=1)):
        JobFactory()
    Extraction.objects.update(state="retry", next_attempt_at=timezone.now() + datetime.timedelta(minutes=1))
    UploadedDocument.objects.all().delete()
    enqueued()
    look_once()
    assert enqueued() == []


def test_the_worker_stops_when_told_to(database_queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        (document,) = services.upload_files(files=[file()], user=None).documents.all()

    def stop(**kwargs):
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    task_finished.connect(stop)
    try:
        call_command("run_worker", interval=0)
    finally:
        task_finished.disconnect(stop)
        signal.signal(signal.SIGTERM, before)
    document.refresh_from_db()
    assert document.state == "done"


def test_the_worker_outlives_the_database(database_queue, django_capture_on_commit_callbacks, monkeypatch):
    monkeypatch.setattr(work_queue, "AWAY_SECONDS", 0)
    with django_capture_on_commit_callbacks(execute=True):
        batch = services.upload_files(files=[file("a.txt", "one"), file("b.txt", "two")], user=None)
    held = DBTaskResult.objects.first()
    held.claim(this_worker())  # and then the database went away
    failures = [OperationalError("terminating connection"), InterfaceError("the connection is closed")] * 2
    finished = []

    def away(execute, sql, parameters, many, context):
        if failures and threading.current_thread() is threading.main_thread():
            raise failures.pop()
        return execute(sql, parameters, many, context)

    def stop(**kwargs):
        finished.append(kwargs)
        if len(finished) == 2:
            os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    task_finished.connect(stop)
    try:
        with connection.execute_wrapper(away):
            work_queue.DatabaseQueue().work(0)
    finally:
        task_finished.disconnect(stop)
        signal.signal(signal.SIGTERM, before)
    assert not failures
    assert [document.state for document in batch.documents.all()] == ["done", "done"]


def test_the_demonstration_login_is_made_once_with_the_password_that_is_set(settings, client, capsys):
    settings.DEMONSTRATION_PASSWORD = "a password for trying"
    call_command("create_demonstration_login")
    settings.DEMONSTRATION_PASSWORD = "another"
    call_command("create_demonstration_login")
    assert "is there already" in capsys.readouterr().out
    answer = client.post("/login/", {"username": "demo", "password": "a password for trying"})
    assert answer.status_code == 302


def test_no_demonstration_login_without_a_password(settings):
    settings.DEMONSTRATION_PASSWORD = ""
    with pytest.raises(CommandError, match="DEMONSTRATION_PASSWORD is not set"):
        call_command("create_demonstration_login")
