"""Standard titles for many jobs at once: what is offered, recorded and undone, and what curators decide for good."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from skills import services, title_groups, titles
from skills.engines.embedded.engine import title_standardiser
from skills.models import JobTitle, StandardTitle, TitleMapping, TitleRun
from tests.factories import JobFactory, JobTitleFactory, browser, person

pytestmark = pytest.mark.django_db

ADDRESS = "/jobs/titles/"
REFUSED = [("viewer", 403), ("stranger", 403), ("anonymous", 302)]
ODD = ["!!!", "\U0001f600", "<b>Nurse</b>", "x" * 255, "看護師", " "]


@pytest.fixture
def jobs():
    """Return jobs by title: two nurses in two spellings, one of them twice, a developer, and a title of nothing."""
    written = [
        "Registered Nurse",
        "Registered Nurse",
        "Sr. Registered Nurse (Ottawa)",
        "Software Developer",
        "Qqqq zzzz",
    ]
    return [JobFactory(title=title) for title in written]


def group(name):
    page = title_groups.titles_page(None)
    return next(one for one in page.groups if one.choice.name == name)


def standard(job):
    return JobTitle.objects.get(job=job).standard_title.name


# --- What is offered --------------------------------------------------------------------------------------------


def test_titles_are_grouped_by_what_would_be_recorded(jobs):
    nurses = group("Registered nurse")
    assert {one.title: one.jobs for one in nurses.titles} == {"Registered Nurse": 2, "Sr. Registered Nurse (Ottawa)": 1}
    assert nurses.jobs == 3
    assert {one.title: one.choice.level for one in nurses.titles}["Sr. Registered Nurse (Ottawa)"] == "Senior"
    page = title_groups.titles_page(None)
    assert [one.title for one in page.unmatched] == ["Qqqq zzzz"]
    assert page.jobs == 5
    assert page.sentence == "5 jobs carry no standard title: 4 different titles."


def test_the_page_says_how_sure_it_is_and_that_nothing_is_paid(jobs):
    text = browser("editor").get(ADDRESS).text
    one = group("Registered nurse").titles[0]
    assert f"{one.closeness}, {one.percent} %" in text
    assert "The built-in list suggests from the title alone" in text
    assert "No standard title fits well enough" in text


def test_a_job_with_a_standard_title_is_not_looked_at():
    JobTitleFactory(job__title="Registered Nurse")
    assert "Every job carries a standard title." in browser("editor").get(ADDRESS).text


@pytest.mark.parametrize("title", ODD)
def test_any_title_is_listed(title):
    JobFactory(title=title)
    answer = browser("curator").get(ADDRESS)
    assert answer.status_code == 200
    assert "<b>Nurse" not in answer.text


@pytest.mark.parametrize("number", ["", "0", "two", "999", "\U0001f600"])
def test_any_page_number_has_an_answer(jobs, number):
    assert browser("editor").get(ADDRESS, {"page": number}).status_code == 200


def test_the_most_frequent_titles_come_first_and_the_rest_on_further_pages(jobs, monkeypatch):
    monkeypatch.setattr(title_groups, "TITLES_PER_PAGE", 1)
    assert [row["title"] for row in title_groups.titles_page("1").page.object_list] == ["Registered Nurse"]
    assert title_groups.titles_page("1").page.paginator.num_pages == 4


@pytest.mark.parametrize("count", [3, 30])
def test_queries_do_not_grow_with_the_titles(count, django_assert_max_num_queries):
    for number in range(count):
        JobFactory(title=f"Nurse {number}")
    client = browser("editor")
    with django_assert_max_num_queries(9):
        assert client.get(ADDRESS).context["titles"].jobs == count


# --- Recording --------------------------------------------------------------------------------------------------


def post(client, **data):
    answer = client.post(ADDRESS, data, follow=True)
    return answer.text


@pytest.mark.parametrize("role", ["editor", "curator"])
def test_a_group_is_recorded_and_no_written_title_changes(jobs, role):
    client, nurses = browser(role), group("Registered nurse")
    text = post(client, title_id=nurses.choice.title_id, title=[one.title for one in nurses.titles])
    assert "The standard titles of 3 jobs are recorded." in text
    run = TitleRun.objects.get()
    assert (run.jobs, run.applied_by) == (3, client.user)
    for job, title in zip(
        jobs[:3], ["Registered Nurse", "Registered Nurse", "Sr. Registered Nurse (Ottawa)"], strict=True
    ):
        job.refresh_from_db()
        recorded = job.standard_title
        assert (job.title, recorded.standard_title.name, recorded.run) == (title, "Registered nurse", run)
        assert recorded.history.count() == 1
    assert JobTitle.objects.get(job=jobs[2]).level == "Senior"
    assert StandardTitle.objects.count() == 1


def test_one_title_of_a_group_is_recorded(jobs):
    nurses = group("Registered nurse")
    post(browser("editor"), title_id=nurses.choice.title_id, only="Registered Nurse", title="Software Developer")
    assert set(JobTitle.objects.values_list("job", flat=True)) == {jobs[0].pk, jobs[1].pk}


def test_all_that_are_sure_enough_are_recorded(jobs):
    JobFactory(title="Nurse of things")
    sure = {one.title for own in title_groups.titles_page(None).groups for one in own.titles if one.confidence >= 0.6}
    post(browser("editor"), all="1", threshold="60")
    assert set(JobTitle.objects.values_list("job__title", flat=True)) == sure
    assert sure


def test_what_changed_meanwhile_is_left_alone(jobs):
    nurses = group("Registered nurse")
    services.apply_title(job=jobs[0], source="esco", title_id="1", name="mine", source_version="1", user=None)
    choices = {job.pk: nurses.choice for job in jobs[:2]} | {987654: nurses.choice}
    run = services.apply_titles(choices=choices, user=None)
    assert (run.jobs, standard(jobs[0]), standard(jobs[1])) == (1, "mine", "Registered nurse")
    assert services.apply_titles(choices=choices, user=None) is None


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"title_id": "x"},
        {"title": "Registered Nurse"},
        {"title": "Registered Nurse", "title_id": "http://elsewhere/1"},
        {"only": "\x00", "title_id": "\x00"},
        {"only": "<b>", "title_id": "x" * 5000},
    ],
)
def test_what_is_not_offered_is_not_recorded(jobs, data):
    assert "Nothing was recorded" in post(browser("editor"), **data)
    assert not JobTitle.objects.exists()
    assert not TitleRun.objects.exists()


@pytest.mark.parametrize("threshold", ["", "0", "24", "101", "many", "1e9", "\x00"])
def test_a_threshold_that_does_not_hold_is_named(jobs, threshold):
    answer = browser("editor").post(ADDRESS, {"all": "1", "threshold": threshold})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["threshold"]
    assert "There is a problem" in answer.text
    assert not JobTitle.objects.exists()


@pytest.mark.parametrize(("role", "status"), REFUSED)
def test_those_who_may_not_are_refused(jobs, role, status):
    client = browser(role)
    assert client.get(ADDRESS).status_code == status
    assert client.post(ADDRESS, {"all": "1", "threshold": "50"}).status_code == status
    assert client.post(f"{ADDRESS}undo/", {"run": "1"}).status_code == status
    assert not JobTitle.objects.exists()


# --- Undo -------------------------------------------------------------------------------------------------------


@pytest.fixture
def run(jobs):
    """What was recorded for all that are sure enough."""
    return title_groups.apply_sure(threshold=0.5, page_number=None, user=person("editor"))


def undo(run, client=None):
    return (client or browser("editor")).post(f"{ADDRESS}undo/", {"run": run}, follow=True)


def test_what_was_recorded_at_once_is_undone_at_once(run):
    client = browser("editor")
    assert "Undone for 4 jobs." in undo(run.pk, client).text
    assert not JobTitle.objects.exists()
    run.refresh_from_db()
    assert run.undone_by == client.user
    assert "This was undone before." in undo(run.pk).text


def test_what_a_person_changed_since_stays(run, jobs):
    services.apply_title(job=jobs[0], source="esco", title_id="1", name="mine", source_version="1", user=None)
    services.remove_title(job=jobs[1])
    assert "Undone for 2 jobs. 2 jobs were changed since and stay as they are." in undo(run.pk).text
    assert list(JobTitle.objects.values_list("standard_title__name", flat=True)) == ["mine"]


def test_it_can_be_recorded_again_after_undo(run):
    services.undo_titles(run=run, user=None)
    again = title_groups.apply_sure(threshold=0.5, page_number=None, user=person("editor"))
    assert again.jobs == run.jobs == JobTitle.objects.count()


def test_after_thirty_days_it_stays(run):
    TitleRun.objects.update(applied_at=timezone.now() - timedelta(days=30, seconds=1))
    client = browser("editor")
    assert 'name="run"' not in client.get(ADDRESS).text
    assert "cannot be undone at once any more" in undo(run.pk, client).text
    assert JobTitle.objects.count() == run.jobs


@pytest.mark.parametrize("number", ["", "0", "x", "-1", "٣", "9" * 30, "\x00"])
def test_an_unknown_run_is_not_found(run, number):
    assert undo(number).status_code == 404
    assert JobTitle.objects.count() == run.jobs


# --- Mappings ---------------------------------------------------------------------------------------------------


def occupation(words):
    return title_standardiser().search(words)[0]


def test_a_mapped_title_wins_from_then_on_and_no_longer_when_it_is_deleted():
    before = titles.suggest("Floor angel").suggested.suggestions
    nurse = occupation("registered nurse")
    mapping = services.map_title(written="  floor   ANGEL ", occupation_id=nurse.id, user=person("curator"))
    assert (mapping.written, mapping.name) == ("floor ANGEL", nurse.display)
    for written in ("Floor Angel", "Sr. Floor Angel (Ottawa)"):
        assert titles.suggest(written).titles[0].choice.title_id == nurse.id
    JobFactory(title="Senior floor angel")
    assert group(nurse.display).titles[0].percent == 100
    mapping.delete()
    assert titles.suggest("Floor angel").suggested.suggestions == before


def test_the_same_spelling_is_mapped_anew():
    for words in ("registered nurse", "software developer"):
        services.map_title(written="HR BP", occupation_id=occupation(words).id, user=None)
    assert TitleMapping.objects.get().name == occupation("software developer").display
    assert TitleMapping.history.count() == 2


@pytest.mark.parametrize(
    ("written", "words", "field"),
    [
        ("", "nurse", "written"),
        ("!!!", "nurse", "written"),
        ("x" * 256, "nurse", "written"),
        ("HR BP", "", "occupation_id"),
    ],
)
def test_a_mapping_that_does_not_hold_is_refused(written, words, field):
    occupation_id = occupation(words).id if words else "http://elsewhere/1"
    with pytest.raises(ValidationError) as refused:
        services.map_title(written=written, occupation_id=occupation_id, user=None)
    assert field in refused.value.message_dict
    assert not TitleMapping.objects.exists()


def test_curators_are_led_to_the_mapping_and_editors_are_not(jobs):
    assert "/admin/skills/titlemapping/add/?written=Registered%20Nurse&amp;occupation_id=http" in (
        browser("curator").get(ADDRESS).text
    )
    assert "titlemapping" not in browser("editor").get(ADDRESS).text


def test_a_curator_maps_a_title_in_the_administration():
    client, address = browser("curator"), "/admin/skills/titlemapping/add/"
    nurse = occupation("registered nurse")
    page = client.get(address, {"written": "Floor angel", "occupation_id": nurse.id})
    assert f'value="{nurse.id}"' in page.text
    client.post(address, {"written": "Floor angel", "words": "", "occupation_id": nurse.id})
    mapping = TitleMapping.objects.get()
    assert (mapping.occupation_id, mapping.mapped_by) == (nurse.id, client.user)
    change = f"/admin/skills/titlemapping/{mapping.pk}/change/"
    assert (
        "Choose one of the titles that were found."
        in client.post(change, {"written": "Floor angel", "words": "software developer"}).text
    )
    client.post(
        change,
        {"written": "Floor angel", "words": "software developer", "occupation_id": occupation("software developer").id},
    )
    mapping.refresh_from_db()
    assert mapping.occupation_id == occupation("software developer").id
    assert (
        "This title is mapped already."
        in client.post(address, {"written": "FLOOR angel", "words": "nurse", "occupation_id": nurse.id}).text
    )


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"written": "!!!"},
        {"written": "\x00", "words": "\x00", "occupation_id": "\x00"},
        {"written": "Clerk", "words": "x" * 300},
        {"written": "Clerk", "occupation_id": "http://elsewhere/1"},
    ],
)
def test_a_form_that_does_not_hold_maps_nothing(data):
    answer = browser("curator").post("/admin/skills/titlemapping/add/", data)
    assert answer.status_code == 200
    assert "errornote" in answer.text
    assert not TitleMapping.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_only_curators_map(role):
    user = person(role)
    assert not user.has_perm("skills.add_titlemapping")
    assert person("curator").has_perm("skills.delete_titlemapping")


def test_readers_of_french_see_french_names(jobs):
    client = browser("editor")
    client.cookies["django_language"] = "fr"
    text = client.get(ADDRESS).text
    french, english = "Infirmier autorisé/infirmière autorisée", "Registered nurse"
    assert f'<span lang="fr">{french}</span> <span class="quiet" lang="en">{english}</span>' in text


def test_a_mapping_does_not_build_the_index_again():
    before = title_standardiser()
    services.map_title(written="Floor angel", occupation_id=occupation("registered nurse").id, user=None)
    after = title_standardiser()
    assert after is not before
    assert after._ranker is before._ranker
