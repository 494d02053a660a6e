"""The cache that several processes share, which the site can do without for a while."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


class ForgivingRedisCache(RedisCache):
    """Django's cache in Redis, which holds nothing, instead of failing the page, while Redis does not answer."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Keep a value unless there is one; true, as for a new one, without Redis."""
        return bool(self._ask(super().add, True, *args, **kwargs))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return a value, `default` without Redis."""
        return self._ask(super().get, default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        """Keep a value."""
        self._ask(super().set, None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        """Keep a value for longer; false without Redis."""
        return bool(self._ask(super().touch, False, *args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        """Forget a value; false without Redis."""
        return bool(self._ask(super().delete, False, *args, **kwargs))

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        """Return several values, none without Redis."""
        return dict(self._ask(super().get_many, {}, *args, **kwargs))

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        """Return whether there is a value; false without Redis."""
        return bool(self._ask(super().has_key, False, *args, **kwargs))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Count up; `delta`, as if it were the first, without Redis."""
        return int(self._ask(super().incr, delta, key, delta, version))

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Keep several values; return the keys that could not be kept, none being known without Redis."""
        return list(self._ask(super().set_many, [], *args, **kwargs))

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        """Forget several values."""
        self._ask(super().delete_many, None, *args, **kwargs)

    def clear(self) -> None:
        """Forget everything."""
        self._ask(super().clear, None)

    @staticmethod
    def _ask(question: Any, otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return question(*args, **kwargs)
        except RedisError as error:
            log.warning("cache_unreachable", reason=type(error).__name__)
            return otherwise
