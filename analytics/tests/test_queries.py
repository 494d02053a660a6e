"""Every number of the dashboard is what a count by hand gives, under any filter."""

import datetime
import random
from collections import Counter
from dataclasses import replace

import pytest
from django.http import QueryDict

from analytics import queries
from jobs.models import JobDescription
from skills.models import JobSkill
from tests.factories import CategoryFactory, JobFactory, SkillFactory, TagFactory
from tests.shared_rows import shared_rows

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


@pytest.fixture(scope="module")
def jobs(django_db_setup, django_db_blocker):
    yield from shared_rows(django_db_blocker, make_jobs)


def make_jobs():
    """Make forty jobs with random facts and tags: rejected ones, blocked and retired skills, some of no category."""
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


@pytest.mark.parametrize("query", ["since=yesterday", "language=tlh", "q=%00"])
def test_a_malformed_filter_counts_nothing_and_says_so(jobs, query):
    numbers = queries.dashboard(QueryDict(query))
    assert numbers.totals.jobs == numbers.totals.tags == 0
    assert list(numbers.filter.form.errors) == [query.split("=")[0]]
