"""That a person wants to be erased, as a site was told: a manager decides, since a site may be in others' hands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from peewee import SQL, TextField

from filon.foundation import clock
from filon.foundation.database import locked
from filon.foundation.fields import IdField, UtcField
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.leads.models import Lead
from filon.leads.sight import OnLead

SHOWN = 50


class ErasureRequest(OnLead, TenantModel):
    """The person of `lead_id` asked the site for it, which says that they have this address (`email`).

    Gone with that address once they are erased, or refused. `told_at` is when the managers were told of it,
    `pressed_at` when they were once more, shortly before they must have answered.
    """

    writable_by = "manager"

    lead_id = IdField()
    site_id = IdField()
    email = TextField(default="", constraints=[SQL("DEFAULT ''")])
    asked_at = UtcField(default=clock.now)
    told_at = UtcField(null=True)
    pressed_at = UtcField(null=True)

    class Meta:
        table_name = "erasure_request"
        indexes = ((("tenant", "lead_id"), False),)
        constraints = [belongs_to("lead", "lead_id"), belongs_to("site", "site_id")]

    @classmethod
    def pending(cls, limit: int = SHOWN) -> Any:
        """Those that nobody has decided on, the oldest first."""
        return cls.select().order_by(cls.asked_at, cls.id).limit(limit)

    @classmethod
    def of(cls, lead: UUID) -> Any:
        """The oldest one about the lead, or None."""
        return cls.pending().where(cls.lead_id == lead).first()


def note(site: UUID, lead: UUID, email: str) -> bool:
    """Keep that the lead's person asked the site to be erased, once; False when that is known already."""
    if ErasureRequest.of(lead) is not None:
        return False
    ErasureRequest.add(site_id=site, lead_id=lead, email=email)
    return True


def untold() -> list[Any]:
    """Those that the managers have not been told of, the oldest first; nobody else has them meanwhile."""
    return _unmarked(ErasureRequest.told_at)


def unpressed() -> list[Any]:
    """Those that they have not been told of once more; likewise."""
    return _unmarked(ErasureRequest.pressed_at)


def take_untold() -> list[Any]:
    """All that is untold(); each is taken once."""
    return _take(ErasureRequest.told_at, untold())


def take_pressing(is_pressing: Callable[[Any], bool]) -> list[Any]:
    """Of what is unpressed() that of which it is time; likewise."""
    return _take(ErasureRequest.pressed_at, [one for one in unpressed() if is_pressing(one)])


def _unmarked(mark: Any) -> list[Any]:
    return list(locked(ErasureRequest.select().where(mark.is_null()).order_by(ErasureRequest.asked_at)))


def _take(mark: Any, taken: list[Any]) -> list[Any]:
    ErasureRequest.update({mark: clock.now()}).where(
        ErasureRequest.id.in_([one.id for one in taken])
    ).execute()
    return taken


def forget(lead: Any) -> None:
    """Nobody asks for it any more: the lead is erased, or stays."""
    ErasureRequest.delete().where(ErasureRequest.lead_id == lead.id).execute()


def leads_asked_for() -> list[tuple[Any, Any]]:
    """(request, lead) of those that nobody has decided on, the oldest first."""
    pending = list(ErasureRequest.pending())
    leads = {lead.id: lead for lead in Lead.select().where(Lead.id.in_([one.lead_id for one in pending]))}
    return [(one, leads[one.lead_id]) for one in pending if one.lead_id in leads]
