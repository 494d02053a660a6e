"""The jobs application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """Job descriptions: upload, reading files, list, page, editing."""

    name = "jobs"
    verbose_name = _("Job descriptions")
