"""Many titles standardised with one request; a field that does not hold is named with its place in the list."""

import json
import time
from importlib.resources import files

import pytest
import responses

from skills import services
from skills.engines.embedded.engine import title_index
from tests.factories import ROLES, JobFactory, api, person

pytestmark = pytest.mark.django_db


def ask(body, role="editor", slash="", scope="curate"):
    return api(role, scope).post(f"/api/jobs/suggest-title{slash}", body)


def fields(answer):
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "invalid"
    return list(answer.json()["error"]["fields"])


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("slash", ["", "/"])
def test_answers_come_in_order(role, slash):
    titles = ["Sr. Software Developer", {"title": "RN II"}, "qqqq zzzz", "Sr. Software Developer"]
    answers = ask({"titles": titles, "limit": 2}, role, slash).json()["answers"]
    assert [answer["parts"]["level"] for answer in answers] == ["Senior", "II", "", "Senior"]
    assert answers[2]["suggestions"] == []
    assert answers[0] == answers[3]
    assert len(answers[1]["suggestions"]) <= 2
    assert {answer["engine"] for answer in answers} == {"embedded"}


def test_one_of_a_list_is_answered_as_it_is_alone():
    job = JobFactory(text="You write software in Python.")
    rows = [{"title": "Developer", "job_id": job.pk}, {"title": "Developer", "text": job.text}, {"title": "Developer"}]
    alone = [ask(row).json() for row in rows]
    assert ask({"titles": rows}).json()["answers"] == alone


@pytest.mark.parametrize("title", ["!!!", "\U0001f600", "<b>Nurse</b>", "x" * 5000, "看護師", "a b " * 1250])
def test_any_title_has_an_answer(title):
    (answer,) = ask({"titles": [title]}).json()["answers"]
    assert isinstance(answer["suggestions"], list)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"titles": []}, ["titles"]),
        ({"titles": None}, ["titles"]),
        ({"titles": "Clerk"}, ["titles"]),
        ({"titles": ["Clerk"] * 501}, ["titles"]),
        ({"titles": ["Clerk", ""]}, ["titles.1.title"]),
        ({"titles": ["Clerk", " ", {"text": "x"}]}, ["titles.1.title", "titles.2.title"]),
        ({"titles": ["a\x00"]}, ["titles.0.title"]),
        ({"titles": ["x" * 5001]}, ["titles.0.title"]),
        ({"titles": [7]}, ["titles.0.non_field_errors"]),
        ({"titles": [None]}, ["titles.0"]),
        ({"titles": [{"title": "Clerk", "text": "x" * 20_001}]}, ["titles.0.text"]),
        ({"titles": [{"title": "Clerk", "job_id": "seven"}]}, ["titles.0.job_id"]),
        ({"titles": [{"title": "Clerk", "job_id": True}]}, ["titles.0.job_id"]),
        ({"titles": [{"title": "Clerk", "job_id": 10**30}]}, ["titles.0.job_id"]),
        ({"titles": ["Clerk", {"title": "Clerk", "job_id": 987654}]}, ["titles.1.job_id"]),
        ({"titles": ["Clerk"], "limit": 0}, ["limit"]),
        ({"titles": ["Clerk"], "title": "Clerk"}, ["titles"]),
    ],
)
def test_a_field_that_does_not_hold_is_named(body, named):
    assert fields(ask(body)) == named


@pytest.mark.parametrize(("role", "status"), [("stranger", 403), ("anonymous", 401)])
def test_others_may_not(role, status):
    assert ask({"titles": ["Clerk"]}, role).status_code == status


@pytest.mark.parametrize("count", [2, 40])
def test_queries_do_not_grow_with_the_titles(count, django_assert_max_num_queries):
    jobs = JobFactory.create_batch(count)
    client = api("viewer")
    with django_assert_max_num_queries(6):
        answer = client.post("/api/jobs/suggest-title", {"titles": [{"title": j.title, "job_id": j.pk} for j in jobs]})
    assert len(answer.json()["answers"]) == count


def test_a_mapped_title_wins():
    wanted = ask({"title": "Registered nurse"}).json()["suggestions"][0]
    services.map_title(written="Floor angel", occupation_id=wanted["id"], user=person("curator"))
    (answer,) = ask({"titles": ["Senior Floor Angel"]}).json()["answers"]
    assert answer["suggestions"][0]["id"] == wanted["id"]
    assert answer["suggestions"][0]["confidence"] == 1


def test_the_french_title_stands_beside_the_english_one():
    first = ask({"title": "Registered nurse"}).json()["suggestions"][0]
    assert (first["title"], first["title_fr"]) == ("Registered nurse", "Infirmier autorisé/infirmière autorisée")


# --- With Lightcast ---------------------------------------------------------------------------------------------


@pytest.fixture
def lightcast(settings, tmp_path):
    """Credentials, a token, and an empty folder for what is kept; the answers are each test's own."""
    settings.LIGHTCAST = {
        **settings.LIGHTCAST,
        "client_id": "id",
        "client_secret": "secret",
        "titles_version": "5.47",
    }
    settings.DATA_DIR = tmp_path
    with responses.RequestsMock(assert_all_requests_are_fired=False) as wire:
        token = {"access_token": "token", "expires_in": 3600, "token_type": "Bearer"}
        wire.post(settings.LIGHTCAST["auth_url"], json=token)
        wire.base = f"{settings.LIGHTCAST['titles_url']}/versions/5.47/normalize"
        yield wire


def sent_to(wire, address):
    return [call.request.body for call in wire.calls if call.request.url == address]


def match(term, name, key):
    return {"term": term, "title": {"id": key, "name": name}, "confidence": 0.9}


def test_lightcast_is_asked_once_for_all_and_not_again(lightcast):
    bulk = f"{lightcast.base}/bulk"
    lightcast.post(bulk, json={"data": [match("software developer", "Software Developer", "ET1")]})
    titles = ["Sr. Software Developer", "software developer", "SOFTWARE DEVELOPER II"]
    for _time in range(2):
        answers = ask({"titles": titles}).json()["answers"]
        assert [answer["suggestions"][0]["id"] for answer in answers] == ["ET1"] * 3
        assert [answer["suggestions"][0]["source"] for answer in answers] == ["lightcast"] * 3
        assert answers[0]["suggestions"][0]["title_with_level"] == "Senior software Developer"
    assert len(sent_to(lightcast, bulk)) == 1


def test_what_lightcast_does_not_take_the_built_in_list_answers(lightcast):
    lightcast.post(f"{lightcast.base}/bulk", json={"data": []})
    answers = ask({"titles": ["!!!", "Clerk"]}).json()["answers"]
    assert [answer["engine"] for answer in answers] == ["embedded", "lightcast"]
    assert b"!!!" not in b"".join(sent_to(lightcast, f"{lightcast.base}/bulk"))


def test_when_lightcast_fails_the_built_in_list_answers_and_says_so(lightcast):
    lightcast.post(
        f"{lightcast.base}/bulk", status=403, json={"errors": [{"status": 403, "detail": "no", "title": ""}]}
    )
    for answer in ask({"titles": ["Software Developer", "Clerk"]}).json()["answers"]:
        assert answer["engine"] == "embedded"
        assert answer["suggestions"]
        assert "The built-in list was used." in answer["notice"]


def test_a_single_title_is_paid_for_once(lightcast):
    inspect = f"{lightcast.base}/inspect"
    lightcast.post(inspect, json={"data": [match("", "Software Developer", "ET1")]})
    first = ask({"title": "Sr. Software Developer"}).json()
    assert ask({"title": "software developer"}).json()["suggestions"][0]["id"] == first["suggestions"][0]["id"] == "ET1"
    assert len(sent_to(lightcast, inspect)) == 1


def test_a_mapped_title_is_not_asked_of_lightcast(lightcast, settings):
    settings.SKILLS_ENGINE = "embedded"
    wanted = ask({"title": "Registered nurse"}).json()["suggestions"][0]
    services.map_title(written="Floor angel", occupation_id=wanted["id"], user=person("curator"))
    settings.SKILLS_ENGINE = "auto"
    assert ask({"title": "Senior floor angel"}).json()["suggestions"][0]["id"] == wanted["id"]
    (answer,) = ask({"titles": ["floor angel (Ottawa)"]}).json()["answers"]
    assert answer["suggestions"][0]["id"] == wanted["id"]
    assert not lightcast.calls


@pytest.mark.parametrize(("role", "scope"), [("viewer", "write"), ("editor", "read"), ("curator", "read")])
def test_those_who_may_only_read_spend_no_call(lightcast, role, scope):
    alone = ask({"title": "Registered nurse"}, role, scope=scope).json()
    (one,) = ask({"titles": ["Registered nurse"]}, role, scope=scope).json()["answers"]
    assert alone["engine"] == one["engine"] == "embedded"
    assert alone["suggestions"][0]["source"] == one["suggestions"][0]["source"] == "esco"
    assert "only those who may edit can spend calls" in alone["notice"]
    assert alone["notice"] == one["notice"]
    assert not lightcast.calls


def test_a_token_that_may_write_spends_a_call(lightcast):
    lightcast.post(f"{lightcast.base}/inspect", json={"data": [match("", "Software Developer", "ET1")]})
    assert ask({"title": "Software Developer"}, scope="write").json()["engine"] == "lightcast"


def test_five_hundred_titles_are_answered_within_three_seconds():
    shown = json.loads(files("jobs.demonstration").joinpath("manifest.json").read_text(encoding="utf-8"))["documents"]
    written = [row["title"] for row in shown]
    titles = [f"{written[at % len(written)]} #{1000 + at}" for at in range(500)]
    title_index()  # which the web server has before its first request
    start = time.process_time()
    answers = ask({"titles": titles, "limit": 5}).json()["answers"]
    assert time.process_time() - start < 3.0
    assert len(answers) == len(titles) == 500
