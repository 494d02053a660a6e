"""What every template knows about the interface."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

THEME_COOKIE = "theme"


def interface(request: HttpRequest) -> dict[str, Any]:
    """Return the theme that this person chose, and the languages and themes on offer."""
    theme = request.COOKIES.get(THEME_COOKIE, "system")
    return {
        "theme": theme if theme in dict(settings.THEMES) else "system",
        "themes": settings.THEMES,
        "interface_languages": settings.LANGUAGES,
    }
