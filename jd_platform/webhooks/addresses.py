"""Which addresses a webhook may reach: never one inside the network, unless its host is allowed by name."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Refusal(StrEnum):
    """Why something was not delivered."""

    MALFORMED = "malformed"
    NOT_HTTPS = "not_https"
    UNRESOLVED = "unresolved"
    PRIVATE = "private"
    NO_ANSWER = "no_answer"
    TLS = "tls"
    STATUS = "status"
    OWNER = "owner"


SENTENCES = {
    Refusal.MALFORMED: _("This is no address such as https://hr.example.org/hook."),
    Refusal.NOT_HTTPS: _("The address must begin with https://."),
    Refusal.UNRESOLVED: _("The name in the address leads nowhere."),
    Refusal.PRIVATE: _("The address is inside a private network, which webhooks do not reach."),
    Refusal.NO_ANSWER: _("Nothing answered there in time."),
    Refusal.TLS: _("The certificate there is not valid."),
    Refusal.STATUS: _("The answer was not one of success (200 to 299)."),
    Refusal.OWNER: _("The person who made it may not see job descriptions any more."),
}


class DeliveryError(Exception):
    """An event could not be delivered.

    Attributes:
        refusal: why.
        status: what was answered, if anything was.
    """

    def __init__(self, refusal: Refusal, status: int | None = None) -> None:
        super().__init__(refusal)
        self.refusal = refusal
        self.status = status


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect to: a number that was checked, and the name it was found under."""

    is_https: bool
    host: str
    port: int
    path: str
    number: str


def find(address: str) -> Target:
    """Return where `address` leads.

    Every number of its host is checked, and the one returned is to be connected to: asked again, the host's name
    might lead elsewhere.

    Raises:
        DeliveryError: it is malformed, leads nowhere or inside.
    """
    is_https, host, port, path = _parts(address)
    numbers = _numbers(host, port)
    if not is_allowed_inside(host) and not all(map(is_public, numbers)):
        raise DeliveryError(Refusal.PRIVATE)
    return Target(is_https, host, port, path, numbers[0])


def is_allowed_inside(host: str) -> bool:
    """Return whether `host` may be inside the network, and be reached without TLS."""
    return host in {name.lower() for name in settings.WEBHOOK_PRIVATE_HOSTS}


def is_public(number: str) -> bool:
    """Return whether an IP address is one of the open internet, also when it wraps one of version 4."""
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped is not None:
            address = wrapped
    return address.is_global and not address.is_multicast and not address.is_reserved


def _parts(address: str) -> tuple[bool, str, int, str]:
    """Return whether it is https, the host, the port and the path with its query."""
    if not address.isascii() or not address.isprintable() or " " in address:
        raise DeliveryError(Refusal.MALFORMED)
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower().rstrip("."), parts.port
    except ValueError as error:
        raise DeliveryError(Refusal.MALFORMED) from error
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password or parts.fragment:
        raise DeliveryError(Refusal.MALFORMED)
    is_https = parts.scheme == "https"
    if not is_https and not is_allowed_inside(host):
        raise DeliveryError(Refusal.NOT_HTTPS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return is_https, host, port or (443 if is_https else 80), path


def _numbers(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DeliveryError(Refusal.UNRESOLVED) from error
    return [str(address[0]) for *_kind, address in found]
