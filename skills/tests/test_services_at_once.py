"""What people and workers do at the same time, on the database where several may write: nothing is lost."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.urls import reverse

from jobs import services as job_services
from jobs.models import JobDescription, SavedView
from skills import services
from skills.engines.base import Extracted, FoundSkill
from skills.models import Extraction, JobSkill
from skills.services.extraction import _claim, _held
from skills.taxonomy.base import SkillList
from skills.taxonomy.loading import apply
from tests.factories import AliasFactory, JobFactory, SkillFactory, TagFactory, browser, person

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.postgres,  # SQLite lets one write at a time
]

NOTHING = Extracted((), "embedded", "1", "1")


class Another(threading.Thread):
    """A thread that does something in a transaction of its own."""

    def __init__(self, act):
        super().__init__()
        self.act = act
        self.error = None
        self.backend = None
        self.connected = threading.Event()

    def run(self):
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    (self.backend,) = cursor.fetchone()
                self.connected.set()
                self.act()
        except Exception as error:  # noqa: BLE001  the test that waits for it raises it
            self.error = error
        finally:
            connection.close()

    def wait_until_it_waits(self):
        """Return once the thread waits for a lock, or has ended."""
        self.connected.wait()
        with connection.cursor() as cursor:
            blockers = []
            while self.is_alive() and not blockers:
                cursor.execute("SELECT pg_blocking_pids(%s)", [self.backend])
                (blockers,) = cursor.fetchone()


@contextmanager
def meanwhile(act):
    """Let `act` begin before what is done within is committed, and end after it."""
    thread = Another(act)
    with transaction.atomic():
        yield
        thread.start()
        thread.wait_until_it_waits()
    thread.join()
    if thread.error:
        raise thread.error


def found(skill):
    """Return what an engine says that found this skill."""
    return Extracted((FoundSkill(skill.lightcast_id, skill.name, 0.9),), "embedded", "1", "1")


def test_a_suggestion_that_is_confirmed_while_an_extraction_lets_it_go_stays():
    tag = TagFactory()
    with meanwhile(lambda: services.apply_extracted(tag.job, NOTHING)):
        services.confirm_skill(tag=tag, user=None)
    assert JobSkill.objects.get().decision == "confirmed"


def test_an_importance_that_is_set_while_an_extraction_says_another_stays():
    tag = TagFactory()
    with meanwhile(lambda: services.apply_extracted(tag.job, found(tag.skill))):
        services.set_importance(tag=tag, importance="required", user=None)
    assert JobSkill.objects.get().importance == "required"


def test_a_skill_that_is_merged_while_it_is_found_is_tagged_as_the_one_that_stays():
    going, stays, job = SkillFactory(), SkillFactory(), JobFactory()
    with meanwhile(lambda: services.apply_extracted(job, found(going))):
        services.merge_skills(skill=going, into=stays, user=None)
    assert [tag.skill for tag in job.job_skills.all()] == [stays]


def test_a_merge_waits_for_an_extraction_that_holds_the_same_tags():
    job = JobFactory()
    first, second = TagFactory(job=job), TagFactory(job=job)
    with meanwhile(lambda: services.merge_skills(skill=first.skill, into=second.skill, user=None)):
        services.apply_extracted(job, found(first.skill))
    assert [tag.skill for tag in job.job_skills.all()] == [second.skill]


def test_a_suggestion_that_is_confirmed_while_its_form_is_split_off_stays_with_its_skill():
    evidence = [{"start": 0, "end": 4, "phrase": "Data"}]
    tag = TagFactory(job=JobFactory(text="Data"), evidence=evidence)
    alias = AliasFactory(skill=tag.skill, form="Data")
    into = SkillFactory()
    with meanwhile(lambda: services.split_alias(alias=alias, into=into)):
        services.confirm_skill(tag=tag, user=None)
    assert (JobSkill.objects.get().skill, JobSkill.objects.get().decision) == (tag.skill, "confirmed")


def rename(job):
    job.title = "Archivist"
    job.save()


@pytest.mark.parametrize(("act", "titles"), [(rename, ["Archivist"]), (lambda job: job.delete(), [])])
def test_a_form_that_is_saved_while_others_act_does_not_write_over_it(act, titles):
    job, client, answers = JobFactory(title="Clerk"), browser("editor"), []
    address = reverse("edit_job", args=[job.pk])
    written = {**client.get(address).context["form"].initial, "title": "Typist", "effective_date": "2025-03-01"}
    written["opened_at"] = job.updated_at.isoformat()
    with meanwhile(lambda: answers.append(client.post(address, written))):
        act(job)
    assert [answer.status_code for answer in answers] == [422]
    assert list(JobDescription.objects.values_list("title", flat=True)) == titles


def test_a_deletion_waits_for_an_extraction_that_holds_the_job_and_has_not_come_to_its_tags():
    tag = TagFactory()
    deletion = Another(lambda: job_services.delete_jobs(jobs=[tag.job]))
    with transaction.atomic():
        _held(tag.job_id)
        deletion.start()
        deletion.wait_until_it_waits()
        services.apply_extracted(tag.job, found(tag.skill))
    deletion.join()
    assert deletion.error is None
    assert not JobDescription.objects.exists()


def test_a_view_that_is_kept_twice_at_once_is_kept_once():
    user = person("viewer")
    with meanwhile(lambda: job_services.save_view(user=user, name="Mine", query="?q=b")):
        job_services.save_view(user=user, name="Mine", query="?q=a")
    assert [view.query for view in SavedView.objects.all()] == ["?q=b"]


def test_a_skill_that_is_blocked_while_a_list_without_it_is_applied_stays_blocked():
    skill = SkillFactory()
    with meanwhile(lambda: apply(SkillList("package", "2", {}, ()))):
        services.set_skill_status(skills=[skill], status="blocked")
    skill.refresh_from_db()
    assert skill.status == "blocked"


def test_two_requests_at_once_make_one_extraction():
    job = JobFactory()
    Extraction.objects.all().delete()
    with meanwhile(lambda: services.request_extraction(job)):
        services.request_extraction(job)
    assert [one.state for one in job.extractions.all()] == ["waiting"]


def test_two_that_would_ask_lightcast_about_one_text_at_once_ask_once():
    first, second = (JobFactory(text="Python").extractions.get() for _number in range(2))
    with meanwhile(lambda: _claim(second.pk, "lightcast")):
        assert _claim(first.pk, "lightcast")
    assert list(Extraction.objects.order_by("pk").values_list("state", flat=True)) == ["running", "waiting"]
