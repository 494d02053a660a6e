"""Every number of the dashboard is what a count by hand gives, under any filter."""

import datetime
import random
from collections import Counter
from dataclasses import replace

import pytest
import time_machine
from django.http import QueryDict
from django.utils import timezone

from analytics import queries
from jobs.models import JobDescription
from skills.models import JobSkill
from tests.factories import CategoryFactory, JobFactory, SkillFactory, TagFactory

pytestmark = pytest.mark.django_db

FILTERS = [
    "",
    "department=Finance",
    "department=Finance&department=Policy",
    "language=fr",
    "status=active&since=2025-01-01",
    "until=2024-12-31",
    "skill=S0",
    "skill=S0&skill=S1&match=any",
    "without=S2",
    "q=analyst",
    "department=Nowhere",
]


@pytest.fixture
def jobs():
    """Forty jobs with random facts and tags: rejected ones, blocked and retired skills, some without a category."""
    chance = random.Random(7)  # noqa: S311  the same rows each time
    categories = [CategoryFactory(code=f"{number}.0", name=f"Field {number}") for number in range(3)]
    categories += [CategoryFactory(code=f"0.0.{number}.0", parent=categories[0]) for number in range(2)]
    skills = [
        SkillFactory(
            lightcast_id=f"S{number}",
            name=f"Skill {number:02}",
            type=chance.choice(["specialized", "common", "certification"]),
            category=chance.choice([*categories, None]),
            status="active" if number < 12 else chance.choice(["blocked", "retired"]),
        )
        for number in range(15)
    ]
    for number in range(40):
        job = JobFactory(
            title=chance.choice(["Data analyst", "Clerk"]),
            department=chance.choice(["Finance", "Policy", ""]),
            language=chance.choice(["en", "fr"]),
            status=chance.choice(["draft", "active", "archived"]),
            effective_date=chance.choice([None, datetime.date(2024, 6, 1), datetime.date(2025, 6, 1)]),
            text=f"text {number}",
        )
        for skill in chance.sample(skills, chance.randrange(8) if number % 5 else 0):
            TagFactory(job=job, skill=skill, **{chance.choice(["confirmed", "rejected", "by_hand", "confidence"]): 0.5})
    return list(JobDescription.objects.all())


def selected(query):
    selection = queries.select(QueryDict(query))
    assert selection.filter.form.is_valid()
    return selection


def counted_by_hand(query):
    """Return the tags that count, found with nothing but loops."""
    keys = {job.pk for job in selected(query).filter.qs}
    tags = JobSkill.objects.select_related("skill__category__parent")
    return [tag for tag in tags if tag.job_id in keys and tag.decision != "rejected" and tag.skill.status == "active"]


@pytest.mark.parametrize("query", FILTERS)
def test_totals(jobs, query):
    tags, totals = counted_by_hand(query), queries.totals(selected(query))
    assert totals.jobs == len(selected(query).filter.qs)
    assert totals.jobs_with_skills == len({tag.job_id for tag in tags})
    assert totals.skills == len({tag.skill_id for tag in tags})
    assert totals.tags == len(tags)
    assert totals.confirmed == sum(tag.decision == "confirmed" for tag in tags)
    assert totals.coverage == (totals.jobs_with_skills / totals.jobs if totals.jobs else 0)
    assert totals.mean_skills == (totals.tags / totals.jobs if totals.jobs else 0)
    assert totals.confirmed_share == (totals.confirmed / totals.tags if totals.tags else 0)


@pytest.mark.parametrize("query", FILTERS)
def test_inventory(jobs, query):
    tags, rows = counted_by_hand(query), list(queries.inventory(selected(query)))
    wanted = Counter(tag.skill for tag in tags)
    confirmed = Counter(tag.skill for tag in tags if tag.decision == "confirmed")
    count = len(selected(query).filter.qs)
    by_hand = [
        queries.SkillCount(
            lightcast_id=skill.lightcast_id,
            name=skill.name,
            type=skill.type,
            category=(skill.category.parent or skill.category).name if skill.category else "",
            jobs=jobs,
            confirmed=confirmed[skill],
            share=jobs / count,
        )
        for skill, jobs in sorted(wanted.items(), key=lambda item: (-item[1], item[0].name))
    ]
    assert rows == by_hand
    assert queries.top_skills(selected(query), 5) == tuple(by_hand[:5])


@pytest.mark.parametrize("query", FILTERS)
def test_types_and_categories(jobs, query):
    tags = counted_by_hand(query)
    types = Counter(tag.skill.type for tag in tags)
    fields = Counter((tag.skill.category.parent or tag.skill.category).code for tag in tags if tag.skill.category)
    assert {row.code: row.tags for row in queries.types(selected(query))} == dict(types)
    assert {row.code: row.tags for row in queries.categories(selected(query))} == dict(fields)
    for rows in (queries.types(selected(query)), queries.categories(selected(query))):
        assert sum(row.share for row in rows) == pytest.approx(1 if rows else 0)
        for row in rows:
            assert row.skills == len(
                {
                    tag.skill_id
                    for tag in tags
                    if row.code == tag.skill.type
                    or (tag.skill.category and row.code == (tag.skill.category.parent or tag.skill.category).code)
                }
            )


def test_the_dashboard_is_made_of_the_same_numbers(jobs):
    for query in FILTERS:
        numbers = queries.dashboard(QueryDict(query))
        assert numbers.totals == queries.totals(selected(query))
        assert numbers.top == queries.top_skills(selected(query))
        assert numbers.types == queries.types(selected(query))
        assert numbers.categories == queries.top_categories(selected(query), limit=queries.TOP_LIMIT)


def test_a_share_is_of_all_tags_also_when_the_rows_are_cut(jobs):
    whole, cut = queries.categories(selected("")), queries.top_categories(selected(""), limit=1)
    assert cut == (replace(whole[0], subcategories=()),)


def test_an_empty_site_has_zeros():
    numbers = queries.dashboard(QueryDict())
    assert (numbers.totals.jobs, numbers.totals.coverage, numbers.totals.mean_skills) == (0, 0, 0)
    assert numbers.top == numbers.types == numbers.categories == ()


@pytest.mark.parametrize("query", ["since=yesterday", "language=tlh", "q=%00"])
def test_a_malformed_filter_counts_nothing_and_says_so(jobs, query):
    numbers = queries.dashboard(QueryDict(query))
    assert numbers.totals.jobs == numbers.totals.tags == 0
    assert list(numbers.filter.form.errors) == [query.split("=")[0]]


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
