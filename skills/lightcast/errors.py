"""What can go wrong with Lightcast, each as a type that says what a person is told and whether it is tried again.

No message, repr or attribute here ever carries the client secret or a token.
"""

from __future__ import annotations

from datetime import datetime

from skills.engines.base import EngineError

MINUTE = 60.0
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class LightcastError(EngineError):
    """A call to Lightcast did not give an answer that can be used.

    Attributes:
        calls: attempts made that reached, or may have reached, a call that spends quota.
    """

    code = "lightcast"

    def __init__(self, user_message: str, *, retry_after: float | None = None, calls: int = 0) -> None:
        super().__init__(user_message, retry_after=retry_after)
        self.calls = calls


class ConfigurationError(LightcastError):
    """The settings cannot work: a part is missing, or an address is not one."""

    code = "configuration"


class AuthenticationError(LightcastError):
    """The credentials were refused. Tried again at long intervals, because an operator will put them right."""

    code = "authentication"
    retryable = True

    def __init__(self, user_message: str, *, retry_after: float | None = 15 * MINUTE, calls: int = 0) -> None:
        super().__init__(user_message, retry_after=retry_after, calls=calls)


class PermissionMissingError(LightcastError):
    """The credentials work, but the account may not do this. A new token does not help; a talk with Lightcast does."""

    code = "permission"
    retryable = True

    def __init__(self, user_message: str, *, retry_after: float | None = HOUR, calls: int = 0) -> None:
        super().__init__(user_message, retry_after=retry_after, calls=calls)


class QuotaExhaustedError(LightcastError):
    """No call of this kind is left in the period.

    Attributes:
        group: which quota ("extract", "titles" and so on).
        resets_at: when calls are possible again (aware, UTC), as far as it is known.
    """

    code = "quota"
    retryable = True

    def __init__(
        self, user_message: str, *, group: str, resets_at: datetime | None, retry_after: float, calls: int = 0
    ) -> None:
        super().__init__(user_message, retry_after=retry_after, calls=calls)
        self.group = group
        self.resets_at = resets_at


class ThrottledError(LightcastError):
    """Too many requests in a short time."""

    code = "throttled"
    retryable = True


class TooLargeError(LightcastError):
    """The text, title or file is over Lightcast's limit."""

    code = "too_large"


class UnavailableError(LightcastError):
    """Lightcast did not answer, broke off, or said that it cannot serve now."""

    code = "unavailable"
    retryable = True


class MalformedAnswerError(LightcastError):
    """An answer came that is not what the contract says. It may have spent quota, so the next try waits."""

    code = "malformed_answer"
    retryable = True

    def __init__(self, user_message: str, *, retry_after: float | None = 10 * MINUTE, calls: int = 0) -> None:
        super().__init__(user_message, retry_after=retry_after, calls=calls)


class RequestRefusedError(LightcastError):
    """Lightcast understood the request and will not serve it; the same request will fail again.

    Attributes:
        status: the HTTP status.
        detail: Lightcast's own words, shortened.
    """

    code = "refused"

    def __init__(self, user_message: str, *, status: int, detail: str = "", calls: int = 0) -> None:
        super().__init__(user_message, calls=calls)
        self.status = status
        self.detail = detail


class NotFoundError(RequestRefusedError):
    """The version, skill, title or address does not exist."""

    code = "not_found"
