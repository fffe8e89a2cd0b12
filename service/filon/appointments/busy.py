"""When members are busy, by appointments with their buffers and by calendars elsewhere; when resources are taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from peewee import fn

from filon.appointments.models import Participant
from filon.appointments.resources import Use
from filon.appointments.slots import Interval
from filon.appointments.times import BusyTime
from filon.foundation import access
from filon.foundation.database import is_postgresql
from filon.foundation.prepared import Prepared, slot


def busy_times(
    members: Collection[UUID], start: datetime, end: datetime, *, but: UUID | None = None
) -> dict[UUID, list[Interval]]:
    """When each of these members is busy between two moments, in no order; `but` is an appointment that is moved.

    One statement, however many members there are: one member's times are read alone, a team's all together.
    """
    within: dict[str, Any] = {"start": start, "end": end}
    is_one = len(members) == 1
    if is_one:
        (within["member"],) = members
    return _read(_of_one if is_one else _of_team, within, members, but)


def times_taken(
    resources: Collection[UUID], start: datetime, end: datetime, *, but: UUID | None = None
) -> dict[UUID, list[Interval]]:
    """The same of resources: when appointments take each of them."""
    return _read(_of_resources, {"start": start, "end": end}, resources, but)


def _read(
    asked: Prepared, within: dict[str, Any], whose: Collection[UUID], but: UUID | None
) -> dict[UUID, list[Interval]]:
    found: dict[Any, list[Interval]] = defaultdict(list)
    passed_over = None if but is None else _raw(but)
    # A time that is taken is taken, also by what the one who asks may not see.
    with access.seeing_all():
        for one, begins, until, appointment in asked.rows(**within):
            if passed_over is None or appointment != passed_over:
                found[one].append((begins, until))
    return {one: found.get(_raw(one), []) for one in whose}


def moment(seconds: int) -> datetime:
    """The moment that slots.py calls by this number."""
    return datetime.fromtimestamp(seconds, UTC)


def _raw(id: UUID) -> UUID | bytes:
    """An id as the engine gives it: thousands of rows are told apart without making a UUID of each."""
    return id if is_postgresql() else id.bytes


def _seconds(column: Any) -> Any:
    """A moment as slots.py counts. By the engine: in Python that took longer than all the rest."""
    if is_postgresql():
        return fn.date_part("epoch", column).cast("BIGINT")
    return fn.unixepoch(column)


def _times(table: Any, whose: Any, *also: Any) -> Any:
    """Rows of (member or resource, begins, until, appointment)."""
    within = (table.busy_until > slot("start", table.busy_until)) & (
        table.busy_from < slot("end", table.busy_from)
    )
    columns = whose, _seconds(table.busy_from), _seconds(table.busy_until), table.appointment_id
    return table.select(*columns).where(within, *also)


def _own(*also: Any) -> Any:
    return _times(Participant, Participant.member_id, *also)


def _elsewhere(*also: Any) -> Any:
    return _times(BusyTime, BusyTime.member_id, *also)


def _is_member(table: Any) -> Any:
    return table.member_id == slot("member", table.member_id)


# All of both, whatever they share.
_of_team = Prepared(lambda: _own().union_all(_elsewhere()))
_of_one = Prepared(lambda: _own(_is_member(Participant)).union_all(_elsewhere(_is_member(BusyTime))))
_of_resources = Prepared(lambda: _times(Use, Use.resource_id))
