"""What was worked out before is kept, within bounds."""

from __future__ import annotations

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Remembered(dict[K, V]):
    """What was worked out, by what it was worked out from; all is forgotten when there is too much of it.

    Whoever fills it says in `__missing__` how.

    Args:
        most: how much is kept.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def keep(self, key: K, value: V) -> V:
        """Keep a value and return it."""
        if len(self) >= self._most:
            self.clear()
        self[key] = value
        return value
