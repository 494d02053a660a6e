"""What tests share that start processes of the site."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database whose tables are made, to be copied: making them takes seconds."""
    folder = tmp_path_factory.mktemp("migrated")
    file = folder / "db.sqlite3"
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{file}", "DATA_DIR": str(folder)}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    return file
