"""The admin's lists: found, filtered, exported, and changed in bulk only after the count was shown."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.models import JobDescription
from skills.curation import lists
from skills.models import Extraction, Skill
from tests.factories import (
    AliasFactory,
    ExtractionFactory,
    JobFactory,
    SkillFactory,
    TagFactory,
    browser,
)

pytestmark = pytest.mark.django_db

SKILLS = "/admin/skills/skill/"


def listed(query):
    return [skill.name for skill in browser("curator").get(f"{SKILLS}?{query}").context["cl"].result_list]


def decide(skill, confirmed=0, rejected=0):
    TagFactory.create_batch(confirmed, skill=skill, confirmed=True)
    TagFactory.create_batch(rejected, skill=skill, rejected=True)


def rows(answer):
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_skills_are_filtered_by_acceptance():
    for name, confirmed, rejected in (("Low", 1, 4), ("High", 4, 1), ("Middling", 2, 2), ("New", 0, 0)):
        decide(SkillFactory(name=name), confirmed, rejected)
    TagFactory(skill__name="By hand", by_hand=True)
    assert listed("acceptance=low") == ["Low"]
    assert listed("acceptance=high") == ["High"]
    assert listed("acceptance=middling") == ["Middling"]
    assert listed("acceptance=undecided") == ["By hand", "New"]
    assert len(listed("acceptance=odd")) == 5


def test_skills_are_filtered_by_use_and_by_when_they_were_last_used():
    for name, days in (("Today", 0), ("Last spring", 200), ("Long ago", 500)):
        tag = TagFactory(skill__name=name)
        JobDescription.objects.filter(pk=tag.job_id).update(created_at=timezone.now() - timedelta(days=days))
    SkillFactory(name="Unused")
    TagFactory(skill__name="Rejected", rejected=True)
    assert listed("use=yes") == ["Last spring", "Long ago", "Today"]
    assert listed("use=no") == ["Rejected", "Unused"]
    assert listed("last_used=month") == ["Today"]
    assert listed("last_used=year") == ["Last spring", "Today"]
    assert listed("last_used=longer") == ["Long ago"]
    assert listed("last_used=never") == ["Rejected", "Unused"]


def test_the_list_says_how_often_a_skill_is_accepted():
    skill = SkillFactory()
    decide(skill, confirmed=2, rejected=1)
    assert "2 of 3" in browser("curator").get(SKILLS).text


def test_30_000_skills_take_as_many_queries_as_one(django_assert_max_num_queries):
    Skill.objects.bulk_create(
        [Skill(lightcast_id=f"KS{number}", name=f"Skill {number:05}") for number in range(30_000)], batch_size=5000
    )
    TagFactory(skill=Skill.objects.get(lightcast_id="KS7"), confirmed=True)
    client = browser("curator")
    for query in ("", "?q=skill+2999", "?use=yes&acceptance=high&last_used=month", "?o=-6", "?p=250"):
        with django_assert_max_num_queries(15):
            assert client.get(SKILLS + query).status_code == 200


@pytest.mark.parametrize("model", ["skillalias", "skillmerge", "extraction", "jobskill", "skillcategory"])
def test_queries_of_other_lists_do_not_grow(model, django_assert_max_num_queries):
    for _number in range(12):
        TagFactory(skill=AliasFactory().skill)
        ExtractionFactory(failed=True)
    client = browser("administrator")
    with django_assert_max_num_queries(16):
        assert client.get(f"/admin/skills/{model}/").status_code == 200


def test_a_list_is_exported_as_csv_and_holds_no_formula():
    skill = SkillFactory(name="=1+1")
    decide(skill, confirmed=1)
    data = {"action": "export_csv", "_selected_action": [skill.pk]}
    answer = browser("curator").post(SKILLS, data)
    assert answer["Content-Type"].startswith("text/csv")
    head, line = rows(answer)
    assert head == ["name", "type", "category", "status", "jobs", "accepted", "last used", "Lightcast id"]
    assert (line[0], line[-1]) == ("'=1+1", skill.lightcast_id)
    assert line[4:6] == ["1", "1 of 1"]


@pytest.mark.parametrize(
    ("action", "question"),
    [("block", "Block 2 skills?"), ("set_type", "Set the type of 2 skills?"), ("unblock", "Unblock 0 skills?")],
)
def test_a_bulk_action_shows_its_count_first(action, question):
    tag, other = TagFactory(), SkillFactory()
    client = browser("curator")
    selected = {"action": action, "_selected_action": [tag.skill_id, other.pk]}
    answer = client.post(SKILLS, selected)
    assert question in answer.text
    assert set(Skill.objects.values_list("status", "type", "type_decided")) == {("active", "specialized", False)}
    client.post(SKILLS, {**selected, "confirmed": "yes", "type": "common"})
    changed = {"block": ("blocked", "specialized", False), "set_type": ("active", "common", True)}
    expected = changed.get(action, ("active", "specialized", False))
    assert set(Skill.objects.values_list("status", "type", "type_decided")) == {expected}


def test_a_bulk_action_may_be_for_the_whole_list():
    SkillFactory.create_batch(3)
    data = {"action": "block", "_selected_action": [Skill.objects.first().pk], "select_across": "1"}
    client = browser("curator")
    assert "Block 3 skills?" in client.post(SKILLS, data).text
    client.post(SKILLS, {**data, "confirmed": "yes"})
    assert set(Skill.objects.values_list("status", flat=True)) == {"blocked"}


def test_a_type_that_is_none_is_refused():
    skill = SkillFactory()
    data = {"action": "set_type", "_selected_action": [skill.pk], "confirmed": "yes", "type": "odd"}
    assert "Select a valid choice" in browser("curator").post(SKILLS, data).text
    skill.refresh_from_db()
    assert not skill.type_decided


def test_the_log_says_what_happened_and_runs_again_after_the_count():
    job = JobFactory()
    Extraction.objects.update(state="failed", error_code="engine", error_message="It did not work.")
    client = browser("curator")
    answer = client.get("/admin/skills/extraction/?state__exact=failed")
    assert "It did not work." in answer.text
    data = {"action": "run_again", "_selected_action": [job.extractions.get().pk]}
    assert "Find the skills of 1 job again?" in client.post("/admin/skills/extraction/", data).text
    assert job.extractions.count() == 1
    client.post("/admin/skills/extraction/", {**data, "confirmed": "yes"})
    assert job.extractions.filter(state="waiting").count() == 1


@pytest.mark.sqlite  # reads the plan that it makes
@pytest.mark.parametrize("since", [None, timezone.now()])
def test_counts_are_read_for_the_rows_of_one_page_only(since):
    page = lists.curated_skills().filter(lists.in_use(since=since)).order_by("name")[:100]
    assert "TEMP B-TREE" not in page.explain()
