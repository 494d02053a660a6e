"""What a curator decides in one process counts in another one's next extraction, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.test_several_processes import ROOT, database  # noqa: F401  a fixture

pytestmark = pytest.mark.contract

START = "import sys, django; django.setup()\n"
EXTRACTS = """
from skills.engines.select import current_engine
for text in sys.stdin:
    print(*sorted(skill.lightcast_id for skill in current_engine().extract(text.strip()).skills), flush=True)
"""
CURATES = """
from skills import services
from skills.models import Skill, Taxonomy
Taxonomy.objects.create(source="own", version="1")
for key, name in (("KS1", "Python"), ("KS2", "SQL"), ("KS3", "Relational Databases")):
    Skill.objects.create(lightcast_id=key, name=name, type="specialized")
services.taxonomy_changed()
print("ready", flush=True)
for line in sys.stdin:
    act, lightcast_id, value = line.split()
    skill = Skill.objects.get(lightcast_id=lightcast_id)
    if act == "alias":
        services.add_alias(skill=skill, form=value)
    elif act == "block":
        services.block_form(skill=skill, form=value)
    elif act == "status":
        services.set_skill_status(skills=[skill], status=value)
    elif act == "merge":
        services.merge_skills(skill=skill, into=Skill.objects.get(lightcast_id=value), user=None)
    print("done", flush=True)
"""

Ask = Callable[[str], list[str]]


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request, tmp_path):
    """The environment of processes that share a database whose tables are made."""
    (tmp_path / "data").mkdir()
    more = {"DATA_DIR": str(tmp_path / "data"), "SKILLS_ENGINE": "embedded"}
    environment = {**os.environ, **more, "DJANGO_SETTINGS_MODULE": "jd_platform.settings"}
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("migrated_file"), tmp_path)
        return {**environment, "DATABASE_URL": f"sqlite:///{file}"}
    environment["DATABASE_URL"] = request.getfixturevalue("database")
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    return environment


@contextmanager
def process(code: str, environment: dict[str, str]) -> Iterator[Ask]:
    """Run Python code in a process of its own, and yield what sends it a line, if any, and returns what it answers."""
    with subprocess.Popen(
        [sys.executable, "-c", START + code],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:

        def ask(line: str = "") -> list[str]:
            if line:
                child.stdin.write(f"{line}\n")
                child.stdin.flush()
            return child.stdout.readline().split()

        try:
            yield ask
        finally:
            child.stdin.close()
            child.wait(timeout=30)


def test_alias_block_and_merge_count_in_another_process(environment):
    with process(CURATES, environment) as curate, process(EXTRACTS, environment) as extract:
        assert curate() == ["ready"]
        assert extract("Experience with snakecode and SQL.") == ["KS2"]
        assert curate("alias KS1 snakecode") == ["done"]
        assert extract("Experience with snakecode and SQL.") == ["KS1", "KS2"]
        assert curate("status KS2 blocked") == ["done"]
        assert extract("Experience with snakecode and SQL.") == ["KS1"]
        assert curate("block KS1 Python") == ["done"]
        assert extract("Experience with Python.") == []
        assert curate("merge KS1 KS3") == ["done"]
        assert extract("Experience with snakecode.") == ["KS3"]
