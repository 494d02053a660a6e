"""The API's description is valid and whole, and the API keeps to it whatever it is sent."""

from __future__ import annotations

import json
import re

import hypothesis
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import transaction
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests import factories
from tests.test_site import ADDRESSES

EXAMPLES_PER_OPERATION = 10
POSTS_THAT_STORE_NOTHING = {"/api/jobs/suggest-title", "/api/skills/extract"}
CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def description(tmp_path_factory):
    """The description as `manage.py spectacular` writes it; a warning fails."""
    file = tmp_path_factory.mktemp("openapi") / "schema.json"
    call_command("spectacular", "--fail-on-warn", format="openapi-json", file=str(file))
    return json.loads(file.read_text(encoding="utf-8"))


def test_it_is_valid(description):
    assert description["openapi"].startswith("3.1")
    validate_schema(description)


def test_every_address_of_the_api_is_described(description):
    described = {re.sub(r"{\w+}", "*", path).rstrip("/") for path in description["paths"]}
    ours = {
        address
        for address in ADDRESSES
        if address.startswith("/api/") and address not in {"/api/", "/api/schema", "/api/docs"}
    }
    values = re.compile(r"(?<=/)(?:1|KS\w+|[0-9a-f-]{36}|confirm)(?=/|$)")
    assert {values.sub("*", address) for address in ours} == described


def test_every_operation_says_what_it_does(description):
    operations = {
        f"{method} {path}": operation
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    }
    assert len(operations) > 15
    assert [name for name, operation in operations.items() if not operation.get("summary")] == []
    names = [operation["operationId"] for operation in operations.values()]
    assert len(names) == len(set(names))


POSTS_THAT_CHANGE = {"/api/jobs/{job_id}/skills/{lightcast_id}/{action}", "/api/skills/{lightcast_id}/merge"}


def test_every_operation_tells_how_it_may_be_refused(description):
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            wanted = {"401", "403", "429"} | ({"404"} if "{" in path else set())
            wanted |= {"400", "413", "415"} if "requestBody" in operation else set()
            wanted |= {"412"} if (method in {"put", "patch", "delete"} or path in POSTS_THAT_CHANGE) else set()
            wanted |= {"304"} if method == "get" else set()
            assert wanted <= set(operation["responses"]), f"{method} {path}"
            refusals = [answer for code, answer in operation["responses"].items() if code >= "400"]
            assert all("example" in answer["content"]["application/json"] for answer in refusals)


def test_every_post_that_stores_something_may_be_sent_twice(description):
    posts = {path: methods["post"] for path, methods in description["paths"].items() if "post" in methods}
    named = {
        path for path, post in posts.items() if "Idempotency-Key" in {one["name"] for one in post.get("parameters", [])}
    }
    assert set(posts) - named == POSTS_THAT_STORE_NOTHING
    assert all({"409", "422"} <= set(posts[path]["responses"]) for path in named)


@pytest.mark.django_db
def test_the_site_serves_it(description):
    served = factories.browser("viewer").get("/api/schema", headers={"accept": "application/json"})
    assert served.status_code == 200


@pytest.mark.django_db
def test_the_page_that_tries_it_out_holds_no_script_or_style_of_its_own():
    site = factories.browser("viewer")
    page = site.get("/api/docs").text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=", page)
    script = site.get(re.findall(r'<script src="([^"]+)"', page)[-1])
    assert script["Content-Type"].startswith("application/javascript")
    assert "SwaggerUIBundle" in script.text


def operations():
    """Return every operation of the API under a name."""
    schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(public=True))
    schema.app = WSGIHandler()
    return {operation.label: operation for operation in (result.ok() for result in schema.get_all_operations())}


OPERATIONS = operations()


@pytest.mark.django_db
@pytest.mark.usefixtures("kept_connection")
@pytest.mark.parametrize("name", OPERATIONS)
def test_it_keeps_to_its_description(name):
    factories.load_skills()
    job = factories.JobFactory()
    factories.TagFactory(job=job)
    token = factories.token_of(factories.person("editor"))
    statuses = []

    @hypothesis.seed(20260101)
    @hypothesis.settings(
        max_examples=EXAMPLES_PER_OPERATION,
        deadline=None,
        database=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=OPERATIONS[name].as_strategy(), real_job=hypothesis.strategies.booleans())
    def send(case, real_job):
        if real_job:  # else hardly any would reach a row
            case.path_parameters = {**case.path_parameters, **_of_rows(case.path_parameters, job)}
        with transaction.atomic():
            response = case.call(headers={"Authorization": f"Bearer {token}"})
            transaction.set_rollback(True)
        statuses.append(response.status_code)
        assert response.status_code < 500, response.content
        case.validate_response(response, checks=CHECKS)

    send()
    assert statuses


def _of_rows(parameters, job):
    rows = {"job_id": job.pk, "id": job.pk, "lightcast_id": factories.PYTHON}
    return {name: value for name, value in rows.items() if name in (parameters or {})}
