"""Emptying the trash: after thirty days a lead goes, with all that was about the person."""

from __future__ import annotations

from typing import Any

from filon.foundation import clock
from filon.foundation.database import locked
from filon.foundation.transactions import transaction
from filon.intake.models import Submission
from filon.interactions.models import Interaction
from filon.leads.by_hand import KEPT_IN_TRASH
from filon.leads.models import Lead
from filon.leads.search import SearchText
from filon.notifications import actions as notifications

# How many go in one transaction: writers wait for no more.
AT_ONCE = 20


def empty_trash() -> None:
    """Remove what has been in the trash for longer than it can be restored, a few leads a transaction."""
    over = Lead.trashed_at < clock.now() - KEPT_IN_TRASH
    while True:
        with transaction():
            # Whoever is being restored at this moment stays.
            ids = [lead.id for lead in locked(Lead.select(Lead.id).where(over).limit(AT_ONCE))]
            _remove(ids)
        if len(ids) < AT_ONCE:
            return


def _remove(ids: list[Any]) -> None:
    if not ids:
        return
    # A site may deliver the same line again: that it came, and what it was answered, stays; what it said goes.
    Submission.update(lead_id=None, line=b"", fingerprint=None).where(Submission.lead_id.in_(ids)).execute()
    for id in ids:
        notifications.forget_about(id)
    Interaction.delete().where(Interaction.lead_id.in_(ids)).execute()
    SearchText.delete().where(SearchText.id.in_(ids)).execute()
    Lead.update(duplicate_of_id=None).where(Lead.duplicate_of_id.in_(ids)).execute()
    Lead.delete().where(Lead.id.in_(ids)).execute()
