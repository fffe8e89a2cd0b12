"""Emptying the trash: after thirty days a lead goes, with all that was about the person."""

from __future__ import annotations

from filon.foundation import clock
from filon.foundation.database import locked
from filon.foundation.transactions import transaction
from filon.housekeeping.actions import remove_lead
from filon.leads.by_hand import KEPT_IN_TRASH
from filon.leads.exports import take_turns
from filon.leads.models import Lead

# How many go in one transaction: writers wait for no more.
AT_ONCE = 20


def empty_trash() -> None:
    """Remove what has been in the trash for longer than it can be restored, a few leads a transaction.

    Not a word of it in the journal of erasures: whoever threw the wrong leads away finds them in a backup.
    """
    # A shell stays as long as what it was merged into.
    over = (Lead.trashed_at < clock.now() - KEPT_IN_TRASH) & Lead.merged_at.is_null()
    while True:
        with transaction():
            take_turns()
            # Whoever is being restored at this moment stays.
            leads = list(locked(Lead.select().where(over).limit(AT_ONCE)))
            for lead in leads:
                remove_lead(lead)
        if len(leads) < AT_ONCE:
            return
