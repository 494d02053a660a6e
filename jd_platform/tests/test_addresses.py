"""From which address a request comes: that of the client behind the proxies that are trusted, never a forged one."""

import pytest
from django.core.checks.registry import registry
from django.test import RequestFactory
from structlog.contextvars import get_contextvars

from jd_platform.addresses import client_address
from jd_platform.checks import addresses_are_told_apart
from jd_platform.middleware import RequestLogMiddleware
from tests.factories import browser, person

PROXY = "10.0.0.1"


def asked(forwarded, remote=PROXY):
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, PROXY),
        (0, "203.0.113.7", PROXY),  # nobody but a client has written it
        (1, None, PROXY),
        (1, "", PROXY),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # the first was sent by the client
        (1, "203.0.113.7, unknown", PROXY),
        (2, "203.0.113.7", PROXY),  # it did not pass through both
        (2, "198.51.100.1,203.0.113.7 , 10.0.0.2", "203.0.113.7"),
        (1, "203.0.113.7:51234", "203.0.113.7"),
        (1, "[2001:DB8::7]:51234", "2001:db8::7"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "::ffff:203.0.113.7", "203.0.113.7"),
        (1, "'; drop table", PROXY),
    ],
)
def test_the_client_is_told_from_the_proxies(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    assert client_address(asked(forwarded)) == address


def test_a_web_server_on_a_socket_gives_none():
    assert client_address(asked(None, remote="")) is None


def fail(client, name, forwarded):
    headers = {"X-Forwarded-For": forwarded}
    return client.post("/login/", {"username": name, "password": "wrong"}, headers=headers).status_code


@pytest.mark.django_db
@pytest.mark.parametrize(("proxies", "others"), [(0, 429), (1, 200)])
def test_failures_from_one_address_close_a_name_for_that_address(settings, proxies, others):
    settings.TRUSTED_PROXIES, settings.AXES_FAILURE_LIMIT = proxies, 2
    name, client = person("editor").username, browser("anonymous")
    assert [fail(client, name, f"192.0.2.{number}, 203.0.113.7") for number in range(3)][1:] == [429, 429]
    assert fail(client, name, "203.0.113.8") == others


def test_the_log_names_the_same_address(settings):
    RequestLogMiddleware.bind_ip(asked("203.0.113.7"))
    assert get_contextvars()["ip"] == PROXY
    settings.TRUSTED_PROXIES = 1
    RequestLogMiddleware.bind_ip(asked("203.0.113.7"))
    assert get_contextvars()["ip"] == "203.0.113.7"


@pytest.mark.parametrize(("behind_proxy", "proxies", "warned"), [(True, 0, True), (True, 1, False), (False, 0, False)])
def test_a_deployment_is_warned_when_all_would_seem_to_come_from_the_proxy(settings, behind_proxy, proxies, warned):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if behind_proxy else None
    settings.TRUSTED_PROXIES = proxies
    assert [warning.id for warning in addresses_are_told_apart()] == ["jd_platform.W001"] * warned
    assert addresses_are_told_apart in registry.get_checks(include_deployment_checks=True)
