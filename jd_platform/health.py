"""What has to be there for the site to work; the health address and the pages tell the same facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from jd_platform.work_queue import QueueError, work_queue
from jobs.virus_scan import answers
from skills.engines.select import engine_name
from skills.lightcast.client import LightcastClient
from skills.lightcast.errors import ConfigurationError
from skills.models import Extraction, Skill, Taxonomy
from skills.queries import lightcast_usage

QUEUE_PATIENCE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was looked at.

    Attributes:
        name: what.
        ok: whether it is as it must be.
        sentence: how it is, in plain words.
    """

    name: str
    ok: bool
    sentence: str


def check() -> tuple[Fact, ...]:
    """Return how database, migrations, skill list, engine and queue are; the rest is left out without a database."""
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return (Fact("database", False, "The database does not answer."),)
    database = Fact("database", True, "answers")
    if pending:
        return (database, Fact("migrations", False, f"{len(pending)} to apply: run manage.py migrate."))
    facts = (database, Fact("migrations", True, "all applied"), _taxonomy(), _engine(), _queue())
    return (*facts, _scanner()) if settings.CLAMD_ADDRESS else facts


def _scanner() -> Fact:
    """Say whether viruses are looked for; the site runs on without, and files wait."""
    return Fact("scanner", True, "answers" if answers() else "The virus scanner does not answer; files wait for it.")


def _taxonomy() -> Fact:
    taxonomy = Taxonomy.objects.first()
    if taxonomy is None:
        return Fact("taxonomy", False, "No skill list is loaded: run manage.py load_taxonomy.")
    return Fact("taxonomy", True, f"{taxonomy}, {Skill.objects.active().count()} skills")


def _engine() -> Fact:
    """Say which engine is in force; trouble with Lightcast is told, but the site runs on without it."""
    if engine_name() == "embedded":
        return Fact("engine", True, "embedded")
    try:
        client = LightcastClient.from_django()
    except ConfigurationError as error:
        return Fact("engine", True, f"lightcast: {error.user_message}")
    if client.is_held_back():
        return Fact("engine", True, "lightcast: it kept failing, so calls pause for a while.")
    trouble = Extraction.objects.filter(state=Extraction.State.RETRY).order_by("-started_at").first()
    usage = lightcast_usage()
    used = f", {usage.used} of {usage.quota} calls used this month" if usage else ""
    return Fact("engine", True, f"lightcast{used}{f': {trouble.error_message}' if trouble else ''}")


def _queue() -> Fact:
    try:
        oldest = work_queue().oldest()
    except QueueError as error:
        return Fact("queue", False, f"Redis does not answer ({error}); work waits, and nothing is lost.")
    if oldest is not None and timezone.now() - oldest > QUEUE_PATIENCE:
        return Fact("queue", False, "Work waits and nobody does it: is the worker (manage.py run_worker) running?")
    return Fact("queue", True, "nothing waits for long")
