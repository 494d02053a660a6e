"""The skill list from Lightcast's API, at one exact version."""

from __future__ import annotations

from django.utils.translation import gettext as _

from skills.lightcast.client import LightcastClient
from skills.lightcast.errors import LightcastError
from skills.lightcast.types import Category, Skill
from skills.taxonomy.base import ListedSkill, SkillList, TaxonomyError
from skills.taxonomy.types import infer_type

TYPES = {"ST1": "specialized", "ST2": "common", "ST3": "certification"}
FIELDS = ("id", "name", "type", "category", "subcategory", "description")


def fetch_list(client: LightcastClient, version: str | None = None, *, loaded: str = "") -> SkillList:
    """Read the whole list at `version`, or at the version that the settings pin.

    Args:
        client: the client.
        version: the version wanted.
        loaded: the version that is in the database; successors are read for every version after it.

    Raises:
        TaxonomyError: Lightcast did not give it.
    """
    try:
        exact = client.resolve_version(version)
        rows = client.list_skills(exact, fields=FIELDS)
        successors = _successors(client, loaded, exact)
    except LightcastError as error:
        raise TaxonomyError(error.user_message) from error
    categories: dict[str, tuple[str, str]] = {}
    skills = tuple(_listed(row, categories) for row in rows if not row.removed)
    if not skills:
        raise TaxonomyError(_("Lightcast answered with an empty skill list; nothing was changed."))
    return SkillList(source="lightcast", version=exact, categories=categories, skills=skills, successors=successors)


def _successors(client: LightcastClient, loaded: str, wanted: str) -> dict[str, str]:
    """Return which skill stands for which retired one, from the changes of each version between the two."""
    between = [wanted]
    if loaded:
        between = [one for one in client.versions() if _order(loaded) < _order(one) <= _order(wanted)]
    return {
        one.id_from: one.id_to
        for version in sorted(between, key=_order)
        for one in client.version_changes(version).consolidations
    }


def _order(version: str) -> tuple[int, ...]:
    """Return the parts of a version as numbers: "9.30" comes after "9.4"."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())


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
