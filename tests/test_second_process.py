"""What a curator decides in one process holds in another's next extraction, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_several_processes import ROOT, database  # noqa: F401  a fixture

pytestmark = pytest.mark.contract

FINDS = """
import django, json, sys
django.setup()
from skills.engines.select import embedded_engine
for line in sys.stdin:
    found = embedded_engine().find(json.loads(line), threshold=0.0)
    print(json.dumps(sorted(skill.lightcast_id for skill in found)), flush=True)
"""
CURATES = """
import django
django.setup()
from skills import services
from skills.models import Skill, Taxonomy
def skill(key):
    return Skill.objects.get(lightcast_id=key)
"""
LISTS = """
Taxonomy.objects.create(source="own", version="1")
for key, name in (("KS1", "Python"), ("KS2", "Structured Query Language"), ("KS3", "Relational Databases")):
    Skill.objects.create(lightcast_id=key, name=name, type="specialized")
services.taxonomy_changed()
"""
TEXT = "Requirements\n- Experience with Python, quarlang and relational databases\n- Structured query language\n"


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request, tmp_path):
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'db.sqlite3'}"
    else:
        address = request.getfixturevalue("database")
    more = {"DATABASE_URL": address, "DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}
    (tmp_path / "data").mkdir()
    return {**os.environ, **more, "DJANGO_SETTINGS_MODULE": "jd_platform.settings"}


def run(environment: dict[str, str], *command: str) -> None:
    subprocess.run([sys.executable, *command], cwd=Path(ROOT), env=environment, check=True)


def test_alias_merge_and_block_hold_in_a_process_that_runs_already(environment):
    run(environment, "manage.py", "migrate", "-v0")
    run(environment, "-c", CURATES + LISTS)
    with subprocess.Popen(
        [sys.executable, "-c", FINDS],
        cwd=Path(ROOT),
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:

        def found() -> list[str]:
            assert other.stdin is not None
            assert other.stdout is not None
            other.stdin.write(json.dumps(TEXT) + "\n")
            other.stdin.flush()
            answer: list[str] = json.loads(other.stdout.readline())
            return answer

        try:
            assert found() == ["KS1", "KS2", "KS3"]
            run(environment, "-c", CURATES + "services.create_skill(name='Quarks', lightcast_id='OWN-4')")
            assert found() == ["KS1", "KS2", "KS3"]
            run(environment, "-c", CURATES + "services.add_alias(skill=skill('OWN-4'), form='quarlang')")
            assert found() == ["KS1", "KS2", "KS3", "OWN-4"]
            run(environment, "-c", CURATES + "services.merge_skills(skill=skill('KS2'), into=skill('KS3'), user=None)")
            assert found() == ["KS1", "KS3", "OWN-4"]
            run(environment, "-c", CURATES + "services.set_skill_status(skills=[skill('KS1')], status='blocked')")
            assert found() == ["KS3", "OWN-4"]
            run(environment, "-c", CURATES + "services.block_form(skill=skill('OWN-4'), form='quarlang')")
            assert found() == ["KS3"]
        finally:
            other.kill()
