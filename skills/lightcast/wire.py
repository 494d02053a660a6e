"""Reading JSON members with care: what is required must be there, what is optional may be missing or null.

Numbers may come as integers or floats and members that nobody asked for are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skills.lightcast.errors import MalformedAnswerError

Wire = Mapping[str, Any]


def malformed(member: str) -> MalformedAnswerError:
    """Make the error that names the member that is wrong."""
    return MalformedAnswerError(f"Lightcast's answer cannot be read: “{member}” is missing or not what it should be.")


def as_object(value: object, member: str) -> Wire:
    """Return `value` as an object, or raise."""
    if not isinstance(value, dict):
        raise malformed(member)
    return value


def as_rows(value: object, member: str) -> list[Wire]:
    """Return `value` as a list of objects, or raise."""
    if not isinstance(value, list):
        raise malformed(member)
    return [as_object(one, member) for one in value]


def objects(wire: Wire, member: str) -> list[Wire]:
    """Return the list of objects in `member`; empty when it is missing or null."""
    value = wire.get(member)
    return [] if value is None else as_rows(value, member)


def text(wire: Wire, member: str) -> str:
    """Return the string in `member`, which must be there."""
    value = wire.get(member)
    if not isinstance(value, str):
        raise malformed(member)
    return value


def optional_text(wire: Wire, member: str) -> str:
    """Return the string in `member`; empty when it is missing, null or something else."""
    value = wire.get(member)
    return value if isinstance(value, str) else ""


def texts(wire: Wire, member: str) -> tuple[str, ...]:
    """Return the strings of the list in `member`; empty when it is missing or null."""
    value = wire.get(member)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise malformed(member)
    return tuple(value)


def number(wire: Wire, member: str) -> float:
    """Return the number in `member`, which must be there."""
    value = wire.get(member)
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise malformed(member)
    return float(value)


def probability(wire: Wire, member: str) -> float:
    """Return the number in `member`, which must be there and is kept between 0 and 1."""
    return min(max(number(wire, member), 0.0), 1.0)


def whole(wire: Wire, member: str) -> int:
    """Return the whole number in `member`; 0 when it is missing."""
    value = wire.get(member)
    return 0 if isinstance(value, bool) or not isinstance(value, int | float) else int(value)


def truth(wire: Wire, member: str) -> bool | None:
    """Return the boolean in `member`; None when it is missing."""
    value = wire.get(member)
    return value if isinstance(value, bool) else None
