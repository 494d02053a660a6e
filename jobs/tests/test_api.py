"""The API of job descriptions: shapes, paging, errors, authentication, and who may do what."""

import uuid

import pytest
from rest_framework.test import APIClient

from jobs.models import JobDescription, UploadBatch
from skills.models import Extraction
from tests.factories import (
    ROLES,
    DocumentFactory,
    JobFactory,
    SkillFactory,
    TagFactory,
    api,
    browser,
    enqueued,
    file,
    person,
)

pytestmark = pytest.mark.django_db

SUMMARY = {
    *("id", "title", "reference", "department", "classification", "location", "language", "status"),
    *("effective_date", "source_name", "source_format", "created_at", "updated_at"),
}


def values(**changes):
    return {"title": "Data Analyst", "text": "We need Python.", **changes}


def error(answer, status):
    """Return the error of an answer, which has the shape of every error."""
    assert answer.status_code == status
    body = answer.json()
    assert set(body) == {"error"}
    assert {"code", "message"} <= set(body["error"]) <= {"code", "message", "fields"}
    return body["error"]


def fields(answer):
    """Return the names of the fields that are at fault."""
    fault = error(answer, 400)
    assert fault["code"] == "invalid"
    assert all(isinstance(sentence, str) for sentences in fault["fields"].values() for sentence in sentences)
    return list(fault["fields"])


# --- Reading ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("slash", ["", "/"])
def test_the_list_and_one_job(role, slash):
    job, client = JobFactory(), api(role)
    page = client.get(f"/api/jobs{slash}").json()
    assert set(page) == {"count", "next", "previous", "results"}
    assert set(page["results"][0]) == SUMMARY
    one = client.get(f"/api/jobs/{job.pk}{slash}").json()
    assert set(one) == {*SUMMARY, "text"}
    assert (one["title"], one["text"]) == (job.title, job.text)


def test_a_filter_of_too_many_values_is_refused_by_name():
    answer = api("viewer").get("/api/jobs", {"skill": [f"S{place}" for place in range(51)]})
    assert error(answer, 400)["fields"] == {"skill": ["At most 50 values can be chosen under “Skills”."]}


def test_pages(settings):
    jobs = {JobFactory().pk for _ in range(5)}
    client, seen, address = api("viewer"), [], "/api/jobs?page_size=2"
    while address:
        page = client.get(address).json()
        assert page["count"] == 5
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
    assert (len(seen), set(seen)) == (5, jobs)


def test_a_page_holds_at_most_200():
    assert api("viewer").get("/api/jobs?page_size=100000").status_code == 200


@pytest.mark.parametrize("page", ["abc", "0", "-1", "99", "1.5", "%00", "9" * 400])
def test_a_malformed_page_number_is_named(page):
    JobFactory()
    assert fields(api("viewer").get(f"/api/jobs?page={page}")) == ["page"]


@pytest.mark.parametrize("size", ["abc", "0", "-1"])
def test_a_malformed_page_size_is_passed_over(size):
    assert api("viewer").get(f"/api/jobs?page_size={size}").status_code == 200


def test_filters_are_those_of_the_page():
    tag = TagFactory(skill=SkillFactory(lightcast_id="A"))
    JobFactory(department="Policy")
    for query in ("skill=A", "department=Finance", "without=B&skill=A&match=any"):
        assert [row["id"] for row in api("viewer").get(f"/api/jobs?{query}").json()["results"]] == [tag.job_id]
    assert api("viewer").get("/api/jobs?skill=UNKNOWN").json()["count"] == 0


@pytest.mark.parametrize("query", ["language=tlh", "status=lost", "since=yesterday", "batch=7", "q=%00", "match=some"])
def test_a_malformed_filter_is_named(query):
    assert fields(api("viewer").get(f"/api/jobs?{query}")) == [query.split("=")[0]]


@pytest.mark.parametrize("number", ["0", "999999999999999999", "99999999999999999999999", "abc", "1.5"])
def test_an_unknown_job_is_not_found(number):
    assert api("editor").get(f"/api/jobs/{number}").status_code == 404


def test_not_found_has_the_shape_of_every_error():
    assert error(api("viewer").get("/api/jobs/0"), 404)["code"] == "not_found"


@pytest.mark.parametrize("count", [5, 30])
def test_queries_do_not_grow_with_the_rows(count, django_assert_max_num_queries):
    JobFactory.create_batch(count)
    client = api("viewer")
    with django_assert_max_num_queries(6):
        assert len(client.get("/api/jobs?page_size=50").json()["results"]) == count


# --- Writing ----------------------------------------------------------------------------------------------------


def test_texts_with_and_without_soft_hyphens_are_the_same():
    client, ids = api("editor"), []
    for title, text in (("Data Analyst", "Writes reports."), ("Data Ana\u00adlyst", "Writes re\u00adports.")):
        ids.append(client.post("/api/jobs", values(title=title, text=text), format="json").json()["id"])
    one, other = JobDescription.objects.filter(pk__in=ids)
    assert (one.title, one.text, one.words_hash) == (other.title, other.text, other.words_hash)


@pytest.mark.parametrize("role", ["editor", "curator"])
def test_create_change_replace_and_delete(role, django_capture_on_commit_callbacks):
    client = api(role)
    enqueued()
    with django_capture_on_commit_callbacks(execute=True):
        created = client.post("/api/jobs", values(effective_date="2025-03-01"))
    assert created.status_code == 201
    job = JobDescription.objects.get(pk=created.json()["id"])
    assert (job.created_by, str(job.effective_date)) == (client.user, "2025-03-01")
    assert [name for name, _arguments in enqueued()] == ["run_extraction"]
    assert client.patch(f"/api/jobs/{job.pk}", {"title": "Clerk"}).json()["title"] == "Clerk"
    assert Extraction.objects.count() == 1
    assert client.put(f"/api/jobs/{job.pk}/", values(text="We need SQL.")).json()["text"] == "We need SQL."
    assert Extraction.objects.count() == 2
    assert client.delete(f"/api/jobs/{job.pk}").status_code == 204
    assert not JobDescription.objects.exists()


def test_filters_of_the_list_are_none_of_one_job():
    job = JobFactory(department="A")
    address = f"/api/jobs/{job.pk}?department=B&batch={uuid.uuid4()}"
    assert api("editor").patch(address, {"title": "Clerk"}).status_code == 200


def test_what_the_application_knows_is_not_for_others_to_write():
    client = api("editor")
    row = client.post("/api/jobs", values(id=7, source_name="x", created_at="2001-01-01T00:00Z")).json()
    assert row["id"] != 7 or JobDescription.objects.count() == 1
    assert row["source_name"] == ""
    assert not row["created_at"].startswith("2001")


def test_a_replacement_empties_what_it_leaves_out_and_a_change_does_not():
    client = api("editor")
    job = JobFactory(
        department="Finance", reference="R-1", status="archived", language="fr", effective_date="2025-03-01"
    )
    kept = client.patch(f"/api/jobs/{job.pk}", {"title": "Clerk"}).json()
    assert (kept["title"], kept["department"], kept["status"]) == ("Clerk", "Finance", "archived")
    replaced = client.put(f"/api/jobs/{job.pk}", values()).json()
    new = client.post("/api/jobs", values()).json()
    told = {"id", "created_at", "updated_at"}
    assert {name: replaced[name] for name in replaced.keys() - told} == {name: new[name] for name in new.keys() - told}


def test_what_was_read_can_be_sent_back_whole():
    client, job = api("editor"), JobFactory(department="Finance", location="Ottawa")
    before = client.get(f"/api/jobs/{job.pk}").json()
    after = client.put(f"/api/jobs/{job.pk}", before).json()
    assert after | {"updated_at": ""} == before | {"updated_at": ""}


@pytest.mark.parametrize("name", ["titel", "text_hash", "guessed", ""])
def test_a_field_that_is_not_there_is_refused_by_name(name):
    job, client = JobFactory(title="Before"), api("editor")
    for answer in (
        client.post("/api/jobs", values(**{name: "x"})),
        client.put(f"/api/jobs/{job.pk}", values(**{name: "x"})),
        client.patch(f"/api/jobs/{job.pk}", {"title": "After", name: "x"}),
    ):
        assert error(answer, 400)["fields"] == {name: ["There is no such field."]}
    assert list(JobDescription.objects.values_list("title", flat=True)) == ["Before"]


def test_unknown_fields_are_named_beside_those_that_do_not_hold():
    assert fields(api("editor").post("/api/jobs", values(titel="x", language="tlh"))) == ["titel", "language"]


def test_a_title_stands_on_one_line():
    titled = values(title="Data\r\nAnalyst\u2028 II", department="Public\tHealth")
    created = api("editor").post("/api/jobs", titled).json()
    assert (created["title"], created["department"]) == ("Data Analyst II", "Public Health")


def test_text_is_answered_in_its_stored_form():
    assert api("editor").post("/api/jobs", values(text="one\r\ntwo")).json()["text"] == "one\ntwo"


@pytest.mark.parametrize("role", ["viewer", "stranger"])
def test_those_who_may_not_are_refused(role):
    job, client = JobFactory(title="Before"), api(role)
    address = f"/api/jobs/{job.pk}"
    answers = [client.post("/api/jobs", values()), client.patch(address, {"title": "x"}), client.delete(address)]
    answers.append(client.put(address, values()))
    answers.append(client.post("/api/jobs/upload", {"files": [file()]}, format="multipart"))
    assert [error(answer, 403)["code"] for answer in answers] == ["permission_denied"] * 5
    assert list(JobDescription.objects.values_list("title", flat=True)) == ["Before"]
    assert not UploadBatch.objects.exists()


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_stranger_may_not_even_look(method):
    assert getattr(api("stranger"), method)("/api/jobs").status_code == 403


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": ""}),
        ("title", {"title": None}),
        ("title", {"title": ["a"]}),
        ("title", {"title": {"a": 1}}),
        ("title", {"title": "x" * 256}),
        ("title", {"title": "a\x00b"}),
        ("text", {"text": ""}),
        ("text", {"text": " \r\n"}),
        ("text", {"text": "\x00"}),
        ("language", {"language": "tlh"}),
        ("status", {"status": 7}),
        ("effective_date", {"effective_date": "2025-02-30"}),
        ("effective_date", {"effective_date": 20250101}),
        ("reference", {"reference": "x" * 65}),
    ],
)
def test_a_field_that_does_not_hold_is_named(field, changes):
    job, client = JobFactory(title="Before"), api("editor")
    assert fields(client.post("/api/jobs", values(**changes))) == [field]
    assert fields(client.patch(f"/api/jobs/{job.pk}", changes)) == [field]
    assert list(JobDescription.objects.values_list("title", flat=True)) == ["Before"]


def test_half_a_character_is_refused_with_the_field_named():
    body = rb'{"title": "\ud800", "text": "We need Python."}'
    assert fields(api("editor").post("/api/jobs", body, content_type="application/json")) == ["title"]


def test_missing_fields_are_named():
    assert fields(api("editor").post("/api/jobs", {})) == ["title", "text"]


@pytest.mark.parametrize("body", ["[]", '"title"', "7", "null"])
def test_what_is_no_object_is_refused(body):
    answer = api("editor").post("/api/jobs", body, content_type="application/json")
    assert answer.status_code == 400
    assert not JobDescription.objects.exists()


@pytest.mark.parametrize("body", ["{", '{"title": NaN}', "\xff", '{"title": "a"', "[" * 100_000])
def test_malformed_json_is_refused_in_the_shape_of_every_error(body):
    answer = api("editor").post("/api/jobs", body.encode("latin-1"), content_type="application/json")
    assert error(answer, 400)["code"] == "parse_error"


def test_another_kind_of_body_is_refused():
    answer = api("editor").post("/api/jobs", "<job/>", content_type="text/xml")
    assert error(answer, 415)["code"] == "unsupported_media_type"


def test_another_method_is_refused():
    assert error(api("editor").delete("/api/jobs"), 405)["code"] == "method_not_allowed"


def test_a_body_larger_than_it_may_be_is_refused_unread(settings):
    settings.API_MAX_BODY_BYTES, settings.UPLOAD_MAX_FILES = 100, 1
    settings.UPLOAD_MAX_BYTES = settings.UPLOAD_MAX_ARCHIVE_BYTES = 100
    client = api("editor")
    assert error(client.post("/api/jobs", values(text="x" * 200)), 413)["code"] == "too_large"
    assert error(upload(client, file(data="x" * 400)), 413)["code"] == "too_large"


def test_more_files_than_are_looked_at_are_refused(settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1
    assert error(upload(api("editor"), file(), file()), 400)["code"] == "parse_error"


@pytest.mark.parametrize("order", ["title", "-title"])
def test_the_order_asked_for(order):
    for title in ("B", "A", "C"):
        JobFactory(title=title)
    rows = [row["title"] for row in api("viewer").get(f"/api/jobs?sort={order}").json()["results"]]
    assert rows == sorted(rows, reverse=order.startswith("-"))


def test_a_malformed_order_is_named():
    assert fields(api("viewer").get("/api/jobs?sort=text")) == ["sort"]


# --- Authentication ---------------------------------------------------------------------------------------------


def test_without_a_token_or_session_it_is_401():
    answer = api("anonymous").get("/api/jobs")
    assert error(answer, 401)["code"] == "not_authenticated"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="JD Platform"'


def test_a_wrong_token_is_401():
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION="Token 0000")
    assert error(client.get("/api/jobs"), 401)["code"] == "authentication_failed"


def test_a_person_who_left_is_401():
    client = api("viewer")
    type(client.user).objects.update(is_active=False)
    assert client.get("/api/jobs").status_code == 401


def test_a_session_serves_too_and_writing_by_it_needs_the_csrf_token():
    assert browser("viewer").get("/api/jobs").status_code == 200
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(person("editor"))
    assert client.get("/api/jobs").status_code == 200
    assert "CSRF" in error(client.post("/api/jobs", values()), 403)["message"]


# --- Uploading --------------------------------------------------------------------------------------------------


def upload(client, *files, **data):
    return client.post("/api/jobs/upload", {"files": list(files), **data}, format="multipart")


def test_files_are_kept_and_their_progress_asked_for(django_capture_on_commit_callbacks):
    client = api("editor")
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload(client, file("a.txt"), file("b.txt"), department="Finance")
    assert answer.status_code == 201
    batch = answer.json()
    assert batch["department"] == "Finance"
    assert [(one["name"], one["state"], one["job"]) for one in batch["documents"]] == [
        ("a.txt", "waiting", None),
        ("b.txt", "waiting", None),
    ]
    for slash in ("", "/"):
        assert client.get(f"/api/batches/{batch['id']}{slash}").json() == batch


def test_a_refused_file_says_why():
    document = DocumentFactory(refused=True, error_code="scanned")
    one = api("viewer").get(f"/api/batches/{document.batch_id}").json()["documents"][0]
    assert (one["state"], one["error_code"]) == ("refused", "scanned")
    assert one["message"].startswith("The file holds pictures of pages and no text")


def test_the_files_of_an_upload_are_counted_and_paged():
    client = api("editor")
    answer = upload(client, file("a.txt"), file("b.txt"))
    batch = client.get(answer["Location"]).json()
    assert (batch["states"], batch["is_finished"]) == ({"waiting": 2}, False)
    page = client.get(f"/api/batches/{batch['id']}/documents?cursor=&page_size=1").json()
    assert [one["name"] for one in page["results"]] == ["a.txt"]
    assert [one["name"] for one in client.get(page["next"]).json()["results"]] == ["b.txt"]
    assert [one["id"] for one in client.get("/api/batches").json()["results"]] == [batch["id"]]
    assert api("stranger").get(f"/api/batches/{batch['id']}/documents").status_code == 403


@pytest.mark.parametrize("data", [{}, {"files": "words"}, {"files": []}])
def test_no_file_is_named(data):
    assert error(api("editor").post("/api/jobs/upload", data, format="multipart"), 400)["fields"].keys() == {"files"}


def test_too_many_files_are_refused_with_the_field_named(settings):
    settings.UPLOAD_MAX_FILES = 1
    assert fields(upload(api("editor"), file(), file())) == ["files"]
    assert not UploadBatch.objects.exists()


def test_a_malformed_department_is_named():
    assert fields(upload(api("editor"), file(), department="x" * 129)) == ["department"]


def test_an_upload_needs_a_form():
    assert api("editor").post("/api/jobs/upload", {"files": []}).status_code == 415


@pytest.mark.parametrize("key", ["00000000-0000-4000-8000-000000000000", "-" * 36, "7"])
def test_an_unknown_upload_is_not_found(key):
    assert api("viewer").get(f"/api/batches/{key}").status_code == 404
