"""Which events in calendars elsewhere are appointments of ours, however they came there, and whose time they take."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from filon.appointments.calendar_readings import name_of
from filon.appointments.elsewhere import OutsideEvent
from filon.appointments.models import OPEN, Appointment, Participant
from filon.foundation import access
from filon.foundation.secrets import digest
from filon.foundation.tenancy import here
from filon.integrations.calendars import Known

# Hexadecimal digits of what stands for the business: whoever makes up one has met another business's appointment.
_BUSINESS = 16
_KEY = re.compile(rf"([0-9a-f]{{32}})([0-9a-f]{{{_BUSINESS}}})?(?:[0-9a-f]{{16}})?")
_UID = re.compile(r"appt-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@filon")


@dataclass(frozen=True)
class Origin:
    """Of an event of ours: whether its appointment takes place, and whether whoever reads it takes part in that."""

    appointment: UUID
    is_on: bool
    has_reader: bool

    @property
    def takes_time(self) -> bool:
        """A colleague's takes the time of whoever has it in their calendar, as any other event."""
        return self.is_on and not self.has_reader


def key_of(appointment: UUID) -> str:
    """What an event is written as elsewhere, so that it is known again for this business's; 48 hexadecimal digits."""
    return f"{appointment.hex}{_business()}"


def origins_of(events: Collection[Known], reader: UUID) -> dict[str, Origin]:
    """By their ids there; only of events of this business's. One that was erased here is known by its key alone."""
    named = _named(events)
    if not named:
        return {}
    ids = list({appointment for appointment, _is_ours in named.values()})
    these = Appointment.id.in_(ids)
    with access.seeing_all():
        known = {one.id for one in Appointment.select(Appointment.id).where(these)}
        on = {one.id for one in Appointment.kept().where(these & Appointment.status.in_(OPEN))}
        mine = these & Appointment.id.in_(Participant.with_member(reader))
        read = {one.id for one in Appointment.select(Appointment.id).where(mine)}
    return {
        id: Origin(appointment, appointment in on, appointment in read)
        for id, (appointment, is_ours) in named.items()
        if is_ours or appointment in known
    }


def _named(events: Collection[Known]) -> dict[str, tuple[UUID, bool]]:
    """Which appointment each says to be, of whatever business, and whether it is surely one of ours."""
    named = {one.id: told for one in events if (told := _told(one.mark) or _told(one.uid))}
    by_uid = {name_of(one.uid): one.id for one in events if one.uid and one.id not in named}
    if by_uid:
        written = OutsideEvent.select(OutsideEvent.uid, OutsideEvent.appointment_id)
        for event in written.where(OutsideEvent.uid.in_(list(by_uid))):
            named[by_uid[event.uid]] = event.appointment_id, True
    return named


def _told(name: str) -> tuple[UUID, bool] | None:
    if uid := _UID.fullmatch(name):
        return UUID(uid[1]), False
    if key := _KEY.fullmatch(name):
        return UUID(key[1]), key[2] == _business()
    return None


def _business() -> str:
    return digest(here().hex)[:_BUSINESS]
