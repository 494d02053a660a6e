"""What the admin's pages of curation need in their templates."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from skills.queries import LightcastUsage, lightcast_usage

register = template.Library()


@register.filter
def at(table: Mapping[str, str], key: str) -> str:
    """Return what `table` holds for `key`, or nothing."""
    return table.get(key, "")


@register.simple_tag
def quota() -> LightcastUsage | None:
    """Return how the quota of Lightcast calls stands; None when Lightcast is not the engine."""
    return lightcast_usage()
