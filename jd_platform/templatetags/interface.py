"""Template tags of the interface: icons from the sprite, names of roles."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jd_platform.access import ROLE_NAMES

register = template.Library()

ICON_FILE = "images/icons.svg"


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return the drawing `name` of static/images/icons.svg; screen readers pass over it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', static(ICON_FILE), name
    )


@register.filter
def role_name(group: str) -> str:
    """Return what people call the role of the group with the name `group`; another group is called by its name."""
    return str(ROLE_NAMES.get(group, group))
