"""Putting a prospect into the trash with whom we are to meet: said first, and what was agreed is cancelled along."""

from __future__ import annotations

from typing import Any

from filon.appointments.models import Appointment
from filon.desk import meetings
from filon.foundation.errors import Conflict
from filon.foundation.i18n import _
from filon.foundation.transactions import savepoint, transaction
from filon.interactions import trash


def to_come_with(lead: Any) -> list[Any]:
    """The appointments that would be cancelled along, the first first."""
    return list(Appointment.of_lead(lead.id).where(Appointment.to_come()))


def put_into_trash(lead: Any, *, cancels: bool = False, tells: bool | None = None) -> None:
    """As trash.trash_lead(); `tells` as for meetings.cancel(). What is cancelled stays so when it is restored.

    Raises Conflict `appointments_to_come`, which names them, unless it `cancels` them: nothing is done then.
    """
    with transaction(), savepoint():
        if cancels:
            for one in to_come_with(lead):
                meetings.cancel(one, tells=tells)
        trash.trash_lead(lead)
        # The lead is held by now: nobody agrees on another one meanwhile.
        if planned := to_come_with(lead):
            raise Conflict(
                _("Un rendez-vous est prévu avec ce prospect : il faut l’annuler aussi."),
                code="appointments_to_come",
                appointments=[{"id": str(one.id), "starts_at": one.starts_at.isoformat()} for one in planned],
            )
