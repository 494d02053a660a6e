"""Every example of the wire format, both ways: the client sends and reads it, the emulator answers in its shape."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import responses
from docx import Document

from skills.lightcast.client import DOCX, SKILL_FIELDS, LightcastClient
from skills.lightcast.emulator import Emulator
from skills.lightcast.emulator.messages import HttpRequest
from skills.lightcast.emulator.service import CLIENT_ID, CLIENT_SECRET
from skills.lightcast.errors import (
    AuthenticationError,
    LightcastError,
    NotFoundError,
    PermissionMissingError,
    QuotaExhaustedError,
    RequestRefusedError,
    ThrottledError,
    TooLargeError,
    UnavailableError,
)
from skills.lightcast.limits import QuotaGroup
from skills.tests.lightcast_support import (
    AUTH,
    AWS,
    EXAMPLES,
    JAVASCRIPT,
    PYTHON,
    REMOVED,
    TEXT,
    FakeClock,
    account,
    client_for,
    example,
    token_answer,
    toy_emulator,
)

Ask = Callable[[LightcastClient], Any]
SHORT = ("id", "name", "type", "infoUrl")
RELEASE = "2025.8"

# For each file, what to call for each of its calls.
ASKS: dict[str, list[Ask]] = {
    "skills_status": [lambda c: c.status()],
    "skills_meta": [lambda c: c.meta()],
    "skills_versions": [lambda c: c.versions()],
    "skills_version_meta": [lambda c: c.version_meta()],
    "skills_version_changes": [lambda c: c.version_changes("9.41")],
    "skills_list": [
        lambda c: c.list_skills(q="python", type_ids=("ST1", "ST2"), fields=SHORT, limit=2),
        lambda c: c.list_skills(q="python", limit=1, fields=SKILL_FIELDS),
        lambda c: c.list_skills(q="zzzzzz"),
    ],
    "skills_lookup": [lambda c: c.skills_by_id([PYTHON, JAVASCRIPT], type_ids=("ST1",), fields=SHORT)],
    "skills_get": [lambda c: c.skill(PYTHON), lambda c: c.skill(REMOVED)],
    "skills_related": [lambda c: c.related_skills([PYTHON, JAVASCRIPT], limit=2, fields=SHORT, type_id="ST1")],
    "skills_extract": [
        lambda c: c.extract(TEXT, confidence_threshold=0.6),
        lambda c: c.extract_document(TEXT.encode(), "text/plain", confidence_threshold=0.6),
        lambda c: c.extract_document(b"<BYTES OF THE DOCX FILE>", DOCX, confidence_threshold=0.6),
    ],
    "skills_extract_trace": [
        lambda c: c.extract_with_trace(TEXT),
        lambda c: c.extract_document(TEXT.encode(), "text/plain", trace=True),
    ],
    "titles_status": [lambda c: c.titles.status()],
    "titles_meta": [lambda c: c.titles.meta()],
    "titles_versions": [lambda c: c.titles.versions()],
    "titles_version_meta": [lambda c: c.titles.version_meta(), lambda c: c.titles.version_meta()],
    "titles_version_changes": [lambda c: c.titles.version_changes("5.47")],
    "titles_list": [lambda c: c.titles.list_titles(q="data scientist", fields=("id", "name"), limit=2, page=1)],
    "titles_lookup": [
        lambda c: c.titles.titles_by_id(
            ["ET89954A897A9A69C4", "ET3B93055220D592C8"], fields=("id", "name", "pluralName")
        )
    ],
    "titles_get": [lambda c: c.titles.title("ET89954A897A9A69C4")],
    "titles_normalize": [
        lambda c: c.titles.normalize("data scientist", fields=("id", "name")),
        lambda c: c.titles.normalize("data scientist", fields=("id", "name")),
    ],
    "titles_normalize_inspect": [lambda c: c.titles.inspect("data scientist", limit=2, fields=("id", "name"))],
    "titles_normalize_bulk": [
        lambda c: c.titles.normalize_many(["data scientist", "software engineer"], fields=("id", "name"))
    ],
    "classification_releases": [lambda c: c.classification.releases()],
    "classification_skills_extract": [
        lambda c: c.classification.extract_skills(TEXT, RELEASE, trace=True, confidence_threshold=0.6)
    ],
    "classification_skills_extract_file": [
        lambda c: c.classification.extract_skills_from_file(TEXT.encode(), "job.txt", "text/plain", RELEASE)
    ],
    "classification_skills_classify": [
        lambda c: c.classification.classify_skills(
            [("Docker", "Tool that runs software in containers")],
            "2025.10",
            fields=("id", "name", "levelName", "level", "parentId"),
        )
    ],
    "classification_titles_normalize": [lambda c: c.classification.normalize_titles(["data scientist"], RELEASE)],
    "classification_postings_classify": [
        lambda c: c.classification.classify_posting(
            "2025.11",
            company="Example Ltd",
            title="Product Manager",
            body="Leads a software product from idea to launch.",
            outputs=("lot", "salary", "educationLevel"),
        )
    ],
    "classification_mappings": [
        lambda c: c.classification.mappings(source="titles", destination="lot"),
        lambda c: c.classification.map_ids("titles_v5.24.0_lot_v6.20.0", ["ET6850661D6AE5FA86"]),
    ],
    "classification_taxonomy_concepts": [
        lambda c: c.classification.concepts(
            "skills", "9.0.0", q="python", fields=("id", "name"), levels=("2",), limit=5, locale="en-US"
        ),
        lambda c: c.classification.concepts(
            "skills", "9.0.0", fields=("id", "name"), levels=("2",), ids=(PYTHON,), limit=5
        ),
    ],
}
REFUSALS: dict[int, type[LightcastError]] = {
    400: RequestRefusedError,
    404: NotFoundError,
    413: TooLargeError,
    415: RequestRefusedError,
    503: UnavailableError,
    403: PermissionMissingError,
}
CALLS = [pytest.param(name, index, id=f"{name}-{index}") for name, asks in ASKS.items() for index in range(len(asks))]
ANSWERS = [
    pytest.param(name, call, answer, id=f"{name}-{call}-{answer}")
    for name, asks in ASKS.items()
    for call in range(len(asks))
    for answer in range(len(example(name)["calls"][call]["responses"]))
]


def test_every_example_file_is_covered():
    covered = set(ASKS) | {"auth_token", "constants", "errors"}
    assert {path.stem for path in EXAMPLES.glob("*.json")} == covered
    assert all(len(asks) == len(example(name)["calls"]) for name, asks in ASKS.items())


def expected_error(answer: dict[str, Any]) -> type[LightcastError] | None:
    """Return the kind of error that an answer of the examples is to become."""
    status, body = answer["status"], answer["body"]
    if status == 200:
        return None
    if status == 401:
        return AuthenticationError if "message" in body else PermissionMissingError
    if status == 429:
        return QuotaExhaustedError if answer["headers"].get("RateLimit-Remaining") == "0" else ThrottledError
    return REFUSALS[status]


@pytest.mark.parametrize(("name", "call", "answer"), ANSWERS)
def test_client_reads_answer(name: str, call: int, answer: int):
    given = example(name)["calls"][call]
    wire = given["responses"][answer]
    clock = FakeClock()
    client = client_for(account(), clock)
    kind = expected_error(wire)
    headers = {header: value for header, value in wire["headers"].items() if header != "Content-Type"}
    with responses.RequestsMock() as mock:
        mock.post(AUTH, json=token_answer())
        mock.add(
            given["request"]["method"],
            given["request"]["url"],
            json=wire["body"],
            status=wire["status"],
            headers=headers,
        )
        if kind is None:
            assert ASKS[name][call](client) is not None
        elif kind is NotFoundError and "Could not normalize" in json.dumps(wire["body"]):
            assert ASKS[name][call](client).matches == ()
        else:
            with pytest.raises(kind) as caught:
                ASKS[name][call](client)
            assert type(caught.value) is kind
    if name == "skills_extract" and wire["status"] == 200:
        assert client.quota(QuotaGroup.EXTRACT).remaining == 49


@pytest.mark.parametrize(("name", "call"), CALLS)
def test_client_sends_what_the_example_sends(name: str, call: int):
    given = example(name)["calls"][call]
    wanted = given["request"]
    client = client_for(account(), FakeClock())
    with responses.RequestsMock() as mock:
        mock.post(AUTH, json=token_answer())
        mock.add(wanted["method"], wanted["url"], json=given["responses"][0]["body"])
        ASKS[name][call](client)
        sent = mock.calls[-1].request
    assert sent.headers["Authorization"] == "Bearer token-1"
    query = {key: values[0] for key, values in parse_qs(urlsplit(sent.url).query).items()}
    if "json" in wanted:
        assert json.loads(sent.body) == wanted["json"]
        assert sent.headers["Content-Type"] == "application/json"
    if "text" in wanted and name != "titles_normalize":
        assert sent.body == wanted["text"].encode()
        assert sent.headers["Content-Type"] == wanted["headers"]["Content-Type"]
    if "multipart" in wanted:
        assert b'name="fileUpload"' in sent.body
    # What the client adds to the example are the documented defaults.
    assert {**query, **wanted.get("query", {})} == query or name == "titles_normalize"


def test_token_request_and_answer_follow_the_example():
    given = example("auth_token")["calls"][0]
    client = client_for(account(client_id="<CLIENT_ID>", client_secret="<CLIENT_SECRET>"), FakeClock())
    with responses.RequestsMock() as mock:
        mock.post(AUTH, json=given["responses"][0]["body"])
        client.sign_in()
        form = {key: values[0] for key, values in parse_qs(mock.calls[0].request.body.decode()).items()}
    assert form == given["request"]["form"]


@pytest.mark.parametrize("case", [case for case in example("errors")["cases"] if "authorisation" not in case["api"]])
def test_client_reads_every_error(case: dict[str, Any]):
    client = client_for(account(), FakeClock())
    with responses.RequestsMock() as mock:
        mock.post(AUTH, json=token_answer())
        mock.get(
            "https://api.lightcast.io/skills/versions/latest",
            json=case["body"],
            status=case["status"],
            headers={name: value for name, value in case["headers"].items() if name != "Content-Type"},
        )
        kind = expected_error(case)
        assert kind is not None
        with pytest.raises(kind):
            client.version_meta()


def form_of(value: Any) -> Any:
    """Return the shape of JSON: member names and kinds of values."""
    if isinstance(value, dict):
        return {key: form_of(one) for key, one in value.items()}
    if isinstance(value, list):
        return [form_of(one) for one in value]
    if isinstance(value, bool) or value is None:
        return type(value).__name__
    return "number" if isinstance(value, int | float) else "text"


def assert_same_shape(made: Any, wanted: Any, where: str = "body") -> None:
    if "NoneType" in (made, wanted):
        return
    if isinstance(wanted, dict):
        assert isinstance(made, dict), where
        assert set(made) == set(wanted), where
        for key in wanted:
            assert_same_shape(made[key], wanted[key], f"{where}.{key}")
    elif isinstance(wanted, list):
        assert isinstance(made, list), where
        if wanted and where.endswith(("data", "skills", "trace", "attributions", "concepts", "results")):
            assert made, where
        for one in made if wanted else ():
            assert_same_shape(one, wanted[0], f"{where}[]")
    else:
        assert made == wanted, where


def sign_in(emulator: Emulator, scope: str) -> str:
    form = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "grant_type": "client_credentials", "scope": scope}
    headers = {"content-type": "application/x-www-form-urlencoded"}
    response, _ = emulator.handle(HttpRequest("POST", "/connect/token", {}, headers, urlencode(form).encode()))
    return response.payload["access_token"]


def word_document(text: str) -> bytes:
    document = Document()
    document.add_paragraph(text)
    stored = io.BytesIO()
    document.save(stored)
    return stored.getvalue()


def as_request(wanted: dict[str, Any], token: str) -> HttpRequest:
    """Turn the request of an example into one for the emulator."""
    parts = urlsplit(wanted["url"])
    headers = {"authorization": f"Bearer {token}"}
    body = b""
    if wanted.get("text", "").startswith("<BYTES"):
        headers["content-type"], body = DOCX, word_document(TEXT)
    elif "json" in wanted:
        headers["content-type"], body = "application/json", json.dumps(wanted["json"]).encode()
    elif "text" in wanted:
        headers["content-type"], body = (
            "text/plain",
            TEXT.encode() if "kiosk" in wanted["text"] else wanted["text"].encode(),
        )
    elif "multipart" in wanted:
        headers["content-type"] = "multipart/form-data; boundary=xyz"
        body = (
            '--xyz\r\nContent-Disposition: form-data; name="fileUpload"; filename="a.txt"\r\n'
            f"Content-Type: text/plain\r\n\r\n{TEXT}\r\n--xyz--\r\n"
        ).encode()
    return HttpRequest(wanted["method"], parts.path, wanted.get("query", {}), headers, body)


def with_body(request: HttpRequest, **changes: Any) -> HttpRequest:
    body = {**json.loads(request.body), **changes}
    return HttpRequest(request.method, request.path, request.query, request.headers, json.dumps(body).encode())


def provoke(when: str, emulator: Emulator, request: HttpRequest) -> HttpRequest:
    """Return the request that gets an example's answer, having brought the emulator into its situation."""
    headers = dict(request.headers)
    if when.startswith("body or query fails"):
        if request.method == "GET":
            return HttpRequest("GET", request.path, {"limit": "none"}, headers)
        return HttpRequest("POST", request.path, request.query, headers, b"[1, 2]")
    if when.startswith("unknown version"):
        path = request.path.replace("latest", "77").replace("9.41", "77").replace("5.47", "77")
        return HttpRequest(request.method, path, request.query, headers, request.body)
    if when.startswith("unknown skill id"):
        return HttpRequest("GET", request.path.replace(PYTHON, "KSXXXXXXXXXXXXXXXXXX"), {}, headers)
    if when.startswith("document too large"):
        long = {"text": "a" * 50_001} if "extract" in request.path else {"term": "a" * 1_001}
        return with_body(request, **({"terms": ["a" * 1_001]} if request.path.endswith("bulk") else long))
    if when.startswith("Content-Type"):
        headers["content-type"] = "text/xml"
        return HttpRequest(request.method, request.path, request.query, headers, request.body)
    if when.startswith("no title"):
        return with_body(request, term="zzzz")
    if when.startswith("no skill"):
        return with_body(request, text="nothing here")
    burden(when, emulator, request)
    return request


def burden(when: str, emulator: Emulator, request: HttpRequest) -> None:
    """Bring the emulator into the situation that an example's answer belongs to."""
    if when.startswith("access token has expired"):
        control(emulator, "expire-tokens")
    elif when.startswith("token is valid"):
        control(emulator, "misbehave", kind="permission", times=1)
    elif when.startswith("more than 5"):
        control(emulator, "switches", requests_per_second=5)
        for _ in range(5):
            emulator.handle(request)
    elif when.startswith("period quota"):
        control(emulator, "switches", extract_quota=0, related_quota=0, titles_quota=0, classification_quota=0)


def control(emulator: Emulator, action: str, **values: Any) -> dict[str, Any]:
    response = emulator.control(HttpRequest("POST", f"/_emulator/{action}", {}, {}, json.dumps(values).encode()))
    assert response.status == 200
    return response.payload


# What an account with other rights gets, or what no healthy emulator says.
NOT_EMULATED = {"unhealthy: judge by data.healthy, not by the status code", "account with mapping rights"}


@pytest.mark.parametrize(("name", "call", "answer"), ANSWERS)
def test_emulator_answers_in_the_shape_of_the_example(name: str, call: int, answer: int):
    given = example(name)["calls"][call]
    wire = given["responses"][answer]
    if wire["when"] in NOT_EMULATED or given["title"].startswith("with mapping rights"):
        # The client reads these; the emulator's own accounts never get them.
        assert wire["status"] == 200
        return
    clock = FakeClock()
    emulator = toy_emulator(clock, granted_scopes="all", normalize_permitted=True)
    token = sign_in(emulator, "emsi_open classification_api")
    request = provoke(wire["when"], emulator, as_request(given["request"], token))
    response, fault = emulator.handle(request)
    assert fault is None
    assert response.status == wire["status"]
    for header in wire["headers"]:
        assert header in {*response.headers, "Content-Type"}
    if wire["status"] == 200:
        assert_same_shape(form_of(response.payload), form_of(wire["body"]))
    else:
        assert response.payload == wire["body"]


@pytest.mark.parametrize("answer", example("auth_token")["calls"][0]["responses"], ids=lambda one: one["when"])
def test_emulator_answers_the_token_endpoint_as_the_example(answer: dict[str, Any]):
    emulator = toy_emulator(FakeClock())
    form = {
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "grant_type": "client_credentials",
        "scope": "emsi_open",
    }
    wrong = {
        "scope unknown or not granted to this client": {"scope": "postings:us"},
        "wrong client_id or client_secret": {"client_secret": "wrong"},
        "grant_type is not client_credentials": {"grant_type": "password"},
        "a form field is missing": {"scope": ""},
    }
    form.update(wrong.get(answer["when"], {}))
    headers = {"content-type": "application/x-www-form-urlencoded"}
    response, _ = emulator.handle(HttpRequest("POST", "/connect/token", {}, headers, urlencode(form).encode()))
    assert response.status == answer["status"]
    assert {**response.headers, "Content-Type": response.content_type} == answer["headers"]
    assert_same_shape(form_of(response.payload), form_of(answer["body"]))
    if answer["status"] == 400:
        assert response.payload == answer["body"]


def test_limits_are_those_of_the_constants():
    from skills.lightcast import limits
    from skills.lightcast.emulator.switches import Switches

    constants = example("constants")
    assert constants["limits"]["extract_text_bytes"] == limits.TEXT_BYTES
    assert constants["limits"]["title_raw_bytes"] == limits.TITLE_BYTES
    assert constants["limits"]["titles_bulk_terms"] == limits.TITLES_AT_ONCE
    assert list(SKILL_FIELDS) == constants["skill_fields"]
    assert Switches().extract_quota == constants["quota_default"]["skills_extract_and_trace"]["value"]
    assert account().requests_per_second == constants["rate_limit_per_second"]["skills"]
    assert account().auth_url == constants["hosts"]["token"]
    assert {AWS, PYTHON} <= set(toy_emulator(FakeClock())._world.catalogue.skills)
