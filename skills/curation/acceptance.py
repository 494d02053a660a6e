"""How often people accept what engines suggest, by skill and by surface form."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from skills.curation.forms import evidence_keys, form_key
from skills.models import JobSkill, KeptAsIs, Skill, SkillAlias

# A form or skill is mostly rejected when at least this many were decided, and at least this share of them rejected.
ENOUGH_DECISIONS = 5
MOSTLY_PERCENT = 70
_FEWEST_REJECTED = math.ceil(ENOUGH_DECISIONS * MOSTLY_PERCENT / 100)
Decision = JobSkill.Decision


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What people decided about a skill's suggestions, or about those that stand on one surface form.

    Attributes:
        skill: the skill.
        confirmed: how many were confirmed.
        rejected: how many were rejected.
        form: the surface form as a text writes it; empty for the whole skill.
    """

    skill: Skill
    confirmed: int
    rejected: int
    form: str = ""

    @property
    def decided(self) -> int:
        """How many were decided."""
        return self.confirmed + self.rejected

    @property
    def is_low(self) -> bool:
        """Whether enough were decided and most of them rejected."""
        return self.decided >= ENOUGH_DECISIONS and 100 * self.rejected >= MOSTLY_PERCENT * self.decided


def decided_suggestions() -> QuerySet[JobSkill]:
    """Return the suggestions of engines that people confirmed or rejected; what people added by hand is none."""
    return JobSkill.objects.exclude(decision=Decision.NONE).exclude(origin=JobSkill.Origin.PERSON).order_by()


def skill_acceptance() -> QuerySet[JobSkill, Any]:
    """Return for each skill with decided suggestions how many were `confirmed` and `rejected`."""
    return (
        decided_suggestions()
        .values("skill")
        .annotate(
            confirmed=Count("pk", filter=Q(decision=Decision.CONFIRMED)),
            rejected=Count("pk", filter=Q(decision=Decision.REJECTED)),
        )
    )


def mostly_rejected() -> QuerySet[JobSkill, Any]:
    """Return those of `skill_acceptance` whose suggestions are mostly rejected."""
    return (
        skill_acceptance()
        .alias(decided=F("confirmed") + F("rejected"), weight=F("rejected") * 100)
        .filter(decided__gte=ENOUGH_DECISIONS, weight__gte=F("decided") * MOSTLY_PERCENT)
    )


def low_acceptance_skills() -> list[Acceptance]:
    """Return the active skills that people mostly reject and that curators have not left as they are, worst first."""
    rows = {row["skill"]: row for row in mostly_rejected().filter(skill__status=Skill.Status.ACTIVE)}
    kept = KeptAsIs.objects.filter(question=KeptAsIs.Question.SKILL, skill__in=rows).values_list("skill", flat=True)
    skills = Skill.objects.in_bulk(set(rows) - set(kept))
    found = [Acceptance(skill, rows[pk]["confirmed"], rows[pk]["rejected"]) for pk, skill in skills.items()]
    return sorted(found, key=_worst_first)


def form_acceptance(skill: Skill) -> list[Acceptance]:
    """Return what people decided by surface form of one skill, the most decided first."""
    found = _by_form({skill.pk: skill})
    return sorted(found, key=lambda one: (-one.decided, one.form))


def low_acceptance_forms() -> list[Acceptance]:
    """Return the forms that people mostly reject for a skill, worst first.

    Those that are blocked already, or that curators have left as they are, are not among them.
    """
    rejected = Q(rejected__gte=_FEWEST_REJECTED)
    candidates = skill_acceptance().filter(rejected, skill__status=Skill.Status.ACTIVE)
    skills = Skill.objects.in_bulk([row["skill"] for row in candidates])
    answered = {
        (pk, form_key(form))
        for pk, form in SkillAlias.objects.filter(is_blocked=True, skill__in=skills).values_list("skill_id", "form")
    } | {
        (pk, form_key(form))
        for pk, form in KeptAsIs.objects.filter(question=KeptAsIs.Question.FORM, skill__in=skills).values_list(
            "skill_id", "form"
        )
    }
    found = [one for one in _by_form(skills) if one.is_low and (one.skill.pk, form_key(one.form)) not in answered]
    return sorted(found, key=_worst_first)


def _by_form(skills: dict[int, Skill]) -> list[Acceptance]:
    """Return what people decided by skill and form; a tag that stands on several forms counts for each."""
    counts: Counter[tuple[int, str, str]] = Counter()
    written: dict[str, str] = {}
    rows = decided_suggestions().filter(skill__in=skills).order_by("pk").values_list("skill_id", "decision", "evidence")
    for pk, decision, evidence in rows.iterator():
        for key, phrase in evidence_keys(evidence).items():
            written.setdefault(key, phrase)
            counts[pk, key, decision] += 1
    return [
        Acceptance(
            skills[pk], counts[pk, key, Decision.CONFIRMED], counts[pk, key, Decision.REJECTED], written[key][:255]
        )
        for pk, key in dict.fromkeys((pk, key) for pk, key, _decision in counts)
    ]


def _worst_first(one: Acceptance) -> tuple[int, str, str]:
    return (-one.rejected, one.skill.name.lower(), one.form)
