"""A backup restored into an empty place equals what was saved; a damaged one, or a place in use, changes nothing."""

import io
import json
import tarfile
import threading
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from jd_platform.backup import LEFT_OUT, BackupError, back_up, backed_up_models, restore
from jobs import services
from jobs.models import JobDescription, UploadedDocument
from skills.services import confirm_skill
from tests.factories import (
    DocumentFactory,
    ExtractionFactory,
    JobFactory,
    SkillFactory,
    TagFactory,
    TaxonomyFactory,
    file,
    person,
)

pytestmark = pytest.mark.django_db


def rows():
    """Return all rows of the tables that a backup holds."""
    kept = {}
    with connection.cursor() as cursor:
        for model in backed_up_models():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)} ORDER BY 1")  # noqa: S608
            kept[model._meta.label_lower] = cursor.fetchall()
    return kept


def originals():
    """Return the bytes of all originals by their names."""
    names = UploadedDocument.objects.exclude(content="").values_list("content", flat=True)
    return {name: Path(default_storage.path(name)).read_bytes() for name in names}


def empty():
    """Delete every row and file, as in a place that was only migrated."""
    for name in UploadedDocument.objects.exclude(content="").values_list("content", flat=True):
        default_storage.delete(name)
    with connection.cursor() as cursor:
        for model in reversed(backed_up_models()):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


@pytest.fixture
def world():
    """A job with everything around it, in words that are hard to write down."""
    TaxonomyFactory()
    editor = person("editor")
    job = JobFactory(title="Agent·e “principal”", text="L’été\u2028\nexcel\t日本 🙂", created_by=editor)
    job.title = "Agente principale"
    job.save()
    tag = TagFactory(job=job, skill=SkillFactory())
    confirm_skill(tag=tag, user=editor)
    ExtractionFactory(job=job)
    DocumentFactory(job=job)
    services.upload_files(files=[file("a.txt", "bytes of a file")], user=editor)


@pytest.fixture
def saved(world, tmp_path):
    back_up(tmp_path / "jobs.tar")
    return tmp_path / "jobs.tar"


def test_what_was_saved_comes_back(saved, world):
    before = rows()
    files = originals()
    empty()
    assert not JobDescription.objects.exists()
    summary = restore(saved)
    assert rows() == before
    assert originals() == files
    assert (summary.rows, summary.files) == (sum(len(table) for table in before.values()), len(files))
    assert JobFactory().pk > max(row[0] for row in before["jobs.jobdescription"])


def test_a_place_in_use_is_left_alone(saved):
    before = rows()
    with pytest.raises(BackupError, match="not empty"):
        restore(saved)
    assert rows() == before


def changed(saved, tmp_path, change):
    """Return a copy of a backup in which `change` was applied to each entry's (name, content)."""
    copy = tmp_path / "changed.tar"
    with tarfile.open(saved) as old, tarfile.open(copy, "w") as new:
        for entry in old:
            for name, content in change(entry.name, old.extractfile(entry).read()):
                added = tarfile.TarInfo(name)
                added.size = len(content)
                new.addfile(added, io.BytesIO(content))
    return copy


def without_tables(name, content):
    return [] if name.startswith("tables/jobs.jobdescription") else [(name, content)]


def other_rows(name, content):
    return [(name, content.replace(b"Agente", b"Agents"))]


def other_bytes(name, content):
    return [(name, b"others" if name.startswith("files/") else content)]


def other_version(name, content):
    if name != "manifest.json":
        return [(name, content)]
    manifest = json.loads(content)
    manifest["migrations"][-1][1] = "0099_of_another_version"
    return [(name, json.dumps(manifest).encode())]


def other_applications(name, content):
    if name != "manifest.json":
        return [(name, content)]
    manifest = json.loads(content)
    manifest["migrations"].append(["socialaccount", "0001_initial"])
    return [(name, json.dumps(manifest).encode())]


def foreign_file(name, content):
    return [(name, content), ("files/../../evil", b"evil")] if name.startswith("files/") else [(name, content)]


def no_manifest(name, content):
    return [] if name == "manifest.json" else [(name, content)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (without_tables, "is missing"),
        (other_rows, "not as it was written"),
        (other_bytes, "not as it was uploaded"),
        (other_version, "made by another version"),
        (other_applications, "not the same applications: socialaccount"),
        (foreign_file, "holds files that it does not name"),
        (no_manifest, "no backup that this version can read"),
    ],
)
def test_a_damaged_backup_changes_nothing(saved, tmp_path, change, reason):
    copy = changed(saved, tmp_path, change)
    empty()
    before = rows()
    with pytest.raises(BackupError, match=reason):
        restore(copy)
    assert rows() == before
    assert not User.objects.exists()


def test_a_file_that_is_no_backup(tmp_path):
    (tmp_path / "notes.txt").write_text("notes")
    with pytest.raises(CommandError, match="is no backup"):
        call_command("restore", tmp_path / "notes.txt")


def test_a_backup_never_replaces_another(saved):
    before = saved.read_bytes()
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", saved)
    assert saved.read_bytes() == before


def test_an_original_that_is_gone_is_named(world, tmp_path, capsys):
    (name,) = UploadedDocument.objects.exclude(content="").values_list("content", flat=True)[:1]
    default_storage.delete(name)
    call_command("backup", tmp_path / "jobs.tar")
    assert name in capsys.readouterr().err
    assert (tmp_path / "jobs.tar").stat().st_mode & 0o077 == 0


@pytest.mark.postgres  # SQLite's is in memory here: one connection reads and writes it
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_backup_is_one_moment(world, tmp_path):
    """What is written while the tables are read is not in it, and who writes need not wait."""

    def say(line):
        if line.startswith("auth.user:"):
            writer = threading.Thread(target=add_person)
            writer.start()
            writer.join(10)
            assert not writer.is_alive()

    def add_person():
        person("curator")
        connection.close()

    before = User.objects.count()
    back_up(tmp_path / "jobs.tar", say)
    assert User.objects.count() == before + 1
    with tarfile.open(tmp_path / "jobs.tar") as archive:
        histories = archive.extractfile("tables/jobs.jobdescription.jsonl").read().splitlines()
        assert len(archive.extractfile("tables/auth.user.jsonl").read().splitlines()) == before
        assert len(histories) == JobDescription.objects.count()


def test_what_is_left_out_is_there():
    names = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}
    assert names >= LEFT_OUT
