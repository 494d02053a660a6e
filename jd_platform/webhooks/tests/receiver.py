"""A server that webhooks are sent to in tests."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Handler(BaseHTTPRequestHandler):
    """Keeps what it is sent, and answers as the test says."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, dict(self.headers), body))
        self.server.answer(self)

    def log_message(self, *args):
        pass


def answering(status, **headers):
    """Return an answer: what a receiver does with the handler of a request once it has its body."""

    def answer(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()

    return answer


@contextlib.contextmanager
def listening():
    """Have a receiver listen while the context lasts; it keeps what it got in `received`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.received, server.answer = [], answering(204)
    server.address = f"http://127.0.0.1:{server.server_port}/hook?x=1"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
