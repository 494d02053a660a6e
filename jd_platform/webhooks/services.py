"""What is done with webhooks: make one, tell it of events, deliver, and try again for a day."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterable
from datetime import timedelta
from typing import Any

import structlog
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jd_platform.webhooks.addresses import SENTENCES, DeliveryError, Refusal, find
from jd_platform.webhooks.http import post
from jd_platform.webhooks.models import SUBSCRIBED, Delivery, Event, Webhook

log = structlog.get_logger(__name__)
audit = structlog.get_logger("jd_platform.audit")

MOST = 10
"""Webhooks of one person."""
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
"""How long to wait after each failed attempt: 22 hours in all, then it is given up."""
LEASE = timedelta(minutes=2)
"""How long a worker has a delivery to itself."""
KEPT = timedelta(days=30)
TURN_SECONDS = 15.0
"""How long one webhook is sent to before it is another's turn, when threads are short."""
OUTCOME = ("state", "status", "error_code", "next_attempt_at", "finished_at", "duration_ms")

State = Delivery.State
Data = dict[str, Any]


def create_webhook(*, owner: User, address: str, events: Collection[str]) -> Webhook:
    """Make a webhook.

    Raises:
        ValidationError: the address may not be reached, an event is unknown, or there are as many as one may have.
    """
    if not events or not set(events) <= set(SUBSCRIBED):
        raise ValidationError({"events": _("Choose at least one event.")})
    if Webhook.objects.filter(owner=owner).count() >= MOST:
        raise ValidationError(_("You have %(count)d webhooks; delete one first.") % {"count": MOST})
    try:
        find(address)
    except DeliveryError as error:
        raise ValidationError({"address": SENTENCES[error.refusal]}) from error
    webhook = Webhook(owner=owner, address=address, events=[event for event in SUBSCRIBED if event in events])
    webhook.full_clean()
    webhook.save()
    audit.info("webhook_created", webhook=str(webhook.pk), person=owner.pk)
    return webhook


def set_active(*, webhook: Webhook, is_active: bool) -> None:
    """Pause a webhook, or go on: what waited meanwhile is then sent."""
    Webhook.objects.filter(pk=webhook.pk).update(is_active=is_active, resting_until=None)


def renew_secret(*, webhook: Webhook) -> None:
    """Sign with a new secret from now on."""
    Webhook.objects.filter(pk=webhook.pk).update(secret_number=F("secret_number") + 1)
    audit.info("webhook_secret_renewed", webhook=str(webhook.pk), person=webhook.owner_id)


def delete_webhook(*, webhook: Webhook) -> None:
    """Delete a webhook with the record of what it was sent."""
    audit.info("webhook_deleted", webhook=str(webhook.pk), person=webhook.owner_id)
    webhook.delete()


def announce(event: Event, data: Callable[[], Iterable[Data]]) -> None:
    """Have the webhooks that want `event` told of it.

    The rows are written in the caller's transaction, so that what was rolled back is not told, and what was committed
    is told even when the process dies at once.

    Args:
        event: what happened.
        data: returns what to tell of each time that it happened; asked only when somebody wants to know.
    """
    active = Webhook.objects.filter(is_active=True, owner__is_active=True)
    wanting = [webhook for webhook in active if event in webhook.events]
    if not wanting:
        return
    told = list(data())
    Delivery.objects.bulk_create(_delivery(webhook, event, one) for webhook in wanting for one in told)


def send_test(*, webhook: Webhook) -> Delivery:
    """Have a webhook told of nothing in particular, at once."""
    delivery = _delivery(webhook, Event.TEST, {"message": "This is a test."})
    delivery.save()
    Webhook.objects.filter(pk=webhook.pk).update(resting_until=None)
    return delivery


def send_again(*, delivery: Delivery) -> None:
    """Have a finished delivery sent once more, at once."""
    finished = Delivery.objects.filter(pk=delivery.pk).exclude(state=State.WAITING)
    finished.update(state=State.WAITING, attempts=0, next_attempt_at=timezone.now(), finished_at=None)
    Webhook.objects.filter(pk=delivery.webhook_id).update(resting_until=None)


def due_webhooks() -> list[uuid.UUID]:
    """Return the webhooks to which something is to be sent now."""
    due = _due().filter(webhook=OuterRef("pk"))
    return list(Webhook.objects.filter(Exists(due)).order_by("pk").values_list("pk", flat=True))


def deliver(webhook_id: uuid.UUID, stopping: threading.Event | None = None) -> int:
    """Send to one webhook what is due, one after the other, until its turn is over or it begins to rest.

    Args:
        webhook_id: which.
        stopping: ends the turn early, between two attempts.

    Returns:
        How many attempts were made.
    """
    attempts, began = 0, time.monotonic()
    while not (stopping and stopping.is_set()):
        first = _due().filter(webhook=webhook_id).order_by("next_attempt_at").first()
        if first is None:
            break
        attempts += _attempt(first.pk)
        if time.monotonic() - began >= TURN_SECONDS:
            break
    return attempts


def forget_old_deliveries() -> int:
    """Delete what was finished longer ago than it is kept; return how much."""
    return Delivery.objects.filter(finished_at__lt=timezone.now() - KEPT).delete()[0]


def signature(secret: str, moment: int, body: bytes) -> str:
    """Return what goes into JD-Signature: the time and an HMAC-SHA256 over the time, a full stop and the body."""
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def _delivery(webhook: Webhook, event: Event, data: Data) -> Delivery:
    delivery = Delivery(webhook=webhook, event=event)
    delivery.body = json.dumps(
        {
            "id": str(delivery.pk),
            "event": event.value,
            "created_at": delivery.created_at.isoformat(),
            "data": data,
        }
    )
    return delivery


def _due() -> QuerySet[Delivery]:
    """Return what is to be sent now."""
    now = timezone.now()
    awake = Q(webhook__resting_until=None) | Q(webhook__resting_until__lte=now)
    return Delivery.objects.filter(awake, state=State.WAITING, next_attempt_at__lte=now, webhook__is_active=True)


def _attempt(delivery_id: uuid.UUID) -> bool:
    """Make one attempt, unless another worker does; return whether one was made."""
    delivery = _claim(delivery_id)
    if delivery is None:
        return False
    began = time.monotonic()
    try:
        delivery.status = _send(delivery)
        delivery.error_code, delivery.state = "", State.DELIVERED
    except DeliveryError as error:
        delivery.status, delivery.error_code = error.status, error.refusal.value
        if delivery.attempts > len(WAITS) or error.refusal == Refusal.OWNER:
            delivery.state = State.FAILED
        else:
            delivery.next_attempt_at = timezone.now() + WAITS[delivery.attempts - 1]
    delivery.duration_ms = round((time.monotonic() - began) * 1000)
    delivery.finished_at = None if delivery.state == State.WAITING else timezone.now()
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(**{name: getattr(delivery, name) for name in OUTCOME})
        rests = delivery.error_code and delivery.status is None
        # Where nothing answers the others need not knock either until it is tried again.
        until = timezone.now() + WAITS[0] if rests else None
        Webhook.objects.filter(pk=delivery.webhook_id).update(resting_until=until)
    log.info(
        "webhook_attempt",
        delivery=str(delivery.pk),
        state=delivery.state,
        status=delivery.status,
        reason=delivery.error_code,
        ms=delivery.duration_ms,
    )
    return True


def _claim(delivery_id: uuid.UUID) -> Delivery | None:
    now = timezone.now()
    # No condition on the webhook: it would make a subquery, which PostgreSQL does not look at again after it waited for
    # another worker's claim.
    due = Delivery.objects.filter(pk=delivery_id, state=State.WAITING, next_attempt_at__lte=now)
    if not due.update(next_attempt_at=now + LEASE, attempts=F("attempts") + 1):
        return None
    return Delivery.objects.select_related("webhook__owner").filter(pk=delivery_id).first()


def _send(delivery: Delivery) -> int:
    webhook = delivery.webhook
    if not webhook.owner.has_perm("jobs.view_jobdescription"):  # also when switched off
        raise DeliveryError(Refusal.OWNER)
    body, moment = delivery.body.encode(), int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "JD-Platform-Webhook/1",
        "JD-Event": delivery.event,
        "JD-Delivery": str(delivery.pk),
        "JD-Signature": signature(webhook.secret, moment, body),
        "Connection": "close",
    }
    return post(webhook.address, body, headers)
