"""Who may reach which page: each decorator keeps a page for those who have the right, and answers 403 to others."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """A request as django-htmx leaves it, for the type checker."""

    htmx: HtmxDetails
    user: User  # every page is behind sign-in


may_view = permission_required("jobs.view_jobdescription", raise_exception=True)
may_add = permission_required("jobs.add_jobdescription", raise_exception=True)
may_edit = permission_required("jobs.change_jobdescription", raise_exception=True)
may_delete = permission_required("jobs.delete_jobdescription", raise_exception=True)
may_review = permission_required("skills.change_jobskill", raise_exception=True)
