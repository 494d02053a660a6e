"""The filters that page, API and export share find what people mean, and bear whatever stands in an address."""

import datetime

import pytest
from django.http import QueryDict

from jobs.filters import MOST_VALUES, JobFilter
from jobs.models import JobDescription
from tests.factories import DocumentFactory, JobFactory, SkillFactory, TagFactory

pytestmark = pytest.mark.django_db


def found(query):
    """Return the titles that the filter leaves for a query string, in order."""
    job_filter = JobFilter(QueryDict(query), queryset=JobDescription.objects.order_by("title"))
    assert job_filter.form.is_valid(), job_filter.form.errors
    return [job.title for job in job_filter.qs]


@pytest.fixture
def tagged():
    """Three jobs: "both" has skills A and B, "one" has A, "none" has neither that counts."""
    a, b = SkillFactory(lightcast_id="A"), SkillFactory(lightcast_id="B")
    blocked = SkillFactory(lightcast_id="BLOCKED", blocked=True)
    both, one, none = (JobFactory(title=title) for title in ("both", "one", "none"))
    for job, skill in ((both, a), (both, b), (one, a), (one, blocked)):
        TagFactory(job=job, skill=skill)
    TagFactory(job=none, skill=a, rejected=True)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("skill=A", ["both", "one"]),
        ("skill=A&skill=B", ["both"]),
        ("skill=A&skill=B&match=all", ["both"]),
        ("skill=A&skill=B&match=any", ["both", "one"]),
        ("skill=A&skill=A", ["both", "one"]),
        ("without=A", ["none"]),
        ("without=B", ["none", "one"]),
        ("skill=A&without=B", ["one"]),
        ("skill=BLOCKED", []),
        ("without=BLOCKED", ["both", "none", "one"]),
        ("skill=UNKNOWN", []),
        ("skill=A&skill=UNKNOWN", []),
        ("skill=A&skill=UNKNOWN&match=any", ["both", "one"]),
        ("skill=&skill=%20", ["both", "none", "one"]),
    ],
)
def test_skills(tagged, query, titles):
    assert found(query) == titles


def test_many_skills_are_looked_for_at_once():
    query = "&".join(f"skill={letter}" for letter in "ABCDEFGHIJ")
    jobs = JobFilter(QueryDict(query), queryset=JobDescription.objects.all()).qs
    assert str(jobs.query).count("IN (SELECT") == 1


@pytest.mark.parametrize("query", ["skill=%00", "skill=%00A", "skill=B&without=A%00"])
def test_values_with_nul_never_reach_the_database(tagged, query):
    values = JobFilter(QueryDict(query), queryset=JobDescription.objects.all()).form
    assert values.is_valid()
    assert not any("\x00" in value for name in ("skill", "without") for value in values.cleaned_data[name])


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=analyst", ["Data analyst", "Policy analyst"]),
        ("q=ANALYST+data", ["Data analyst"]),
        ("q=finance", ["Data analyst"]),
        ("q=REF-7", ["Policy analyst"]),
        ("q=forklift", ["Driver"]),
        ("q=nothing+like+this", []),
        ("q=%25", []),
        ("q=", ["Data analyst", "Driver", "Policy analyst"]),
        ("department=Finance", ["Data analyst"]),
        ("department=Finance&department=Transport", ["Data analyst", "Driver"]),
        ("department=Nowhere", []),
        ("classification=EC-05", ["Policy analyst"]),
        ("language=fr", ["Policy analyst"]),
        ("language=fr&language=en", ["Data analyst", "Driver", "Policy analyst"]),
        ("status=archived", ["Driver"]),
        ("since=2025-01-01", ["Data analyst", "Policy analyst"]),
        ("since=2025-01-01&until=2025-03-01", ["Data analyst"]),
        ("until=2024-12-31", ["Driver"]),
    ],
)
def test_words_and_facts(query, titles):
    JobFactory(title="Data analyst", department="Finance", effective_date=datetime.date(2025, 3, 1), text="Excel")
    JobFactory(
        title="Policy analyst",
        department="Policy",
        reference="REF-7",
        classification="EC-05",
        language="fr",
        effective_date=datetime.date(2026, 1, 1),
        text="Word",
    )
    JobFactory(
        title="Driver",
        department="Transport",
        status="archived",
        effective_date=datetime.date(2024, 5, 5),
        text="Forklift",
    )
    assert found(query) == titles


def test_upload():
    document = DocumentFactory(done=True)
    DocumentFactory(batch=document.batch, state="duplicate", job=document.job)
    DocumentFactory(done=True)
    assert found(f"batch={document.batch_id}") == [document.job.title]


@pytest.mark.parametrize(
    ("field", "query"),
    [
        ("language", "language=klingon"),
        ("status", "status=lost"),
        ("match", "match=some"),
        ("batch", "batch=7"),
        ("since", "since=yesterday"),
        ("until", "until=2025-13-45"),
        ("q", "q=%00"),
    ],
)
def test_a_malformed_value_is_refused_with_the_field_named(field, query):
    form = JobFilter(QueryDict(query), queryset=JobDescription.objects.all()).form
    assert list(form.errors) == [field]


@pytest.mark.parametrize("name", ["skill", "without", "department", "category", "standard_title_id", "language"])
def test_more_values_than_can_be_chosen_are_refused_with_the_field_named(name):
    def form(count):
        query = "&".join(f"{name}={'en' if name == 'language' else place}" for place in range(count))
        return JobFilter(QueryDict(query), queryset=JobDescription.objects.all()).form

    assert form(MOST_VALUES).is_valid()
    assert list(form(MOST_VALUES + 1).errors) == [name]
