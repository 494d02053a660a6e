"""Which worker is gone: one of this machine whose process has ended, and no other."""

import os
import subprocess
import sys
import time

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from jobs import services
from jobs.models import UploadedDocument
from tests.factories import DocumentFactory, enqueued

NAME_IT = "import django; django.setup(); from jobs.services import this_worker; print(this_worker())"


@pytest.fixture(scope="module")
def dead_worker():
    """The name of a process of this machine that has ended."""
    command = [sys.executable, "-c", NAME_IT]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "jd_platform.settings"}
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()


def test_the_living_and_the_dead(dead_worker):
    assert not services.is_gone(services.this_worker())
    assert services.is_gone(dead_worker)
    assert len(services.this_worker()) <= 64


def test_one_that_was_killed_is_gone_before_its_parent_has_asked_how():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "jd_platform.settings"}
    name_and_wait = f"{NAME_IT}; import sys; sys.stdout.flush(); input()"
    with subprocess.Popen(
        [sys.executable, "-c", name_and_wait],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        name = process.stdout.readline().strip()
        assert not services.is_gone(name)
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and its number is still taken
        assert services.is_gone(name)


def test_a_process_number_that_another_process_has_now():
    assert services.is_gone(services.this_worker() + "0")


@pytest.mark.parametrize("name", ["", "x", "elsewhere/1:1:1", "::", ":1:", "a:b:c", "\x00"])
def test_of_others_nobody_can_know(name):
    assert not services.is_gone(name)


@pytest.mark.django_db
def test_what_a_dead_worker_held_is_read_at_once(dead_worker):
    document = DocumentFactory(reading=True, worker=dead_worker)
    enqueued()
    assert services.resume_documents() == 1
    assert enqueued() == [("read_document", (document.pk,))]
    assert services.read_document(document.pk).state == "done"


@pytest.mark.django_db
def test_a_worker_lets_go_of_what_it_holds_and_of_nothing_else(dead_worker):
    own = DocumentFactory(state="reading", worker=services.this_worker(), started_at=timezone.now())
    other = DocumentFactory(state="reading", worker=dead_worker, started_at=timezone.now())
    assert services.let_go() == 1
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.state, own.worker, other.state) == ("waiting", "", "reading")


@pytest.mark.django_db
def test_what_a_living_worker_holds_is_left_to_it():
    document = DocumentFactory(reading=True, worker=services.this_worker())
    assert services.resume_documents() == 0
    assert services.read_document(document.pk) is None


@pytest.mark.django_db
def test_a_fault_that_is_not_the_files_own_gives_it_back():
    document = DocumentFactory()
    document.content.storage.delete(document.content.name)
    with pytest.raises(FileNotFoundError):
        services.read_document(document.pk)
    assert UploadedDocument.objects.get().state == "waiting"
    for _ in range(services.MAX_READ_ATTEMPTS - 1):
        with pytest.raises(FileNotFoundError):
            services.read_document(document.pk)
    assert services.read_document(document.pk).error_code == "reader_failed"


@pytest.mark.django_db
def test_bytes_that_no_row_names_are_swept_after_an_hour():
    document = DocumentFactory()
    storage = document.content.storage
    folder = document.content.name.rpartition("/")[0]
    orphans = {
        age: storage.save(f"{folder}/{age}", ContentFile(b"left by a process that was killed")) for age in (59, 61)
    }
    elsewhere = storage.save("documents/notes.txt", ContentFile(b"put there by a person"))
    for age, name in {**orphans, 62: document.content.name, 63: elsewhere}.items():
        then = time.time() - age * 60
        os.utime(storage.path(name), (then, then))
    assert services.sweep_files() == 1
    assert not storage.exists(orphans[61])
    assert all(storage.exists(name) for name in (orphans[59], document.content.name, elsewhere))
