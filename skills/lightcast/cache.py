"""Answers that may be kept for a while, shared by all processes: service metadata, versions, whole lists."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from skills.lightcast.errors import HOUR, ThrottledError, UnavailableError
from skills.lightcast.state import Clock, SharedState, record_name

# Metadata may change weekly; a list at an exact version never does.
META_LIFETIME = 6 * HOUR
LIST_LIFETIME = 30 * 24 * HOUR
# Many small answers of one kind share files: this many digits of a hash name the file, each of which holds so many.
_SHELF_DIGITS = 2
_SHELF_HOLDS = 200


class AnswerCache:
    """Keeps decoded answers.

    Args:
        state: where they are kept.
        clock: time.
    """

    def __init__(self, state: SharedState, clock: Clock) -> None:
        self._state, self._clock = state, clock

    def get(self, address: tuple[str, ...], lifetime: float, fetch: Callable[[], Any]) -> Any:
        """Return the JSON kept for `address`, fetching it when it is older than `lifetime` seconds.

        When the service cannot serve, an old answer is better than none.
        """
        name = record_name("answer", *address)
        with self._state.locked(name) as record:
            kept = dict(record)
        now = self._clock.time()
        if "value" in kept and 0 <= now - kept.get("at", 0.0) < lifetime:
            return kept["value"]
        try:
            value = fetch()
        except (UnavailableError, ThrottledError):
            if "value" in kept:
                return kept["value"]
            raise
        with self._state.locked(name) as record:
            record.update(value=value, at=now)
        return value

    def kept(self, address: tuple[str, ...], keys: Iterable[str], lifetime: float) -> dict[str, Any]:
        """Return the answers kept under `address` for those of `keys` that are younger than `lifetime` seconds."""
        now = self._clock.time()
        found: dict[str, Any] = {}
        for shelf, own in _shelves(keys).items():
            with self._state.locked(record_name("answers", *address, shelf)) as record:
                for key in own:
                    value, at = record.get(_digest(key), (None, None))
                    if at is not None and 0 <= now - at < lifetime:
                        found[key] = value
        return found

    def keep(self, address: tuple[str, ...], answers: Mapping[str, Any]) -> None:
        """Keep small answers by key under `address`; where there are too many the oldest go."""
        now = self._clock.time()
        for shelf, own in _shelves(answers).items():
            with self._state.locked(record_name("answers", *address, shelf)) as record:
                record.update({_digest(key): [answers[key], now] for key in own})
                for digest in sorted(record, key=lambda one: record[one][1])[: max(0, len(record) - _SHELF_HOLDS)]:
                    del record[digest]


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]


def _shelves(keys: Iterable[str]) -> dict[str, list[str]]:
    shelves: dict[str, list[str]] = {}
    for key in keys:
        shelves.setdefault(_digest(key)[:_SHELF_DIGITS], []).append(key)
    return shelves
