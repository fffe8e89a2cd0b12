"""What timelines of others say of a person who is erased."""

from __future__ import annotations

from typing import Any

from filon.interactions.models import Interaction
from filon.leads.naming import Naming


def forget_in_appointments(lead: Any) -> None:
    """Empty the titles, and the reasons for cancelling, that name the person in steps of appointments with others."""
    naming = Naming(lead)
    steps = Interaction.select(Interaction.id, Interaction.text, Interaction.details).where(
        (Interaction.kind == "appointment") & (Interaction.lead_id != lead.id)
    )
    for step in list(steps):
        changes: dict[str, Any] = {"text": ""} if naming.is_in(step.text) else {}
        if naming.is_in(step.details.get("reason", "")):
            changes["details"] = step.details | {"reason": ""}
        if changes:
            Interaction.update(**changes).where(Interaction.id == step.id).execute()
