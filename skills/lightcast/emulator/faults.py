"""Misbehaviour on demand."""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    """What can go wrong with an answer."""

    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - the name of a fault
    UNAUTHORIZED = "unauthorized"
    PERMISSION = "permission"
    FORBIDDEN = "forbidden"
    QUOTA = "quota"
    THROTTLE = "throttle"
    THROTTLE_WITH_HEADERS = "throttle_with_headers"
    ERROR_500 = "error_500"
    ERROR_502 = "error_502"
    ERROR_503 = "error_503"
    SLOW = "slow"
    NO_ANSWER = "no_answer"
    CUT = "cut"
    MALFORMED_JSON = "malformed_json"
    WRONG_SHAPE = "wrong_shape"
    WRONG_CONTENT_TYPE = "wrong_content_type"
    NEW_VERSION = "new_version"
    INVALID_CLIENT = "invalid_client"
    INVALID_SCOPE = "invalid_scope"


# Done to the answer after the work was done, so that such a call costs like any other.
AFTER_WORK = frozenset(
    {
        FaultKind.SLOW,
        FaultKind.CUT,
        FaultKind.MALFORMED_JSON,
        FaultKind.WRONG_SHAPE,
        FaultKind.WRONG_CONTENT_TYPE,
        FaultKind.NEW_VERSION,
    }
)

_SIGN_IN = "/connect/token"
_ONLY_SIGN_IN = {FaultKind.INVALID_CLIENT, FaultKind.INVALID_SCOPE}


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to misbehave.

    Attributes:
        kind: what goes wrong.
        times: how often; None for always.
        path: only where the address contains this; empty for every address but the sign-in.
        probability: of each matching request, 0 to 1.
        seconds: how long a slow answer takes, or what a throttling answer asks to wait.
    """

    kind: FaultKind
    times: int | None = None
    path: str = ""
    probability: float = 1.0
    seconds: float = 1.0

    def __post_init__(self) -> None:
        if self.times is not None and self.times < 1:
            raise ValueError("times is at least 1")
        if not 0 <= self.probability <= 1:
            raise ValueError("probability is between 0 and 1")
        if not 0 <= self.seconds <= 600:
            raise ValueError("seconds is between 0 and 600")

    @classmethod
    def parse(cls, written: str) -> Fault:
        """Read a command option such as "error_503,times=3,path=/extract,probability=0.2,seconds=5".

        Raises:
            ValueError: saying what is wrong with it.
        """
        kind, *settings = (part.strip() for part in written.split(","))
        values: dict[str, Any] = {"kind": kind}
        for setting in settings:
            name, separator, value = setting.partition("=")
            if not separator:
                raise ValueError(f"“{setting}” is not of the form name=value")
            values[name.strip()] = value.strip()
        return cls.from_mapping(values)

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> Fault:
        """Read the attributes from text or JSON values.

        Raises:
            ValueError: saying what is wrong with them.
        """
        unknown = set(values) - {one.name for one in fields(cls)}
        if unknown:
            raise ValueError(f"a fault has no “{min(unknown)}”")
        kinds = {one.value for one in FaultKind}
        if values.get("kind") not in kinds:
            raise ValueError(f"there is no fault “{values.get('kind')}”; there are {', '.join(sorted(kinds))}")
        try:
            times = values.get("times")
            return cls(
                FaultKind(values["kind"]),
                None if times is None else int(times),
                str(values.get("path", "")),
                float(values.get("probability", 1.0)),
                float(values.get("seconds", 1.0)),
            )
        except TypeError:
            raise ValueError("times, probability and seconds are numbers") from None

    def meets(self, path: str) -> bool:
        """Tell whether a request for `path` may be hit."""
        if self.kind in _ONLY_SIGN_IN:
            return path == _SIGN_IN
        return self.path in path if self.path else path != _SIGN_IN


class Faults:
    """The faults that wait for their requests. Safe to share between threads.

    Args:
        waiting: those that there are at first.
        seed: of the draws, so that a run can be repeated.
    """

    def __init__(self, waiting: Sequence[Fault] = (), *, seed: int = 0) -> None:
        self._waiting = list(waiting)
        self._random = random.Random(seed)  # noqa: S311 - no secret hangs on it
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Let `fault` wait behind the others."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """Behave again."""
        with self._lock:
            self._waiting.clear()

    def waiting(self) -> tuple[Fault, ...]:
        """Return what waits."""
        with self._lock:
            return tuple(self._waiting)

    def draw(self, path: str) -> Fault | None:
        """Return the fault that hits a request for `path`, if any does."""
        with self._lock:
            for index, fault in enumerate(self._waiting):
                if not fault.meets(path) or self._random.random() >= fault.probability:
                    continue
                if fault.times == 1:
                    del self._waiting[index]
                elif fault.times is not None:
                    self._waiting[index] = replace(fault, times=fault.times - 1)
                return fault
        return None
