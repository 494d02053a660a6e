"""Webhooks reach the open internet over TLS, and nothing inside."""

import socket

import pytest

from jd_platform.webhooks.addresses import DeliveryError, Refusal, find, is_public

INSIDE = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "255.255.255.255"),
    *("0.0.0.0", "224.0.0.1", "240.0.0.1", "192.0.2.1", "198.18.0.1"),  # noqa: S104  nothing is bound to it
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
]


@pytest.fixture
def leads_to(monkeypatch):
    """Return a function that says where every name leads from now on."""

    def say(*numbers):
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 443)) for number in numbers]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: found)

    return say


def refused(address):
    """Return why the address is refused."""
    with pytest.raises(DeliveryError) as error:
        find(address)
    return error.value.refusal


@pytest.mark.parametrize("number", INSIDE)
def test_what_is_inside(number, leads_to):
    assert not is_public(number)
    leads_to("8.8.8.8", number)  # one of several is enough
    assert refused("https://hooks.example.org/") == Refusal.PRIVATE


@pytest.mark.parametrize("number", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_what_is_outside(number):
    assert is_public(number)


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://localhost/",
        "https://017700000001/",
    ],
)
def test_ways_to_write_this_machine(address):
    assert refused(address) in {Refusal.PRIVATE, Refusal.UNRESOLVED}


@pytest.mark.parametrize(
    ("address", "refusal"),
    [
        ("", Refusal.MALFORMED),
        ("hooks.example.org", Refusal.MALFORMED),
        ("ftp://hooks.example.org/", Refusal.MALFORMED),
        ("https://", Refusal.MALFORMED),
        ("https://user:word@hooks.example.org/", Refusal.MALFORMED),
        ("https://hooks.example.org/#x", Refusal.MALFORMED),
        ("https://hooks.example.org:99999/", Refusal.MALFORMED),
        ("https://[::1/", Refusal.MALFORMED),
        ("https://hooks.example.org/a b", Refusal.MALFORMED),
        ("https://hooks.example.org/\r\nX: y", Refusal.MALFORMED),
        ("https://hôte.example.org/", Refusal.MALFORMED),
        ("http://hooks.example.org/", Refusal.NOT_HTTPS),
    ],
)
def test_what_is_no_address(address, refusal, leads_to):
    leads_to("8.8.8.8")
    assert refused(address) == refusal


def test_a_name_that_leads_nowhere(monkeypatch):
    def nowhere(*_args, **_kwargs):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    assert refused("https://hooks.example.org/") == Refusal.UNRESOLVED


def test_the_number_that_was_checked_is_returned(leads_to):
    leads_to("8.8.8.8", "8.8.4.4")
    target = find("https://Hooks.Example.ORG:8443/a?b=c")
    assert (target.number, target.host, target.port, target.path) == ("8.8.8.8", "hooks.example.org", 8443, "/a?b=c")


def test_a_host_may_be_allowed_by_name(settings, leads_to):
    settings.WEBHOOK_PRIVATE_HOSTS = ["Hooks.intranet"]
    leads_to("10.0.0.1")
    assert find("http://hooks.intranet/").port == 80
    assert refused("https://other.intranet/") == Refusal.PRIVATE
