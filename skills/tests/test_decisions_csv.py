"""Curators' decisions as CSV: what was exported can be read in, every fault is named, and it is all or nothing."""

import csv

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from skills import services
from skills.models import KeptAsIs, Skill, SkillAlias, Taxonomy
from tests.factories import AliasFactory, SkillFactory, TagFactory, browser, person

pytestmark = pytest.mark.django_db

PAGE = "/admin/skills/skill/decisions/"
HEADING = "skill,name,decision,value\n"


def read_in(*lines, dry_run=False):
    text = HEADING + "\n".join(lines)
    return services.import_decisions(text=text, user=person("curator"), dry_run=dry_run)


def outcomes(report):
    return [(line.number, str(line.outcome)) for line in report.lines]


@pytest.fixture
def pair():
    return SkillFactory(lightcast_id="KS1", name="Python"), SkillFactory(lightcast_id="KS2", name="Pythons")


def everything():
    return (
        sorted(Skill.objects.values_list("lightcast_id", "name", "list_name", "type", "status", "merged_into__name")),
        sorted(SkillAlias.objects.values_list("skill__name", "form", "is_blocked")),
        sorted(KeptAsIs.objects.values_list("question", "skill__name", "other__name", "form")),
    )


def test_what_was_exported_is_read_in_elsewhere(pair, tmp_path, capsys):
    python, pythons = pair
    other, third = SkillFactory(lightcast_id="KS3", name="Rust"), SkillFactory(lightcast_id="KS4", name="Go")
    before = list(Skill.objects.order_by("pk").values("lightcast_id", "name"))
    own = services.create_skill(name="House style", skill_type="common")
    services.add_alias(skill=own, form="+1 style")
    services.block_form(skill=python, form="snake")
    services.set_skill_type(skills=[python], skill_type="certification")
    services.set_preferred_name(skill=python, name="Python language")
    services.set_skill_status(skills=[other], status="retired")
    services.merge_skills(skill=pythons, into=python, user=None)
    services.keep_as_is(question="duplicate", skill=other, other=third, user=None)
    services.keep_as_is(question="form", skill=third, form="go", user=None)
    services.keep_as_is(question="skill", skill=third, user=None)
    expected = everything()
    path = tmp_path / "decisions.csv"
    call_command("curation_csv", "export", str(path))
    assert "11 decisions written" in capsys.readouterr().out
    Skill.objects.all().delete()
    for skill in before:
        SkillFactory(**skill)
    call_command("curation_csv", "import", str(path), "--dry-run")
    assert "would change" in capsys.readouterr().out
    assert everything() != expected
    call_command("curation_csv", "import", str(path))
    assert everything() == expected
    call_command("curation_csv", "import", str(path))
    assert "0 of 11 lines changed something." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("NOSUCH,,surface form,snake", "No skill has the id “NOSUCH”."),
        ("KS1,,dance,snake", "“dance” is no decision"),
        ("KS1,,surface form,!?", "at least one word"),
        ("KS1,,type,odd", "Choose specialised"),
        ("KS1,,status,odd", "Choose active"),
        ("KS1,,name,pythons", "has this name"),
        ("KS1,,name,", "cannot be blank"),
        ("KS1,,merge into,KS1", "into itself"),
        ("KS1,,merge into,NOSUCH", "No skill has the id"),
        ("KS1,,not a duplicate of,KS1", "two skills"),
        ("KS9,,own skill,Rust", "begins with OWN-"),
        ("KS1,surface form,snake", "as many cells"),
        ("KS2,,block form,snake", "contradicts line 2"),
        ("KS2,,surface form,SNAKES", "contradicts line 2"),
        ("KS2,,surface form,snake", "the same as line 2"),
        ("KS2,,leave skill,snake", ""),
    ],
)
def test_a_fault_is_named_by_its_line_and_nothing_is_done(pair, line, said):
    before = everything()
    report = read_in("KS2,,surface form,snake", line)
    if not said:
        assert report.applied
        return
    assert outcomes(report)[1] == (3, "fault")
    assert said in report.lines[1].sentence
    assert not report.applied
    assert everything() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "name the columns"),
        ("a,b\n1,2", "name the columns"),
        (HEADING + 'KS1,,type,"common', "quotation marks"),
        (HEADING + "KS1,,type," + "x" * 3000, "too long"),
    ],
)
def test_what_is_no_table_is_said(text, said):
    longest = csv.field_size_limit()
    report = services.import_decisions(text=text, user=None, dry_run=False)
    assert (report.faults, report.applied) == (1, False)
    assert said in report.lines[0].sentence
    assert csv.field_size_limit() == longest  # of every table that this process reads


def test_contradictions_within_a_table_are_told(pair):
    report = read_in("KS1,,status,blocked", "KS1,,status,retired", "KS1,,merge into,KS2", "KS2,,merge into,KS1")
    assert [line.sentence for line in report.lines if line.outcome == "fault"][:2] == ["This contradicts line 2."] * 2


def test_merges_that_run_in_a_circle_are_refused(pair):
    report = read_in("KS1,,merge into,KS2", "KS2,,merge into,KS1")
    assert outcomes(report) == [(2, "change"), (3, "fault")]
    assert not Skill.objects.exclude(merged_into=None).exists()


def test_a_dry_run_changes_nothing_and_wakes_nobody(pair):
    AliasFactory()
    generation = Taxonomy.objects.get().generation
    tag = TagFactory(skill=pair[0])
    report = read_in("KS1;;merge into;KS2".replace(";", ","), "KS2,,surface form,snake", dry_run=True)
    assert (report.changes, report.applied) == (2, False)
    tag.refresh_from_db()
    assert tag.skill == pair[0]
    assert Taxonomy.objects.get().generation == generation


def test_the_page_shows_first_and_reads_in_what_it_showed(pair):
    client = browser("curator")
    file = SimpleUploadedFile("d.csv", "\ufeffskill;name;decision;value\r\nKS1;;surface form;snake".encode())
    page = client.post(PAGE, {"file": file})
    assert "1 line would change something." in page.text
    assert not SkillAlias.objects.exists()
    client.post(PAGE, {"text": page.context["text"], "confirmed": "yes"})
    assert SkillAlias.objects.get().form == "snake"
    exported = client.get(f"{PAGE}file/").getvalue().decode("utf-8-sig")
    assert exported.splitlines() == ["skill,name,decision,value", "KS1,Python,surface form,snake"]


@pytest.mark.parametrize(
    ("data", "said"), [(b"", "file is empty"), (b" \n", "not empty"), (b"x" * 500_001, "too large")]
)
def test_a_file_that_cannot_be_is_said(data, said):
    page = browser("curator").post(PAGE, {"file": SimpleUploadedFile("d.csv", data)})
    assert said in page.text


def test_too_many_lines_for_the_page_are_said():
    text = HEADING + "KS1,,surface form,snake\n" * 2001
    assert "use the command" in browser("curator").post(PAGE, {"text": text}).text


@pytest.mark.parametrize("role", ["viewer", "editor", "stranger"])
def test_only_curators_read_in(role, pair):
    client = browser(role)
    client.user.is_staff = True
    client.user.save()
    text = f"{HEADING}KS1,,status,blocked"
    assert client.post(PAGE, {"text": text, "confirmed": "yes"}).status_code == 403
    assert client.get(f"{PAGE}file/").status_code == (403 if role == "stranger" else 200)
    assert set(Skill.objects.values_list("status", flat=True)) == {"active"}


def test_the_command_says_what_is_wrong(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("curation_csv", "import", str(tmp_path / "none.csv"))
    path = tmp_path / "d.csv"
    path.write_text(f"{HEADING}NOSUCH,,status,blocked")
    with pytest.raises(CommandError, match="1 of 1 lines have a fault; nothing was changed"):
        call_command("curation_csv", "import", str(path))
