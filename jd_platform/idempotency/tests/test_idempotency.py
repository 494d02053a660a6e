"""A request that is sent again under its key is done once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jd_platform.idempotency.models import IdempotentRequest
from jd_platform.idempotency.services import forget_old_requests
from jobs import services
from jobs.models import JobDescription, UploadBatch
from tests.factories import api, file

pytestmark = pytest.mark.django_db
KEY = {"Idempotency-Key": "8f3c"}


def post(client, headers=KEY, **changes):
    return client.post("/api/jobs", {"title": "Analyst", "text": "We need Python.", **changes}, headers=headers)


def test_it_is_done_once_and_answered_as_before():
    client = api("editor")
    first, again = post(client), post(client)
    assert JobDescription.objects.count() == 1
    assert (again.status_code, again.json(), again["ETag"]) == (201, first.json(), first["ETag"])
    assert again["Location"] == first["Location"]
    assert again["Idempotent-Replay"] == "true"
    assert "Idempotent-Replay" not in first


def test_without_a_key_it_is_done_each_time():
    client = api("editor")
    post(client, None), post(client, None)
    assert JobDescription.objects.count() == 2
    assert not IdempotentRequest.objects.exists()


def test_files_are_kept_once():
    client = api("editor")
    answers = [
        client.post("/api/jobs/upload", {"files": [file("a.txt")]}, format="multipart", headers=KEY) for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert UploadBatch.objects.count() == 1
    other = client.post("/api/jobs/upload", {"files": [file("a.txt", "else")]}, format="multipart", headers=KEY)
    assert other.status_code == 422


def test_the_same_key_for_something_else_is_refused():
    client = api("editor")
    post(client)
    answer = post(client, title="Clerk")
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "idempotency_key_reused")
    assert JobDescription.objects.count() == 1


def test_while_the_first_is_being_answered_the_second_waits():
    client = api("editor")
    post(client)
    IdempotentRequest.objects.update(status=None)
    answer = post(client)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "idempotency_key_in_use")


def test_what_a_process_that_died_left_is_taken_over():
    client = api("editor")
    post(client)
    IdempotentRequest.objects.update(status=None, began_at=timezone.now() - timedelta(minutes=3))
    assert post(client).status_code == 201


def test_a_key_is_each_persons_own():
    post(api("editor")), post(api("editor"))
    assert JobDescription.objects.count() == 2


def test_after_an_error_the_key_may_come_again():
    client = api("editor")
    assert post(client, title="").status_code == 400
    assert not IdempotentRequest.objects.exists()
    assert post(client).status_code == 201


def test_a_failure_leaves_neither_work_nor_claim(monkeypatch):
    client = api("editor")
    save = services.save_job

    def save_and_fail(**values):
        save(**values)
        raise RuntimeError("after the work, before the answer")

    monkeypatch.setattr(services, "save_job", save_and_fail)
    with pytest.raises(RuntimeError):
        post(client)
    assert not JobDescription.objects.exists()
    assert not IdempotentRequest.objects.exists()


def test_what_took_so_long_that_another_took_it_over_is_not_done_twice(monkeypatch):
    client = api("editor")
    save = services.save_job

    def save_slowly(**values):
        IdempotentRequest.objects.all().delete()  # as the next request does once the lease is over
        return save(**values)

    monkeypatch.setattr(services, "save_job", save_slowly)
    assert post(client).status_code == 409
    assert not JobDescription.objects.exists()


@pytest.mark.parametrize("key", ["", "x" * 256, "\x07", "é"])
def test_a_malformed_key_is_named(key):
    answer = post(api("editor"), {"Idempotency-Key": key})
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == ["Idempotency-Key"]


def test_who_may_not_any_more_gets_no_old_answer():
    client = api("editor")
    post(client)
    client.user.groups.clear()
    assert post(client).status_code == 403


def test_after_a_day_it_is_forgotten():
    client = api("editor")
    post(client)
    IdempotentRequest.objects.update(began_at=timezone.now() - timedelta(hours=25))
    assert post(client).status_code == 201
    assert JobDescription.objects.count() == 2
    IdempotentRequest.objects.update(began_at=timezone.now() - timedelta(hours=25))
    assert forget_old_requests() == 1
