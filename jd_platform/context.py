"""What every template knows about the interface."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from jd_platform.models import Preferences
from jd_platform.preferences import preferences_of
from jd_platform.shortcuts import groups_on

THEME_COOKIE = "theme"


def theme_of(request: HttpRequest) -> str:
    """Return the theme of the pages: what the person who signed in prefers, else what the browser keeps."""
    theme = _preferences(request).theme or request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in Preferences.Theme else Preferences.Theme.SYSTEM.value


def interface(request: HttpRequest) -> dict[str, Any]:
    """Return the theme and the shortcuts that this person has, and the themes on offer."""
    page = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "theme": theme_of(request),
        "themes": Preferences.Theme.choices,
        "shortcuts_on": _preferences(request).shortcuts,
        "shortcut_groups": groups_on(page),
    }


def _preferences(request: HttpRequest) -> Preferences:
    user = getattr(request, "user", None)  # an error page may come before anybody is known
    return Preferences() if user is None else preferences_of(user)
