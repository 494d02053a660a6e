"""How the quota of paid calls stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from skills.engines.select import engine_name
from skills.models import Extraction


@dataclass(frozen=True, slots=True)
class LightcastUsage:
    """How the monthly quota of Lightcast calls stands.

    Attributes:
        used: calls made this month, counted by attempt.
        quota: calls allowed in a month.
        resets_on: first day of the next month.
    """

    used: int
    quota: int
    resets_on: date

    @property
    def left(self) -> int:
        """Calls left this month."""
        return max(0, self.quota - self.used)


def lightcast_usage() -> LightcastUsage | None:
    """Return how the quota stands, from the log of extractions; None when Lightcast is not the engine."""
    if engine_name() != Extraction.Engine.LIGHTCAST:
        return None
    today = timezone.now().date()
    first = today.replace(day=1)
    used = Extraction.objects.filter(
        engine=Extraction.Engine.LIGHTCAST, calls__gt=0, requested_at__date__gte=first
    ).aggregate(calls=Coalesce(Sum("calls"), 0))["calls"]
    resets_on = (first + timedelta(days=32)).replace(day=1)
    return LightcastUsage(used, settings.LIGHTCAST["monthly_quota"], resets_on)
