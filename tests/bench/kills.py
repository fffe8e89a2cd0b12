"""kill -9 of web, worker and PHP at random moments while sites deliver: what is lost, what is doubled."""

from __future__ import annotations

import json
import random
import secrets
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from filon.foundation import clock
from filon.foundation.outbox import Event
from filon.intake.models import Submission
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from filon.notifications.models import Notification
from tests.bench import php_kills
from tests.bench.plugin import Plugin
from tests.bench.running import Web, Worker, with_address
from tests.parts.databases import Databases
from tests.parts.mariadb import MariaDB
from tests.parts.postgres import Postgres
from tests.parts.service import Filon, PairedSite, submission
from tests.parts.smtp import Mailbox
from tests.parts.wordpress import WordPress
from tests.wordpress.site import PluginSite

# Every fifth visitor has asked before.
_AGAIN = 5
# Between kills, from at once to long enough for the mails of what came meanwhile.
_LONGEST_LIFE_SECONDS = 0.5
_PATIENCE_SECONDS = 60
# Each may be sent so many single mails an hour; together there is a mail on its way at most kills.
_CLIENTS = 20
_VISITORS = 2


@dataclass
class _Client:
    """A business, what its site has a receipt for (uuid → answer), and who asked there."""

    site: PairedSite
    plugin: Plugin
    delivered: dict[str, dict[str, Any]] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)


@dataclass
class Toll:
    """What the kills cost. `lost` and `doubled` name each thing; `mails` counts accepted ones, again or not."""

    kills: int
    submissions: int
    tries: int
    mails: int
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


def measure(rows: int = 300) -> dict[str, dict[str, Any]]:
    """`rows` is how many kills in all, half on each engine, and of these a third on the PHP of a real WordPress."""
    figures = {}
    of_php = rows // 6
    with (
        tempfile.TemporaryDirectory(dir="/var/tmp") as name,
        Postgres(durable=True) as postgres,
        MariaDB(durable=True) as mariadb,
        WordPress(mariadb=mariadb, server="fpm") as wordpress,
    ):
        folder = Path(name)
        databases = Databases(folder, postgres)
        site = PluginSite(wordpress, answers_early=True)
        for engine, make in (("sqlite", databases.sqlite), ("postgresql", databases.postgresql)):
            toll = survive(make(), folder, kills=rows // 2 - of_php, seed=secrets.randbits(32))
            forms = php_kills.survive(make(), folder, site, kills=of_php, seed=secrets.randbits(32))
            for what in (*toll.lost, *toll.doubled, *forms.lost, *forms.doubled):
                print(f"  {what}")
            figures[engine] = {
                "lost": len(toll.lost) + len(forms.lost),
                "doubled": len(toll.doubled) + len(forms.doubled),
                "kills": toll.kills + forms.kills,
                "kills_of_php": forms.kills,
                "submissions": toll.submissions + forms.submissions,
                "mails": toll.mails,
            }
    return figures


def survive(environ: dict[str, str], folder: Path, *, kills: int, seed: int) -> Toll:
    """Kill so many times while a site delivers, let what is left be done, and count. Prints the seed."""
    print(f"kills: {kills} with seed {seed}, {environ['FILON_DATABASE'].partition(':')[0]}")
    with Mailbox() as mailbox:
        environ = with_address(environ) | {"FILON_SMTP": f"smtp://{mailbox.host}:{mailbox.port}"}
        service = Filon(environ)
        sites = [
            service.add_client(f"Client {n}", f"owner{n}@client.example", site=f"https://client{n}.example")
            for n in range(_CLIENTS)
        ]
        service.close()
        clients = [_Client(site, Plugin(site, environ["FILON_ADDRESS"])) for site in sites]
        # Each at clients of its own: requests of several are under way when a server dies.
        visitors = [_Visitors(clients[n::_VISITORS]) for n in range(_VISITORS)]
        for visitor in visitors:
            visitor.start()
        try:
            _kill(environ, folder, visitors, kills, random.Random(seed))
        finally:
            for visitor in visitors:
                visitor.stop()
        service.outlast_leases()
        # Whatever is to be tried again is due by tomorrow.
        with clock.standing_at(clock.now() + timedelta(days=1)):
            service.work()
        delivered = sum(len(client.delivered) for client in clients)
        toll = Toll(kills, delivered, sum(client.plugin.tries for client in clients), len(mailbox.mails))
        sent = {str(mail.message["Message-ID"]).strip("<>").partition("@")[0] for mail in mailbox.mails}
        for client in clients:
            with service.inside(client.site.tenant, write=False):
                _count(toll, client)
                sent -= _count_mails(toll, client, sent)
        toll.doubled += [f"mail {id} that nothing caused" for id in sent]
        service.close()
    print(f"  {toll.submissions} submissions in {toll.tries} tries, {toll.mails} mails")
    return toll


def _kill(
    environ: dict[str, str], folder: Path, visitors: list[_Visitors], kills: int, chance: random.Random
) -> None:
    """Kill a web server or a worker, start another, again; the last ones live until all has been delivered."""
    life = threading.Event()
    web, worker = _web(environ, folder), Worker(environ, folder / "worker.log")
    try:
        for _kill in range(kills):
            life.wait(chance.uniform(0, _LONGEST_LIFE_SECONDS))
            if chance.random() < 0.5:
                web.server.kill()
                web = _web(environ, folder)
            else:
                worker.server.kill()
                worker = Worker(environ, folder / "worker.log")
        for visitor in visitors:
            visitor.stop()
    finally:
        # All has been answered, and a process that is asked to end while it starts takes ten seconds for it.
        web.server.kill()
        worker.server.stop()


def _web(environ: dict[str, str], folder: Path) -> Web:
    return Web(environ, folder / "web.log", processes=_VISITORS)


class _Visitors(threading.Thread):
    """Somebody asks, again and again, until stop(); each request is delivered before the next."""

    def __init__(self, clients: list[_Client]) -> None:
        super().__init__()
        self._clients = clients
        self._stopping = threading.Event()
        self._deadline = float("inf")
        self._fault: BaseException | None = None

    def run(self) -> None:
        count = 0
        try:
            while not self._stopping.wait(0.01):
                client = self._clients[count // 10 % len(self._clients)]
                batch = [self._submission(client, count + n) for n in range(1 + count % 3)]
                count += len(batch)
                answers = client.plugin.deliver([json.dumps(one).encode() for one in batch], self._give_up)
                client.delivered |= {one["uuid"]: answer for one, answer in zip(batch, answers, strict=True)}
        except BaseException as fault:
            self._fault = fault

    def _submission(self, client: _Client, n: int) -> dict[str, Any]:
        person = f"visitor{n - n % _AGAIN if n % _AGAIN == 1 else n}@example.com"
        client.people.add(person)
        # Few to a form, or it were a flood.
        return submission({"email": person, "message": f"Message {n}"}, form={"id": f"form-{n // 50}"})

    def _give_up(self) -> bool:
        return time.monotonic() > self._deadline

    def stop(self) -> None:
        """Let the request under way be delivered, then end; raises what went wrong."""
        self._deadline = time.monotonic() + _PATIENCE_SECONDS
        self._stopping.set()
        self.join()
        if self._fault:
            raise self._fault


def _count(toll: Toll, client: _Client) -> None:
    kept = {str(row.id): row for row in Submission.answered()}
    for uuid, answer in client.delivered.items():
        row = kept.pop(uuid, None)
        if row is None or str(row.lead_id) != answer["lead"] or row.sha256 != answer["sha256"]:
            toll.lost.append(f"submission {uuid}: receipt {answer['answer']}")
    toll.doubled += [f"submission {uuid} that nobody sent" for uuid in kept]

    leads = [lead.email for lead in Lead.select()]
    toll.lost += [f"lead {who}" for who in client.people - set(leads)]
    toll.doubled += [f"lead {who}" for who in set(leads) if leads.count(who) > 1]

    asked = [interaction.details["submission"] for interaction in Interaction.select()]
    toll.lost += [f"request {id}" for id in {u.replace("-", "") for u in client.delivered} - set(asked)]
    toll.doubled += [f"request {id}" for id in set(asked) if asked.count(id) > 1]
    toll.lost += [f"event {event.name}: {event.last_error}" for event in Event.select()]


def _count_mails(toll: Toll, client: _Client, sent: set[str]) -> set[str]:
    """Ids of the client's mails.

    Each request has one notification. That reaches the server once or, when its worker died, again as the same mail;
    or it is counted in the summary of its hour.
    """
    told = list(Notification.select().where(Notification.kind == "request"))
    causes = [notification.cause_id for notification in told]
    toll.doubled += [f"mails of one cause {cause}" for cause in set(causes) if causes.count(cause) > 1]
    difference = len(client.delivered) - len(told)
    toll.lost += ["a mail that was never queued"] * difference
    toll.doubled += ["a mail queued for nothing"] * -difference

    held = sum(notification.held_until is not None for notification in told)
    summaries = Notification.select().where(Notification.kind == "requests")
    counted = sum(int(summary.subject.split()[0]) for summary in summaries)
    toll.lost += ["a request that no summary counts"] * (held - counted)
    toll.doubled += ["a request that summaries count twice"] * (counted - held)

    queued = {one.id.hex for one in Notification.select().where(Notification.held_until.is_null())}
    toll.lost += [f"mail {id}" for id in queued - sent]
    return queued
