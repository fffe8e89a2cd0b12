"""Every client on one screen, those who need help first, and why; nothing here names a person who asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import fn

from filon.foundation import clock
from filon.foundation.errors import NotFound
from filon.foundation.operator import across_tenants
from filon.foundation.outbox import Event
from filon.foundation.transactions import transaction
from filon.tenants.answering import Promise, promise_by
from filon.tenants.ledgers import Ledger
from filon.tenants.models import Member, Site, Tenant
from filon.tenants.operators import sign_in
from filon.tenants.operators.models import Deed
from filon.tenants.operators.sign_in import Known

SHOWN = 100
DEEDS_SHOWN = 20

# What is wrong, the gravest first: a request that may be lost, then one that comes late.
TROUBLES = ("given_up", "gaps", "cut_off", "silent", "deaf", "held", "unpaired", "unanswered")
_GRAVE = ("given_up", "gaps", "cut_off", "silent", "deaf", "held")

# Leads stand on a floor above: app.py lends the count, {tenant: (how many wait for a call, since when, first due)}.
Waiting = Callable[[], dict[UUID, tuple[int, datetime, datetime]]]
_waiting: list[Waiting] = []


def count_waiting_with(waiting: Waiting) -> None:
    """Let `waiting()` say, across tenants, how many people wait for a call, since when, and when the first was due."""
    _waiting[:] = [waiting]


@dataclass
class Client:
    """One client: its sites with their `ledger`, how many wait for a call, and what is wrong: trouble → how many.

    `due` is when the first of them was to be called by.
    """

    id: UUID
    number: int
    name: str
    zone: str
    promise: Promise
    sites: list[Any] = field(default_factory=list)
    waiting: int = 0
    waiting_since: datetime | None = None
    due: datetime | None = None
    troubles: dict[str, int] = field(default_factory=dict)

    @property
    def worst(self) -> str | None:
        return next((trouble for trouble in TROUBLES if trouble in self.troubles), None)

    @property
    def is_grave(self) -> bool:
        return self.worst in _GRAVE

    @property
    def seen_at(self) -> datetime | None:
        """The last call of any of its sites."""
        return max((site.seen_at for site in self.sites if site.seen_at), default=None)


def clients() -> list[Client]:
    """Every client, those who need help first, then by name."""
    with across_tenants("the agency's screen"), transaction(write=False):
        found = {
            tenant.id: Client(tenant.id, tenant.number, tenant.name, tenant.zone, promise_by(tenant))
            for tenant in Tenant.select().where(Tenant.removed_at.is_null())
        }
        ledgers = Ledger.by_site()
        for site in Site.select():
            if site.tenant in found:
                site.ledger = ledgers.get(site.id)
                found[site.tenant].sites.append(site)
        given_up = Event.select(Event.tenant, fn.COUNT(Event.id)).where(Event.dead_at.is_null(False))
        for tenant, count in given_up.group_by(Event.tenant).tuples():
            if tenant in found:
                found[tenant].troubles["given_up"] = count
        for tenant, (count, since, due) in (_waiting[0]() if _waiting else {}).items():
            if tenant in found:
                client = found[tenant]
                client.waiting, client.waiting_since, client.due = count, since, due
    now = clock.now()
    for client in found.values():
        client.troubles |= _troubles(client, now)
    return sorted(found.values(), key=_place)


def one(number: int, who: Known) -> tuple[Client, list[Any]]:
    """A client and its members; that the operator looked is written down. Raises NotFound."""
    client = next((client for client in clients() if client.number == number), None)
    if client is None:
        raise NotFound()
    with across_tenants("look at a client"), transaction():
        sign_in.note(who, "looked", client.number)
        members = list(
            Member.select()
            .where((Member.tenant == client.id) & Member.removed_at.is_null())
            .order_by(Member.name)
        )
    return client, members


def deeds() -> list[Any]:
    """What operators did last, the newest first."""
    with across_tenants("what operators did"), transaction(write=False):
        return list(Deed.select().order_by(Deed.happened_at.desc(), Deed.id.desc()).limit(DEEDS_SHOWN))


def _troubles(client: Client, now: datetime) -> dict[str, int]:
    living = [site for site in client.sites if site.revoked_at is None]
    paired = [site for site in living if site.paired_at is not None]
    found = {
        "gaps": sum(site.ledger.gaps or 0 for site in paired if site.ledger),
        "cut_off": int(bool(client.sites) and not living),
        "silent": sum(1 for site in paired if site.expected_at and site.expected_at < now),
        "deaf": sum(len(site.ledger.deaf) for site in paired if site.ledger),
        "held": sum(site.waiting + site.attention for site in paired),
        "unpaired": len(living) - len(paired),
        # That late, a call is not on anybody's list any more.
        "unanswered": client.waiting if client.due and client.promise.is_forgotten(client.due, now) else 0,
    }
    return {trouble: count for trouble, count in found.items() if count}


def _place(client: Client) -> tuple[int, str, int]:
    rank = TROUBLES.index(client.worst) if client.worst else len(TROUBLES)
    return rank, client.name.casefold(), client.number
