"""Idempotent requests as an application of Django."""

from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    """Requests that may be sent twice and are done once."""

    name = "jd_platform.idempotency"
    label = "idempotency"
