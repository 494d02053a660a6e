"""The skill list from Lightcast's API, at one exact version."""

from __future__ import annotations

from skills.lightcast.client import LightcastClient
from skills.lightcast.errors import LightcastError
from skills.lightcast.types import Category, Skill
from skills.taxonomy.base import ListedSkill, SkillList, TaxonomyError
from skills.taxonomy.types import infer_type

TYPES = {"ST1": "specialized", "ST2": "common", "ST3": "certification"}
FIELDS = ("id", "name", "type", "category", "subcategory", "description")


def fetch_list(client: LightcastClient, version: str | None = None) -> SkillList:
    """Read the whole list at `version`, or at the version that the settings pin.

    Raises:
        TaxonomyError: Lightcast did not give it.
    """
    try:
        exact = client.resolve_version(version)
        rows = client.list_skills(exact, fields=FIELDS)
    except LightcastError as error:
        raise TaxonomyError(error.user_message) from error
    categories: dict[str, tuple[str, str]] = {}
    skills = tuple(_listed(row, categories) for row in rows if not row.removed)
    if not skills:
        raise TaxonomyError("Lightcast answered with an empty skill list; nothing was changed.")
    return SkillList(source="lightcast", version=exact, categories=categories, skills=skills)


def _listed(row: Skill, categories: dict[str, tuple[str, str]]) -> ListedSkill:
    """Return one row of the list, noting its categories in `categories`."""
    code = ""
    for category, parent in ((row.category, None), (row.subcategory, row.category)):
        if category is not None:
            code = _code(category, parent)
            categories.setdefault(code, (category.name, _code(parent, None) if parent else ""))
    known = TYPES.get(row.type.id) if row.type else None
    return ListedSkill(row.id, row.name, known or infer_type(row.name, code), code, row.description)


def _code(category: Category, parent: Category | None) -> str:
    """Return a category's code: that of the data package's scheme, where a subcategory's begins with its parent's."""
    return f"{parent.id}.0.{category.id}.0" if parent else f"{category.id}.0"
