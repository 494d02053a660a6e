"""The sentences of the dashboard stay true where there is little to count."""

import pytest
from django.http import QueryDict
from django.utils import timezone

from analytics import queries
from analytics.figures import figures
from jd_platform.numbers import percent
from jobs.models import JobDescription
from skills.title_groups import WrittenTitle
from skills.titles import Choice
from tests.factories import JobFactory, SkillFactory, TagFactory, UserFactory, browser

pytestmark = pytest.mark.django_db


def figure(key, query=""):
    parameters = QueryDict(query)
    return next(one for one in figures(queries.select(parameters), parameters) if one.key == key)


def jobs_of(department, count, *skills):
    for _number in range(count):
        job = JobFactory(department=department)
        for skill in skills:
            TagFactory(job=job, skill=skill)


def test_skills_that_are_as_frequent_lead_together():
    excel, writing, python = (SkillFactory(name=name) for name in ("Excel", "Writing", "Python"))
    jobs_of("Finance", 2, excel, writing)
    assert figure("top").answer == "Excel leads with 1 other: each is in 2 of 2 jobs (100\N{NO-BREAK SPACE}%)."
    jobs_of("Finance", 1, writing, python)
    assert figure("top").answer.startswith("Writing is asked for most: in 3 of 3 jobs")


def test_one_department_cannot_stand_out():
    jobs_of("Finance", 4, SkillFactory())
    assert figure("departments").answer == "These are the jobs of one department: Finance."
    jobs_of("Policy", 4, SkillFactory())
    assert figure("departments", "department=Policy").answer == "These are the jobs of one department: Policy."


def test_shares_of_a_tiny_department_are_not_told():
    excel = SkillFactory(name="Excel")
    jobs_of("Finance", 3, excel)
    jobs_of("Tiny", 1, excel)
    jobs_of("Tiny", 1)
    shown = figure("departments")
    assert {row.label: str(row.cells[1]) for row in shown.rows} == {
        "Finance": "100\N{NO-BREAK SPACE}%",
        "Tiny": "1/2",
    }
    assert [row.cells[1].shade for row in shown.rows] == [9, None]
    assert "fewer than 3 jobs" in shown.note
    assert "fewer than" not in figure("departments", "department=Finance").note


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "–"),
        (0, "0 %"),
        (0.002, "<1 %"),
        (0.006, "1 %"),
        (17 / 40, "43 %"),
        (15 / 40, "38 %"),
        (0.285, "29 %"),
        (0.994, "99 %"),
        (0.9996, ">99 %"),
        (1, "100 %"),
    ],
)
def test_none_and_all_are_told_only_where_they_are_meant(share, text):
    assert percent(share) == text.replace(" ", "\N{NO-BREAK SPACE}")


def test_halves_go_up_on_every_page():
    job = JobFactory(effective_date=timezone.localdate())
    tag = TagFactory(job=job, confidence=0.625)
    assert (
        "<dd>63\N{NO-BREAK SPACE}%</dd>"
        in browser("viewer").get(f"{job.get_absolute_url()}?why={tag.skill.lightcast_id}").text
    )
    for _job in range(39):
        JobFactory(effective_date=timezone.localdate(), department="Finance")
    for other in JobDescription.objects.exclude(pk=job.pk)[:4]:
        TagFactory(job=other, skill=tag.skill)
    skill = browser("viewer").get(tag.skill.get_absolute_url()).text
    assert ">13\N{NO-BREAK SPACE}%</td>" in skill  # 5 of 40
    clerk = Choice("esco", "1", "1", "Clerk", "Clerk", "", 0.125, "")
    assert WrittenTitle("Clerk", 1, 1, clerk).percent == "13\N{NO-BREAK SPACE}%"


def test_a_reversed_period_is_told_by_the_name_that_people_read(client):
    client.force_login(UserFactory(viewer=True))
    answer = client.get("/analytics/skills/?since=2026-01-01&until=2025-01-01").content.decode()
    assert "To: The period ends before it begins." in answer
