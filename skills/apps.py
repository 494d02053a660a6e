"""The skills application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SkillsConfig(AppConfig):
    """Skills, their taxonomy, the engines that find them, review and curation."""

    name = "skills"
    verbose_name = _("Skills")

    def ready(self) -> None:
        """Connect the signals."""
        from skills import signals  # noqa: F401  models must be loaded first
