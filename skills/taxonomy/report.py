"""What a skill list changes, told for people: counts, jobs touched, and the changes themselves."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count

from skills.models import JobSkill, Skill
from skills.taxonomy.base import ListedSkill, SkillList
from skills.taxonomy.loading import difference

KINDS = ("added", "renamed", "retyped", "moved", "retired", "returned")
LINES_KEPT = 200


@dataclass(frozen=True, slots=True)
class Change:
    """One change to one skill.

    Attributes:
        lightcast_id: the skill's id.
        before: how it is (name, type or category); empty for one that is added.
        after: how it becomes; for one that is retired the skill that stands for it, if any.
        jobs: how many jobs carry it.
    """

    lightcast_id: str
    before: str
    after: str
    jobs: int


@dataclass(frozen=True, slots=True)
class Kind:
    """The changes of one kind.

    Attributes:
        name: one of KINDS.
        count: how many skills.
        jobs: how many jobs carry any of them.
        changes: at most LINES_KEPT of them, those that most jobs carry first.
    """

    name: str
    count: int
    jobs: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a list changes.

    Attributes:
        skills: how many skills the list holds.
        kinds: the kinds of change that there are, in the order of KINDS.
    """

    skills: int
    kinds: tuple[Kind, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Report:
        """Return the report that `to_json` gave."""
        kinds = tuple(
            Kind(kind["name"], kind["count"], kind["jobs"], tuple(Change(**change) for change in kind["changes"]))
            for kind in values.get("kinds", ())
        )
        return cls(values.get("skills", 0), kinds)


def report_on(listed: SkillList) -> Report:
    """Return what loading the list would change now."""
    changes = difference(listed)
    names = {skill.lightcast_id: skill for skill in listed.skills}
    return Report(
        len(listed.skills),
        tuple(_kind(name, ids, listed, names) for name in KINDS if (ids := getattr(changes, name))),
    )


def _kind(name: str, ids: tuple[str, ...], listed: SkillList, names: dict[str, ListedSkill]) -> Kind:
    tags = JobSkill.objects.order_by().filter(skill__lightcast_id__in=ids)
    jobs = {} if name == "added" else dict(tags.values_list("skill__lightcast_id").annotate(jobs=Count("pk")))
    first = sorted(ids, key=lambda key: (-jobs.get(key, 0), key))[:LINES_KEPT]
    rows = Skill.objects.select_related("category").in_bulk(first, field_name="lightcast_id")
    described = tuple(
        Change(key, *_sides(name, rows.get(key), names.get(key), listed), jobs.get(key, 0)) for key in first
    )
    return Kind(name, len(ids), tags.values("job").distinct().count() if jobs else 0, described)


def _sides(name: str, row: Skill | None, new: ListedSkill | None, listed: SkillList) -> tuple[str, str]:
    """Return how the skill is and how it becomes, as far as this kind of change goes."""
    if row is None:
        return "", new.name if new else ""
    if name == "retyped" and new:
        return str(row.get_type_display()), str(Skill.Type(new.type).label)
    if name == "moved" and new:
        return str(row.category or ""), _category(listed, new.category_code)
    if name == "retired":
        successor = listed.successors.get(row.lightcast_id, "")
        return row.name, _names(listed, successor)
    return row.list_name or row.name, new.name if new else ""


def _category(listed: SkillList, code: str) -> str:
    return listed.categories[code][0] if code in listed.categories else ""


def _names(listed: SkillList, lightcast_id: str) -> str:
    return next((skill.name for skill in listed.skills if skill.lightcast_id == lightcast_id), lightcast_id)
