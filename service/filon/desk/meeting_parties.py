"""An appointment with all that mails say of it, and whom of those outside they go to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from filon.appointments.invitations import Party, place_of
from filon.appointments.links import address_of, booker_of
from filon.appointments.models import Appointment, Kind, Participant
from filon.appointments.resources import Use
from filon.foundation import clock
from filon.foundation.config import Settings
from filon.foundation.database import locked
from filon.foundation.i18n import _
from filon.foundation.outbox import Event
from filon.interactions.mails import can_be_written_to, is_sendable
from filon.leads.models import Lead
from filon.notifications.mails import Turn
from filon.tenants.models import Member, Tenant


@dataclass(frozen=True)
class Meeting:
    """An appointment with all that is said of it: `members` and `guests` are in the order in which they take part.

    `resource` is what the room or vehicle that it takes is called, "" without one; `room` the same where whoever comes
    reads it.
    """

    appointment: Any
    lead: Any
    kind: Any
    members: list[Any]
    guests: list[Any]
    resource: str
    room: str

    @property
    def zone(self) -> str:
        return str(self.appointment.zone)

    @property
    def turn(self) -> Turn:
        """Until when a mail that tells how it is by now is of use."""
        one = self.appointment
        return Turn(one.id, one.sequence, one.starts_at)

    @property
    def place(self) -> str:
        """Where it is, as whoever is met reads it."""
        return place_of(self.appointment, self.room)

    def title(self) -> str:
        """What it is called, in the language being spoken."""
        return self.appointment.title or (self.kind.name if self.kind else "") or _("Rendez-vous")


@dataclass(frozen=True)
class Addressee:
    """Whom one mail goes to, with the `link` by which the lead may change the appointment: guests have none.

    `id` is the lead's or the guest's, in hex.
    """

    party: Party
    link: str
    id: str


def to_come(event: Event) -> Meeting | None:
    """What the event names, unless it is over or begun, its lead is in the trash, or the business is gone.

    One that was cancelled is told though its lead is in the trash.
    """
    # What was cancelled because its lead was put into the trash is told all the same.
    among = Appointment.select() if event.name == "appointment.cancelled" else Appointment.kept()
    found = locked(among.where(Appointment.id == UUID(event.payload["appointment"]))).first()
    if found is None or found.starts_at <= clock.now() or Tenant.current().removed_at:
        return None
    taking_part = Participant.of([found.id])[found.id]
    members = {one.id: one for one in Member.present()}
    return Meeting(
        found,
        Lead.find(found.lead_id) if found.lead_id else None,
        Kind.find(found.kind_id) if found.kind_id else None,
        [members[one.member_id] for one in taking_part if one.member_id in members],
        [one for one in taking_part if one.member_id is None],
        Use.names_of([found.id]).get(found.id, ""),
        Use.names_said([found.id]).get(found.id, ""),
    )


def addressees(meeting: Meeting, settings: Settings) -> list[Addressee]:
    """Whom to write to, each address once.

    Whoever booked by another address than the lead's is written to there, and instead.
    """
    found: dict[str, Addressee] = {}
    lead, link = meeting.lead, ""
    if not meeting.appointment.is_cancelled:
        link = address_of(meeting.appointment, settings.address)
    id = booker_of(meeting.appointment.id)
    booker = next((one for one in meeting.guests if one.id == id), None)
    if booker is not None and booker.email and is_sendable(booker.email):
        found[booker.email.lower()] = Addressee(Party(booker.name, booker.email), link, booker.id.hex)
    elif lead is not None and can_be_written_to(lead):
        name = f"{lead.first_name} {lead.last_name}".strip()
        found[lead.email.lower()] = Addressee(Party(name, lead.email), link, lead.id.hex)
    for guest in meeting.guests:
        if guest.email and is_sendable(guest.email):
            found.setdefault(guest.email.lower(), Addressee(Party(guest.name, guest.email), "", guest.id.hex))
    return list(found.values())
