"""Who may do what by the API, beyond what the permissions on a model say."""

from __future__ import annotations

from typing import Any

from rest_framework import permissions


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
