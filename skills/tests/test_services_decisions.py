"""What people decide outlives everything that machines do, whatever happens in whatever order."""

import pytest
from django.core.exceptions import ValidationError

from jobs import services as job_services
from skills import services
from skills.engines.base import Importance
from skills.models import Extraction, JobSkill, Skill, SkillDecision
from tests.factories import (
    EXCEL,
    PYTHON,
    SQL,
    AliasFactory,
    JobFactory,
    SkillFactory,
    TagFactory,
    UserFactory,
    WordEngine,
    load_skills,
)

pytestmark = pytest.mark.django_db

WORDS = {"Python": "KS-PYTHON", "SQL": "KS-SQL", "Excel": "KS-EXCEL", "Word": "KS-WORD"}


def extract(job, words=WORDS, **options):
    """Ask for an extraction of the job and run it, with an engine version that was never paid for before."""
    job.refresh_from_db()
    extraction = services.request_extraction(job)
    version = f"version {extraction.pk}"
    return services.run_extraction(extraction.pk, WordEngine(words, version=version, **options))


# --- One by one -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decide", "decision"), [(services.confirm_skill, "confirmed"), (services.reject_skill, "rejected")]
)
def test_a_decision_says_who_and_when_and_outlives_extraction_and_edit(decide, decision):
    load_skills()
    person, job = UserFactory(), JobFactory(text="We need Python")
    extract(job, {"Python": PYTHON})
    tag = decide(tag=job.job_skills.get(), user=person)
    assert (tag.decision, tag.decided_by) == (decision, person)
    assert tag.decided_at is not None
    extract(job, {"Python": PYTHON}, confidence=0.99)
    job.text = "Nothing of the kind"
    job_services.save_job(job=job, user=None)
    extract(job, {"Python": PYTHON})
    tag.refresh_from_db()
    assert (tag.decision, tag.decided_by, tag.evidence) == (decision, person, [])


def test_what_a_person_set_is_not_described_over():
    load_skills()
    job = JobFactory(text="We need Python")
    extract(job, {"Python": PYTHON})
    services.set_importance(tag=job.job_skills.get(), importance="preferred", user=None)
    extract(job, {"Python": PYTHON}, importance=Importance.REQUIRED, confidence=0.6)
    tag = job.job_skills.get()
    assert (tag.importance, tag.importance_decided, tag.confidence) == ("preferred", True, 0.6)


def test_a_skill_added_by_hand_carries_its_evidence_and_stays():
    load_skills()
    AliasFactory(skill=Skill.objects.get(lightcast_id=PYTHON), form="Py")
    person, job = UserFactory(), JobFactory(text="Py, and more Py in the Pyramid")
    tag = services.add_skill(job=job, skill=Skill.objects.get(lightcast_id=PYTHON), user=person)
    assert (tag.origin, tag.decision, tag.decided_by, tag.confidence) == ("person", "confirmed", person, None)
    assert [mention["start"] for mention in tag.evidence] == [0, 13]
    extract(job, {})
    assert job.job_skills.get() == tag
    extract(job, {"Pyramid": PYTHON})
    tag.refresh_from_db()
    assert (tag.origin, tag.decision) == ("person", "confirmed")


def test_adding_what_is_there_confirms_it_even_when_it_was_rejected():
    tag = TagFactory(rejected=True)
    added = services.add_skill(job=tag.job, skill=tag.skill, user=None)
    assert added == tag
    assert (added.decision, added.origin) == ("confirmed", "embedded")


def test_adding_a_merged_skill_adds_the_one_that_stands_for_it():
    survivor, job = SkillFactory(), JobFactory()
    merged = SkillFactory(retired=True, merged_into=survivor)
    assert services.add_skill(job=job, skill=merged, user=None).skill == survivor


@pytest.mark.parametrize("status", ["blocked", "retired"])
def test_a_skill_that_is_not_active_cannot_be_added(status):
    job = JobFactory()
    with pytest.raises(ValidationError) as caught:
        services.add_skill(job=job, skill=SkillFactory(status=status), user=None)
    assert list(caught.value.message_dict) == ["skill"]
    assert not job.job_skills.exists()


def test_undoing_makes_a_suggestion_again_and_takes_away_what_was_added_by_hand():
    suggested, added = TagFactory(confirmed=True, decided_by=UserFactory()), TagFactory(by_hand=True)
    suggested = services.undo_decision(tag=suggested, user=None)
    assert (suggested.decision, suggested.decided_by, suggested.decided_at) == ("none", None, None)
    assert services.undo_decision(tag=added, user=None) is None
    assert list(JobSkill.objects.all()) == [suggested]


@pytest.mark.parametrize("importance", ["", "vital", "REQUIRED", "\x00"])
def test_an_unknown_importance_is_refused(importance):
    tag = TagFactory()
    with pytest.raises(ValidationError, match="required, preferred or not set"):
        services.set_importance(tag=tag, importance=importance, user=None)
    tag.refresh_from_db()
    assert not tag.importance_decided


def test_each_decision_leaves_a_row_that_says_on_what_it_rests():
    evidence = [{"start": 0, "end": 4, "phrase": "Data"}]
    person = UserFactory()
    tag = TagFactory(evidence=evidence, engine_version="engine 1", taxonomy_version="list 1")
    services.confirm_skill(tag=tag, user=person)
    services.reject_skill(tag=tag, user=None)
    services.set_importance(tag=tag, importance="required", user=person)
    services.undo_decision(tag=tag, user=person)
    rows = list(SkillDecision.objects.order_by("pk"))
    assert [row.action for row in rows] == ["confirm", "reject", "importance", "undo"]
    first, second, third, fourth = rows
    assert (first.job, first.skill, first.decided_by, first.origin) == (tag.job, tag.skill, person, "embedded")
    assert (first.engine_version, first.taxonomy_version, first.confidence) == ("engine 1", "list 1", 0.9)
    assert first.phrases == ["Data"]
    assert (first.before["decision"], first.after["decision"]) == ("none", "confirmed")
    assert (second.before, third.before, fourth.before) == (first.after, second.after, third.after)


# --- Several at once, and taking it back --------------------------------------------------------------------------


def decisions_of(job):
    return {tag.pk: (tag.decision, tag.decided_by, tag.importance_decided) for tag in job.job_skills.all()}


def test_suggestions_are_decided_on_at_once_and_what_is_decided_is_left_alone():
    job, person = JobFactory(), UserFactory()
    open_tags = TagFactory.create_batch(3, job=job)
    decided = TagFactory(job=job, rejected=True)
    run = services.decide_on_suggestions(tags=[*open_tags, decided], action="confirm", user=person)
    assert set(SkillDecision.objects.values_list("run", "action")) == {(run, "confirm")}
    assert SkillDecision.objects.count() == 3
    assert [tag.decision for tag in job.job_skills.order_by("pk")] == ["confirmed"] * 3 + ["rejected"]
    assert services.decide_on_suggestions(tags=open_tags, action="reject", user=person) is None


def test_undoing_a_run_brings_every_tag_back_but_those_changed_since():
    job, person, other = JobFactory(), UserFactory(), UserFactory()
    tags = TagFactory.create_batch(3, job=job)
    before = decisions_of(job)
    run = services.decide_on_suggestions(tags=tags, action="reject", user=person)
    services.confirm_skill(tag=tags[0], user=other)
    assert services.undo_run(job=job, run=run, user=person) == services.Undone(count=2, kept=1)
    assert decisions_of(job) == before | {tags[0].pk: ("confirmed", other, False)}
    assert SkillDecision.objects.filter(run=run, undone_by=person, undone_at__isnull=False).count() == 2
    assert services.undo_run(job=job, run=run, user=person) == services.Undone(count=0, kept=1)


def test_undoing_after_another_extraction_keeps_what_the_engine_says_now():
    load_skills()
    job = JobFactory(text="We need Python")
    extract(job, {"Python": PYTHON})
    run = services.decide_on_suggestions(tags=job.job_skills.all(), action="confirm", user=None)
    extract(job, {"Python": PYTHON}, importance=Importance.REQUIRED, confidence=0.7)
    assert services.undo_run(job=job, run=run, user=None).count == 1
    tag = job.job_skills.get()
    assert (tag.decision, tag.importance, tag.confidence) == ("none", "required", 0.7)


@pytest.mark.parametrize("action", ["add", "undo", "importance"])
def test_every_kind_of_decision_can_be_undone(action):
    load_skills()
    job, skill = JobFactory(text="We need Python"), Skill.objects.get(lightcast_id=PYTHON)
    if action != "add":
        services.add_skill(job=job, skill=skill, user=None)
    facts = ("decision", "decided_at", "origin", "evidence", "importance_decided")
    before = list(job.job_skills.values(*facts))
    if action == "add":
        services.add_skill(job=job, skill=skill, user=None)
    elif action == "undo":
        services.undo_decision(tag=job.job_skills.get(), user=None)
    else:
        services.set_importance(tag=job.job_skills.get(), importance="required", user=None)
    assert list(job.job_skills.values(*facts)) != before
    services.undo_run(job=job, run=SkillDecision.objects.first().run, user=None)
    assert list(job.job_skills.values(*facts)) == before


def test_taking_back_what_was_added_by_hand_and_then_found_leaves_the_suggestion():
    load_skills()
    job = JobFactory(text="We need Python")
    services.add_skill(job=job, skill=Skill.objects.get(lightcast_id=PYTHON), user=None)
    extract(job, {"Python": PYTHON})
    tag = services.undo_decision(tag=job.job_skills.get(), user=None)
    assert (tag.decision, tag.origin) == ("none", "lightcast")


def undo_by_decision(job, run):
    services.undo_decision(tag=job.job_skills.get(), user=None)


def undo_by_run(job, run):
    services.undo_run(job=job, run=run, user=None)


@pytest.mark.parametrize("undo", [undo_by_decision, undo_by_run])
@pytest.mark.parametrize("engine", ["lightcast", "embedded"])
@pytest.mark.parametrize(
    ("again", "left"), [({"Python": PYTHON}, 1), ({"SQL": "UNKNOWN"}, 0)], ids=["found again", "not found again"]
)
def test_a_decision_taken_back_leaves_a_suggestion_only_if_the_newest_search_made_it(again, left, engine, undo):
    load_skills()
    job = JobFactory(text="We need Python")

    class Engine(WordEngine):
        name = engine

    def search(words, version):
        services.run_extraction(services.request_extraction(job).pk, Engine(words, version=version))

    search({"Python": PYTHON}, "1")
    run = services.decide_on_suggestions(tags=job.job_skills.all(), action="confirm", user=None)
    search(again, "2")
    undo(job, run)
    assert [tag.decision for tag in job.job_skills.all()] == ["none"] * left


def test_a_decision_taken_back_after_the_words_went_leaves_no_suggestion():
    load_skills()
    job = JobFactory(text="Requirements: experience with Python and SQL.")
    services.run_extraction(job.extractions.get().pk)
    services.confirm_skill(tag=job.job_skills.get(skill__lightcast_id=PYTHON), user=None)
    job.text = "Requirements: experience with SQL."
    job_services.save_job(job=job, user=None)
    services.run_extraction(job.extractions.get(state="waiting").pk)
    tag = job.job_skills.get(skill__lightcast_id=PYTHON)
    assert (tag.decision, tag.evidence) == ("confirmed", [])
    assert services.undo_decision(tag=tag, user=None) is None
    assert [tag.skill.lightcast_id for tag in job.job_skills.all()] == [SQL]


def test_a_decision_taken_back_while_skills_are_looked_for_or_with_an_importance_set_stays_until_then():
    load_skills()
    job = JobFactory(text="We need Python")
    extract(job, {"Python": PYTHON})
    tag = services.set_importance(tag=job.job_skills.get(), importance="required", user=None)
    services.confirm_skill(tag=tag, user=None)
    extract(job, {})
    assert services.undo_decision(tag=tag, user=None).importance == "required"
    JobSkill.objects.update(importance_decided=False)
    services.request_extraction(job)
    assert services.undo_decision(tag=job.job_skills.get(), user=None)


def test_of_two_people_who_decide_at_once_the_second_is_told():
    tag, first = TagFactory(), UserFactory(username="Ana")
    services.reject_skill(tag=tag, user=first, expected="none")
    with pytest.raises(ValidationError, match="Rejected · Ana") as caught:
        services.confirm_skill(tag=tag, user=UserFactory(), expected="none")
    assert caught.value.code == services.DECIDED_MEANWHILE
    tag.refresh_from_db()
    assert (tag.decision, tag.decided_by) == ("rejected", first)


def test_deciding_on_what_is_gone_is_said():
    tag = TagFactory()
    tag.job.delete()
    for act in services.DECISIONS.values():
        with pytest.raises(ValidationError, match="not among the job's skills any more"):
            act(tag=tag, user=None)
    with pytest.raises(ValidationError, match="deleted meanwhile"):
        services.add_skill(job=JobFactory.build(pk=tag.job_id), skill=tag.skill, user=None)
    assert not SkillDecision.objects.exists()


def test_a_blocked_skill_keeps_its_decisions_for_when_it_is_unblocked():
    confirmed, skill = TagFactory(confirmed=True), SkillFactory()
    TagFactory(job=confirmed.job, skill=skill, rejected=True)
    both = [confirmed.skill, skill]
    assert services.set_skill_status(skills=both, status="blocked") == 2
    assert not JobSkill.objects.shown().exists()
    assert services.set_skill_status(skills=both, status="blocked") == 0
    services.set_skill_status(skills=both, status="active")
    assert list(JobSkill.objects.shown()) == [confirmed]
    assert sorted(JobSkill.objects.values_list("decision", flat=True)) == ["confirmed", "rejected"]


def test_a_merged_skill_is_not_made_active():
    merged = SkillFactory(retired=True, merged_into=SkillFactory())
    with pytest.raises(ValidationError):
        services.set_skill_status(skills=[merged], status="active")


def test_evidence_follows_an_edit_before_any_engine_has_looked():
    load_skills()
    job = JobFactory(text="Python and SQL, Python")
    extract(job, {"Python": PYTHON, "SQL": SQL})
    job.text = "In short: Pythonic Excel, then Python"
    job_services.save_job(job=job, user=None)
    evidence = {tag.skill.lightcast_id: tag.evidence for tag in job.job_skills.select_related("skill")}
    assert evidence == {PYTHON: [{"start": 31, "end": 37, "phrase": "Python"}], SQL: []}


def test_evidence_of_a_job_that_never_had_an_extraction_follows_too():
    tag = TagFactory(job=JobFactory(text="We need Excel"), skill=SkillFactory(lightcast_id=EXCEL, name="Excel"))
    JobSkill.objects.update(evidence=[{"start": 8, "end": 13, "phrase": "Excel"}])
    Extraction.objects.all().delete()  # as in rows that were copied in from elsewhere
    tag.job.text = "Excel first"
    tag.job.save()
    tag.refresh_from_db()
    assert tag.evidence == [{"start": 0, "end": 5, "phrase": "Excel"}]
