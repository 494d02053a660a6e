"""Who may call: credentials, tokens, requests a second, quotas."""

from __future__ import annotations

import base64
import json
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from hmac import compare_digest
from math import ceil
from urllib.parse import parse_qsl

from skills.lightcast.emulator.messages import HttpRequest, HttpResponse, RefusedError, envelope, message, no_permission
from skills.lightcast.emulator.switches import Switches

SKILLS_SCOPES = frozenset({"emsi_open", "lightcast_open_free"})
CLASSIFICATION_SCOPES = frozenset({"classification_api", "lightcast_open"})

_ALL_SCOPES = SKILLS_SCOPES | CLASSIFICATION_SCOPES | {"titles", "naas", "postings:us", "gis", "agnitio"}
_TOKEN_HEADERS = {"Cache-Control": "no-store, no-cache, max-age=0", "Pragma": "no-cache"}
_TOKEN_TYPE = "application/json; charset=UTF-8"  # noqa: S105 - a content type
_FORM = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class _Token:
    client_id: str
    scopes: frozenset[str]
    expires: float


@dataclass(slots=True)
class _Usage:
    """What one client has used: seconds of its last requests, and for each quota its period and count."""

    moments: list[float] = field(default_factory=list)
    counts: dict[str, tuple[str, int]] = field(default_factory=dict)


class Accounts:
    """Keeps clients, their tokens and what they have used. Safe to share between threads.

    Args:
        credentials: secret by client id.
        now: the time in seconds since 1970.
    """

    def __init__(self, credentials: Mapping[str, str], now: Callable[[], float]) -> None:
        self._credentials, self._now = dict(credentials), now
        self._tokens: dict[str, _Token] = {}
        self._usage: dict[str, _Usage] = {}
        self._lock = threading.Lock()
        self.issued = 0

    def sign_in(self, request: HttpRequest, switches: Switches) -> HttpResponse:
        """Answer the token endpoint.

        Raises:
            RefusedError: in the OAuth form.
        """
        if request.content_type != _FORM:
            raise oauth_refusal("invalid_request")
        form = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
        if any(not form.get(name) for name in ("client_id", "client_secret", "grant_type", "scope")):
            raise oauth_refusal("invalid_request")
        if form["grant_type"] != "client_credentials":
            raise oauth_refusal("unsupported_grant_type")
        known = self._credentials.get(form["client_id"])
        if known is None or not compare_digest(known.encode(), form["client_secret"].encode()):
            raise oauth_refusal("invalid_client")
        granted = _ALL_SCOPES if switches.granted_scopes == "all" else {switches.granted_scopes}
        scopes = frozenset(form["scope"].split())
        if not scopes or not scopes <= granted:
            raise oauth_refusal("invalid_scope")
        token = self._issue(form["client_id"], scopes, switches.token_lifetime)
        payload = {
            "access_token": token,
            "expires_in": switches.token_lifetime,
            "token_type": "Bearer",
            "scope": " ".join(form["scope"].split()),
        }
        return HttpResponse(200, payload, _TOKEN_HEADERS, _TOKEN_TYPE)

    def _issue(self, client_id: str, scopes: frozenset[str], lifetime: int) -> str:
        now = int(self._now())
        header = {"alg": "RS256", "kid": "emulator", "typ": "JWT", "x5t": "emulator"}
        payload = {
            "nbf": now,
            "exp": now + lifetime,
            "iss": "https://auth.emsicloud.com",
            "aud": [*sorted(scopes), "https://auth.emsicloud.com/resources"],
            "client_id": client_id,
            "iat": now,
            "scope": sorted(scopes),
        }
        parts = [
            base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, payload)
        ]
        token = ".".join([*parts, secrets.token_urlsafe(32)])
        with self._lock:
            self._tokens = {name: one for name, one in self._tokens.items() if one.expires > now - 3600}
            self._tokens[token] = _Token(client_id, scopes, now + lifetime)
            self.issued += 1
        return token

    def client_of(self, request: HttpRequest, switches: Switches) -> tuple[str, frozenset[str]]:
        """Return the client id and scopes of the request's token.

        Raises:
            RefusedError: when there is none, or it is unknown or has expired.
        """
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        with self._lock:
            token = self._tokens.get(value.strip()) if kind.lower() == "bearer" else None
        if token is None:
            raise message(401, "Unauthorized") if switches.unauthorized_body == "message" else no_permission()
        if self._now() >= token.expires:
            raise message(401, "Token expired")
        return token.client_id, token.scopes

    def expire_tokens(self) -> None:
        """Let every token be expired."""
        with self._lock:
            for token in self._tokens.values():
                token.expires = 0.0

    def pace(self, client_id: str, switches: Switches) -> None:
        """Count a request of this second.

        Raises:
            RefusedError: when there were too many.
        """
        if not switches.requests_per_second:
            return
        with self._lock:
            now = self._now()
            usage = self._usage.setdefault(client_id, _Usage())
            usage.moments = [moment for moment in usage.moments if now - moment < 1.0]
            if len(usage.moments) >= switches.requests_per_second:
                raise throttled(switches)
            usage.moments.append(now)

    def spend(self, client_id: str, group: str, most: int, period: str, switches: Switches) -> dict[str, str]:
        """Count one call against a quota and return the headers to send.

        Raises:
            RefusedError: when none is left.
        """
        with self._lock:
            counts = self._usage.setdefault(client_id, _Usage()).counts
            current = _period_name(self._now(), period)
            name, used = counts.get(group, (current, 0))
            used = used if name == current else 0
            if used < most:
                counts[group] = (current, used + 1)
        headers = self._headers(max(most - used - 1, 0), period, switches)
        if used >= most:
            raise quota_refusal(headers, switches)
        return headers

    def exhausted_headers(self, period: str, switches: Switches) -> dict[str, str]:
        """Return the headers of a quota that is used up."""
        return self._headers(0, period, switches)

    def _headers(self, remaining: int, period: str, switches: Switches) -> dict[str, str]:
        now = self._now()
        end = _period_end(now, period)
        written = {
            "seconds": str(ceil(end - now)),
            "epoch": str(int(end)),
            "date": format_datetime(datetime.fromtimestamp(end, UTC), usegmt=True),
        }
        return {"RateLimit-Remaining": str(remaining), "RateLimit-Reset": written[switches.reset_format]}

    def used(self) -> dict[str, dict[str, int]]:
        """Return the calls spent, by client and quota."""
        with self._lock:
            return {
                client: {group: count for group, (_, count) in usage.counts.items()}
                for client, usage in self._usage.items()
            }

    def forget_usage(self) -> None:
        """Begin all quotas anew."""
        with self._lock:
            self._usage.clear()


def oauth_refusal(code: str) -> RefusedError:
    """Make a refusal of the token endpoint."""
    return RefusedError(HttpResponse(400, {"error": code}, _TOKEN_HEADERS, _TOKEN_TYPE))


def throttled(switches: Switches, headers: Mapping[str, str] | None = None) -> RefusedError:
    """Make the refusal of too many requests in a second."""
    if switches.throttle_body == "message":
        return message(429, "Too Many Requests", headers)
    return envelope(429, "Too Many Requests", "Rate limit exceeded", headers)


def quota_refusal(headers: Mapping[str, str], switches: Switches) -> RefusedError:
    """Make the refusal of a quota that is used up."""
    if switches.throttle_body == "message":
        return message(429, "Quota exceeded", headers)
    return envelope(429, "Too Many Requests", "Quota exceeded", headers)


def _period_name(now: float, period: str) -> str:
    return f"{datetime.fromtimestamp(now, UTC):{'%Y-%m' if period == 'month' else '%Y'}}"


def _period_end(now: float, period: str) -> float:
    today = datetime.fromtimestamp(now, UTC)
    if period == "year" or today.month == 12:
        return datetime(today.year + 1, 1, 1, tzinfo=UTC).timestamp()
    return datetime(today.year, today.month + 1, 1, tzinfo=UTC).timestamp()
