"""What a form about an appointment holds: each reading raises Invalid, which names the field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import request

from filon.appointments.kinds import the_kind
from filon.appointments.models import Participant
from filon.appointments.plans import WITHOUT, Guest, Plan, one_line
from filon.appointments.resources import Use, the_resource
from filon.appointments.taking import free_in
from filon.appointments.wall import at_wall, the_zone
from filon.dashboard.frame import voice
from filon.desk import meetings
from filon.desk.meeting_mails import can_be_told
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.i18n import _
from filon.leads import search
from filon.leads.contacts import read_email
from filon.leads.models import Lead, the_lead

_BEFORE = date(2000, 1, 1)
_AFTER = date(2200, 1, 1)
# More are no proposal but a list.
_ALIKE = 8


def read_day(typed: str) -> date | None:
    """The day, None when it is none that the calendar can show."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if _BEFORE < day < _AFTER else None


def read_moment(typed: Mapping[str, str]) -> datetime:
    """Its `day` and `time` as the page says them: on the business's clock, whatever clock it was agreed on."""
    try:
        wall = datetime.fromisoformat(f"{typed.get('day', '')}T{typed.get('time', '')[:5]}")
    except ValueError:
        raise Invalid({"wall": [_("Choisissez le jour et l’heure.")]}) from None
    return at_wall(wall, the_zone(voice().zone))


def read_minutes(typed: Mapping[str, str]) -> int:
    """How long it takes."""
    try:
        return int(typed.get("minutes", ""))
    except ValueError:
        raise Invalid({"minutes": [_("Choisissez une durée.")]}) from None


def ticked() -> list[str]:
    """The members whose boxes are ticked, as they were sent."""
    return request.form.getlist("member")


def read_members() -> list[UUID]:
    """The members whose boxes are ticked."""
    try:
        return [UUID(one) for one in ticked()]
    except ValueError:
        raise Invalid({"members": [_("Choisissez une personne de l’équipe.")]}) from None


def typed_guests() -> list[tuple[str, str]]:
    """(name, mail) of each guest to be invited, as they were typed, and two more rows that are empty."""
    rows = zip(request.form.getlist("guest_name"), request.form.getlist("guest_email"), strict=False)
    return [(name, email) for name, email in rows if name.strip() or email.strip()] + [("", "")] * 2


def read_guests() -> tuple[Guest, ...]:
    """Who is to be invited besides. Without a name they are called by their address."""
    guests = []
    for name, email in typed_guests():
        typed = email.strip()
        if typed and read_email(typed) != typed:
            raise Invalid({"guests": [_("L’adresse « %(address)s » n’est pas complète.", address=typed)]})
        if one_line(name) or typed:
            guests.append(Guest(one_line(name) or typed, typed or None))
    return tuple(guests)


def read_change(found: Any, typed: Mapping[str, str]) -> dict[str, Any]:
    """What meetings.change() is to make of it. Raises Invalid, which names every field."""
    values: dict[str, Any] = {name: typed[name] for name in ("title", "place_kind", "place") if name in typed}
    errors: dict[str, list[str]] = {}
    readings: dict[str, Callable[[], Any]] = {
        "invited": read_guests,
        "uninvited": lambda: request.form.getlist("guest_out", type=UUID),
    }
    # One that is offered no more may stay what it is.
    if typed.get("kind", "") != str(found.kind_id or ""):
        readings["kind"] = lambda: read_kind(typed.get("kind", ""))
    if found.lead_id is None:
        readings["lead"] = lambda: _read_lead(typed)
    for name, reading in readings.items():
        try:
            values[name] = reading()
        except Invalid as refused:
            errors |= refused.errors
    if errors:
        raise Invalid(errors)
    return values


def leads_alike(typed: Mapping[str, str]) -> list[Any]:
    """Those who may be meant by what was typed of one, the newest first."""
    who = typed.get("who", "").strip()
    hits = search.find(who, limit=_ALIKE) if who else []
    return list(Lead.kept().where(Lead.number.in_(hits)).order_by(Lead.number.desc())) if hits else []


def _read_lead(typed: Mapping[str, str]) -> Any:
    """The prospect that was chosen among those alike, None for none: nobody is taken for another by their name."""
    number = request.form.get("lead", type=int)
    if number is not None:
        try:
            return the_lead(number)
        except NotFound:
            raise Invalid({"lead": [_("Choisissez un prospect de la liste.")]}) from None
    if not typed.get("who", "").strip():
        return None
    if leads_alike(typed):
        raise Invalid({"lead": [_("Choisissez qui c’est, puis enregistrez.")]})
    raise Invalid({"lead": [_("Personne ne s’appelle ainsi : essayez le téléphone, ou une partie du nom.")]})


def said_of(refused: Invalid, *, reason: str = "reason") -> dict[str, list[str]]:
    """By the fields of the form: it has one for the moment, and maybe another name for the reason."""
    errors = {reason if name == "reason" else name: said for name, said in refused.errors.items()}
    moment = [*errors.pop("wall", ()), *errors.pop("starts_at", ())]
    return errors | ({"wall": moment} if moment else {})


def said_taken(refused: Conflict) -> dict[str, Any]:
    """What is free instead, and whether it is the room or vehicle that is missing. Another conflict is raised again."""
    return {"taken": free_in(refused), "no_room": refused.extra.get("missing") == "resource"}


def read_kind(typed: str) -> Any:
    """The kind that was chosen, None for none."""
    try:
        return the_kind(UUID(typed)) if typed else None
    except (ValueError, NotFound):
        raise Invalid({"kind": [_("Choisissez un type de rendez-vous de la liste.")]}) from None


def read_resource(typed: Mapping[str, str]) -> Any:
    """The room or vehicle that was chosen, None for what the kind needs, WITHOUT for none at all."""
    chosen = typed.get("resource", "")
    if chosen == WITHOUT:
        return WITHOUT
    try:
        return the_resource(UUID(chosen)) if chosen else None
    except (ValueError, NotFound):
        raise Invalid({"resource": [_("Choisissez une salle ou un véhicule de la liste.")]}) from None


def read_using(typed: Mapping[str, str], found: Any) -> tuple[UUID, ...] | None:
    """As meetings.move() takes it; where the form says what it showed (`resource_shown`) nothing was chosen.

    Somebody else may have changed it since: who didn't touch the field leaves it what it has, also when that is offered
    no more, or lets it have another of its kind's.
    """
    has = Use.of([found.id]).get(found.id)
    if typed.get("resource") in (None, typed.get("resource_shown", str(has or ""))):
        return None
    if typed["resource"] == str(has or ""):
        return (has,) if has is not None else ()
    chosen = read_resource(typed)
    return () if chosen in (None, WITHOUT) else (chosen.id,)


def tells_of(found: Any, typed: Mapping[str, str]) -> bool | None:
    """What the box says of whether lead and guests are told, None where there was none."""
    lead = meetings.leads_of([found]).get(found.lead_id)
    guests = [one for one in Participant.of([found.id])[found.id] if one.member_id is None]
    return "tells" in typed if can_be_told(lead, guests) else None


def read_plan(typed: Mapping[str, str], lead: Any) -> Plan:
    """What a form for a new one says, with this lead or none. Raises Invalid."""
    kind = read_kind(typed.get("kind", ""))
    own = kind is None or bool(typed.get("minutes"))
    return Plan(
        read_moment(typed),
        kind=kind,
        minutes=read_minutes(typed) if own else None,
        members=tuple(read_members()),
        lead=lead,
        resource=read_resource(typed),
        title=typed.get("title", ""),
        place_kind=typed.get("place_kind", ""),
        place=typed.get("place") or None,
        guests=read_guests(),
        lead_confirms="lead_confirms" in typed,
        tells="tells" in typed or not can_be_told(lead),
    )
