"""Keeps Python's collector of cyclic garbage away from what stays as long as the process."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def built_to_stay() -> Iterator[None]:
    """Build a large thing that stays: the collector looks through it neither while it grows nor ever after.

    It would otherwise do so every few texts, at a quarter of the time that finding skills takes. What an earlier such
    thing left behind is collected first.
    """
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
