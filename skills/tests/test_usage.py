"""How the quota of calls stands, as people are told it: what Lightcast said goes before what the calendar says."""

from datetime import UTC, datetime, timedelta

import pytest
import responses
from django.conf import settings
from django.utils import timezone

from skills.lightcast.client import LightcastClient
from skills.lightcast.settings import LightcastSettings
from skills.lightcast.state import Clock, FileState
from skills.models import Extraction
from skills.queries import lightcast_usage
from skills.tests.lightcast_support import AUTH, SKILLS, token_answer
from tests.factories import JobFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def account(settings, tmp_path):
    settings.SKILLS_ENGINE = "lightcast"
    settings.DATA_DIR = tmp_path
    settings.LIGHTCAST = {
        **settings.LIGHTCAST,
        "client_id": "somebody",
        "client_secret": "something",
        "monthly_quota": 50,
    }


def next_month():
    return (timezone.now().date().replace(day=1) + timedelta(days=32)).replace(day=1)


def lightcast_said(remaining, resets_at, now=None):
    """Make a call, the only one of this month, whose answer's headers tell this; it is made now, or at `now`."""
    headers = {"RateLimit-Remaining": str(remaining), "RateLimit-Reset": resets_at.isoformat() if resets_at else ""}
    clock = Clock(now.timestamp) if now else Clock()
    with responses.RequestsMock() as wire:
        wire.post(AUTH, json=token_answer())
        wire.post(f"{SKILLS}/versions/latest/extract", json={"data": []}, headers=headers)
        LightcastClient(LightcastSettings.from_django(), FileState(settings.DATA_DIR / "lightcast"), clock).extract("a")


def test_before_lightcast_has_said_anything_the_calendar_counts():
    job = JobFactory()
    Extraction.objects.create(job=job, state="superseded", engine="lightcast", calls=3)
    usage = lightcast_usage()
    assert (usage.used, usage.quota, usage.left, usage.resets_on) == (3, 50, 47, next_month())


@pytest.mark.parametrize("remaining", [0, 7])
def test_fewer_calls_by_lightcast_s_word_count_and_so_does_its_day(remaining):
    resets_at = datetime.now(UTC) + timedelta(days=100)
    lightcast_said(remaining, resets_at)
    usage = lightcast_usage()
    assert (usage.left, usage.resets_on) == (remaining, resets_at.date())


def test_more_calls_than_this_installation_may_make_do_not():
    lightcast_said(400, datetime.now(UTC) + timedelta(days=100))
    usage = lightcast_usage()
    assert (usage.left, usage.resets_on) == (49, next_month())


def test_a_day_that_lightcast_did_not_say_is_looked_for_again_tomorrow():
    lightcast_said(0, None)
    assert lightcast_usage().resets_on == (datetime.now(UTC) + timedelta(days=1)).date()


def test_what_lightcast_said_about_a_period_that_is_over_counts_no_more():
    over = datetime.now(UTC) - timedelta(seconds=1)
    lightcast_said(0, over, now=over - timedelta(seconds=1))
    usage = lightcast_usage()
    assert (usage.left, usage.resets_on) == (49, next_month())


def test_settings_that_cannot_work_leave_the_calendar(settings):
    settings.LIGHTCAST = {**settings.LIGHTCAST, "client_secret": ""}
    assert lightcast_usage().resets_on == next_month()
