"""kill -9 of PHP at random moments while a visitor sends a real form: who was thanked is kept once, nobody twice."""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import requests

from filon.intake.models import Submission
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from filon.tenants import actions
from tests.bench.running import Web, with_address
from tests.parts.processes import until
from tests.parts.service import Filon
from tests.wordpress.site import PluginSite
from tests.wordpress.visitor import visit

# Long enough for a form and its delivery, short enough that most kills find PHP in the middle of one.
_LONGEST_LIFE_SECONDS = 0.4
_PATIENCE_SECONDS = 60


@dataclass
class Toll:
    """What the kills cost. `cut` counts visitors without an answer, `repeated` rows whose receipt died with PHP."""

    kills: int
    submissions: int
    thanked: int
    cut: int
    repeated: int
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


def survive(environ: dict[str, str], folder: Path, site: PluginSite, *, kills: int, seed: int) -> Toll:
    """Kill PHP so many times while a visitor sends the form of `site`, deliver what is left, and count.

    `site` is on MariaDB, served by php-fpm, which makes new workers for killed ones. Prints the seed.
    """
    print(f"kills of PHP: {kills} with seed {seed}, {environ['FILON_DATABASE'].partition(':')[0]}")
    environ = with_address(environ)
    service = Filon(environ)
    client = actions.add_client(
        service=environ["FILON_ADDRESS"],
        name="Menuiserie Atlas",
        site_url=site.url,
        owner_email="alice@atlas.example",
        region="MA",
        currency="MAD",
        zone="Africa/Casablanca",
        language="fr",
    )
    with Web(environ, folder / "web.log"):
        site.reset(client.code)
        visitor = _Visitor(site.contact)
        visitor.start()
        try:
            _kill(site, kills, random.Random(seed), visitor)
        finally:
            visitor.stop()
        until(lambda: _all_delivered(site), "what was kept to be delivered", _PATIENCE_SECONDS)
    rows = site.rows()
    toll = Toll(
        kills=kills,
        submissions=len(rows),
        thanked=len(visitor.thanked),
        cut=visitor.count - len(visitor.thanked),
        repeated=sum(row["answer"] == "repeated" for row in rows),
    )
    toll.lost += [f"row {row['uuid']}: {row['last_error']}" for row in rows if row["status"] != "delivered"]
    _count(toll, service, client.tenant, visitor)
    service.close()
    print(f"  {toll.thanked} visitors thanked, {toll.cut} cut off, {toll.repeated} receipts died with PHP")
    return toll


def _kill(site: PluginSite, kills: int, chance: random.Random, visitor: _Visitor) -> None:
    life = threading.Event()
    for _kill in range(kills):
        # However slow the machine is, somebody is thanked between two kills, and the kill comes in the next one's form.
        visitor.wait_for_thanks()
        life.wait(chance.uniform(0, _LONGEST_LIFE_SECONDS))
        site.wordpress.kill_workers()
        outlast_the_dead(site)


def outlast_the_dead(site: PluginSite) -> None:
    """Let the time pass that a dead delivery's lock and claims last; one that has begun since may lose its own, too."""
    site.wordpress.sql(
        "UPDATE wp_options SET option_value = '0' WHERE option_name = 'filon_lock';"
        "UPDATE wp_filon_queue SET claim = NULL, claimed_until = NULL WHERE status = 'waiting'"
    )


def _all_delivered(site: PluginSite) -> bool:
    # The delivery after the last answer may still run, and hold the lock.
    return site.wordpress.wp("filon", "flush").endswith(" 0 waiting")


class _Visitor(threading.Thread):
    """Sends the form again and again, as somebody else each time, until stop()."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self._form = form
        self._page = visit(form)
        self._stopping = threading.Event()
        self._fault: BaseException | None = None
        self._news = threading.Event()
        self.count = 0
        self.thanked: set[str] = set()

    def run(self) -> None:
        try:
            while not self._stopping.is_set():
                message = f"Message {self.count}"
                self.count += 1
                if self._send(message):
                    self.thanked.add(message)
                    self._news.set()
        except BaseException as fault:
            self._fault = fault
            self._news.set()

    def wait_for_thanks(self) -> None:
        """Until somebody is thanked who was not when this was called, or nobody can be any more; TimeoutError."""
        self._news.clear()
        if not self._news.wait(_PATIENCE_SECONDS):
            raise TimeoutError("nobody was thanked")

    def _send(self, message: str) -> bool:
        """Whether the visitor is led to the thanks; nginx answers 502 for PHP that died."""
        values = {"name": "Salma", "phone": f"06{10_000_000 + self.count}", "message": message}
        answer = requests.post(
            self._form, data=self._page.filled(values), allow_redirects=False, timeout=_PATIENCE_SECONDS
        )
        assert answer.status_code in (303, 502), answer.text
        return answer.status_code == 303

    def stop(self) -> None:
        """Let the request under way be answered, then end; raises what went wrong."""
        self._stopping.set()
        self.join()
        if self._fault:
            raise self._fault


def _count(toll: Toll, service: Filon, tenant: UUID, visitor: _Visitor) -> None:
    sent = {f"Message {n}" for n in range(visitor.count)}
    with service.inside(tenant, write=False):
        rows = list(Submission.select())
        requests_told = Counter(
            interaction.details["submission"]
            for interaction in Interaction.select().where(Interaction.kind == "request")
        )
        phones = Counter(lead.phone for lead in Lead.select())
    kept = Counter(_message(row.line) for row in rows)
    toll.lost += [f"{message}, whose visitor was thanked" for message in visitor.thanked - set(kept)]
    toll.doubled += [f"{message}, {times} times" for message, times in kept.items() if times > 1]
    toll.doubled += [f"{message}, which nobody sent" for message in set(kept) - sent]
    leads = {row.id.hex for row in rows if row.lead_id is not None}
    toll.lost += [f"the request {id} on its lead" for id in leads - set(requests_told)]
    toll.doubled += [f"the request {id}" for id, times in requests_told.items() if times > 1]
    toll.doubled += [f"the lead {phone}" for phone, times in phones.items() if times > 1]


def _message(line: bytes) -> str:
    fields = json.loads(bytes(line))["fields"]
    return str(next(one["value"] for one in fields if one["id"] == "message"))
