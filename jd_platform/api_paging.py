"""Pages of the API: numbered ones for people, a cursor for large pulls."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import exceptions, pagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

CURSOR = "cursor"
PAGE_SIZE = "page_size"
PAGING = ("page", PAGE_SIZE, CURSOR)
"""The parameters that choose a page."""


class Pages(pagination.PageNumberPagination):
    """Numbered pages; `page_size` can be given, up to 200."""

    page_size_query_param = PAGE_SIZE
    max_page_size = 200

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any] | None:
        """Return one page.

        Raises:
            ValidationError: there is no page of that number.
        """
        try:
            return super().paginate_queryset(queryset, request, view)
        except exceptions.NotFound as error:
            raise exceptions.ValidationError({self.page_query_param: [str(error.detail)]}) from error


class PagesOrCursor(Pages):
    """Numbered pages, or, where `cursor` is given (empty to begin with), all rows in order of their id.

    With a cursor no row comes twice and none is passed over while others are added or deleted, no count is made, and
    the last page costs what the first does. What `ordering` says does not count then.
    """

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any] | None:
        """Return one page.

        Raises:
            ValidationError: there is no page of that number, or no such cursor.
        """
        self._follows: str | None = None
        self.with_cursor = CURSOR in request.query_params
        if not self.with_cursor:
            return super().paginate_queryset(queryset, request, view)
        cursor = request.query_params[CURSOR]
        return self._after(queryset, request, _read_cursor(cursor, queryset.model._meta.pk) if cursor else None)

    def _after(self, queryset: QuerySet[Any], request: Request, last_id: Any) -> list[Any]:
        size = self.get_page_size(request) or 0
        rest = queryset if last_id is None else queryset.filter(pk__gt=last_id)
        rows = list(rest.order_by("pk")[: size + 1])
        if len(rows) > size:
            rows.pop()
            cursor = base64.urlsafe_b64encode(str(rows[-1].pk).encode()).decode()
            self._follows = replace_query_param(request.build_absolute_uri(), CURSOR, cursor)
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page with the address of the next; with a cursor there is no count and no previous one."""
        if not self.with_cursor:
            return super().get_paginated_response(data)
        return Response({"next": self._follows, "previous": None, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the description of a page."""
        described: dict[str, Any] = super().get_paginated_response_schema(schema)
        described["required"] = ["results"]
        described["properties"]["count"]["description"] = "Rows on all pages; left out with a cursor."
        return described

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the description of the parameters."""
        cursor = {
            "name": CURSOR,
            "in": "query",
            "required": False,
            "description": "Empty to begin a large pull, then as `next` gives it: all rows in order of their id.",
            "schema": {"type": "string"},
        }
        return [*super().get_schema_operation_parameters(view), cursor]


def _read_cursor(cursor: str, key: models.Field[Any, Any]) -> Any:
    """Return the id after which to go on, a value of the field `key`.

    Raises:
        ValidationError: it is no cursor of ours.
    """
    try:
        written = base64.urlsafe_b64decode(cursor.encode()).decode("ascii")
        last_id = key.clean(written, None)
    except (ValueError, binascii.Error, DjangoValidationError):
        last_id, written = None, ""
    if str(last_id) != written or written.startswith("-"):
        raise exceptions.ValidationError({CURSOR: [_("This is no cursor of an earlier answer.")]})
    return last_id
