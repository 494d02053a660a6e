"""Bringing the database in line with a skill list, and saying beforehand what that would change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from skills.models import Skill, SkillCategory, Taxonomy
from skills.services.merging import merge_skills
from skills.services.tags import survivor
from skills.taxonomy.base import ListedSkill, SkillList

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Difference:
    """What loading a list changes; each tuple holds Lightcast ids.

    Attributes:
        added: in the list and not in the database.
        renamed: another name there.
        retyped: another type there.
        moved: another category there.
        retired: active in the database, and not in the list.
        returned: retired in the database, and in the list again.
    """

    added: tuple[str, ...]
    renamed: tuple[str, ...]
    retyped: tuple[str, ...]
    moved: tuple[str, ...]
    retired: tuple[str, ...]
    returned: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the database holds the list already."""
        return not (self.added or self.renamed or self.retyped or self.moved or self.retired or self.returned)


def difference(listed: SkillList) -> Difference:
    """Return what `apply` would change."""
    rows = {
        lightcast_id: (list_name or name, "" if type_decided else skill_type, code or "", "" if decided else status)
        for lightcast_id, name, list_name, skill_type, type_decided, code, status, decided in Skill.objects.filter(
            merged_into__isnull=True
        ).values_list(
            *("lightcast_id", "name", "list_name", "type", "type_decided", "category__code"),
            *("status", "status_decided"),
        )
    }
    merged = set(Skill.objects.filter(merged_into__isnull=False).values_list("lightcast_id", flat=True))
    wanted = {skill.lightcast_id: skill for skill in listed.skills if skill.lightcast_id not in merged}

    def where(test: Callable[[ListedSkill, tuple[str, str, str, str]], bool]) -> tuple[str, ...]:
        return tuple(key for key, skill in wanted.items() if key in rows and test(skill, rows[key]))

    return Difference(
        added=tuple(key for key in wanted if key not in rows),
        renamed=where(lambda skill, row: skill.name != row[0]),
        retyped=where(lambda skill, row: row[1] not in ("", skill.type)),
        moved=where(lambda skill, row: skill.category_code != row[2]),
        retired=tuple(
            key
            for key, row in rows.items()
            if key not in wanted and row[3] == "active" and not key.startswith(Skill.OWN_PREFIX)
        ),
        returned=where(lambda skill, row: row[3] == "retired"),
    )


def apply(listed: SkillList, progress: Callable[[int, int], None] = lambda done, total: None) -> Difference:
    """Bring the database in line with `listed` in one transaction; may be repeated.

    Skills that the list no longer holds are retired and keep their jobs; where the source names a successor, that one
    stands for them. Curators' blocks, retirements, merges, types and preferred names stay.

    Args:
        listed: the list.
        progress: called with the number of skills written so far and the number to write.

    Returns:
        What was changed.
    """
    with transaction.atomic():
        # What curators decide meanwhile waits, and is then decided about the list as it is.
        len(Skill.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        changes = difference(listed)
        categories = _apply_categories(listed)
        _apply_skills(listed, changes, categories, progress)
        Skill.objects.filter(lightcast_id__in=changes.retired).update(status=Skill.Status.RETIRED)
        Skill.objects.filter(lightcast_id__in=changes.returned).update(status=Skill.Status.ACTIVE)
        _apply_successors(listed, changes)
        taxonomy, created = Taxonomy.objects.get_or_create(
            pk=1, defaults={"source": listed.source, "version": listed.version}
        )
        if not created and (
            not changes.is_empty or (taxonomy.source, taxonomy.version) != (listed.source, listed.version)
        ):
            taxonomy.source, taxonomy.version = listed.source, listed.version
            taxonomy.generation = F("generation") + 1
            taxonomy.save()
    return changes


def _apply_categories(listed: SkillList) -> dict[str, SkillCategory]:
    for code, (name, parent) in sorted(listed.categories.items(), key=lambda item: item[1][1]):
        holder = SkillCategory.objects.get(code=parent) if parent else None
        SkillCategory.objects.update_or_create(code=code, defaults={"name": name, "parent": holder})
    return SkillCategory.objects.in_bulk(field_name="code")


def _apply_skills(
    listed: SkillList,
    changes: Difference,
    categories: dict[str, SkillCategory],
    progress: Callable[[int, int], None],
) -> None:
    by_id = {skill.lightcast_id: skill for skill in listed.skills}
    added = [_row(by_id[key], Skill(lightcast_id=key), categories) for key in changes.added]
    touched = {*changes.renamed, *changes.retyped, *changes.moved}
    changed = [
        _row(by_id[skill.lightcast_id], skill, categories)
        for skill in Skill.objects.filter(merged_into__isnull=True)
        if skill.lightcast_id in touched
    ]
    total = len(added) + len(changed)
    progress(0, total)
    for start in range(0, len(added), BATCH):
        Skill.objects.bulk_create(added[start : start + BATCH])
        progress(min(start + BATCH, len(added)), total)
    fields = ["name", "list_name", "type", "category", "description"]
    Skill.objects.bulk_update(changed, fields, batch_size=BATCH)
    progress(total, total)


def _apply_successors(listed: SkillList, changes: Difference) -> None:
    """Let the successor that the source names stand for each retired skill, so that its jobs keep it."""
    wanted = {key: listed.successors[key] for key in changes.retired if key in listed.successors}
    skills = Skill.objects.in_bulk([*wanted, *wanted.values()], field_name="lightcast_id")
    for key, successor in wanted.items():
        into = skills.get(successor)
        if into is not None and survivor(into).status == Skill.Status.ACTIVE:
            merge_skills(skill=skills[key], into=into, user=None)


def _row(listed: ListedSkill, skill: Skill, categories: dict[str, SkillCategory]) -> Skill:
    if skill.list_name:
        skill.list_name = "" if listed.name == skill.name else listed.name
    else:
        skill.name = listed.name
    if not skill.type_decided:
        skill.type = Skill.Type(listed.type)
    skill.category = categories.get(listed.category_code)
    skill.description = listed.description or skill.description
    return skill
