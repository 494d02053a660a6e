"""The emulator without a socket: switches, faults, fixed behaviour, control."""

from __future__ import annotations

import json
from typing import Any

import pytest

from skills.lightcast.emulator import Emulator, Fault, FaultKind, Switches
from skills.lightcast.emulator.messages import HttpRequest
from skills.lightcast.limits import read_rate_limit
from skills.tests.lightcast_support import AWS, JAVASCRIPT, PYTHON, REMOVED, TEXT, TOY_SKILLS, FakeClock, toy_emulator
from skills.tests.test_lightcast_examples import control, sign_in

JSON_HEADERS = {"content-type": "application/json"}
SKILLS, TITLES = "/skills/versions/9.41", "/titles/versions/5.47"


@pytest.fixture
def clock():
    return FakeClock()


def ask(emulator: Emulator, method: str, path: str, body: Any = None, token: str | None = None, **query: str):
    token = sign_in(emulator, "emsi_open") if token is None else token
    headers = {**JSON_HEADERS, "authorization": f"Bearer {token}"}
    data = b"" if body is None else json.dumps(body).encode()
    response, _ = emulator.handle(HttpRequest(method, path, query, headers, data))
    return response


# --- switches -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["seconds", "epoch", "date"])
def test_every_format_of_the_reset_means_the_same_moment(clock, written):
    emulator = toy_emulator(clock, reset_format=written)
    response = ask(emulator, "POST", f"{SKILLS}/extract", {"text": TEXT})
    limit = read_rate_limit({name.lower(): value for name, value in response.headers.items()}, clock.now)
    assert limit.remaining == 49
    assert limit.resets_at == pytest.approx(1_796_083_200, abs=1)  # 1 December 2026


def test_extract_quota_may_count_by_the_year(clock):
    emulator = toy_emulator(clock, extract_period="year", extract_quota=1)
    assert ask(emulator, "POST", f"{SKILLS}/extract", {"text": TEXT}).status == 200
    clock.now += 20 * 86_400
    assert ask(emulator, "POST", f"{SKILLS}/extract", {"text": TEXT}).status == 429
    clock.now += 40 * 86_400
    assert ask(emulator, "POST", f"{SKILLS}/extract", {"text": TEXT}).status == 200


def test_extract_and_trace_draw_on_one_quota_and_refusals_cost_nothing(clock):
    emulator = toy_emulator(clock, extract_quota=2)
    assert ask(emulator, "POST", f"{SKILLS}/extract", {"text": 1}).status == 400
    assert ask(emulator, "POST", f"{SKILLS}/extract", {"text": TEXT}).status == 200
    assert ask(emulator, "POST", f"{SKILLS}/extract/trace", {"text": TEXT}).status == 200
    refused = ask(emulator, "POST", f"{SKILLS}/extract", {"text": TEXT})
    assert refused.status == 429
    assert refused.headers["RateLimit-Remaining"] == "0"


@pytest.mark.parametrize(("switch", "body"), [("errors", "errors"), ("message", "message")])
def test_bodies_of_429_and_of_a_bad_token(clock, switch, body):
    emulator = toy_emulator(clock, throttle_body=switch, unauthorized_body=switch, extract_quota=0)
    assert body in ask(emulator, "POST", f"{SKILLS}/extract", {"text": TEXT}).payload
    bad = ask(emulator, "GET", "/skills/status", token="unknown")
    assert bad.status == 401
    assert body in bad.payload


def test_long_text_is_refused_or_cut(clock):
    text = "é" * 25_000 + " Python"
    assert ask(toy_emulator(clock), "POST", f"{SKILLS}/extract", {"text": text}).status == 413
    cut = ask(toy_emulator(clock, long_text="cut"), "POST", f"{SKILLS}/extract", {"text": text})
    assert cut.payload["data"] == []


@pytest.mark.parametrize("path", [f"{SKILLS}/skills", f"{TITLES}/titles"])
def test_unknown_ids(clock, path):
    body = {"ids": ["KSXXXXXXXXXXXXXXXXXX"]}
    assert ask(toy_emulator(clock), "POST", path, body).payload["data"] == []
    assert ask(toy_emulator(clock, unknown_ids="not_found"), "POST", path, body).status == 404


def test_order_of_rows(clock):
    body = {"ids": [PYTHON, JAVASCRIPT]}
    by_name = ask(toy_emulator(clock), "POST", f"{SKILLS}/skills", body).payload["data"]
    asked = ask(toy_emulator(clock, row_order="request"), "POST", f"{SKILLS}/skills", body).payload["data"]
    assert [one["id"] for one in by_name] == [JAVASCRIPT, PYTHON]
    assert [one["id"] for one in asked] == [PYTHON, JAVASCRIPT]


def test_unknown_parameters_and_members(clock):
    body = {"text": TEXT, "surprise": 1}
    lenient = toy_emulator(clock, unknown_member="ignore")
    strict = toy_emulator(clock, unknown_query="refuse")
    assert ask(lenient, "POST", f"{SKILLS}/extract", body).status == 200
    assert ask(lenient, "GET", f"{SKILLS}/skills", offset="3").status == 200
    assert ask(strict, "POST", f"{SKILLS}/extract", body).status == 400
    assert ask(strict, "GET", f"{SKILLS}/skills", offset="3").status == 400


@pytest.mark.parametrize(
    ("switch", "status", "name"),
    [("not_found", 404, None), ("unclassified", 200, "Unclassified"), ("best", 200, "Data Scientist")],
)
def test_title_without_match(clock, switch, status, name):
    emulator = toy_emulator(clock, no_match=switch, normalize_permitted=True)
    body = {"term": "data clerk of the county", "confidenceThreshold": 0.9}
    response = ask(emulator, "POST", f"{TITLES}/normalize", body)
    assert response.status == status
    if name:
        assert response.payload["data"]["title"]["name"] == name


def test_newer_fields_in_extract_results(clock):
    old, new = toy_emulator(clock), toy_emulator(clock, newer_fields=True)
    members = [
        set(ask(one, "POST", f"{SKILLS}/extract", {"text": TEXT}).payload["data"][0]["skill"]) for one in (old, new)
    ]
    assert members[0] == {"id", "name", "infoUrl", "type", "tags"}
    assert members[1] > members[0]


@pytest.mark.parametrize(
    ("granted", "scope", "works"),
    [
        ("emsi_open", "lightcast_open_free", False),
        ("lightcast_open_free", "lightcast_open_free", True),
        ("all", "emsi_open classification_api", True),
        ("all", "made_up", False),
    ],
)
def test_scopes(clock, granted, scope, works):
    emulator = toy_emulator(clock, granted_scopes=granted)
    if works:
        assert ask(emulator, "GET", "/skills/status", token=sign_in(emulator, scope)).status == 200
    else:
        with pytest.raises(KeyError):
            sign_in(emulator, scope)


def test_classification_needs_its_own_scope(clock):
    emulator = toy_emulator(clock, granted_scopes="all")
    assert ask(emulator, "GET", "/classifications").status == 401
    assert ask(emulator, "GET", "/classifications", token=sign_in(emulator, "lightcast_open")).status == 200


@pytest.mark.parametrize(
    "values",
    [
        {"reset_format": "hours"},
        {"nothing": 1},
        {"extract_quota": "many"},
        {"extract_quota": -1},
        {"newer_fields": "2"},
    ],
)
def test_wrong_switches(values):
    with pytest.raises(ValueError, match=next(iter(values))):
        Switches().changed(values)


# --- fixed behaviour ----------------------------------------------------------------------------------------------


def test_threshold_comes_from_the_body_for_json_and_from_the_query_otherwise(clock):
    emulator = toy_emulator(clock)
    text = "Python et gestion"
    everything = {"text": text, "confidenceThreshold": 0.5}
    assert len(ask(emulator, "POST", f"{SKILLS}/extract", everything, confidenceThreshold="0.9").payload["data"]) == 2
    headers = {"content-type": "text/plain; charset=utf-8", "authorization": f"Bearer {sign_in(emulator, 'emsi_open')}"}
    request = HttpRequest("POST", f"{SKILLS}/extract", {"confidenceThreshold": "0.9"}, headers, text.encode())
    assert len(emulator.handle(request)[0].payload["data"]) == 1


def test_counts_include_removed_skills_and_the_list_leaves_them_out(clock):
    emulator = toy_emulator(clock)
    meta = ask(emulator, "GET", "/skills/versions/latest").payload["data"]
    rows = ask(emulator, "GET", f"{SKILLS}/skills").payload["data"]
    assert meta["skillCount"] - meta["removedSkillCount"] == len(rows) == len(TOY_SKILLS)
    single = ask(emulator, "GET", f"{SKILLS}/skills/{REMOVED}").payload["data"]
    assert single["type"]["id"] == "ST0"
    assert single["removedDescription"]


def test_offsets_are_bytes_with_exclusive_end_and_context_is_near(clock):
    data = ask(toy_emulator(clock), "POST", f"{SKILLS}/extract/trace", {"text": TEXT, "includeNormalizedText": True})
    trace = data.payload["data"]["trace"]
    for row in trace:
        form = row["surfaceForm"]
        assert TEXT.encode()[form["sourceStart"] : form["sourceEnd"]].decode() == form["value"]
    assert [row["surfaceForm"]["value"] for row in trace] == ["Python", "AWS", "JS"]
    assert [len(row["classificationData"]["contextForms"]) for row in trace] == [0, 0, 2]


def test_order_of_checks_415_413_400(clock):
    emulator = toy_emulator(clock)
    headers = {"authorization": f"Bearer {sign_in(emulator, 'emsi_open')}", "content-type": "application/xml"}
    huge = b"x" * 10_000_001
    request = HttpRequest("POST", f"{SKILLS}/extract", {}, headers, huge)
    assert emulator.handle(request)[0].status == 415
    assert emulator.handle(HttpRequest("POST", request.path, {}, {**headers, **JSON_HEADERS}, huge))[0].status == 413
    assert emulator.handle(HttpRequest("POST", request.path, {}, {**headers, **JSON_HEADERS}, b"x"))[0].status == 400


def test_attributions_stand_beside_skills_and_nowhere_else(clock):
    emulator = toy_emulator(clock)
    for path in ("/skills/status", "/skills/meta", "/skills/versions", SKILLS, f"{TITLES}/titles"):
        assert set(ask(emulator, "GET", path).payload) == {"data"}
    assert set(ask(emulator, "GET", f"{SKILLS}/skills/{AWS}").payload) == {"attributions", "data"}


@pytest.mark.parametrize("path", ["/skills/categories", "/nowhere", "/skills/versions/9.41/retrieve"])
def test_addresses_that_do_not_exist(clock, path):
    assert ask(toy_emulator(clock, granted_scopes="all"), "GET", path, token=None).status in {401, 404}


def test_old_versions_work_and_9_3_is_not_9_30(clock):
    emulator = toy_emulator(clock)
    versions = [ask(emulator, "GET", f"/skills/versions/{one}").payload["data"]["version"] for one in ("9.3", "9.30")]
    assert versions == ["9.3", "9.30"]


def test_six_in_a_second_are_too_many(clock):
    emulator = toy_emulator(clock, requests_per_second=5)
    token = sign_in(emulator, "emsi_open")
    statuses = [ask(emulator, "GET", "/skills/status", token=token).status for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    clock.now += 1
    assert ask(emulator, "GET", "/skills/status", token=token).status == 200


def test_permission_for_normalize_and_bulk(clock):
    emulator = toy_emulator(clock)
    for path, body in (("normalize", {"term": "a"}), ("normalize/bulk", {"terms": ["a"]})):
        assert ask(emulator, "POST", f"{TITLES}/{path}", body).status == 401
    assert ask(emulator, "POST", f"{TITLES}/normalize/inspect", {"term": "data scientist"}).status == 200


# --- faults -------------------------------------------------------------------------------------------------------


def test_fault_is_read_from_an_option():
    fault = Fault.parse("error_503, times=3, path=/extract, probability=0.2, seconds=5")
    assert fault == Fault(FaultKind.ERROR_503, 3, "/extract", 0.2, 5.0)
    assert Fault.parse("cut") == Fault(FaultKind.CUT)


@pytest.mark.parametrize(
    "written",
    ["", "explode", "cut,3", "cut,times=0", "cut,times=x", "cut,size=3", "cut,probability=2", "slow,seconds=9999"],
)
def test_wrong_fault(written):
    with pytest.raises(ValueError, match=r".+"):
        Fault.parse(written)


def test_fault_strikes_as_often_and_where_it_is_told(clock):
    emulator = toy_emulator(clock)
    emulator.faults.add(Fault(FaultKind.ERROR_503, times=2, path="/extract"))
    statuses = [ask(emulator, "POST", f"{SKILLS}/extract", {"text": TEXT}).status for _ in range(3)]
    assert ask(emulator, "GET", "/skills/status").status == 200
    assert statuses == [503, 503, 200]


def test_faults_with_a_probability_repeat_with_the_seed(clock):
    def run() -> list[int]:
        emulator = toy_emulator(clock)
        emulator.faults.add(Fault(FaultKind.ERROR_500, probability=0.5))
        token = sign_in(emulator, "emsi_open")
        return [ask(emulator, "GET", "/skills/status", token=token).status for _ in range(40)]

    assert run() == run()
    assert set(run()) == {200, 500}


def test_whether_failed_calls_cost_is_a_switch(clock):
    for cost in (False, True):
        emulator = toy_emulator(clock, failed_calls_cost=cost)
        emulator.faults.add(Fault(FaultKind.ERROR_503, times=1))
        ask(emulator, "POST", f"{SKILLS}/extract", {"text": TEXT})
        assert sum(sum(used.values()) for used in emulator.state()["quota_used"].values()) == int(cost)


# --- control ------------------------------------------------------------------------------------------------------


def test_control_adds_and_clears_faults_and_publishes_a_version(clock):
    emulator = toy_emulator(clock)
    assert control(emulator, "misbehave", kind="quota", times=2)["faults"][0]["kind"] == "quota"
    assert control(emulator, "behave")["faults"] == []
    assert control(emulator, "new-version")["latest_version"] == "9.42"
    assert ask(emulator, "GET", "/skills/meta").payload["data"]["latestVersion"] == "9.42"
    assert control(emulator, "switches", no_match="best")["switches"]["no_match"] == "best"
    assert control(emulator, "forget-usage")["quota_used"] == {}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/_emulator/misbehave", b'{"kind": "explode"}', 400),
        ("POST", "/_emulator/misbehave", b"{", 400),
        ("POST", "/_emulator/misbehave", b"[]", 400),
        ("POST", "/_emulator/switches", b'{"no_match": 3}', 400),
        ("POST", "/_emulator/dance", b"", 404),
        ("GET", "/_emulator/misbehave", b"", 404),
        ("GET", "/_emulator/state", b"", 200),
    ],
)
def test_control_refuses_what_it_does_not_know(clock, method, path, body, status):
    assert toy_emulator(clock).control(HttpRequest(method, path, {}, {}, body)).status == status
