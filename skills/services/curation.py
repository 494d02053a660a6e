"""What curators decide about skills: their status, type and name, and skills of one's own."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from skills.models import Skill, SkillAlias, SkillCategory, Taxonomy

OWN_ID_CHARACTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
OWN_ID_LENGTH = 12
OWN_ID = re.compile(rf"{Skill.OWN_PREFIX}[0-9A-Za-z-]{{1,28}}")
Status = Skill.Status


def taxonomy_changed() -> None:
    """Raise the taxonomy's generation, so that whatever was built from it is built anew, in every process."""
    if not Taxonomy.objects.update(generation=F("generation") + 1):
        # Skills of one's own before any list was loaded; the version tells this row from an earlier one.
        version = timezone.now().strftime("%Y%m%d%H%M%S%f")
        Taxonomy.objects.get_or_create(pk=1, defaults={"source": Taxonomy.OWN, "version": version})


def new_own_id() -> str:
    """Return an id for a skill of one's own: no list holds such a one, so no load of a list touches the skill."""
    return Skill.OWN_PREFIX + "".join(secrets.choice(OWN_ID_CHARACTERS) for _place in range(OWN_ID_LENGTH))


def create_skill(
    *,
    name: str,
    skill_type: str = Skill.Type.SPECIALIZED,
    category: SkillCategory | None = None,
    description: str = "",
    lightcast_id: str = "",
) -> Skill:
    """Make a skill of one's own, which the list does not have.

    Args:
        name: the name.
        skill_type: one of Skill.Type.
        category: the category, if any.
        description: what it is.
        lightcast_id: the id that it has elsewhere; a new one when left out.

    Raises:
        ValidationError: the name is empty or an active skill has it, or the type or id cannot be.
    """
    name = " ".join(name.split())
    if lightcast_id and not OWN_ID.fullmatch(lightcast_id):
        raise ValidationError(
            _("The id of a skill of one's own begins with %(prefix)s.") % {"prefix": Skill.OWN_PREFIX}
        )
    with transaction.atomic():
        check_name_is_free(name)
        skill = Skill(
            lightcast_id=lightcast_id or new_own_id(),
            name=name,
            type=Skill.Type(skill_type) if skill_type in Skill.Type.values else skill_type,
            category=category,
            description=description,
        )
        skill.full_clean()
        skill.save()
    return skill


def check_name_is_free(name: str, but: Skill | None = None) -> None:
    """Raise ValidationError when an active skill other than `but` has this name, capitals aside."""
    others = Skill.objects.active().filter(name__iexact=name)
    namesake = (others.exclude(pk=but.pk) if but and but.pk else others).first()
    if namesake is not None:
        raise ValidationError(
            {"name": _("“%(skill)s” (%(id)s) has this name.") % {"skill": namesake.name, "id": namesake.lightcast_id}},
            code="taken",
        )


def set_skill_status(*, skills: Sequence[Skill], status: str) -> int:
    """Block, unblock or retire skills; their tags stay stored and count again once the skill is active.

    What is set here holds against later loads of the list. A skill that was blocked or retired here and is made active
    again goes by the list from then on.

    Returns:
        How many skills changed.

    Raises:
        ValidationError: a merged skill is to be made active, which only undoing the merge does.
    """
    changed = 0
    with transaction.atomic():
        for skill in Skill.objects.select_for_update().filter(pk__in=[skill.pk for skill in skills]).order_by("pk"):
            if skill.status == status:
                continue
            skill.status_decided = _status_decided(skill, status)
            skill.status = Status(status)
            skill.full_clean()
            skill.save()
            changed += 1
    return changed


def set_skill_type(*, skills: Sequence[Skill], skill_type: str) -> int:
    """Give skills another type, which holds against later loads of the list.

    Returns:
        How many skills changed.

    Raises:
        ValidationError: the type is unknown.
    """
    if skill_type not in Skill.Type.values:
        raise ValidationError({"type": _("Choose specialised, common or certification.")}, code="unknown")
    changed = 0
    with transaction.atomic():
        for skill in Skill.objects.select_for_update().filter(pk__in=[skill.pk for skill in skills]).order_by("pk"):
            if (skill.type, skill.type_decided) != (skill_type, True):
                skill.type, skill.type_decided = Skill.Type(skill_type), True
                skill.save()
                changed += 1
    return changed


def set_preferred_name(*, skill: Skill, name: str) -> Skill:
    """Show the skill under another name everywhere; the list's name and every surface form still lead to it.

    The list's own name, given again, ends the preference.

    Raises:
        ValidationError: the name is empty, or another active skill has it.
    """
    with transaction.atomic():
        skill = Skill.objects.select_for_update().get(pk=skill.pk)
        skill.name = name
        return save_skill(skill=skill)


def save_skill(*, skill: Skill) -> Skill:
    """Save a skill that a curator changed; the name, type and status that differ hold against later loads of the list.

    Raises:
        ValidationError: the skill does not hold, or another active skill has its name.
    """
    with transaction.atomic():
        before = Skill.objects.select_for_update().get(pk=skill.pk)
        skill.name = " ".join(skill.name.split())
        if skill.name != before.name:
            check_name_is_free(skill.name, but=skill)
            _keep_former_name(skill, before)
        skill.type_decided = before.type_decided or skill.type != before.type
        skill.status_decided = _status_decided(before, skill.status)
        skill.full_clean()
        skill.save()
    return skill


def _keep_former_name(skill: Skill, before: Skill) -> None:
    """Let the former name lead to the skill further on."""
    if skill.lightcast_id.startswith(Skill.OWN_PREFIX):
        SkillAlias.objects.get_or_create(skill=skill, form=before.name)
    else:
        listed = before.list_name or before.name
        skill.list_name = "" if skill.name == listed else listed


def _status_decided(before: Skill, status: str) -> bool:
    """Return whether a status that a curator sets holds against later loads of the list.

    A skill that was blocked or retired by a curator and is made active again goes by the list from then on.
    """
    if status == before.status:
        return before.status_decided
    retired_by_list = before.status == Status.RETIRED and not before.status_decided
    return status != Status.ACTIVE or retired_by_list
