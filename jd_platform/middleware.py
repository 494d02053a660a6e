"""Middleware of our own."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails
from django_structlog.middlewares import RequestMiddleware

from jd_platform.addresses import client_address
from jd_platform.logs import request_id
from jd_platform.preferences import preferences_of

log = structlog.get_logger(__name__)


class HtmxRequest(HttpRequest):
    """A request as django-htmx leaves it, for the type checker."""

    htmx: HtmxDetails


class RequestLogMiddleware(RequestMiddleware):
    """Logs requests without their query, which holds what people look for and a provider's sign-in codes."""

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """Have the log name the address that the request comes from."""
        structlog.contextvars.bind_contextvars(ip=client_address(request))

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Return the request as the log names it."""
        return f"{request.method} {request.path}"


class CompressPagesMiddleware(GZipMiddleware):
    """Compresses pages and their fragments, and nothing else.

    The size of a compressed page can tell an attacker who has words of his own put into it what secret stands beside
    them (BREACH). Our pages hold one secret, the token against forged forms, which Django masks anew in each answer,
    and Django pads what it compresses by a random length. The API is left out: its version tags must stay strong.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Return the response, compressed when it is a page."""
        is_page = response.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response


class LanguageMiddleware:
    """Shows the pages in the language that the person who signed in chose, on whatever device."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        language = preferences_of(request.user).language
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


class HtmxLoginMiddleware:
    """Turns a redirect to sign-in, given to a fragment request, into one of the whole page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HtmxRequest) -> HttpResponse:
        """Answer the request."""
        response = self.get_response(request)
        is_sign_in = response.status_code == 302 and response["Location"].startswith(resolve_url(settings.LOGIN_URL))
        if is_sign_in and request.htmx:
            page = request.htmx.current_url_abs_path or "/"
            return HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page})}")
        return response


# The database is locked or away, or the connection to it was cut.
DATABASE_UNAVAILABLE = (OperationalError, InterfaceError)


def answer_unavailable(request: HttpRequest, error: BaseException) -> HttpResponse:
    """Answer 503 with a plain sentence where the database is locked or does not answer; nothing was stored then."""
    log.warning("database_unavailable", reason=str(error).strip())
    headers = {"Retry-After": "10"}
    if request.path.startswith("/api/") or not request.accepts("text/html"):
        message = _("The service is busy at the moment. Nothing was stored; try again in a minute.")
        body = {"message": message, "error": {"code": "unavailable", "message": message}}
        return JsonResponse(body, status=503, headers=headers)
    return HttpResponse(render_to_string("503.html", {"request_id": request_id()}), status=503, headers=headers)


class DatabaseBusyMiddleware:
    """Answers 503 where the database does not answer: to who asks for a page, or while the page is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        try:
            preferences_of(request.user)  # who it is, is the first question to the database, and is asked but once
        except DATABASE_UNAVAILABLE as error:
            return answer_unavailable(request, error)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the answer for an operational failure of the database, None for any other exception."""
        return answer_unavailable(request, exception) if isinstance(exception, DATABASE_UNAVAILABLE) else None
