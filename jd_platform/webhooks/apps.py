"""Webhooks as an application of Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    """Other systems are told what happened."""

    name = "jd_platform.webhooks"
    label = "webhooks"
    verbose_name = _("Webhooks")
