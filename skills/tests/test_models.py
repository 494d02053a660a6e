"""What the database itself refuses of extractions, tags, skills and titles, whoever writes it."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from skills.models import Extraction, JobSkill, Skill, SkillCategory, StandardTitle, Taxonomy
from tests.factories import (
    AliasFactory,
    CategoryFactory,
    ExtractionFactory,
    JobFactory,
    JobTitleFactory,
    SkillFactory,
    StandardTitleFactory,
    TagFactory,
    TaxonomyFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("extraction_state_known", {"state": "lost"}),
        ("extraction_failed_with_reason", {"state": "failed", "error_code": ""}),
    ],
)
def test_database_refuses_an_extraction(constraint, values):
    row = ExtractionFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Extraction.objects.filter(pk=row.pk).update(**values)


def test_database_refuses_two_open_extractions_of_one_job():
    job = JobFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ExtractionFactory(job=job, state="retry")
    ExtractionFactory(job=job, state="done")


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("job_skill_confidence_is_probability", {"confidence": 1.01}),
        ("job_skill_confidence_is_probability", {"confidence": -0.01}),
        ("job_skill_origin_known", {"origin": "gossip"}),
        ("job_skill_importance_known", {"importance": "vital"}),
        ("job_skill_decision_has_time", {"decision": "confirmed", "decided_at": None}),
        ("job_skill_decision_has_time", {"decision": "none", "decided_at": timezone.now()}),
        ("job_skill_decision_has_time", {"decision": "perhaps"}),
        ("job_skill_by_hand_is_decided", {"origin": "person"}),
    ],
)
def test_database_refuses_a_tag(constraint, values):
    tag = TagFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        JobSkill.objects.filter(pk=tag.pk).update(**values)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("skill_has_name", {"name": ""}),
        ("skill_type_known", {"type": "odd"}),
        ("skill_status_known", {"status": "lost"}),
        ("skill_merged_is_not_active", {"merged_into": 1}),
    ],
)
def test_database_refuses_a_skill(constraint, values):
    SkillFactory(pk=1)
    skill = SkillFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Skill.objects.filter(pk=skill.pk).update(**values)


def test_database_refuses_a_skill_merged_into_itself():
    skill = SkillFactory(retired=True)
    with pytest.raises(IntegrityError, match="skill_not_merged_into_itself"), transaction.atomic():
        Skill.objects.filter(pk=skill.pk).update(merged_into=skill)


@pytest.mark.parametrize(
    "make_twin",
    [
        lambda: TagFactory(job=(tag := TagFactory()).job, skill=tag.skill),
        lambda: SkillFactory(lightcast_id=SkillFactory().lightcast_id),
        lambda: AliasFactory(skill=(alias := AliasFactory()).skill, form=alias.form),
        lambda: CategoryFactory(code=CategoryFactory().code),
        lambda: CategoryFactory(name=CategoryFactory().name),
        lambda: CategoryFactory(parent=(sub := CategoryFactory(parent=CategoryFactory())).parent, name=sub.name),
        lambda: StandardTitleFactory(title_id=StandardTitleFactory().title_id),
        lambda: JobTitleFactory(job=JobTitleFactory().job),
    ],
    ids=["tag", "skill", "alias", "category code", "category name", "subcategory name", "standard title", "job title"],
)
def test_database_refuses_twins(make_twin):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_twin()


def test_a_subcategory_may_share_its_name_with_a_category():
    CategoryFactory(name="Sales")
    assert CategoryFactory(name="Sales", parent=CategoryFactory()).pk


@pytest.mark.parametrize(
    "make_malformed",
    [
        lambda: TaxonomyFactory(id=2),
        lambda: AliasFactory(form=""),
        lambda: AliasFactory(source="gossip"),
        lambda: StandardTitleFactory(name=""),
        lambda: JobTitleFactory(confidence=1.5),
        lambda: SkillCategory.objects.filter(pk=CategoryFactory(pk=7).pk).update(parent=7),
    ],
    ids=["second taxonomy", "empty form", "form's source", "title's name", "title's confidence", "own parent"],
)
def test_database_refuses_what_is_malformed(make_malformed):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_malformed()
    assert not StandardTitle.objects.filter(name="").exists()
    assert Taxonomy.objects.count() == 0
