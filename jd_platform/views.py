"""Views that belong to no single room: first page, preferences, health."""

from __future__ import annotations

import secrets
import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from jd_platform import health, metrics
from jd_platform.access import Request, may_view
from jd_platform.context import THEME_COOKIE
from jd_platform.home import home_page
from jd_platform.logs import request_id
from jd_platform.middleware import DATABASE_UNAVAILABLE, answer_unavailable
from jd_platform.models import Preferences
from jd_platform.preferences import save_preferences

ONE_YEAR_SECONDS = 365 * 24 * 3600


@may_view
@require_GET
def home(request: Request) -> HttpResponse:
    """The first page after signing in."""
    return render(request, "home.html", {"home": home_page(request.user)})


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for a fault of ours, with the number under which the log has it; nothing else is asked of the site.

    To programs it has the shape of every error of the API. It is no fault of ours when the database went away where
    DatabaseBusyMiddleware does not see it, as when a session is saved.
    """
    error = sys.exception()
    if isinstance(error, DATABASE_UNAVAILABLE):
        return answer_unavailable(request, error)
    if request.path.startswith("/api/"):
        message = _("Something went wrong. It is a fault of the service, not of your request.")
        return JsonResponse({"error": {"code": "server_error", "message": message}}, status=500)
    return HttpResponse(render_to_string("500.html", {"request_id": request_id()}), status=500)


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember the theme that this person chose, and go back to the page."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    theme = request.POST.get("theme", "")
    if theme in Preferences.Theme:
        if isinstance(request.user, User):
            save_preferences(user=request.user, theme=theme)
        response.set_cookie(
            THEME_COOKIE, theme, max_age=ONE_YEAR_SECONDS, samesite="Lax", secure=settings.HTTPS, httponly=True
        )
    return response


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponseBase:
    """Remember the language that this person chose, and go back to the page."""
    language = request.POST.get("language", "")
    if isinstance(request.user, User) and language in Preferences.Language:
        save_preferences(user=request.user, language=language)
    return i18n.set_language(request)


@login_not_required
@csrf_exempt
def api_not_found(request: HttpRequest) -> HttpResponse:
    """Answer for an address that the API does not have, in the shape of its errors."""
    return JsonResponse({"error": {"code": "not_found", "message": _("Nothing is at this address.")}}, status=404)


@login_not_required
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether database, migrations, skill list and queue are ready; 503 when one is not."""
    facts = health.check()
    ready = all(fact.ok for fact in facts)
    body = {"status": "ok" if ready else "not ready", "checks": {fact.name: fact.sentence for fact in facts}}
    return JsonResponse(body, status=200 if ready else 503)


@login_not_required
@require_GET
def prometheus(request: HttpRequest) -> HttpResponse:
    """Give Prometheus its figures, when it is on and sends its token.

    Raises:
        Http404: it is off.
    """
    if not settings.METRICS_TOKEN:
        raise Http404
    if not secrets.compare_digest(
        request.headers.get("Authorization", "").encode(), f"Bearer {settings.METRICS_TOKEN}".encode()
    ):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(metrics.exposition(), content_type=metrics.CONTENT_TYPE)
