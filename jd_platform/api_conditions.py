"""Conditional requests: 304 for what the client has already, 412 for a change to what it has not seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from jd_platform.api_refusals import PreconditionFailed

CHANGES = frozenset({"PUT", "PATCH", "DELETE"})
KEPT_IN_304 = ("ETag", "Cache-Control", "Vary", "Content-Location", "Expires")


def etag_of(content: bytes) -> str:
    """Return the entity tag of `content`, in its quotes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def etag_of_data(data: Any) -> str:
    """Return the entity tag of what a serializer gave, however it is then written and in whatever order."""
    plain = json.loads(JSONRenderer().render(data))
    return etag_of(json.dumps(plain, sort_keys=True).encode())


def with_etag(response: Response) -> Response:
    """Give an answer that holds one thing its entity tag, which is the same whatever asked for it."""
    response.headers["ETag"] = etag_of_data(response.data)
    return response


def check_if_match(request: Request, etag: str) -> None:
    """Hold a change to its `If-Match`; without one anything goes.

    Raises:
        PreconditionFailed: what is to be changed is not what the client has seen.
    """
    header = request.headers.get("If-Match")
    if header is not None and header.strip() != "*" and etag not in parse_etags(header):
        raise PreconditionFailed


class ApiConditionsMiddleware:
    """Gives each answer of the API to a GET an ETag, and answers 304 where `If-None-Match` names it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        response = self.get_response(request)
        wanted = request.path.startswith("/api/") and request.method in ("GET", "HEAD")
        if not wanted or response.status_code != 200 or response.streaming:
            return response
        if not response.has_header("ETag"):
            response["ETag"] = etag_of(response.content)
        known = parse_etags(request.headers.get("If-None-Match", ""))
        if "*" in known or response["ETag"] in {one.removeprefix("W/") for one in known}:
            unchanged = HttpResponseNotModified()
            for name in KEPT_IN_304:
                if response.has_header(name):
                    unchanged[name] = response[name]
            unchanged.cookies = response.cookies
            return unchanged
        return response
