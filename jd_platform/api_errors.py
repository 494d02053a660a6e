"""The shape of every error of the API."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import exception_handler

from jd_platform.api_refusals import TooLarge


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return every error in one shape: {"error": {"code", "message", "fields"}}.

    `fields` is there only where fields are at fault, with a list of sentences for each.
    """
    if isinstance(error, DjangoValidationError):
        error = exceptions.ValidationError(as_serializer_error(error))
    elif isinstance(error, RequestDataTooBig):
        error = TooLarge()
    elif isinstance(error, Http404):
        error = exceptions.NotFound()  # Django's own words name the model
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, SuspiciousOperation):  # too many files or fields, or an address that is none
        error = exceptions.ParseError()
    response = exception_handler(error, context)
    if response is None:
        return None
    body: dict[str, Any] = {"code": _code(error), "message": _message(response.data)}
    if isinstance(error, exceptions.ValidationError):
        fields = response.data if isinstance(response.data, dict) else {"non_field_errors": response.data}
        body = {"code": "invalid", "message": _("The request holds values that cannot be used."), "fields": fields}
    response.data = {"error": body}
    return response


def _code(error: Exception) -> str:
    codes = error.get_codes() if isinstance(error, exceptions.APIException) else "invalid"
    return codes if isinstance(codes, str) else "invalid"


def _message(data: Any) -> str:
    return str(data.get("detail", "")) if isinstance(data, dict) else ""
