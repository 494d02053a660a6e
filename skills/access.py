"""Who may reach which row: each function returns it or raises 404."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from jobs.access import Visitor
from jobs.models import JobDescription
from skills.models import JobSkill, Skill


def get_skill(user: Visitor, lightcast_id: str) -> Skill:
    """Return the skill, or raise Http404."""
    lightcast_id = lightcast_id.replace("\x00", "")  # PostgreSQL takes no NUL
    return get_object_or_404(Skill.objects.select_related("category__parent", "merged_into"), lightcast_id=lightcast_id)


def get_tag(user: Visitor, job: JobDescription, lightcast_id: str) -> JobSkill:
    """Return the job's tag for the skill, or raise Http404."""
    return get_object_or_404(job.job_skills.select_related("skill"), skill__lightcast_id=lightcast_id)
