"""The sessions of those whom the provider vouched for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from jd_platform.preferences import SignInBackend


class OidcBackend(SignInBackend):
    """Knows who signed in by the provider; takes no password."""

    def authenticate(self, request: HttpRequest | None, *_: Any, **__: Any) -> None:
        """Return None: nobody signs in here by what they type."""
