"""Every write to appointments: booking, moving, confirming, cancelling, and saying how they ended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from filon.appointments import plans
from filon.appointments.availability import Terms
from filon.appointments.holding import Taken, hold
from filon.appointments.models import OPEN, Appointment, Participant
from filon.appointments.plans import Plan, one_line
from filon.appointments.resource_taking import could_have, resource_of
from filon.appointments.taking import (
    enter,
    free,
    has_its_time,
    look,
    put,
    slot_taken,
    take_back,
    to_the_minute,
    with_whom,
)
from filon.appointments.telling import announce, emit, meet_lead_next
from filon.foundation import access, clock
from filon.foundation.database import locked
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.transactions import savepoint, transaction
from filon.leads.models import Lead


def book_appointment(plan: Plan, *, held: Collection[UUID] | None = None) -> Any:
    """A new appointment, confirmed unless the plan says otherwise. Raises Invalid, which names the field.

    Raises Conflict `slot_taken` with the nearest free ones when somebody else was quicker: nobody is met twice. Raises
    NotFound when the lead has gone meanwhile. What is `held` is as for holding.hold().
    """
    with transaction():
        asked = plans.check(plan)
        try:
            look(asked)
            with savepoint():
                hold(asked.to_hold, held=held)
                if plan.lead is not None and not hold_lead(plan.lead.id):
                    raise NotFound()
                appointment = enter(asked, with_whom(asked))
        except Taken as why:
            together = bool(asked.members)
            raise slot_taken(
                asked.terms, asked.candidates, plan.starts_at, together=together, why=why
            ) from None
        announce(appointment, "booked")
    return appointment


def move_appointment(
    appointment: Any,
    starts_at: datetime,
    *,
    minutes: int | None = None,
    members: Collection[UUID] | None = None,
    using: tuple[UUID, ...] | None = None,
    tells: bool | None = None,
    reason: str = "",
    heard_after: timedelta | None = timedelta(),
    held: Collection[UUID] | None = None,
) -> Any:
    """Let it begin then, take so long and be with these members; None leaves that. It `tells` as note_telling() says.

    It is `using` one resource, or none; None leaves it what it has, or gives it another that its kind needs.

    The team hears of the `reason`; it is kept by whoever writes down what happened.

    Those concerned hear of it so long after, never when that is None. Returns None when all is as it was. One that
    lost its time (see clock_changes) takes it again where it is, once that is free. Raises Invalid, and Conflict as
    book_appointment() does.
    """
    errors = plans.check_moment(starts_at) | plans.check_reason(reason)
    if errors := errors | ({} if minutes is None else plans.check_length(minutes)):
        raise Invalid(errors)
    starts_at = to_the_minute(starts_at)
    with transaction():
        before = members_of(appointment)
        after = before if members is None or set(members) == set(before) else tuple(dict.fromkeys(members))
        if after != before:
            plans.check_joining(appointment.lead_id, before, after)
        length = appointment.minutes if minutes is None else minutes
        is_later = starts_at != appointment.starts_at
        had = could_have(appointment, at_other_hour=is_later)
        own = resource_of(appointment) if had else ()
        resources = had if using is None else using
        try:
            with savepoint():
                hold({*before, *after, *had, *resources}, held=held)
                current = current_one(appointment, *OPEN)
                if (members_of(current), could_have(current, at_other_hour=is_later)) != (before, had):
                    raise Conflict()  # not what is held
                as_it_was = (current.starts_at, current.minutes, before) == (starts_at, length, after)
                is_same = using is None or using[:1] == own
                if as_it_was and is_same and has_its_time(current):
                    return None
                was = current.starts_at
                note_telling(current, tells)
                put(current, starts_at, length, after, resources, had=bool(own))
                take_back({*before, *after}, had)
        except Taken as why:
            terms = Terms(length, appointment.before, appointment.after, resources=resources or None)
            raise slot_taken(terms, after, starts_at, together=True, but=appointment.id, why=why) from None
        _take_over(appointment, current)
        left, joined = (
            [one.hex for one in some if one not in others]
            for some, others in ((before, after), (after, before))
        )
        meet_lead_next(appointment)
        if heard_after is not None:
            about: dict[str, Any] = {"was": was.isoformat(), "left": left, "joined": joined}
            # Whom one visits need not hear in which car one comes.
            if as_it_was and not is_same and current.place_kind != "office":
                about["seen"] = False
            emit(
                appointment,
                "moved",
                due_at=clock.now() + heard_after,
                tells=tells,
                reason=one_line(reason),
                **about,
            )
    return appointment


def confirm_appointment(appointment: Any) -> Any:
    """It was proposed, and takes place."""
    with transaction():
        current = current_one(appointment, "proposed")
        changes = {"status": "confirmed", "sequence": current.sequence + 1}
        return write(appointment, current, "confirmed", changes)


def cancel_appointment(appointment: Any, reason: str = "", *, tells: bool | None = None) -> Any:
    """It does not take place, for this reason; its time is free from now on. Raises Invalid on `reason`.

    It `tells` as note_telling() says.
    """
    reason = one_line(reason)
    if errors := plans.check_reason(reason):
        raise Invalid(errors)
    with transaction():
        # The others too, which it could be given meanwhile if it lost its own to a clash.
        members, resources = members_of(appointment), could_have(appointment)
        hold({*members, *resources})
        current = current_one(appointment, *OPEN)
        free(current)
        note_telling(current, tells)
        changes = {
            **{"status": "cancelled", "was": current.status, "reason": reason, "settled_at": clock.now()},
            "sequence": current.sequence + 1,
        }
        write(appointment, current, "cancelled", changes, tells=tells)
        take_back(members, resources)
    return appointment


def restore_appointment(appointment: Any) -> Any:
    """It was cancelled, and takes place after all. Raises Conflict when somebody else has the time by now."""
    with transaction():
        try:
            with savepoint():
                members, resources = members_of(appointment), could_have(appointment)
                hold({*members, *resources})
                current = current_one(appointment, "cancelled")
                put(current, current.starts_at, current.minutes, members, resources, had=bool(resources))
        except Taken as why:
            length = appointment.minutes, appointment.before, appointment.after
            terms = Terms(*length, resources=resources or None)
            raise slot_taken(terms, members, appointment.starts_at, together=True, why=why) from None
        changes = {"status": current.was, "was": "", "reason": "", "settled_at": None}
        return write(appointment, current, "restored", changes)


def note_outcome(appointment: Any, outcome: str) -> Any:
    """It was "held", or the lead has "missed" it; until then it stands among what is to be done. Raises Invalid."""
    if outcome not in ("held", "missed"):
        raise Invalid({"outcome": ["Give held or missed"]})
    with transaction():
        current = current_one(appointment, *OPEN, "held", "missed")
        if current.starts_at > clock.now():
            raise Invalid({"outcome": [_("Ce rendez-vous n’a pas encore commencé.")]})
        if current.status == outcome:
            return None
        changes = {"status": outcome, "settled_at": clock.now()}
        return write(appointment, current, outcome, changes, active=outcome == "held")


def members_of(appointment: Any) -> tuple[UUID, ...]:
    """Those of the team who take part."""
    taking_part = Participant.of([appointment.id])[appointment.id]
    return tuple(one.member_id for one in taking_part if one.member_id is not None)


def hold_lead(id: UUID) -> bool:
    """Let what is planned with a lead be planned by one at a time; whether the lead is still there.

    After the members and before any appointment, for whoever merges or erases a lead holds it before those.
    """
    with access.seeing_all():  # who takes part sees the appointment, and may not see the lead
        return locked(Lead.kept().select(Lead.id).where(Lead.id == id)).first() is not None


def current_one(appointment: Any, *statuses: str) -> Any:
    """It as it is now, and stays until the transaction ends. Raises Conflict when it has none of these statuses.

    The same when it is another lead's by now; NotFound when it or its lead has gone meanwhile.
    """
    if appointment.lead_id is not None:
        hold_lead(appointment.lead_id)
    current = locked(Appointment.kept().where(Appointment.id == appointment.id)).first()
    if current is None:
        raise NotFound()
    if current.lead_id != appointment.lead_id or current.status not in statuses:
        raise Conflict()
    return current


def write(
    appointment: Any,
    current: Any,
    event: str,
    changes: dict[str, Any],
    *,
    active: bool = False,
    tells: bool | None = None,
    **about: Any,
) -> Any:
    """As rewrite(); announce() says what follows."""
    rewrite(appointment, current, changes)
    announce(appointment, event, active=active, tells=tells, **about)
    return appointment


def rewrite(appointment: Any, current: Any, changes: dict[str, Any]) -> None:
    """Let `current`, held already, have these changes, and `appointment` too."""
    Appointment.update(**changes).where(Appointment.id == current.id).execute()
    for name, value in changes.items():
        setattr(current, name, value)
    _take_over(appointment, current)


def note_telling(current: Any, tells: bool | None) -> None:
    """Whether lead and guests hear of one change: None is as of the appointment, False of this one alone.

    Whoever was told once is told, and reminded, from then on.
    """
    if tells and not current.tells:
        Appointment.update(tells=True).where(Appointment.id == current.id).execute()
        current.tells = True


def _take_over(appointment: Any, current: Any) -> None:
    for name, value in current.__data__.items():
        setattr(appointment, name, value)
