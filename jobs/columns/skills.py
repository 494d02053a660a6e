"""The skill list as columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.apps import apps
from django.db.models.functions import Coalesce

from jobs.columns.types import Booleans, Integers

TYPES = ("specialized", "common", "certification")
ACTIVE = "active"


@dataclass(frozen=True)
class Category:
    """A category, or a subcategory with the place of the one it is in."""

    code: str
    name: str
    parent: int


@dataclass(frozen=True)
class Skills:
    """All skills; the others of this package speak of a skill by its place in these columns.

    Attributes:
        keys: primary keys, rising.
        lightcast_ids: their Lightcast ids.
        names: their names.
        types: places in TYPES.
        active: whether each may be counted.
        category: place of each one's category in `categories`, -1 for none.
        categories: categories and subcategories by name.
    """

    keys: Integers
    lightcast_ids: tuple[str, ...]
    names: tuple[str, ...]
    types: Integers
    active: Booleans
    category: Integers
    categories: tuple[Category, ...]

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def alphabetical(self) -> Integers:
        """Return the place of each skill in the order of names."""
        order = sorted(range(len(self)), key=lambda place: (self.names[place], self.lightcast_ids[place]))
        ranks = np.empty(len(self), np.int64)
        ranks[order] = np.arange(len(self))
        return ranks

    @cached_property
    def field(self) -> Integers:
        """Return the place of each skill's uppermost category, -1 for none."""
        upper = np.array(
            [one.parent if one.parent >= 0 else place for place, one in enumerate(self.categories)] + [-1], np.int64
        )
        return upper[self.category]

    @cached_property
    def _place_by_id(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self.lightcast_ids)}

    def place(self, lightcast_id: str) -> int | None:
        """Return the place of the skill with this Lightcast id, or None when there is none."""
        return self._place_by_id.get(lightcast_id)

    def places(self, lightcast_ids: tuple[str, ...] | list[str]) -> Integers:
        """Return the places of the skills with these Lightcast ids; unknown ids are left out."""
        found = (self._place_by_id.get(key) for key in lightcast_ids)
        return np.array([place for place in found if place is not None], np.int64)

    def places_of_keys(self, keys: Integers) -> Integers:
        """Return the places of the skills with these primary keys, -1 where there is none."""
        if not len(self):
            return np.full(len(keys), -1, np.int64)
        places = np.minimum(np.searchsorted(self.keys, keys), len(self) - 1)
        return np.where(self.keys[places] == keys, places, -1)


def load_skills() -> Skills:
    """Return the skill list as it stands in the database."""
    rows = list(
        apps.get_model("skills", "SkillCategory")
        .objects.order_by(Coalesce("parent__name", "name"), "parent_id", "name")
        .values_list("pk", "code", "name", "parent_id")
    )
    places = {pk: place for place, (pk, _code, _name, _parent) in enumerate(rows)}
    categories = tuple(Category(code, name, places.get(parent, -1)) for _pk, code, name, parent in rows)
    skills = list(
        apps.get_model("skills", "Skill")
        .objects.order_by("pk")
        .values_list("pk", "lightcast_id", "name", "type", "status", "category_id")
    )
    keys, lightcast_ids, names, types, statuses, category = zip(*skills, strict=True) if skills else ((),) * 6
    return Skills(
        keys=np.array(keys, np.int64),
        lightcast_ids=tuple(lightcast_ids),
        names=tuple(names),
        types=np.array([TYPES.index(kind) for kind in types], np.int64),
        active=np.array([status == ACTIVE for status in statuses], bool),
        category=np.array([places.get(key, -1) for key in category], np.int64),
        categories=categories,
    )
