"""kill -9 of web and worker at random moments while a site delivers: what is lost, what is doubled."""

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
from tests.bench.plugin import Plugin
from tests.bench.running import Web, Worker, with_address
from tests.parts.postgres import Postgres
from tests.parts.service import Databases, Filon, PairedSite, submission
from tests.parts.smtp import Mailbox

# Every fifth visitor has asked before.
_AGAIN = 5
# Between kills, from at once to long enough for the mails of what came meanwhile.
_LONGEST_LIFE_SECONDS = 0.5
_PATIENCE_SECONDS = 60


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
    """`rows` is how many kills in all, half on each engine."""
    figures = {}
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder, Postgres(durable=True) as postgres:
        databases = Databases(Path(folder), postgres)
        for name, make in (("sqlite", databases.sqlite), ("postgresql", databases.postgresql)):
            toll = survive(make(), Path(folder), kills=rows // 2, seed=secrets.randbits(32))
            figures[name] = {
                "lost": len(toll.lost),
                "doubled": len(toll.doubled),
                "kills": toll.kills,
                "submissions": toll.submissions,
                "mails": toll.mails,
            }
    return figures


def survive(environ: dict[str, str], folder: Path, *, kills: int, seed: int) -> Toll:
    """Kill so many times while a site delivers, let what is left be done, and count. Prints the seed."""
    print(f"kills: {kills} with seed {seed}, {environ['FILON_DATABASE'].partition(':')[0]}")
    with Mailbox() as mailbox:
        environ = with_address(environ) | {"FILON_SMTP": f"smtp://{mailbox.host}:{mailbox.port}"}
        service = Filon(environ)
        site = service.add_client()
        service.close()
        visitors = _Visitors(Plugin(site, environ["FILON_ADDRESS"]))
        visitors.start()
        try:
            _kill(environ, folder, visitors, kills, random.Random(seed))
        finally:
            visitors.stop()
        # Whatever the dead held under a lease, or was to be tried again, is due by tomorrow.
        with clock.standing_at(clock.now() + timedelta(days=1)):
            service.work()
        toll = Toll(kills, len(visitors.delivered), visitors.plugin.tries, len(mailbox.mails))
        with service.inside(site.tenant, write=False):
            _count(toll, site, visitors, mailbox)
        service.close()
    print(f"  {toll.submissions} submissions in {toll.tries} tries, {toll.mails} mails")
    return toll


def _kill(
    environ: dict[str, str], folder: Path, visitors: _Visitors, kills: int, chance: random.Random
) -> None:
    """Kill a web server or a worker, start another, again; the last ones live until all has been delivered."""
    life = threading.Event()
    web, worker = Web(environ, folder / "web.log"), Worker(environ, folder / "worker.log")
    try:
        for _kill in range(kills):
            life.wait(chance.uniform(0, _LONGEST_LIFE_SECONDS))
            if chance.random() < 0.5:
                web.server.kill()
                web = Web(environ, folder / "web.log")
            else:
                worker.server.kill()
                worker = Worker(environ, folder / "worker.log")
        visitors.stop()
    finally:
        web.server.stop()
        worker.server.stop()


class _Visitors(threading.Thread):
    """Somebody asks, again and again, until stop(); each request is delivered before the next."""

    def __init__(self, plugin: Plugin) -> None:
        super().__init__()
        self.plugin = plugin
        self.delivered: dict[str, dict[str, Any]] = {}
        self.people: set[str] = set()
        self._stopping = threading.Event()
        self._deadline = float("inf")
        self._fault: BaseException | None = None

    def run(self) -> None:
        count = 0
        try:
            while not self._stopping.wait(0.01):
                batch = [self._submission(count + n) for n in range(1 + count % 3)]
                count += len(batch)
                answers = self.plugin.deliver([json.dumps(one).encode() for one in batch], self._give_up)
                self.delivered |= {one["uuid"]: answer for one, answer in zip(batch, answers, strict=True)}
        except BaseException as fault:
            self._fault = fault

    def _submission(self, n: int) -> dict[str, Any]:
        person = f"visitor{n - n % _AGAIN if n % _AGAIN == 1 else n}@example.com"
        self.people.add(person)
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


def _count(toll: Toll, site: PairedSite, visitors: _Visitors, mailbox: Mailbox) -> None:
    kept = {str(row.id): row for row in Submission.answered()}
    for uuid, answer in visitors.delivered.items():
        row = kept.pop(uuid, None)
        if row is None or str(row.lead_id) != answer["lead"] or row.sha256 != answer["sha256"]:
            toll.lost.append(f"submission {uuid}: receipt {answer['answer']}")
    toll.doubled += [f"submission {uuid} that nobody sent" for uuid in kept]

    leads = [lead.email for lead in Lead.select()]
    toll.lost += [f"lead {who}" for who in visitors.people - set(leads)]
    toll.doubled += [f"lead {who}" for who in set(leads) if leads.count(who) > 1]

    asked = [interaction.details["submission"] for interaction in Interaction.select()]
    toll.lost += [f"request {id}" for id in {u.replace("-", "") for u in visitors.delivered} - set(asked)]
    toll.doubled += [f"request {id}" for id in set(asked) if asked.count(id) > 1]

    # One notification for each request; each reaches the server once or, when its worker died, again as the same mail.
    queued = {notification.id.hex: notification for notification in Notification.select()}
    causes = [notification.cause_id for notification in queued.values()]
    sent = {str(mail.message["Message-ID"]).strip("<>").partition("@")[0] for mail in mailbox.mails}
    toll.lost += [f"mail {id}" for id in set(queued) - sent]
    toll.doubled += [f"mail {id} that nothing caused" for id in sent - set(queued)]
    toll.doubled += [f"mails of one cause {cause}" for cause in set(causes) if causes.count(cause) > 1]
    difference = len(visitors.delivered) - len(queued)
    toll.lost += ["a mail that was never queued"] * difference
    toll.doubled += ["a mail queued for nothing"] * -difference
    toll.lost += [f"event {event.name}: {event.last_error}" for event in Event.select()]
