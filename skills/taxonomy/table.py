"""A skill list from a CSV table, as an organisation keeps it or has it from elsewhere."""

from __future__ import annotations

import csv
import hashlib
import io

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skills.models import Skill, SkillCategory
from skills.taxonomy.base import ListedSkill, SkillList, TaxonomyError
from skills.taxonomy.types import infer_type

NEEDED = ("id", "name")
COLUMNS = (*NEEDED, "type", "category", "subcategory", "description")
FAULTS_TOLD = 20


def read_table(text: str, version: str) -> SkillList:
    """Read a list from CSV with the columns of COLUMNS; what it has no column for stays as it is in the database.

    Args:
        text: the table, separated by commas, semicolons or tabs, with a first line that names the columns.
        version: the list's version.

    Raises:
        TaxonomyError: it is no such table; the faults are named with their lines.
    """
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=separator, strict=True)
    try:
        columns = [(name or "").strip().casefold() for name in reader.fieldnames or []]
        reader.fieldnames = columns
        missing = [name for name in NEEDED if name not in columns]
        if missing or set(columns) - set(COLUMNS) or len(set(columns)) < len(columns):
            raise TaxonomyError(
                _("The first line has to name the columns: %(columns)s; id and name are needed.")
                % {"columns": ", ".join(COLUMNS)}
            )
        rows = [(reader.line_num, {name: (cell or "").strip() for name, cell in row.items() if name}) for row in reader]
    except csv.Error as error:
        raise TaxonomyError(
            _("After line %(line)d the quotation marks do not match.") % {"line": reader.line_num}
        ) from error
    return _Reader(set(columns)).read(rows, version)


class _Reader:
    """Reads rows into a list, with the database's word on what the table does not say."""

    def __init__(self, columns: set[str]) -> None:
        self._columns = columns
        self._known = {
            row[0]: row[1:]
            for row in Skill.objects.values_list("lightcast_id", "type", "category__code", "description")
        }
        categories = SkillCategory.objects.select_related("parent")
        self._categories = {one.code: (one.name, one.parent.code if one.parent else "") for one in categories}
        self._codes = {pair: code for code, pair in self._categories.items()}

    def read(self, rows: list[tuple[int, dict[str, str]]], version: str) -> SkillList:
        """Return the list, or raise TaxonomyError naming the first faults."""
        faults: list[str] = []
        skills: dict[str, ListedSkill] = {}
        for line, row in rows:
            if not any(row.values()):
                continue
            fault = self._fault(row, skills)
            if fault:
                faults.append(_("Line %(line)d: %(fault)s") % {"line": line, "fault": fault})
            else:
                skills[row["id"]] = self._skill(row)
        if faults or not skills:
            told = faults[:FAULTS_TOLD] or [_("The table holds no skill.")]
            if len(faults) > FAULTS_TOLD:
                more = len(faults) - FAULTS_TOLD
                told.append(ngettext("And %(count)d more.", "And %(count)d more.", more) % {"count": more})
            raise TaxonomyError(" ".join(told))
        return SkillList("file", version, self._categories, tuple(skills.values()))

    @staticmethod
    def _fault(row: dict[str, str], before: dict[str, ListedSkill]) -> str:
        if not row["id"] or len(row["id"]) > 32 or not row["id"].replace("-", "").replace("_", "").isalnum():
            return _("“%(id)s” is no id.") % {"id": row["id"]}
        if row["id"].startswith(Skill.OWN_PREFIX):
            return _("ids that begin with %(prefix)s are of skills of one's own, which no list holds.") % {
                "prefix": Skill.OWN_PREFIX
            }
        if row["id"] in before:
            return _("“%(id)s” stands there twice.") % {"id": row["id"]}
        if not row["name"] or len(row["name"]) > 255:
            return _("a name has 1 to 255 characters.")
        if row.get("type") and row["type"].casefold() not in Skill.Type.values:
            types = {"type": row["type"], "types": ", ".join(Skill.Type.values)}
            return _("“%(type)s” is no type; these are: %(types)s.") % types
        if row.get("subcategory") and not row.get("category"):
            return _("a subcategory needs its category.")
        return ""

    def _skill(self, row: dict[str, str]) -> ListedSkill:
        skill_type, code, description = self._known.get(row["id"], ("", "", ""))
        if "category" in self._columns:
            code = self._code(row["category"], row.get("subcategory", ""))
        wanted = row.get("type", "").casefold() or skill_type or infer_type(row["name"], code or "")
        return ListedSkill(row["id"], row["name"], wanted, code or "", row.get("description", "") or description)

    def _code(self, category: str, subcategory: str) -> str:
        """Return the code of a category, made from its name where the database has none."""
        if not category:
            return ""
        code = self._known_code(category, "")
        return self._known_code(subcategory, code) if subcategory else code

    def _known_code(self, name: str, parent: str) -> str:
        pair = (name[:128], parent)
        if pair not in self._codes:
            code = f"file.{hashlib.sha256('/'.join(pair).encode()).hexdigest()[:16]}"
            self._codes[pair], self._categories[code] = code, pair
        return self._codes[pair]
