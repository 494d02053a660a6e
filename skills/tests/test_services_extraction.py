"""Extraction: asked for once for each text, tried again by itself, never lost, and never over what is newer."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from jobs.models import JobDescription
from jobs.services import this_worker
from skills import services
from skills.engines.base import EngineError, Importance
from skills.models import Extraction, JobSkill, Skill
from skills.services import extraction as timing
from tests.factories import (
    COMMUNICATIONS,
    EXCEL,
    PROJECTS,
    PYTHON,
    SQL,
    TEXT,
    FailingEngine,
    JobFactory,
    SkillFactory,
    WordEngine,
    enqueued,
    load_skills,
)

pytestmark = pytest.mark.django_db

State = Extraction.State
NOW = datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC)


class UnavailableError(EngineError):
    code = "unavailable"
    retryable = True


class RefusedError(EngineError):
    code = "refused"


@pytest.fixture(autouse=True)
def empty_queue():
    enqueued()


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def waiting(job):
    """Return the job's one open extraction."""
    return job.extractions.get(state__in=Extraction.OPEN_STATES)


def run(job, engine=None):
    """Run the job's open extraction and return the row."""
    return services.run_extraction(waiting(job).pk, engine)


def names(job):
    return {tag.skill.lightcast_id for tag in job.job_skills.select_related("skill")}


def python_engine(**options):
    return WordEngine({"Python": PYTHON, "SQL": SQL}, **options)


# --- Works ------------------------------------------------------------------------------------------------------


def test_the_embedded_engine_tags_a_real_text():
    load_skills()
    job = JobFactory(text=TEXT)
    extraction = run(job)
    assert (extraction.state, extraction.engine, extraction.calls) == (State.DONE, "embedded", 0)
    assert extraction.skills_found == 5
    assert extraction.finished_at is not None
    assert names(job) == {PYTHON, SQL, EXCEL, PROJECTS, COMMUNICATIONS}
    for tag in job.job_skills.all():
        assert (tag.origin, tag.decision) == ("embedded", "none")
        assert tag.engine_version == extraction.engine_version
        assert tag.taxonomy_version == extraction.taxonomy_version
        assert tag.evidence
        for mention in tag.evidence:
            assert job.text[mention["start"] : mention["end"]] == mention["phrase"]


def test_what_the_engine_says_is_stored_with_the_tag():
    load_skills()
    job = JobFactory(text="We need Python. Python!")
    run(job, python_engine(confidence=0.7, importance=Importance.REQUIRED, version="9.1"))
    tag = job.job_skills.get()
    assert (tag.confidence, tag.importance, tag.engine_version) == (0.7, "required", "9.1")
    assert tag.reasons == ["“Python” is there."]
    assert [mention["phrase"] for mention in tag.evidence] == ["Python", "Python"]


def test_a_second_run_brings_the_same_and_no_second_paid_call():
    load_skills()
    job, engine = JobFactory(text=TEXT), python_engine()
    first = run(job, engine)
    before = list(job.job_skills.order_by("skill").values())
    services.request_extraction(job)
    second = run(job, engine)
    assert list(job.job_skills.order_by("skill").values()) == before
    assert len(engine.texts) == 1
    assert (first.calls, second.calls) == (1, 0)


def test_a_twin_text_is_not_paid_for_again_but_another_version_is():
    load_skills()
    engine = python_engine()
    for text in (TEXT, f"{TEXT}\r\n"):
        job = JobFactory(text=text)
        run(job, engine)
    assert len(engine.texts) == 1
    assert names(job) == {PYTHON, SQL}
    services.request_extraction(job)
    newer = python_engine(version="2")
    run(job, newer)
    assert len(newer.texts) == 1


def test_a_twin_waits_while_its_text_is_asked_about_and_is_told_the_same_answer(django_capture_on_commit_callbacks):
    load_skills()
    first, second, engine = JobFactory(text=TEXT), JobFactory(text=TEXT), python_engine()

    def meanwhile():
        assert run(second, engine) is None
        assert (waiting(second).state, waiting(second).attempts) == (State.WAITING, 0)

    engine.meanwhile = meanwhile
    with django_capture_on_commit_callbacks(execute=True):
        run(first, engine)
    assert enqueued() == [("run_extraction", (waiting(second).pk,))]
    assert run(second, engine).calls == 0
    assert engine.texts == [TEXT]
    assert names(first) == names(second) == {PYTHON, SQL}


def test_a_text_that_comes_back_while_it_is_asked_about_is_not_paid_for_again():
    load_skills()
    job, engine = JobFactory(text=TEXT), python_engine()

    def change_and_change_back():
        for text in ("another text", TEXT):
            job.text = text
            job.save()
        assert run(job, engine) is None

    engine.meanwhile = change_and_change_back
    assert run(job, engine).state == State.SUPERSEDED
    assert run(job, engine).calls == 0
    assert engine.texts == [TEXT]
    assert names(job) == {PYTHON, SQL}


def test_a_twin_does_not_wait_for_a_call_that_failed_or_whose_worker_ended(clock):
    load_skills()
    first, second = JobFactory(text=TEXT), JobFactory(text=TEXT)
    run(first, FailingEngine(UnavailableError("No answer.")))
    assert run(second, python_engine()).state == State.DONE
    third, fourth = JobFactory(text="SQL"), JobFactory(text="SQL")
    die(third)
    assert run(fourth, python_engine()) is None
    third.extractions.update(worker=this_worker() + "0")
    assert run(fourth, python_engine()).state == State.DONE


def test_the_built_in_engine_costs_nothing_so_twins_need_not_wait():
    load_skills()
    first, second = JobFactory(text=TEXT), JobFactory(text=TEXT)
    engine = python_engine(meanwhile=lambda: run(second))
    engine.name = "embedded"
    run(first, engine)
    assert second.extractions.get().state == State.DONE


def test_a_suggestion_that_is_not_found_again_goes():
    load_skills()
    job = JobFactory(text="Python and SQL")
    run(job, python_engine())
    services.request_extraction(job)
    run(job, WordEngine({"SQL": SQL}, version="2"))
    assert names(job) == {SQL}


def test_skills_that_are_unknown_blocked_or_retired_are_left_out_and_merged_ones_count_as_their_survivor():
    survivor = SkillFactory(lightcast_id="SURVIVOR")
    SkillFactory(lightcast_id="MERGED", retired=True, merged_into=survivor)
    SkillFactory(lightcast_id="BLOCKED", blocked=True)
    SkillFactory(lightcast_id="RETIRED", retired=True)
    job = JobFactory(text="one two three four")
    extraction = run(job, WordEngine({"one": "UNKNOWN", "two": "MERGED", "three": "BLOCKED", "four": "RETIRED"}))
    assert names(job) == {"SURVIVOR"}
    assert extraction.skills_found == 1


def test_of_two_that_count_as_one_the_more_confident_is_kept():
    survivor = SkillFactory(lightcast_id="A")
    SkillFactory(lightcast_id="B", retired=True, merged_into=survivor)
    job = JobFactory(text="first second")

    class Doubtful(WordEngine):
        def extract(self, text):
            first, second = WordEngine({"first": "A"}, confidence=0.4), WordEngine({"second": "B"}, confidence=0.8)
            answer = first.extract(text)
            return type(answer)((*answer.skills, *second.extract(text).skills), "lightcast", "1", "list")

    run(job, Doubtful({}))
    assert [(tag.confidence, tag.evidence[0]["phrase"]) for tag in job.job_skills.all()] == [(0.8, "second")]


def test_skills_merged_in_a_ring_do_not_hang():
    a = SkillFactory(lightcast_id="A", retired=True)
    b = SkillFactory(lightcast_id="B", retired=True, merged_into=a)
    Skill.objects.filter(pk=a.pk).update(merged_into=b)
    job = JobFactory(text="word")
    assert run(job, WordEngine({"word": "A"})).state == State.DONE
    assert not job.job_skills.exists()


# --- Asked for once ---------------------------------------------------------------------------------------------


def test_asking_twice_makes_one():
    job = JobFactory()
    assert services.request_extraction(job) == services.request_extraction(job)
    assert job.extractions.count() == 1


def test_one_for_an_older_text_is_replaced():
    job = JobFactory()
    old = waiting(job)
    job.text = "another text"
    job.save()
    old.refresh_from_db()
    assert old.state == State.SUPERSEDED
    assert waiting(job).text_hash == job.text_hash
    assert services.run_extraction(old.pk, python_engine()) is None


def test_nobody_waits_for_the_engine_when_asking(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = JobFactory()
        assert enqueued() == []
    assert enqueued() == [("run_extraction", (waiting(job).pk,))]
    assert waiting(job).state == State.WAITING


# --- Failures ---------------------------------------------------------------------------------------------------


def test_a_passing_failure_waits_longer_each_time_and_completes_by_itself(clock):
    load_skills()
    job, broken, waits = JobFactory(text=TEXT), FailingEngine(UnavailableError("Lightcast does not answer.")), []
    for attempt in range(1, 12):
        extraction = run(job, broken)
        assert (extraction.state, extraction.error_code, extraction.attempts) == (State.RETRY, "unavailable", attempt)
        assert extraction.error_sentence == "Lightcast does not answer."
        wait = (extraction.next_attempt_at - datetime.datetime.now(datetime.UTC)).total_seconds()
        waits.append(wait)
        clock.shift(wait - 1)
        assert services.wake_due_extractions() == 0
        assert services.run_extraction(extraction.pk, broken) is None  # a stray wake-up call is too early
        clock.shift(1)
        assert services.wake_due_extractions() == 1
        assert enqueued() == [("run_extraction", (extraction.pk,))]
    for number, wait in enumerate(waits):
        expected = min(timing.FIRST_WAIT_SECONDS * 2**number, timing.LONGEST_WAIT_SECONDS)
        assert 0.8 * expected <= wait <= 1.2 * expected
    extraction = run(job, python_engine())
    assert (extraction.state, extraction.error_code, extraction.next_attempt_at) == (State.DONE, "", None)
    assert names(job) == {PYTHON, SQL}


def test_as_long_as_the_service_asks_for_is_waited(clock):
    job = JobFactory()
    extraction = run(job, FailingEngine(UnavailableError("Busy.", retry_after=86_400)))
    assert extraction.next_attempt_at == NOW + datetime.timedelta(days=1)


def test_a_lasting_failure_says_why_and_is_not_tried_again(clock):
    job = JobFactory()
    extraction = run(job, FailingEngine(RefusedError("Lightcast refused the text.")))
    assert (extraction.state, extraction.error_code) == (State.FAILED, "refused")
    assert extraction.finished_at == NOW
    clock.shift(datetime.timedelta(days=30))
    assert services.wake_due_extractions() == 0
    assert services.run_extraction(extraction.pk, python_engine()) is None


def test_calls_that_a_failure_spent_are_counted():
    error = UnavailableError("It broke off.")
    error.calls = 2
    job = JobFactory()
    run(job, FailingEngine(error))
    assert job.extractions.get().calls == 2


def test_an_engine_that_cannot_be_set_up_fails_with_its_reason(settings):
    settings.SKILLS_ENGINE = "lightcast"
    settings.LIGHTCAST = {**settings.LIGHTCAST, "client_id": "", "client_secret": ""}
    extraction = run(JobFactory())
    assert (extraction.state, extraction.error_code) == (State.FAILED, "configuration")


def test_a_failure_leaves_the_tags_as_they_are():
    load_skills()
    job = JobFactory(text=TEXT)
    run(job, python_engine())
    services.request_extraction(job)
    run(job, FailingEngine(RefusedError("No.")))
    assert names(job) == {PYTHON, SQL}


def test_the_built_in_engine_fills_the_gap_when_told_to(settings, clock):
    settings.SKILLS_FALLBACK = "embedded"
    load_skills()
    job = JobFactory(text=TEXT)
    extraction = run(job, FailingEngine(UnavailableError("No answer.")))
    assert extraction.state == State.RETRY
    assert {tag.origin for tag in job.job_skills.all()} == {"embedded"}
    clock.shift(datetime.timedelta(hours=1))
    run(job, python_engine())
    assert {(tag.skill.lightcast_id, tag.origin) for tag in job.job_skills.all()} == {
        (PYTHON, "lightcast"),
        (SQL, "lightcast"),
    }


def test_asking_again_does_not_wait_for_the_next_attempt():
    load_skills()
    job = JobFactory(text=TEXT)
    failed = run(job, FailingEngine(UnavailableError("No answer.")))
    again = services.request_extraction(job)
    assert again != failed
    assert services.run_extraction(again.pk, python_engine()).state == State.DONE


# --- Crashes and races ------------------------------------------------------------------------------------------


def test_a_lost_wake_up_call_loses_nothing(clock):
    job = JobFactory()
    assert services.wake_due_extractions() == 0  # its own wake-up call is still on its way
    clock.shift(datetime.timedelta(seconds=11))
    assert services.wake_due_extractions() == 1
    assert enqueued() == [("run_extraction", (waiting(job).pk,))]


class WorkerDied(BaseException):
    """Stands for the end of the process."""


def die(job):
    def stop():
        raise WorkerDied

    with pytest.raises(WorkerDied):
        run(job, python_engine(meanwhile=stop))


def test_a_worker_that_died_is_followed_by_another_after_the_lease(clock):
    load_skills()
    job = JobFactory(text=TEXT)
    die(job)
    assert waiting(job).state == State.RUNNING
    clock.shift(timing.LEASE)
    assert services.wake_due_extractions() == 0
    assert run(job, python_engine()) is None
    clock.shift(datetime.timedelta(seconds=1))
    assert services.wake_due_extractions() == 1
    extraction = run(job, python_engine())
    assert (extraction.state, extraction.attempts, extraction.error_code) == (State.DONE, 2, "")


def test_a_text_that_kills_the_worker_twice_fails(clock):
    job = JobFactory()
    for _ in range(2):
        die(job)
        clock.shift(timing.LEASE + datetime.timedelta(seconds=1))
    assert run(job, python_engine()) is None
    extraction = job.extractions.get()
    assert (extraction.state, extraction.error_code) == (State.FAILED, "crashed")
    assert extraction.error_sentence == "The worker stopped twice while it looked at this text."


def test_what_a_worker_that_ended_held_is_taken_up_at_once_but_once_only():
    load_skills()
    job = JobFactory(text="We need Python")
    held = job.extractions.filter(pk=waiting(job).pk)
    gone = this_worker() + "0"
    held.update(state=State.RUNNING, started_at=timezone.now(), worker=this_worker())
    assert (services.wake_due_extractions(), run(job, python_engine())) == (0, None)
    held.update(worker=gone)
    assert services.wake_due_extractions() == 1
    assert run(job, python_engine()).state == State.DONE
    held.update(state=State.RUNNING, error_code="crashed", worker=gone)
    assert services.wake_due_extractions() == 0


def test_the_result_for_an_older_text_never_overwrites():
    load_skills()
    job = JobFactory(text="We need Python")

    def edit():
        changed = JobDescription.objects.get(pk=job.pk)
        changed.text = "We need SQL"
        changed.save()

    old = run(job, python_engine(meanwhile=edit))
    assert old.state == State.SUPERSEDED
    assert names(job) == set()
    job.refresh_from_db()
    assert run(job, python_engine()).state == State.DONE
    assert names(job) == {SQL}


def test_a_text_changed_behind_the_application_is_extracted_anew():
    load_skills()
    job = JobFactory(text="We need Python")

    def change():
        JobDescription.objects.filter(pk=job.pk).update(text="We need SQL", text_hash="f" * 64)

    assert run(job, python_engine(meanwhile=change)).state == State.SUPERSEDED
    assert waiting(job).text_hash == "f" * 64
    assert names(job) == set()


def test_a_failure_for_an_older_text_changes_nothing():
    job = JobFactory(text="We need Python")

    class Slow(FailingEngine):
        def extract(self, text):
            job.text = "We need SQL"
            job.save()
            return super().extract(text)

    old = run(job, Slow(UnavailableError("No answer.")))
    assert old.state == State.SUPERSEDED
    assert waiting(job).state == State.WAITING


def test_a_late_worker_does_not_undo_what_another_finished(clock):
    load_skills()
    job = JobFactory(text=TEXT)

    def other_worker():
        clock.shift(timing.LEASE + datetime.timedelta(seconds=1))
        run(job, python_engine())

    late = run(job, WordEngine({"Excel": EXCEL}, meanwhile=other_worker))
    assert list(job.extractions.all()) == [late]
    assert (late.state, late.calls) == (State.DONE, 2)
    assert names(job) == {PYTHON, SQL}


def test_a_job_deleted_meanwhile_is_left_alone():
    load_skills()
    job = JobFactory(text=TEXT)
    run(job, python_engine(meanwhile=lambda: JobDescription.objects.all().delete()))
    assert not JobSkill.objects.exists()
    assert not Extraction.objects.exists()


@pytest.mark.parametrize("number", [0, 987_654])
def test_an_extraction_that_is_gone_is_left_alone(number):
    assert services.run_extraction(number, python_engine()) is None
