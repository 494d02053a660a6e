"""The skills and titles that the emulator knows, in the shapes in which Lightcast serves them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from skills.engines.base import TaxonomySkill

SKILL_TYPES = {
    "specialized": {"id": "ST1", "name": "Specialized Skill"},
    "common": {"id": "ST2", "name": "Common Skill"},
    "certification": {"id": "ST3", "name": "Certification"},
}
REMOVED_TYPE = {"id": "ST0", "name": "Removed"}
SKILL_FIELDS = (
    "id",
    "name",
    "type",
    "infoUrl",
    "tags",
    "isSoftware",
    "isLanguage",
    "description",
    "descriptionSource",
    "category",
    "subcategory",
)
SKILL_DEFAULT = ("id", "name", "type", "infoUrl")
SKILL_EXTRACTED = (*SKILL_DEFAULT, "tags")
TITLE_FIELDS = ("id", "name", "pluralName", "isSupervisor", "levelBand", "infoUrl")
UNCLASSIFIED = {"id": "ET0000000000000000", "name": "Unclassified"}

_NO_CATEGORY = {"id": 0, "name": "NULL"}
_NO_SUBCATEGORY = {"id": 100, "name": "NULL"}
_WORDS = re.compile(r"\w+")

Normalize = Callable[[str, int], Sequence[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class EmulatedTitle:
    """A standard title.

    Attributes:
        id: "ET" and 16 characters.
        name: in the singular.
        plural_name: in the plural; made by adding an s when empty.
    """

    id: str
    name: str
    plural_name: str = ""

    def wire(self) -> dict[str, Any]:
        """Return the title with every field."""
        return {
            "id": self.id,
            "name": self.name,
            "pluralName": self.plural_name or f"{self.name}s",
            "isSupervisor": False,
            "levelBand": None,
            "infoUrl": f"https://lightcast.io/open-titles/titles/{self.id}",
        }


class Catalogue:
    """Skills and titles by id, by name and by words.

    Args:
        skills: live skills.
        removed: skills that have left the taxonomy; served singly, counted, never listed.
        titles: standard titles.
        normalize: ranks title ids for a written title with a confidence each; by common words when not given.
    """

    def __init__(
        self,
        skills: Sequence[TaxonomySkill],
        removed: Sequence[TaxonomySkill],
        titles: Sequence[EmulatedTitle],
        normalize: Normalize | None,
    ) -> None:
        self.skills = {one.lightcast_id: one for one in sorted(skills, key=lambda one: (one.name, one.lightcast_id))}
        self.removed = {one.lightcast_id: one for one in removed}
        self.titles = {one.id: one for one in sorted(titles, key=lambda one: (one.name, one.id))}
        everything = [*skills, *removed]
        self.categories = _numbered((one.category for one in everything), first=1)
        self.subcategories = _numbered((one.subcategory for one in everything), first=101)
        self._normalize = normalize or self._by_words

    def skill(self, skill_id: str) -> dict[str, Any] | None:
        """Return the skill with every field; None when there is none."""
        one = self.skills.get(skill_id) or self.removed.get(skill_id)
        if one is None:
            return None
        gone = skill_id not in self.skills
        return {
            "id": one.lightcast_id,
            "name": one.name,
            "type": REMOVED_TYPE if gone else SKILL_TYPES.get(one.type, SKILL_TYPES["specialized"]),
            "infoUrl": f"https://lightcast.io/open-skills/skills/{one.lightcast_id}",
            "tags": [],
            "isSoftware": "(Software)" in one.name,
            "isLanguage": one.subcategory == "Languages" or one.category == "Languages",
            "description": None,
            "descriptionSource": None,
            "category": _place(self.categories, one.category, _NO_CATEGORY),
            "subcategory": _place(self.subcategories, one.subcategory, _NO_SUBCATEGORY),
        }

    def search_skills(self, words: str) -> list[str]:
        """Return the ids of live skills whose name holds `words`, most fitting first; all by name without words."""
        return _search(words, ((one.lightcast_id, one.name) for one in self.skills.values()))

    def related(self, ids: Sequence[str]) -> list[str]:
        """Return the ids of live skills of the same subcategory, then of the same category."""
        given = [self.skills[one] for one in ids if one in self.skills]
        near = {one.subcategory for one in given if one.subcategory}
        wide = {one.category for one in given if one.category}
        others = [one for one in self.skills.values() if one.lightcast_id not in ids]
        ranked = [one.lightcast_id for one in others if one.subcategory in near]
        return ranked + [one.lightcast_id for one in others if one.subcategory not in near and one.category in wide]

    def search_titles(self, words: str) -> list[str]:
        """Return the ids of titles whose name holds `words`, most fitting first; all by name without words."""
        return _search(words, ((one.id, one.name) for one in self.titles.values()))

    def normalize(self, term: str, limit: int) -> list[tuple[EmulatedTitle, float]]:
        """Rank at most `limit` titles for a written title."""
        ranked = self._normalize(term, limit)
        return [(self.titles[one], min(max(score, 0.0), 1.0)) for one, score in ranked if one in self.titles][:limit]

    def _by_words(self, term: str, limit: int) -> list[tuple[str, float]]:
        wanted = _words(term)
        scored = []
        for one in self.titles.values():
            has = _words(one.name)
            shared = len(wanted & has)
            if shared:
                scored.append((one.id, 2 * shared / (len(wanted) + len(has))))
        return sorted(scored, key=lambda pair: (-pair[1], self.titles[pair[0]].name))[:limit]


def confidence(value: float) -> float | int:
    """Return a confidence as the samples write it: the integer 1, or four decimals."""
    return min(1, round(value, 4))


def _numbered(names: Iterable[str], *, first: int) -> dict[str, int]:
    return {name: first + index for index, name in enumerate(sorted({name for name in names if name}))}


def _place(numbers: Mapping[str, int], name: str, none: dict[str, Any]) -> dict[str, Any]:
    return {"id": numbers[name], "name": name} if name else none


def _words(text: str) -> set[str]:
    return set(_WORDS.findall(text.casefold()))


def _search(words: str, rows: Iterable[tuple[str, str]]) -> list[str]:
    wanted = words.casefold().strip()
    if not wanted:
        return [one for one, _ in rows]
    scored = []
    for one, name in rows:
        folded = name.casefold()
        if wanted not in folded:
            continue
        plain = folded.partition(" (")[0]
        begins_word = re.search(rf"\b{re.escape(wanted)}", folded) is not None
        rank = 0 if wanted in {folded, plain} else 1 if folded.startswith(wanted) else 2 if begins_word else 3
        scored.append((rank, len(name), name, one))
    return [one for *_, one in sorted(scored)]
