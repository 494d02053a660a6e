"""The emulator on a port: bounded in connections, in bytes and, when wished, in time."""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from skills.lightcast.emulator.faults import Fault, FaultKind
from skills.lightcast.emulator.messages import HttpRequest, HttpResponse, envelope, not_found, too_large
from skills.lightcast.emulator.service import CONTROL, Emulator
from skills.lightcast.limits import DOCUMENT_BYTES

LOOPBACK = "127.0.0.1"

_CONNECTIONS = 64
# A JSON body escapes some characters, so it may be a little larger than the document in it.
_LARGEST_BODY = DOCUMENT_BYTES + 1_000_000
_IDLE_SECONDS = 30

log = logging.getLogger(__name__)


class EmulatorServer:
    """Serves an emulator over HTTP, in a thread of its own. Use it in a `with`, or call `start` and `stop`.

    Args:
        emulator: what answers.
        host: address to listen at; the loopback address unless told otherwise.
        port: port; 0 takes a free one.
        stop_after: seconds after which it stops by itself; None for never.

    Attributes:
        url: base of all addresses, without a slash at the end.
    """

    def __init__(
        self, emulator: Emulator, *, host: str = LOOPBACK, port: int = 0, stop_after: float | None = None
    ) -> None:
        self._server = _Server((host, port), emulator)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._timer = None if stop_after is None else threading.Timer(stop_after, self.stop)
        self._stopped = threading.Event()
        self._stop_lock = threading.Lock()
        self.port = int(self._server.server_address[1])
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self.port}"

    def start(self) -> EmulatorServer:
        """Begin to serve."""
        self._thread.start()
        if self._timer is not None:
            self._timer.daemon = True
            self._timer.start()
        return self

    def stop(self) -> None:
        """Stop serving and break off every connection. May be called more than once."""
        with self._stop_lock:
            if self._stopped.is_set():
                return
            if self._timer is not None:
                self._timer.cancel()
            self._server.stopping.set()
            if self._thread.is_alive():
                self._server.shutdown()
            self._server.break_off()
            self._server.server_close()
            self._stopped.set()

    def wait(self) -> None:
        """Return when it has stopped."""
        self._stopped.wait()

    def __enter__(self) -> EmulatorServer:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], emulator: Emulator) -> None:
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        self.emulator = emulator
        self.stopping = threading.Event()
        self._places = threading.BoundedSemaphore(_CONNECTIONS)
        self._open: set[socket.socket] = set()
        self._changed = threading.Condition()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Take a connection while there is a place for it; otherwise close it at once."""
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        with self._changed:
            self._open.add(request)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection and give its place back."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._changed:
                self._open.discard(request)
                self._changed.notify_all()
            self._places.release()

    def break_off(self) -> None:
        """Break off the connections that are open and wait a moment for their threads."""
        with self._changed:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._changed.wait_for(lambda: not self._open, timeout=2.0)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Note a connection that the other side broke off."""
        log.debug("connection ended with an error", exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "LightcastEmulator"
    sys_version = ""
    timeout = _IDLE_SECONDS
    # Head and body leave together: in two small packets each answer would wait for the other side's acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Answer a GET."""
        self._serve()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Note each request with address and status, never with its headers."""
        log.info("%s", format % args)

    def _serve(self) -> None:
        body = self._body()
        if isinstance(body, HttpResponse):
            self.close_connection = True
            self._send(body, None)
            return
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        request = HttpRequest(self.command, parts.path, query, headers, body)
        if parts.path.startswith(CONTROL):
            near = ipaddress.ip_address(self.client_address[0]).is_loopback
            self._send(self.server.emulator.control(request) if near else not_found("").response, None)
            return
        try:
            response, fault = self.server.emulator.handle(request)
        except Exception:
            log.exception("the emulator failed at %s", parts.path)
            response, fault = envelope(500, "Internal Server Error", "The emulator failed").response, None
        self._send(response, fault)

    def _body(self) -> bytes | HttpResponse:
        length = self.headers.get("Content-Length", "0")
        if self.headers.get("Transfer-Encoding") or not length.isdigit():
            return envelope(411, "Length Required", "Content-Length is required").response
        if int(length) > _LARGEST_BODY:
            # Read away what can be, so that the other side gets to see the answer.
            left = min(int(length), 4 * _LARGEST_BODY)
            while left > 0 and (chunk := self.rfile.read(min(left, 1 << 16))):
                left -= len(chunk)
            return too_large().response
        return self.rfile.read(int(length))

    def _send(self, response: HttpResponse, fault: Fault | None) -> None:
        kind = fault.kind if fault else None
        if kind is FaultKind.NO_ANSWER:
            self.close_connection = True
            return
        if kind is FaultKind.SLOW and fault is not None:
            self.server.stopping.wait(fault.seconds)
        body = response.body()
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in response.headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if kind is FaultKind.CUT:
            self.close_connection = True
            body = body[: len(body) // 2]
        self.wfile.write(body)
