"""A bad day for the queue: 200 jobs, an emulator that fails at random, and nobody who presses anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Count, Sum
from django.utils import timezone

from skills import services
from skills.engines.lightcast import LightcastEngine
from skills.lightcast.emulator import EmulatorServer, Fault
from skills.lightcast.state import FileState
from skills.models import Extraction, JobSkill, Skill
from skills.tests.contract.test_lightcast_chaos import SHARES
from skills.tests.lightcast_support import TOY_SKILLS, FakeClock, client_for, emulated_account, toy_emulator
from tests.factories import JobFactory

pytestmark = [pytest.mark.contract, pytest.mark.django_db]

JOBS = 200
ROUNDS = 60
QUOTA = 600


def run_due_extractions(engine: LightcastEngine, moment) -> None:
    """Run all that is due at `moment`, as workers would."""
    Extraction.objects.filter(state=Extraction.State.RETRY, next_attempt_at__lte=moment).update(
        next_attempt_at=timezone.now() - timedelta(seconds=1)
    )
    due = Extraction.objects.filter(state__in=[Extraction.State.WAITING, Extraction.State.RETRY])
    for extraction_id in list(due.values_list("pk", flat=True)):
        services.run_extraction(extraction_id, engine)


@pytest.mark.parametrize("seed", [1, 2])
def test_200_jobs_end_extracted_without_doubles_and_within_the_quota(tmp_path, seed):
    clock = FakeClock(1_796_083_300.0)
    emulator = toy_emulator(clock, seed=seed, requests_per_second=5, extract_quota=QUOTA, failed_calls_cost=True)
    for skill in TOY_SKILLS:
        Skill.objects.create(lightcast_id=skill.lightcast_id, name=skill.name, type=skill.type)
    for kind, share in SHARES.items():
        emulator.faults.add(Fault(kind, probability=share, seconds=2))
    jobs = [JobFactory(text=f"Job {number}: Python on AWS, with JS front ends.") for number in range(JOBS)]
    moment = timezone.now()
    with EmulatorServer(emulator) as server:
        settings = emulated_account(server.url, monthly_quota=QUOTA, skills_version="9.41")
        engine = LightcastEngine(client_for(settings, clock, FileState(tmp_path)))
        for _ in range(ROUNDS):
            run_due_extractions(engine, moment)
            if not Extraction.objects.exclude(state=Extraction.State.DONE).exists():
                break
            moment += timedelta(minutes=20)
            clock.now += 20 * 60
    assert Extraction.objects.filter(state=Extraction.State.DONE).count() == JOBS
    assert Extraction.objects.count() == JOBS
    tags = JobSkill.objects.values("job").annotate(tags=Count("pk")).values_list("tags", flat=True)
    assert list(tags) == [3] * JOBS
    assert set(JobSkill.objects.values_list("origin", flat=True)) == {"lightcast"}
    assert JobSkill.objects.values("job").distinct().count() == len(jobs)
    assert Extraction.objects.aggregate(calls=Sum("calls"))["calls"] <= QUOTA
