"""The health addresses: open to all, and 503 with the reason when something is missing."""

import datetime

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jd_platform import health
from tests.factories import ExtractionFactory, JobFactory, SkillFactory, TaxonomyFactory, browser

pytestmark = pytest.mark.django_db


def waiting_task(**values):
    return DBTaskResult.objects.create(
        task_path="jobs.tasks.read_document",
        args_kwargs={"args": [1], "kwargs": {}},
        backend_name="default",
        run_after=timezone.now(),
        **values,
    )


def facts():
    return {fact.name: fact for fact in health.check()}


def test_the_process_answers_whoever_asks():
    answer = browser("anonymous").get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_ready_with_a_skill_list():
    TaxonomyFactory(version="3.0.0")
    SkillFactory()
    SkillFactory(blocked=True)
    answer = browser("anonymous").get("/readyz")
    assert answer.status_code == 200
    checks = answer.json()["checks"]
    assert checks["taxonomy"] == "package 3.0.0, 1 skills"
    assert checks["migrations"] == "all applied"
    assert checks["engine"] == "embedded"
    assert list(checks) == ["database", "migrations", "taxonomy", "engine", "queue"]


def test_not_ready_without_a_skill_list():
    answer = browser("anonymous").get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "not ready"
    assert "manage.py load_taxonomy" in answer.json()["checks"]["taxonomy"]


def test_not_ready_with_migrations_to_apply():
    MigrationRecorder.Migration.objects.filter(app="skills").delete()
    fact = facts()["migrations"]
    assert not fact.ok
    assert "run manage.py migrate" in fact.sentence
    assert "taxonomy" not in facts()


def test_not_ready_when_work_waits_and_nobody_does_it():
    TaxonomyFactory()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        waiting_task()
        assert facts()["queue"].ok
        clock.shift(health.QUEUE_PATIENCE + datetime.timedelta(seconds=1))
        assert not facts()["queue"].ok
        assert browser("anonymous").get("/readyz").status_code == 503


def test_not_ready_without_a_database():
    def refuse(*arguments):
        raise DatabaseError("gone")

    with connection.execute_wrapper(refuse):
        assert [(fact.name, fact.ok) for fact in health.check()] == [("database", False)]


@pytest.mark.parametrize(
    ("credentials", "sentence"),
    [
        ({"client_id": "", "client_secret": ""}, "LIGHTCAST_CLIENT_ID is not set"),
        ({"client_id": "id", "client_secret": "do-not-show"}, "lightcast"),
    ],
)
def test_trouble_with_lightcast_is_told_and_keeps_nobody_out(settings, credentials, sentence):
    settings.SKILLS_ENGINE = "lightcast"
    settings.LIGHTCAST = {**settings.LIGHTCAST, **credentials}
    fact = facts()["engine"]
    assert fact.ok
    assert sentence in fact.sentence
    assert "do-not-show" not in fact.sentence


def test_the_last_trouble_with_lightcast_is_told(settings):
    settings.SKILLS_ENGINE = "lightcast"
    settings.LIGHTCAST = {**settings.LIGHTCAST, "client_id": "id", "client_secret": "secret"}
    job = JobFactory()
    job.extractions.all().delete()
    ExtractionFactory(job=job, state="retry", error_code="unavailable", error_message="Lightcast does not answer.")
    assert facts()["engine"].sentence == "lightcast, 0 of 50 calls used this month: Lightcast does not answer."


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_only_get_is_answered(address):
    assert browser("anonymous").post(address).status_code == 405
