"""Receivers do not wait for each other, and none is told twice."""

import contextlib
import threading
import time

import pytest
from django.db import DatabaseError, OperationalError

from jd_platform.webhooks import sending, services
from jd_platform.webhooks.models import Delivery
from jd_platform.webhooks.sending import Senders
from jd_platform.webhooks.tests.receiver import answering, listening
from tests.factories import person

# The threads have connections of their own, which see only what is committed.
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PATIENCE_SECONDS = 30


class Slow:
    """An answer that lasts until it is released."""

    def __init__(self):
        self.begun, self.released = threading.Semaphore(0), threading.Event()

    def __call__(self, handler):
        self.begun.release()
        self.released.wait(PATIENCE_SECONDS)
        answering(200)(handler)


@pytest.fixture
def slow():
    """A receiver that keeps everybody waiting."""
    with listening() as server:
        server.answer = Slow()
        yield server
        server.answer.released.set()


@pytest.fixture
def quick():
    """A receiver that says when it was told."""
    with listening() as server:
        server.told, answer = threading.Event(), server.answer

        def tell(handler):
            answer(handler)
            server.told.set()

        server.answer = tell
        yield server


@pytest.fixture
def begin(settings):
    """Return a function that begins to send; what it began ends with the test."""
    settings.WEBHOOK_PRIVATE_HOSTS = ["127.0.0.1"]
    begun = []

    def begin():
        stopping = threading.Event()
        begun.append((Senders(stopping), stopping))
        return begun[-1]

    yield begin
    for senders, stopping in begun:
        stopping.set()
        senders.join(PATIENCE_SECONDS)


def webhook_of(server, deliveries):
    """Make a webhook that has as many deliveries due."""
    webhook = services.create_webhook(owner=person("viewer"), address=server.address, events=["tag.decided"])
    for _ in range(deliveries):
        services.send_test(webhook=webhook)
    return webhook


def look_until(senders, has_happened):
    """Look, as the worker does, until it has happened."""
    for _ in range(20 * PATIENCE_SECONDS):
        with contextlib.suppress(DatabaseError):  # SQLite in memory does not wait for a lock
            senders.look()
        if has_happened(0.05):
            return
    pytest.fail("It did not happen.")


def test_a_slow_receiver_holds_up_nobody_else(begin, slow, quick):
    senders, _stopping = begin()
    webhook_of(slow, deliveries=3)
    look_until(senders, lambda seconds: slow.answer.begun.acquire(timeout=seconds))
    webhook_of(quick, deliveries=2)
    look_until(senders, quick.told.wait)
    assert len(slow.received) == 1  # one after the other, however often somebody looks


@pytest.mark.postgres  # SQLite has but one writer at a time, and in memory does not even wait for it
def test_each_is_told_once(begin, slow, quick):
    senders, _stopping = begin()
    others, _stopping = begin()  # another worker's
    webhook_of(slow, deliveries=3)
    webhook_of(quick, deliveries=3)
    slow.answer.released.set()

    def all_delivered(seconds):
        with contextlib.suppress(DatabaseError):
            others.look()
        return not Delivery.objects.filter(finished_at=None).exists()

    look_until(senders, all_delivered)
    told = [headers["JD-Delivery"] for server in (slow, quick) for _path, headers, _body in server.received]
    assert len(told) == len(set(told)) == 6


def test_the_slow_ones_take_turns_with_the_others(begin, slow, quick, monkeypatch):
    monkeypatch.setattr(sending, "THREADS", 1)
    monkeypatch.setattr(services, "TURN_SECONDS", 0)
    senders, _stopping = begin()
    webhook_of(slow, deliveries=9)
    look_until(senders, lambda seconds: slow.answer.begun.acquire(timeout=seconds))
    webhook_of(quick, deliveries=1)
    senders.look()
    slow.answer.released.set()
    look_until(senders, quick.told.wait)
    assert len(slow.received) < 9


def test_what_was_begun_is_finished_before_the_end(begin, slow):
    senders, stopping = begin()
    webhook_of(slow, deliveries=3)
    look_until(senders, lambda seconds: slow.answer.begun.acquire(timeout=seconds))
    stopping.set()
    slow.answer.released.set()
    senders.join(PATIENCE_SECONDS)
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["delivered", "waiting", "waiting"]
    assert len(slow.received) == 1


def test_the_end_does_not_wait_for_a_receiver_for_ever(begin, slow):
    senders, stopping = begin()
    webhook_of(slow, deliveries=1)
    look_until(senders, lambda seconds: slow.answer.begun.acquire(timeout=seconds))
    stopping.set()
    began = time.monotonic()
    senders.join(0.1)
    assert time.monotonic() - began < 5


def test_a_fault_with_one_does_not_end_the_thread(begin, quick, monkeypatch):
    monkeypatch.setattr(sending, "THREADS", 1)
    faults = [ZeroDivisionError(), OperationalError()]

    def deliver(*values):
        if faults:
            raise faults.pop()
        return services.deliver(*values)

    monkeypatch.setattr(sending, "deliver", deliver)
    senders, _stopping = begin()
    webhook_of(quick, deliveries=1)
    look_until(senders, quick.told.wait)
