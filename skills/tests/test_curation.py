"""What curators decide about skills and surface forms, and that no load of the list takes it back."""

import pytest
from django.core.exceptions import ValidationError

from skills import services
from skills.engines.base import Extracted, FoundSkill, Span
from skills.engines.select import embedded_engine
from skills.models import JobSkill, Skill, SkillAlias, Taxonomy
from skills.taxonomy.base import ListedSkill, SkillList
from skills.taxonomy.loading import apply, difference
from tests.factories import (
    PYTHON,
    SQL,
    AliasFactory,
    JobFactory,
    SkillFactory,
    TagFactory,
    browser,
    load_skills,
)

pytestmark = pytest.mark.django_db

SKILLS = "/admin/skills/skill/"


def listed(*skills, version="2"):
    return SkillList("package", version, {}, skills)


def found(text):
    return {skill.lightcast_id for skill in embedded_engine().find(text)}


def evidence(text, *phrases):
    return [{"start": text.index(one), "end": text.index(one) + len(one), "phrase": one} for one in phrases]


def no_aliases(**fields):
    return {"type": "specialized", "aliases-TOTAL_FORMS": 0, "aliases-INITIAL_FORMS": 0, **fields}


# --- Skills of one's own ------------------------------------------------------------------------------------------


def test_a_skill_of_ones_own_gets_its_id_and_is_found_without_any_list():
    client = browser("curator")
    assert "lightcast_id" not in client.get(f"{SKILLS}add/").context["adminform"].form.fields
    client.post(f"{SKILLS}add/", no_aliases(name="  House   style "))
    skill = Skill.objects.get()
    assert skill.name == "House style"
    assert skill.lightcast_id.startswith("OWN-")
    assert len(skill.lightcast_id) == 16
    assert client.get(skill.get_absolute_url()).status_code == 200
    assert found("Experience with House style.") == {skill.lightcast_id}
    assert difference(listed(ListedSkill("KS1", "Rust", "specialized"))).retired == ()


def test_a_name_that_another_skill_has_is_refused():
    SkillFactory(name="Python")
    answer = browser("curator").post(f"{SKILLS}add/", no_aliases(name="python"))
    assert "has this name" in answer.text
    assert Skill.objects.count() == 1


def test_a_change_without_a_loaded_list_is_noticed_by_engines():
    skill = SkillFactory(name="Widgetry")
    assert found("Experience with widgetry.") == {skill.lightcast_id}
    assert found("Experience with gizmology.") == set()
    AliasFactory(skill=skill, form="gizmology")
    assert Taxonomy.objects.get().source == Taxonomy.OWN
    assert found("Experience with gizmology.") == {skill.lightcast_id}


# --- Status and name against the list -----------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["blocked", "retired"])
def test_what_a_curator_blocks_or_retires_stays_so(status):
    python = ListedSkill("KS1", "Python", "specialized")
    apply(listed(python))
    skill = Skill.objects.get()
    services.set_skill_status(skills=[skill], status=status)
    assert apply(listed(python, version="3")).is_empty
    skill.refresh_from_db()
    assert skill.status == status
    services.set_skill_status(skills=[skill], status="active")
    assert apply(listed(ListedSkill("KS2", "Rust", "specialized"))).retired == ("KS1",)


def test_a_skill_that_the_list_retired_and_a_curator_keeps_is_kept():
    apply(listed(ListedSkill("KS1", "Fax", "common")))
    rust = ListedSkill("KS2", "Rust", "specialized")
    apply(listed(rust))
    services.set_skill_status(skills=[Skill.objects.get(lightcast_id="KS1")], status="active")
    assert apply(listed(rust, version="3")).is_empty
    assert Skill.objects.get(lightcast_id="KS1").status == "active"


def test_a_preferred_name_is_shown_and_the_lists_name_still_leads_to_the_skill():
    skills = load_skills()
    python = skills[PYTHON]
    browser("curator").post(f"{SKILLS}{python.pk}/change/", no_aliases(name="Snake code", status="active"))
    python.refresh_from_db()
    assert (python.name, python.list_name) == ("Snake code", "Python (Programming Language)")
    for text in ("Experience with Python.", "Experience with snake code."):
        assert [one.name for one in embedded_engine().find(text)] == ["Snake code"]
    changes = apply(listed(ListedSkill(PYTHON, "Python 4", "specialized"), ListedSkill(SQL, "SQL", "specialized")))
    assert PYTHON in changes.renamed
    python.refresh_from_db()
    assert (python.name, python.list_name) == ("Snake code", "Python 4")
    python = services.set_preferred_name(skill=python, name="Python 4")
    assert (python.name, python.list_name) == ("Python 4", "")


# --- Surface forms ------------------------------------------------------------------------------------------------


def test_a_blocked_form_never_leads_to_the_skill_whichever_engine_found_it():
    skill = SkillFactory(name="Sales")
    job = JobFactory(text="Sales of work. Selling is asked for.")
    services.block_form(skill=skill, form="sales")
    one = FoundSkill(skill.lightcast_id, "Sales", 0.9, (Span(0, 5), Span(15, 22)))
    services.apply_extracted(job, Extracted((one,), "lightcast", "1", "1"))
    assert [mention["phrase"] for mention in job.job_skills.get().evidence] == ["Selling"]
    only = FoundSkill(skill.lightcast_id, "Sales", 0.9, (Span(0, 5),))
    services.apply_extracted(job, Extracted((only,), "lightcast", "1", "1"))
    assert not job.job_skills.exists()
    assert found("Experience in sales.") == set()
    services.add_alias(skill=skill, form="sales")
    assert found("Experience in sales.") == {skill.lightcast_id}


def test_a_form_becomes_a_skill_of_its_own_after_that_was_shown():
    skills = load_skills()
    alias = AliasFactory(skill=skills[PYTHON], form="Snakecode")
    text = "Python and Snakecode."
    alone = TagFactory(job=JobFactory(text=text), skill=alias.skill, evidence=evidence(text, "Snakecode"))
    both = TagFactory(job=JobFactory(text=text), skill=alias.skill, evidence=evidence(text, "Python", "Snakecode"))
    decided = TagFactory(
        job=JobFactory(text=text), skill=alias.skill, evidence=evidence(text, "Snakecode"), confirmed=True
    )
    client = browser("curator")
    address = f"/admin/skills/skillalias/{alias.pk}/split/"
    preview = client.get(f"{address}?into=").context["preview"]
    assert (preview.follow, preview.stay, preview.decided) == (1, 1, 1)
    assert Skill.objects.count() == len(skills)
    client.post(address, {"into": ""})
    own = Skill.objects.get(lightcast_id__startswith="OWN-")
    assert own.name == "Snakecode"
    for tag in (alone, both, decided):
        tag.refresh_from_db()
    assert [tag.skill for tag in (alone, both, decided)] == [own, alias.skill, alias.skill]
    assert found("Experience with snakecode.") == {own.lightcast_id}
    assert found("Experience with Python.") == {PYTHON}


def test_a_form_moves_to_another_skill_that_some_jobs_have_already():
    skills = load_skills()
    alias = AliasFactory(skill=skills[PYTHON], form="Querycode")
    tag = TagFactory(skill=alias.skill, evidence=[{"start": 0, "end": 9, "phrase": "querycode"}])
    TagFactory(job=tag.job, skill=skills[SQL], rejected=True)
    browser("curator").post(f"/admin/skills/skillalias/{alias.pk}/split/", {"into": SQL})
    assert list(tag.job.job_skills.values_list("skill__lightcast_id", "decision")) == [(SQL, "rejected")]
    assert found("Experience with querycode.") == {SQL}
    assert set(SkillAlias.objects.values_list("skill__lightcast_id", "is_blocked")) == {(PYTHON, True), (SQL, False)}


@pytest.mark.parametrize(
    ("into", "said"), [("same", "the form has now"), ("blocked", "is blocked or retired"), ("NOSUCH", "No skill")]
)
def test_where_a_form_cannot_go_is_said(into, said):
    alias = AliasFactory(skill__lightcast_id="same")
    SkillFactory(lightcast_id="blocked", blocked=True)
    answer = browser("curator").post(f"/admin/skills/skillalias/{alias.pk}/split/", {"into": into})
    assert said in answer.text
    assert SkillAlias.objects.get().is_blocked is False


def test_splitting_off_is_for_curators():
    alias = AliasFactory()
    for role in ("viewer", "editor", "stranger"):
        browser(role).post(f"/admin/skills/skillalias/{alias.pk}/split/", {"into": ""})
    assert not Skill.objects.filter(lightcast_id__startswith="OWN-").exists()
    assert not JobSkill.objects.exists()


@pytest.mark.parametrize("form", ["", "  ", "!?"])
def test_a_form_without_words_is_refused(form):
    with pytest.raises(ValidationError, match="at least one word"):
        services.block_form(skill=SkillFactory(), form=form)
