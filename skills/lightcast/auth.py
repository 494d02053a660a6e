"""Tokens: one for each account and scope, shared by all processes and fetched by one of them at a time."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from skills.lightcast.circuit import Circuit
from skills.lightcast.errors import (
    AuthenticationError,
    MalformedAnswerError,
    PermissionMissingError,
    ThrottledError,
    UnavailableError,
)
from skills.lightcast.http import Http, NoAnswerError, Reply, Request
from skills.lightcast.limits import read_retry_after
from skills.lightcast.settings import LightcastSettings
from skills.lightcast.state import Clock, SharedState, record_name

_EARLY = 60.0
_DEFAULT_LIFETIME = 3600.0
_ATTEMPTS = 3


class Tokens:
    """Hands out the access token of one account.

    Args:
        settings: the account.
        state: where the token is shared.
        http: how requests are sent.
        circuit: of the token endpoint's host.
        clock: time, and how to wait.
    """

    def __init__(
        self, settings: LightcastSettings, state: SharedState, http: Http, circuit: Circuit, clock: Clock
    ) -> None:
        self._settings, self._state, self._http, self._circuit, self._clock = settings, state, http, circuit, clock
        scopes = " ".join(sorted(settings.scope.split()))
        self._record = record_name("token", settings.auth_url, settings.client_id, scopes)

    def token(self) -> str:
        """Return a token that is good for another minute, fetching one when there is none.

        Raises:
            AuthenticationError: when the credentials are refused.
            PermissionMissingError: when the scope is refused.
            UnavailableError: when the token endpoint does not answer.
            MalformedAnswerError: when its answer cannot be read.
        """
        # The lock is held while fetching: whoever comes meanwhile waits and then finds the new token.
        with self._state.locked(self._record) as record:
            now = self._clock.time()
            token, expires = record.get("token"), record.get("expires", 0.0)
            if isinstance(token, str) and token and now < expires - _early(record.get("lifetime", _DEFAULT_LIFETIME)):
                return token
            fetched, lifetime = self._fetch()
            record.update(token=fetched, expires=self._clock.time() + lifetime, lifetime=lifetime)
            return fetched

    def drop(self, token: str = "") -> None:
        """Forget `token`, unless another process has replaced it already; without one, forget whatever is there."""
        with self._state.locked(self._record) as record:
            if not token or record.get("token") == token:
                record.clear()

    def _fetch(self) -> tuple[str, float]:
        for attempt in range(1, _ATTEMPTS + 1):
            self._circuit.enter()
            try:
                reply = self._send()
            except NoAnswerError as error:
                self._circuit.failed()
                problem = f"Lightcast's sign-in could not be reached: {error}."
            except MalformedAnswerError:
                self._circuit.leave()
                raise
            else:
                if reply.status < 500:
                    self._circuit.succeeded()
                    return self._read(reply)
                self._circuit.failed()
                problem = f"Lightcast's sign-in cannot serve at the moment (status {reply.status})."
            if attempt < _ATTEMPTS:
                self._clock.sleep(2.0 ** (attempt - 1))
        raise UnavailableError(problem, retry_after=60.0)

    def _send(self) -> Reply:
        body = urlencode(
            {
                "client_id": self._settings.client_id,
                "client_secret": self._settings.client_secret,
                "grant_type": "client_credentials",
                "scope": self._settings.scope,
            }
        ).encode()
        return self._http.send(
            Request("POST", self._settings.auth_url, body=body, content_type="application/x-www-form-urlencoded")
        )

    def _read(self, reply: Reply) -> tuple[str, float]:
        try:
            answer = json.loads(reply.body)
        except ValueError:
            answer = None
        if reply.status == 200 and isinstance(answer, dict):
            token, lifetime = answer.get("access_token"), answer.get("expires_in", _DEFAULT_LIFETIME)
            if isinstance(token, str) and token.isprintable() and token and " " not in token:
                usable = isinstance(lifetime, int | float) and not isinstance(lifetime, bool) and lifetime > 0
                return token, float(lifetime) if usable else _DEFAULT_LIFETIME
        if reply.status == 429:
            wait = read_retry_after(reply.headers, self._clock.time())
            raise ThrottledError("Lightcast's sign-in asks for a pause.", retry_after=60.0 if wait is None else wait)
        code = answer.get("error") if isinstance(answer, dict) else None
        if code == "invalid_scope":
            raise PermissionMissingError(
                f"Lightcast does not grant the scope “{self._settings.scope}” to these credentials."
            )
        if code == "invalid_client" or reply.status in {401, 403}:
            raise AuthenticationError("Lightcast refused the client id or the client secret.")
        if isinstance(code, str) and code.replace("_", "").isalpha():
            raise AuthenticationError(f"Lightcast's sign-in refused the request ({code[:40]}).")
        raise MalformedAnswerError(
            f"What answers at the configured sign-in address is not Lightcast's sign-in (status {reply.status})."
        )


def _early(lifetime: float) -> float:
    """Return how many seconds before its end a token is replaced: a minute, less for one that lives shortly."""
    return min(_EARLY, lifetime / 4)
