"""Typed values from the environment; a missing or malformed one is refused with the variable's name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import environ
from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

_env = environ.Env()


class _Required:
    """Marks a variable that has no default."""


REQUIRED = _Required()


def read_file(path: Path) -> None:
    """Read `path` (lines of NAME=value) into the environment; what is already set there wins."""
    if path.is_file():
        environ.Env.read_env(str(path))


def _read(name: str, cast: Callable[[str], Any], default: Any, wanted: str) -> Any:
    raw = _env.ENVIRON.get(name)
    if raw is None or (raw.strip() == "" and default is not REQUIRED):
        if default is REQUIRED:
            raise ImproperlyConfigured(f"{name} is not set. It needs {wanted}; .env.example shows every setting.")
        return default
    try:
        return cast(raw.strip())
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(f"{name} is malformed: it needs {wanted}.") from error


def text(name: str, default: str | _Required = REQUIRED, *, minimum_length: int = 0) -> str:
    """Return the text in variable `name`, refusing fewer than `minimum_length` characters."""

    def cast(raw: str) -> str:
        if len(raw) < minimum_length:
            raise ValueError(raw)
        return raw

    wanted = f"at least {minimum_length} characters" if minimum_length else "a text"
    return str(_read(name, cast, default, wanted))


def choice(name: str, choices: Sequence[str], default: str) -> str:
    """Return the word in variable `name`, which must be one of `choices`."""

    def cast(raw: str) -> str:
        if raw not in choices:
            raise ValueError(raw)
        return raw

    return str(_read(name, cast, default, f"one of: {', '.join(choices)}"))


def flag(name: str, default: bool) -> bool:
    """Return the yes or no in variable `name`."""
    words = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
    return bool(_read(name, lambda raw: words[raw.lower()], default, "true or false"))


def number(name: str, default: float, *, minimum: float, maximum: float) -> float:
    """Return the number in variable `name`, between `minimum` and `maximum`."""

    def cast(raw: str) -> float:
        value = float(raw)
        if not minimum <= value <= maximum:
            raise ValueError(raw)
        return value

    return float(_read(name, cast, default, f"a number from {minimum:g} to {maximum:g}"))


def whole(name: str, default: int, *, minimum: int = 1, maximum: int = 10**12) -> int:
    """Return the whole number in variable `name`, between `minimum` and `maximum`."""

    def cast(raw: str) -> int:
        value = int(raw)
        if not minimum <= value <= maximum:
            raise ValueError(raw)
        return value

    return int(_read(name, cast, default, f"a whole number from {minimum} to {maximum}"))


def words(name: str, default: Sequence[str] = ()) -> list[str]:
    """Return the comma-separated words in variable `name`."""
    return list(_read(name, lambda raw: [word.strip() for word in raw.split(",") if word.strip()], default, "words"))


def folder(name: str, default: Path, *, base: Path) -> Path:
    """Return the folder in variable `name`; a relative one counts from `base`."""
    return base / Path(str(_read(name, str, str(default), "a folder"))).expanduser()


def web_address(name: str, default: str) -> str:
    """Return the http or https address in variable `name`, without a closing slash."""

    def cast(raw: str) -> str:
        if not raw.startswith(("https://", "http://")):
            raise ValueError(raw)
        return raw.rstrip("/")

    return str(_read(name, cast, default, "an address that begins with https:// or http://"))


def origin(address: str) -> str:
    """Return scheme, host and port of a web address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def time_zone(name: str, default: str) -> str:
    """Return the time zone in variable `name`, as the tz database names it."""

    def cast(raw: str) -> str:
        if raw not in available_timezones():
            raise ValueError(raw)
        return raw

    return str(_read(name, cast, default, "a name of the tz database, such as America/Toronto"))


def database(name: str, default: str) -> dict[str, Any]:
    """Return Django's settings for the database address in variable `name`."""

    def cast(raw: str) -> dict[str, Any]:
        if not raw.startswith(("sqlite:", "postgres:", "postgresql:")):
            raise ValueError(raw)
        parsed = dict(environ.Env.db_url_config(raw))
        if parsed.get("ENGINE") not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
            raise ValueError(raw)
        return parsed

    return dict(
        _read(name, cast, None, "sqlite:///path/to/file or postgres://user:password@host:port/name") or cast(default)
    )


def redis(name: str) -> str:
    """Return the address of a Redis server in variable `name`, empty when it is not set."""

    def cast(raw: str) -> str:
        if not raw.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError(raw)
        return raw

    return str(_read(name, cast, "", "redis://user:password@host:port/number"))


def daemon(name: str) -> str:
    """Return the address of a daemon in variable `name`, host:port or a socket's path, empty when it is not set."""

    def cast(raw: str) -> str:
        host, _separator, port = raw.rpartition(":")
        if not raw.startswith("/") and not (host and port.isdecimal() and 1 <= int(port) <= 65535):
            raise ValueError(raw)
        return raw

    return str(_read(name, cast, "", "host:port, or the path of a socket that begins with /"))


def secure_address(name: str) -> str:
    """Return the https address in variable `name`, empty when it is not set; http is taken on this machine alone."""

    def cast(raw: str) -> str:
        address = urlsplit(raw)
        if address.scheme != "https" and not (
            address.scheme == "http" and address.hostname in {"127.0.0.1", "localhost"}
        ):
            raise ValueError(raw)
        return raw.rstrip("/")

    return str(_read(name, cast, "", "an address that begins with https://"))


def needs(what: str, **values: str) -> None:
    """Refuse a setting `what` that works only with others that are not set.

    Raises:
        ImproperlyConfigured: one of `values` is empty.
    """
    missing = [name for name, value in values.items() if not value]
    if missing:
        raise ImproperlyConfigured(f"{what} needs {' and '.join(missing)} to be set.")
