"""What is done with tokens: make, revoke, find by what a request brings."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

import structlog
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jd_platform.tokens.models import ApiToken

log = structlog.get_logger("jd_platform.audit")

MOST = 50
"""Valid tokens of one person."""
MARK = "jdp_"
"""How every token begins, so that scanners of code know one that was left there."""


def hash_token(token: str) -> str:
    """Return what is kept of `token`: its SHA-256 as 64 hexadecimal digits.

    One round is enough, as a token is 256 random bits and no word that could be guessed.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def create_token(
    *, person: User, name: str, scope: str = ApiToken.Scope.READ, days: int | None = None
) -> tuple[ApiToken, str]:
    """Make a token for `person`.

    Args:
        person: on whose behalf it acts.
        name: what will use it.
        scope: one of ApiToken.Scope.
        days: how long it is good for; without end when None.

    Returns:
        The row, and the token itself, which nobody can tell again.

    Raises:
        ValidationError: a value does not hold, or there are as many as a person may have.
    """
    if ApiToken.objects.valid().filter(person=person).count() >= MOST:
        raise ValidationError(_("You have %(count)d tokens; revoke one that is not used any more.") % {"count": MOST})
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken(person=person, name=name, scope=scope, prefix=secret[:12], hash=hash_token(secret))
    token.expires_at = None if days is None else timezone.now() + timedelta(days=days)
    token.full_clean()
    token.save()
    log.info("token_created", token=token.prefix, scope=token.scope, person=person.pk)
    return token, secret


def revoke_token(*, token: ApiToken, by: User | None) -> None:
    """Make `token` worthless, at once and for good."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        log.info("token_revoked", token=token.prefix, person=token.person_id, by=by.pk if by else None)


def find_token(secret: str) -> ApiToken | None:
    """Return the valid token that `secret` is, with its person, or None; note that it was used."""
    valid = ApiToken.objects.valid().select_related("person")
    token = valid.filter(hash=hash_token(secret), person__is_active=True).first()
    if token is not None:
        _note_use(token)
    return token


def _note_use(token: ApiToken) -> None:
    """Write down the time of use, at most once a minute: a token may come with every request of a large pull."""
    now = timezone.now()
    before = now - ApiToken.RECORDED_EVERY
    if token.last_used_at is None or token.last_used_at <= before:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lte=before)
        ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=now)
