"""The jobs application."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """Job descriptions: upload, reading files, list, page, editing."""

    name = "jobs"
    verbose_name = _("Job descriptions")

    def ready(self) -> None:
        """Have the search index and the log of changes made, or mended, after every migration."""
        post_migrate.connect(_install_search, sender=self)
        post_migrate.connect(_install_log, sender=self)


def _install_search(using: str, **_: Any) -> None:
    from jobs import search  # once the models are there

    search.install(connections[using])


def _install_log(using: str, plan: Any = (), **_: Any) -> None:
    from jobs.columns import triggers  # once the models are there

    triggers.install_after_migrate(connections[using], migrated=bool(plan))
