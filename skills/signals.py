"""What happens by itself: a saved job description has its skills found; a changed skill list is noticed."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from jobs.models import JobDescription
from skills import services
from skills.models import Skill, SkillAlias


@receiver(post_save, sender=JobDescription)
def find_skills_of_saved_job(
    sender: type[JobDescription], instance: JobDescription, raw: bool, created: bool, **_: Any
) -> None:
    """Ask for an extraction when the saved text is one that was not extracted yet."""
    if not raw:
        services.text_saved(instance, is_new=created)


@receiver([post_save, post_delete], sender=Skill)
@receiver([post_save, post_delete], sender=SkillAlias)
def note_changed_taxonomy(sender: type[Skill | SkillAlias], instance: Skill | SkillAlias, **kwargs: Any) -> None:
    """Have every process build its matcher anew before it next extracts."""
    if not kwargs.get("raw"):
        services.taxonomy_changed()
