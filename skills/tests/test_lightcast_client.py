"""The client against single answers: tokens, retries, limits, errors, secrecy."""

from __future__ import annotations

import logging
import stat
import traceback
from typing import Any

import pytest
import requests
import responses

from skills.lightcast.client import DOCX, LightcastClient
from skills.lightcast.errors import (
    AuthenticationError,
    ConfigurationError,
    LightcastError,
    MalformedAnswerError,
    NotFoundError,
    PermissionMissingError,
    QuotaExhaustedError,
    RequestRefusedError,
    ThrottledError,
    TooLargeError,
    UnavailableError,
)
from skills.lightcast.settings import LightcastSettings
from skills.lightcast.state import FileState, MemoryState
from skills.tests.lightcast_support import (
    AUTH,
    PYTHON,
    SECRET,
    SKILLS,
    TITLES,
    FakeClock,
    account,
    client_for,
    token_answer,
)

STATUS = f"{SKILLS}/status"
LATEST = f"{SKILLS}/versions/latest"
EXTRACT = f"{LATEST}/extract"
HEALTHY = {"data": {"healthy": True, "message": "Service is healthy"}}
FOUND = {"data": [{"confidence": 1, "skill": {"id": PYTHON, "name": "Python"}}]}
EXPIRED = {"message": "Token expired"}


def envelope(status: int, title: str = "x", detail: str = "y") -> dict[str, Any]:
    return {"errors": [{"status": status, "title": title, "detail": detail}]}


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def client(clock: FakeClock):
    return client_for(account(), clock)


@pytest.fixture
def wire():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.post(AUTH, json=token_answer())
        yield mock


def calls_to(wire: responses.RequestsMock, url: str) -> int:
    return sum(call.request.url.partition("?")[0] == url for call in wire.calls)


# --- tokens -------------------------------------------------------------------------------------------------------


def test_one_token_serves_many_calls_until_a_minute_before_its_end(client, clock, wire):
    wire.get(STATUS, json=HEALTHY)
    client.status()
    clock.now += 3500
    client.status()
    assert calls_to(wire, AUTH) == 1
    clock.now += 45
    client.status()
    assert calls_to(wire, AUTH) == 2


def test_processes_share_the_token_through_files_that_only_the_user_reads(tmp_path, clock, wire):
    wire.get(STATUS, json=HEALTHY)
    folder = tmp_path / "lightcast"
    for _ in range(2):
        client_for(account(), clock, FileState(folder)).status()
    assert calls_to(wire, AUTH) == 1
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert not any(SECRET in path.read_text() for path in folder.iterdir())


def test_another_scope_or_client_has_its_own_token(clock, wire):
    wire.get(STATUS, json=HEALTHY)
    state = MemoryState()
    for changes in ({}, {"scope": "lightcast_open_free"}, {"client_id": "other"}, {"scope": "emsi_open"}):
        client_for(account(**changes), clock, state).status()
    assert calls_to(wire, AUTH) == 3


def test_short_lived_tokens_are_used_too(client, wire):
    wire.replace(responses.POST, AUTH, json=token_answer(expires_in=40))
    wire.get(STATUS, json=HEALTHY)
    client.status()
    client.status()
    assert calls_to(wire, AUTH) == 1


@pytest.mark.parametrize("status", [200, 401, 403])
def test_expired_token_is_replaced_once(client, wire, status):
    wire.get(STATUS, json=EXPIRED, status=status)
    wire.get(STATUS, json=HEALTHY)
    assert client.status().healthy
    assert calls_to(wire, AUTH) == 2


def test_token_that_is_never_accepted_is_an_authentication_error(client, wire):
    wire.get(STATUS, json={"message": "Unauthorized"}, status=401)
    with pytest.raises(AuthenticationError):
        client.status()
    assert calls_to(wire, STATUS) == 2


def test_missing_permission_asks_for_no_new_token(client, wire):
    wire.get(STATUS, json=envelope(401, "Unauthorized", "You do not have access to this endpoint"), status=401)
    with pytest.raises(PermissionMissingError, match="does not have access"):
        client.status()
    assert calls_to(wire, AUTH) == 1


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": "invalid_client"}, AuthenticationError),
        (401, {"error": "invalid_client"}, AuthenticationError),
        (400, {"error": "invalid_scope", "error_description": "no"}, PermissionMissingError),
        (400, {"error": "invalid_request"}, AuthenticationError),
        (429, {}, ThrottledError),
        (500, {}, UnavailableError),
        (200, {"token": "elsewhere"}, MalformedAnswerError),
        (200, {"access_token": "two words"}, MalformedAnswerError),
        (404, {"unexpected": 1}, MalformedAnswerError),
    ],
)
def test_refused_sign_in(client, wire, status, body, kind):
    wire.replace(responses.POST, AUTH, json=body, status=status)
    with pytest.raises(kind):
        client.sign_in()


# --- retries ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trouble", [429, 502, 503, 504, requests.ConnectionError(), requests.ReadTimeout()])
def test_free_call_is_tried_again_with_growing_pauses(client, clock, wire, trouble):
    for _ in range(3):
        if isinstance(trouble, int):
            wire.get(STATUS, json={}, status=trouble)
        else:
            wire.get(STATUS, body=trouble)
    wire.get(STATUS, json=HEALTHY)
    assert client.status().healthy
    assert len(clock.waits) == 3
    assert clock.waits == sorted(clock.waits)
    assert 1 <= clock.waits[0] <= 1.25
    assert 4 <= clock.waits[2] <= 5


def test_free_call_gives_up_after_four_attempts(client, wire):
    wire.get(STATUS, json={}, status=503)
    with pytest.raises(UnavailableError) as caught:
        client.status()
    assert calls_to(wire, STATUS) == 4
    assert caught.value.retryable
    assert caught.value.calls == 0


def test_internal_error_is_not_tried_again_at_once(client, wire):
    wire.get(STATUS, json=envelope(500), status=500)
    with pytest.raises(UnavailableError):
        client.status()
    assert calls_to(wire, STATUS) == 1


@pytest.mark.parametrize(
    ("trouble", "attempts"),
    [(503, 2), (requests.ReadTimeout(), 2), (requests.exceptions.ChunkedEncodingError(), 2), (502, 1), (500, 1)],
)
def test_call_that_costs_is_tried_twice_at_most_and_counted(client, wire, trouble, attempts):
    if isinstance(trouble, int):
        wire.post(EXTRACT, json={}, status=trouble)
    else:
        wire.post(EXTRACT, body=trouble)
    with pytest.raises(UnavailableError) as caught:
        client.extract("Python")
    assert calls_to(wire, EXTRACT) == attempts
    assert caught.value.calls == attempts


def test_attempts_of_a_success_are_counted(client, wire):
    wire.post(EXTRACT, json={}, status=503)
    wire.post(EXTRACT, json=FOUND)
    assert client.extract("Python").calls == 2


def test_retry_after_is_honoured(client, clock, wire):
    wire.get(STATUS, json={}, status=429, headers={"Retry-After": "7"})
    wire.get(STATUS, json=HEALTHY)
    client.status()
    assert clock.waits == [7.0]


def test_long_retry_after_is_left_to_the_queue(client, clock, wire):
    wire.get(STATUS, json={}, status=429, headers={"Retry-After": "600"})
    with pytest.raises(ThrottledError) as caught:
        client.status()
    assert clock.waits == []
    assert caught.value.retry_after == 600


def test_failing_service_is_left_alone_and_looked_at_again(clock, wire):
    state = MemoryState()
    wire.get(STATUS, json={}, status=503)
    first, second = client_for(account(), clock, state), client_for(account(), clock, state)
    with pytest.raises(UnavailableError):
        first.status()
    with pytest.raises(UnavailableError):
        second.status()
    seen = calls_to(wire, STATUS)
    assert seen == 5
    with pytest.raises(UnavailableError) as caught:
        second.status()
    assert calls_to(wire, STATUS) == seen
    assert 0 < caught.value.retry_after <= 30
    assert first.is_held_back()
    wire.replace(responses.GET, STATUS, json=HEALTHY)
    clock.now += 31
    assert first.status().healthy
    assert not second.is_held_back()


# --- quota --------------------------------------------------------------------------------------------------------


def test_budget_is_not_overdrawn(clock, wire):
    client = client_for(account(monthly_quota=2), clock)
    wire.post(EXTRACT, json=FOUND)
    client.extract("a")
    client.extract("b")
    with pytest.raises(QuotaExhaustedError) as caught:
        client.extract("c")
    assert calls_to(wire, EXTRACT) == 2
    assert caught.value.resets_at.day == 1
    assert caught.value.retry_after == pytest.approx(caught.value.resets_at.timestamp() - clock.now)
    assert client.quota().remaining == 0
    clock.now = caught.value.resets_at.timestamp() + 1
    client.extract("c")
    assert client.quota().spent == 1


def test_used_up_quota_is_remembered_until_its_reset(client, clock, wire):
    headers = {"RateLimit-Remaining": "0", "RateLimit-Reset": "1000"}
    wire.post(EXTRACT, json={}, status=429, headers=headers)
    for _ in range(3):
        with pytest.raises(QuotaExhaustedError) as caught:
            client.extract("a")
    assert calls_to(wire, EXTRACT) == 1
    assert clock.waits == []
    assert caught.value.resets_at.timestamp() == pytest.approx(clock.now + 1000)
    wire.replace(responses.POST, EXTRACT, json=FOUND, headers={"RateLimit-Remaining": "49", "RateLimit-Reset": "1e6"})
    clock.now += 1001
    assert client.extract("a").skills
    assert client.quota().remaining == 49


def test_last_call_by_the_headers_is_the_last(client, wire):
    wire.post(EXTRACT, json=FOUND, headers={"RateLimit-Remaining": "0", "RateLimit-Reset": "500"})
    assert client.extract("a").skills
    with pytest.raises(QuotaExhaustedError):
        client.extract("b")
    assert calls_to(wire, EXTRACT) == 1


def test_what_never_left_the_machine_is_not_counted(client, wire):
    wire.post(EXTRACT, body=requests.exceptions.ConnectTimeout())
    with pytest.raises(UnavailableError) as caught:
        client.extract("a")
    assert caught.value.calls == 0
    assert client.quota().spent == 0


def test_groups_have_their_own_quota(client, wire):
    headers = {"RateLimit-Remaining": "0", "RateLimit-Reset": "500"}
    wire.post(f"{LATEST}/related", json={"data": []}, headers=headers)
    wire.post(EXTRACT, json=FOUND)
    client.related_skills([PYTHON])
    with pytest.raises(QuotaExhaustedError):
        client.related_skills([PYTHON])
    assert client.extract("a").skills


# --- what is refused before it is sent ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.extract("é" * 25_001),
        lambda c: c.extract_with_trace("a" * 50_001),
        lambda c: c.extract_document(b"a" * 50_001, "text/plain"),
        lambda c: c.extract_document(b"a" * 10_000_001, DOCX),
        lambda c: c.titles.inspect("é" * 501),
        lambda c: c.titles.normalize_many(["a" * 1_001]),
        lambda c: c.classification.extract_skills("a" * 50_001, "2025.8"),
    ],
)
def test_too_large_is_not_sent(client, wire, ask):
    with pytest.raises(TooLargeError):
        ask(client)
    assert not wire.calls


def test_largest_allowed_is_sent(client, wire):
    wire.post(EXTRACT, json=FOUND)
    assert client.extract("é" * 25_000).skills


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.extract("a", confidence_threshold=1.1),
        lambda c: c.extract("a", language="de"),
        lambda c: c.related_skills([PYTHON], limit=101),
        lambda c: c.titles.inspect("a", limit=101),
        lambda c: c.titles.inspect(""),
        lambda c: c.titles.normalize_many([]),
        lambda c: c.titles.normalize_many(["a"] * 501),
        lambda c: c.classification.relations("skills", "9.0.0", ["1"], relation="parent"),
    ],
)
def test_values_out_of_range_are_a_mistake_of_the_caller(client, wire, ask):
    with pytest.raises(ValueError, match=r"is|must"):
        ask(client)
    assert not wire.calls


def test_document_of_another_type_is_refused(client, wire):
    with pytest.raises(RequestRefusedError, match="image/png"):
        client.extract_document(b"x", "image/png")
    assert not wire.calls


def test_ids_cannot_leave_their_place_in_the_address(client, wire):
    wire.get(f"{LATEST}/skills/..%2F..%2Fstatus%3Fa", json=envelope(404), status=404)
    with pytest.raises(NotFoundError):
        client.skill("../../status?a")


# --- answers that are not what they should be ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        {"body": "{", "content_type": "application/json"},
        {"body": "<html>", "content_type": "text/html"},
        {"json": []},
        {"json": {"data": "text"}},
        {"json": {}},
        {"json": {"data": [{"confidence": "high", "skill": {"id": "a", "name": "b"}}]}},
        {"json": {"data": [{"confidence": 1, "skill": {"name": "b"}}]}},
        {"body": "[" * 100_000, "content_type": "application/json"},
        {"body": "", "status": 302, "headers": {"Location": "https://elsewhere.example/"}},
        {"json": {}, "status": 202},
    ],
)
def test_malformed_answer(client, wire, answer):
    wire.post(EXTRACT, **answer)
    with pytest.raises(MalformedAnswerError) as caught:
        client.extract("a")
    assert caught.value.retryable
    assert caught.value.retry_after >= 60
    assert calls_to(wire, EXTRACT) == 1


def test_unknown_members_are_passed_over_and_optional_ones_may_be_missing(client, wire):
    wire.get(
        f"{LATEST}/skills/{PYTHON}",
        json={
            "data": {
                "id": PYTHON,
                "name": "Python",
                "brandNew": {"a": 1},
                "tags": None,
                "category": {"id": 0, "name": "NULL"},
                "subcategory": {"id": 100, "name": "NULL"},
            }
        },
    )
    skill = client.skill(PYTHON)
    assert skill.type is None
    assert skill.category is None
    assert skill.subcategory is None
    assert not skill.removed


@pytest.mark.parametrize("status", ["404", 404])
def test_status_in_the_envelope_may_be_text(client, wire, status):
    wire.get(LATEST, json={"errors": [{"status": status, "message": "no"}]}, status=404)
    with pytest.raises(NotFoundError):
        client.version_meta()


@pytest.mark.parametrize(
    "answer",
    [
        {"json": envelope(404, "Not Found", "Could not normalize title 'zz'"), "status": 404},
        {"json": {"data": {"confidence": 0, "title": {"id": "ET0000000000000000", "name": "Unclassified"}}}},
        {"json": {"data": {"confidence": 0, "title": {"id": "ET1", "name": "A"}}}},
        {"json": {"data": None}},
    ],
)
def test_title_without_match(client, wire, answer):
    wire.post(f"{TITLES}/versions/latest/normalize", **answer)
    assert client.titles.normalize("zz").matches == ()


def test_unknown_version_of_titles_is_no_missing_match(client, wire):
    wire.post(
        f"{TITLES}/versions/latest/normalize/inspect",
        json=envelope(404, "URL not found", "Unrecognized version: latest"),
        status=404,
    )
    with pytest.raises(NotFoundError):
        client.titles.inspect("zz")


# --- what is kept -------------------------------------------------------------------------------------------------


def test_metadata_is_kept_and_an_old_answer_serves_when_lightcast_is_down(client, clock, wire):
    wire.get(f"{SKILLS}/meta", json={"data": {"latestVersion": "9.41"}})
    assert client.resolve_version() == client.resolve_version() == "9.41"
    assert calls_to(wire, f"{SKILLS}/meta") == 1
    wire.replace(responses.GET, f"{SKILLS}/meta", json={"data": {"latestVersion": "9.42"}})
    clock.now += 7 * 3600
    assert client.resolve_version() == "9.42"
    wire.replace(responses.GET, f"{SKILLS}/meta", json={}, status=503)
    clock.now += 7 * 3600
    assert client.resolve_version() == "9.42"


def test_malformed_metadata_is_not_kept(client, wire):
    wire.get(f"{SKILLS}/meta", json={"data": {"latest": "9.41"}})
    wire.get(f"{SKILLS}/meta", json={"data": {"latestVersion": "9.41"}})
    with pytest.raises(MalformedAnswerError):
        client.meta()
    assert client.meta().latest_version == "9.41"


def test_whole_list_is_kept_for_an_exact_version_only(client, wire):
    rows = {"data": [{"id": PYTHON, "name": "Python"}]}
    for version in ("9.41", "latest"):
        wire.get(f"{SKILLS}/versions/{version}/skills", json=rows)
        for _ in range(2):
            assert len(client.list_skills(version)) == 1
    assert calls_to(wire, f"{SKILLS}/versions/9.41/skills") == 1
    assert calls_to(wire, f"{SKILLS}/versions/latest/skills") == 2


@pytest.mark.parametrize("rows", [[], [{"id": PYTHON}]])
def test_list_that_cannot_be_right_is_not_kept(client, wire, rows):
    address = f"{SKILLS}/versions/9.41/skills"
    wire.get(address, json={"data": rows})
    wire.get(address, json={"data": [{"id": PYTHON, "name": "Python"}]})
    with pytest.raises(MalformedAnswerError):
        client.list_skills("9.41")
    assert len(client.list_skills("9.41")) == 1


def test_many_ids_are_looked_up_in_batches(client, wire):
    wire.post(f"{LATEST}/skills", json={"data": [{"id": PYTHON, "name": "Python"}]})
    found = client.skills_by_id([PYTHON, *(f"KS{number:018}" for number in range(450))])
    assert set(found) == {PYTHON}
    assert calls_to(wire, f"{LATEST}/skills") == 2


# --- settings and secrets -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"client_id": ""}, "LIGHTCAST_CLIENT_ID"),
        ({"client_secret": ""}, "LIGHTCAST_CLIENT_SECRET"),
        ({"scope": " "}, "LIGHTCAST_SCOPE"),
        ({"auth_url": "auth.emsicloud.com"}, "LIGHTCAST_AUTH_URL"),
        ({"skills_url": "ftp://x/skills"}, "LIGHTCAST_SKILLS_URL"),
        ({"titles_url": "https://x:port/"}, "LIGHTCAST_TITLES_URL"),
        ({"classification_url": "https://a b"}, "LIGHTCAST_CLASSIFICATION_URL"),
        ({"confidence_threshold": 2}, "LIGHTCAST_CONFIDENCE_THRESHOLD"),
        ({"read_timeout": 0}, "LIGHTCAST_READ_TIMEOUT"),
    ],
)
def test_settings_that_cannot_work_are_named(changes, named):
    with pytest.raises(ConfigurationError, match=named):
        LightcastClient(account(**changes), MemoryState())


def test_settings_from_a_mapping():
    settings = LightcastSettings.from_mapping({"client_id": "a", "client_secret": "b", "monthly_quota": 7})
    assert settings.configured
    assert settings.monthly_quota == 7
    with pytest.raises(ConfigurationError, match="secert"):
        LightcastSettings.from_mapping({"secert": "b"})


def test_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path, clock):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="cannot be used"):
        client_for(account(), clock, FileState(tmp_path / "file" / "lightcast")).status()


@pytest.mark.parametrize(
    "answer",
    [
        {"json": envelope(400, "Invalid request", "bad token token-1"), "status": 400},
        {"json": {"message": "token-1 is not good"}, "status": 401},
        {"body": requests.ConnectionError("token-1")},
        {"body": "<token-1>", "content_type": "text/html"},
        {"json": {}, "status": 500},
    ],
)
def test_no_secret_or_token_in_error_repr_trace_or_log(client, wire, answer, caplog):
    caplog.set_level(logging.DEBUG)
    wire.get(STATUS, **answer)
    with pytest.raises(LightcastError) as caught:
        client.status()
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(vars(caught.value))
    shown += repr(client.settings) + repr(client) + caplog.text
    assert SECRET not in shown
    assert "token-1" not in shown


def test_no_secret_when_sign_in_fails(client, wire, caplog):
    caplog.set_level(logging.DEBUG)
    wire.replace(responses.POST, AUTH, body=requests.ConnectionError(f"client_secret={SECRET}"))
    with pytest.raises(UnavailableError) as caught:
        client.sign_in()
    assert SECRET not in "".join(traceback.format_exception(caught.value)) + caplog.text


def test_netrc_does_not_replace_the_token(client, wire, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine api.lightcast.io login a password b\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    wire.get(STATUS, json=HEALTHY)
    client.status()
    assert wire.calls[-1].request.headers["Authorization"] == "Bearer token-1"
