"""The site itself: sign-in, interface preferences, health, background worker."""

import axes.apps
from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    """What belongs to no single room of the house."""

    name = "jd_platform"
    verbose_name = "JD Platform"
    default = True

    def ready(self) -> None:
        """Have sign-ins logged and the settings looked at."""
        from jd_platform import audit, checks  # noqa: F401  they connect themselves


class AdministrationConfig(admin_apps.AdminConfig):
    """Django admin with a site of our own."""

    default = False  # of the two configurations here, that of this package is SiteConfig
    default_site = "jd_platform.admin_site.AdministrationSite"


class SignInRecordsConfig(axes.apps.AppConfig):
    """The records that django-axes keeps of sign-ins, under a name that an administrator understands."""

    verbose_name = _("Sign-in records")
