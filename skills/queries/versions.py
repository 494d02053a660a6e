"""Whether a job's skills were found by the engine and skill list of today."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from skills.engines.embedded.extractor import ENGINE_VERSION
from skills.engines.select import engine_name
from skills.models import Extraction, Taxonomy

Engine = Extraction.Engine


@dataclass(frozen=True, slots=True)
class NewerEngine:
    """With what a job's skills were found, and what would find them today.

    Attributes:
        sentence: what has changed, without versions.
        found_with: engine and skill list of the extraction.
        present: engine and skill list of today.
    """

    sentence: str
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
    return NewerEngine(_sentence(extraction, name), found_with, present) if found_with != present else None


def _sentence(extraction: Extraction, name: str) -> str:
    """Return what has changed since `extraction`, now that the engine `name` is in use."""
    if extraction.engine != name:
        if name == Engine.LIGHTCAST:
            return gettext("These skills were found by the built-in engine. Lightcast is in use now.")
        return gettext("These skills were found by Lightcast. The built-in engine is in use now.")
    if name == Engine.EMBEDDED and extraction.engine_version.partition("+")[0] == ENGINE_VERSION.partition("+")[0]:
        return gettext("These skills were found with an earlier skill list.")
    if name == Engine.EMBEDDED:
        return gettext("These skills were found by an earlier version of the built-in engine.")
    return gettext("These skills were found with an earlier skill list of Lightcast.")


def _described(engine: str, engine_version: str, taxonomy_version: str) -> str:
    """Return engine and versions as people read them, without the generation of the list."""
    facts = [str(Engine(engine).label) if engine else "", engine_version.partition("+")[0]]
    if taxonomy_version != engine_version:
        facts.append(taxonomy_version)
    return " · ".join(fact for fact in facts if fact)
