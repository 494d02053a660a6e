"""Curation in Django admin: what curators do there counts from the next extraction on, and stays."""

import pytest

from skills import services
from skills.engines.select import embedded_engine
from skills.models import Extraction, Skill, SkillAlias, Taxonomy
from skills.taxonomy.base import ListedSkill, SkillList
from skills.taxonomy.loading import apply
from tests.factories import (
    PYTHON,
    SQL,
    AliasFactory,
    ExtractionFactory,
    JobFactory,
    JobTitleFactory,
    SkillFactory,
    TagFactory,
    TaxonomyFactory,
    browser,
    enqueued,
    load_skills,
)

pytestmark = pytest.mark.django_db

SKILLS = "/admin/skills/skill/"
MODELS = [
    *("skill", "skillcategory", "skillalias", "jobskill", "extraction", "standardtitle", "jobtitle", "taxonomy"),
]


def found(text="Experience with Python, snakecode and SQL."):
    return {skill.lightcast_id for skill in embedded_engine().find(text)}


def form(skill, *aliases, **changes):
    """Return the filled-in form of a skill, with further surface forms."""
    data = {"name": skill.name, "type": skill.type, "category": "", "description": "", "status": skill.status}
    data |= {"aliases-TOTAL_FORMS": len(aliases), "aliases-INITIAL_FORMS": 0, **changes}
    for number, alias in enumerate(aliases):
        data |= {f"aliases-{number}-form": alias, f"aliases-{number}-skill": skill.pk}
    return data


def act(client, model, action, *rows, **chosen):
    """Do a bulk action, having agreed to what it says it would do."""
    data = {"action": action, "_selected_action": [row.pk for row in rows], "confirmed": "yes", **chosen}
    return client.post(f"/admin/skills/{model}/", data, follow=True)


@pytest.mark.parametrize("model", MODELS)
def test_every_list_and_search_opens(model):
    TaxonomyFactory()
    AliasFactory()
    TagFactory(confirmed=True)
    ExtractionFactory()
    JobTitleFactory()
    client = browser("administrator")
    assert client.get(f"/admin/skills/{model}/").status_code == 200
    assert client.get(f"/admin/skills/{model}/?q=skill").status_code == 200


def test_skills_are_found_by_name_form_and_id_with_their_true_use():
    skills = load_skills()
    for form_ in ("Snake", "Snakes", "Snake code"):
        AliasFactory(skill=skills[PYTHON], form=form_)
    for _ in range(2):
        TagFactory(skill=skills[PYTHON])
    client = browser("curator")
    for words in ("python", "snake", PYTHON):
        rows = client.get(f"{SKILLS}?q={words}").context["cl"].result_list
        assert [(skill.lightcast_id, skill.jobs) for skill in rows] == [(PYTHON, 2)]


@pytest.mark.parametrize("role", ["curator", "administrator"])
def test_an_alias_counts_from_the_next_extraction_on(role):
    skills = load_skills()
    generation, engine = Taxonomy.objects.get().generation, embedded_engine()
    browser(role).post(f"{SKILLS}{skills[SQL].pk}/change/", form(skills[SQL], "snakecode"))
    assert SkillAlias.objects.get().source == "curator"
    assert Taxonomy.objects.get().generation > generation
    assert embedded_engine() is not engine
    assert SQL in {skill.lightcast_id for skill in embedded_engine().find("Experience with snakecode.")}


def test_blocking_and_unblocking():
    skills, client = load_skills(), browser("curator")
    tag = TagFactory(skill=skills[PYTHON], confirmed=True)
    generation = Taxonomy.objects.get().generation
    assert "1 skill changed." in act(client, "skill", "block", skills[PYTHON]).text
    assert Taxonomy.objects.get().generation > generation
    assert found() == {SQL}
    act(client, "skill", "unblock", skills[PYTHON])
    assert found() == {PYTHON, SQL}
    tag.refresh_from_db()
    assert tag.decision == "confirmed"
    assert skills[PYTHON].history.first().history_user == client.user


@pytest.mark.parametrize("status", ["blocked", "retired"])
def test_a_merged_skill_is_not_unblocked(status):
    merged = SkillFactory(status=status, merged_into=SkillFactory())
    assert act(browser("curator"), "skill", "unblock", merged).status_code == 200
    merged.refresh_from_db()
    assert merged.status == status


def test_a_type_set_here_holds_against_the_list():
    skills, client = load_skills(), browser("curator")
    client.post(f"{SKILLS}{skills[PYTHON].pk}/change/", form(skills[PYTHON], type="common"))
    apply(SkillList("package", "2", {}, (ListedSkill(PYTHON, "Python 4", "specialized"),)))
    skill = Skill.objects.get(lightcast_id=PYTHON)
    assert (skill.name, skill.type) == ("Python 4", "common")


@pytest.mark.parametrize(
    ("field", "changes"), [("name", {"name": ""}), ("type", {"type": "odd"}), ("status", {"status": "lost"})]
)
def test_a_skill_that_does_not_hold_is_refused_in_the_form(field, changes):
    skill = SkillFactory()
    answer = browser("curator").post(f"{SKILLS}{skill.pk}/change/", form(skill, **changes))
    assert list(answer.context["adminform"].form.errors) == [field]


def test_a_merged_skill_is_not_made_active_in_the_form():
    skill = SkillFactory(retired=True, merged_into=SkillFactory())
    browser("curator").post(f"{SKILLS}{skill.pk}/change/", form(skill, status="active"))
    skill.refresh_from_db()
    assert skill.status == "retired"


def test_the_same_form_twice_is_refused():
    skill = SkillFactory()
    answer = browser("curator").post(f"{SKILLS}{skill.pk}/change/", form(skill, "twice", "twice"))
    assert answer.status_code == 200
    assert not SkillAlias.objects.exists()


def test_merging_is_seen_beforehand_and_then_done():
    skills, client = load_skills(), browser("curator")
    tag = TagFactory(skill=skills[SQL], confirmed=True)
    address = f"{SKILLS}{skills[SQL].pk}/merge/"
    preview = client.get(f"{address}?into={PYTHON}").context["preview"]
    assert (preview.into, preview.jobs, preview.both) == (skills[PYTHON], 1, 0)
    assert not Skill.objects.filter(merged_into__isnull=False).exists()
    client.post(address, {"into": PYTHON})
    skills[SQL].refresh_from_db()
    assert (skills[SQL].merged_into, skills[SQL].status) == (skills[PYTHON], "retired")
    tag.refresh_from_db()
    assert (tag.skill, tag.decision) == (skills[PYTHON], "confirmed")
    assert found() == {PYTHON}


@pytest.mark.parametrize("written", ["python (Programming Language)", f" {PYTHON} "])
def test_the_skill_that_stays_is_known_by_its_name_too(written):
    skills = load_skills()
    answer = browser("curator").get(f"{SKILLS}{skills[SQL].pk}/merge/", {"into": written})
    assert answer.context["preview"].into == skills[PYTHON]


def test_a_name_that_two_skills_bear_names_neither():
    skills = load_skills()
    SkillFactory(name=skills[PYTHON].name)
    answer = browser("curator").get(f"{SKILLS}{skills[SQL].pk}/merge/", {"into": skills[PYTHON].name})
    assert answer.context["preview"] is None
    assert "No skill has this id or name." in answer.text


@pytest.mark.parametrize("into", ["", "NOSUCH", "\x00", SQL, "BLOCKED"])
def test_merging_into_what_cannot_be_is_said(into):
    skills = load_skills()
    SkillFactory(lightcast_id="BLOCKED", blocked=True)
    answer = browser("curator").post(f"{SKILLS}{skills[SQL].pk}/merge/", {"into": into})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["into"]
    assert not Skill.objects.filter(merged_into__isnull=False).exists()


@pytest.mark.parametrize("number", ["0", "99999999999999999999999", "abc"])
def test_merging_an_unknown_skill_is_not_found(number):
    assert browser("curator").get(f"{SKILLS}{number}/merge/").status_code == 404


def test_failed_extractions_are_run_again(django_capture_on_commit_callbacks):
    job = JobFactory()
    Extraction.objects.update(state="failed", error_code="engine")
    failed = [job.extractions.get(), ExtractionFactory(job=job, failed=True)]
    enqueued()
    with django_capture_on_commit_callbacks(execute=True):
        answer = act(browser("curator"), "extraction", "run_again", *failed)
    assert "1 job is waiting." in answer.text
    assert enqueued() == [("run_extraction", (job.extractions.get(state="waiting").pk,))]


@pytest.mark.parametrize("model", ["extraction", "jobskill", "taxonomy"])
def test_what_the_application_writes_is_not_edited(model):
    rows = {"taxonomy": TaxonomyFactory(), "extraction": ExtractionFactory(), "jobskill": TagFactory()}
    client = browser("administrator")
    assert client.get(f"/admin/skills/{model}/{rows[model].pk}/change/").status_code == 200
    assert client.post(f"/admin/skills/{model}/{rows[model].pk}/change/", {}).status_code == 403
    assert client.get(f"/admin/skills/{model}/add/").status_code == 403


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("editor", 403), ("stranger", 403), ("anonymous", 302)])
def test_others_are_refused(role, status):
    skill = SkillFactory()
    answer = browser(role).post(SKILLS, {"action": "block", "_selected_action": [skill.pk]})
    assert answer.status_code == status
    skill.refresh_from_db()
    assert skill.status == "active"


def test_a_curator_may_not_delete_what_the_list_gives():
    skill = SkillFactory()
    assert browser("curator").post(f"{SKILLS}{skill.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("count", [5, 30])
def test_queries_do_not_grow_with_the_skills(count, django_assert_max_num_queries):
    SkillFactory.create_batch(count)
    client = browser("curator")
    with django_assert_max_num_queries(14):
        client.get(SKILLS)


def test_a_skill_that_is_blocked_here_never_comes_back():
    skills, job = load_skills(), JobFactory(text="Experience with Python and SQL.")
    act(browser("curator"), "skill", "block", skills[PYTHON])
    services.run_extraction(job.extractions.get().pk)
    assert [tag.skill.lightcast_id for tag in job.job_skills.all()] == [SQL]
