"""The settings as the checker of types reads them, which needs no secret for that."""

import os

os.environ.setdefault("SECRET_KEY", "the checker of types reads the settings")

from jd_platform.settings import *  # noqa: F403
