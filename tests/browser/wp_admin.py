"""A page that stands in wp-admin's place, on another site than the service, with the plugin's own script in it.

It answers what WordPress answers: the page, a token for whoever is signed in, a new nonce. Who is signed in, and
as what, is set by the test.
"""

import json
import secrets
import threading
import time
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

from filon.foundation.signatures import SiteKeys
from tests.browser.service import Client
from tests.parts.processes import free_port

PLUGIN = Path(__file__).parents[2] / "wp-plugin"

_PAGE = Path(__file__).with_name("wp_admin.html").read_text()


class WpAdmin:
    """wp-admin's side of the frame, at http://localhost:PORT (the service is at 127.0.0.1: another site)."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.signed_in = True
        self.role = "manager"
        self.locale = "fr_FR"
        self.tokens_given = 0
        self.script_delay = 0.0
        self.client: Client | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        # shutdown() waits until it looks.
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def page(self, path: str = "") -> str:
        """Address of the dashboard's page in wp-admin."""
        return f"{self.address}/wp-admin/admin.php?page=filon" + (f"&filon-path={path}" if path else "")

    def token(self) -> str:
        """What the plugin's route gives to whoever is signed in."""
        client = self._client()
        self.tokens_given += 1
        now = int(time.time())
        claims = {
            "iss": client.site,
            "sub": "7",
            "aud": client.service,
            "iat": now,
            "exp": now + 60,
            "jti": secrets.token_hex(16),
            "name": "Alice",
            "email": "alice@example.com",
            "role": self.role,
            "locale": self.locale,
            "scheme": "modern",
            "colour": "#3858e9",
        }
        padded = client.secret + "=" * (-len(client.secret) % 4)
        return jwt.encode(claims, SiteKeys.of(jwt.utils.base64url_decode(padded)).embed, algorithm="HS256")

    def write_page(self, path: str) -> str:
        base = self._client().dashboard
        return _PAGE.format(
            origin=self._client().service, base=base, src=escape(base + path.lstrip("/")), colour="#3858e9"
        )

    def stop(self) -> None:
        self._server.shutdown()

    def _client(self) -> Client:
        assert self.client is not None, "set .client first"
        return self.client

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        admin = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                url = urlsplit(self.path)
                if url.path == "/wp-admin/admin.php":
                    self._answer(
                        admin.write_page(parse_qs(url.query).get("filon-path", [""])[0]), "text/html"
                    )
                elif url.path in ("/embed.js", "/embed.css"):
                    threading.Event().wait(admin.script_delay if url.path.endswith("js") else 0)
                    kind = "text/javascript" if url.path.endswith("js") else "text/css"
                    self._answer((PLUGIN / "admin" / url.path[1:]).read_text(), kind)
                elif url.path == "/nonce" and admin.signed_in:
                    self._answer("abcdef5678", "text/plain")
                else:
                    self._answer("0", "text/plain", 400)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if admin.signed_in:
                    self._answer(json.dumps({"token": admin.token()}), "application/json")
                else:
                    self._answer("{}", "application/json", 401)

            def _answer(self, body: str, kind: str, status: int = 200) -> None:
                self.send_response(status)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        return Handler
