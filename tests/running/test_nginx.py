"""docs/nginx.conf with a real nginx in front of the real server: what it must pass on, and what it must not."""

from __future__ import annotations

import json
import os
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from filon.foundation.ids import new_token
from filon.foundation.web import BODY_BYTES
from tests.bench.running import Web
from tests.parts.databases import Databases
from tests.parts.processes import Server, free_port, listening, program
from tests.parts.service import DRAWN_KEY, Filon, PairedSite, submission

pytestmark = pytest.mark.long

EXAMPLE = Path(__file__).parents[2] / "docs/nginx.conf"
_AROUND = """
{user}
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{servers}
}}
"""

# As root it would work as somebody who may not enter the test's folder.
_USER = "user root;" if os.geteuid() == 0 else ""


@dataclass(frozen=True)
class Proxied:
    """`address` is nginx's, over TLS with a certificate of its own making."""

    address: str
    plain: str
    site: PairedSite
    logs: Path
    web: Web

    @property
    def certificate(self) -> str:
        return str(self.logs / "certificate.pem")

    def get(self, path: str, **how: object) -> requests.Response:
        return requests.get(
            f"{self.address}{path}", verify=self.certificate, timeout=60, allow_redirects=False, **how
        )

    def deliver(self, body: bytes, **headers: str) -> requests.Response:
        signed = {**self.site.headers("/api/v1/submissions", body), **headers}
        url = f"{self.address}/api/v1/submissions"
        return requests.post(url, data=body, headers=signed, verify=self.certificate, timeout=60)


@pytest.fixture(scope="module")
def proxied(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    """One for all who leave it as it was: none looks at what the others have brought."""
    with _proxied(databases, tmp_path_factory.mktemp("proxied")) as running:
        yield running


@contextmanager
def _proxied(databases: Databases, folder: Path) -> Iterator[Proxied]:
    """A service in production mode behind nginx, as the example has it but for ports and folders."""
    port, plain, inner = free_port(), free_port(), free_port()
    address = f"https://127.0.0.1:{port}"
    production = {
        "FILON_ENVIRONMENT": "production",
        "FILON_KEYS": DRAWN_KEY,
        "FILON_ADDRESS": address,
        "FILON_ALLOW_PRIVATE_HOSTS": "no",
        "FILON_TRUSTED_PROXIES": "1",
    }
    environ = {**databases.sqlite(), **production}
    filon = Filon(environ)
    site = filon.add_client()
    filon.close()
    configuration = folder / "nginx.conf"
    configuration.write_text(
        _AROUND.format(user=_USER, folder=folder, servers=_example(folder, port, plain, inner))
    )
    nginx = program("nginx", "nginx", "/usr/sbin/nginx")
    with Web(
        environ, folder / "web.log", port=inner, factory="tests.running.proxied_server:create_app"
    ) as web:
        server = Server(
            [nginx, "-c", str(configuration)], log=folder / "nginx.out", ready=lambda: listening(port)
        )
        try:
            yield Proxied(address, f"http://127.0.0.1:{plain}", site, folder, web)
        finally:
            server.stop()


def _example(folder: Path, port: int, plain: int, inner: int) -> str:
    text = EXAMPLE.read_text()
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=filon.example"
    make += " -addext subjectAltName=IP:127.0.0.1"
    subprocess.run(
        [*make.split(), "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True
    )
    for written, instead in (
        ("127.0.0.1:8000", f"127.0.0.1:{inner}"),
        ("    listen 80;", f"    listen 127.0.0.1:{plain};"),
        ("    listen 443 ssl;", f"    listen 127.0.0.1:{port} ssl;"),
        ("    listen [::]:80;\n", ""),
        ("    listen [::]:443 ssl;\n", ""),
        ("/etc/letsencrypt/live/filon.example/fullchain.pem", str(certificate)),
        ("/etc/letsencrypt/live/filon.example/privkey.pem", str(key)),
        ("/var/log/nginx/", f"{folder}/"),
    ):
        assert written in text, written
        text = text.replace(written, instead)
    return text


def test_it_works(proxied: Proxied) -> None:
    """A site's signed request goes through as it is, however large it may be."""
    answer = proxied.deliver(json.dumps(submission()).encode() + b"\n")
    assert answer.status_code == 200, answer.text
    assert answer.json()["answers"][0]["answer"] == "recorded"
    batch = b"".join(
        json.dumps(submission({"name": f"Visitor {n}", "message": "x" * 19_000})).encode() + b"\n"
        for n in range(40)
    )
    assert len(batch) < BODY_BYTES
    assert proxied.deliver(batch).status_code == 200


def test_the_caller_is_who_called_nginx_and_not_who_it_says(proxied: Proxied) -> None:
    forged = {
        "X-Forwarded-For": "203.0.113.9, 198.51.100.7",
        "X-Forwarded-Proto": "http",
        "Forwarded": "for=1.2.3.4",
    }
    assert proxied.get("/whoami", headers=forged).json() == {"address": "127.0.0.1", "scheme": "https"}


def test_the_headers_of_frames_and_scripts_are_kept(proxied: Proxied) -> None:
    page = proxied.get("/app/sign-in")
    assert page.status_code == 200
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    shell = proxied.get(f"/app/s/{proxied.site.id}/prospects/3")
    assert f"frame-ancestors {proxied.site.home_url}" in shell.headers["Content-Security-Policy"]
    asset = re.search(r'"(/app/static/[^"]+)"', page.text)
    assert asset is not None
    drawn = proxied.get(asset[1])
    assert "immutable" in drawn.headers["Cache-Control"]
    assert page.headers["Content-Encoding"] == "gzip"


def test_too_much_is_refused_in_words_that_a_site_understands(proxied: Proxied) -> None:
    answer = proxied.deliver(b"x" * (BODY_BYTES + 100_000))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert proxied.deliver(b"x" * 4_000_000).status_code == 413


def test_files_may_be_larger_than_anything_else(proxied: Proxied) -> None:
    """They reach Filon, which knows nobody here; what is more than it takes does not."""
    files = f"/app/s/{proxied.site.id}/prospects/1/files"
    answers = [
        requests.post(f"{proxied.address}{path}", data=b"x" * size, verify=proxied.certificate, timeout=60)
        for path, size in ((files, 25_000_000), (files, 30_000_000), (f"{files}/x", 25_000_000))
    ]
    assert [answer.status_code for answer in answers] == [401, 413, 413]
    sent = f"{proxied.address}/api/v1/submissions/{proxied.site.id}/files/0"
    unsigned = requests.put(sent, data=b"x" * 8_000_000, verify=proxied.certificate, timeout=60)
    assert unsigned.status_code == 426


def test_plain_http_leads_to_https_and_nowhere_else(proxied: Proxied) -> None:
    answer = requests.get(
        f"{proxied.plain}/app/", headers={"Host": "evil.example"}, timeout=60, allow_redirects=False
    )
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://filon.example/app/")


def test_a_slow_caller_holds_none_of_our_threads(proxied: Proxied) -> None:
    """Eight that send their body a byte at a time, to processes of one thread: nginx takes the bodies in first."""
    body = json.dumps(submission()).encode() + b"\n"
    waiting = [_half_sent(proxied, body) for _ in range(8)]
    begun = time.monotonic()
    assert proxied.deliver(body).status_code == 200
    assert time.monotonic() - begun < 3
    for connection in waiting:
        connection.close()


def _half_sent(proxied: Proxied, body: bytes) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    port = int(proxied.address.rpartition(":")[2])
    connection = context.wrap_socket(socket.create_connection(("127.0.0.1", port), 5))
    head = f"POST /api/v1/submissions HTTP/1.1\r\nHost: filon.example\r\nContent-Length: {len(body)}\r\n\r\n"
    connection.sendall(head.encode() + body[:10])
    return connection


def test_no_log_of_the_proxy_has_an_address_with_a_token(databases: Databases, tmp_path: Path) -> None:
    token = new_token()
    with _proxied(databases, tmp_path) as proxied:
        proxied.get(f"/app/sign-in/{token}")
        proxied.web.server.kill()
        assert proxied.get(f"/app/sign-in/{token}").status_code == 502
        logs = [*proxied.logs.glob("*.log"), *proxied.logs.glob("*.out")]
        assert logs
        for log in logs:
            assert token not in log.read_text(), log
