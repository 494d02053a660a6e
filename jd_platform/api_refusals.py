"""Refusals of the API that Django REST framework has no exception for."""

from django.utils.translation import gettext_lazy
from rest_framework import exceptions, status


class Conflict(exceptions.APIException):
    """Something else is being done with it."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"
    default_detail = gettext_lazy("Something else is being done with it.")


class PreconditionFailed(exceptions.APIException):
    """It is no longer what the client has seen."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "precondition_failed"
    default_detail = gettext_lazy("It was changed meanwhile. Read it again, then send your change with its new ETag.")


class TooLarge(exceptions.APIException):
    """The body is larger than it may be."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = gettext_lazy("The request is larger than it may be.")


class Unprocessable(exceptions.APIException):
    """It can be read but not be done."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "unprocessable"
    default_detail = gettext_lazy("The request cannot be done.")
