"""What all parts of the API share: permissions and pages."""

from __future__ import annotations

from typing import Any

from rest_framework import exceptions, pagination, parsers, permissions


class ModelPermissions(permissions.DjangoModelPermissions):
    """Django's permissions on the view's model; reading needs the one to view it."""

    perms_map = {
        **permissions.DjangoModelPermissions.perms_map,
        "GET": ["%(app_label)s.view_%(model_name)s"],
        "HEAD": ["%(app_label)s.view_%(model_name)s"],
    }


class MayView(permissions.BasePermission):
    """Signed in, with the right to see job descriptions."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Return whether the person may."""
        return bool(request.user and request.user.has_perm("jobs.view_jobdescription"))


class MayEdit(permissions.BasePermission):
    """Signed in, with the right to change job descriptions."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Return whether the person may."""
        return bool(request.user and request.user.has_perm("jobs.change_jobdescription"))


class Pages(pagination.PageNumberPagination):
    """Numbered pages; `page_size` can be given, up to 200."""

    page_size_query_param = "page_size"
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


class JSONParser(parsers.JSONParser):
    """JSON, also when it is nested deeper than can be read."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return what the body holds.

        Raises:
            ParseError: it is no JSON, or nested too deep.
        """
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise exceptions.ParseError("JSON parse error - nested too deep") from error
