"""Answers that may be kept for a while, shared by all processes: service metadata, versions, whole lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from skills.lightcast.errors import HOUR, ThrottledError, UnavailableError
from skills.lightcast.state import Clock, SharedState, record_name

# Metadata may change weekly; a list at an exact version never does.
META_LIFETIME = 6 * HOUR
LIST_LIFETIME = 30 * 24 * HOUR


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
