"""Backup of everything that cannot be made again, in one file, and its restoration into an empty place.

A backup is a tar archive: `manifest.json` first, then one file of JSON lines for each table, then the originals of the
uploads. It names no database, so that what was saved from SQLite can be restored into PostgreSQL and the other way
round. All tables are read in one snapshot; people may go on working meanwhile.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.encoding import is_protected_type

from jobs.models import JobDescription, UploadedDocument

FORMAT = 1
ROWS_AT_A_TIME = 500
MANIFEST = "manifest.json"
# What is made again by itself, and what must not happen once more in a restored copy: telling other systems.
LEFT_OUT = {
    "sessions.session",
    "django_tasks_database.dbtaskresult",
    "jobs.columnchange",  # written anew by the triggers as rows are restored
    "jobs.columncheckpoint",
    "webhooks.delivery",
}

Say = Callable[[str], None]


class BackupError(Exception):
    """The backup cannot be made or restored; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a backup holds.

    Attributes:
        rows: number of rows of all tables.
        files: number of originals.
        missing: names of originals that a row names and that were not there.
    """

    rows: int
    files: int
    missing: tuple[str, ...] = ()


def backed_up_models() -> list[type[models.Model]]:
    """Return the models whose rows a backup holds, those of many-to-many relations among them."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    ]


def back_up(path: Path, say: Say = lambda _: None) -> Summary:
    """Write a backup to `path`, which appears when it is complete.

    Args:
        path: the file, which must not be there yet.
        say: told in a few words how far it has come.

    Raises:
        BackupError: there is such a file already.
        OSError: it cannot be written.
    """
    if path.exists():
        raise BackupError(f"{path} is there already.")
    partial = path.with_name(f"{path.name}.partial")
    partial.touch(mode=0o600, exist_ok=False)  # it holds what people wrote and their password hashes
    try:
        with tarfile.open(partial, "w") as archive, tempfile.TemporaryDirectory(dir=path.parent) as folder:
            summary = _write(archive, Path(folder), say)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return summary


def _write(archive: tarfile.TarFile, folder: Path, say: Say) -> Summary:
    tables: dict[str, dict[str, Any]] = {}
    with _snapshot():
        for model in backed_up_models():
            label = model._meta.label_lower
            table = folder / label
            count = _write_table(model, table)
            tables[label] = {"rows": count, "sha256": _digest(table)}
            if count:
                say(f"{label}: {count} rows")
        originals = sorted(UploadedDocument.objects.exclude(content="").values_list("content", flat=True))
        migrations = _applied_migrations()
    manifest = {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "migrations": migrations,
        "tables": tables,
        "files": len(originals),
    }
    content = json.dumps(manifest, indent=1).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))
    for label in tables:
        archive.add(folder / label, f"tables/{label}.jsonl", recursive=False)
    missing = [name for name in originals if not _add_original(archive, name)]
    say(f"{len(originals) - len(missing)} files")
    rows = sum(table["rows"] for table in tables.values())
    return Summary(rows, len(originals) - len(missing), tuple(missing))


def _write_table(model: type[models.Model], path: Path) -> int:
    fields = model._meta.concrete_fields
    count = 0
    with path.open("w", encoding="utf-8") as table:
        for row in model._base_manager.order_by("pk").iterator(chunk_size=ROWS_AT_A_TIME):
            values = [_plain(field, row) for field in fields]
            table.write(json.dumps(values, default=_as_text, ensure_ascii=False) + "\n")
            count += 1
    return count


def _plain(field: models.Field[Any, Any], row: models.Model) -> Any:
    """Return the value of a field as JSON has it; what JSON has no word for becomes the field's own text."""
    value = field.value_from_object(row)
    if is_protected_type(value) or isinstance(field, models.JSONField):
        return value
    return field.value_to_string(row)


def _as_text(value: Any) -> str:
    """Return a moment to the microsecond, or another value that JSON has no word for, as text."""
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _add_original(archive: tarfile.TarFile, name: str) -> bool:
    """Add an original; one that was deleted with its job meanwhile is left out."""
    try:
        content: IO[bytes] = default_storage.open(name)
    except FileNotFoundError:
        return False
    with content:
        entry = tarfile.TarInfo(f"files/{name}")
        entry.size = default_storage.size(name)
        archive.addfile(entry, content)
    return True


def restore(path: Path, say: Say = lambda _: None) -> Summary:
    """Fill an empty installation from the backup at `path`: everything, or nothing when it fails.

    Args:
        path: a file that `back_up` wrote.
        say: told in a few words how far it has come.

    Raises:
        BackupError: it is no backup, is damaged, was made by another version, or this installation is not empty.
    """
    try:
        with tarfile.open(path) as archive, tempfile.TemporaryDirectory() as folder:
            manifest = _read_manifest(archive)
            _check_place(manifest)
            _unpack_tables(archive, manifest, Path(folder))
            say("the tables are whole")
            with transaction.atomic():
                rows = _fill_tables(manifest, Path(folder), say)
                files = _write_originals(archive)
    except (tarfile.TarError, EOFError, SuspiciousFileOperation) as error:
        raise BackupError(f"{path} is no backup, or it is damaged: {error}") from error
    say(f"{files} files")
    return Summary(rows, files)


def _read_manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    entry = archive.next()
    content = archive.extractfile(entry) if entry is not None and entry.name == MANIFEST else None
    try:
        manifest: dict[str, Any] = json.load(content) if content else {}
    except ValueError as error:
        raise BackupError(f"{MANIFEST} is damaged.") from error
    if manifest.get("format") != FORMAT:
        raise BackupError("This is no backup that this version can read.")
    return manifest


def _check_place(manifest: dict[str, Any]) -> None:
    migrations = _applied_migrations()
    if differing := {app for app, _ in manifest["migrations"]} ^ {app for app, _ in migrations}:
        raise BackupError(
            f"The backup and this installation have not the same applications: {', '.join(sorted(differing))}. Set "
            "QUEUE_BACKEND and OIDC_ISSUER as they were, run manage.py migrate, restore, then change them."
        )
    if manifest["migrations"] != migrations:
        raise BackupError(
            "The backup was made by another version. Install that one, run manage.py migrate, restore, then upgrade."
        )
    users = apps.get_model("auth", "User").objects.exists()
    if users or JobDescription.objects.exists() or UploadedDocument.objects.exists():
        raise BackupError("This installation is not empty: it has people or job descriptions. Nothing was changed.")
    unknown = manifest["tables"].keys() ^ {model._meta.label_lower for model in backed_up_models()}
    if unknown:
        raise BackupError(f"The backup and this installation have not the same tables: {', '.join(sorted(unknown))}.")


def _unpack_tables(archive: tarfile.TarFile, manifest: dict[str, Any], folder: Path) -> None:
    """Write each table into `folder` and compare it with the manifest.

    Raises:
        BackupError: one is missing or differs.
    """
    for label, facts in manifest["tables"].items():
        try:
            content = archive.extractfile(f"tables/{label}.jsonl")
        except KeyError as error:
            raise BackupError(f"The backup is damaged: table {label} is missing.") from error
        table = folder / label
        with table.open("wb") as written:
            while content and (block := content.read(1 << 20)):
                written.write(block)
        if _digest(table) != facts["sha256"]:
            raise BackupError(f"The backup is damaged: table {label} is not as it was written.")
    if sum(entry.name.startswith("files/") for entry in archive) > manifest["files"]:
        raise BackupError("The backup holds files that it does not name.")


def _fill_tables(manifest: dict[str, Any], folder: Path, say: Say) -> int:
    filled = backed_up_models()
    with connection.cursor() as cursor:
        for model in reversed(filled):  # what migrations made is in the backup as well
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608  our tables
    rows = 0
    for model in filled:
        count = _fill_table(model, folder / model._meta.label_lower)
        rows += count
        if count:
            say(f"{model._meta.label_lower}: {count} rows")
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), filled):
            cursor.execute(statement)
    return rows


def _fill_table(model: type[models.Model], table: Path) -> int:
    fields = model._meta.concrete_fields
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    values = ", ".join(["%s"] * len(fields))
    insert = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns}) VALUES ({values})"  # noqa: S608
    count = 0
    with table.open(encoding="utf-8") as lines, connection.cursor() as cursor:
        for rows in _chunks(json.loads(line) for line in lines):
            cursor.executemany(
                insert,
                [[_stored(field, value) for field, value in zip(fields, row, strict=True)] for row in rows],
            )
            count += len(rows)
    return count


def _stored(field: models.Field[Any, Any], value: Any) -> Any:
    """Return a value of the backup as the database takes it."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    python_value = value if isinstance(field, models.JSONField) else target.to_python(value)
    return field.get_db_prep_save(python_value, connection)


def _chunks(rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
    chunk: list[list[Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == ROWS_AT_A_TIME:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _write_originals(archive: tarfile.TarFile) -> int:
    """Store the originals and return how many; none is left behind when one fails."""
    known = dict(UploadedDocument.objects.exclude(content="").values_list("content", "sha256"))
    written: list[str] = []
    try:
        for entry in archive:
            name = entry.name.removeprefix("files/")
            if name == entry.name:
                continue
            content = archive.extractfile(entry)
            if name not in known or content is None:
                raise BackupError(f"The backup holds a file that no row names: {name}.")
            if default_storage.exists(name):
                raise BackupError(f"There is a file {name} already. Restore into an empty data folder.")
            if _digest_of(content) != known[name]:
                raise BackupError(f"The backup is damaged: file {name} is not as it was uploaded.")
            content.seek(0)
            written.append(default_storage.save(name, File(content)))
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise
    return len(written)


@contextmanager
def _snapshot() -> Iterator[None]:
    """Have all reads within see the database as it is at the first of them, without holding up those who write."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def _applied_migrations() -> list[list[str]]:
    """Return application and name of each; what an application left that settings took away again does not count."""
    installed = {config.label for config in apps.get_app_configs()}
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted([app, name] for app, name in applied if app in installed)


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return _digest_of(content)


def _digest_of(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := content.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()
