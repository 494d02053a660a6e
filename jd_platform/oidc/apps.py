"""The application, for the admin's sake; it has no tables of its own."""

from django.apps import AppConfig


class OidcConfig(AppConfig):
    """Sign-in by OpenID Connect."""

    name = "jd_platform.oidc"
    verbose_name = "Sign-in by OpenID Connect"
