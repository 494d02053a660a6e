"""A call as Lightcast wants it: with a token, in time, within the quota, and tried again only when that is right."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any
from urllib.parse import quote, urlsplit

from skills.lightcast.auth import Tokens
from skills.lightcast.circuit import Circuit
from skills.lightcast.errors import (
    AuthenticationError,
    LightcastError,
    MalformedAnswerError,
    NotFoundError,
    PermissionMissingError,
    RequestRefusedError,
    ThrottledError,
    TooLargeError,
    UnavailableError,
)
from skills.lightcast.http import Http, NoAnswerError, Reply, Request
from skills.lightcast.limits import (
    Pace,
    QuotaGroup,
    QuotaMeter,
    QuotaState,
    RateLimit,
    exhausted,
    read_rate_limit,
    read_retry_after,
)
from skills.lightcast.settings import LightcastSettings
from skills.lightcast.state import Clock, SharedState, record_name

JSON_TYPE = "application/json"

# Waits before the second, third and fourth attempt, in seconds.
_PAUSES = (1.0, 2.0, 4.0)
_LONGEST_PAUSE = 10.0
# A call that spends quota is tried twice at most after a failure: the first may have cost already.
_PAID_ATTEMPTS = 2
_PASSING = {502, 503, 504}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call gave.

    Attributes:
        payload: the decoded JSON object.
        calls: attempts made, when the call spends quota; otherwise 0.
        rate_limit: what the RateLimit headers said.
    """

    payload: Mapping[str, Any] = field(repr=False)
    calls: int = 0
    rate_limit: RateLimit | None = None


class _Verdict(Enum):
    """What a reply means for the next step."""

    GOOD = auto()
    TOKEN = auto()
    THROTTLED = auto()
    QUOTA = auto()
    FAILED = auto()
    REFUSED = auto()


class Transport:
    """Makes calls for one account.

    Args:
        settings: the account.
        state: records shared with the other processes.
        clock: time, and how to wait.
    """

    def __init__(self, settings: LightcastSettings, state: SharedState, clock: Clock) -> None:
        settings.check()
        self._state, self._clock = state, clock
        self._http = Http(connect_timeout=settings.connect_timeout, read_timeout=settings.read_timeout)
        self.tokens = Tokens(settings, state, self._http, self._circuit(settings.auth_url), clock)
        account = (settings.auth_url, settings.client_id)
        self._pace = Pace(state, record_name("pace", *account), settings.requests_per_second, clock)
        budgets = {} if settings.monthly_quota is None else {QuotaGroup.EXTRACT: settings.monthly_quota}
        self._quota = QuotaMeter(state, record_name("quota", *account), budgets, self._http.longest(), clock)

    def get(self, base: str, *steps: str, query: Mapping[str, str] | None = None) -> Answer:
        """GET the address made of `base` and the path `steps`, each quoted."""
        return self.call(Request("GET", _address(base, steps), query=query or {}))

    def post(
        self,
        base: str,
        *steps: str,
        body: Mapping[str, Any],
        query: Mapping[str, str] | None = None,
        group: QuotaGroup | None = None,
    ) -> Answer:
        """POST `body` as JSON; `group` names the quota that the call spends."""
        data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        return self.call(
            Request("POST", _address(base, steps), query=query or {}, body=data, content_type=JSON_TYPE), group
        )

    def post_document(
        self, base: str, *steps: str, data: bytes, content_type: str, query: Mapping[str, str], group: QuotaGroup
    ) -> Answer:
        """POST the bytes of a document as they are."""
        return self.call(
            Request("POST", _address(base, steps), query=query, body=data, content_type=content_type), group
        )

    def post_file(self, base: str, *steps: str, upload: tuple[str, str, bytes, str], group: QuotaGroup) -> Answer:
        """POST one file as a multipart form: field name, file name, bytes, content type."""
        return self.call(Request("POST", _address(base, steps), upload=upload), group)

    def call(self, request: Request, group: QuotaGroup | None = None) -> Answer:
        """Make a call, again where that is right, and return the answer's JSON.

        Raises:
            LightcastError: one of its kinds; `calls` tells how many attempts were made when the call spends quota.
        """
        attempts = _Attempts(paid=group is not None)
        try:
            while True:
                answer = self._attempt(request, group, attempts)
                if answer is not None:
                    return answer
        except LightcastError as error:
            error.calls = attempts.calls
            raise

    def quota(self, group: QuotaGroup) -> QuotaState:
        """Tell how a quota stands."""
        return self._quota.state(group)

    def is_held_back(self, base: str) -> bool:
        """Tell whether calls to `base` are held back because it kept failing."""
        return self._circuit(base).is_open()

    def look_again(self, *bases: str) -> None:
        """Let calls to these addresses pass again, although they kept failing."""
        for base in bases:
            self._circuit(base).succeeded()

    def _attempt(self, request: Request, group: QuotaGroup | None, attempts: _Attempts) -> Answer | None:
        """Send once; None means that it is to be sent again."""
        token = self.tokens.token()
        circuit = self._circuit(request.url)
        circuit.enter()
        try:
            self._pace.wait()
            mark = None if group is None else self._quota.book(group)
        except LightcastError:
            circuit.leave()
            raise
        spent, limit = True, None
        try:
            reply = self._http.send(request, token=token)
            limit = read_rate_limit(reply.headers, self._clock.time())
            verdict, payload = _judge(reply, limit)
            # Not documented: whether a refused call costs. What was turned away at the gate is taken as free.
            spent = verdict in {_Verdict.GOOD, _Verdict.REFUSED} or (verdict is _Verdict.FAILED and reply.status != 503)
        except NoAnswerError as error:
            spent = error.sent
            circuit.failed()
            attempts.count(sent=error.sent)
            self._pause_or_raise(
                attempts, UnavailableError(f"Lightcast did not answer: {error}.", retry_after=60.0), paid_again=True
            )
            return None
        except MalformedAnswerError:
            attempts.count(sent=True)
            circuit.leave()
            raise
        finally:
            if group is not None and mark is not None:
                self._quota.settle(group, mark, spent=spent, limit=limit)
        attempts.count(sent=True)
        if verdict is _Verdict.FAILED:
            circuit.failed()
        else:
            circuit.succeeded()
        if verdict is _Verdict.GOOD:
            return Answer(payload or {}, attempts.calls, limit)
        self._next(verdict, reply, payload, attempts, token, group, limit)
        return None

    def _next(
        self,
        verdict: _Verdict,
        reply: Reply,
        payload: Mapping[str, Any] | None,
        attempts: _Attempts,
        token: str,
        group: QuotaGroup | None,
        limit: RateLimit | None,
    ) -> None:
        """Prepare the next attempt, or raise what the reply means."""
        now = self._clock.time()
        wait = read_retry_after(reply.headers, now)
        if verdict is _Verdict.TOKEN:
            self.tokens.drop(token)
            if attempts.renewed:
                raise AuthenticationError("Lightcast does not accept the access token that it has just given.")
            attempts.renewed = True
        elif verdict is _Verdict.THROTTLED:
            error: LightcastError = ThrottledError(
                "Lightcast asks for a pause: too many requests in a short time.",
                retry_after=60.0 if wait is None else wait,
            )
            self._pause_or_raise(attempts, error, wait=wait, paid_again=True, throttled=True)
        elif verdict is _Verdict.QUOTA:
            resets_at = limit.resets_at if limit else None
            raise exhausted(group or QuotaGroup.EXTRACT, resets_at, now)
        elif verdict is _Verdict.FAILED:
            error = UnavailableError(
                f"Lightcast cannot serve at the moment (status {reply.status}).",
                retry_after=60.0 if wait is None else wait,
            )
            if reply.status not in _PASSING:
                raise error
            self._pause_or_raise(attempts, error, wait=wait, paid_again=reply.status == 503)
        else:
            raise _refusal(reply, payload, token)

    def _pause_or_raise(
        self,
        attempts: _Attempts,
        error: LightcastError,
        *,
        wait: float | None = None,
        paid_again: bool,
        throttled: bool = False,
    ) -> None:
        """Wait before the next attempt, or raise `error` when there is to be none."""
        most = len(_PAUSES) + 1
        if attempts.paid and not throttled:
            most = _PAID_ATTEMPTS if paid_again else 1
        if attempts.failed + 1 >= most or (wait is not None and wait > _LONGEST_PAUSE):
            raise error
        # Jitter keeps several processes from coming back at the same moment.
        pause = _PAUSES[attempts.failed] * random.uniform(1.0, 1.25)  # noqa: S311 - no secret hangs on it
        attempts.failed += 1
        self._clock.sleep(pause if wait is None else max(wait, pause))

    def _circuit(self, url: str) -> Circuit:
        host = urlsplit(url).netloc.rpartition("@")[2]
        return Circuit(self._state, record_name("circuit", host), trial=self._http.longest(), clock=self._clock)


@dataclass(slots=True)
class _Attempts:
    """What has been tried within one call."""

    paid: bool
    calls: int = 0
    failed: int = 0
    renewed: bool = False

    def count(self, *, sent: bool) -> None:
        self.calls += int(self.paid and sent)


def query_of(**values: object) -> dict[str, str]:
    """Make query parameters of the values that are given; None and "" are left out."""
    return {name: str(value) for name, value in values.items() if value is not None and value != ""}


def within(value: float, least: float, most: float, name: str) -> float:
    """Return `value`, or raise ValueError when it is not between `least` and `most`."""
    if not least <= value <= most:
        raise ValueError(f"{name} must be between {least} and {most}")
    return value


def _judge(reply: Reply, limit: RateLimit | None) -> tuple[_Verdict, Mapping[str, Any] | None]:
    """Tell what a reply means.

    Raises:
        MalformedAnswerError: when it claims success and cannot be read.
    """
    payload = _decode(reply)
    message_only = payload is not None and isinstance(payload.get("message"), str) and "errors" not in payload
    status = reply.status
    if status == 401:
        has_errors = payload is not None and "errors" in payload
        return (_Verdict.REFUSED if has_errors else _Verdict.TOKEN), payload
    # That an expired token answers 401 is inferred only; its body is what is known.
    if message_only and status in {200, 403} and payload is not None and "data" not in payload:
        return _Verdict.TOKEN, payload
    if status == 200:
        if payload is None:
            raise MalformedAnswerError("Lightcast's answer is not the JSON that was expected.")
        return _Verdict.GOOD, payload
    if status == 429:
        return (_Verdict.QUOTA if limit is not None and limit.remaining == 0 else _Verdict.THROTTLED), payload
    if status >= 500:
        return _Verdict.FAILED, payload
    if status < 400:
        raise MalformedAnswerError(f"Lightcast answered with the unexpected status {status}.")
    return _Verdict.REFUSED, payload


def _decode(reply: Reply) -> Mapping[str, Any] | None:
    if "json" not in reply.headers.get("content-type", "json").lower():
        return None
    try:
        value = json.loads(reply.body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _refusal(reply: Reply, payload: Mapping[str, Any] | None, token: str) -> LightcastError:
    detail = _detail(payload).replace(token, "…") if token else _detail(payload)
    words = f": {detail}" if detail else ""
    if reply.status in {401, 403}:
        return PermissionMissingError(f"The Lightcast account does not have access to this{words}")
    if reply.status == 413:
        return TooLargeError("The text or file is larger than Lightcast takes.")
    kind = NotFoundError if reply.status == 404 else RequestRefusedError
    return kind(f"Lightcast refused the request (status {reply.status}){words}", status=reply.status, detail=detail)


def _detail(payload: Mapping[str, Any] | None) -> str:
    """Return the words of an error envelope, whatever its members are called, shortened."""
    errors = (payload or {}).get("errors")
    first = errors[0] if isinstance(errors, list) and errors else errors
    if not isinstance(first, dict):
        return ""
    words = first.get("detail") or first.get("title") or ""
    return " ".join(words.split())[:200] if isinstance(words, str) else ""


def _address(base: str, steps: tuple[str, ...]) -> str:
    return "/".join([base.rstrip("/"), *(quote(step, safe="") for step in steps)])
