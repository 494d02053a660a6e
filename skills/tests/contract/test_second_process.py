"""What a curator decides in one process counts in another one's next extraction, without a restart."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection

from tests.factories import EXCEL, PYTHON, SQL, load_skills

pytestmark = [
    pytest.mark.contract,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="copies the database into a file"),
]

START = "import sys, django; django.setup()\n"
EXTRACTS = """
from skills.engines.select import current_engine
for text in sys.stdin:
    print(*sorted(skill.lightcast_id for skill in current_engine().extract(text.strip()).skills), flush=True)
"""
CURATES = """
from skills import services
from skills.models import Skill
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


@contextmanager
def process(code, database):
    """Run Python code in a process of its own, and yield what sends it a line and returns the line it answers."""
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "jd_platform.settings",
    }
    with subprocess.Popen(
        [sys.executable, "-c", START + code],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:

        def ask(line):
            child.stdin.write(f"{line}\n")
            child.stdin.flush()
            return child.stdout.readline().split()

        try:
            yield ask
        finally:
            child.stdin.close()
            child.wait(timeout=30)


def test_alias_block_and_merge_count_in_another_process(tmp_path):
    load_skills()
    database = tmp_path / "shared.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(database)])
    with process(EXTRACTS, database) as extract, process(CURATES, database) as curate:
        assert extract("Experience with snakecode and SQL.") == [SQL]
        assert curate(f"alias {PYTHON} snakecode") == ["done"]
        assert extract("Experience with snakecode and SQL.") == sorted([PYTHON, SQL])
        assert curate(f"status {SQL} blocked") == ["done"]
        assert extract("Experience with snakecode and SQL.") == [PYTHON]
        assert curate(f"block {PYTHON} Python") == ["done"]
        assert extract("Experience with Python.") == []
        assert curate(f"merge {PYTHON} {EXCEL}") == ["done"]
        assert extract("Experience with snakecode.") == [EXCEL]
