"""A site whose queue may be asleep is woken by a signed call, which nobody else could make."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from filon.foundation import clock
from filon.schedule import wake_waiting_sites
from filon.tenants import actions, site_secrets, waking
from filon.tenants.models import Site
from tests.parts.processes import free_port
from tests.parts.service import Filon, PairedSite, submission

pytestmark = pytest.mark.usefixtures("mailbox")

_FORMAT = json.loads((Path(__file__).parents[2] / "schemas" / "site-keys.json").read_text())


def _to_site_key(secret: str) -> bytes:
    """HKDF-SHA256 (RFC 5869) as schemas/site-keys.json says it, written down a second time on purpose."""
    derived = _FORMAT["derived_keys"]
    plain = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    extracted = hmac.digest(derived["salt"].encode(), plain, hashlib.sha256)
    return hmac.digest(extracted, derived["info"]["to_site"].encode() + b"\x01", hashlib.sha256)


def test_the_key_is_that_of_the_vectors() -> None:
    vector = _FORMAT["derived_keys"]["vector"]
    assert _to_site_key(vector["secret"]).hex() == vector["keys"]["to_site"]


class WordPress:
    """The flush route of a site: answers 200 to a call that its secret signed, 401 to every other."""

    def __init__(self) -> None:
        self.secrets: list[str] = []
        self.calls: list[tuple[str, int]] = []
        wordpress = self

        class Flush(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = 200 if wordpress.is_signed(self, body) else 401
                wordpress.calls.append((self.path, status))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """The test reads `calls` instead."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Flush)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def is_signed(self, call: BaseHTTPRequestHandler, body: bytes) -> bool:
        id, timestamp = call.headers["webhook-id"], call.headers["webhook-timestamp"]
        signed = f"{id}.{timestamp}.{call.command} {call.path}.".encode() + body
        given = call.headers["webhook-signature"].split(" ")
        fresh = abs(clock.unix() - int(timestamp)) <= _FORMAT["signed_request"]["tolerance_seconds"]
        expected = (hmac.digest(_to_site_key(secret), signed, hashlib.sha256) for secret in self.secrets)
        return fresh and any("v1," + base64.b64encode(one).decode() in given for one in expected)


@contextmanager
def _wordpress() -> Iterator[WordPress]:
    wordpress = WordPress()
    thread = threading.Thread(target=wordpress.server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield wordpress
    finally:
        wordpress.server.shutdown()
        wordpress.server.server_close()
        thread.join()


def _paired(filon: Filon, wordpress: WordPress, name: str = "Menuiserie Atlas") -> PairedSite:
    site = filon.add_client(name, site=wordpress.address)
    wordpress.secrets.append(site.secret)
    return site


def _says_waiting(site: PairedSite, count: int) -> None:
    site.deliver(submission(), headers={"Filon-Waiting": str(count)})


def _wake(filon: Filon, after: timedelta = timedelta()) -> int:
    with clock.standing_at(clock.now() + after):
        return waking.wake_waiting_sites(filon.settings)


def test_it_works(filon: Filon) -> None:
    with _wordpress() as wordpress:
        site = _paired(filon, wordpress)
        assert _wake(filon) == 0, "nothing waits"
        _says_waiting(site, 3)
        assert _wake(filon) == 1
        assert wordpress.calls == [("/wp-json/filon/v1/flush", 200)]
        assert _wake(filon) == 0, "it is just waking"
        assert _wake(filon, timedelta(seconds=31)) == 1
        _says_waiting(site, 0)
        assert _wake(filon, timedelta(minutes=2)) == 0


def test_a_silent_site_is_woken_now_and_then(filon: Filon) -> None:
    with _wordpress() as wordpress:
        _says_waiting(_paired(filon, wordpress), 0)
        silent, soon = timedelta(hours=2), timedelta(minutes=1)
        for after, calls in (
            (silent - soon, 0),
            (silent + soon, 1),
            (silent + waking.BETWEEN_WAKES_OF_SILENT, 1),
            (silent + waking.BETWEEN_WAKES_OF_SILENT + 2 * soon, 2),
        ):
            _wake(filon, after)
            assert len(wordpress.calls) == calls, after


def test_with_plain_permalinks(filon: Filon) -> None:
    with _wordpress() as wordpress:
        site = _paired(filon, wordpress)
        _says_waiting(site, 1)
        with filon.inside(site.tenant):
            Site.update(rest_url=f"{wordpress.address}/index.php?rest_route=/").execute()
        assert _wake(filon) == 1
        assert wordpress.calls == [("/index.php?rest_route=/filon/v1/flush", 200)]


def test_during_a_rotation_either_secret_opens(filon: Filon) -> None:
    with _wordpress() as wordpress:
        site = _paired(filon, wordpress)
        _says_waiting(site, 1)
        with filon.inside(site.tenant):
            wordpress.secrets = [site_secrets.next_secret(Site.get())]
        assert _wake(filon) == 1
        wordpress.secrets = [site.secret]
        assert _wake(filon, timedelta(minutes=1)) == 1


def test_another_sites_key_opens_nothing(filon: Filon) -> None:
    with _wordpress() as wordpress:
        site = _paired(filon, wordpress)
        wordpress.secrets = [filon.add_client("Garage Charlie", "charlie@garage.example").secret]
        _says_waiting(site, 1)
        assert _wake(filon) == 0
        assert [status for _path, status in wordpress.calls] == [401]


def test_a_revoked_site_is_left_alone(filon: Filon) -> None:
    with _wordpress() as wordpress:
        site = _paired(filon, wordpress)
        _says_waiting(site, 1)
        with filon.inside(site.tenant):
            actions.revoke_site(Site.get())
        _wake(filon, timedelta(hours=1))
        assert wordpress.calls == []


def test_a_dead_or_hostile_site_keeps_nobody_else_asleep(filon: Filon) -> None:
    with _wordpress() as wordpress:
        bad = ["http://127.0.0.1:99999/", "http://[", "file:///etc/passwd", "http://127.0.0.1/\x00", ""]
        for n, address in enumerate([*bad, f"http://127.0.0.1:{free_port()}/wp-json/"]):
            site = filon.add_client(f"Business {n}", f"owner{n}@example.com", site=f"https://s{n}.example")
            _says_waiting(site, 1)
            with filon.inside(site.tenant):
                Site.update(rest_url=address.replace("\x00", "\x01")).execute()
        _says_waiting(_paired(filon, wordpress), 1)
        wake_waiting_sites(filon.settings)
        assert [status for _path, status in wordpress.calls] == [200]


def test_a_private_address_is_never_called(filon: Filon) -> None:
    with _wordpress() as wordpress:
        _says_waiting(_paired(filon, wordpress), 1)
        filon.environ["FILON_ALLOW_PRIVATE_HOSTS"] = "no"
        assert _wake(Filon(filon.environ)) == 0
        assert wordpress.calls == []
