"""Taking members' time and resources: with whom an appointment is, what it takes, and what is free instead."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from filon.appointments.availability import Slot, Terms, free_slots, nearest_slots
from filon.appointments.elsewhere import silent_members
from filon.appointments.holding import NoneFree, Taken, free_members, free_resources
from filon.appointments.links import booker_of
from filon.appointments.models import Appointment, Host, Participant
from filon.appointments.plans import Checked, Guest, one_line
from filon.appointments.resource_taking import (
    could_have,
    do_without,
    let_go,
    none_free,
    resource_of,
    take_one_of,
    without_resource,
)
from filon.appointments.resources import Use
from filon.appointments.telling import tell_of_resource
from filon.appointments.wall import wall_of
from filon.foundation import access
from filon.foundation.errors import Conflict
from filon.foundation.i18n import _
from filon.foundation.ids import new_id

MINUTE = timedelta(minutes=1)


def look(asked: Checked) -> set[UUID]:
    """Who of the candidates has the time now, enough of them, and a resource if it needs one. Raises Taken.

    Looked at before anybody is held, who comes too late waits for nobody: of two hundred after one hour each else
    waits for all before, only to hear that it is gone.
    """
    terms = asked.terms
    around = _around(to_the_minute(asked.plan.starts_at), terms.minutes, terms.before, terms.after)
    free = free_members(asked.candidates, *around)
    if not free or not free.issuperset(asked.members):
        raise Taken
    if terms.resources is not None and not free_resources(terms.resources, *around):
        raise NoneFree
    return free


def with_whom(asked: Checked) -> tuple[UUID, ...]:
    """Whose time it takes, held already. Raises Taken."""
    free, starts_at = look(asked), to_the_minute(asked.plan.starts_at)
    if asked.plan.as_offered:
        free = _offered_at(
            free_slots(asked.terms, asked.candidates, starts_at, starts_at + MINUTE), starts_at
        )
    if asked.members:
        if not free.issuperset(asked.members):
            raise Taken
        return asked.members
    # Read anew: whoever held the hosts before may have taken a turn.
    hosts = Host.of_kind(asked.plan.kind.id)
    # Whose calendar has long been silent may have no time: whoever books all the same says with whom.
    free = free - silent_members(asked.candidates)
    there = [host for host in hosts if host.member_id in free]
    if not there:
        raise Taken
    if asked.plan.kind.choice != "turn":
        return (there[0].member_id,)
    next_one = min(there, key=lambda host: (host.turn, host.position))
    next_one.take_turn(hosts)
    return (next_one.member_id,)


def _offered_at(slots: list[Slot], at: datetime) -> set[UUID]:
    return {member for slot in slots if slot.starts_at == at for member in slot.members}


def enter(asked: Checked, members: tuple[UUID, ...]) -> Any:
    """Enter the appointment, which takes the time of these members, and a resource if it needs one. Raises Taken."""
    plan, terms, kind = asked.plan, asked.terms, asked.plan.kind
    starts_at = to_the_minute(plan.starts_at)
    own_place = plan.place is not None or kind is None
    appointment = Appointment.add(
        id=plan.id or new_id(),
        kind_id=kind.id if kind is not None else None,
        lead_id=plan.lead.id if plan.lead is not None else None,
        title=one_line(plan.title),
        zone=asked.zone.key,
        before=terms.before,
        after=terms.after,
        place_kind=plan.place_kind or (kind.place_kind if kind is not None else "office"),
        place=one_line(plan.place or "") if own_place else kind.place,
        status="proposed" if plan.proposed or plan.lead_confirms else "confirmed",
        lead_confirms=plan.lead_confirms,
        made_by=access.actor().member,
        tells=plan.tells,
        language=plan.language,
        **_times(starts_at, terms.minutes, asked.zone.key),
    )
    for member in members:
        _take_time(appointment, member)
    if terms.resources is not None:
        take_one_of(terms.resources, appointment, *around_it(appointment))
    guests = [(new_id(), guest) for guest in plan.guests]
    if plan.booker is not None:
        guests.append((booker_of(appointment.id), plan.booker))
    for id, guest in guests:
        enter_guest(appointment, guest, id)
    return appointment


def enter_guest(appointment: Any, guest: Guest, id: UUID) -> None:
    """Somebody takes part who is neither a member nor the lead."""
    Participant.add(
        id=id,
        appointment_id=appointment.id,
        name=one_line(guest.name),
        email=guest.email,
        phone=one_line(guest.phone or "") or None,
    )


def put(
    current: Any,
    starts_at: datetime,
    minutes: int,
    members: tuple[UUID, ...],
    resources: tuple[UUID, ...],
    *,
    had: bool,
    takes_time: bool = True,
) -> None:
    """Let it be then, with these members and nobody else of the team, and the first of these resources that is free.

    It `had` one before, or not: then nothing is let go of.
    Raises Taken, unless it takes nobody's time and no resource's.
    """
    around = _around(starts_at, minutes, current.before, current.after)
    if takes_time and not free_members(members, *around, but=current.id).issuperset(members):
        raise Taken
    changes = _times(starts_at, minutes, current.zone) | {"sequence": current.sequence + 1}
    Appointment.update(**changes).where(Appointment.id == current.id).execute()
    for name, value in changes.items():
        setattr(current, name, value)
    busy_from, busy_until = around if takes_time else (None, None)
    of_team = _of_team(current)
    # Who hands it over to others may see them no more once they take part themselves no more.
    with access.seeing_all():
        # Those who stay keep their row, and with it their place among those who take part.
        Participant.delete().where(of_team & Participant.member_id.not_in(members)).execute()
        there = {one.member_id for one in Participant.select().where(of_team)}
        Participant.update(busy_from=busy_from, busy_until=busy_until).where(of_team).execute()
    for member in members:
        if member not in there:
            _take_time(current, member)
    if resources and takes_time:
        take_one_of(resources, current, *around)
    elif resources:
        let_go(current)
    elif had:
        do_without(current)


def _take_time(appointment: Any, member: UUID) -> None:
    busy_from, busy_until = around_it(appointment)
    Participant.add(
        appointment_id=appointment.id, member_id=member, busy_from=busy_from, busy_until=busy_until
    )


def free(current: Any) -> None:
    """Take nobody's time any more, and no resource's."""
    let_go(current)
    Participant.update(busy_from=None, busy_until=None).where(_of_team(current)).execute()


def has_its_time(current: Any) -> bool:
    """Whether it takes the time of its members and its resource, as whatever is open does but for a clash."""
    is_lost = Participant.select().where(_of_team(current) & Participant.busy_from.is_null()).exists()
    return not (is_lost or without_resource().where(Use.appointment_id == current.id).exists())


def without_time() -> Any:
    """The rows of members in open appointments to come which take no time of theirs: somebody else had it."""
    to_come = Appointment.select(Appointment.id).where(Appointment.to_come())
    return Participant.select().where(
        Participant.member_id.is_null(False)
        & Participant.busy_from.is_null()
        & Participant.appointment_id.in_(to_come)
    )


def take_back(members: Collection[UUID], resources: Collection[UUID]) -> None:
    """Let these take what is free by now of the time they lost; they are held, so nobody else takes it."""
    # Also for appointments that the one who acts may not see: or that time would be given away.
    with access.seeing_all():
        for row in list(
            without_time().where(Participant.member_id.in_(list(members))).order_by(Participant.id)
        ):
            busy_from, busy_until = around_it(Appointment.find(row.appointment_id))
            if free_members([row.member_id], busy_from, busy_until):
                Participant.update(busy_from=busy_from, busy_until=busy_until).where(
                    Participant.id == row.id
                ).execute()
        for use in list(without_resource().order_by(Use.id)) if resources else ():
            one = Appointment.find(use.appointment_id)
            held = [some for some in could_have(one, at_other_hour=True) if some in resources]
            if held:
                with suppress(Taken):
                    _take_again(held, one)


def _take_again(held: list[UUID], one: Any) -> None:
    had = resource_of(one)
    take_one_of(held, one, *around_it(one))
    if resource_of(one) != had:  # whoever comes was told of that one
        one.sequence += 1
        Appointment.update(sequence=one.sequence).where(Appointment.id == one.id).execute()
        tell_of_resource(one)


def _of_team(current: Any) -> Any:
    return (Participant.appointment_id == current.id) & Participant.member_id.is_null(False)


def _times(starts_at: datetime, minutes: int, zone: str) -> dict[str, Any]:
    return {
        "starts_at": starts_at,
        "ends_at": starts_at + minutes * MINUTE,
        "minutes": minutes,
        "wall": wall_of(starts_at, ZoneInfo(zone)),
    }


def _around(starts_at: datetime, minutes: int, before: int, after: int) -> tuple[datetime, datetime]:
    return starts_at - before * MINUTE, starts_at + (minutes + after) * MINUTE


def around_it(one: Any) -> tuple[datetime, datetime]:
    """The time that an appointment takes, buffers included."""
    return _around(one.starts_at, one.minutes, one.before, one.after)


def slot_taken(
    terms: Terms,
    members: Collection[UUID],
    at: datetime,
    *,
    together: bool,
    but: UUID | None = None,
    why: Taken | None = None,
) -> Conflict:
    """What is told when the time is no longer free, with the nearest that are: of all of them `together`, or of any.

    `why` it is not, if that is known: where they have the time themselves it is a "resource" that is `missing`.
    """
    nearest = [
        {"starts_at": slot.starts_at.isoformat(), "members": [str(one) for one in slot.members]}
        for slot in nearest_slots(terms, members, at, together=together, but=but)
    ]
    if isinstance(why, NoneFree):
        return Conflict(none_free(), code="slot_taken", free=nearest, missing="resource")
    return Conflict(_("Ce créneau n’est plus libre."), code="slot_taken", free=nearest)


def free_in(refused: Conflict) -> list[datetime]:
    """When it could be instead, as slot_taken() tells it. A conflict of another kind is raised again."""
    if "free" not in refused.extra:
        raise refused
    free: Any = refused.extra["free"]
    return [datetime.fromisoformat(one["starts_at"]) for one in free]


def to_the_minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
