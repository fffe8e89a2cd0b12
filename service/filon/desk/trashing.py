"""Putting a prospect into the trash with whom we are to meet: said first, and what was agreed is cancelled along."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from filon.appointments.actions import hold_lead
from filon.appointments.holding import hold
from filon.appointments.models import Appointment, Participant
from filon.appointments.resource_taking import could_have
from filon.appointments.resources import Use
from filon.desk import meetings
from filon.foundation.errors import Conflict, NotFound
from filon.foundation.i18n import _
from filon.foundation.transactions import transaction
from filon.interactions import trash


class StillToCome(Conflict):
    code = "appointments_to_come"


def to_come_with(lead: Any) -> list[Any]:
    """The appointments that would be cancelled along, the first first."""
    return list(Appointment.of_lead(lead.id).where(Appointment.to_come()))


def put_into_trash(lead: Any, *, cancels: Collection[UUID] | None = (), tells: bool | None = None) -> None:
    """As trash.trash_lead(); `tells` as for meetings.cancel(). What is cancelled stays so when it is restored.

    Raises StillToCome, which names all of them, unless it `cancels` each, by its id; None cancels
    whatever there is. Nothing is done then. Raises a plain Conflict when they are with others of the team by now.
    """
    with transaction():
        held = _taken_by(to_come_with(lead))
        # Of all of them before the lead: after it, whoever books with one would wait for us as we do for them.
        hold(held)
        if not hold_lead(lead.id):
            raise NotFound()
        # Nobody agrees on another one from here on.
        planned = to_come_with(lead)
        if cancels is not None and not {one.id for one in planned} <= set(cancels):
            raise StillToCome(
                _("Un rendez-vous est prévu avec ce prospect : il faut l’annuler aussi."),
                appointments=[{"id": str(one.id), "starts_at": one.starts_at.isoformat()} for one in planned],
            )
        if not _taken_by(planned) <= held:
            raise Conflict()
        for one in planned:
            meetings.cancel(one, tells=tells)
        trash.trash_lead(lead)


def _taken_by(planned: list[Any]) -> set[UUID]:
    """Their members, and the resources that each has or could be given."""
    ids = [one.id for one in planned]
    members = {one.member_id for some in Participant.of(ids).values() for one in some}
    used = Use.of(ids)
    return members.union(*(could_have(one) for one in planned if one.id in used)) - {None}
