"""The list of skills as curators see it, with use and acceptance; each count is read for the rows of one page only."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual

from skills.curation.acceptance import MOSTLY_PERCENT, decided_suggestions, mostly_rejected, skill_acceptance
from skills.models import JobSkill, Skill

Decision = JobSkill.Decision


def curated_skills() -> QuerySet[Skill]:
    """Return all skills with `jobs`, `confirmed`, `rejected` (counts) and `last_used` (when the newest job came)."""
    decided = decided_suggestions().filter(skill=OuterRef("pk"))
    return Skill.objects.select_related("category").annotate(
        jobs=_count(_asked_for()),
        confirmed=_count(decided.filter(decision=Decision.CONFIRMED)),
        rejected=_count(decided.filter(decision=Decision.REJECTED)),
        last_used=_last_used(),
    )


def _asked_for() -> QuerySet[JobSkill]:
    """Return the tags, not rejected, of the skill that the query around it is at."""
    return JobSkill.objects.filter(skill=OuterRef("pk")).exclude(decision=Decision.REJECTED).order_by()


def _last_used() -> Subquery:
    return Subquery(_asked_for().order_by("-job_id").values("job__created_at")[:1])


def _count(tags: QuerySet[JobSkill]) -> Coalesce:
    return Coalesce(Subquery(tags.values("skill").annotate(count=Count("pk")).values("count")), 0)


def in_use(*, since: datetime | None = None) -> Q:
    """Return the condition that jobs ask for the skill; with `since`, that the newest of them came since then."""
    # Asked skill by skill: a list of all skills in use would be sorted with its counts before the page is cut from it.
    if since is not None:
        return Q(GreaterThanOrEqual(_last_used(), since))
    return Q(Exists(_asked_for()))


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
