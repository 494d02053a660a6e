"""Standard titles for many jobs at once: what is offered, recorded and undone, and what curators decide for good."""

from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from jd_platform.numbers import whole_percent
from jobs.models import JobDescription
from skills import services, title_groups, titles
from skills.engines.embedded.engine import title_standardiser
from skills.models import JobTitle, StandardTitle, TitleMapping, TitleRun
from skills.title_groups import Wanted, WrittenTitle
from skills.titles import Choice
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


def listed(**wanted):
    return list(title_groups.titles_page(Wanted(**wanted)).page)


def group(name):
    return next(one for one in listed() if one.choice.name == name)


def standard(job):
    return JobTitle.objects.get(job=job).standard_title.name


# --- What is offered --------------------------------------------------------------------------------------------


def test_titles_are_grouped_by_what_would_be_recorded(jobs):
    nurses = group("Registered nurse")
    assert {one.title: one.jobs for one in nurses.titles} == {"Registered Nurse": 2, "Sr. Registered Nurse (Ottawa)": 1}
    assert nurses.jobs == 3
    assert {one.title: one.choice.level for one in nurses.titles}["Sr. Registered Nurse (Ottawa)"] == "Senior"
    assert [one.title for one in listed(unmatched=True)] == ["Qqqq zzzz"]
    page = title_groups.titles_page(Wanted())
    assert (page.jobs, page.titles, page.standards, page.matched, page.unmatched) == (4, 3, 2, 3, 1)
    assert page.sentence == "5 jobs carry no standard title: 4 different titles."
    assert page.listed == "3 different titles in 4 jobs"


def test_the_page_says_how_sure_it_is_and_that_nothing_is_paid(jobs):
    text = browser("editor").get(ADDRESS).text
    one = group("Registered nurse").titles[0]
    assert f"<b>{one.percent}</b> {one.closeness}" in text
    assert "The built-in list suggests from the title alone" in text
    unmatched = browser("editor").get(ADDRESS, {"unmatched": "1"}).text
    assert "No standard title fits these well enough" in unmatched
    assert "Qqqq zzzz" in unmatched
    assert "Qqqq zzzz" not in text


def test_without_a_job_nothing_is_said_of_every_job():
    assert "No job lacks a standard title." in browser("editor").get(ADDRESS).text


def test_a_job_with_a_standard_title_is_not_looked_at():
    JobTitleFactory(job__title="Registered Nurse")
    assert "No job lacks a standard title." in browser("editor").get(ADDRESS).text


@pytest.mark.parametrize("title", ODD)
def test_any_title_is_listed(title):
    JobFactory(title=title)
    answer = browser("curator").get(ADDRESS)
    assert answer.status_code == 200
    assert "<b>Nurse" not in answer.text


@pytest.mark.parametrize("number", ["", "0", "two", "999", "\U0001f600"])
def test_any_page_number_has_an_answer(jobs, number):
    assert browser("editor").get(ADDRESS, {"page": number}).status_code == 200


def test_what_is_wanted_narrows_the_list(jobs):
    JobFactory(title="Nurse of things", department="Health Programs")
    JobFactory(title="Registered Nurse", department="Health Programs")

    def titles_of(groups):
        return {one.title: one.jobs for group in groups for one in group.titles}

    assert set(titles_of(listed(words="REGISTERED"))) == {"Registered Nurse", "Sr. Registered Nurse (Ottawa)"}
    here = titles_of(listed(department="Health Programs"))
    assert here == {"Nurse of things": 1, "Registered Nurse": 1}
    everything = [one for group in listed() for one in group.titles]
    least = min(whole_percent(one.confidence) for one in everything) + 1
    sure = {one.title for one in everything if whole_percent(one.confidence) >= least}
    assert set(titles_of(listed(least=least))) == sure != {one.title for one in everything}
    assert title_groups.departments()[-1] == "Health Programs"


def test_the_order_is_as_wanted(jobs):
    by_name = [one.choice.name for one in listed(order="title")]
    assert by_name == sorted(by_name, key=str.casefold)
    assert [one.jobs for one in listed(order="jobs")] == [3, 1]
    sure = [one.confidence for one in listed()]
    assert sure == sorted(sure, reverse=True)


def test_the_choices_of_the_filters_begin_with_a_capital(jobs):
    form = browser("editor").get(ADDRESS).context["form"]
    choices = [label for name in ("department", "order") for _value, label in form.fields[name].widget.choices]
    assert [label for label in choices if not label[0].isupper()] == []


def test_groups_that_do_not_fit_on_a_page_follow_on_the_next(jobs, settings):
    settings.PAGE_SIZE = 1
    pages = [title_groups.titles_page(Wanted(order="jobs"), number).page for number in ("1", "2")]
    assert [page.object_list[0].choice.name for page in pages] == ["Registered nurse", "Software developer"]
    text = browser("editor").get(ADDRESS, {"order": "jobs", "page": "2"}).text
    assert 'action="?order=jobs&amp;page=2"' in text


@pytest.mark.parametrize(
    "query",
    [
        {"least": "x"},
        {"least": "5"},
        {"order": "nothing"},
        {"q": "x" * 300},
        {"q": "\x00"},
        {"department": "\x00Nowhere"},
        {"unmatched": "yes", "page": "-1"},
    ],
)
def test_a_filter_that_does_not_hold_is_named_or_finds_nothing(jobs, query):
    answer = browser("editor").get(ADDRESS, query)
    assert answer.status_code == 200
    assert bool(answer.context["form"].errors) == ("There is a problem" in answer.text)


def test_an_htmx_request_gets_the_list_alone(jobs):
    headers = {"HX-Request": "true", "HX-Target": "title-list"}
    part = browser("editor").get(ADDRESS, {"q": "nurse"}, headers=headers).text
    assert "<html" not in part
    assert part.count('id="title-list"') == 1
    client = browser("editor")
    answer = client.post(ADDRESS, {"group": group("Registered nurse").choice.title_id}, headers=headers, follow=True)
    assert "<html" not in answer.text
    assert "The standard titles of 3 jobs are recorded." in answer.text


@pytest.mark.parametrize("count", [3, 30])
def test_queries_do_not_grow_with_the_titles(count, django_assert_max_num_queries):
    for number in range(count):
        JobFactory(title=f"Nurse {number}")
    client = browser("editor")
    with django_assert_max_num_queries(9):
        assert client.get(ADDRESS).context["titles"].all_jobs == count


# --- Recording --------------------------------------------------------------------------------------------------


def post(client, **data):
    answer = client.post(ADDRESS, data, follow=True)
    return answer.text


@pytest.mark.parametrize("role", ["editor", "curator"])
def test_a_group_is_recorded_and_no_written_title_changes(jobs, role):
    client, nurses = browser(role), group("Registered nurse")
    text = post(client, group=nurses.choice.title_id)
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
    one, other = group("Registered nurse").titles
    post(browser("editor"), only=one.offer, offer=other.offer)
    assert set(JobTitle.objects.values_list("job__title", flat=True)) == {one.title}


def test_those_chosen_are_recorded_across_groups(jobs):
    offers = [group(name).titles[0].offer for name in ("Registered nurse", "Software developer")]
    text = post(browser("editor"), offer=offers, chosen="1")
    assert "are recorded" in text
    assert set(JobTitle.objects.values_list("standard_title__name", flat=True)) == {
        "Registered nurse",
        "Software developer",
    }


def test_all_that_are_sure_enough_are_recorded(jobs):
    JobFactory(title="Nurse of things")
    least = whole_percent(group("Registered nurse").titles[0].confidence)
    shown = browser("editor").get(f"{ADDRESS}?least={least}")
    sure = {one.title for own in shown.context["titles"].page for one in own.titles}
    assert f"Record for all {shown.context['titles'].jobs} jobs" in shown.text
    browser("editor").post(f"{ADDRESS}?least={least}", {"all": "1"})
    assert set(JobTitle.objects.values_list("job__title", flat=True)) == sure
    assert sure
    assert "Nurse of things" not in sure


def test_all_are_recorded_only_once_it_is_said_how_sure_they_must_be(jobs):
    assert 'name="all"' not in browser("editor").get(ADDRESS).text
    assert "Nothing was recorded" in post(browser("editor"), all="1")


def test_only_the_jobs_that_are_listed_get_a_standard_title(jobs):
    here = JobFactory(title="Registered Nurse", department="Health Programs")
    for data in ({"group": group("Registered nurse").choice.title_id}, {"all": "1"}):
        browser("editor").post(f"{ADDRESS}?department=Health+Programs&least=30", data)
        assert list(JobTitle.objects.values_list("job", flat=True)) == [here.pk]


def test_what_would_be_offered_by_now_must_be_what_was_seen(jobs):
    seen = group("Registered nurse").titles[0].offer
    services.map_title(written="Registered Nurse", occupation_id=occupation("software developer").id, user=None)
    assert "Nothing was recorded" in post(browser("editor"), only=seen)


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
        {"group": "x"},
        {"offer": "1"},
        {"offer": "one two"},
        {"offer": "9" * 30 + " x"},
        {"only": "٣ http://elsewhere/1"},
        {"only": "\x00", "group": "\x00"},
        {"offer": ["1 http://elsewhere/1", "<b> " + "x" * 5000]},
    ],
)
def test_what_is_not_offered_is_not_recorded(jobs, data):
    assert "Nothing was recorded" in post(browser("editor"), **data)
    assert not JobTitle.objects.exists()
    assert not TitleRun.objects.exists()


def test_an_offer_with_a_number_written_otherwise_is_read_as_that_job(jobs):
    assert "Nothing was recorded" in post(browser("editor"), offer=f"0{jobs[0].pk} x")
    assert not JobTitle.objects.exists()


@pytest.mark.parametrize("least", ["0", "24", "101", "many", "1e9", "\x00"])
def test_a_threshold_that_does_not_hold_is_named(jobs, least):
    answer = browser("editor").post(f"{ADDRESS}?{urlencode({'least': least})}", {"all": "1"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["least"]
    assert "There is a problem" in answer.text
    assert not JobTitle.objects.exists()


@pytest.mark.parametrize(("role", "status"), REFUSED)
def test_those_who_may_not_are_refused(jobs, role, status):
    client = browser(role)
    assert client.get(ADDRESS).status_code == status
    assert client.post(f"{ADDRESS}?least=50", {"all": "1"}).status_code == status
    assert client.get(f"{ADDRESS}choose/?title=Registered+Nurse").status_code == status
    assert client.post(f"{ADDRESS}choose/?title=Registered+Nurse", {"choice": "x"}).status_code == status
    assert client.post(f"{ADDRESS}undo/", {"run": "1"}).status_code == status
    assert not JobTitle.objects.exists()


# --- Undo -------------------------------------------------------------------------------------------------------


@pytest.fixture
def run(jobs):
    """What was recorded for all that are sure enough."""
    return title_groups.apply_wanted(wanted=Wanted(least=50), user=person("editor"))


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
    again = title_groups.apply_wanted(wanted=Wanted(least=50), user=person("editor"))
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
    assert group(nurse.display).titles[0].percent == "100\N{NO-BREAK SPACE}%"
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


# --- Another title than the one suggested -------------------------------------------------------------------------


CHOOSE = f"{ADDRESS}choose/"


def choose(client, title, choice, *, query="", **data):
    return client.post(f"{CHOOSE}?{urlencode({'title': title})}{query}", {"choice": choice, **data}, follow=True)


def test_another_title_is_chosen_for_all_jobs_with_one_title(jobs):
    JobFactory(title="Qqqq zzzz", department="Health Programs")
    client = browser("editor")
    assert f'{CHOOSE}?unmatched=1&amp;title=Qqqq%20zzzz"' in client.get(ADDRESS, {"unmatched": "1"}).text
    page = client.get(CHOOSE, {"title": "Qqqq zzzz", "words": "software developer", "unmatched": "1"})
    assert "Record for 2 jobs" in page.text
    answer = choose(client, "Qqqq zzzz", page.context["found"][0].signed(), query="&unmatched=1")
    assert answer.redirect_chain[-1][0] == f"{ADDRESS}?unmatched=1"
    assert "The standard titles of 2 jobs are recorded." in answer.text
    assert set(JobTitle.objects.values_list("job__title", flat=True)) == {"Qqqq zzzz"}
    assert TitleRun.objects.get().may_be_undone


def test_choosing_and_undoing_on_a_later_page_lead_back_to_it(jobs, settings):
    another = JobFactory(title="Registered Nurse")
    services.apply_titles(choices={another.pk: group("Registered nurse").choice}, user=None)
    settings.PAGE_SIZE = 1
    client, query = browser("editor"), "?order=jobs&page=2"
    text = client.get(ADDRESS, {"order": "jobs", "page": "2"}).text
    link = f"{CHOOSE}?order=jobs&amp;page=2&amp;title=Software%20Developer"
    assert f'href="{link}"' in text
    assert f'action="{ADDRESS}undo/?order=jobs&amp;page=2"' in text
    page = client.get(unescape(link))
    assert f'href="{ADDRESS}?order=jobs&amp;page=2"' in page.text
    assert '<input type="hidden" name="page" value="2">' in page.text
    chosen = client.post(unescape(link), {"choice": page.context["suggested"].titles[0].choice.signed()})
    assert chosen["Location"] == ADDRESS + query
    undone = client.post(f"{ADDRESS}undo/{query}", {"run": TitleRun.objects.latest("pk").pk})
    assert undone["Location"] == ADDRESS + query


@pytest.mark.parametrize("number", ["", "0", "1", "two", "9" * 5000, "\U0001f600"])
def test_a_page_that_is_none_leads_back_to_the_first(jobs, number):
    answer = browser("editor").post(f"{CHOOSE}?{urlencode({'title': 'x', 'page': number})}", {"choice": ""})
    assert answer["Location"] == ADDRESS


@pytest.mark.parametrize(("language", "number"), [("en", "1,200"), ("fr", "1\xa0200")])
def test_counts_stand_in_groups_of_thousands(language, number):
    JobDescription.objects.bulk_create(JobFactory.build_batch(1200, title="Registered Nurse"))
    client = browser("editor")
    client.cookies["django_language"] = language
    text = client.get(ADDRESS).text
    assert f'class="number">{number}</td>' in text
    chosen = client.get(CHOOSE, {"title": "Registered Nurse"}).text
    assert chosen.count(number) == 1 + chosen.count('name="choice"')
    run = title_groups.apply_wanted(wanted=Wanted(least=50), user=None)
    text = client.get(ADDRESS).text
    assert text.count(f"{number} ") + text.count(f", {number}<") >= 2
    JobTitle.objects.filter(run=run).update(run=None)
    assert number in undo(run.pk, client).text


def test_counts_of_a_title_that_nothing_fits_stand_in_groups_of_thousands():
    JobDescription.objects.bulk_create(JobFactory.build_batch(1200, title="Qqqq zzzz"))
    page = browser("editor").get(ADDRESS, {"unmatched": "1"}).text
    assert 'class="number">1,200</td>' in page
    assert "1 different title in 1,200 jobs" in page


@pytest.mark.parametrize(("title", "view"), [("Registered Nurse", "With a suggestion"), ("Qqqq zzzz", "No good match")])
def test_counts_of_titles_stand_in_groups_of_thousands(title, view):
    JobDescription.objects.bulk_create(JobFactory.build(title=f"{title} #{100000 + at}") for at in range(1001))
    page = browser("editor").get(ADDRESS, {"unmatched": "1"} if view == "No good match" else {"least": "50"}).text
    assert "1,001 jobs carry no standard title: 1,001 different titles." in page
    assert "1,000 different titles in 1,000 jobs" in page
    assert f'{view} <span class="count">1,000</span>' in page
    assert "The 1,000 most frequent titles are looked at" in page
    if view == "With a suggestion":
        assert "Recording them all gives 1,000 jobs one of 1 standard titles each" in page
        assert "Record for all 1,000 jobs" in page
        assert ">Record all 1,000<" in page


def test_only_what_is_certain_is_shown_as_whole():
    (nurse,) = title_standardiser().search("registered nurse", limit=1)
    choice = Choice("esco", "1", nurse.id, nurse.display, nurse.display, "", 0.996, "")
    assert WrittenTitle("Floor angel", 1, 1, choice).percent == ">99\N{NO-BREAK SPACE}%"
    assert whole_percent(0.996) == 99
    assert whole_percent(1.0) == 100


def test_what_is_suggested_stands_there_without_a_search(jobs):
    page = browser("editor").get(CHOOSE, {"title": "Sr. Registered Nurse (Ottawa)"})
    assert "Registered nurse" in page.text
    assert 1 <= len(page.context["suggested"].titles) <= 5
    assert "From now on" not in page.text


def test_a_curator_decides_for_every_title_like_it(jobs):
    client = browser("curator")
    page = client.get(CHOOSE, {"title": "Sr. Registered Nurse (Ottawa)", "words": "software developer"})
    assert "use it for every title like “Registered Nurse”" in page.text
    choice = page.context["found"][0]
    answer = choose(client, "Sr. Registered Nurse (Ottawa)", choice.signed(), always="1")
    assert f"From now on “Registered Nurse” stands for “{choice.name}”." in answer.text
    assert (TitleMapping.objects.get().occupation_id, standard(jobs[2])) == (choice.title_id, choice.name)
    assert {one.title for one in group(choice.name).titles} == {"Registered Nurse", "Software Developer"}


def test_an_editor_decides_for_these_jobs_alone(jobs):
    client = browser("editor")
    page = client.get(CHOOSE, {"title": "Registered Nurse"})
    signed = page.context["suggested"].titles[0].choice.signed()
    assert choose(client, "Registered Nurse", signed, always="1").status_code == 403
    assert not TitleMapping.objects.exists()
    assert not JobTitle.objects.exists()


@pytest.mark.parametrize("title", ["", "\x00", "No job has this", "x" * 5000, "<b>"])
@pytest.mark.parametrize("choice", ["", "x", "\x00"])
def test_a_choice_that_does_not_hold_records_nothing(jobs, title, choice):
    client = browser("editor")
    page = client.get(CHOOSE, {"title": title})
    assert "No job without a standard title has this title." in page.text
    assert "<b>" not in page.text.split("<main")[1]
    assert "Nothing was recorded" in choose(client, title, choice).text
    assert not JobTitle.objects.exists()


# --- Mappings in the administration -------------------------------------------------------------------------------


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
