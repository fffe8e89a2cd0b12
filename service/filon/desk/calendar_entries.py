"""Our appointments as they are written into their members' calendars elsewhere."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any
from uuid import UUID

from filon.appointments.invitations import uid_of
from filon.appointments.models import OPEN, Appointment, Participant
from filon.desk import calendar_feed
from filon.desk.calendar_origins import key_of
from filon.foundation import access, clock
from filon.foundation.config import Settings
from filon.foundation.i18n import speaking
from filon.foundation.transactions import transaction
from filon.integrations.calendars import Entry

# More than anybody has before them; the nearest first.
MOST_WRITTEN = 500
# Hexadecimal digits: with those of calendar_origins.key_of() no more than a key has.
_AGAIN = 16


class Entries:
    """What of a member's appointments is written, in their language and as they may see them."""

    def __init__(self, owner: Any, who: access.Actor, settings: Settings) -> None:
        self._owner, self._who, self._settings = owner, who, settings

    def to_come(self) -> dict[UUID, Entry]:
        """Those that take place, each by its appointment."""
        with access.acting_as(self._who), transaction(write=False):
            mine = Appointment.id.in_(Participant.with_member(self._owner.id))
            coming = Appointment.status.in_(OPEN) & (Appointment.ends_at > clock.now())
            listed = list(Appointment.kept().where(mine & coming).limit(MOST_WRITTEN))
            return {one.id: entry for one, entry in zip(listed, self._written(listed), strict=True)}

    def mark(self, appointment: Any) -> str:
        """What stands for it as it is now."""
        (entry,) = self._written([appointment])
        return mark_of(entry)

    def _written(self, listed: list[Any]) -> list[Entry]:
        with speaking(self._owner.language):
            shown = calendar_feed.entries_of(listed, self._owner, self._settings.address)
        return [_entry(one) for one in shown]


def mark_of(entry: Entry) -> str:
    """Another one for whatever would be read there otherwise."""
    return hashlib.sha256(repr(entry).encode()).hexdigest()[:32]


def made_again(entry: Entry) -> Entry:
    """The same for one that was taken away there: the name that it had may be used up, and this one is the hour's."""
    again = hashlib.sha256(f"{entry.key} {mark_of(entry)} {clock.unix() // 3600}".encode()).hexdigest()
    return replace(entry, key=f"{entry.key}{again[:_AGAIN]}")


def _entry(shown: calendar_feed.Entry) -> Entry:
    one = shown.appointment
    return Entry(
        key=key_of(one.id),
        uid=uid_of(one),
        sequence=one.sequence,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        zone=one.zone,
        title=shown.summary,
        details=shown.details,
        place=shown.place,
        link=shown.link,
        is_tentative=one.status == "proposed",
    )
