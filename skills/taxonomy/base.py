"""What a source of the skill list gives, whichever it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class TaxonomyError(Exception):
    """A skill list could not be read; the message says why and what to do, in one sentence."""


@dataclass(frozen=True, slots=True)
class ListedSkill:
    """One skill of a list.

    Attributes:
        lightcast_id: the id.
        name: the name.
        type: "specialized", "common" or "certification".
        category_code: code of its subcategory (or category), empty when it has none.
        description: what it is, empty when the list does not say.
    """

    lightcast_id: str
    name: str
    type: str
    category_code: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class SkillList:
    """A whole list of skills.

    Attributes:
        source: "package" or "lightcast".
        version: the list's version.
        categories: name and code of the parent (empty for a category) by the code of each category.
        skills: the skills.
        successors: id of the skill that stands for one that the list no longer holds, where the source says so.
    """

    source: str
    version: str
    categories: Mapping[str, tuple[str, str]]
    skills: tuple[ListedSkill, ...]
    successors: Mapping[str, str] = field(default_factory=dict)
