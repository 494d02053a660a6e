"""Numbers of no jobs, and of a few whose dates are at the edges of periods."""

import pytest
import time_machine
from django.http import QueryDict
from django.utils import timezone

from analytics import queries
from tests.factories import JobFactory, SkillFactory, TagFactory

pytestmark = pytest.mark.django_db


def test_an_empty_site_has_zeros():
    numbers = queries.dashboard(QueryDict())
    assert (numbers.totals.jobs, numbers.totals.coverage, numbers.totals.mean_skills) == (0, 0, 0)
    assert numbers.top == numbers.types == numbers.categories == ()


def test_months_and_quarters_end_on_their_last_day_in_the_time_zone_of_the_site():
    skill = SkillFactory(lightcast_id="S")
    for day in ("2024-02-29", "2025-12-31", "2026-01-01", "2026-01-31", "2026-02-01", None):
        TagFactory(job=JobFactory(effective_date=day), skill=skill)
    with timezone.override("America/Toronto"), time_machine.travel("2026-02-01T04:30Z", tick=False):  # the 31st there
        months, quarters = (queries.trends(queries.select(QueryDict("")), step=step) for step in ("month", "quarter"))
    assert [(one.key, one.jobs) for one in months.periods if one.jobs] == [
        ("2024-02", 1),
        ("2025-12", 1),
        ("2026-01", 2),
    ]
    assert [str(one.last) for one in months.periods if one.jobs] == ["2024-02-29", "2025-12-31", "2026-01-31"]
    assert (months.undated, months.outside) == (1, 1)
    assert [(one.key, one.jobs) for one in quarters.periods if one.jobs] == [
        ("2024-Q1", 1),
        ("2025-Q4", 1),
        ("2026-Q1", 3),
    ]
    assert quarters.outside == 0


def test_the_last_twelve_months_and_those_before_meet_without_a_gap():
    skill, other = SkillFactory(lightcast_id="S"), SkillFactory(lightcast_id="T")
    for day, asked in (
        ("2024-02-01", skill),  # a day too old
        ("2024-02-02", other),
        ("2025-01-31", other),
        ("2025-02-01", skill),
        ("2026-01-31", skill),
        ("2026-02-01", other),  # tomorrow
    ):
        TagFactory(job=JobFactory(effective_date=day), skill=asked)
    with timezone.override("America/Toronto"), time_machine.travel("2026-02-01T04:30Z", tick=False):
        changes = queries.rising(queries.select(QueryDict("")), minimum=1)
    assert [(one.skill.lightcast_id, one.before, one.now, one.share_now) for one in changes] == [("S", 0, 2, 1.0)]
