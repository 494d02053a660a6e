"""Reading the log of changes: what happened since a mark, and where the next mark lies."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from jobs.column_models import ColumnChange, ColumnCheckpoint

_LOG = ColumnChange._meta.db_table
_CHECKPOINT = ColumnCheckpoint._meta.db_table
# One statement, so that the mark and the rows are of one moment. On PostgreSQL the mark is the oldest transaction that
# is still open: all older ones are either seen or undone, and later ones are asked for again until they are closed.
_SINCE = {
    "sqlite": (
        "SELECT (SELECT pruned_to FROM {checkpoint}), "
        "(SELECT seq FROM sqlite_sequence WHERE name = '{log}'), log.id, log.id, log.job_id "
        "FROM (SELECT 1) AS one LEFT JOIN {log} AS log ON log.id > %s"
    ),
    "postgresql": (
        "SELECT (SELECT pruned_to FROM {checkpoint}), "
        "pg_snapshot_xmin(pg_current_snapshot())::text::bigint, log.id, log.version, log.job_id "
        "FROM (SELECT 1) AS one LEFT JOIN {log} AS log ON log.version >= %s"
    ),
}
# On PostgreSQL, transactions become visible in another order than that of their ids: the number of all changes ever
# seen tells two states apart that have the same last one.
_GENERATION = (
    "SELECT GREATEST(MAX(log.id), (SELECT last_change FROM {checkpoint})), "
    "COUNT(log.id) + COALESCE((SELECT pruned FROM {checkpoint}), 0) FROM {log} AS log"
)


@dataclass(frozen=True)
class Position:
    """How much of the log is in a state.

    Attributes:
        mark: everything before is; an id on SQLite, a transaction on PostgreSQL.
        seen: ids of changes from the mark on that are in it as well.
    """

    mark: int = 0
    seen: frozenset[int] = frozenset()


@dataclass(frozen=True)
class News:
    """What happened since a position.

    Attributes:
        jobs: primary keys of the jobs that changed.
        skills: whether the skill list changed.
        everything: whether all must be read anew.
        position: where to look from next.
    """

    jobs: tuple[int, ...]
    skills: bool
    everything: bool
    position: Position

    def __bool__(self) -> bool:
        return bool(self.jobs) or self.skills or self.everything


def news_since(position: Position) -> News:
    """Return what was committed since `position`."""
    statement = _SINCE[connection.vendor].format(log=_LOG, checkpoint=_CHECKPOINT)
    with connection.cursor() as cursor:
        cursor.execute(statement, [position.mark])
        rows = cursor.fetchall()
    pruned_to, mark = rows[0][0] or 0, rows[0][1] or 0
    found = {row_id: (version, job_id) for _pruned, _mark, row_id, version, job_id in rows if row_id is not None}
    fresh = {job_id for row_id, (_version, job_id) in found.items() if row_id not in position.seen}
    seen = frozenset(row_id for row_id, (version, _job) in found.items() if version >= mark)
    return News(
        jobs=tuple(sorted(job_id for job_id in fresh if job_id > 0)),
        skills=ColumnChange.SKILL_LIST in fresh,
        everything=ColumnChange.EVERYTHING in fresh or position.mark < pruned_to or position.mark > max(mark, 0),
        position=Position(mark, seen if connection.vendor == "postgresql" else frozenset()),
    )


def generation(position: Position) -> str:
    """Return a word that stands for what the log held at `position`."""
    if connection.vendor != "postgresql":
        return str(position.mark)
    with connection.cursor() as cursor:
        cursor.execute(_GENERATION.format(log=_LOG, checkpoint=_CHECKPOINT))
        last, count = cursor.fetchone()
    return f"{last or 0}-{count}"
