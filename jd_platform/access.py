"""Who may reach which page: each decorator keeps a page for those who have the right, and answers 403 to others."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import pgettext_lazy
from django_htmx.middleware import HtmxDetails

# What people read where the group of the same name is meant.
ROLE_NAMES = {
    "viewer": pgettext_lazy("role", "viewer"),
    "editor": pgettext_lazy("role", "editor"),
    "curator": pgettext_lazy("role", "curator"),
}


class Request(HttpRequest):
    """A request as django-htmx leaves it, for the type checker."""

    htmx: HtmxDetails
    user: User  # every page is behind sign-in


may_view = permission_required("jobs.view_jobdescription", raise_exception=True)
may_add = permission_required("jobs.add_jobdescription", raise_exception=True)
may_edit = permission_required("jobs.change_jobdescription", raise_exception=True)
may_delete = permission_required("jobs.delete_jobdescription", raise_exception=True)
may_review = permission_required("skills.change_jobskill", raise_exception=True)
