"""What the Skills API answers, as frozen data. Each `from_wire` reads one JSON shape of the contract."""

from __future__ import annotations

from dataclasses import dataclass, field

from skills.lightcast.wire import (
    Wire,
    as_object,
    as_rows,
    malformed,
    number,
    objects,
    optional_text,
    probability,
    text,
    texts,
    truth,
    whole,
)

REMOVED = "ST0"
# Lightcast writes "no category" as these ids with the name "NULL".
_NO_CATEGORY_NAME = "NULL"


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """Whether a service is well; judged by `healthy`, never by the HTTP status."""

    healthy: bool
    message: str = ""

    @classmethod
    def from_wire(cls, wire: Wire) -> ServiceStatus:
        """Read the `data` of a status answer."""
        healthy = truth(wire, "healthy")
        if healthy is None:
            raise malformed("healthy")
        return cls(healthy, optional_text(wire, "message"))


@dataclass(frozen=True, slots=True)
class ServiceMeta:
    """What a service says about itself: its newest taxonomy version and the attribution to show."""

    latest_version: str
    attribution_title: str = ""
    attribution_body: str = ""

    @classmethod
    def from_wire(cls, wire: Wire) -> ServiceMeta:
        """Read the `data` of a meta answer."""
        attribution = as_object(wire.get("attribution") or {}, "attribution")
        return cls(text(wire, "latestVersion"), optional_text(attribution, "title"), optional_text(attribution, "body"))


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whom to name where Wikipedia's words are shown."""

    name: str
    text: str

    @classmethod
    def from_wire(cls, wire: Wire) -> Attribution:
        """Read one row of `attributions`."""
        return cls(optional_text(wire, "name"), optional_text(wire, "text"))


@dataclass(frozen=True, slots=True)
class SkillType:
    """The kind of a skill; compare by `id` (ST1 specialized, ST2 common, ST3 certification, ST0 removed)."""

    id: str
    name: str = ""
    description: str = ""

    @classmethod
    def from_wire(cls, wire: Wire) -> SkillType:
        """Read a `type`."""
        return cls(text(wire, "id"), optional_text(wire, "name"), optional_text(wire, "description"))


@dataclass(frozen=True, slots=True)
class Category:
    """A category or subcategory; ids are kept as text because the services differ in their type."""

    id: str
    name: str

    @classmethod
    def from_wire(cls, value: object) -> Category | None:
        """Read a `category` or `subcategory`; None for Lightcast's placeholder of "no category"."""
        if not isinstance(value, dict) or value.get("name") in {None, _NO_CATEGORY_NAME}:
            return None
        return cls(str(value.get("id", "")), text(value, "name"))


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill of the taxonomy; everything but `id` and `name` may be missing.

    Attributes:
        type: None when the answer leaves it out.
        tags: deprecated key-value pairs (`wikipediaUrl`, `wikipediaExtract`).
        removed_description: when and why it was removed; only the single-skill call says so.
    """

    id: str
    name: str
    type: SkillType | None = None
    info_url: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    is_software: bool | None = None
    is_language: bool | None = None
    description: str = ""
    description_source: str = ""
    category: Category | None = None
    subcategory: Category | None = None
    removed_description: str = ""

    @property
    def removed(self) -> bool:
        """Tell whether it has left the taxonomy."""
        return bool(self.removed_description) or (self.type is not None and self.type.id == REMOVED)

    @classmethod
    def from_wire(cls, wire: Wire) -> Skill:
        """Read a skill object."""
        kind = wire.get("type")
        return cls(
            id=text(wire, "id"),
            name=text(wire, "name"),
            type=None if kind is None else SkillType.from_wire(as_object(kind, "type")),
            info_url=optional_text(wire, "infoUrl"),
            tags=tuple((optional_text(tag, "key"), optional_text(tag, "value")) for tag in objects(wire, "tags")),
            is_software=truth(wire, "isSoftware"),
            is_language=truth(wire, "isLanguage"),
            description=optional_text(wire, "description"),
            description_source=optional_text(wire, "descriptionSource"),
            category=Category.from_wire(wire.get("category")),
            subcategory=Category.from_wire(wire.get("subcategory")),
            removed_description=optional_text(wire, "removedDescription"),
        )


@dataclass(frozen=True, slots=True)
class ScoredSkill:
    """A skill that was found, with its confidence between 0 and 1."""

    skill: Skill
    confidence: float

    @classmethod
    def from_wire(cls, wire: Wire) -> ScoredSkill:
        """Read a `{confidence, skill}` row."""
        return cls(Skill.from_wire(as_object(wire.get("skill"), "skill")), probability(wire, "confidence"))


@dataclass(frozen=True, slots=True)
class SurfaceForm:
    """Words in the normalised text.

    Attributes:
        value: the words.
        start: offset of the first byte in the UTF-8 normalised text.
        end: offset after the last byte.
    """

    value: str
    start: int
    end: int

    @classmethod
    def from_wire(cls, wire: Wire) -> SurfaceForm:
        """Read a `{value, sourceStart, sourceEnd}` object."""
        return cls(text(wire, "value"), int(number(wire, "sourceStart")), int(number(wire, "sourceEnd")))


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place in the text that stands for skills.

    Attributes:
        surface: the words themselves.
        context: nearby words that helped to decide; empty for unambiguous terms.
        skills: what they stand for.
    """

    surface: SurfaceForm
    context: tuple[SurfaceForm, ...]
    skills: tuple[ScoredSkill, ...]

    @classmethod
    def from_wire(cls, wire: Wire) -> Occurrence:
        """Read a row of `trace`."""
        data = as_object(wire.get("classificationData") or {}, "classificationData")
        return cls(
            SurfaceForm.from_wire(as_object(wire.get("surfaceForm"), "surfaceForm")),
            tuple(SurfaceForm.from_wire(one) for one in objects(data, "contextForms")),
            tuple(ScoredSkill.from_wire(one) for one in objects(data, "skills")),
        )


@dataclass(frozen=True, slots=True)
class SkillsFound:
    """The answer of an extraction.

    Attributes:
        skills: each skill once, best confidence first.
        attributions: whom to name.
        trace: the places, in text order; empty for an extraction without trace.
        normalized_text: the text that the trace's offsets belong to; empty when it was not asked for.
        calls: attempts that this answer took.
    """

    skills: tuple[ScoredSkill, ...]
    attributions: tuple[Attribution, ...] = ()
    trace: tuple[Occurrence, ...] = ()
    normalized_text: str = field(default="", repr=False)
    calls: int = 0

    @classmethod
    def from_wire(cls, payload: Wire, *, calls: int = 0) -> SkillsFound:
        """Read the whole answer of `extract`."""
        rows = as_rows(payload.get("data"), "data")
        return cls(_best_first(rows), _attributions(payload), calls=calls)

    @classmethod
    def from_trace_wire(cls, payload: Wire, *, calls: int = 0) -> SkillsFound:
        """Read the whole answer of `extract/trace`."""
        data = as_object(payload.get("data"), "data")
        return cls(
            _best_first(as_rows(data.get("skills"), "skills")),
            _attributions(payload),
            tuple(Occurrence.from_wire(one) for one in objects(data, "trace")),
            optional_text(data, "normalizedText"),
            calls,
        )


def _best_first(rows: list[Wire]) -> tuple[ScoredSkill, ...]:
    return tuple(sorted((ScoredSkill.from_wire(one) for one in rows), key=lambda one: -one.confidence))


def _attributions(payload: Wire) -> tuple[Attribution, ...]:
    return tuple(Attribution.from_wire(one) for one in objects(payload, "attributions"))


@dataclass(frozen=True, slots=True)
class RelatedSkills:
    """Skills related to given ones, without score; `calls` as in `SkillsFound`."""

    skills: tuple[Skill, ...]
    calls: int = 0


@dataclass(frozen=True, slots=True)
class VersionMeta:
    """What one taxonomy version holds.

    Attributes:
        skill_count: all skills, removed ones included.
        removed_skill_count: those that the list leaves out.
        languages: codes of the languages that extraction understands; empty when not said.
    """

    version: str
    fields: tuple[str, ...] = ()
    skill_count: int = 0
    removed_skill_count: int = 0
    languages: tuple[str, ...] = ()
    types: tuple[SkillType, ...] = ()

    @classmethod
    def from_wire(cls, wire: Wire) -> VersionMeta:
        """Read the `data` of a version's metadata."""
        return cls(
            version=text(wire, "version"),
            fields=texts(wire, "fields"),
            skill_count=whole(wire, "skillCount"),
            removed_skill_count=whole(wire, "removedSkillCount"),
            languages=texts(wire, "languageSupport"),
            types=tuple(SkillType.from_wire(one) for one in objects(wire, "types")),
        )


@dataclass(frozen=True, slots=True)
class Named:
    """An id with its name, and with the name of its type where the list gives one."""

    id: str
    name: str
    type_name: str = ""


@dataclass(frozen=True, slots=True)
class Consolidation:
    """A skill that was merged into another."""

    id_from: str
    id_to: str
    name_from: str = ""
    name_to: str = ""


@dataclass(frozen=True, slots=True)
class Alteration:
    """A skill whose name or type is another than before; types are given by name."""

    id: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """What one version changed against the one before it; every list may be empty."""

    additions: tuple[Named, ...] = ()
    consolidations: tuple[Consolidation, ...] = ()
    tagging_improvements: tuple[Named, ...] = ()
    removals: tuple[Named, ...] = ()
    renames: tuple[Alteration, ...] = ()
    type_changes: tuple[Alteration, ...] = ()

    @classmethod
    def from_wire(cls, wire: Wire) -> VersionChanges:
        """Read the `data` of a version's changes."""
        return cls(
            additions=_named(wire, "additions"),
            consolidations=tuple(
                Consolidation(
                    text(one, "idFrom"),
                    text(one, "idTo"),
                    optional_text(one, "nameFrom"),
                    optional_text(one, "nameTo"),
                )
                for one in objects(wire, "consolidations")
            ),
            tagging_improvements=_named(wire, "taggingImprovements"),
            removals=_named(wire, "removals"),
            renames=_altered(wire, "renames", "oldName", "newName"),
            type_changes=_altered(wire, "typeChanges", "oldType", "newType"),
        )


def _named(wire: Wire, member: str) -> tuple[Named, ...]:
    return tuple(
        Named(text(one, "id"), optional_text(one, "name"), optional_text(one, "type")) for one in objects(wire, member)
    )


def _altered(wire: Wire, member: str, old: str, new: str) -> tuple[Alteration, ...]:
    return tuple(
        Alteration(text(one, "id"), optional_text(one, old), optional_text(one, new)) for one in objects(wire, member)
    )
