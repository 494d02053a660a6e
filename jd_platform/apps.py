"""The site itself: sign-in, interface preferences, health, background worker."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """What belongs to no single room of the house."""

    name = "jd_platform"
    verbose_name = "JD Platform"

    def ready(self) -> None:
        """Have sign-ins logged and the settings looked at."""
        from jd_platform import audit, checks  # noqa: F401  they connect themselves
