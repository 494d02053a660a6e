"""Events reach a listening server, signed; are sent again when they do not; and the owner sees all of it."""

import hashlib
import hmac
import json
import threading
import time
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from jd_platform.webhooks import http, services
from jd_platform.webhooks.models import Delivery, Event, Webhook
from jd_platform.webhooks.tests.receiver import answering, listening
from skills import services as skill_services
from tests.factories import TagFactory, WordEngine, browser, person

pytestmark = pytest.mark.django_db
ALL = ["job.extracted", "tag.decided"]


@pytest.fixture
def receiver(settings):
    """A server on this machine, which is allowed by name."""
    settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1"]
    with listening() as server:
        yield server


@pytest.fixture
def webhook(receiver):
    return services.create_webhook(owner=person("viewer"), address=receiver.address, events=ALL)


def deliver_due():
    """Send what is due to everybody; return how many attempts were made."""
    return sum(map(services.deliver, services.due_webhooks()))


def verify(secret, header, body):
    """Return whether the signature holds, as docs/api.md tells receivers to find out."""
    parts = dict(part.split("=", 1) for part in header.split(","))
    expected = hmac.new(secret.encode(), parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, parts["v1"]) and abs(time.time() - int(parts["t"])) < 300


# --- What is told -----------------------------------------------------------------------------------------------


def test_finished_extractions_and_decisions_are_told(webhook, receiver):
    tag = TagFactory()
    job = tag.job
    skill_services.run_extraction(job.extractions.get().pk, WordEngine({"Python": tag.skill.lightcast_id}))
    user = person("editor")
    skill_services.confirm_skill(tag=tag, user=user)
    skill_services.undo_decision(tag=tag, user=user)
    assert deliver_due() == 3
    told = [json.loads(body) for _path, _headers, body in receiver.received]
    assert {one["event"] for one in told} == set(ALL)
    extracted = next(one for one in told if one["event"] == "job.extracted")
    assert (extracted["data"]["job"], extracted["data"]["skills_found"]) == (job.pk, 1)
    decided = [one["data"] for one in told if one["event"] == "tag.decided"]
    assert {one["action"] for one in decided} == {"confirm", "undo"}
    assert decided[0]["by"] == user.get_username()
    assert decided[0]["lightcast_id"] == tag.skill.lightcast_id


def test_it_is_signed(webhook, receiver):
    services.send_test(webhook=webhook)
    deliver_due()
    path, headers, body = receiver.received[0]
    assert path == "/hook?x=1"
    assert headers["JD-Event"] == "test"
    assert headers["Host"] == receiver.address.split("/")[2]
    assert verify(webhook.secret, headers["JD-Signature"], body)
    assert not verify(webhook.secret, headers["JD-Signature"], body + b" ")
    before = webhook.secret
    services.renew_secret(webhook=webhook)
    webhook.refresh_from_db()
    assert webhook.secret != before
    assert not verify(webhook.secret, headers["JD-Signature"], body)


def test_the_secret_is_nowhere_in_the_database(webhook):
    assert webhook.secret not in str(list(Webhook.objects.values()))


def test_what_is_rolled_back_is_not_told(webhook):
    tag = TagFactory()
    with transaction.atomic():
        skill_services.confirm_skill(tag=tag, user=None)
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()


def test_only_what_was_asked_for_is_told(receiver):
    services.create_webhook(owner=person("viewer"), address=receiver.address, events=["job.extracted"])
    skill_services.confirm_skill(tag=TagFactory(), user=None)
    assert not Delivery.objects.exists()


def test_without_webhooks_it_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        services.announce(Event.JOB_EXTRACTED, lambda: pytest.fail("nobody wants to know"))


# --- When it does not arrive ------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 400, 404, 500, 503])
def test_what_is_not_taken_is_sent_again(webhook, receiver, status):
    receiver.answer = answering(status, Location="http://127.0.0.1:1/")
    delivery = services.send_test(webhook=webhook)
    assert deliver_due() == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.status, delivery.error_code, delivery.attempts) == ("waiting", status, "status", 1)
    assert deliver_due() == 0
    receiver.answer = answering(200)
    Delivery.objects.update(next_attempt_at=timezone.now())
    assert deliver_due() == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.status, delivery.error_code) == ("delivered", 200, "")
    assert len(receiver.received) == 2


def test_after_a_day_it_is_given_up(webhook, receiver, time_machine):
    receiver.answer = answering(500)
    began = timezone.now()
    time_machine.move_to(began, tick=False)
    delivery, hours = services.send_test(webhook=webhook), []
    while delivery.state == "waiting":
        time_machine.move_to(max(delivery.next_attempt_at, timezone.now()), tick=False)
        hours.append((timezone.now() - began) / timedelta(hours=1))
        deliver_due()
        delivery.refresh_from_db()
    assert delivery.state == "failed"
    assert len(hours) == 8
    assert 20 < hours[-1] <= 24


def test_where_nothing_answers_the_others_wait_too(webhook, receiver):
    receiver.shutdown()
    receiver.server_close()
    for _ in range(5):
        services.send_test(webhook=webhook)
    assert deliver_due() == 1
    assert deliver_due() == 0
    assert Delivery.objects.filter(error_code="no_answer").count() == 1


@pytest.mark.parametrize("drip", [False, True])
def test_a_receiver_that_keeps_one_waiting_is_cut_off(webhook, receiver, monkeypatch, drip):
    monkeypatch.setattr(http, "DEADLINE_SECONDS", 0.3)
    released = threading.Event()

    def answer(handler):
        while not released.wait(0.05):
            if drip:
                handler.wfile.write(b"X")

    def drop(handler):
        try:
            answer(handler)
        except OSError:
            handler.close_connection = True

    receiver.answer = drop
    delivery = services.send_test(webhook=webhook)
    began = time.monotonic()
    deliver_due()
    assert time.monotonic() - began < 3
    released.set()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error_code) == ("waiting", "no_answer")


def test_a_host_that_moved_inside_is_not_reached(webhook, receiver, settings):
    settings.WEBHOOK_PRIVATE_HOSTS = []
    Webhook.objects.update(address="https://127.0.0.1/")
    delivery = services.send_test(webhook=webhook)
    deliver_due()
    delivery.refresh_from_db()
    assert delivery.error_code == "private"
    assert not receiver.received


def test_a_server_without_a_certificate_is_not_told(webhook, receiver):
    Webhook.objects.update(address=receiver.address.replace("http:", "https:"))
    delivery = services.send_test(webhook=webhook)
    deliver_due()
    delivery.refresh_from_db()
    assert delivery.error_code in {"tls", "no_answer"}
    assert not receiver.received


def test_an_owner_who_may_not_look_any_more_is_told_nothing(webhook, receiver):
    delivery = services.send_test(webhook=webhook)
    webhook.owner.groups.clear()
    deliver_due()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error_code) == ("failed", "owner")
    assert not receiver.received


def test_a_webhook_may_be_deleted_while_it_is_told(webhook, monkeypatch):
    services.send_test(webhook=webhook)
    monkeypatch.setattr(services, "post", lambda *_values: Webhook.objects.all().delete() and 200)
    assert deliver_due() == 1
    assert not Delivery.objects.exists()


def test_two_workers_send_it_once(webhook, receiver, monkeypatch):
    services.send_test(webhook=webhook)
    send = services.post

    def and_another_worker(*values):
        assert deliver_due() == 0
        return send(*values)

    monkeypatch.setattr(services, "post", and_another_worker)
    deliver_due()
    assert len(receiver.received) == 1


def test_old_records_go():
    webhook = Webhook.objects.create(owner=person("viewer"), address="https://example.org/", events=ALL)
    old = services.send_test(webhook=webhook)
    Delivery.objects.filter(pk=old.pk).update(state="failed", finished_at=timezone.now() - timedelta(days=31))
    services.send_test(webhook=webhook)
    assert services.forget_old_deliveries() == 1
    assert Delivery.objects.count() == 1


# --- The pages --------------------------------------------------------------------------------------------------

PAGE = "/account/webhooks/"


def test_made_tested_paused_and_deleted(receiver):
    site = browser("viewer")
    answer = site.post(PAGE, {"address": receiver.address, "events": ALL})
    webhook = Webhook.objects.get()
    page = webhook.get_absolute_url()
    assert answer.headers["Location"] == page
    assert webhook.secret in site.get(page).content.decode()
    site.post(f"{page}test/")
    deliver_due()
    assert "Delivered" in site.get(page).content.decode()
    site.post(f"{PAGE}deliveries/{Delivery.objects.get().pk}/again/")
    deliver_due()
    assert len(receiver.received) == 2
    site.post(f"{page}pause/")
    skill_services.confirm_skill(tag=TagFactory(), user=None)
    assert Delivery.objects.count() == 1
    site.post(f"{page}resume/")
    site.post(f"{page}secret/")
    assert Webhook.objects.get().secret != webhook.secret
    assert site.post(f"{page}nonsense/").status_code == 404
    assert "Delete the webhook" in site.get(f"{page}delete/").content.decode()
    site.post(f"{page}delete/")
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"address": "https://example.org/", "events": []},
        {"address": "https://127.0.0.1/", "events": ALL},
        {"address": "https://127.0.0.1/", "events": ["test"]},
        {"address": "x" * 501, "events": ALL},
        {"address": "https://a\x00b/", "events": ALL},
    ],
)
def test_a_malformed_form_is_refused(data):
    answer = browser("viewer").post(PAGE, data)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not Webhook.objects.exists()


def test_nobody_reaches_those_of_others(webhook):
    delivery, site = services.send_test(webhook=webhook), browser("curator")
    page = webhook.get_absolute_url()
    assert webhook.address not in site.get(PAGE).content.decode()
    for address in (page, f"{page}delete/"):
        assert site.get(address).status_code == 404
    for address in (f"{page}secret/", f"{page}delete/", f"{PAGE}deliveries/{delivery.pk}/again/"):
        assert site.post(address).status_code == 404
    assert webhook.secret not in browser("administrator").get(f"/admin/webhooks/webhook/{webhook.pk}/change/").text


def test_a_person_has_so_many_at_most(receiver, monkeypatch):
    monkeypatch.setattr(services, "MOST", 1)
    owner = person("viewer")
    services.create_webhook(owner=owner, address=receiver.address, events=ALL)
    with pytest.raises(ValidationError):
        services.create_webhook(owner=owner, address=receiver.address, events=ALL)


def test_queries_do_not_grow(webhook, django_assert_max_num_queries):
    site = browser("viewer")
    Webhook.objects.update(owner=site.user)
    for _ in range(10):
        services.send_test(webhook=webhook)
    with django_assert_max_num_queries(9):
        site.get(webhook.get_absolute_url())
