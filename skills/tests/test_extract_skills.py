"""manage.py extract_skills: which jobs, what it costs, and that it asks."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from skills.models import Extraction
from tests.factories import JobFactory

pytestmark = pytest.mark.django_db
State = Extraction.State


def called(*arguments):
    out = io.StringIO()
    call_command("extract_skills", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def lightcast(settings):
    settings.LIGHTCAST = {**settings.LIGHTCAST, "client_id": "somebody", "client_secret": "secret", "monthly_quota": 9}


def ended(job, state, **facts):
    facts.setdefault("error_code", "refused" if state == State.FAILED else "")
    job.extractions.exclude(state__in=[State.DONE, State.FAILED]).update(state=state, **facts)


def test_all_jobs_are_asked_for_again():
    jobs = [JobFactory(), JobFactory()]
    for job in jobs:
        ended(job, State.DONE)
    assert "2 extractions are waiting" in called()
    assert Extraction.objects.filter(state=State.WAITING).count() == 2


def test_only_jobs_whose_last_extraction_failed():
    failed, mended = JobFactory(), JobFactory()
    ended(failed, State.FAILED)
    ended(mended, State.FAILED)
    Extraction.objects.create(job=mended, text_hash=mended.text_hash, state=State.DONE)
    assert "1 jobs" in called("--failed")
    assert list(Extraction.objects.filter(state=State.WAITING).values_list("job", flat=True)) == [failed.pk]


def test_a_dry_run_changes_nothing():
    ended(JobFactory(), State.DONE)
    called("--dry-run")
    assert not Extraction.objects.filter(state=State.WAITING).exists()


def test_calls_to_lightcast_are_told_and_asked_for(lightcast, monkeypatch):
    job = JobFactory(department="Finance")
    ended(job, State.DONE, engine="lightcast", calls=4)
    monkeypatch.setattr("builtins.input", lambda question: "n")
    with pytest.raises(CommandError, match="Nothing was done"):
        called("--department", "Finance")
    assert "5 of 9 are left" in called("--yes")
    assert Extraction.objects.filter(state=State.WAITING).count() == 1
