"""Every question's numbers are what loops over the rows give, under any filter, in random small worlds."""

import datetime
import random
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import combinations

import pytest
from django.http import QueryDict

from analytics import queries
from skills.models import JobSkill
from tests.factories import CategoryFactory, JobFactory, JobTitleFactory, SkillFactory, StandardTitleFactory, TagFactory
from tests.shared_rows import shared_rows

pytestmark = pytest.mark.django_db

FILTERS = ["", "department=Finance&without=S3", "type=common&category=0.0", "review=partly&review=reviewed"]
YEAR = datetime.date.today().year  # noqa: DTZ011  as the queries count it


@pytest.fixture(scope="module", params=[1, 2])
def world(request, django_db_setup, django_db_blocker):
    yield from shared_rows(django_db_blocker, lambda: make_world(request.param))


def make_world(seed):
    """Make twenty jobs with random facts; tags of all kinds, of active, blocked and retired skills."""
    chance = random.Random(seed)  # noqa: S311  the same rows each time
    upper = [CategoryFactory(code=f"{number}.0", name=f"Field {number}") for number in range(2)]
    lower = [CategoryFactory(code=f"0.0.{number}", parent=upper[0]) for number in range(2)]
    skills = [
        SkillFactory(
            lightcast_id=f"S{number}",
            name=f"Skill {number:02}",
            type=chance.choice(["specialized", "common", "certification"]),
            category=chance.choice([*upper, *lower, None]),
            status="active" if number < 10 else chance.choice(["blocked", "retired"]),
        )
        for number in range(12)
    ]
    title = StandardTitleFactory()
    for number in range(20):
        job = JobFactory(
            department=chance.choice(["Finance", "Policy", "Health", ""]),
            effective_date=chance.choice([None, *(datetime.date(YEAR - back, 1 + number % 2, 2) for back in range(3))]),
        )
        if chance.random() < 0.3:
            JobTitleFactory(job=job, standard_title=title)
        for skill in chance.sample(skills, chance.randrange(8) if number % 6 else 0):
            _tag(chance, job, skill)
    return skills


def _tag(chance, job, skill):
    facts = {
        "confidence": chance.choice([None, 0.05, 0.5, 0.71, 1.0]),
        "importance": chance.choice(["required", "preferred", "mentioned"]),
        "engine_version": chance.choice(["1", "2"]),
    }
    kind = chance.choice(["", "", "confirmed", "rejected", "by_hand"])
    return TagFactory(job=job, skill=skill, **facts, **({kind: True} if kind else {}))


class ByHand:
    """The rows that a query counts, as lists."""

    def __init__(self, query):
        self.selection = queries.select(QueryDict(query))
        assert self.selection.filter.form.is_valid()
        self.jobs = {job.pk: job for job in self.selection.filter.qs.distinct()}
        values = self.selection.filter.form.cleaned_data
        self.tags, self.judged = [], []
        for tag in JobSkill.objects.select_related("skill__category__parent", "job"):
            category = tag.skill.category
            codes = {category.code, category.parent.code if category.parent else ""} if category else set()
            if (
                tag.job_id in self.jobs
                and tag.skill.status == "active"
                and (not values["type"] or tag.skill.type in values["type"])
                and (not values["category"] or codes & set(values["category"]))
            ):
                self.judged.append(tag)
                if tag.decision != "rejected":
                    self.tags.append(tag)
        self.by_skill = defaultdict(set)
        for tag in self.tags:
            self.by_skill[tag.skill.lightcast_id].add(tag.job_id)


@pytest.fixture(params=FILTERS)
def hand(request, world):
    return ByHand(request.param)


def test_the_filters_leave_the_same_jobs_as_sql(hand):
    columns = hand.selection.columns
    assert {int(key) for key in columns.jobs.keys[hand.selection.places]} == set(hand.jobs)
    assert queries.totals(hand.selection).rejected == len(hand.judged) - len(hand.tags)


def test_totals(hand):
    judged = {}
    for tag in JobSkill.objects.filter(skill__status="active"):
        judged.setdefault(tag.job_id, []).append(tag.decision != "none")
    decided = [judged[job] for job in hand.jobs if job in judged]
    totals = queries.totals(hand.selection)
    assert (totals.jobs, totals.tags, totals.skills) == (len(hand.jobs), len(hand.tags), len(hand.by_skill))
    assert totals.jobs_with_skills == len({tag.job_id for tag in hand.tags})
    assert totals.confirmed == sum(tag.decision == "confirmed" for tag in hand.tags)
    assert totals.untouched == sum(not any(states) for states in decided)
    assert totals.partly == sum(any(states) and not all(states) for states in decided)
    assert totals.reviewed == sum(all(states) for states in decided)
    versions = Counter(tag.engine_version for tag in hand.tags if tag.engine_version)
    assert {one.version: one.tags for one in totals.engines} == versions


def test_groups(hand):
    groups = {"types": defaultdict(list), "upper": defaultdict(list), "lower": defaultdict(list)}
    for tag in hand.tags:
        category = tag.skill.category
        groups["types"][tag.skill.type].append(tag)
        if category:
            groups["upper"][(category.parent or category).code].append(tag)
            if category.parent:
                groups["lower"][category.code].append(tag)
    found = {"types": queries.types(hand.selection), "upper": queries.categories(hand.selection)}
    found["lower"] = [part for one in found["upper"] for part in one.subcategories]
    for kind, rows in found.items():
        assert {row.code: (row.tags, row.skills, row.jobs) for row in rows} == {
            code: (len(tags), len({tag.skill_id for tag in tags}), len({tag.job_id for tag in tags}))
            for code, tags in groups[kind].items()
        }
    assert [replace(one, subcategories=()) for one in found["upper"]] == list(queries.top_categories(hand.selection))


def test_departments(hand):
    sizes = Counter(job.department for job in hand.jobs.values() if job.department)
    rows = queries.departments(hand.selection, top=50)
    assert [(row.name, row.jobs) for row in rows] == sorted(sizes.items(), key=lambda row: (-row[1], row[0]))
    for row in rows:
        inside = [tag for tag in hand.tags if tag.job.department == row.name]
        counts = Counter(tag.skill.lightcast_id for tag in inside)
        assert {one.lightcast_id: one.jobs for one in row.top} == counts
        assert (row.tags, row.skills) == (len(inside), len(counts))
        assert row.jobs_with_skills == len({tag.job_id for tag in inside})
        for one in row.top:
            overall = len(hand.by_skill[one.lightcast_id]) / len(hand.jobs)
            assert one.lift == pytest.approx(counts[one.lightcast_id] / row.jobs / overall)
    table = queries.heatmap(hand.selection)
    for name, counts in zip(table.departments, table.jobs, strict=True):
        for skill, count in zip(table.skills, counts, strict=True):
            assert count == sum(hand.jobs[key].department == name for key in hand.by_skill[skill.lightcast_id])


def test_together(hand):
    wanted = {}
    for a, b in combinations(sorted(hand.by_skill), 2):
        both = len(hand.by_skill[a] & hand.by_skill[b])
        if both >= 2:
            expected = len(hand.by_skill[a]) * len(hand.by_skill[b]) / len(hand.jobs)
            wanted[frozenset((a, b))] = (both, pytest.approx(both / expected))
    found = queries.cooccurrence(hand.selection, minimum=2).pairs
    assert {frozenset((one.a.lightcast_id, one.b.lightcast_id)): (one.together, one.lift) for one in found} == wanted
    assert [one.lift for one in found] == sorted((one.lift for one in found), reverse=True)
    for skill in list(hand.by_skill)[:3]:
        near = {one.skill.lightcast_id: one.together for one in queries.neighbours(hand.selection, skill, minimum=2)}
        pairs = {key: both[0] for key, both in wanted.items() if skill in key}
        assert near == {next(iter(key - {skill})): both for key, both in pairs.items()}


def test_trends(hand):
    trends = queries.trends(hand.selection, step="month", limit=20, periods=120)
    for line in trends.lines:
        for period, count in zip(trends.periods, line.jobs, strict=True):
            dated = [hand.jobs[key].effective_date for key in hand.by_skill[line.skill.lightcast_id]]
            assert count == sum(day is not None and period.first <= day <= period.last for day in dated)
    for period in trends.periods:
        dated = [job.effective_date for job in hand.jobs.values() if job.effective_date]
        assert period.jobs == sum(period.first <= day <= period.last for day in dated)
    days = [job.effective_date for job in hand.jobs.values()]
    assert trends.undated == days.count(None)
    assert sum(period.jobs for period in trends.periods) + trends.outside + trends.undated == len(days)
    before, now = set(), {}
    for tag in hand.tags:
        day, key = hand.jobs[tag.job_id].effective_date, tag.skill.lightcast_id
        if day and day.year < YEAR:
            before.add(key)
        elif day and day.year == YEAR:
            now.setdefault(key, []).append(day)
    fresh = {one.skill.lightcast_id: (one.jobs, one.first) for one in queries.new_skills(hand.selection)}
    is_old = any(day and day.year < YEAR for day in days)
    assert fresh == {
        key: (len(all_days), min(all_days)) for key, all_days in now.items() if is_old and key not in before
    }


def test_rising(hand):
    ages = {
        key: (hand.selection.today - job.effective_date).days for key, job in hand.jobs.items() if job.effective_date
    }
    years = [{key for key, age in ages.items() if low <= age < low + 365} for low in (365, 0)]
    wanted = {}
    for skill, jobs in hand.by_skill.items():
        before, now = (len(jobs & year) for year in years)
        if all(years) and before + now >= 1 and now / len(years[1]) > before / len(years[0]):
            wanted[skill] = (before, now, before / len(years[0]), now / len(years[1]))
    found = queries.rising(hand.selection, minimum=1)
    assert {one.skill.lightcast_id: (one.before, one.now, one.share_before, one.share_now) for one in found} == wanted
    assert [one.difference for one in found] == sorted((one.difference for one in found), reverse=True)


def test_thin(hand):
    assert {(one.skill.lightcast_id, one.job) for one in queries.rare(hand.selection)} == {
        (key, next(iter(jobs))) for key, jobs in hand.by_skill.items() if len(jobs) == 1
    }
    concentrated = {}
    for key, jobs in hand.by_skill.items():
        names = {hand.jobs[job].department for job in jobs}
        if len(jobs) >= 2 and len(names) == 1 and names != {""}:
            concentrated[key] = (names.pop(), len(jobs))
    assert {
        one.skill.lightcast_id: (one.department, one.jobs) for one in queries.concentrated(hand.selection)
    } == concentrated


def test_review_and_acceptance(hand):
    for row in queries.review(hand.selection):
        inside = Counter(tag.decision for tag in hand.judged if tag.job.department == row.name)
        assert (row.suggested, row.confirmed, row.rejected) == (
            inside["none"],
            inside["confirmed"],
            inside["rejected"],
        )
    wanted = Counter()
    for tag in hand.judged:
        if tag.origin != "person":
            low = None if tag.confidence is None else min(9, int(tag.confidence * 10)) / 10
            wanted[tag.engine_version, low, tag.decision] += 1
    found = Counter()
    for engine in queries.acceptance(hand.selection):
        for band in engine.bands:
            for decision, count in (
                ("none", band.suggested),
                ("confirmed", band.confirmed),
                ("rejected", band.rejected),
            ):
                found[engine.version, band.low, decision] += count
    assert +found == wanted


@pytest.mark.parametrize("sides", [("department:Finance", "department:Policy"), ("job:{a}", "job:{b}")])
def test_compared_sides(world, sides):
    hand = ByHand("")
    a, b = list(hand.jobs)[1:3]
    names = [side.format(a=a, b=b) for side in sides]
    groups = [
        {job.pk for job in hand.jobs.values() if name in (f"department:{job.department}", f"job:{job.pk}")}
        for name in names
    ]
    counts = [Counter(tag.skill.lightcast_id for tag in hand.tags if tag.job_id in group) for group in groups]
    compared = queries.compare(hand.selection, *names)
    assert {one.lightcast_id: one.jobs_a for one in compared.only_a} == {
        key: count for key, count in counts[0].items() if key not in counts[1]
    }
    assert {one.lightcast_id: (one.jobs_a, one.jobs_b) for one in compared.both} == {
        key: (count, counts[1][key]) for key, count in counts[0].items() if key in counts[1]
    }
    assert {one.lightcast_id for one in compared.only_b} == set(counts[1]) - set(counts[0])


def test_similar_jobs_share_what_they_say(world):
    hand = ByHand("")
    job = max(hand.jobs, key=lambda key: sum(tag.job_id == key for tag in hand.tags))
    own = {tag.skill.lightcast_id for tag in hand.tags if tag.job_id == job}
    rows = queries.similar_jobs(hand.selection, job)
    assert rows
    assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)
    for row in rows:
        other = {tag.skill.lightcast_id for tag in hand.tags if tag.job_id == row.job}
        assert {one.lightcast_id for one in row.shared} == own & other
        assert 0 < row.score <= 1
