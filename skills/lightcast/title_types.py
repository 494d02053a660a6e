"""What the Titles API answers, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass

from skills.lightcast.types import Named
from skills.lightcast.wire import (
    Wire,
    as_object,
    objects,
    optional_text,
    probability,
    text,
    texts,
    truth,
    whole,
)

UNCLASSIFIED = "ET0000000000000000"


@dataclass(frozen=True, slots=True)
class TitleMapping:
    """What a title stands for in other lists; only accounts with mapping rights get it."""

    names: tuple[str, ...] = ()
    occupations: tuple[Named, ...] = ()
    skills: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    """A standard title; everything but `id` and `name` may be missing."""

    id: str
    name: str
    plural_name: str = ""
    is_supervisor: bool | None = None
    level_band: str = ""
    info_url: str = ""
    mapping: TitleMapping | None = None
    added_version: str = ""
    removed_version: str = ""

    @classmethod
    def from_wire(cls, wire: Wire) -> Title:
        """Read a title object."""
        mapping = wire.get("mapping")
        return cls(
            id=text(wire, "id"),
            name=text(wire, "name"),
            plural_name=optional_text(wire, "pluralName"),
            is_supervisor=truth(wire, "isSupervisor"),
            level_band=optional_text(wire, "levelBand"),
            info_url=optional_text(wire, "infoUrl"),
            mapping=None if mapping is None else _mapping(as_object(mapping, "mapping")),
            added_version=optional_text(wire, "addedVersion"),
            removed_version=optional_text(wire, "removedVersion"),
        )


def _mapping(wire: Wire) -> TitleMapping:
    return TitleMapping(
        texts(wire, "names"),
        tuple(Named(text(one, "id"), optional_text(one, "name")) for one in objects(wire, "socs")),
        tuple(Named(text(one, "id"), optional_text(one, "name")) for one in objects(wire, "skills")),
    )


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """A standard title for a written one.

    Attributes:
        title: the standard title.
        confidence: 0 to 1.
        job_levels: Lightcast's words for the level; their vocabulary is not documented.
        term: the written title, where the answer repeats it.
    """

    title: Title
    confidence: float
    job_levels: tuple[str, ...] = ()
    term: str = ""

    @classmethod
    def from_wire(cls, wire: Wire) -> TitleMatch | None:
        """Read a `{title, confidence, jobLevels}` row; None when it says, in whatever way, that nothing fits."""
        title = wire.get("title")
        if title is None:
            return None
        match = cls(
            Title.from_wire(as_object(title, "title")),
            probability(wire, "confidence"),
            texts(wire, "jobLevels"),
            optional_text(wire, "term"),
        )
        return None if match.title.id == UNCLASSIFIED or match.confidence == 0 else match


@dataclass(frozen=True, slots=True)
class TitleMatches:
    """Standard titles for one written title, best first; empty when nothing fits. `calls`: attempts it took."""

    matches: tuple[TitleMatch, ...]
    calls: int = 0


@dataclass(frozen=True, slots=True)
class BulkTitleMatches:
    """One match for each written title, in their order; None where nothing fits. `calls`: attempts it took."""

    matches: tuple[TitleMatch | None, ...]
    calls: int = 0


@dataclass(frozen=True, slots=True)
class TitleVersionMeta:
    """What one version of the titles holds; `title_count` counts removed ones too."""

    version: str
    fields: tuple[str, ...] = ()
    title_count: int = 0
    removed_title_count: int = 0
    occupation_mappings: tuple[str, ...] = ()
    skill_mappings: tuple[str, ...] = ()

    @classmethod
    def from_wire(cls, wire: Wire) -> TitleVersionMeta:
        """Read the `data` of a version's metadata."""
        mappings = as_object(wire.get("mappingVersions") or {}, "mappingVersions")
        return cls(
            version=text(wire, "version"),
            fields=texts(wire, "fields"),
            title_count=whole(wire, "titleCount"),
            removed_title_count=whole(wire, "removedTitleCount"),
            occupation_mappings=texts(mappings, "soc"),
            skill_mappings=texts(mappings, "skill"),
        )


@dataclass(frozen=True, slots=True)
class TitleChanges:
    """What one version of the titles changed."""

    additions: tuple[Named, ...] = ()
    removals: tuple[Named, ...] = ()
    alterations: tuple[Named, ...] = ()

    @classmethod
    def from_wire(cls, wire: Wire) -> TitleChanges:
        """Read the `data` of a version's changes."""
        return cls(*(_titles(wire, member) for member in ("additions", "removals", "alterations")))


def _titles(wire: Wire, member: str) -> tuple[Named, ...]:
    return tuple(Named(text(one, "id"), optional_text(one, "title")) for one in objects(wire, member))
