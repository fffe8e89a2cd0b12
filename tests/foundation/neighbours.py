"""Two businesses in one database: Alice's with rows worth stealing, and Charlie's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from filon.foundation import clock
from filon.interactions.actions import record_request
from filon.leads.actions import Request, record_lead
from filon.leads.models import Lead
from tests.parts.service import Filon, PairedSite


@dataclass(frozen=True)
class Neighbours:
    """Alice has two leads, Charlie one; `hers` and `his` are the first of each."""

    filon: Filon
    alice: PairedSite
    charlie: PairedSite
    hers: UUID
    his: UUID


def record(filon: Filon, site: PairedSite, *names: str) -> list[UUID]:
    """A lead with one request for each name."""
    ids = []
    with filon.inside(site.tenant):
        for name in names:
            asked = Request(
                source="filon", asked_at=clock.now(), first_name=name, email=f"{name.lower()}@example.com"
            )
            lead, _answer = record_lead(asked)
            record_request(lead, at=clock.now(), text=f"{name} asks", details={})
            ids.append(lead.id)
    return ids


def settle(filon: Filon, alice: PairedSite, charlie: PairedSite) -> Neighbours:
    """Give both businesses their leads."""
    hers = record(filon, alice, "Salma", "Younes")
    his = record(filon, charlie, "Karim")
    return Neighbours(filon, alice, charlie, hers[0], his[0])


def names(filon: Filon, site: PairedSite) -> list[str]:
    """First names of all leads of a business, as its own reader sees them."""
    with filon.inside(site.tenant, write=False):
        rows: list[Any] = list(Lead.select().order_by(Lead.number))
    return [row.first_name for row in rows]


def is_refused(
    attempt: Callable[[], Any], errors: type[BaseException] | tuple[type[BaseException], ...]
) -> bool:
    """Whether `attempt` raises one of `errors`: for tables of attempts, so that the one that passed can be named."""
    try:
        attempt()
    except errors:
        return True
    return False
