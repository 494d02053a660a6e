"""What `manage.py check --deploy` says about settings that do not fit together."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def addresses_are_told_apart(**_: Any) -> list[checks.CheckMessage]:
    """Warn where every request would seem to come from the proxy."""
    if not settings.SECURE_PROXY_SSL_HEADER or settings.TRUSTED_PROXIES:
        return []
    message = (
        "BEHIND_PROXY is true and TRUSTED_PROXIES is 0: every request counts as the proxy's, so that a few failed "
        "sign-ins close a name for everybody."
    )
    return [checks.Warning(message, hint="Set TRUSTED_PROXIES to the number of proxies.", id="jd_platform.W001")]
