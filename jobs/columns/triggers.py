"""Database triggers that write down which jobs changed, so that no write, of whatever kind, goes unnoticed.

They are put in place after every `migrate`: on SQLite, a migration that alters a table makes it anew and drops them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from jobs.column_models import ColumnChange

LOG = ColumnChange._meta.db_table
# Each table with the column that names the job, or with what stands for all jobs.
WATCHED = {
    "jobs_jobdescription": "id",
    "skills_jobskill": "job_id",
    "skills_jobtitle": "job_id",
    "skills_skill": "",
    "skills_skillcategory": "",
}
EVENTS = ("INSERT", "UPDATE", "DELETE")
_ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
_TRANSACTION = "pg_current_xact_id()::text::bigint"


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place on every watched table that exists."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if LOG not in tables:
            return
        for statement in _statements(connection, tables):
            cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the triggers that should be there and are not."""
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        present = {name for (name,) in cursor.fetchall()}
    return sorted({_name(table, event) for table in WATCHED for event in EVENTS} - present)


def install_after_migrate(connection: BaseDatabaseWrapper, *, migrated: bool) -> None:
    """Put the triggers in place; where migrations ran, which may change rows unseen, have all columns read anew."""
    install(connection)
    if migrated and LOG in connection.introspection.table_names():
        _note_everything(connection)


@contextmanager
def paused(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Leave the triggers out, inside a transaction, for a load so large that reading all anew costs less."""
    with transaction.atomic(using=connection.alias):
        with connection.cursor() as cursor:
            for table in WATCHED:
                for event in EVENTS:
                    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                    cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, event)}{on_table}")
        yield
        install(connection)
        _note_everything(connection)


def _note_everything(connection: BaseDatabaseWrapper) -> None:
    version = _TRANSACTION if connection.vendor == "postgresql" else "0"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {LOG} (job_id, version) VALUES (%s, {version})",  # noqa: S608  names of our own
            [ColumnChange.EVERYTHING],
        )


def _name(table: str, event: str) -> str:
    return f"column_change_{table}_{event.lower()}"


def _statements(connection: BaseDatabaseWrapper, tables: set[str]) -> Iterator[str]:
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    for table, key in WATCHED.items():
        if table in tables:
            for event in EVENTS:
                yield from make(table, key, event)


def _sqlite(table: str, key: str, event: str) -> Iterator[str]:
    """Move the job to the end of the log; ids rise with each commit since one transaction writes at a time."""
    jobs = [f"{row}.{key}" for row in _ROWS[event]] if key else [str(ColumnChange.SKILL_LIST)]
    changed = " UNION ".join(f"SELECT {job}" for job in dict.fromkeys(jobs))
    name = _name(table, event)
    yield f"DROP TRIGGER IF EXISTS {name}"
    yield (
        f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN "  # noqa: S608  names of our own
        f"DELETE FROM {LOG} WHERE job_id IN ({changed}); "
        f"INSERT INTO {LOG} (job_id, version) SELECT *, 0 FROM ({changed}); END"
    )


def _postgresql(table: str, key: str, event: str) -> Iterator[str]:
    """Add the jobs of one statement to the log, each once for each transaction."""
    key = key or str(ColumnChange.SKILL_LIST)
    names = {"NEW": "new_rows", "OLD": "old_rows"}
    rows = " UNION ".join(f"SELECT {key} AS job_id FROM {names[row]}" for row in _ROWS[event])  # noqa: S608
    referencing = " ".join(f"{row} TABLE AS {names[row]}" for row in _ROWS[event])
    name = _name(table, event)
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608
        f"INSERT INTO {LOG} (job_id, version) SELECT DISTINCT job_id, {_TRANSACTION} FROM ({rows}) AS changed "
        f"WHERE NOT EXISTS (SELECT 1 FROM {LOG} AS noted WHERE noted.job_id = changed.job_id "
        f"AND noted.version = {_TRANSACTION}); RETURN NULL; END $$"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {table} REFERENCING {referencing} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
