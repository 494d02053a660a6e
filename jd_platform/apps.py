"""The site itself: sign-in, interface preferences, health, background worker."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """What belongs to no single room of the house."""

    name = "jd_platform"
    verbose_name = "JD Platform"

    def ready(self) -> None:
        """Have sign-ins logged."""
        from jd_platform import audit  # noqa: F401  its receivers connect themselves
