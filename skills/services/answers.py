"""What Lightcast answered to extractions, kept with them so that no text is paid for twice."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from skills.engines.base import Extracted, FoundSkill, Importance, SkillEngine, Span
from skills.models import Extraction


def paid_answer(text_hash: str, engine: SkillEngine) -> Extracted | None:
    """Return what Lightcast answered before for the same text and version, so that no call is paid for twice.

    Args:
        text_hash: hash of the text.
        engine: the engine that would be asked; only Lightcast's answers are kept.

    Raises:
        EngineError: the engine's version is not known.
    """
    if engine.name != Extraction.Engine.LIGHTCAST:
        return None
    before = (
        Extraction.objects.filter(
            engine=engine.name,
            engine_version=engine.version(),
            text_hash=text_hash,
            answer__isnull=False,
        )
        .order_by("-id")
        .first()
    )
    return None if before is None else kept_answer(before)


def answer_to_json(extracted: Extracted) -> list[dict[str, Any]] | None:
    """Return what is kept of an answer: the skills of one that was paid for, None of any other."""
    if extracted.engine != Extraction.Engine.LIGHTCAST:
        return None
    return [asdict(skill) for skill in extracted.skills]


def kept_answer(extraction: Extraction) -> Extracted:
    """Return what Lightcast answered to an extraction that keeps its answer."""
    skills = tuple(
        FoundSkill(
            **{
                **skill,
                "spans": tuple(Span(**span) for span in skill["spans"]),
                "importance": Importance(skill["importance"]),
                "reasons": tuple(skill["reasons"]),
            }
        )
        for skill in extraction.answer or []
    )
    return Extracted(skills, extraction.engine, extraction.engine_version, extraction.taxonomy_version)
