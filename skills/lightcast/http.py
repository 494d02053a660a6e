"""One request, one reply: the only module of the project that speaks HTTP to the outside."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from skills.lightcast.errors import MalformedAnswerError

_CHUNK = 64 * 1024
_LARGEST_ANSWER = 256 * 1024 * 1024
# A whole answer may take this many read time-outs: the full skill list is some 20 MB, a dripping server is cut off.
_PATIENCE = 10


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent.

    Attributes:
        method: "GET" or "POST".
        url: whole, without query.
        query: query parameters.
        body: the raw body, already encoded.
        content_type: of the body.
        upload: a file for a multipart body: field name, file name, bytes, content type.
    """

    method: str
    url: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = field(default=None, repr=False)
    content_type: str = ""
    upload: tuple[str, str, bytes, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whole. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class NoAnswerError(Exception):
    """No whole answer came.

    Attributes:
        sent: whether the request may have reached the server.
    """

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.sent = sent


class _Bearer(requests.auth.AuthBase):
    """Puts the token on; given even when empty, because `requests` would otherwise look in the user's .netrc."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Http:
    """Sends requests with time-outs; keeps one connection pool a thread.

    Args:
        connect_timeout: seconds to wait for a connection.
        read_timeout: seconds to wait for the next bytes.
    """

    def __init__(self, *, connect_timeout: float, read_timeout: float) -> None:
        self._timeouts = (connect_timeout, read_timeout)
        self._local = threading.local()

    def longest(self) -> float:
        """Return the seconds after which every call has ended."""
        connect, read = self._timeouts
        return connect + read * (_PATIENCE + 1)

    def send(self, request: Request, *, token: str = "") -> Reply:
        """Send once.

        Raises:
            NoAnswerError: when no whole answer came, whatever the reason.
            MalformedAnswerError: when the answer is a redirect or absurdly large.
        """
        headers = {"Accept": "application/json"}
        files: Any = None
        if request.upload is not None:
            name, file_name, data, content_type = request.upload
            files = {name: (file_name, data, content_type)}
        elif request.content_type:
            headers["Content-Type"] = request.content_type
        deadline = time.monotonic() + self.longest()
        try:
            with self._session().request(
                request.method,
                request.url,
                params=dict(request.query),
                data=request.body,
                files=files,
                headers=headers,
                auth=_Bearer(token),
                timeout=self._timeouts,
                # A redirect could carry the credentials to another host.
                allow_redirects=False,
                stream=True,
            ) as response:
                return _read(response, deadline)
        except requests.exceptions.InvalidURL:
            raise NoAnswerError("its address is not valid", sent=False) from None
        except requests.exceptions.ConnectTimeout:
            raise NoAnswerError("the connection was not made in time", sent=False) from None
        except requests.exceptions.SSLError:
            raise NoAnswerError("its certificate was not accepted", sent=False) from None
        except requests.exceptions.ConnectionError as error:
            unreachable = "NewConnectionError" in repr(error) or "NameResolutionError" in repr(error)
            reason = "no connection could be made" if unreachable else "the connection broke off"
            raise NoAnswerError(reason, sent=not unreachable) from None
        except requests.exceptions.Timeout:
            raise NoAnswerError("the answer did not come in time", sent=True) from None
        except requests.exceptions.RequestException:
            raise NoAnswerError("the answer broke off", sent=True) from None

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
        return session


def _read(response: requests.Response, deadline: float) -> Reply:
    if response.is_redirect or response.is_permanent_redirect:
        raise MalformedAnswerError("Lightcast's address answers with a redirect; the configured address is not right.")
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > _LARGEST_ANSWER:
            raise MalformedAnswerError("Lightcast's answer is too large to be right.")
        if time.monotonic() > deadline:
            raise NoAnswerError("the answer came too slowly", sent=True)
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Reply(response.status_code, headers, bytes(body))
