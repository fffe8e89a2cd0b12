"""Changing an appointment in whatever is not its time: its words, place and kind, its prospect, and its guests."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from filon.appointments import plans
from filon.appointments.actions import current_one, hold_lead, members_of, note_telling, rewrite, write
from filon.appointments.holding import Taken, hold
from filon.appointments.links import booker_of
from filon.appointments.models import OPEN, Participant
from filon.appointments.plans import Guest, one_line
from filon.appointments.resource_taking import do_without, none_free, resource_of, take_one_of
from filon.appointments.resources import Resource
from filon.appointments.taking import around_it, enter_guest
from filon.foundation import clock
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.i18n import _
from filon.foundation.ids import new_id
from filon.foundation.transactions import transaction

_WORDS = ("title", "place_kind", "place")


def change_appointment(
    appointment: Any,
    *,
    lead: Any = None,
    invited: Collection[Guest] = (),
    uninvited: Collection[UUID] = (),
    corrected: Mapping[UUID, Guest] = MappingProxyType({}),
    tells: bool | None = None,
    **values: Any,
) -> Any:
    """Write these of title, place_kind, place and kind, None being no kind. None when all is as it was.

    One that was made with nobody is with this `lead` from now on. Guests are added, or taken away by their ids; whoever
    booked stays. Those who are `corrected`, by their ids, or invited at the address that they have, get another name or
    phone, of which nobody has to hear. Its length and its time are its own, whatever the kind. It `tells` as
    actions.note_telling() says, but where nobody was ever told, False when it comes to be with a lead is for good.
    Of a kind that needs a resource it takes the first that is free, if it has none of those and is not over; what
    it had for the kind that it was goes.
    Raises Invalid, which names the field, Conflict when it is with a lead already, NotFound when the lead has gone.
    """
    words = {name: one_line(value) for name, value in values.items() if name in _WORDS}
    errors = plans.check_words(words.get("title", ""), words.get("place", ""))
    if errors := errors | plans.check_place_kind(words.get("place_kind", "office")):
        raise Invalid(errors)
    with transaction():
        # Before the lead and the appointment: members and resources come first, as for whoever books.
        held, needed = members_of(appointment), _needed(appointment, values.get("kind"))
        if lead is not None or needed is not None:
            hold({*held, *(needed or ())})
        if lead is not None:
            _let_be_with(lead, appointment, held)
        current = current_one(appointment, *OPEN)
        if lead is not None and members_of(current) != held:  # not those of whom it was asked
            raise Conflict()
        wanted = words | _others(values, lead)
        changes = {name: value for name, value in wanted.items() if getattr(current, name) != value}
        # Where it has words of its own, nobody outside hears of its kind.
        is_seen = bool(changes.keys() & set(_WORDS)) or ("kind_id" in changes and not current.title)
        if "kind_id" in changes and _has_other(needed, current):
            # Whom one visits need not hear in which car one comes.
            is_seen |= changes.get("place_kind", current.place_kind) == "office"
        left = _take_away(current, uninvited)
        is_corrected = _correct(current, corrected)
        had_guests = any(one.email for one in _guests_of(current)) or bool(left)
        joined, renamed = _let_in(current, invited)
        if not (changes or left or joined or is_corrected or renamed):
            return None
        changes["sequence"] = current.sequence + 1
        if not (changes.keys() - {"sequence"} or left or joined):
            rewrite(appointment, current, changes)
            return appointment
        if lead is not None:
            joined.append(lead.id.hex)
            if tells is False and not had_guests:
                changes["tells"] = False
        note_telling(current, tells)
        about: dict[str, Any] = {"seen": is_seen, "invited": joined, "uninvited": left}
        return write(appointment, current, "changed", changes, tells=tells, **about)


def guests_to_change(appointment: Any, wanted: Collection[Guest]) -> dict[str, Any]:
    """{invited, uninvited, corrected}: what change_appointment() is to do so that these are its guests."""
    there = _guests_of(appointment)
    stay = {one.id: guest for one in there for guest in wanted if _is_same(one, guest)}
    return {
        "invited": [guest for guest in wanted if not any(_is_same(one, guest) for one in there)],
        "uninvited": [one.id for one in there if one.id not in stay],
        "corrected": stay,
    }


def _others(values: dict[str, Any], lead: Any) -> dict[str, Any]:
    others: dict[str, Any] = {} if lead is None else {"lead_id": lead.id}
    if "kind" in values:
        others["kind_id"] = values["kind"].id if values["kind"] is not None else None
    return others


def _needed(appointment: Any, kind: Any) -> tuple[UUID, ...] | None:
    """Of which resources it is to have one when it comes to be of this kind; None: it needs none, or is over."""
    is_other = kind is not None and kind.id != appointment.kind_id
    if not (is_other and kind.needs_resource) or appointment.ends_at <= clock.now():
        return None
    return Resource.serving(kind.id)


def _has_other(needed: tuple[UUID, ...] | None, current: Any) -> bool:
    """Let it have one of what is `needed`, or none that it had for its kind; whether it has another than before."""
    had = resource_of(current)
    if needed is None:
        is_of_its_kind = current.kind_id is not None and set(had) <= set(Resource.serving(current.kind_id))
        if had and is_of_its_kind and current.ends_at > clock.now():  # else it was chosen by hand
            do_without(current)
    elif not set(had) & set(needed):
        try:
            take_one_of(needed, current, *around_it(current))
        except Taken:
            raise Invalid({"kind": [none_free()]}) from None
    return resource_of(current) != had


def _let_be_with(lead: Any, appointment: Any, members: tuple[UUID, ...]) -> None:
    """Its members are held; the lead is, before the appointment is."""
    if not hold_lead(lead.id):
        raise NotFound()
    if appointment.lead_id is not None:
        raise Conflict()
    there = plans.able(members, lead)
    for id, member in plans.able(members, None).items():
        if id not in there:
            said = _("%(name)s ne voit pas ce prospect : donnez-le-lui d’abord.", name=member.name)
            raise Invalid({"lead": [said]})


def _take_away(current: Any, uninvited: Collection[UUID]) -> list[list[str]]:
    """Whom nobody expects any more, as [name, mail]: those who can be told."""
    stays = booker_of(current.id)
    gone = [one for one in _guests_of(current) if one.id in uninvited and one.id != stays]
    if gone:
        Participant.delete().where(Participant.id.in_([one.id for one in gone])).execute()
    return [[one.name, one.email or ""] for one in gone]


def _correct(current: Any, corrected: Mapping[UUID, Guest]) -> bool:
    """Whether one of them has another name or phone now."""
    if errors := plans.check_guests(corrected.values()):
        raise Invalid(errors)
    is_corrected = False
    for one in _guests_of(current):
        if one.id in corrected:
            guest = corrected[one.id]
            is_corrected |= _rename(one, one_line(guest.name), one_line(guest.phone or "") or None)
    return is_corrected


def _rename(one: Any, name: str, phone: str | None) -> bool:
    if (one.name, one.phone) == (name, phone):
        return False
    Participant.update(name=name, phone=phone).where(Participant.id == one.id).execute()
    return True


def _let_in(current: Any, invited: Collection[Guest]) -> tuple[list[str], bool]:
    """(the ids of those who take part from now on, whether somebody has another name now).

    Who takes part already is not entered twice; to be invited without a name or a phone takes neither from them.
    """
    there, joined, renamed = _guests_of(current), [], False
    if errors := plans.check_guests(invited, len(there)):
        raise Invalid(errors)
    entered: list[Any] = []
    for guest in invited:
        known = next((one for one in there if _is_same(one, guest)), None)
        if known is not None:
            name = known.name if guest.name == guest.email else one_line(guest.name)
            renamed |= _rename(known, name, one_line(guest.phone or "") or known.phone)
        elif not any(_is_same(one, guest) for one in entered):
            id = new_id()
            enter_guest(current, guest, id)
            entered.append(guest)
            joined.append(id.hex)
    return joined, renamed


def _guests_of(appointment: Any) -> list[Any]:
    return [one for one in Participant.of([appointment.id])[appointment.id] if one.member_id is None]


def _is_same(one: Any, other: Any) -> bool:
    """By their address, where they have one."""
    if one.email or other.email:
        return bool((one.email or "").lower() == (other.email or "").lower())
    return bool((one.name, one.phone) == (one_line(other.name), one_line(other.phone or "") or None))
