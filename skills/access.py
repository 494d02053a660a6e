"""Who may reach which row: each function returns it or raises 404."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

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


def get_current_tag(user: Visitor, job: JobDescription, lightcast_id: str) -> JobSkill:
    """Return the job's tag for a skill that the person saw there.

    Raises:
        ValidationError: the job has it no more.
    """
    lightcast_id = lightcast_id.replace("\x00", "")  # PostgreSQL takes no NUL
    tag = job.job_skills.filter(skill__lightcast_id=lightcast_id).first()
    if tag is None:
        raise ValidationError(_("This skill is not among the job's skills any more."))
    return tag


def deleted_job(job_id: int) -> Any:
    """Return the last state of a deleted job description, with who deleted it and when; None when there is none."""
    history = JobDescription.history.select_related("history_user")
    return history.filter(id=job_id, history_type="-").order_by("-history_date").first()
