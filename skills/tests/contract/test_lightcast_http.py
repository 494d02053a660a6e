"""The client against the emulator over real HTTP."""

from __future__ import annotations

import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from skills.engines.lightcast import LightcastEngine
from skills.lightcast.check import check_account
from skills.lightcast.emulator import Emulator, EmulatorServer, Fault, FaultKind
from skills.lightcast.errors import (
    AuthenticationError,
    LightcastError,
    MalformedAnswerError,
    NotFoundError,
    PermissionMissingError,
    QuotaExhaustedError,
    ThrottledError,
    UnavailableError,
)
from skills.lightcast.state import FileState, MemoryState
from skills.tests.lightcast_support import (
    AWS,
    JAVASCRIPT,
    PYTHON,
    REMOVED,
    TEXT,
    FakeClock,
    client_for,
    emulated_account,
    toy_emulator,
)

pytestmark = pytest.mark.contract

EVERYTHING = {"scope": "emsi_open classification_api"}


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def emulator(clock: FakeClock):
    return toy_emulator(clock, granted_scopes="all", normalize_permitted=True)


@pytest.fixture
def server(emulator: Emulator):
    with EmulatorServer(emulator) as running:
        yield running


@pytest.fixture
def client(server: EmulatorServer, clock: FakeClock):
    return client_for(emulated_account(server.url, **EVERYTHING), clock)


def test_skills_endpoints(client):
    assert client.status().healthy
    assert client.resolve_version() == client.versions()[0] == "9.41"
    assert client.version_meta().removed_skill_count == 1
    assert client.version_changes("9.41").consolidations[0].id_to == PYTHON
    assert client.list_skills("9.41", q="python")[0].id == PYTHON
    assert len(client.list_skills("9.41")) == 7
    assert set(client.skills_by_id([PYTHON, AWS, "KSXXXXXXXXXXXXXXXXXX"])) == {PYTHON, AWS}
    assert client.skill(REMOVED).removed
    assert JAVASCRIPT in {one.id for one in client.related_skills([PYTHON]).skills}
    assert {one.skill.id for one in client.extract(TEXT).skills} == {PYTHON, AWS, JAVASCRIPT}
    assert client.extract_document(TEXT.encode(), "text/plain", trace=True).normalized_text == TEXT
    with pytest.raises(NotFoundError):
        client.version_meta("77")


def test_titles_endpoints(client):
    titles = client.titles
    assert titles.status().healthy
    assert titles.resolve_version() == titles.versions()[0] == "5.47"
    assert titles.version_meta().title_count == 4
    assert titles.version_changes("5.47").additions == ()
    assert [one.name for one in titles.list_titles(q="scientist", limit=1, page=2)] != []
    assert set(titles.titles_by_id(["ET89954A897A9A69C4"])) == {"ET89954A897A9A69C4"}
    assert titles.title("ET89954A897A9A69C4").added_version == "1"
    assert titles.normalize("data scientist").matches[0].title.name == "Data Scientist"
    assert len(titles.inspect("data scientist", limit=2).matches) == 2
    assert [one.title.name if one else None for one in titles.normalize_many(["software engineer", "zzz"]).matches] == [
        "Software Engineer",
        None,
    ]
    assert titles.normalize("zzzz").matches == ()


def test_classification_endpoints(client):
    classification = client.classification
    release = classification.releases()[0]
    assert classification.extractor(release)["release"] == release
    assert classification.extract_skills(TEXT, release).concepts[0].confidence == 1
    assert len(classification.extract_skills_from_file(TEXT.encode(), "a.txt", "text/plain", release).concepts) == 3
    assert classification.classify_skills([("Docker", "")], release)[0].results[0].concept.name == "Docker (Software)"
    assert classification.normalize_titles(["data scientist"], release).matches[0].confidence == 1
    assert classification.normalize_titles_from_file(["data scientist", "zzz"], release).matches[1] is None
    outputs = classification.classify_posting(
        release, title="software engineer", body="Python, $80,000 to $90,000", outputs=("lot", "salary", "skill")
    ).outputs
    assert outputs["lot"]["id"] == "15123410"
    assert outputs["salary"] == {"gte": 80_000, "lte": 90_000}
    assert [one.name for one in classification.mappings(source="titles")] == ["titles_v5.24.0_lot_v6.20.0"]
    assert classification.map_ids("titles_v5.24.0_lot_v6.20.0", ["x"]) == {"x": ()}
    skills = classification.concepts("skills", "9.0.0", levels=("2",), limit=50)
    categories = classification.concepts("skills", "9.0.0", levels=("0", "1"))
    assert (len(skills), len(categories)) == (7, 3)
    assert classification.relations("skills", "9.0.0", [categories[0].id])["data"]


def test_engine_gives_spans_of_our_text_although_the_service_tidies_it(server, emulator, client):
    emulator.turn({"normalized_text": "tidied"})
    text = "  Café  kiosk:\n\n\tPython   on AWS;\nPython"
    answer = LightcastEngine(client).extract(text)
    assert {text[span.start : span.end] for one in answer.skills for span in one.spans} == {"Python", "AWS"}
    assert sum(len(one.spans) for one in answer.skills) == 3


def test_title_suggestions(client):
    answer = LightcastEngine(client).suggest_titles("Data Scientist")
    assert answer.suggestions[0].title == "Data Scientist"
    assert answer.calls == 1


# What one fault of each kind leads to: recovery, or an error of a kind. For a free call and for one that costs.
FREE: dict[FaultKind, type[LightcastError] | None] = {
    FaultKind.TOKEN_EXPIRED: None,
    FaultKind.UNAUTHORIZED: None,
    FaultKind.PERMISSION: PermissionMissingError,
    FaultKind.FORBIDDEN: PermissionMissingError,
    FaultKind.QUOTA: QuotaExhaustedError,
    FaultKind.THROTTLE: None,
    FaultKind.THROTTLE_WITH_HEADERS: None,
    FaultKind.ERROR_500: UnavailableError,
    FaultKind.ERROR_502: None,
    FaultKind.ERROR_503: None,
    FaultKind.NO_ANSWER: None,
    FaultKind.CUT: None,
    FaultKind.MALFORMED_JSON: MalformedAnswerError,
    FaultKind.WRONG_SHAPE: MalformedAnswerError,
    FaultKind.WRONG_CONTENT_TYPE: MalformedAnswerError,
    FaultKind.NEW_VERSION: None,
}
PAID = {**FREE, FaultKind.ERROR_502: UnavailableError}


@pytest.mark.parametrize("kind", FREE)
def test_one_fault_of_a_free_call(client, emulator, kind):
    emulator.faults.add(Fault(kind, times=1))
    if FREE[kind] is None:
        assert client.status().healthy
    else:
        with pytest.raises(FREE[kind]):
            client.status()


@pytest.mark.parametrize("kind", PAID)
def test_one_fault_of_a_call_that_costs(client, emulator, kind):
    client.sign_in()
    emulator.faults.add(Fault(kind, times=1, path="/extract"))
    if PAID[kind] is None:
        assert len(client.extract(TEXT).skills) == 3
    else:
        with pytest.raises(PAID[kind]) as caught:
            client.extract(TEXT)
        assert caught.value.retryable
        assert caught.value.retry_after


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(FaultKind.INVALID_CLIENT, AuthenticationError), (FaultKind.INVALID_SCOPE, PermissionMissingError)],
)
def test_faults_of_the_sign_in(client, emulator, kind, expected):
    emulator.faults.add(Fault(kind))
    with pytest.raises(expected):
        client.status()


def test_slow_answer_is_given_up(server, emulator, clock):
    client = client_for(emulated_account(server.url, read_timeout=0.2), clock)
    client.sign_in()
    emulator.faults.add(Fault(FaultKind.SLOW, path="/status", seconds=60))
    with pytest.raises(UnavailableError):
        client.status()


def test_throttling_without_end_is_an_error(client, emulator):
    emulator.faults.add(Fault(FaultKind.THROTTLE))
    with pytest.raises(ThrottledError):
        client.status()


def test_expired_token_of_the_clock_is_replaced_before_it_is_sent(client, emulator, clock):
    client.status()
    clock.now += 3_590
    client.status()
    assert emulator.state()["tokens_issued"] == 2


def test_pace_keeps_below_the_limit(server, emulator, clock):
    emulator.turn({"requests_per_second": 5})
    client = client_for(emulated_account(server.url), clock)
    for _ in range(25):
        client.status()
    assert emulator.requests["GET /skills/status"] == 25


def test_one_token_for_clients_that_start_together(server, emulator, tmp_path):
    barrier = threading.Barrier(6)

    def call(_: int) -> bool:
        own = client_for(emulated_account(server.url, requests_per_second=50), FakeClock(), FileState(tmp_path))
        barrier.wait(10)
        return own.status().healthy

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(call, range(6)))
    assert emulator.state()["tokens_issued"] == 1


def test_server_gone_and_back_on_its_port(emulator, clock):
    state = MemoryState()
    with EmulatorServer(emulator) as first:
        port = first.port
        client = client_for(emulated_account(first.url), clock, state)
        assert client.extract(TEXT).skills
    for _ in range(3):
        with pytest.raises(UnavailableError) as caught:
            client.extract(TEXT)
        assert caught.value.retryable
    spent = client.quota().spent
    clock.now += 120
    with EmulatorServer(emulator, port=port):
        assert client.extract(TEXT).skills
    assert client.quota().spent == spent + 1


def test_check_tells_what_works(server, clock):
    findings = list(check_account(client_for(emulated_account(server.url), clock)))
    assert all(one.ok for one in findings)
    assert len(findings) == 5


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_secret": "wrong"}, "refused the client id or the client secret"),
        ({"scope": "naas"}, "does not grant the scope"),
        ({"skills_version": "77"}, "LIGHTCAST_SKILLS_VERSION"),
        ({"titles_version": "77"}, "LIGHTCAST_TITLES_VERSION"),
        ({"auth_url": "http://127.0.0.1:1/connect/token"}, "could not be reached"),
        ({"auth_url": "http://host.invalid/connect/token"}, "could not be reached"),
    ],
)
def test_check_tells_what_does_not(server, emulator, clock, changes, words):
    emulator.turn({"granted_scopes": "emsi_open"})
    findings = list(check_account(client_for(emulated_account(server.url, **changes), clock)))
    assert [words in one.sentence for one in findings if not one.ok] == [True]


def test_check_looks_again_at_a_service_that_was_left_alone(emulator, clock):
    state = MemoryState()
    with EmulatorServer(emulator) as server:
        client = client_for(emulated_account(server.url), clock, state)
        emulator.faults.add(Fault(FaultKind.ERROR_503, times=5))
        for _ in range(2):
            with pytest.raises(UnavailableError):
                client.status()
        assert client.is_held_back()
        assert all(one.ok for one in check_account(client))
        assert not client.is_held_back()


# --- the server itself --------------------------------------------------------------------------------------------


def test_any_http_client_is_served(server):
    token = requests.post(
        f"{server.url}/connect/token",
        data="client_id=emulator&client_secret=emulator-secret&grant_type=client_credentials&scope=emsi_open",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        timeout=5,
    ).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    found = requests.get(f"{server.url}/skills/versions/latest/skills?q=python&limit=1", headers=headers, timeout=5)
    assert found.json()["data"][0]["id"] == PYTHON
    missing = requests.get(f"{server.url}/skills/status", timeout=5)
    assert (missing.status_code, missing.json()) == (401, {"message": "Unauthorized"})
    assert requests.delete(f"{server.url}/skills/status", headers=headers, timeout=5).status_code == 501


def test_control_endpoint(server, client):
    requests.post(f"{server.url}/_emulator/misbehave", json={"kind": "permission", "times": 1}, timeout=5)
    with pytest.raises(PermissionMissingError):
        client.status()
    state = requests.get(f"{server.url}/_emulator/state", timeout=5).json()
    assert state["requests"]["GET /skills/status"] == 1
    assert state["faults"] == []


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"POST /skills/versions/latest/extract HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", b"411"),
        (b"POST /connect/token HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n", b"411"),
        (b"NONSENSE\r\n\r\n", b"400"),
    ],
)
def test_malformed_requests(server, head, status):
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(head)
        answer = connection.recv(4096)
    assert status in answer


def test_oversized_body_is_refused(server, client):
    answer = requests.post(f"{server.url}/connect/token", data=b"x" * 11_000_001, timeout=20)
    assert answer.status_code == 413
    assert json.loads(answer.content)["errors"][0]["detail"] == "Request size too large"


def test_server_stops_by_itself(emulator):
    server = EmulatorServer(emulator, stop_after=0.1).start()
    server.wait()
    with pytest.raises(OSError, match=r".*"):
        socket.create_connection(("127.0.0.1", server.port), timeout=1)
    server.stop()


def test_stopping_does_not_wait_for_a_slow_answer(emulator, clock):
    with EmulatorServer(emulator) as server:
        client = client_for(emulated_account(server.url, read_timeout=0.2), clock)
        client.sign_in()
        emulator.faults.add(Fault(FaultKind.SLOW, seconds=600))
        with pytest.raises(UnavailableError):
            client.status()
