"""How a request of the API shows on whose behalf it comes: a token, limited to its scope."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from jd_platform.tokens.models import ApiToken
from jd_platform.tokens.services import find_token

SCHEMES = (b"bearer", b"token")


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer jdp_…`; the word Token is taken for Bearer.

    The scope is held to here, before any permission is asked, so that no view can forget it. A view that does more,
    or less, than its method tells says which scope it wants as `token_scope`.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return the person and the token, or None when the request brings none.

        Raises:
            AuthenticationFailed: malformed, unknown, expired or revoked, all in the same words.
            PermissionDenied: the token is not good for this.
        """
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() not in SCHEMES:
            return None
        token = find_token(parts[1].decode("latin-1")) if len(parts) == 2 else None
        if token is None:
            raise exceptions.AuthenticationFailed(_("The token is not valid: unknown, expired or revoked."))
        scope = wanted_scope(request)
        if not token.reaches(scope):
            raise exceptions.PermissionDenied(
                _("This token is not good for that: it needs the scope “%(scope)s”.") % {"scope": scope},
                code="scope_missing",
            )
        return token.person, token

    def authenticate_header(self, request: Request) -> str:
        """Return how to come again."""
        return 'Bearer realm="JD Platform"'


def wanted_scope(request: Request) -> str:
    """Return the scope that a request needs: what its view says, else what its method means."""
    view: Any = (request.parser_context or {}).get("view")
    default = ApiToken.Scope.READ if request.method in SAFE_METHODS else ApiToken.Scope.WRITE
    return str(getattr(view, "token_scope", None) or default)


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the API's description tells of tokens."""

    target_class = "jd_platform.tokens.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the scheme."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token made on the page “API tokens” of one's account. It begins with jdp_.",
        }
