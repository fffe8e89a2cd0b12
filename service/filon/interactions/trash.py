"""Putting a lead into the trash and back: its timeline says who did either, and the trash who put it there."""

from __future__ import annotations

from typing import Any

from filon.foundation.transactions import transaction
from filon.interactions.actions import add
from filon.interactions.models import Interaction
from filon.leads import by_hand


def trash_lead(lead: Any) -> None:
    """As by_hand.trash_lead()."""
    with transaction():
        by_hand.trash_lead(lead)
        add(lead, "trashed", text="")


def restore_lead(lead: Any) -> None:
    """As by_hand.restore_lead()."""
    with transaction():
        by_hand.restore_lead(lead)
        add(lead, "restored", text="")


def with_trashing(leads: list[Any]) -> list[Any]:
    """These leads of the trash, each with the moment at which it was last put there as `trashing`.

    It is None of those that were put there before their timelines said so.
    """
    newest = {
        moment.lead_id: moment
        for moment in Interaction.select()
        .where(Interaction.lead_id.in_([lead.id for lead in leads]) & (Interaction.kind == "trashed"))
        .order_by(Interaction.happened_at, Interaction.id)
    }
    for lead in leads:
        lead.trashing = newest.get(lead.id)
    return leads
