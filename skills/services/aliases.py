"""What curators decide about surface forms: added, blocked, or taken to another skill."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from skills.curation.forms import evidence_keys, form_key
from skills.models import JobSkill, Skill, SkillAlias
from skills.services.curation import create_skill
from skills.services.holding import hold_tags_of_all_jobs
from skills.services.tags import survivor


@dataclass(frozen=True, slots=True)
class SplitPreview:
    """What splitting off a surface form would do.

    Attributes:
        alias: the surface form.
        into: the skill that it goes to; None for a new one of its own.
        follow: jobs whose suggestion stands on this form alone, and goes with it.
        stay: jobs whose suggestion stands on other forms too, and stays.
        decided: jobs where people decided about the skill; their decisions stay with it.
    """

    alias: SkillAlias
    into: Skill | None
    follow: int
    stay: int
    decided: int


def add_alias(*, skill: Skill, form: str) -> SkillAlias:
    """Let `form` lead to the skill from the next extraction on, also where it was blocked before.

    Raises:
        ValidationError: the form holds no word.
    """
    return _set_alias(skill, form, is_blocked=False)


def block_form(*, skill: Skill, form: str) -> SkillAlias:
    """Keep `form` from meaning the skill from the next extraction on, wherever the form came from.

    Raises:
        ValidationError: the form holds no word.
    """
    return _set_alias(skill, form, is_blocked=True)


def _set_alias(skill: Skill, form: str, *, is_blocked: bool) -> SkillAlias:
    form = " ".join(form.split())
    if not form_key(form):
        raise ValidationError({"form": _("A surface form needs at least one word.")}, code="empty")
    with transaction.atomic():
        alias = SkillAlias.objects.select_for_update().filter(skill=skill, form=form).first()
        alias = alias or SkillAlias(skill=skill, form=form)
        if alias.pk is None or alias.is_blocked != is_blocked:
            alias.is_blocked = is_blocked
            alias.full_clean()
            alias.save()
    return alias


def preview_split(*, alias: SkillAlias, into: Skill | None) -> SplitPreview:
    """Say what splitting off the form would do, without doing it.

    Raises:
        ValidationError: it cannot go there.
    """
    into = _checked(alias, into)
    follow, stay, decided = _affected(alias, JobSkill.objects.all())
    return SplitPreview(alias, into, len(follow), stay, decided)


def split_alias(*, alias: SkillAlias, into: Skill | None) -> Skill:
    """Take a surface form from its skill: it becomes a skill of its own, or a form of `into`.

    Suggestions that stand on this form alone go with it. What people decided stays with the skill they decided about.

    Returns:
        The skill that the form leads to now.

    Raises:
        ValidationError: it cannot go there.
    """
    with transaction.atomic():
        hold_tags_of_all_jobs()
        rows = SkillAlias.objects.select_for_update(of=("self",)).select_related("skill__category")
        alias = rows.get(pk=alias.pk)
        into = _checked(alias, into)
        follow, _stay, _decided = _affected(alias, JobSkill.objects.select_for_update())
        alias.is_blocked = True
        alias.save()
        if into is None:
            into = create_skill(name=alias.form, skill_type=alias.skill.type, category=alias.skill.category)
        else:
            add_alias(skill=into, form=alias.form)
        taken = set(JobSkill.objects.filter(skill=into).values_list("job_id", flat=True))
        for tag in follow:
            if tag.job_id in taken:
                tag.delete()
            else:
                tag.skill = into
                tag.save()
    return into


def _checked(alias: SkillAlias, into: Skill | None) -> Skill | None:
    if alias.is_blocked:
        raise ValidationError(_("This form is blocked: it does not lead to the skill."), code="blocked")
    if into is None:
        return None
    into = survivor(into)
    if into.pk == alias.skill_id:
        raise ValidationError(_("This is the skill that the form has now."), code="same")
    if into.status != Skill.Status.ACTIVE:
        raise ValidationError(
            _("“%(skill)s” is blocked or retired; no form can go there.") % {"skill": into.name}, code="inactive"
        )
    return into


def _affected(alias: SkillAlias, rows: QuerySet[JobSkill]) -> tuple[list[JobSkill], int, int]:
    """Return those of `rows` that stand on the form alone, and how many stand on others too or are decided."""
    key = form_key(alias.form)
    follow, stay, decided = [], 0, 0
    tags: Iterable[JobSkill] = rows.filter(skill=alias.skill_id).order_by("pk").iterator()
    for tag in tags:
        keys = evidence_keys(tag.evidence)
        if key not in keys:
            continue
        if tag.is_decided:
            decided += 1
        elif len(keys) > 1:
            stay += 1
        else:
            follow.append(tag)
    return follow, stay, decided
