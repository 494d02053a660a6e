"""The skill list loaded from the emulator: types, categories, successors of retired skills; repeatable."""

from __future__ import annotations

import pytest

from skills.lightcast.emulator import EmulatorServer
from skills.lightcast.state import MemoryState
from skills.models import JobSkill, Skill, Taxonomy
from skills.taxonomy import loading
from skills.taxonomy.api import fetch_list
from skills.taxonomy.base import TaxonomyError
from skills.tests.lightcast_support import PYTHON, TOY_SKILLS, FakeClock, client_for, emulated_account, toy_emulator
from tests.factories import JobFactory

pytestmark = [pytest.mark.contract, pytest.mark.django_db]

RETIRED = "ES00000000000000000B"  # the emulator's changes name Python as its successor


@pytest.fixture
def client():
    clock = FakeClock()
    with EmulatorServer(toy_emulator(clock)) as server:
        yield client_for(emulated_account(server.url, skills_version="9.41"), clock, MemoryState())


def test_the_list_is_loaded_and_may_be_loaded_again(client):
    listed = fetch_list(client)
    changes = loading.apply(listed)
    assert (listed.source, listed.version) == ("lightcast", "9.41")
    assert set(changes.added) == {skill.lightcast_id for skill in TOY_SKILLS}
    assert {skill.lightcast_id: skill.type for skill in Skill.objects.all()} == {
        skill.lightcast_id: skill.type for skill in TOY_SKILLS
    }
    python = Skill.objects.select_related("category__parent").get(lightcast_id=PYTHON)
    expected = next(skill for skill in TOY_SKILLS if skill.lightcast_id == PYTHON)
    assert python.category.name == (expected.subcategory or expected.category)
    generation = Taxonomy.objects.get().generation
    assert loading.apply(fetch_list(client, loaded="9.41")).is_empty
    assert Taxonomy.objects.get().generation == generation


def test_a_retired_skill_keeps_its_jobs_through_its_successor(client):
    retired = Skill.objects.create(lightcast_id=RETIRED, name="Python Coding")
    lost = Skill.objects.create(lightcast_id="ESWITHOUT", name="No successor")
    job = JobFactory()
    for skill in (retired, lost):
        JobSkill.objects.create(job=job, skill=skill, origin="embedded", confidence=0.9)
    changes = loading.apply(fetch_list(client))
    assert set(changes.retired) == {RETIRED, "ESWITHOUT"}
    retired.refresh_from_db()
    lost.refresh_from_db()
    assert (retired.status, retired.merged_into.lightcast_id) == ("retired", PYTHON)
    assert (lost.status, lost.merged_into) == ("retired", None)
    assert set(job.job_skills.values_list("skill__lightcast_id", flat=True)) == {PYTHON, "ESWITHOUT"}


def test_a_list_that_does_not_come_changes_nothing(client):
    with pytest.raises(TaxonomyError):
        fetch_list(client, "1.0")
    assert not Skill.objects.exists()
