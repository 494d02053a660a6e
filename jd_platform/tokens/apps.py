"""The tokens as an application of Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TokensConfig(AppConfig):
    """Tokens by which programs use the API on behalf of a person."""

    name = "jd_platform.tokens"
    label = "tokens"
    verbose_name = _("API tokens")
