"""How often a token, or a person signed in, may use the API."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

WINDOW_SECONDS = 60


class Throttle(BaseThrottle):
    """So many requests in each minute, and fewer of those that cost much: views with `is_costly`, when not just read.

    The counters are in the cache: one for all processes where that is shared (Redis), else one for each process.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the request and return whether it is within the limits."""
        limits = {"all": settings.API_REQUESTS_PER_MINUTE}
        if getattr(view, "is_costly", False) and request.method not in SAFE_METHODS:
            limits["costly"] = settings.API_COSTLY_REQUESTS_PER_MINUTE
        counted = {kind: self._count(request, kind) for kind in limits}
        return all(counted[kind] <= limit for kind, limit in limits.items())

    def wait(self) -> float:
        """Return the seconds until the next minute begins."""
        return WINDOW_SECONDS - time.time() % WINDOW_SECONDS

    def _count(self, request: Request, kind: str) -> int:
        who = f"token:{request.auth.pk}" if request.auth is not None else f"person:{request.user.pk or 0}"
        key = f"throttle:{kind}:{who}:{int(time.time() // WINDOW_SECONDS)}"
        cache.add(key, 0, 2 * WINDOW_SECONDS)
        try:
            return int(cache.incr(key))
        except ValueError:  # it was pushed out of a full cache in between
            return 1
