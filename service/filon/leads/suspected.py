"""Pairs of leads that may be one person, found by the worker and kept until a member has settled them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import TextField

from filon.foundation import access, clock
from filon.foundation.config import Settings
from filon.foundation.errors import NotFound
from filon.foundation.fields import IdField, UtcField
from filon.foundation.outbox import Event
from filon.foundation.prepared import Prepared, slot
from filon.foundation.tenancy import TenantModel, belongs_to, here
from filon.leads.duplicates import Person, find_alike, reasons_for
from filon.leads.models import Lead
from filon.leads.sight import in_sight

# What a lead is told apart by.
TOLD_BY = {"first_name", "last_name", "email", "phone"}
# A pair that is no longer one is passed over: so many are read for a page.
_PAIRS_READ = 200


class Suspicion(TenantModel):
    """Two leads that were alike at `found_at`; `lead_id` is the later one.

    Whether they still are is seen when it is looked at. `dismissed_at`: a member said that they are two.
    """

    writable_by = "agent"

    lead_id = IdField()
    other_id = IdField()
    found_at = UtcField(default=clock.now)
    dismissed_at = UtcField(null=True)
    dismissed_by = TextField(default="")

    class Meta:
        table_name = "suspicion"
        indexes = ((("tenant", "lead_id", "other_id"), True), (("tenant", "other_id"), False))
        constraints = [belongs_to("lead", "lead_id"), belongs_to("lead", "other_id")]

    @classmethod
    def in_sight(cls, me: Any) -> Any:
        return in_sight(cls.lead_id) & in_sight(cls.other_id)


Suspicion.add_index(
    Suspicion.index(
        Suspicion.tenant, Suspicion.found_at, Suspicion.id, where=Suspicion.dismissed_at.is_null()
    )
)


@dataclass(frozen=True)
class Pair:
    """Two leads that may be one person, and why: as duplicates.Alike has it. `newer` came later."""

    id: UUID
    newer: Any
    older: Any
    reasons: tuple[str, ...]
    found_at: datetime

    @property
    def has_one_email(self) -> bool:
        """Whether both have the same address, not one that is nearly it."""
        return bool(self.newer.email_key == self.older.email_key)


def look_for_alike(event: Event, settings: Settings) -> None:
    """A lead has come, or changed what it is told apart by: keep whom it may be."""
    if TOLD_BY.isdisjoint(event.payload.get("columns", TOLD_BY)):
        return
    lead = Lead.find(UUID(event.payload["lead"]))
    if lead is None or lead.trashed_at is not None:
        return
    keep(lead, alike_to(lead))


def alike_to(lead: Any) -> list[Any]:
    """The leads that this one may be."""
    return [alike.lead for alike in find_alike(Person.of(lead), but=lead.id)]


def keep(lead: Any, alike: list[Any]) -> None:
    """Keep that the lead may be one of these; what is kept or settled already stays as it is."""
    for other in alike:
        newer, older = sorted((lead, other), key=lambda one: one.number, reverse=True)
        Suspicion.insert(tenant=here(), lead_id=newer.id, other_id=older.id).on_conflict(
            conflict_target=[Suspicion.tenant, Suspicion.lead_id, Suspicion.other_id], action="NOTHING"
        ).execute()


def pairs(most: int, lead: Any = None) -> list[Pair]:
    """Those that nobody has settled yet, of all leads or of one, what was found last first."""
    found = _open() if lead is None else _open().where(_is_about(lead.id))
    return _still_alike(found.limit(_PAIRS_READ))[:most]


def pairs_of(lead: Any) -> list[Pair]:
    """Those of one lead, and whom it was known to share a contact with when it was written: the worker comes later."""
    about = _about.all(lead=lead.id)
    known = lead.duplicate_of_id
    if known and known not in {id for one in about for id in (one.lead_id, one.other_id)}:
        about.append(Suspicion(lead_id=lead.id, other_id=known, found_at=lead.created_at))
    return _still_alike(one for one in about if one.dismissed_at is None)


def ask_pairs_ahead(lead: Any) -> None:
    """Send what pairs_of() asks, see Prepared.ahead()."""
    _about.ahead(lead=lead.id)


def dismiss(id: UUID) -> Any:
    """They are two people: the pair is never shown again. Raises NotFound."""
    suspicion = _find(id)
    Suspicion.update(dismissed_at=clock.now(), dismissed_by=access.actor().name).where(
        Suspicion.id == id
    ).execute()
    return suspicion


def suspect_again(id: UUID) -> Any:
    """Take dismiss() back. Raises NotFound."""
    suspicion = _find(id)
    Suspicion.update(dismissed_at=None, dismissed_by="").where(Suspicion.id == id).execute()
    return suspicion


def forget(lead: UUID) -> None:
    """Delete what was suspected of a lead that is being erased."""
    Suspicion.delete().where((Suspicion.lead_id == lead) | (Suspicion.other_id == lead)).execute()


def _find(id: UUID) -> Any:
    suspicion = Suspicion.find(id)
    if suspicion is None:
        raise NotFound()
    return suspicion


def _is_about(lead: Any) -> Any:
    return (Suspicion.lead_id == lead) | (Suspicion.other_id == lead)


_about = Prepared(lambda: Suspicion.select().where(_is_about(slot("lead", Suspicion.lead_id))))


def _open() -> Any:
    return (
        Suspicion.select()
        .where(Suspicion.dismissed_at.is_null())
        .order_by(Suspicion.found_at.desc(), Suspicion.id.desc())
    )


def _still_alike(suspicions: Any) -> list[Pair]:
    rows = list(suspicions)
    ids = {id for row in rows for id in (row.lead_id, row.other_id)}
    known = {lead.id: lead for lead in Lead.kept().where(Lead.id.in_(ids))} if ids else {}
    found = []
    for row in rows:
        both = [known[id] for id in (row.lead_id, row.other_id) if id in known]
        older, newer = sorted(both, key=lambda one: one.number) if len(both) == 2 else (None, None)
        if newer and older and (reasons := reasons_for(Person.of(newer), Person.of(older))):
            found.append(Pair(row.id, newer, older, reasons, row.found_at))
    return found
