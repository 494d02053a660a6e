"""The one door by which webhooks leave: a POST to a checked address, without redirects, within a deadline.

It speaks through a socket of its own, and not by `requests`, because it must connect to the very number that was
checked while TLS still asks for the host's name.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from jd_platform.webhooks.addresses import DeliveryError, Refusal, Target, find

CONNECT_SECONDS = 5.0
DEADLINE_SECONDS = 15.0


def post(address: str, body: bytes, headers: dict[str, str]) -> int:
    """Send `body` to `address` and return the status of the answer, whose body is not read.

    Raises:
        DeliveryError: the address may not be reached, nothing answered in time, or it was no success.
    """
    target = find(address)
    try:
        status = _post(target, body, {"Host": _host(target), **headers})
    except ssl.SSLError as error:
        raise DeliveryError(Refusal.TLS) from error
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryError(Refusal.NO_ANSWER) from error
    if not 200 <= status < 300:
        raise DeliveryError(Refusal.STATUS, status)
    return status


def _post(target: Target, body: bytes, headers: dict[str, str]) -> int:
    with ExitStack() as opened:
        connected = opened.enter_context(
            socket.create_connection((target.number, target.port), timeout=CONNECT_SECONDS)
        )
        opened.enter_context(_deadline(connected))
        connected.settimeout(DEADLINE_SECONDS)
        if target.is_https:
            context = ssl.create_default_context()
            connected = opened.enter_context(context.wrap_socket(connected, server_hostname=target.host))
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.sock = connected
        connection.request("POST", target.path, body, headers)
        return opened.enter_context(connection.getresponse()).status


def _host(target: Target) -> str:
    host = f"[{target.host}]" if ":" in target.host else target.host
    return host if target.port == (443 if target.is_https else 80) else f"{host}:{target.port}"


@contextmanager
def _deadline(connected: socket.socket) -> Iterator[None]:
    """Cut the connection after the deadline, even when the other side sends a byte now and then."""
    with connected.dup() as same:
        timer = threading.Timer(DEADLINE_SECONDS, _cut, [same])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


def _cut(connected: socket.socket) -> None:
    try:
        connected.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself
