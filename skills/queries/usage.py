"""How the quota of paid calls stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from skills.engines.base import EngineError
from skills.engines.select import engine_name, lightcast_engine
from skills.models import Extraction


@dataclass(frozen=True, slots=True)
class LightcastUsage:
    """How the monthly quota of Lightcast calls stands.

    Attributes:
        used: calls made this month, counted by attempt.
        quota: calls allowed in a month.
        left: calls left, by our own count and by what Lightcast said last, whichever is less.
        resets_on: day on which there are calls again: as Lightcast said, else the first of the next month.
    """

    used: int
    quota: int
    left: int
    resets_on: date


def lightcast_usage() -> LightcastUsage | None:
    """Return how the quota stands, from the log of extractions and what Lightcast said; None where it is not asked."""
    if engine_name() != Extraction.Engine.LIGHTCAST:
        return None
    today = timezone.now().date()
    first = today.replace(day=1)
    used = Extraction.objects.filter(
        engine=Extraction.Engine.LIGHTCAST, calls__gt=0, requested_at__date__gte=first
    ).aggregate(calls=Coalesce(Sum("calls"), 0))["calls"]
    quota = settings.LIGHTCAST["monthly_quota"]
    left, resets_on = max(0, quota - used), (first + timedelta(days=32)).replace(day=1)
    try:
        known = lightcast_engine().quota()
    except EngineError:  # the settings cannot work, which the health page says
        known = None
    if known is not None and known.remaining is not None and known.remaining <= left:
        left = known.remaining
        resets_on = known.resets_at.date() if known.resets_at else resets_on
    return LightcastUsage(used, quota, left, resets_on)
