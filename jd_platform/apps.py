"""The site itself: sign-in, interface preferences, health, background worker."""

import axes.apps
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    """What belongs to no single room of the house."""

    name = "jd_platform"
    verbose_name = "JD Platform"
    default = True

    def ready(self) -> None:
        """Have sign-ins logged and the settings looked at."""
        from jd_platform import audit, checks  # noqa: F401  they connect themselves


class SignInRecordsConfig(axes.apps.AppConfig):
    """The records that django-axes keeps of sign-ins, under a name that an administrator understands."""

    verbose_name = _("Sign-in records")
