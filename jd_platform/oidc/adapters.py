"""How allauth is held to our rules: what of the provider's answer counts, who is let in, as whom.

The identity is the provider's own number for a person (`sub`), together with its address. An e-mail address connects
only once, and only when the provider says that it was verified: otherwise whoever can type an address there would get
the account that has it here.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import jwt
from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest

from jd_platform.addresses import client_address
from jd_platform.oidc.refusals import Reason, RefusalError

BACKEND = "jd_platform.oidc.backends.OidcBackend"
LONGEST_EMAIL = 254
CLOCKS_DIFFER = timedelta(seconds=60)
"""By how much the provider's clock may be ahead of ours or behind."""


class ProviderAdapter(OpenIDConnectOAuth2Adapter):
    """The conversation with the provider."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Return who signed in, from an id_token whose signature holds and the user information that goes with it.

        Raises:
            OAuth2Error: there is no such token, or the two speak of different people.
        """
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("The answer holds no id_token.")
        sign_in = super().complete_login(request, app, token, **kwargs)
        claims = sign_in.account.extra_data
        if claims["userinfo"].get("sub") != claims["id_token"].get("sub"):
            raise OAuth2Error("The user information is that of somebody else.")
        email, verified = email_of(claims["userinfo"]) or email_of(claims["id_token"]) or ("", False)
        sign_in.account.extra_data = {"email": email, "email_verified": verified}  # all that is kept
        sign_in.email_addresses = []
        sign_in.user.email = email if verified else ""  # nobody is found later by an address that may not be theirs
        return sign_in

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """Return what the id_token says.

        Unlike allauth's own, this never leaves the signature to TLS, wants an end of the token's life, and allows for
        clocks that differ: a token of a provider that is a second ahead would be one of the future.

        Raises:
            OAuth2Error: it is not one of the provider's for this site, or is over.
        """
        algorithm, key = jwtkit.fetch_key(id_token, self.openid_config["jwks_uri"], jwtkit.lookup_kid_jwk)
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=key,
                algorithms=[algorithm],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                leeway=CLOCKS_DIFFER,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("Invalid id_token") from error
        jwtkit.verify_jti(claims)
        return claims


def email_of(claims: dict[str, Any]) -> tuple[str, bool] | None:
    """Return the e-mail address in `claims` and whether it counts as verified, None where there is none.

    Only ASCII addresses count: databases hold some other letters to be the same as ASCII ones.
    """
    email = claims.get("email")
    if not isinstance(email, str) or not email or len(email) > LONGEST_EMAIL:
        return None
    try:
        validate_email(email)
    except ValidationError:
        return None
    return email, claims.get("email_verified") in (True, "true") and email.isascii()


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Who is let in."""

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Refuse.

        Raises:
            RefusalError: always.
        """
        if error == AuthError.CANCELLED:
            raise RefusalError(Reason.CANCELLED)
        # What requests raises is an OSError.
        reason = Reason.UNREACHABLE if isinstance(exception, OSError) else Reason.FAILED
        cause = exception and (exception.__cause__ or exception)
        raise RefusalError(reason, type(cause).__name__ if cause else "") from exception

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Connect a newcomer with the account that has their verified address, and keep out who is switched off.

        Raises:
            RefusalError: the account may not be connected, or is switched off.
        """
        known = sociallogin.is_existing
        user = sociallogin.user if known else user_to_connect(sociallogin.account.extra_data)
        if user is None:
            return
        if not user.is_active:
            raise RefusalError(Reason.SWITCHED_OFF)
        if not known:
            sociallogin.connect(request, user)

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """Make an account for a newcomer, without a password, in the role that OIDC_DEFAULT_ROLE names."""
        with transaction.atomic():
            user: User = super().save_user(request, sociallogin, form)
            if settings.OIDC_DEFAULT_ROLE != "none":
                user.groups.add(Group.objects.get(name=settings.OIDC_DEFAULT_ROLE))
        return user


def user_to_connect(claims: dict[str, Any]) -> User | None:
    """Return the account that has the e-mail address in `claims`, None where no account has it.

    Raises:
        RefusalError: the address is not verified, several accounts have it, or it is that of a superuser, whom only
            another one connects.
    """
    users = list(User.objects.filter(email__iexact=claims["email"])[:2]) if claims["email"] else []
    if not users:
        return None
    if not claims["email_verified"]:
        raise RefusalError(Reason.EMAIL_TAKEN, "unverified")
    if len(users) > 1:
        raise RefusalError(Reason.EMAIL_TAKEN, "several")
    if users[0].is_superuser:
        raise RefusalError(Reason.EMAIL_TAKEN, "superuser")
    return users[0]


class AccountAdapter(DefaultAccountAdapter):
    """What happens once it is known who signs in."""

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin a session that ends when sign-in by the provider is taken away."""
        login(request, user, backend=BACKEND)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return from where the request comes, by which allauth limits attempts."""
        return client_address(request) or ""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page that was wanted is there."""
