"""The pages of one's webhooks."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jd_platform.access import Request, may_view
from jd_platform.webhooks import services
from jd_platform.webhooks.forms import WebhookForm
from jd_platform.webhooks.models import Delivery, Webhook

PER_PAGE = 25


@may_view
@require_http_methods(["GET", "POST"])
def webhooks(request: Request) -> HttpResponse:
    """One's webhooks; a POST makes one and leads to it."""
    form = WebhookForm(request.POST) if request.method == "POST" else WebhookForm()
    if form.is_valid():
        try:
            return redirect(services.create_webhook(owner=request.user, **form.cleaned_data))
        except ValidationError as error:
            form.add_error(None, error)
    context = {"form": form, "webhooks": Webhook.objects.filter(owner=request.user)}
    return render(request, "webhooks/list.html", context, status=422 if form.errors else 200)


@may_view
@never_cache
@require_GET
def webhook(request: Request, webhook_id: uuid.UUID) -> HttpResponse:
    """One webhook with its secret and what it was sent."""
    one = _own(request, webhook_id)
    page = Paginator(one.deliveries.all(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "webhooks/detail.html", {"webhook": one, "page": page})


def _send_test(one: Webhook) -> str:
    services.send_test(webhook=one)
    return _("A test is on its way; it stands below.")


def _pause(one: Webhook) -> str:
    services.set_active(webhook=one, is_active=False)
    return _("It is paused.")


def _resume(one: Webhook) -> str:
    services.set_active(webhook=one, is_active=True)
    return _("It is told of events again.")


def _renew(one: Webhook) -> str:
    services.renew_secret(webhook=one)
    return _("From now on the secret below signs; the old one is worthless.")


ACTIONS: dict[str, Callable[[Webhook], str]] = {
    "test": _send_test,
    "pause": _pause,
    "resume": _resume,
    "secret": _renew,
}


@may_view
@require_POST
def act(request: Request, webhook_id: uuid.UUID, action: str) -> HttpResponse:
    """Do one of ACTIONS and lead back."""
    one = _own(request, webhook_id)
    if action not in ACTIONS:
        raise Http404
    messages.success(request, ACTIONS[action](one))
    return redirect(one)


@may_view
@require_http_methods(["GET", "POST"])
def delete(request: Request, webhook_id: uuid.UUID) -> HttpResponse:
    """Ask whether to delete a webhook; a POST deletes it."""
    one = _own(request, webhook_id)
    if request.method == "POST":
        services.delete_webhook(webhook=one)
        messages.success(request, _("The webhook was deleted."))
        return redirect("webhooks:list")
    return render(request, "webhooks/delete.html", {"webhook": one})


@may_view
@require_POST
def send_again(request: Request, delivery_id: uuid.UUID) -> HttpResponse:
    """Send a finished delivery once more."""
    delivery = get_object_or_404(
        Delivery.objects.select_related("webhook"), pk=delivery_id, webhook__owner=request.user
    )
    services.send_again(delivery=delivery)
    messages.success(request, _("It is on its way once more."))
    return redirect(delivery.webhook)


def _own(request: Request, webhook_id: uuid.UUID) -> Webhook:
    return get_object_or_404(Webhook, pk=webhook_id, owner=request.user)
