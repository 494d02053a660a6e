"""The analytics application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalyticsConfig(AppConfig):
    """Counts, charts, dashboard and export over jobs and skills."""

    name = "analytics"
    verbose_name = _("Analytics")
