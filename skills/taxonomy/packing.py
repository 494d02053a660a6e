"""A skill list as bytes, as it waits to be applied."""

from __future__ import annotations

import gzip
import json
from dataclasses import astuple

from skills.taxonomy.base import ListedSkill, SkillList


def packed(listed: SkillList) -> bytes:
    """Return the list as bytes that `unpacked` reads."""
    values = {
        "source": listed.source,
        "version": listed.version,
        "categories": {code: list(pair) for code, pair in listed.categories.items()},
        "skills": [astuple(skill) for skill in listed.skills],
        "successors": dict(listed.successors),
    }
    return gzip.compress(json.dumps(values, ensure_ascii=False).encode(), mtime=0)


def unpacked(data: bytes) -> SkillList:
    """Return the list that `packed` wrote."""
    values = json.loads(gzip.decompress(data))
    return SkillList(
        source=values["source"],
        version=values["version"],
        categories={code: (name, parent) for code, (name, parent) in values["categories"].items()},
        skills=tuple(ListedSkill(*skill) for skill in values["skills"]),
        successors=values["successors"],
    )
