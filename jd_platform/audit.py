"""Sign-ins as log lines; rows of them are kept by django-axes, which the admin shows."""

from __future__ import annotations

from typing import Any

import structlog
from django.contrib.auth import BACKEND_SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

log = structlog.get_logger(__name__)


@receiver(user_logged_in)
def note_sign_in(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Log who signed in, and by which backend: password or provider."""
    log.info("signed_in", user=user.pk, by=request.session[BACKEND_SESSION_KEY].rpartition(".")[2])


@receiver(user_logged_out)
def note_sign_out(sender: Any, user: User | None, **_: Any) -> None:
    """Log who signed out."""
    if user is not None:
        log.info("signed_out", user=user.pk)


@receiver(user_login_failed)
def note_failed_sign_in(sender: Any, credentials: dict[str, Any], **_: Any) -> None:
    """Log that a sign-in failed; not the name, in whose place people type passwords."""
    log.warning("sign_in_failed")


def note_refused_sign_in(*, reason: str, cause: str) -> None:
    """Log that a sign-in by the provider was refused, why, and more about it in one word."""
    log.warning("sign_in_refused", reason=reason, cause=cause)
