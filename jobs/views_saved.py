"""The views of the job list that people keep: saving, moving, forgetting."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jd_platform.access import Request, may_view
from jobs import access, services


@may_view
@require_POST
def save(request: Request) -> HttpResponse:
    """Keep the list as it is under a name."""
    try:
        view = services.save_view(
            user=request.user, name=request.POST.get("name", ""), query=request.POST.get("query", "")
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("jobs:list")
    messages.success(request, _("The view “%(name)s” is saved. It is on your home page.") % {"name": view.name})
    return redirect(view)


@may_view
@require_POST
def move(request: Request, view_id: int) -> HttpResponse:
    """Let a kept view change places with the one before or after it."""
    view = access.get_view(request.user, view_id)
    services.move_view(view=view, direction="down" if request.POST.get("direction") == "down" else "up")
    return redirect("home")


@may_view
@require_POST
def delete(request: Request, view_id: int) -> HttpResponse:
    """Forget a kept view."""
    view = access.get_view(request.user, view_id)
    services.delete_view(view=view)
    messages.success(request, _("The view “%(name)s” is no longer kept.") % {"name": view.name})
    return redirect("home")
