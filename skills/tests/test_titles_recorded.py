"""Which suggestion a title came from is recorded, and only what was really suggested can be."""

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from jobs.models import JobDescription
from skills import services, titles
from skills.engines.base import TitleSuggestion
from skills.models import JobTitle, StandardTitle
from tests.factories import JobFactory, JobTitleFactory, UserFactory, browser

pytestmark = pytest.mark.django_db


def values(**changes):
    return {"title": "Data Analyst", "language": "en", "status": "active", "text": "We need Python.", **changes}


def choice(**changes):
    return titles.Choice(
        **{
            "source": "esco",
            "source_version": "1.2",
            "title_id": "http://data.europa.eu/esco/occupation/1",
            "name": "data analyst",
            "title": "Senior data analyst",
            "level": "Senior",
            "confidence": 0.8,
            "reason": "The title says so.",
            **changes,
        }
    )


def test_a_choice_travels_and_comes_back():
    assert titles.Choice.read(choice().signed()) == choice()


@pytest.mark.parametrize(
    "signed", ["", "nonsense", "a:b:c", pytest.param(signing.dumps({"title": "x"}), id="another salt"), "\x00"]
)
def test_what_was_not_signed_here_is_no_choice(signed):
    assert titles.Choice.read(signed) is None


def test_a_changed_or_foreign_choice_is_none():
    signed = choice().signed()
    assert titles.Choice.read(signed[:-1] + ("A" if signed[-1] != "A" else "B")) is None
    assert titles.Choice.read(signing.dumps({"other": 1}, salt=titles.SALT)) is None


def test_suggestions_come_best_first_and_keep_the_level():
    offered = titles.suggest("Sr. Software Developer", limit=3).titles
    confidences = [one.choice.confidence for one in offered]
    assert 0 < len(offered) <= 3
    assert confidences == sorted(confidences, reverse=True)
    assert {one.choice.level for one in offered} == {"Senior"}


def test_suggest_apply_and_save_without_a_script():
    client = browser("editor")
    page = client.post("/jobs/new/", values(title="Sr. Data Analyst", suggest="1"))
    offered = page.context["suggested"].titles[0].choice
    page = client.post("/jobs/new/", values(title="Sr. Data Analyst", apply=offered.signed()))
    assert page.context["form"]["title"].value() == offered.title
    assert not JobDescription.objects.exists()
    client.post("/jobs/new/", values(title=offered.title, title_choice=page.context["pending"].value))
    recorded = JobTitle.objects.get()
    assert recorded.job.title == offered.title
    assert (recorded.standard_title.source, recorded.standard_title.title_id) == (offered.source, offered.title_id)
    assert recorded.standard_title.name == offered.name
    assert (recorded.level, recorded.confidence) == (offered.level, offered.confidence)
    assert recorded.applied_by == client.user


def test_what_a_title_replaced_is_kept():
    job = JobFactory(title="Anlyst")
    browser("editor").post(f"/jobs/{job.pk}/edit/", values(title="Analyst", title_choice=choice().signed()))
    assert JobTitle.objects.get().replaced_title == "Anlyst"


@pytest.mark.parametrize("signed", ["", "forged", "\x00"])
def test_a_forged_choice_is_passed_over_and_the_job_saved(signed):
    browser("editor").post("/jobs/new/", values(title_choice=signed))
    assert JobDescription.objects.count() == 1
    assert not StandardTitle.objects.exists()


def test_applying_a_forged_choice_changes_nothing():
    answer = browser("editor").post("/jobs/new/", values(title="Mine", apply="forged"))
    assert answer.context["form"]["title"].value() == "Mine"


def test_a_form_that_does_not_hold_records_nothing():
    browser("editor").post("/jobs/new/", values(text="", title_choice=choice().signed()))
    assert not JobTitle.objects.exists()


@pytest.mark.parametrize("level", ["Senior " * 30, "x" * 300])
def test_a_level_longer_than_its_column_does_not_stop_the_saving(level):
    signed = choice(level=level, name="n" * 300, reason="r" * 400).signed()
    answer = browser("editor").post("/jobs/new/", values(title_choice=signed))
    assert answer.status_code == 302
    assert JobDescription.objects.count() == JobTitle.objects.count() == 1


def test_a_newer_choice_takes_the_place_of_the_older():
    job, user = JobFactory(), UserFactory()
    for title_id, name in (("1", "analyst"), ("2", "data analyst")):
        services.apply_title(
            job=job, source="esco", title_id=title_id, name=name, source_version="1.2", user=user, confidence=0.5
        )
    assert JobTitle.objects.get().standard_title.name == "data analyst"
    assert [row.standard_title.name for row in JobTitle.history.all()] == ["data analyst", "analyst"]


def test_a_standard_title_is_one_row_for_all_jobs_and_follows_its_source():
    for name in ("analyst", "Analyst"):
        services.apply_title(job=JobFactory(), source="esco", title_id="1", name=name, source_version="1.2", user=None)
    assert [title.name for title in StandardTitle.objects.all()] == ["Analyst"]
    assert JobTitle.objects.count() == 2


def test_a_confidence_that_is_no_probability_is_refused():
    with pytest.raises(ValidationError):
        services.apply_title(
            job=JobFactory(), source="esco", title_id="1", name="a", source_version="1", user=None, confidence=7
        )
    assert not StandardTitle.objects.exists()


def test_removing_and_deleting():
    carried = JobTitleFactory()
    with pytest.raises(ProtectedError):
        carried.standard_title.delete()
    services.remove_title(job=carried.job)
    assert not JobTitle.objects.exists()
    services.remove_title(job=carried.job)
    JobTitleFactory().job.delete()
    assert not JobTitle.objects.exists()


@pytest.mark.parametrize(
    ("confidence", "words"), [(0.9, "Very close"), (0.75, "Very close"), (0.6, "Close"), (0.1, "Possible")]
)
def test_confidence_in_words(confidence, words):
    suggestion = TitleSuggestion("1", "data analyst", confidence, "", "esco", "1.2")
    assert titles.OfferedTitle(suggestion, choice()).closeness == words
