"""What capture adds to the visitor's wait: our own form on php-fpm and MariaDB, capture on against off.

Where REAL_PLUGINS names a folder with form plugins, the same of theirs.
"""

from __future__ import annotations

import http.client
import random
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from filon.foundation.operator import across_tenants
from filon.foundation.transactions import transaction
from filon.leads.models import Lead
from filon.tenants import actions
from tests.bench import form_plugins
from tests.bench.running import Web, p95
from tests.bench.wire import State, Wire
from tests.parts.databases import Databases
from tests.parts.mariadb import MariaDB
from tests.parts.processes import free_port, until
from tests.parts.service import Filon
from tests.parts.wordpress import WordPress
from tests.wordpress.visitor import Page, beacon_of, send, visit

ROUNDS = 3
STATES: tuple[State, ...] = ("up", "hanging", "down")
# As fast as a busy form: the delivery of one request may still run when the next comes.
BETWEEN_SECONDS = 0.05
PATIENCE_SECONDS = 60

# Takes the capture away from one request, and nothing else, when the bench asks for it.
_OFF_SWITCH = """<?php
add_action( 'plugins_loaded', static function () {
	if ( 'off' === ( $_SERVER['HTTP_X_CAPTURE'] ?? '' ) ) {
		remove_action( 'filon_form_sent', 'Filon\\\\capture_unread' );
	}
}, 100 );
"""


def measure(rows: int = 120) -> dict[str, dict[str, Any]]:
    """`rows` pairs for each state of the service; medians of three rounds, the worst state counts.

    Of other form plugins half as many, in one round.
    """
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name, MariaDB(durable=True) as mariadb:
        folder = Path(name)
        port = free_port()
        environ = Databases(folder, None).sqlite() | {"FILON_ADDRESS": f"http://127.0.0.1:{port}"}
        inner = free_port()
        service = Filon(environ)
        with (
            Wire(port, inner) as wire,
            Web(environ, folder / "web.log", port=inner),
            WordPress(mariadb=mariadb, server="fpm", durable=True) as fpm,
            WordPress(server="php", durable=True) as built_in,
        ):
            wire.be("up")
            form = _connect(service, environ, fpm)
            _connect(service, environ, built_in)
            # Before any failure: after one the plugin waits longer each time, until the service wakes it.
            delivered = {"delivered_s_fpm": _delivered(fpm), "delivered_s_unflushable": _delivered(built_in)}
            figures = {"": _states(wire, form, fpm, rows) | delivered}
            figures |= form_plugins.measure(
                wire, lambda site: _pair(service, environ, site), mariadb, rows // 2, STATES
            )
        service.close()
    return figures


def _connect(service: Filon, environ: dict[str, str], site: WordPress) -> str:
    """Pair the site and give the address of its form."""
    _pair(service, environ, site)
    switch = site.site.root / "wp-content/mu-plugins/capture-switch.php"
    switch.parent.mkdir(exist_ok=True)
    switch.write_text(_OFF_SWITCH)
    return site.create_page("Contact", '<!-- wp:filon/form {"id":"contact"} /-->')


def _pair(service: Filon, environ: dict[str, str], site: WordPress) -> None:
    new = actions.add_client(
        service=environ["FILON_ADDRESS"],
        name="Menuiserie Atlas",
        site_url=site.url,
        owner_email="alice@atlas.example",
        region="MA",
        currency="MAD",
        zone="Africa/Casablanca",
        language="fr",
    )
    site.wp("filon", "connect", new.code)


def _states(wire: Wire, form: str, site: WordPress, pairs: int) -> dict[str, Any]:
    found: dict[str, list[tuple[float, float]]] = {state: [] for state in STATES}
    for _round in range(ROUNDS):
        for state in STATES:
            wire.be(state)
            found[state].append(_added(form, site, pairs))
    wire.be("up")
    figures: dict[str, Any] = {}
    for state in STATES:
        figures[f"{state}_median"] = round(statistics.median(m for m, _ in found[state]), 2)
        figures[f"{state}_p95"] = round(statistics.median(p for _, p in found[state]), 2)
    worst = {kind: max(figures[f"{state}_{kind}"] for state in STATES) for kind in ("median", "p95")}
    return {"added_ms_median": worst["median"], "added_ms_p95": worst["p95"], **figures}


def _added(form: str, site: WordPress, pairs: int) -> tuple[float, float]:
    """(difference of medians, difference of 95th percentiles) in ms."""
    page = visit(form)
    times: dict[str, list[float]] = {"on": [], "off": []}
    pause = threading.Event()
    for n in range(pairs):
        for capture in random.sample(("on", "off"), 2):
            times[capture].append(_post(site, form, page, n, capture))
            pause.wait(BETWEEN_SECONDS)
    return (
        statistics.median(times["on"]) - statistics.median(times["off"]),
        p95(times["on"]) - p95(times["off"]),
    )


def _post(site: WordPress, form: str, page: Page, n: int, capture: str) -> float:
    """Milliseconds from sending the form to the last byte of the answer."""
    values = {"name": f"Salma {n}", "phone": f"06{10_000_000 + n}", "message": "Une cuisine en chêne"}
    body = urlencode(page.filled(values)).encode()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Capture": capture,
        "Connection": "close",
    }
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    began = time.perf_counter()
    connection.request("POST", form.removeprefix(site.url), body, headers)
    response = connection.getresponse()
    response.read()
    took = (time.perf_counter() - began) * 1000
    connection.close()
    if response.status != 303:
        raise SystemExit(f"form: the visitor was answered {response.status}")
    return took


def _delivered(site: WordPress) -> float:
    """Seconds from a visitor's form to the lead in the service, with WP-Cron dead; only the visitor's page helps."""
    contact = next(
        line
        for line in site.wp("post", "list", "--post_type=page", "--field=url").split()
        if "contact" in line
    )
    before = _leads()
    began = time.monotonic()
    thanks = send(
        contact, {"name": "Khadija", "phone": f"06{int(began * 1000) % 10**8:08}", "message": "Un escalier"}
    )
    if beacon := beacon_of(thanks):
        connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
        connection.request("POST", beacon.removeprefix(site.url))
        connection.getresponse().read()
    until(lambda: _leads() > before, "the lead in the service", PATIENCE_SECONDS)
    return round(time.monotonic() - began, 2)


def _leads() -> int:
    with across_tenants("count leads"), transaction(write=False):
        return int(Lead.select().count())
