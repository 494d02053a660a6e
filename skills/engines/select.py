"""Which engine finds the skills, and the embedded one built from the rows as they stand."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from django.conf import settings

from skills.engines.base import SkillEngine
from skills.engines.embedded.engine import EmbeddedEngine
from skills.models import Taxonomy

if TYPE_CHECKING:
    from skills.engines.lightcast import LightcastEngine

_lock = threading.Lock()
_embedded: EmbeddedEngine | None = None


def embedded_engine() -> EmbeddedEngine:
    """Return the embedded engine, built anew when the skill list has changed since, in whatever process."""
    global _embedded  # one matcher for each process
    taxonomy = Taxonomy.objects.first()
    key = (taxonomy.source, taxonomy.version, taxonomy.generation) if taxonomy else None
    with _lock:
        if _embedded is None or _embedded.key != key:
            _embedded = EmbeddedEngine.from_database(key)
        return _embedded


def current_engine() -> SkillEngine:
    """Return the engine that the settings name; "auto" means Lightcast where credentials are set."""
    return lightcast_engine() if engine_name() == "lightcast" else embedded_engine()


def lightcast_engine() -> LightcastEngine:
    """Return the engine that asks Lightcast.

    Raises:
        ConfigurationError: when the settings cannot work.
    """
    from skills.engines.lightcast import LightcastEngine  # a site without credentials never loads the client

    return LightcastEngine.from_settings()


def engine_name() -> str:
    """Return "lightcast" or "embedded", as the settings decide."""
    if settings.SKILLS_ENGINE != "auto":
        return str(settings.SKILLS_ENGINE)
    return "lightcast" if settings.LIGHTCAST["client_id"] and settings.LIGHTCAST["client_secret"] else "embedded"
