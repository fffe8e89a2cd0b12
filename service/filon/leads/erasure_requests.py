"""That a person wants to be erased, as a site was told: a manager decides, since a site may be in others' hands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from filon.foundation import clock
from filon.foundation.fields import IdField, UtcField
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.leads.models import Lead
from filon.leads.sight import OnLead

SHOWN = 50


class ErasureRequest(OnLead, TenantModel):
    """The person of `lead_id` asked the site for it, which proved their address; gone once they are, or refused."""

    writable_by = "manager"

    lead_id = IdField()
    site_id = IdField()
    asked_at = UtcField(default=clock.now)

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


def note(site: UUID, lead: UUID) -> None:
    """Keep that the lead's person asked the site to be erased, once."""
    if ErasureRequest.of(lead) is None:
        ErasureRequest.add(site_id=site, lead_id=lead)


def forget(lead: Any) -> None:
    """Nobody asks for it any more: the lead is erased, or stays."""
    ErasureRequest.delete().where(ErasureRequest.lead_id == lead.id).execute()


def leads_asked_for() -> list[tuple[Any, Any]]:
    """(request, lead) of those that nobody has decided on, the oldest first."""
    pending = list(ErasureRequest.pending())
    leads = {lead.id: lead for lead in Lead.select().where(Lead.id.in_([one.lead_id for one in pending]))}
    return [(one, leads[one.lead_id]) for one in pending if one.lead_id in leads]
