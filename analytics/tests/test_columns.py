"""Columns follow every change of the rows, whoever makes it, and stay what reading all anew gives."""

import random
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from jobs import columns
from jobs.column_models import ColumnCheckpoint
from jobs.columns import checkpoint, proof, refreshing
from jobs.models import JobDescription
from skills.models import JobSkill, Skill
from skills.services.curation import set_skill_status
from skills.services.merging import merge_skills, undo_merge
from tests.factories import JobFactory, JobTitleFactory, SkillFactory, TagFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def told(counted):
    """Return columns in words, whatever the order of codes and places."""
    words, skills, tags = counted.vocabularies, counted.skills, counted.tags
    jobs = {}
    for place, key in enumerate(counted.jobs.keys.tolist()):
        facts = [
            getattr(words, name).values[getattr(counted.jobs, name)[place]]
            for name in ("title", "department", "classification", "language", "status")
        ]
        facts += [int(getattr(counted.jobs, name)[place]) for name in ("standard_title", "dated", "created")]
        own = range(int(tags.starts[place]), int(tags.starts[place + 1]))
        jobs[key] = (
            facts,
            sorted(
                (
                    skills.lightcast_ids[tags.skill[tag]],
                    int(tags.decision[tag]),
                    int(tags.importance[tag]),
                    int(tags.by_hand[tag]),
                    int(tags.band[tag]),
                    words.engine.values[tags.engine[tag]],
                )
                for tag in own
            ),
        )
    listed = zip(skills.lightcast_ids, skills.names, skills.types.tolist(), skills.active.tolist(), strict=True)
    return jobs, sorted(listed)


def one_change(chance, merges):  # noqa: C901  one branch for each kind of change
    jobs, skills = list(JobDescription.objects.all()), list(Skill.objects.filter(status="active"))
    tags = list(JobSkill.objects.all())
    kind = chance.randrange(12)
    if kind == 0 or len(skills) < 3:
        SkillFactory()
    elif kind == 1 or len(jobs) < 3:
        JobFactory(department=chance.choice("ABC"))
    elif kind == 2:
        JobDescription.objects.filter(pk=chance.choice(jobs).pk).update(department=chance.choice("ABCD"))
    elif kind == 3:
        chance.choice(jobs).delete()
    elif kind == 4 and tags:
        JobSkill.objects.filter(pk=chance.choice(tags).pk).delete()
    elif kind == 5 and len(tags) > 2:
        JobSkill.objects.filter(pk__in=[tag.pk for tag in tags[:3]]).update(importance="required")
    elif kind == 6:
        set_skill_status(skills=[chance.choice(skills)], status="blocked")
    elif kind == 7:
        merges.append(merge_skills(skill=skills[0], into=skills[-1], user=None))
    elif kind == 8 and merges:
        undo_merge(merge=merges.pop())
    elif kind == 9:
        chance.choice(skills).delete()
    elif kind == 10:
        job = chance.choice(jobs)
        if not hasattr(job, "standard_title"):
            JobTitleFactory(job=job)
    else:
        job, skill = chance.choice(jobs), chance.choice(skills)
        if not JobSkill.objects.filter(job=job, skill=skill).exists():
            TagFactory(job=job, skill=skill, **chance.choice([{}, {"confirmed": True}, {"rejected": True}]))


@pytest.mark.parametrize("seed", range(3))
def test_any_changes_are_followed(seed):
    chance, merges = random.Random(seed), []  # noqa: S311  the same changes each time
    for _number in range(4):
        TagFactory(skill=SkillFactory())
    generations = set()
    for _number in range(25):
        one_change(chance, merges)
        counted = columns.current()
        generations.add(counted.generation)
        assert told(counted) == told(refreshing.load().columns)
    assert proof.differences(columns.current()) == []
    assert len(generations) > 15


def test_nothing_is_read_while_nothing_changes(django_assert_num_queries):
    TagFactory()
    first = columns.current()
    with django_assert_num_queries(1):
        assert columns.current() is first


def test_what_is_undone_was_never_counted():
    TagFactory()
    before = columns.current()
    with transaction.atomic():
        TagFactory()
        assert len(columns.current().jobs) == 2  # seen within the transaction
        transaction.set_rollback(True)
    assert told(columns.current()) == told(before)


def test_a_process_starts_from_the_checkpoint_and_what_came_after():
    for _number in range(3):
        TagFactory()
    columns.rebuild()
    TagFactory()
    JobDescription.objects.first().delete()
    columns.forget()
    assert checkpoint.read() is not None
    assert told(columns.current()) == told(refreshing.load().columns)
    columns.rebuild()  # the second takes out of the log what the first held
    columns.forget()
    TagFactory()
    assert told(columns.current()) == told(refreshing.load().columns)


def test_a_checkpoint_of_another_time_is_not_believed():
    TagFactory()
    columns.rebuild()
    ColumnCheckpoint.objects.update(mark=2**40)
    columns.forget()
    TagFactory()
    assert told(columns.current()) == told(refreshing.load().columns)


def test_the_check_finds_what_was_changed_behind_its_back():
    tag = TagFactory()
    call_command("rebuild_rollups", stdout=StringIO())
    call_command("rebuild_rollups", "--check", stdout=StringIO())
    kept = columns.current()
    np.asarray(kept.jobs.department)[:] = kept.vocabularies.department.code("Elsewhere")
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("rebuild_rollups", "--check", stdout=StringIO(), stderr=errors)
    assert f"department {tag.job.department}" in errors.getvalue()
    call_command("rebuild_rollups", stdout=StringIO())
    call_command("rebuild_rollups", "--check", stdout=StringIO())
