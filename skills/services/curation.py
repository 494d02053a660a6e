"""What curators decide about skills."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from skills.models import Skill, Taxonomy


def taxonomy_changed() -> None:
    """Raise the taxonomy's generation, so that whatever was built from it is built anew."""
    Taxonomy.objects.update(generation=F("generation") + 1)


def set_skill_status(*, skills: Sequence[Skill], status: str) -> int:
    """Block, unblock or retire skills; their tags stay stored and count again once the skill is active.

    Returns:
        How many skills changed.
    """
    changed = 0
    with transaction.atomic():
        for skill in Skill.objects.select_for_update().filter(pk__in=[skill.pk for skill in skills]):
            if skill.status != status:
                skill.status = Skill.Status(status)
                skill.full_clean()
                skill.save()
                changed += 1
    return changed
