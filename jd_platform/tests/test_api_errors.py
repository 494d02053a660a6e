"""Every error of the API has one shape, whatever raised it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from rest_framework import exceptions

from jd_platform.api_errors import answer_error


def answered(error):
    """Return the status and the error of the answer."""
    response = answer_error(error, {})
    assert list(response.data) == ["error"]
    return response.status_code, response.data["error"]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Http404("No Skill matches the given query."), 404, "not_found"),
        (exceptions.NotFound(), 404, "not_found"),
        (PermissionDenied(), 403, "permission_denied"),
        (exceptions.PermissionDenied(), 403, "permission_denied"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.AuthenticationFailed(), 401, "authentication_failed"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.ParseError(), 400, "parse_error"),
        (exceptions.UnsupportedMediaType("text/xml"), 415, "unsupported_media_type"),
        (exceptions.Throttled(wait=3), 429, "throttled"),
    ],
)
def test_code_and_message(error, status, code):
    answer = answered(error)
    assert answer[0] == status
    assert set(answer[1]) == {"code", "message"}
    assert answer[1]["code"] == code
    assert answer[1]["message"]
    assert "query" not in answer[1]["message"]


@pytest.mark.parametrize(
    ("error", "fields"),
    [
        (exceptions.ValidationError({"title": ["Too long."]}), {"title": ["Too long."]}),
        (exceptions.ValidationError(["Not like this."]), {"non_field_errors": ["Not like this."]}),
        (exceptions.ValidationError("Not like this."), {"non_field_errors": ["Not like this."]}),
        (DjangoValidationError({"title": ["Too long."]}), {"title": ["Too long."]}),
        (DjangoValidationError("Not like this."), {"non_field_errors": ["Not like this."]}),
    ],
)
def test_fields_at_fault_are_named(error, fields):
    status, body = answered(error)
    assert (status, body["code"], body["fields"]) == (400, "invalid", fields)
    assert body["message"]


@pytest.mark.parametrize("error", [ValueError("secret"), ZeroDivisionError(), KeyError("x")])
def test_what_is_no_answer_to_a_request_is_not_made_one(error):
    assert answer_error(error, {}) is None
