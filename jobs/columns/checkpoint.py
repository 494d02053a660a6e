"""All columns as one stored row, so that a process that starts need not read every tag."""

from __future__ import annotations

import json
from dataclasses import fields
from io import BytesIO

import numpy as np
from django.db import connection, transaction
from django.db.models import Max

from jobs.column_models import ColumnChange, ColumnCheckpoint
from jobs.columns.log import Position
from jobs.columns.refreshing import State
from jobs.columns.skills import load_skills
from jobs.columns.tables import JobColumns, TagColumns, Vocabularies, Vocabulary, counted

FORMAT = 1
DUE_AFTER = 5_000
# A checkpoint is worth its bytes only where reading all tags takes a while.
SMALLEST = 5_000


def read() -> State | None:
    """Return the stored state, to be brought up to date, or None when there is none that can be used."""
    row = ColumnCheckpoint.objects.filter(format=FORMAT).only("mark", "content").first()
    if row is None:
        return None
    mark, content = row.mark, BytesIO(row.content)
    del row  # its bytes are as many as those of all columns
    with np.load(content, allow_pickle=False) as arrays:
        jobs = JobColumns(**{one.name: arrays[f"job_{one.name}"] for one in fields(JobColumns)})
        tags = {one.name: arrays[f"tag_{one.name}"] for one in fields(TagColumns)}
        words = json.loads(arrays["words"].tobytes())
        keys = arrays["skill_keys"]
    del content
    skills = load_skills()
    places = skills.places_of_keys(keys)
    if (places < 0).any():  # a skill was deleted since; rare enough to read all anew
        return None
    tags["skill"] = places[tags["skill"]].astype(np.int32) if len(keys) else tags["skill"]
    vocabularies = Vocabularies(**{name: Vocabulary(values) for name, values in words.items()})
    return State(counted(jobs, TagColumns(**tags), skills, vocabularies), Position(mark))


def write(state: State) -> None:
    """Store `state`, and take out of the log what the checkpoint before it held already."""
    columns = state.columns
    arrays = {f"job_{one.name}": getattr(columns.jobs, one.name) for one in fields(JobColumns)}
    arrays |= {f"tag_{one.name}": getattr(columns.tags, one.name) for one in fields(TagColumns)}
    words = {one.name: getattr(columns.vocabularies, one.name).values for one in fields(Vocabularies)}
    arrays["words"] = np.frombuffer(json.dumps(words).encode(), np.uint8)
    arrays["skill_keys"] = columns.skills.keys
    content = BytesIO()
    np.savez(content, **arrays)
    with transaction.atomic():
        before = ColumnCheckpoint.objects.select_for_update().defer("content").first()
        row = ColumnCheckpoint(id=1, format=FORMAT, mark=state.position.mark, content=content.getvalue())
        if before is not None:
            if before.mark > state.position.mark:
                before = None  # of another database that was restored over this one: nothing of it holds
            else:
                row.pruned_to, row.pruned, row.last_change = before.mark, before.pruned, before.last_change
        if before is not None:
            row.last_change = max(row.last_change, ColumnChange.objects.aggregate(last=Max("id"))["last"] or 0)
            passed = "version__lt" if connection.vendor == "postgresql" else "id__lte"
            row.pruned += ColumnChange.objects.filter(**{passed: before.mark}).delete()[0]
        row.save()


def is_due() -> bool:
    """Return whether a process that starts would have much to read."""
    row = ColumnCheckpoint.objects.filter(format=FORMAT).only("mark").first()
    if row is None:
        since = ColumnChange.objects.all()
    elif connection.vendor == "postgresql":
        since = ColumnChange.objects.filter(version__gte=row.mark)
    else:
        since = ColumnChange.objects.filter(pk__gt=row.mark)
    return since.count() >= (DUE_AFTER if row else SMALLEST)
