"""The list of skills as curators see it, with use and acceptance; each count is read for the rows of one page only."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from skills.curation.acceptance import MOSTLY_PERCENT, decided_suggestions, mostly_rejected, skill_acceptance
from skills.models import JobSkill, Skill

Decision = JobSkill.Decision


def curated_skills() -> QuerySet[Skill]:
    """Return all skills with `jobs`, `confirmed`, `rejected` (counts) and `last_used` (when the newest job came)."""
    own = JobSkill.objects.filter(skill=OuterRef("pk")).order_by()
    asked_for = own.exclude(decision=Decision.REJECTED)
    decided = decided_suggestions().filter(skill=OuterRef("pk"))
    return Skill.objects.select_related("category").annotate(
        jobs=_count(asked_for),
        confirmed=_count(decided.filter(decision=Decision.CONFIRMED)),
        rejected=_count(decided.filter(decision=Decision.REJECTED)),
        last_used=Subquery(asked_for.order_by("-job_id").values("job__created_at")[:1]),
    )


def _count(tags: QuerySet[JobSkill]) -> Coalesce:
    return Coalesce(Subquery(tags.values("skill").annotate(count=Count("pk")).values("count")), 0)


def in_use(*, since: datetime | None = None) -> Q:
    """Return the condition that jobs ask for the skill; with `since`, jobs that came since then."""
    tags = JobSkill.objects.exclude(decision=Decision.REJECTED).order_by()
    if since is not None:
        tags = tags.filter(job__created_at__gte=since)
    return Q(pk__in=tags.values("skill"))


def accepted(how: str) -> Q:
    """Return the condition that people accept the skill's suggestions: "low", "middling", "high" or "undecided".

    Low is what the queue asks about (`mostly_rejected`); high is when at least as large a share was confirmed.
    """
    rows = skill_acceptance()
    low = Q(pk__in=mostly_rejected().values("skill"))
    high = Q(
        pk__in=rows.alias(decided=F("confirmed") + F("rejected"), weight=F("confirmed") * 100)
        .filter(weight__gte=F("decided") * MOSTLY_PERCENT)
        .values("skill")
    )
    decided = Q(pk__in=decided_suggestions().values("skill"))
    return {"low": low, "high": high & ~low, "middling": decided & ~low & ~high, "undecided": ~decided}[how]
