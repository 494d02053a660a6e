"""What the site remembers of a person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Preferences(models.Model):
    """How one person wants the interface. Who never chose anything has none."""

    class Theme(models.TextChoices):
        """Appearance of the pages."""

        SYSTEM = "system", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Language(models.TextChoices):
        """Language of the pages, named in itself."""

        ENGLISH = "en", "English"
        FRENCH = "fr", "Français"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="preferences", verbose_name=_("user")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, blank=True)
    theme = models.CharField(_("appearance"), max_length=8, choices=Theme, blank=True)
    shortcuts = models.BooleanField(
        _("keyboard shortcuts"),
        default=True,
        help_text=_("Single keys, such as / for the search. Turn them off if you speak to your computer."),
    )

    class Meta:
        verbose_name = _("preferences")
        verbose_name_plural = _("preferences")
        constraints = [
            models.CheckConstraint(condition=Q(language__in=["", "en", "fr"]), name="preferences_language_known"),
            models.CheckConstraint(
                condition=Q(theme__in=["", "system", "light", "dark"]), name="preferences_theme_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}"
