"""From which address a request comes, also behind proxies."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Return the IP address that a request comes from; None when the web server gives none.

    Each proxy appends to `X-Forwarded-For` the address that it was asked from. What stands further left than as many
    entries as there are proxies (`TRUSTED_PROXIES`) was sent by the client and may be forged, so it is not read; nor
    is a header that is shorter, since such a request did not pass through all of them.
    """
    proxies = settings.TRUSTED_PROXIES
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    named = _address(forwarded[-proxies]) if 0 < proxies <= len(forwarded) else None
    return named or _address(request.META.get("REMOTE_ADDR", ""))


def _address(words: str) -> str | None:
    """Return the IP address in `words`, which some proxies write with a port; None when there is none."""
    words = words.strip()
    if words.startswith("["):
        words = words[1:].partition("]")[0]
    elif words.count(":") == 1:
        words = words.partition(":")[0]
    try:
        address = ip_address(words)
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)
