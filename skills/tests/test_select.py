"""Which engine is used, and that the embedded one follows every change of the skill list without a restart."""

import pytest

from skills import services
from skills.engines.base import EngineError
from skills.engines.select import current_engine, embedded_engine, engine_name
from skills.models import Skill, SkillAlias, Taxonomy
from tests.factories import EXCEL, PYTHON, SQL, AliasFactory, JobFactory, SkillFactory, TaxonomyFactory, load_skills

pytestmark = pytest.mark.django_db


def account(client_id="", client_secret=""):
    return {"client_id": client_id, "client_secret": client_secret}


def found(text):
    return {skill.lightcast_id for skill in current_engine().extract(text).skills}


@pytest.mark.parametrize(
    ("wanted", "credentials", "name"),
    [
        ("auto", account(), "embedded"),
        ("auto", account("id", "secret"), "lightcast"),
        ("auto", account("id"), "embedded"),
        ("auto", account("", "secret"), "embedded"),
        ("embedded", account("id", "secret"), "embedded"),
        ("lightcast", account(), "lightcast"),
    ],
)
def test_the_settings_name_the_engine(settings, wanted, credentials, name):
    settings.SKILLS_ENGINE = wanted
    settings.LIGHTCAST = {**settings.LIGHTCAST, **credentials}
    assert engine_name() == name


def test_the_engine_is_the_one_that_is_named(settings):
    settings.LIGHTCAST = {**settings.LIGHTCAST, **account("id", "secret")}
    assert current_engine().name == "lightcast"
    settings.SKILLS_ENGINE = "embedded"
    assert current_engine().name == "embedded"


def test_lightcast_without_credentials_says_so(settings):
    settings.SKILLS_ENGINE = "lightcast"
    settings.LIGHTCAST = {**settings.LIGHTCAST, **account()}
    with pytest.raises(EngineError, match="LIGHTCAST_CLIENT_ID is not set"):
        current_engine().version()


def test_one_engine_is_built_for_one_list():
    load_skills()
    assert embedded_engine() is embedded_engine()


def test_without_a_list_nothing_is_found():
    assert found("We need Python.") == set()
    assert embedded_engine().extract("Python").taxonomy_version == ""


def test_version_and_list_are_told():
    load_skills()
    taxonomy = Taxonomy.objects.get()
    extracted = embedded_engine().extract("We need Python.")
    assert extracted.engine_version.endswith(f"+{taxonomy.generation}")
    assert extracted.taxonomy_version == str(taxonomy)


def test_an_alias_counts_from_the_next_extraction_on():
    skills = load_skills()
    before, version = embedded_engine(), embedded_engine().version()
    assert found("Experience with snakecode.") == set()
    alias = AliasFactory(skill=skills[PYTHON], form="snakecode")
    assert found("Experience with snakecode.") == {PYTHON}
    assert embedded_engine() is not before
    assert embedded_engine().version() != version
    alias.delete()
    assert found("Experience with snakecode.") == set()


def test_a_blocked_form_no_longer_leads_to_its_skill():
    skills = load_skills()
    AliasFactory(skill=skills[PYTHON], form="Python", is_blocked=True)
    assert PYTHON not in found("Experience with Python and SQL.")
    SkillAlias.objects.get().delete()
    assert PYTHON in found("Experience with Python and SQL.")


@pytest.mark.parametrize("status", ["blocked", "retired"])
def test_a_blocked_skill_is_not_found_until_it_is_active_again(status):
    skills = load_skills()
    services.set_skill_status(skills=[skills[PYTHON]], status=status)
    assert found("Experience with Python and SQL.") == {SQL}
    services.set_skill_status(skills=[skills[PYTHON]], status="active")
    assert found("Experience with Python and SQL.") == {PYTHON, SQL}


def test_the_forms_of_a_merged_skill_belong_to_its_survivor():
    skills = load_skills()
    merged = SkillFactory(name="Gridsheets", retired=True, merged_into=skills[EXCEL])
    AliasFactory(skill=merged, form="gridbooks")
    assert found("Experience with Gridsheets and gridbooks.") == {EXCEL}


def test_a_list_changed_by_another_process_is_noticed():
    load_skills()
    assert found("Experience with Python.") == {PYTHON}
    Skill.objects.filter(lightcast_id=PYTHON).update(status="blocked")  # no signal reaches this process
    assert found("Experience with Python.") == {PYTHON}
    services.taxonomy_changed()
    assert found("Experience with Python.") == set()


def test_a_block_counts_for_the_next_job():
    skills = load_skills()
    job = JobFactory(text="Experience with Python and SQL.")
    services.run_extraction(job.extractions.get().pk)
    services.set_skill_status(skills=[skills[SQL]], status="blocked")
    services.request_extraction(job)
    services.run_extraction(job.extractions.first().pk)
    assert [tag.skill.lightcast_id for tag in job.job_skills.all()] == [PYTHON]


def test_building_takes_few_queries(django_assert_max_num_queries):
    TaxonomyFactory()
    for skill in SkillFactory.create_batch(30):
        AliasFactory(skill=skill)
    with django_assert_max_num_queries(7):
        embedded_engine()
