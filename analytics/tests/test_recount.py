"""Numbers stay what loops over the rows give, whatever is done, in the process that does it and in another one."""

import random
from dataclasses import replace

import numpy as np
import pytest
from django.http import QueryDict

from analytics import queries
from analytics.tests import test_queries_by_hand as by_hand
from analytics.tests.test_columns import one_change
from jobs.columns import refreshing
from jobs.models import JobDescription
from skills.models import JobSkill
from tests.factories import SkillFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

FILTERS = ["", "department=Finance", "type=common", "since=2020-01-01&review=untouched&review=partly"]
CHECKS = (
    by_hand.test_the_filters_leave_the_same_jobs_as_sql,
    by_hand.test_totals,
    by_hand.test_groups,
    by_hand.test_departments,
    by_hand.test_together,
    by_hand.test_trends,
    by_hand.test_rising,
    by_hand.test_thin,
    by_hand.test_review_and_acceptance,
)


@pytest.fixture
def world():
    return by_hand.make_world(1)


def all_numbers(selection):
    """Return every number of the dashboard and the API."""
    wanted = [row.lightcast_id for row in queries.top_skills(selection, 3)]
    listed = (queries.inventory, queries.rare, queries.concentrated, queries.new_skills, queries.rising)
    return (
        [list(count(selection)) for count in listed],
        [queries.neighbours(selection, skill)[:] for skill in wanted],
        list(queries.cooccurrence(selection, minimum=1).pairs),
        queries.totals(selection),
        queries.types(selection),
        queries.categories(selection),
        queries.departments(selection),
        queries.heatmap(selection),
        queries.trends(selection),
        queries.trends(selection, tuple(wanted), step="month"),
        queries.review(selection),
        queries.acceptance(selection),
    )


def in_bulk(chance):
    """Change several rows at once, past every service and signal."""
    departments = ["Finance", "Policy", "Health", "New unit", ""]
    some = list(JobDescription.objects.order_by("?").values_list("pk", flat=True)[:5])
    JobDescription.objects.filter(pk__in=some).update(department=chance.choice(departments))
    JobSkill.objects.filter(job__in=some, origin="embedded").update(engine_version=chance.choice(["1", "2", "3"]))


@pytest.mark.parametrize("seed", [1, 2])
def test_any_changes_leave_the_numbers_right(seed):
    by_hand.make_world(seed)
    chance, merges = random.Random(seed), []  # noqa: S311  the same changes each time
    elsewhere = refreshing.load()
    for number in range(16):
        one_change(chance, merges)
        if number % 4 == 3:
            in_bulk(chance)
        here = queries.select(QueryDict(""))
        counted = all_numbers(here)
        assert counted == all_numbers(replace(here, columns=refreshing.load().columns))
        if chance.random() < 0.5:  # the other process is asked less often
            elsewhere = refreshing.refresh(elsewhere)
            assert counted == all_numbers(replace(here, columns=elsewhere.columns))
        for query in FILTERS:
            hand = by_hand.ByHand(query)
            for check in CHECKS:
                check(hand)


def test_what_was_counted_before_is_kept_over_changes(world):
    first = queries.select(QueryDict(""))
    before = all_numbers(first)
    tag = JobSkill.objects.filter(decision="none", skill__status="active").first()
    tag.delete()
    second = queries.select(QueryDict(""))
    kept = second.columns.tallies
    assert set(kept) == set(first.columns.tallies) != set()
    assert all(np.array_equal(numbers, count(second.columns)) for count, numbers in kept.values())
    assert all_numbers(second) != before


def test_a_change_of_the_skill_list_counts_anew(world):
    all_numbers(queries.select(QueryDict("")))
    SkillFactory()
    assert not queries.select(QueryDict("")).columns.tallies
