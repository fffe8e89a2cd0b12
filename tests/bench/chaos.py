"""Many visitors send a real form while everything fails in turn; in the end both ledgers agree, or this says why not.

The service is killed, slow, away, hanging, cut off after it has written, answers 500, and 200 without a receipt; PHP is
killed in the middle of requests; the site's database takes no writes for a while.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import random
import secrets
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import requests

from filon.intake.models import Submission
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from filon.tenants import actions
from filon.tenants.ledgers import Ledger
from tests.bench.php_kills import outlast_the_dead
from tests.bench.running import Web, Worker, with_address
from tests.bench.wire import State, Wire
from tests.parts.databases import Databases
from tests.parts.mariadb import MariaDB
from tests.parts.postgres import Postgres
from tests.parts.processes import free_port, until
from tests.parts.service import Filon
from tests.parts.wordpress import WordPress
from tests.wordpress.site import PluginSite
from tests.wordpress.visitor import visit

_VISITORS = 4
# Of so many visitors who are shown an error one sends the same again.
_ERRORS_A_RELOAD = 10
_LONGEST_FAULT_SECONDS = 3.0
_LONGEST_CALM_SECONDS = 1.0
_PATIENCE_SECONDS = 120
# Not the administrator of the server: an administrator may write where nobody else may.
_DATABASE_USER = "site"
FAULTS: tuple[str, ...] = ("kill", "php", "read-only", *(state for state in get_args(State) if state != "up"))
Figures = dict[str, Any]


def measure(rows: int = 20_000) -> dict[str, Figures]:
    """`rows` is how many requests visitors send in all, half of them to a service on each engine.

    More where not every fault has come by then.
    """
    figures = {}
    with (
        tempfile.TemporaryDirectory(dir="/var/tmp") as name,
        Postgres(durable=True) as postgres,
        MariaDB(durable=True) as mariadb,
    ):
        user = f"'{_DATABASE_USER}'@'localhost'"
        mariadb.execute(f"CREATE USER {user}; GRANT ALL ON `wp\\_%`.* TO {user};")
        constants = {"DB_USER": _DATABASE_USER}
        with WordPress(mariadb=mariadb, server="fpm", constants=constants) as wordpress:
            site = PluginSite(wordpress, answers_early=True)
            databases = Databases(Path(name), postgres)
            for engine, make in (("sqlite", databases.sqlite), ("postgresql", databases.postgresql)):
                chaos = Chaos(make(), Path(name), site, mariadb)
                figures[engine] = chaos.reign(rows // 2, seed=secrets.randbits(32))
    return figures


def wrong(figures: dict[str, Figures]) -> list[str]:
    """What must not be: something lost, doubled or not in both ledgers; a fault that never came, or no reload."""
    found = []
    for engine, values in figures.items():
        found += [
            f"{engine}: {values[name]} {name}" for name in ("lost", "doubled", "gaps") if values[name] != 0
        ]
        must_be = ["sent_again", *(f"faults_{kind}" for kind in FAULTS)]
        found += [f"{engine}: no {name}" for name in must_be if values[name] == 0]
    return found


def doubles(sent: Counter[str], lines: Counter[str], told: Counter[str]) -> list[str]:
    """Messages of which there is more than was sent, by how often each was sent, came, and stands on a prospect.

    Whoever is answered 5xx can't know whether their message was kept, and may send it once more: then it is no double
    that two lines come, one for each time. But it is one request all the same: whoever was thanked once, or never, is
    called back once, and the service takes what comes again within two minutes for the same. So a double is a line that
    nobody sent, or a second request of one message, however often it was sent.
    """
    found = [
        f"{one}: {times} lines, sent {sent[one]} times" for one, times in lines.items() if times > sent[one]
    ]
    return found + [f"{one}: {times} requests on its prospect" for one, times in told.items() if times > 1]


class Chaos:
    """A service on `environ`'s database and a site on MariaDB, with a wire between them that fails as it is told."""

    def __init__(self, environ: dict[str, str], folder: Path, site: PluginSite, mariadb: MariaDB) -> None:
        self._environ, self._folder = with_address(environ), folder
        self._site, self._mariadb = site, mariadb
        self._wire = Wire(int(self._environ["FILON_ADDRESS"].rpartition(":")[2]), free_port())
        self._counts: Counter[str] = Counter()
        self._to_come: list[str] = []
        self._pause = threading.Event()

    def reign(self, count: int, seed: int) -> Figures:
        """Let so many requests be sent while things fail, then let all be delivered, and count. Prints the seed."""
        print(
            f"chaos: {count} requests with seed {seed}, {self._environ['FILON_DATABASE'].partition(':')[0]}"
        )
        chance = random.Random(seed)
        service = Filon(self._environ)
        client = self._add_client()
        with self._wire:
            self._web = self._serve()
            try:
                self._wire.be("up")
                with Worker(self._environ, self._folder / "worker.log"):
                    self._site.reset(client.code)
                    visitors = Visitors(self._site.contact, count)
                    try:
                        while visitors.are_sending():
                            self._fail(chance)
                            if set(self._counts) == set(FAULTS):
                                visitors.may_end()
                    finally:
                        visitors.may_end()
                    visitors.check()
                    self._settle()
            finally:
                self._web.server.stop()
        with service.inside(client.tenant, write=False):
            figures = self._count(visitors)
        service.close()
        return figures

    def _add_client(self) -> Any:
        about = {"region": "MA", "currency": "MAD", "zone": "Africa/Casablanca", "language": "fr"}
        return actions.add_client(
            service=self._environ["FILON_ADDRESS"],
            name="Menuiserie Atlas",
            site_url=self._site.url,
            owner_email="alice@atlas.example",
            **about,
        )

    def _serve(self) -> Web:
        # What is set aside is no request, and would hide every second one.
        factory = "tests.bench.without_floods:create_app"
        return Web(self._environ, self._folder / "web.log", factory=factory, port=self._wire.target)

    def _fail(self, chance: random.Random) -> None:
        """Let one thing fail for a while, and then all be well for a shorter one."""
        faults: dict[str, Callable[[float], None]] = {"kill": self._kill, "php": self._kill_php}
        faults["read-only"] = self._refuse_writes
        # One after another in any order, all of them before one comes again.
        self._to_come = self._to_come or chance.sample(FAULTS, len(FAULTS))
        name = self._to_come.pop()
        self._counts[name] += 1
        seconds = chance.uniform(0.1, _LONGEST_FAULT_SECONDS)
        if name in faults:
            faults[name](seconds)
        else:
            self._wire.be(name)  # type: ignore[arg-type]
            self._pause.wait(seconds)
            self._wire.be("up")
        # Or after some failures the site would leave the service alone until all is over.
        with contextlib.suppress(RuntimeError):
            self._site.php("Filon\\close_breaker();")
        self._pause.wait(chance.uniform(0, _LONGEST_CALM_SECONDS))

    def _kill(self, seconds: float) -> None:
        self._web.server.kill()
        self._pause.wait(seconds)
        self._web = self._serve()

    def _kill_php(self, seconds: float) -> None:
        over = time.monotonic() + seconds
        while time.monotonic() < over:
            self._site.wordpress.kill_workers()
            self._pause.wait(0.3)
        outlast_the_dead(self._site)

    def _refuse_writes(self, seconds: float) -> None:
        self._mariadb.execute("SET GLOBAL read_only = ON")
        self._pause.wait(seconds)
        self._mariadb.execute("SET GLOBAL read_only = OFF")

    def _settle(self) -> None:
        """Let everything that was kept be delivered, and both sides compare."""
        outlast_the_dead(self._site)
        until(self._is_delivered, "what was kept to be delivered", _PATIENCE_SECONDS)
        print(f"  {self._site.wordpress.wp('filon', 'ledger')}")

    def _is_delivered(self) -> bool:
        return self._site.wordpress.wp("filon", "flush").endswith(" 0 waiting")

    def _count(self, visitors: Visitors) -> Figures:
        """What the service has against what visitors were thanked for, and what both ledgers say."""
        rows = Submission.select(Submission.id, Submission.line)
        lines = {row.id.hex: _message(json.loads(bytes(row.line))) for row in rows}
        kept = Counter(lines.values())
        told = Counter(
            lines[interaction.details["submission"]]
            for interaction in Interaction.select().where(Interaction.kind == "request")
        )
        lost = [message for message in visitors.thanked if message not in kept]
        lost += [
            f"row {row['uuid']}: {row['last_error']}"
            for row in self._site.rows()
            if row["status"] != "delivered"
        ]
        doubled = doubles(visitors.sent, kept, told)
        phones = Counter(lead.phone for lead in Lead.select(Lead.phone))
        doubled += [f"prospect {phone}" for phone, times in phones.items() if times > 1]
        for what in (*lost, *doubled):
            print(f"  {what}")
        ledger = Ledger.get()
        return {
            "submissions": len(lines),
            "thanked": len(visitors.thanked),
            "sent_again": visitors.sent.total() - len(visitors.sent),
            "came_again": kept.total() - len(kept),
            "lost": len(lost),
            "doubled": len(doubled),
            "gaps": ledger.gaps,
            "in_both_ledgers": ledger.received,
            "faults": self._counts.total(),
            **{f"faults_{kind}": self._counts[kind] for kind in FAULTS},
        }


class Visitors:
    """Several at once send the form, each request as somebody else, until `count` were sent and they may end."""

    def __init__(self, form: str, count: int) -> None:
        self._form, self._page = form, visit(form)
        self._count, self._numbers, self._errors = count, itertools.count(), itertools.count()
        self._lock, self._is_enough = threading.Lock(), threading.Event()
        self._faults: list[BaseException] = []
        self.thanked: set[str] = set()
        self.sent: Counter[str] = Counter()
        self._threads = [threading.Thread(target=self._send_all) for _visitor in range(_VISITORS)]
        for thread in self._threads:
            thread.start()

    def are_sending(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def may_end(self) -> None:
        """Nothing is still to fail."""
        self._is_enough.set()

    def check(self) -> None:
        """Raise what went wrong with a visitor."""
        for fault in self._faults:
            raise fault

    def _send_all(self) -> None:
        try:
            while (number := self._next()) is not None:
                self._send(number)
        except BaseException as fault:
            self._faults.append(fault)

    def _next(self) -> int | None:
        with self._lock:
            number = next(self._numbers)
        return number if number < self._count or not self._is_enough.is_set() else None

    def _send(self, number: int) -> None:
        message = f"Message {number}"
        values = {"name": "Salma", "phone": f"06{10_000_000 + number}", "message": message}
        filled = self._page.filled(values)
        is_over = False
        while not is_over:
            self.sent[message] += 1
            answer = requests.post(self._form, data=filled, allow_redirects=False, timeout=_PATIENCE_SECONDS)
            # nginx answers 502 for PHP that died; 503 says to the visitor that nothing could be written anywhere.
            if answer.status_code == 303:
                self.thanked.add(message)
                return
            assert answer.status_code in (500, 502, 503, 504), answer.text
            with self._lock:
                is_over = next(self._errors) % _ERRORS_A_RELOAD != 0


def _message(line: dict[str, Any]) -> str:
    return str(next(one["value"] for one in line["fields"] if one["id"] == "message"))
