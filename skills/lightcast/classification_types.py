"""What the Classification API answers, as frozen data. Its ids of categories are text, not numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from skills.lightcast.wire import Wire, as_object, as_rows, objects, optional_text, probability, text, whole


@dataclass(frozen=True, slots=True)
class Concept:
    """An entry of a taxonomy: a skill, a category, a title, an occupation."""

    id: str
    name: str = ""
    level: int | None = None
    level_name: str = ""
    parent_id: str = ""

    @classmethod
    def from_wire(cls, wire: Wire) -> Concept:
        """Read a concept object."""
        return cls(
            text(wire, "id"),
            optional_text(wire, "name"),
            whole(wire, "level") if "level" in wire else None,
            optional_text(wire, "levelName"),
            optional_text(wire, "parentId"),
        )


@dataclass(frozen=True, slots=True)
class ScoredConcept:
    """A concept that was found, with its confidence between 0 and 1."""

    concept: Concept
    confidence: float

    @classmethod
    def from_wire(cls, wire: Wire) -> ScoredConcept:
        """Read a `{confidence, concept}` row."""
        return cls(Concept.from_wire(as_object(wire.get("concept"), "concept")), probability(wire, "confidence"))


@dataclass(frozen=True, slots=True)
class ConceptsFound:
    """The answer of an extraction; the members of its trace are not documented, so it is kept as it came."""

    concepts: tuple[ScoredConcept, ...]
    trace: tuple[Mapping[str, Any], ...] = ()
    calls: int = 0

    @classmethod
    def from_wire(cls, payload: Wire, *, calls: int = 0) -> ConceptsFound:
        """Read the whole answer."""
        data = as_object(payload.get("data"), "data")
        rows = as_rows(data.get("concepts"), "concepts")
        return cls(tuple(ScoredConcept.from_wire(one) for one in rows), tuple(objects(data, "trace")), calls)


@dataclass(frozen=True, slots=True)
class TermConcepts:
    """The concepts that one given term may mean, best first."""

    term: str
    results: tuple[ScoredConcept, ...]

    @classmethod
    def from_wire(cls, wire: Wire) -> TermConcepts:
        """Read a `{term, count, results}` row."""
        return cls(text(wire, "term"), tuple(ScoredConcept.from_wire(one) for one in objects(wire, "results")))


@dataclass(frozen=True, slots=True)
class TaxonomyMapping:
    """A mapping between two taxonomies that the service offers."""

    name: str
    description: str = ""
    version: str = ""
    source: str = ""
    source_version: str = ""
    destination: str = ""
    destination_version: str = ""

    @classmethod
    def from_wire(cls, wire: Wire) -> TaxonomyMapping:
        """Read a row of the mappings."""
        return cls(
            text(wire, "name"),
            optional_text(wire, "description"),
            optional_text(wire, "version"),
            optional_text(wire, "sourceName"),
            optional_text(wire, "sourceVersion"),
            optional_text(wire, "destinationName"),
            optional_text(wire, "destinationVersion"),
        )


@dataclass(frozen=True, slots=True)
class PostingClasses:
    """What a posting was classified as: one member for each output that was asked for, as it came."""

    outputs: Mapping[str, Any] = field(default_factory=dict)
