"""Who may do what by the API, beyond what the permissions on a model say."""

from __future__ import annotations

from typing import Any

from rest_framework import permissions
from rest_framework.request import Request

from jd_platform.tokens.models import ApiToken


class ModelPermissions(permissions.DjangoModelPermissions):
    """Django's permissions on the view's model; reading needs the one to view it."""

    perms_map = {
        **permissions.DjangoModelPermissions.perms_map,
        "GET": ["%(app_label)s.view_%(model_name)s"],
        "HEAD": ["%(app_label)s.view_%(model_name)s"],
    }


def those_with(permission: str) -> type[permissions.BasePermission]:
    """Return a permission class that lets in those who have Django's permission of this name."""

    class HasPermission(permissions.BasePermission):
        def has_permission(self, request: Any, view: Any) -> bool:
            return bool(request.user and request.user.has_perm(permission))

    return HasPermission


MayView = those_with("jobs.view_jobdescription")
MayEdit = those_with("jobs.change_jobdescription")


def may_spend_calls(request: Request) -> bool:
    """Return whether a request may cost a paid call: its person may edit, and its token, if any, is good for writing.

    The calls of a month are few and everybody's, so those who may only read get the answer that costs nothing.
    """
    writes = not isinstance(request.auth, ApiToken) or request.auth.reaches(ApiToken.Scope.WRITE)
    return writes and request.user.has_perm("jobs.change_jobdescription")
