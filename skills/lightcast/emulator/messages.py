"""Requests and responses as the emulator's parts hand them on, and the bodies of its refusals."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

JSON_TYPE = "application/json"
ATTRIBUTIONS = [
    {
        "name": "Wikipedia",
        "text": "Wikipedia extracts are distributed under the CC BY-SA license "
        "(https://creativecommons.org/licenses/by-sa/3.0/)",
    }
]
ACCEPTED = (
    "Accepted Content-Type(s): 'application/json', 'application/pdf', "
    "'application/vnd.openxmlformats-officedocument.wordprocessingml.document'"
)

Check = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request. Header names are in lower case; a query parameter given twice counts once, the last time."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)

    @property
    def content_type(self) -> str:
        """Return the content type without parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A response; `payload` is sent as JSON unless `raw` is set."""

    status: int = 200
    payload: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON_TYPE
    raw: bytes | None = None

    def body(self) -> bytes:
        """Return the bytes to send."""
        return self.raw if self.raw is not None else json.dumps(self.payload, ensure_ascii=False).encode()


class RefusedError(Exception):
    """Carries the response that ends the handling of a request."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status)
        self.response = response


def envelope(status: int, title: str, detail: str, headers: Mapping[str, str] | None = None) -> RefusedError:
    """Make a refusal with Lightcast's errors envelope."""
    payload = {"errors": [{"status": status, "title": title, "detail": detail}]}
    return RefusedError(HttpResponse(status, payload, headers or {}))


def message(status: int, words: str, headers: Mapping[str, str] | None = None) -> RefusedError:
    """Make a refusal with the gateway's body."""
    return RefusedError(HttpResponse(status, {"message": words}, headers or {}))


def invalid() -> RefusedError:
    """Make the refusal of a body or query that does not validate."""
    return envelope(400, "Invalid request", "Invalid request body")


def not_found(detail: str) -> RefusedError:
    """Make the refusal of an address that does not exist."""
    return envelope(404, "URL not found", detail)


def no_permission() -> RefusedError:
    """Make the refusal of an endpoint that the account may not use, which is a 401 here."""
    return envelope(
        401,
        "Unauthorized",
        "You do not have access to this endpoint, please contact us at 'api-support@example.com' to request access.",
    )


def too_large() -> RefusedError:
    """Make the refusal of a body or text above the limit."""
    return envelope(413, "Payload Too Large", "Request size too large")


def unsupported_type() -> RefusedError:
    """Make the refusal of a content type."""
    return envelope(415, "Unsupported Content Type", ACCEPTED)


def json_body(
    request: HttpRequest, *, required: Mapping[str, Check], optional: Mapping[str, Check], strict: bool
) -> dict[str, Any]:
    """Decode a JSON object and check its members.

    Args:
        request: the request.
        required: what must be there, with what it must be.
        optional: what may be there.
        strict: whether other members are refused.

    Raises:
        RefusedError: when it does not validate.
    """
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise invalid() from None
    if not isinstance(body, dict) or not set(required) <= set(body):
        raise invalid()
    checks = {**optional, **required}
    if strict and set(body) - set(checks):
        raise invalid()
    if not all(check(body[name]) for name, check in checks.items() if name in body):
        raise invalid()
    return body


def is_text(value: Any) -> bool:
    """Tell whether it is a text of at least one character."""
    return isinstance(value, str) and bool(value)


def is_string(value: Any) -> bool:
    """Tell whether it is a text, which may be empty."""
    return isinstance(value, str)


def is_flag(value: Any) -> bool:
    """Tell whether it is true or false."""
    return isinstance(value, bool)


def is_texts(value: Any) -> bool:
    """Tell whether it is a list of at least one text."""
    return isinstance(value, list) and bool(value) and all(is_text(one) for one in value)


def is_probability(value: Any) -> bool:
    """Tell whether it is a number between 0 and 1."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def is_between(least: int, most: int) -> Check:
    """Make a check for a whole number in a range."""
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def query_number(request: HttpRequest, name: str, least: float, most: float, default: float) -> float:
    """Read a number from the query.

    Raises:
        RefusedError: when it is none or out of range.
    """
    try:
        value = float(request.query.get(name, default))
    except ValueError:
        raise invalid() from None
    if not least <= value <= most:
        raise invalid()
    return value


def query_list(request: HttpRequest, name: str) -> list[str]:
    """Read a comma list from the query."""
    return [part.strip() for part in request.query.get(name, "").split(",") if part.strip()]


def pick(whole: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return the named members, in their own order."""
    return {name: value for name, value in whole.items() if name in names}
