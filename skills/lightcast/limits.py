"""Lightcast's limits: how large, how fast, how many.

Figures are those of the published documentation: a document of 10 MB, 50 KB of text parsed from it, 1 kB a title,
500 titles at once, five requests a second, and a quota of calls for each group of paid endpoints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum

from skills.lightcast.errors import DAY, QuotaExhaustedError, ThrottledError, TooLargeError
from skills.lightcast.state import Clock, Record, SharedState

TEXT_BYTES = 50_000
DOCUMENT_BYTES = 10_000_000
TITLE_BYTES = 1_000
TITLES_AT_ONCE = 500

_EPOCH_FROM = 1e9
# Requests spread in the network: a window a little longer than a second keeps five sent from arriving as six.
_WINDOW = 1.1
_LONGEST_QUEUE = 15.0
# Header times are written in whole seconds at another clock; a later reset than this is a new period.
_SAME_PERIOD = 3600.0


class QuotaGroup(StrEnum):
    """Endpoints that draw on one quota."""

    EXTRACT = "extract"
    RELATED = "related"
    TITLES = "titles"
    CLASSIFICATION_SKILLS = "classification_skills"
    CLASSIFICATION_TITLES = "classification_titles"


def check_size(data: bytes, most: int, what: str) -> None:
    """Refuse what Lightcast would refuse, before a call is spent on it.

    Raises:
        TooLargeError: when `data` has more than `most` bytes.
    """
    if len(data) > most:
        raise TooLargeError(f"{what} has {len(data):,} bytes; Lightcast takes at most {most:,}.")


@dataclass(frozen=True, slots=True)
class RateLimit:
    """What the RateLimit headers of an answer say.

    Attributes:
        remaining: calls left in the period.
        resets_at: when the period ends, seconds since 1970; None when it was not said in a way that can be read.
    """

    remaining: int
    resets_at: float | None


def read_rate_limit(headers: Mapping[str, str], now: float) -> RateLimit | None:
    """Read `RateLimit-Remaining` and `RateLimit-Reset`; None when the first is missing or not a number.

    The format of the second is not documented: seconds left, seconds since 1970 and a date are all understood.
    """
    try:
        remaining = int(float(headers.get("ratelimit-remaining", "").strip()))
    except (ValueError, OverflowError):
        return None
    return RateLimit(max(remaining, 0), _moment(headers.get("ratelimit-reset", ""), now))


def read_retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that `Retry-After` asks to wait; None when it is missing or cannot be read."""
    moment = _moment(headers.get("retry-after", ""), now)
    return None if moment is None else max(moment - now, 0.0)


def _moment(value: str, now: float) -> float | None:
    value = value.strip()
    try:
        number = float(value)
    except ValueError:
        try:
            date = parsedate_to_datetime(value) if "," in value else datetime.fromisoformat(value)
        except ValueError:
            return None
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    if not 0 <= number < 1e11:
        return None
    return number if number > _EPOCH_FROM else now + number


class Pace:
    """Lets at most so many requests through in a second, over all processes.

    Args:
        state: shared records.
        name: of the record, one for each account.
        per_second: requests in a second.
        clock: time, and how to wait.
    """

    def __init__(self, state: SharedState, name: str, per_second: int, clock: Clock) -> None:
        self._state, self._name, self._per_second, self._clock = state, name, per_second, clock

    def wait(self) -> None:
        """Wait for the next free place.

        Raises:
            ThrottledError: when so many are waiting that it would take too long.
        """
        with self._state.locked(self._name) as record:
            now = self._clock.time()
            # Places far in the future stem from a clock that was set back.
            places = [one for one in record.get("places", []) if one <= now + _LONGEST_QUEUE + _WINDOW]
            place = now
            if len(places) >= self._per_second:
                place = max(now, places[-self._per_second] + _WINDOW)
            if place - now > _LONGEST_QUEUE:
                raise ThrottledError("Too many calls to Lightcast are waiting.", retry_after=place - now)
            record["places"] = [*places, place][-self._per_second :]
        if place > now:
            self._clock.sleep(place - now)


@dataclass(frozen=True, slots=True)
class QuotaState:
    """How one quota stands.

    Attributes:
        group: which one.
        spent: calls counted by this installation in the current calendar month (UTC), by attempt.
        budget: calls this installation may make in the month; None when only Lightcast counts.
        remaining: calls left, by Lightcast's last answer and the budget, whichever is less; None when not known.
        resets_at: when the count that allows least begins anew, so that calls are possible again if none is left;
            aware, UTC; None when not known.
    """

    group: QuotaGroup
    spent: int
    budget: int | None
    remaining: int | None
    resets_at: datetime | None


class QuotaMeter:
    """Counts calls that cost, over all processes, and refuses the one too many before it is sent.

    Two counts are kept: our own attempts in the calendar month against the budget, and what Lightcast's headers last
    said. A call is booked before it is sent, so that two processes cannot both take the last one.

    Args:
        state: shared records.
        name: of the record, one for each account.
        budgets: calls a month for a group; a group without one is left to Lightcast.
        longest_call: seconds after which a call booked by a process that died is taken as spent.
        clock: time.
    """

    def __init__(
        self, state: SharedState, name: str, budgets: Mapping[QuotaGroup, int], longest_call: float, clock: Clock
    ) -> None:
        self._state, self._name, self._budgets, self._clock = state, name, budgets, clock
        self._longest_call = longest_call

    def book(self, group: QuotaGroup) -> float:
        """Book one call and return its mark for `settle`.

        Raises:
            QuotaExhaustedError: when none is left.
            ThrottledError: when the last ones are under way at this moment.
        """
        with self._state.locked(self._name) as record:
            now = self._clock.time()
            count = self._current(record, group, now)
            left = self._left(group, count)
            if left is not None and left <= 0:
                resets_at = self._resets_at(group, count, now)
                raise exhausted(group, resets_at, now)
            if left is not None and left <= len(count["booked"]):
                raise ThrottledError("The last calls of Lightcast's quota are under way.", retry_after=30.0)
            mark: float = now + self._longest_call
            while mark in count["booked"]:
                mark += 0.001
            count["booked"] = [*count["booked"], mark]
            record[group] = count
        return mark

    def settle(self, group: QuotaGroup, mark: float, *, spent: bool, limit: RateLimit | None) -> None:
        """Close a booking: `spent` tells whether the call may have cost, `limit` what the answer's headers said."""
        with self._state.locked(self._name) as record:
            now = self._clock.time()
            count = self._current(record, group, now)
            if mark in count["booked"]:
                count["booked"] = [one for one in count["booked"] if one != mark]
                count["spent"] += int(spent)
            if limit is not None:
                known, reset = count["remaining"], count["resets_at"]
                new_period = limit.resets_at is not None and (reset is None or limit.resets_at > reset + _SAME_PERIOD)
                # Answers may arrive out of order; within a period the least is the latest.
                if known is None or new_period or limit.remaining < known:
                    count["remaining"] = limit.remaining
                if limit.resets_at is not None:
                    count["resets_at"] = limit.resets_at
                elif limit.remaining == 0 and reset is None:
                    count["resets_at"] = now + DAY
            record[group] = count

    def state(self, group: QuotaGroup) -> QuotaState:
        """Tell how a quota stands."""
        with self._state.locked(self._name) as record:
            now = self._clock.time()
            count = self._current(record, group, now)
        left = self._left(group, count)
        resets_at = self._resets_at(group, count, now) if count["remaining"] is not None or left is not None else None
        return QuotaState(
            group=group,
            spent=count["spent"] + len(count["booked"]),
            budget=self._budgets.get(group),
            remaining=None if left is None else max(left - len(count["booked"]), 0),
            resets_at=None if resets_at is None else datetime.fromtimestamp(resets_at, UTC),
        )

    def _current(self, record: Record, group: QuotaGroup, now: float) -> Record:
        """Return the group's count with everything dropped that time has made void."""
        month = f"{datetime.fromtimestamp(now, UTC):%Y-%m}"
        stored = record.get(group, {})
        count: Record = {
            "month": month,
            "spent": stored.get("spent", 0) if stored.get("month") == month else 0,
            "remaining": stored.get("remaining"),
            "resets_at": stored.get("resets_at"),
            "booked": [one for one in stored.get("booked", []) if one > now],
        }
        count["spent"] += len(stored.get("booked", [])) - len(count["booked"])
        if count["resets_at"] is not None and count["resets_at"] <= now:
            count["remaining"] = count["resets_at"] = None
        return count

    def _left(self, group: QuotaGroup, count: Record) -> int | None:
        bounds = [count["remaining"]] if count["remaining"] is not None else []
        if group in self._budgets:
            bounds.append(self._budgets[group] - count["spent"])
        return min(bounds) if bounds else None

    def _resets_at(self, group: QuotaGroup, count: Record, now: float) -> float | None:
        """Return when the count that allows least begins anew; the later of the two when neither allows a call."""
        by_them: float | None = count["resets_at"]
        if group not in self._budgets:
            return by_them
        by_us, ours, theirs = _next_month(now), max(self._budgets[group] - count["spent"], 0), count["remaining"]
        if ours == theirs == 0:
            return max(by_us, by_them or 0)
        return by_us if theirs is None or ours <= theirs else by_them


def exhausted(group: QuotaGroup, resets_at: float | None, now: float, *, calls: int = 0) -> QuotaExhaustedError:
    """Make the error that says until when a quota is used up; without a known time it is looked at again in a day."""
    when = None if resets_at is None else datetime.fromtimestamp(resets_at, UTC)
    until = "" if when is None else f" until {when:%d %B %Y, %H:%M} UTC"
    return QuotaExhaustedError(
        f"Lightcast's quota is used up{until}.",
        group=group.value,
        resets_at=when,
        retry_after=DAY if resets_at is None else max(resets_at - now, 1.0),
        calls=calls,
    )


def _next_month(now: float) -> float:
    today = datetime.fromtimestamp(now, UTC)
    year, month = (today.year + 1, 1) if today.month == 12 else (today.year, today.month + 1)
    return datetime(year, month, 1, tzinfo=UTC).timestamp()
