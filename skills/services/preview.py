"""What finding a job's skills once more would change, without changing it."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.models import JobDescription
from skills.engines.base import FoundSkill
from skills.engines.embedded.extractor import FLOOR
from skills.engines.select import current_engine, embedded_engine
from skills.models import Extraction, JobSkill, Skill
from skills.services.answers import paid_answer
from skills.services.tags import found_skills


@dataclass(frozen=True, slots=True)
class ExtractionPreview:
    """What an extraction would do.

    Attributes:
        engine_version: of the engine that was asked.
        added: skills that would become suggestions.
        dropped: suggestions that would go.
        decided: tags that stay as people decided, whatever is found.
    """

    engine_version: str
    added: tuple[Skill, ...]
    dropped: tuple[Skill, ...]
    decided: int


def preview_extraction(job: JobDescription) -> ExtractionPreview | None:
    """Say what finding the skills of `job` once more would change.

    Returns:
        The changes; None where only a paid call would tell.

    Raises:
        EngineError: the engine cannot answer.
    """
    engine = current_engine()
    if engine.name == Extraction.Engine.LIGHTCAST:
        extracted = paid_answer(job.text_hash, engine)
        if extracted is None:
            return None
    else:
        extracted = engine.extract(job.text)
    found = found_skills(extracted.skills, job.text)
    tags = list(job.job_skills.select_related("skill"))
    tagged = {tag.skill_id for tag in tags}
    dropped = [tag.skill for tag in tags if tag.skill_id not in found and not tag.is_decided]
    return ExtractionPreview(
        engine_version=extracted.engine_version,
        added=_in_order(found, leaving_out=tagged),
        dropped=tuple(skill for skill in dropped if skill.status == Skill.Status.ACTIVE),
        decided=sum(tag.is_decided for tag in tags),
    )


def weaker_matches(job: JobDescription, limit: int = 20) -> tuple[Skill, ...]:
    """Return the skills of which the embedded engine is too little sure to suggest them, the surest first.

    Those that the job has, or that a person rejected for it, are left out.
    """
    found = found_skills(embedded_engine().find(job.text, threshold=FLOOR), job.text)
    tagged = set(JobSkill.objects.filter(job=job).values_list("skill_id", flat=True))
    return _in_order(found, leaving_out=tagged)[:limit]


def _in_order(found: dict[int, FoundSkill], *, leaving_out: set[int]) -> tuple[Skill, ...]:
    wanted = [key for key in found if key not in leaving_out]
    skills = Skill.objects.select_related("category").in_bulk(wanted)
    return tuple(skills[key] for key in sorted(wanted, key=lambda key: -found[key].confidence))
