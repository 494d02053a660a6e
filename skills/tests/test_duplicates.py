"""Likely duplicates: which pairs are found, which are not, and the page that lists them."""

import pytest
from django.core.management import call_command

from skills import services
from skills.curation.duplicates import Candidate, likely_duplicates
from skills.models import DuplicatePair, KeptAsIs
from tests.factories import AliasFactory, JobFactory, SkillFactory, TagFactory, browser, enqueued

PAIRS = "/admin/skills/duplicatepair/"


def reasons(*names, forms=(), jobs=None):
    """Return the reasons for which skills of these names are found to be alike."""
    jobs = jobs or {}
    candidates = [
        Candidate(number, name, tuple(forms[number]) if number < len(forms) else (), len(jobs.get(number, ())))
        for number, name in enumerate(names)
    ]
    return [one.reason for one in likely_duplicates(candidates, lambda _skills: jobs)]


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("Data Model", "Data Models", ["same_name"]),
        ("Organisation Design", "Organization Design", ["same_name"]),
        ("Web Site", "Website", ["same_name"]),
        ("Analysis Of Variance (ANOVA)", "Variance Analysis", ["same_name"]),
        ("Tableau (Business Intelligence Software)", "Tableau", ["same_name"]),
        ("Go (Game)", "Go (Programming Language)", []),
        ("Palletizing", "Paletizing", ["near_spelling"]),
        ("Project Managment", "Project Management", ["near_spelling"]),
        ("Office 2007", "Office 2010", []),
        ("Java", "Lava", []),
        ("Accounting", "Auditing", []),
    ],
)
def test_names_are_compared(one, other, found):
    assert reasons(one, other) == found


def test_surface_forms_are_compared_with_forms_and_names():
    assert reasons("Spreadsheets", "Microsoft Excel", forms=[["Excel sheets"], ["excel sheet"]]) == ["same_form"]
    assert reasons("Excel", "Microsoft Excel", forms=[[], ["Excel"]]) == ["same_form"]


def test_jobs_are_compared_where_the_names_share_a_word():
    jobs = {0: set(range(20)), 1: set(range(1, 20)), 2: set(range(20))}
    assert reasons("Client Service", "Client Care", "Filing", jobs=jobs) == ["same_jobs"]
    assert reasons("Client Service", "Client Care", jobs={0: {1, 2}, 1: {1, 2}}) == []


@pytest.mark.django_db
def test_blocked_merged_and_unused_retired_skills_are_left_out():
    stays = SkillFactory(name="Website")
    SkillFactory(name="Web Site", blocked=True)
    SkillFactory(name="Web-Site", retired=True)
    SkillFactory(name="Web Sites", retired=True, merged_into=stays)
    TagFactory(skill=SkillFactory(name="Websites", retired=True))
    assert services.refresh_duplicates() == 1


@pytest.mark.django_db
def test_pairs_of_skills_in_use_come_first_and_are_found_anew(capsys):
    SkillFactory(name="Web Site"), SkillFactory(name="Website")
    TagFactory(job=JobFactory(), skill=SkillFactory(name="Data Base"))
    SkillFactory(name="Database")
    call_command("find_duplicates")
    call_command("find_duplicates")
    assert capsys.readouterr().out == "2 likely duplicates.\n" * 2
    assert [pair.jobs for pair in DuplicatePair.objects.all()] == [1, 0]


@pytest.mark.django_db
def test_a_curator_keeps_pairs_apart_and_looks_again(django_capture_on_commit_callbacks):
    AliasFactory(skill__name="Website", form="web presence")
    AliasFactory(form="web presence")
    services.refresh_duplicates()
    client = browser("curator")
    assert "Same surface form" in client.get(f"{PAIRS}?reason__exact=same_form").text
    data = {"action": "keep_apart", "_selected_action": [DuplicatePair.objects.get().pk]}
    assert "Keep the two skills of 1 pair apart?" in client.post(PAIRS, data).text
    client.post(PAIRS, {**data, "confirmed": "yes"})
    assert KeptAsIs.objects.get().question == "duplicate"
    assert not client.get(PAIRS).context["cl"].result_list
    assert client.get(f"{PAIRS}look/").status_code == 405
    enqueued()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{PAIRS}look/")
    assert enqueued() == [("refresh_duplicates", ())]
    client.post(f"/admin/skills/keptasis/{KeptAsIs.objects.get().pk}/delete/", {"post": "yes"})
    assert len(client.get(PAIRS).context["cl"].result_list) == 1
