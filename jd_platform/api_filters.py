"""What the parameters of a list may be."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers
from rest_framework.request import Request

from jd_platform.api_paging import PAGING

ALWAYS_KNOWN = {*PAGING, "format"}


def refuse_unknown(request: Request, known: Collection[str]) -> None:
    """Refuse parameters that are not `known`, which are mostly misspelt ones: nothing would be left out by them.

    Raises:
        ValidationError: there are some; all of them are named.
    """
    unknown = {name: [_("There is no such filter.")] for name in request.query_params if name not in known}
    if unknown:
        raise serializers.ValidationError(unknown)


class KnownFilters(DjangoFilterBackend):
    """The filters of a list, no others, and its pages. A view names further parameters as `parameters`."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        """Return what the filters leave.

        Raises:
            ValidationError: a filter is unknown, or its value does not hold.
        """
        if not getattr(view, "detail", False):
            filterset = self.get_filterset_class(view, queryset)
            filters = filterset.base_filters if filterset else ()
            refuse_unknown(request, {*filters, *getattr(view, "parameters", ()), *ALWAYS_KNOWN})
        filtered: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return filtered
