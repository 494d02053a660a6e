"""Finding likely duplicates anew, and remembering what curators leave as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from skills.curation.duplicates import Candidate, Likeness, likely_duplicates
from skills.curation.forms import form_key
from skills.models import DuplicatePair, JobSkill, KeptAsIs, Skill, SkillAlias

ROWS_AT_ONCE = 1000
MOST_PAIRS = 5000
Question = KeptAsIs.Question


def refresh_duplicates() -> int:
    """Look for likely duplicates among the active skills, and retired ones that jobs still carry.

    What was found before is replaced, and what curators said (“not a duplicate”) stays. At most MOST_PAIRS are kept:
    those that concern most jobs.

    Returns:
        How many pairs there are now.
    """
    use = dict(
        JobSkill.objects.exclude(decision=JobSkill.Decision.REJECTED)
        .order_by()
        .values_list("skill")
        .annotate(jobs=Count("pk"))
    )
    forms: dict[int, list[str]] = defaultdict(list)
    for skill_id, form in SkillAlias.objects.filter(is_blocked=False).values_list("skill_id", "form"):
        forms[skill_id].append(form)
    rows = list(
        Skill.objects.filter(Q(status=Skill.Status.ACTIVE) | Q(status=Skill.Status.RETIRED, merged_into=None))
        .order_by("pk")
        .values_list("pk", "name", "status")
    )
    active = {pk for pk, _name, status in rows if status == Skill.Status.ACTIVE}
    candidates = [
        Candidate(pk, name, tuple(forms.get(pk, ())), use.get(pk, 0))
        for pk, name, _status in rows
        if pk in active or use.get(pk)
    ]
    found = [one for one in likely_duplicates(candidates, _jobs_of) if one.first in active or one.second in active]
    found.sort(key=lambda one: (-use.get(one.first, 0) - use.get(one.second, 0), -one.score, one.first, one.second))
    with transaction.atomic():
        DuplicatePair.objects.all().delete()
        DuplicatePair.objects.bulk_create(
            (_row(one, use) for one in found[:MOST_PAIRS]), batch_size=ROWS_AT_ONCE, ignore_conflicts=True
        )
    return min(len(found), MOST_PAIRS)


def _row(one: Likeness, use: dict[int, int]) -> DuplicatePair:
    jobs = use.get(one.first, 0) + use.get(one.second, 0)
    return DuplicatePair(
        first_id=one.first,
        second_id=one.second,
        reason=DuplicatePair.Reason(one.reason),
        score=one.score,
        jobs=jobs,
    )


def _jobs_of(skills: Iterable[int]) -> dict[int, set[int]]:
    """Return the jobs that ask for each of the skills."""
    jobs: dict[int, set[int]] = defaultdict(set)
    wanted = sorted(skills)
    for start in range(0, len(wanted), ROWS_AT_ONCE):
        tags = JobSkill.objects.exclude(decision=JobSkill.Decision.REJECTED).order_by()
        for skill_id, job_id in tags.filter(skill__in=wanted[start : start + ROWS_AT_ONCE]).values_list(
            "skill_id", "job_id"
        ):
            jobs[skill_id].add(job_id)
    return jobs


def keep_as_is(
    *, question: str, skill: Skill, user: User | None, other: Skill | None = None, form: str = ""
) -> KeptAsIs:
    """Remember that curators leave a question of the queue as it is: it is not asked again.

    Args:
        question: one of KeptAsIs.Question.
        skill: the skill that it is about.
        user: the curator.
        other: the other skill of a pair, in any order.
        form: the surface form that it is about.

    Raises:
        ValidationError: the question is unknown, or lacks what it is about.
    """
    form = " ".join(form.split()) if question == Question.FORM else ""
    if question not in Question.values or (question == Question.FORM) != bool(form_key(form)):
        raise ValidationError(_("This question is not known."), code="unknown")
    if (question == Question.DUPLICATE) != (other is not None) or (other is not None and other.pk == skill.pk):
        raise ValidationError(_("A pair needs two skills."), code="pair")
    if other is not None and other.pk < skill.pk:
        skill, other = other, skill
    with transaction.atomic():
        kept, _created = KeptAsIs.objects.get_or_create(
            question=question, skill=skill, other=other, form=form, defaults={"answered_by": user}
        )
    return kept
