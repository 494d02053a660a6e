"""Merging skills: tags, people's decisions and later extractions follow, and undoing brings every row back."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from skills import services
from skills.engines.base import Extracted, FoundSkill
from skills.models import JobSkill, Skill, SkillMerge
from skills.services.merging import KEPT_FIELDS
from tests.factories import JobFactory, TagFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return (
        Skill.objects.create(lightcast_id="ESGOING", name="People skills"),
        Skill.objects.create(lightcast_id="KSSTAYS", name="Interpersonal Communications"),
    )


def tag(job, skill, **facts):
    return JobSkill.objects.create(job=job, skill=skill, **{"origin": "embedded", "confidence": 0.5, **facts})


def rows():
    return sorted(JobSkill.objects.values_list("job_id", "skill_id", *KEPT_FIELDS), key=str)


def decided(decision, days):
    return {"decision": decision, "decided_at": timezone.now() - timedelta(days=days)}


def test_tags_move_and_later_extractions_follow(pair):
    going, stays = pair
    job = JobFactory()
    tag(job, going, evidence=[{"start": 0, "end": 4, "phrase": job.text[:4]}])
    services.merge_skills(skill=going, into=stays, user=None)
    assert list(job.job_skills.values_list("skill", flat=True)) == [stays.pk]
    services.apply_extracted(job, Extracted((FoundSkill("ESGOING", "People skills", 0.9),), "embedded", "1", "1"))
    assert list(job.job_skills.values_list("skill", "confidence")) == [(stays.pk, 0.9)]


@pytest.mark.parametrize(("going_days", "stays_days", "holds"), [(1, 2, "rejected"), (2, 1, "confirmed")])
def test_of_two_decisions_the_later_holds(pair, going_days, stays_days, holds):
    going, stays = pair
    job = JobFactory()
    tag(job, going, **decided("rejected", going_days))
    tag(job, stays, **decided("confirmed", stays_days))
    assert services.preview_merge(skill=going, into=stays).conflicts == 1
    services.merge_skills(skill=going, into=stays, user=None)
    assert [one.decision for one in job.job_skills.all()] == [holds]


def test_a_decision_wins_over_a_suggestion(pair):
    going, stays = pair
    job = JobFactory()
    tag(job, going, **decided("rejected", 1))
    tag(job, stays)
    services.merge_skills(skill=going, into=stays, user=None)
    assert [one.decision for one in job.job_skills.all()] == ["rejected"]


def test_undo_brings_every_row_back(pair):
    going, stays = pair
    only, both, person = JobFactory(), JobFactory(), UserFactory()
    tag(only, going, confidence=0.7, reasons=["Named."])
    tag(both, going, **decided("rejected", 1), decided_by=person)
    tag(both, stays, **decided("confirmed", 2), importance="required", importance_decided=True)
    before = rows()
    merge = services.merge_skills(skill=going, into=stays, user=person)
    assert rows() != before
    services.undo_merge(merge=merge)
    assert rows() == before
    going.refresh_from_db()
    assert (going.status, going.merged_into) == ("active", None)


def test_a_decision_made_since_survives_undoing(pair):
    going, stays = pair
    job = JobFactory()
    tag(job, going)
    merge = services.merge_skills(skill=going, into=stays, user=None)
    services.reject_skill(tag=job.job_skills.get(skill=stays), user=None)
    services.undo_merge(merge=merge)
    assert dict(job.job_skills.values_list("skill", "decision")) == {going.pk: "none", stays.pk: "rejected"}


def test_a_job_deleted_since_is_passed_over(pair):
    going, stays = pair
    job = JobFactory()
    tag(job, going)
    merge = services.merge_skills(skill=going, into=stays, user=None)
    job.delete()
    services.undo_merge(merge=merge)
    assert not JobSkill.objects.exists()


def test_refused_merges(pair):
    going, stays = pair
    with pytest.raises(ValidationError, match="itself"):
        services.merge_skills(skill=going, into=going, user=None)
    merge = services.merge_skills(skill=going, into=stays, user=None)
    with pytest.raises(ValidationError, match="itself"):
        services.merge_skills(skill=stays, into=going, user=None)
    with pytest.raises(ValidationError, match="already"):
        services.merge_skills(skill=going, into=stays, user=None)
    services.undo_merge(merge=merge)
    with pytest.raises(ValidationError, match="already"):
        services.undo_merge(merge=merge)
    services.set_skill_status(skills=[stays], status="blocked")
    with pytest.raises(ValidationError, match="blocked"):
        services.merge_skills(skill=going, into=stays, user=None)


def test_merges_in_a_row_are_undone_from_the_last(pair):
    going, stays = pair
    third = Skill.objects.create(lightcast_id="KSTHIRD", name="Communications")
    job = JobFactory()
    tag(job, going)
    before = rows()
    first = services.merge_skills(skill=going, into=stays, user=None)
    second = services.merge_skills(skill=stays, into=third, user=None)
    with pytest.raises(ValidationError, match="undo that first"):
        services.undo_merge(merge=first)
    services.undo_merge(merge=second)
    services.undo_merge(merge=first)
    assert rows() == before


def test_merges_into_one_skill_are_undone_from_the_last_where_they_share_jobs(pair):
    going, stays = pair
    other = Skill.objects.create(lightcast_id="KSOTHER", name="Soft skills")
    shared, apart = JobFactory(), JobFactory()
    tag(shared, going)
    tag(shared, other, **decided("confirmed", 3))
    before = rows()
    first = services.merge_skills(skill=going, into=stays, user=None)
    second = services.merge_skills(skill=other, into=stays, user=None)
    with pytest.raises(ValidationError, match="“Soft skills” was merged into “Interpersonal Communications” since"):
        services.undo_merge(merge=first)
    assert [one.decision for one in shared.job_skills.all()] == ["confirmed"]
    services.undo_merge(merge=second)
    third = Skill.objects.create(lightcast_id="KSAPART", name="Listening")
    tag(apart, third)
    services.merge_skills(skill=third, into=stays, user=None)
    services.undo_merge(merge=first)  # the merge since then changed other jobs
    assert [row for row in rows() if row[0] == shared.pk] == before


def test_a_skill_that_was_deleted_meanwhile_is_said(pair):
    going, stays = pair
    Skill.objects.filter(pk=stays.pk).delete()
    with pytest.raises(ValidationError, match="deleted meanwhile"):
        services.merge_skills(skill=going, into=stays, user=None)


@pytest.mark.postgres  # SQLite lets one write at a time
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_merges_at_once_make_no_circle(pair):
    going, stays = pair
    ready = threading.Barrier(2)
    outcomes = []

    def merge(skill, into):
        ready.wait()
        try:
            services.merge_skills(skill=skill, into=into, user=None)
            outcomes.append("merged")
        except ValidationError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=merge, args=way) for way in ((going, stays), (stays, going))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["cycle", "merged"]
    assert Skill.objects.exclude(merged_into=None).count() == 1


def test_a_merge_is_undone_for_thirty_days(pair):
    merge = services.merge_skills(skill=pair[0], into=pair[1], user=None)
    SkillMerge.objects.update(merged_at=timezone.now() - timedelta(days=31))
    with pytest.raises(ValidationError, match="30 days"):
        services.undo_merge(merge=merge)


def test_a_curator_merges_and_undoes_in_the_admin(client, pair):
    going, stays = pair
    job = JobFactory()
    tag(job, going)
    client.force_login(UserFactory(curator=True))
    address = reverse("admin:skills_skill_merge", args=[going.pk])
    assert "No skill has this id" in client.get(address, {"into": "NONE"}).content.decode()
    assert "1 job changes" in client.get(address, {"into": "KSSTAYS"}).content.decode()
    assert client.post(address, {"into": "KSSTAYS"}).status_code == 302
    assert [one.skill for one in job.job_skills.all()] == [stays]
    merges = reverse("admin:skills_skillmerge_changelist")
    client.post(merges, {"action": "undo", "_selected_action": [SkillMerge.objects.get().pk]})
    assert [one.skill for one in job.job_skills.all()] == [going]


def test_an_editor_may_not_merge(client, pair):
    client.force_login(UserFactory(editor=True, is_staff=True))
    assert client.get(reverse("admin:skills_skill_merge", args=[pair[0].pk])).status_code == 403


def test_undoing_keeps_the_importance_set_since_and_evidence_true():
    job = JobFactory(text="We need Py and Python")
    evidence = [{"start": 8, "end": 10, "phrase": "Py"}]
    going = TagFactory(job=job, evidence=evidence)
    kept = TagFactory(job=job, evidence=[{"start": 15, "end": 21, "phrase": "Python"}])
    merge = services.merge_skills(skill=going.skill, into=kept.skill, user=None)
    services.set_importance(tag=kept, importance="required", user=None)
    job.text = "Python first, then Py"
    job.save()
    services.undo_merge(merge=merge)
    tags = {tag.skill_id: tag for tag in job.job_skills.all()}
    assert tags[kept.skill_id].importance == "required"
    assert tags[kept.skill_id].evidence == [{"start": 0, "end": 6, "phrase": "Python"}]
    assert tags[going.skill_id].evidence == [{"start": 19, "end": 21, "phrase": "Py"}]


def test_thousands_of_tags_take_few_statements_with_few_values_each(pair):
    going, stays = pair
    jobs = JobFactory.create_batch(450)
    JobSkill.objects.bulk_create(JobSkill(job=job, skill=going, origin="embedded", confidence=0.5) for job in jobs)
    JobSkill.objects.bulk_create(JobSkill(job=job, skill=stays, origin="embedded") for job in jobs[::2])
    before = rows()
    values = []

    def counted(execute, statement, params, many, context):
        if not statement.startswith("INSERT"):  # which the database's own limit splits
            values.append(len(params or ()))
        return execute(statement, params, many, context)

    with connection.execute_wrapper(counted):
        merge = services.merge_skills(skill=going, into=stays, user=None)
        services.undo_merge(merge=merge)
    assert rows() == before
    assert len(values) < 60
    assert max(values) < 300
