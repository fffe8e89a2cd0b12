"""Whose a lead is when its owner leaves: nobody's, so that somebody takes it."""

from __future__ import annotations

from uuid import UUID

from filon.foundation.config import Settings
from filon.foundation.outbox import Event
from filon.leads.models import Lead
from filon.tenants import members


def release_leads(event: Event, settings: Settings) -> None:
    """Let the leads of a removed member go, unless they are back by now. What happened keeps their name."""
    owner = UUID(event.payload["member"])
    if members.find(owner) is None:
        Lead.update(owner_id=None).where(Lead.owner_id == owner).execute()
