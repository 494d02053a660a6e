"""manage.py seed_load: the rows that measuring needs, the same for the same seed."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from jobs.models import JobDescription
from skills.models import Extraction, JobSkill
from tests.factories import load_skills

pytestmark = pytest.mark.django_db


def seeded(jobs=30):
    call_command("seed_load", "--jobs", str(jobs), "--skills", "4", stdout=io.StringIO())
    return list(JobSkill.objects.order_by("job__reference", "skill__lightcast_id").values_list("confidence", flat=True))


def test_jobs_carry_tags_and_count_as_extracted():
    load_skills()
    assert seeded()
    assert JobDescription.objects.count() == 30
    assert Extraction.objects.filter(state=Extraction.State.DONE).count() == 30
    assert not JobDescription.objects.filter(job_skills=None).exists()


def test_the_same_seed_gives_the_same_rows():
    load_skills()
    first = seeded()
    JobDescription.objects.all().delete()
    assert seeded() == first


def test_without_a_skill_list_it_says_what_to_do():
    with pytest.raises(CommandError, match="load_taxonomy"):
        seeded()
