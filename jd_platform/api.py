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
