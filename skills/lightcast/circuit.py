"""A circuit breaker that all processes share: a service that keeps failing is left alone for a while."""

from __future__ import annotations

from skills.lightcast.errors import UnavailableError
from skills.lightcast.state import Clock, SharedState

_FAILURES = 5
_FIRST_PAUSE = 30.0
_LONGEST_PAUSE = 300.0


class Circuit:
    """Closed: calls pass. Open, after failures in a row: none passes. After a pause one call is let through to look.

    Args:
        state: shared records.
        name: of the record, one for each host.
        trial: seconds after which a trial call counts as lost, so that a process that died does not block the rest.
        clock: time.
        failures: failures in a row that open it.
    """

    def __init__(self, state: SharedState, name: str, *, trial: float, clock: Clock, failures: int = _FAILURES) -> None:
        self._state, self._name, self._trial, self._clock, self._failures = state, name, trial, clock, failures

    def enter(self) -> None:
        """Ask to make a call.

        Raises:
            UnavailableError: when it is open, with the seconds until the next look.
        """
        with self._state.locked(self._name) as record:
            if record.get("failures", 0) < self._failures:
                return
            now = self._clock.time()
            wait = min(max(record.get("open_until", 0.0), record.get("trial_until", 0.0)) - now, _LONGEST_PAUSE)
            if wait > 0:
                raise UnavailableError("Lightcast does not answer at the moment.", retry_after=wait)
            record["trial_until"] = now + self._trial

    def leave(self) -> None:
        """Give back the permission unused."""
        with self._state.locked(self._name) as record:
            record.pop("trial_until", None)

    def succeeded(self) -> None:
        """Note that the service is there, whatever it answered."""
        with self._state.locked(self._name) as record:
            record.clear()

    def failed(self) -> None:
        """Note that it did not answer or could not serve."""
        with self._state.locked(self._name) as record:
            failures = record.get("failures", 0) + 1
            record["failures"] = failures
            record.pop("trial_until", None)
            if failures >= self._failures:
                pause = min(_FIRST_PAUSE * 2 ** min(failures - self._failures, 10), _LONGEST_PAUSE)
                record["open_until"] = self._clock.time() + pause

    def is_open(self) -> bool:
        """Tell whether calls are held back now."""
        with self._state.locked(self._name) as record:
            return bool(
                record.get("failures", 0) >= self._failures and record.get("open_until", 0.0) > self._clock.time()
            )
