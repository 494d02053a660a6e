"""A small OpenID Connect provider on loopback, for tests: it lets in, at once, whoever it is told to."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID = "jd-platform"
CLIENT_SECRET = "a secret of the client"
KEY_ID = "one"


class Provider(ThreadingHTTPServer):
    """The server, and what the next sign-in is to be.

    Attributes:
        claims: what it says of the person, in the user information and in the id_token.
        error: what it answers in place of a code, such as access_denied; empty for none.
        in_token: claims of the id_token that differ.
        signs_falsely: whether it signs with a key that it does not publish.
        asked: the parameters of the newest request to sign somebody in.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.key, self.other_key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
        self.asked: dict[str, str] = {}
        self.answer_with({})

    def answer_with(
        self,
        claims: dict[str, Any],
        *,
        error: str = "",
        in_token: dict[str, Any] | None = None,
        signs_falsely: bool = False,
    ) -> None:
        """Set what the next sign-in is to be."""
        self.claims, self.error, self.in_token, self.signs_falsely = claims, error, in_token or {}, signs_falsely

    def discovery(self) -> dict[str, Any]:
        """Return where things are."""
        places = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        return {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **{f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in places.items()},
        }

    def jwks(self) -> dict[str, Any]:
        """Return the public key."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]}

    def tokens(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Return the tokens for a code, None when the client or its proof is not the right one."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if form["client_secret"] != CLIENT_SECRET or challenge.decode() != self.asked["code_challenge"]:
            return None
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "exp": time.time() + 60, **self.claims, **self.in_token}
        key = self.other_key if self.signs_falsely else self.key
        id_token = jwt.encode(claims, key, algorithm="RS256", headers={"kid": KEY_ID})
        return {"access_token": "of one use", "token_type": "Bearer", "id_token": id_token}


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        pages = {
            "/.well-known/openid-configuration": self.server.discovery,
            "/jwks": self.server.jwks,
            "/userinfo": lambda: self.server.claims,
        }
        if address.path == "/authorize":
            asked = self.server.asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            answer = {"error": self.server.error} if self.server.error else {"code": "of one use"}
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{urlencode({**answer, 'state': asked['state']})}")
            self.end_headers()
        else:
            self._send(pages[address.path]())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._send(self.server.tokens({name: values[0] for name, values in parse_qs(body).items()}))

    def _send(self, answer: dict[str, Any] | None) -> None:
        content = json.dumps(answer or {"error": "invalid_client"}).encode()
        self.send_response(401 if answer is None else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Provider]:
    """Have a provider serve while the context lasts."""
    with Provider() as provider:
        thread = threading.Thread(target=provider.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            provider.shutdown()
            thread.join()
