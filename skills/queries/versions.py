"""Whether a job's skills were found by the engine and skill list of today."""

from __future__ import annotations

from dataclasses import dataclass

from skills.engines.embedded.extractor import ENGINE_VERSION
from skills.engines.select import engine_name
from skills.models import Extraction, Taxonomy

Engine = Extraction.Engine


@dataclass(frozen=True, slots=True)
class NewerEngine:
    """With what a job's skills were found, and what would find them today.

    Attributes:
        found_with: engine and skill list of the extraction.
        present: engine and skill list of today.
    """

    found_with: str
    present: str


def newer_engine(extraction: Extraction | None) -> NewerEngine | None:
    """Return what has changed since the finished `extraction`; None when nothing has.

    Lightcast is not asked: its present version is the one of the newest extraction. What curators change in the list
    from day to day makes no newer engine.
    """
    if extraction is None or extraction.state != Extraction.State.DONE:
        return None
    found_with = _described(extraction.engine, extraction.engine_version, extraction.taxonomy_version)
    name = engine_name()
    if name == Engine.EMBEDDED:
        present = _described(name, ENGINE_VERSION, str(Taxonomy.objects.first() or ""))
    else:
        newest = Extraction.objects.filter(engine=name, state=Extraction.State.DONE).order_by("-id")
        version = newest.values_list("engine_version", flat=True).first() or ""
        present = _described(name, version, version)
    return NewerEngine(found_with, present) if found_with != present else None


def _described(engine: str, engine_version: str, taxonomy_version: str) -> str:
    """Return engine and versions as people read them, without the generation of the list."""
    facts = [str(Engine(engine).label) if engine else "", engine_version.partition("+")[0]]
    if taxonomy_version != engine_version:
        facts.append(taxonomy_version)
    return " · ".join(fact for fact in facts if fact)
