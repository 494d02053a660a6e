"""What every template knows about the interface."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from jd_platform.models import Preferences
from jd_platform.preferences import preferences_of
from jd_platform.shortcuts import groups_on

THEME_COOKIE = "theme"


def interface(request: HttpRequest) -> dict[str, Any]:
    """Return the theme and the shortcuts that this person has, and the languages and themes on offer.

    The preferences of whoever has signed in go before those that the browser keeps.
    """
    user = getattr(request, "user", None)
    preferences = preferences_of(user) if user is not None else Preferences()
    theme = preferences.theme or request.COOKIES.get(THEME_COOKIE, "")
    page = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "theme": theme if theme in Preferences.Theme else Preferences.Theme.SYSTEM.value,
        "themes": Preferences.Theme.choices,
        "interface_languages": settings.LANGUAGES,
        "shortcuts_on": preferences.shortcuts,
        "shortcut_groups": groups_on(page),
    }
