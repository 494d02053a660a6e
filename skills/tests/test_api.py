"""The API of skills: the list, a job's skills with review, extraction of free text, title standardisation."""

import json

import pytest
import responses

from skills import services
from skills.models import Extraction, JobSkill
from tests.factories import (
    COMMUNICATIONS,
    EXCEL,
    NEGOTIATION,
    PYTHON,
    ROLES,
    SQL,
    TEXT,
    AliasFactory,
    JobFactory,
    SkillFactory,
    TagFactory,
    api,
    enqueued,
    load_skills,
)

pytestmark = pytest.mark.django_db

TAG = {
    *("lightcast_id", "name", "type", "confidence", "origin", "importance", "decision", "decided_by", "decided_at"),
    *("evidence", "reasons", "engine_version", "taxonomy_version"),
}
MALFORMED_BODIES = ["{", "\xff", "[" * 100_000]


@pytest.fixture
def job():
    """A job with the skills that the embedded engine finds in it."""
    load_skills()
    job = JobFactory(text=TEXT)
    services.run_extraction(job.extractions.get().pk)
    return job


def fields(answer):
    """Return the names of the fields that are at fault."""
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "invalid"
    return list(answer.json()["error"]["fields"])


def address(job, rest):
    return f"/api/jobs/{job.pk}/{rest}"


# --- The list ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("slash", ["", "/"])
def test_the_list_and_one_skill(job, role, slash):
    client = api(role)
    page = client.get(f"/api/skills{slash}").json()
    assert set(page) == {"count", "next", "previous", "results"}
    assert page["count"] == 6
    one = client.get(f"/api/skills/{PYTHON}{slash}").json()
    assert one == {
        "lightcast_id": PYTHON,
        "name": "Python (Programming Language)",
        "type": "specialized",
        "category": "Scripting Languages",
        "status": "active",
        "description": "",
        "jobs": 1,
    }


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("q=python", {PYTHON}),
        ("q=spreadsheets", {EXCEL}),
        ("type=common", {EXCEL, COMMUNICATIONS, NEGOTIATION}),
        ("category=5.0&used=false", {NEGOTIATION}),
    ],
)
def test_search(job, query, keys):
    AliasFactory(skill__lightcast_id="X", skill__name="Y", form="z")
    AliasFactory(skill=job.job_skills.get(skill__lightcast_id=EXCEL).skill, form="Spreadsheets")
    assert {row["lightcast_id"] for row in api("viewer").get(f"/api/skills?{query}").json()["results"]} == keys


@pytest.mark.parametrize("query", ["type=odd", "category=nowhere", "status=lost", "page=abc", "q=%00", "category=%00"])
def test_a_malformed_filter_is_named(query):
    assert fields(api("viewer").get(f"/api/skills?{query}")) == [query.split("=")[0]]


@pytest.mark.parametrize("key", ["NOSUCH", "x" * 33, "%00", "a.b"])
def test_an_unknown_skill_is_not_found(key):
    assert api("viewer").get(f"/api/skills/{key}").status_code == 404


def test_the_list_is_not_written_by_the_api():
    skill = SkillFactory()
    client = api("curator")
    assert client.post("/api/skills", {"name": "x"}).status_code == 405
    assert client.delete(f"/api/skills/{skill.lightcast_id}").status_code in {403, 405}
    assert client.patch(f"/api/skills/{skill.lightcast_id}", {"name": "x"}).status_code == 405


@pytest.mark.parametrize("count", [5, 30])
def test_queries_do_not_grow_with_the_rows(count, django_assert_max_num_queries):
    for skill in SkillFactory.create_batch(count):
        TagFactory(skill=skill)
    client = api("viewer")
    with django_assert_max_num_queries(6):
        assert len(client.get("/api/skills?page_size=50").json()["results"]) == count


# --- A job's skills ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("slash", ["", "/"])
def test_a_jobs_skills_with_evidence_and_decision(job, role, slash):
    services.reject_skill(tag=job.job_skills.get(skill__lightcast_id=SQL), user=None)
    services.set_skill_status(skills=[job.job_skills.get(skill__lightcast_id=EXCEL).skill], status="blocked")
    rows = {row["lightcast_id"]: row for row in api(role).get(address(job, f"skills{slash}")).json()}
    assert EXCEL not in rows
    assert set(rows[PYTHON]) == TAG
    assert rows[SQL]["decision"] == "rejected"
    for row in rows.values():
        for mention in row["evidence"]:
            assert job.text[mention["start"] : mention["end"]] == mention["phrase"]


def test_head_needs_no_more_than_get(job):
    assert api("viewer").head(address(job, "skills")).status_code == 200


@pytest.mark.parametrize("count", [5, 30])
def test_queries_do_not_grow_with_the_skills(count, django_assert_max_num_queries):
    job = JobFactory()
    for skill in SkillFactory.create_batch(count):
        TagFactory(job=job, skill=skill, confirmed=True)
    client = api("viewer")
    with django_assert_max_num_queries(6):
        assert len(client.get(address(job, "skills")).json()) == count


@pytest.mark.parametrize("role", ["editor", "curator"])
def test_review(job, role):
    client = api(role)
    for action, decision in (("confirm", "confirmed"), ("reject", "rejected"), ("undo", "none")):
        row = client.post(address(job, f"skills/{PYTHON}/{action}")).json()
        assert row["decision"] == decision
        assert row["decided_by"] == (client.user.username if decision != "none" else None)


def test_a_skill_is_added_and_taken_away(job):
    client = api("editor")
    answer = client.post(address(job, "skills"), {"skill": NEGOTIATION})
    assert answer.status_code == 201
    assert (answer.json()["origin"], answer.json()["decision"]) == ("person", "confirmed")
    assert client.post(address(job, f"skills/{NEGOTIATION}/undo/")).status_code == 204
    assert client.post(address(job, f"skills/{NEGOTIATION}/undo/")).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"skill": ""},
        {"skill": "NOSUCH"},
        {"skill": "BAD"},
        {"skill": "\x00"},
        {"skill": ["a"]},
        {"skill": "x" * 99},
    ],
)
def test_adding_what_is_no_skill_is_refused_with_the_field_named(job, body):
    SkillFactory(lightcast_id="BAD", blocked=True)
    before = JobSkill.objects.count()
    assert fields(api("editor").post(address(job, "skills"), body)) == ["skill"]
    assert JobSkill.objects.count() == before


def test_extraction_is_asked_for(job, django_capture_on_commit_callbacks):
    enqueued()
    with django_capture_on_commit_callbacks(execute=True):
        answer = api("editor").post(address(job, "extract"))
    assert answer.status_code == 202
    assert answer.json()["state"] == "waiting"
    assert enqueued() == [("run_extraction", (answer.json()["id"],))]


def test_an_extraction_may_be_left_to_the_built_in_engine(job, settings):
    settings.SKILLS_ENGINE = "lightcast"
    client = api("editor")
    waiting = client.post(address(job, "extract")).json()["id"]
    left = client.post(address(job, "extract"), {"built_in_engine": True}).json()
    assert (left["id"], left["built_in_engine"]) == (waiting, True)
    assert services.run_extraction(waiting).engine == "embedded"
    assert client.post(address(job, "extract"), {"engine": "embedded"}).status_code == 400


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("stranger", 403), ("anonymous", 401)])
def test_those_who_may_not_change_nothing(job, role, status):
    before, client = (list(JobSkill.objects.values()), Extraction.objects.count()), api(role)
    for rest in (f"skills/{PYTHON}/confirm", f"skills/{PYTHON}/undo", "extract"):
        assert client.post(address(job, rest)).status_code == status
    assert client.post(address(job, "skills"), {"skill": NEGOTIATION}).status_code == status
    assert (list(JobSkill.objects.values()), Extraction.objects.count()) == before


@pytest.mark.parametrize(("role", "status"), [("stranger", 403), ("anonymous", 401)])
def test_others_may_not_look(job, role, status):
    client = api(role)
    for target in ("/api/skills", f"/api/skills/{PYTHON}", address(job, "skills")):
        assert client.get(target).status_code == status
    assert client.post("/api/skills/extract", {"text": "Python"}).status_code == status
    assert client.post("/api/jobs/suggest-title", {"title": "Clerk"}).status_code == status


def test_of_two_clients_that_decide_at_once_the_second_is_told(job):
    first, second = api("editor"), api("editor")
    where = address(job, f"skills/{PYTHON}")
    assert first.post(f"{where}/reject", {"expected": "none"}, format="json").status_code == 200
    answer = second.post(f"{where}/confirm", {"expected": "none"}, format="json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "conflict")
    assert "was decided on meanwhile (Rejected" in answer.json()["error"]["message"]
    assert job.job_skills.get(skill__lightcast_id=PYTHON).decided_by == first.user
    assert second.post(f"{where}/confirm", {"expected": "perhaps"}, format="json").status_code == 400


@pytest.mark.parametrize("rest", ["skills/NOSUCH/confirm", f"skills/{PYTHON}/praise", f"skills/{'x' * 40}/undo"])
def test_an_unknown_skill_or_action_is_not_found(job, rest):
    assert api("editor").post(address(job, rest)).status_code == 404


@pytest.mark.parametrize("number", ["0", "999999999999999999", "99999999999999999999999"])
def test_an_unknown_job_is_not_found(number):
    client = api("editor")
    assert client.get(f"/api/jobs/{number}/skills").status_code == 404
    for rest, body in (("skills", {"skill": PYTHON}), ("extract", {}), (f"skills/{PYTHON}/confirm", {})):
        assert client.post(f"/api/jobs/{number}/{rest}", body).status_code == 404


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/api/jobs/{job}/skills", {"skill": SQL}),
        ("/api/jobs/{job}/skills/{skill}/confirm", {"expected": "none"}),
        ("/api/skills/extract", {"text": "Python"}),
        ("/api/jobs/suggest-title", {"title": "Clerk"}),
    ],
)
def test_a_body_with_a_misspelt_field_is_refused_by_name(job, address, body):
    address = address.format(job=job.pk, skill=PYTHON)
    answer = api("editor").post(address, {**body, "expceted": "none"})
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"] == {"expceted": ["There is no such field."]}
    assert api("editor").post(address, body).status_code < 300


# --- Free text --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_text_is_looked_at_and_not_stored(job, slash):
    before = JobSkill.objects.count(), Extraction.objects.count()
    text = "  Experience with Python\r\nand SQL.  "
    answer = api("viewer").post(f"/api/skills/extract{slash}", {"text": text}).json()
    assert answer["engine"] == "embedded"
    assert {skill["lightcast_id"] for skill in answer["skills"]} == {PYTHON, SQL}
    for skill in answer["skills"]:
        assert 0 <= skill["confidence"] <= 1
        for mention in skill["evidence"]:
            assert text[mention["start"] : mention["end"]] == mention["phrase"]
    assert (JobSkill.objects.count(), Extraction.objects.count()) == before


@pytest.mark.parametrize(
    ("role", "scope", "further", "status"),
    [
        ("viewer", "write", {}, 200),
        ("editor", "read", {}, 200),
        ("editor", "write", {"built_in_engine": True}, 200),
        ("editor", "write", {}, 503),
    ],
)
def test_a_text_costs_a_call_only_those_who_may_edit_and_want_it(job, settings, role, scope, further, status):
    settings.SKILLS_ENGINE = "lightcast"  # without credentials, so that asking it fails
    settings.LIGHTCAST = {**settings.LIGHTCAST, "client_id": "", "client_secret": ""}
    answer = api(role, scope).post("/api/skills/extract", {"text": "Experience with Python.", **further})
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["engine"] == "embedded"
        assert [skill["lightcast_id"] for skill in answer.json()["skills"]] == [PYTHON]


@pytest.mark.parametrize(
    "body", [{}, {"text": ""}, {"text": None}, {"text": ["a"]}, {"text": "a\x00"}, {"text": "x" * 500_001}]
)
def test_a_malformed_text_is_named(body):
    assert fields(api("viewer").post("/api/skills/extract", body)) == ["text"]


@pytest.mark.parametrize("body", [[], ["text"], "text", 1, None, True])
def test_a_body_that_is_no_object_is_refused(body):
    answer = api("viewer").post("/api/skills/extract", json.dumps(body), content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "invalid"


@pytest.mark.parametrize("field", ["threshold", "Text", "workers"])
def test_a_field_that_is_not_known_is_named(field):
    body = {"text": "Python", field: 2}
    assert fields(api("viewer").post("/api/skills/extract", body)) == [field]


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "image/png"])
def test_a_body_of_another_kind_is_refused(kind):
    answer = api("viewer").post("/api/skills/extract", b"Python", content_type=kind)
    assert answer.status_code == 415
    assert answer.json()["error"]["message"]


@responses.activate
def test_an_engine_that_does_not_answer_is_503_with_its_reason(settings):
    settings.LIGHTCAST = {**settings.LIGHTCAST, "client_id": "id", "client_secret": "secret"}
    responses.post(settings.LIGHTCAST["auth_url"], status=401, json={"error": "invalid_client"})
    answer = api("editor").post("/api/skills/extract", {"text": "Python"})
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "authentication"
    assert answer.json()["error"]["message"]


# --- Titles -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("slash", ["", "/"])
def test_standard_titles(role, slash):
    answer = api(role).post(f"/api/jobs/suggest-title{slash}", {"title": "Sr. Software Developer", "limit": 3}).json()
    assert set(answer) == {"suggestions", "parts", "engine", "notice"}
    assert 0 < len(answer["suggestions"]) <= 3
    first = answer["suggestions"][0]
    assert set(first) == {
        *("id", "title", "title_with_level", "title_fr", "level", "confidence", "reason", "source", "source_version")
    }
    assert (first["level"], answer["parts"]["level"], answer["engine"]) == ("Senior", "Senior", "embedded")
    assert first["title_with_level"].startswith("Senior ")
    confidences = [suggestion["confidence"] for suggestion in answer["suggestions"]]
    assert confidences == sorted(confidences, reverse=True)


def test_the_text_of_a_job_may_serve_as_the_hint():
    job = JobFactory(text="You write software in Python.")
    given = api("viewer").post("/api/jobs/suggest-title", {"title": "Developer", "text": job.text}).json()
    assert api("viewer").post("/api/jobs/suggest-title", {"title": "Developer", "job_id": job.pk}).json() == given


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": ""}),
        ("title", {"title": None}),
        ("title", {"title": "a\x00"}),
        ("title", {"title": "x" * 5001}),
        ("text", {"text": "x" * 500_001}),
        ("limit", {"limit": 0}),
        ("limit", {"limit": 26}),
        ("limit", {"limit": "many"}),
        ("limit", {"limit": 10**400}),
        ("job_id", {"job_id": 0}),
        ("job_id", {"job_id": "seven"}),
        ("job_id", {"job_id": 10**30}),
        ("job_id", {"job_id": {"pk": 1}}),
        ("job_id", {"job_id": True}),
    ],
)
def test_a_field_that_does_not_hold_is_named(field, changes):
    assert fields(api("viewer").post("/api/jobs/suggest-title", {"title": "Clerk", **changes})) == [field]


def test_an_endless_number_is_refused_with_the_field_named():
    body = '{"title": "Clerk", "job_id": 1e999}'
    answer = api("viewer").post("/api/jobs/suggest-title", body, content_type="application/json")
    assert fields(answer) == ["job_id"]


@pytest.mark.parametrize("target", ["/api/jobs/suggest-title", "/api/skills/extract"])
@pytest.mark.parametrize("body", MALFORMED_BODIES)
def test_malformed_json_is_refused(target, body):
    answer = api("viewer").post(target, body.encode("latin-1"), content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "parse_error"
