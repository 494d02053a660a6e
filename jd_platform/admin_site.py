"""The administration: Django admin, that answers as the pages do to who may not enter."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _


class AdministrationSite(AdminSite):
    """Django admin under our name."""

    site_header = site_title = "JD Platform"

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether this person may enter: False for who has yet to sign in.

        Raises:
            PermissionDenied: the person has signed in, so that asking for a password again would not help.
        """
        may_enter = super().has_permission(request)
        if request.user.is_authenticated and not may_enter:
            raise PermissionDenied(
                _("The administration is for the role “curator”, and the account also needs “staff status”.")
            )
        return may_enter
