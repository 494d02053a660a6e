"""The settings under which tests run, whatever the shell or a file .env says.

pytest loads this (`-p tests.environment` in pyproject.toml) before Django reads its settings. Every setting that
.env.example names is given its default, but for those below; data goes to a folder of this process that is deleted at
its end. TEST_DATABASE_URL runs the tests on another database.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTING = re.compile(r"^(?:# )?([A-Z][A-Z0-9_]*)=(.*)$", re.MULTILINE)


def described_settings() -> dict[str, str]:
    """Return the name and default of every setting that .env.example describes."""
    return dict(SETTING.findall((ROOT / ".env.example").read_text(encoding="utf-8")))


def _make_data_folder() -> Path:
    """Make an empty data folder, in which the downloaded skill list is the one that bin/run and bin/test keep."""
    folder = Path(_temporary.name)
    (folder / "static").mkdir()  # WhiteNoise warns when there is none, and a warning fails a test
    with contextlib.suppress(OSError):
        packages = ROOT / "var" / "packages"
        packages.mkdir(parents=True, exist_ok=True)
        (folder / "packages").symlink_to(packages)
    return folder


_temporary = tempfile.TemporaryDirectory(prefix="jd-platform-tests-")
_chosen = {
    "SECRET_KEY": "a key that is used in tests and nowhere else",
    "DATA_DIR": str(_make_data_folder()),
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", ""),
    "QUEUE_BACKEND": "dummy",
    "LOG_LEVEL": "WARNING",
    # The counters outlive a test, and the next one's tokens have the same ids.
    "API_REQUESTS_PER_MINUTE": "1000000",
    "API_COSTLY_REQUESTS_PER_MINUTE": "1000000",
}
for _name in described_settings():
    os.environ[_name] = _chosen.get(_name, "")  # an empty value stands for the default, and wins over .env
