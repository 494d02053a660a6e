"""The tags of a job: bringing them in line with what an engine found, and keeping their evidence true."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import structlog

from jobs.models import JobDescription
from skills.curation.forms import form_key
from skills.engines.base import Extracted, FoundSkill
from skills.models import JobSkill, Skill, SkillAlias
from skills.services.holding import hold_tags_of_one_job

log = structlog.get_logger(__name__)

Decision = JobSkill.Decision


def apply_extracted(job: JobDescription, extracted: Extracted) -> int:
    """Bring the job's tags in line with what an engine found in its text; people's decisions stay.

    It belongs into a transaction, in which the job's tags are then held against others.

    A tag that a person confirmed, rejected or added keeps its decision; its evidence is brought up to date. A
    suggestion that was not found again goes. A skill that was merged counts as the one it was merged into; blocked
    and retired ones are left out, and so are mentions by a surface form that curators keep from meaning the skill.

    Returns:
        How many skills were found that may be tagged.
    """
    hold_tags_of_one_job()
    found = found_skills(extracted.skills, job.text)
    tags = {tag.skill_id: tag for tag in job.job_skills.select_for_update().order_by("pk")}
    changed: list[JobSkill] = []
    added: list[JobSkill] = []
    for skill_id, skill in found.items():
        tag = tags.get(skill_id)
        if tag is None:
            tag = JobSkill(job=job, skill_id=skill_id)
            added.append(tag)
        else:
            changed.append(tag)
        _describe(tag, skill, extracted, job.text)
    gone = [tag for skill_id, tag in tags.items() if skill_id not in found]
    JobSkill.objects.filter(pk__in=[tag.pk for tag in gone if not tag.is_decided]).delete()
    JobSkill.objects.bulk_create(added)
    JobSkill.objects.bulk_update(
        changed,
        ["confidence", "origin", "importance", "evidence", "reasons", "engine_version", "taxonomy_version"],
    )
    return len(found)


def _describe(tag: JobSkill, skill: FoundSkill, extracted: Extracted, text: str) -> None:
    """Write an engine's facts into `tag`, leaving what a person set."""
    tag.confidence = skill.confidence
    if tag.origin != JobSkill.Origin.PERSON:
        tag.origin = JobSkill.Origin(extracted.engine)
    if not tag.importance_decided:
        tag.importance = JobSkill.Importance(skill.importance)
    tag.evidence = [
        {"start": span.start, "end": span.end, "phrase": text[span.start : span.end]} for span in skill.spans
    ]
    tag.reasons = list(skill.reasons)
    tag.engine_version = extracted.engine_version
    tag.taxonomy_version = extracted.taxonomy_version


def found_skills(found: Iterable[FoundSkill], text: str) -> dict[int, FoundSkill]:
    """Return what of an engine's answer for `text` may be tagged, by the primary key of the skill that is tagged."""
    return _without_blocked_forms(_resolve(found), text)


def _resolve(found: Iterable[FoundSkill]) -> dict[int, FoundSkill]:
    """Return what was found by the primary key of the skill that stands for it; the most confident of each."""
    found = list(found)
    skills = {
        skill.lightcast_id: skill
        for skill in Skill.objects.filter(lightcast_id__in=[one.lightcast_id for one in found])
    }
    resolved: dict[int, FoundSkill] = {}
    for one in found:
        skill = skills.get(one.lightcast_id)
        if skill is None:
            log.warning("unknown_skill_found", lightcast_id=one.lightcast_id)
            continue
        skill = survivor(skill)
        if skill.status != Skill.Status.ACTIVE:
            continue
        best = resolved.get(skill.pk)
        if best is None or one.confidence > best.confidence:
            resolved[skill.pk] = one
    return resolved


def _without_blocked_forms(found: dict[int, FoundSkill], text: str) -> dict[int, FoundSkill]:
    """Return `found` without mentions by forms that are blocked for the skill, and without skills that have no other.

    The embedded engine's matcher leaves blocked forms out by itself; what Lightcast finds, and what is read from
    several words together, is told only here.
    """
    blocked = {
        (skill_id, form_key(form))
        for skill_id, form in SkillAlias.objects.filter(is_blocked=True, skill__in=found).values_list(
            "skill_id", "form"
        )
    }
    if not blocked:
        return found
    kept: dict[int, FoundSkill] = {}
    for skill_id, one in found.items():
        spans = tuple(span for span in one.spans if (skill_id, form_key(text[span.start : span.end])) not in blocked)
        if spans or not one.spans:
            kept[skill_id] = replace(one, spans=spans)
    return kept


def survivor(skill: Skill) -> Skill:
    """Return the skill that stands for `skill` after all merges."""
    seen = {skill.pk}
    while skill.merged_into is not None and skill.merged_into.pk not in seen:
        skill = skill.merged_into
        seen.add(skill.pk)
    return skill


def relocate_evidence(job: JobDescription) -> None:
    """Find each tag's phrases in the job's changed text; a mention that is not there any more is dropped."""
    hold_tags_of_one_job()
    changed = []
    for tag in job.job_skills.select_for_update().order_by("pk"):
        if tag.evidence:
            tag.evidence = list(mentions(job.text, {mention["phrase"] for mention in tag.evidence}))
            changed.append(tag)
    JobSkill.objects.bulk_update(changed, ["evidence"])


def keep_true_evidence(tag: JobSkill, text: str) -> None:
    """Look the tag's phrases up anew where `text` does not bear its evidence out; the tag is not saved."""
    if any(text[one["start"] : one["end"]] != one["phrase"] for one in tag.evidence):
        tag.evidence = list(mentions(text, {one["phrase"] for one in tag.evidence}))


def mentions(text: str, phrases: Iterable[str], *, ignore_case: bool = False) -> Iterable[dict[str, Any]]:
    """Yield where any of `phrases` stands in `text` as words of their own, in reading order, as evidence is stored."""
    flags = re.IGNORECASE if ignore_case else re.NOFLAG
    spans = set()
    for phrase in phrases:
        if phrase:
            for match in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, flags):
                spans.add(match.span())
    for start, end in sorted(spans):
        yield {"start": start, "end": end, "phrase": text[start:end]}
