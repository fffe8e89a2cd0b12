"""When members are busy: their own appointments with the buffers around them, and what calendars elsewhere say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from filon.appointments.models import Participant
from filon.appointments.slots import Interval
from filon.appointments.times import BusyTime
from filon.foundation import access
from filon.foundation.database import is_postgresql
from filon.foundation.prepared import Prepared, slot

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # as the columns have it: UTC without a zone


def busy_times(
    members: Collection[UUID], start: datetime, end: datetime, *, but: UUID | None = None
) -> dict[UUID, list[Interval]]:
    """When each of these members is busy between two moments, in no order; `but` is an appointment that is moved.

    Two statements, however many members there are: one member's times are read alone, a team's all together.
    """
    found: dict[UUID, list[Interval]] = defaultdict(list)
    # A time that is taken is taken, also by what the one who asks may not see.
    with access.seeing_all():
        for member, begins, until, appointment in _rows(members, start, end):
            if appointment is None or appointment != but:
                found[member].append((_seconds(begins), _seconds(until)))
    return found


def _rows(
    members: Collection[UUID], start: datetime, end: datetime
) -> Iterator[tuple[UUID, Any, Any, UUID | None]]:
    # As the engines give ids: looking one up takes a tenth of the time of making a UUID of each.
    by_raw: dict[Any, UUID] = {one if is_postgresql() else one.bytes: one for one in members}
    within: dict[str, Any] = {"start": start, "end": end}
    if len(members) == 1:
        (within["member"],) = members
    own, elsewhere = (_own_of_one, _elsewhere_of_one) if len(members) == 1 else (_own, _elsewhere)
    for member, begins, until, appointment in own.rows(**within):
        if member in by_raw:
            id = appointment if isinstance(appointment, UUID) else UUID(bytes=appointment)
            yield by_raw[member], begins, until, id
    for member, begins, until in elsewhere.rows(**within):
        if member in by_raw:
            yield by_raw[member], begins, until, None


def _seconds(kept: Any) -> int:
    """A moment as the engine gives it."""
    moment = datetime.fromisoformat(kept) if isinstance(kept, str) else kept
    since = moment.replace(tzinfo=None) - _EPOCH
    return int(since.days * 86_400 + since.seconds)


def moment(seconds: int) -> datetime:
    """The moment that slots.py calls by this number."""
    return datetime.fromtimestamp(seconds, UTC)


def _between(table: Any) -> Any:
    return (table.busy_until > slot("start", table.busy_until)) & (
        table.busy_from < slot("end", table.busy_from)
    )


def _of_one(table: Any) -> Any:
    return (table.member_id == slot("member", table.member_id)) & _between(table)


_OWN = (Participant.member_id, Participant.busy_from, Participant.busy_until, Participant.appointment_id)
_ELSEWHERE = (BusyTime.member_id, BusyTime.busy_from, BusyTime.busy_until)
_own = Prepared(lambda: Participant.select(*_OWN).where(_between(Participant)))
_own_of_one = Prepared(lambda: Participant.select(*_OWN).where(_of_one(Participant)))
_elsewhere = Prepared(lambda: BusyTime.select(*_ELSEWHERE).where(_between(BusyTime)))
_elsewhere_of_one = Prepared(lambda: BusyTime.select(*_ELSEWHERE).where(_of_one(BusyTime)))
