"""The calendar, as HTML: a week of the team or of one member, making an appointment, and each one by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Response, request

from filon.appointments.actions import the_kind
from filon.appointments.models import PLACE_KINDS, Kind, Participant
from filon.appointments.plans import Plan
from filon.appointments.wall import at_wall, the_zone
from filon.dashboard.frame import Pages, Place, back_to, page, voice
from filon.foundation import access, clock
from filon.foundation.errors import Conflict, Invalid, NotFound
from filon.foundation.i18n import _
from filon.leads.models import the_lead
from filon.tenants.models import Member

from . import meetings
from .calendar import week_of
from .meeting_mails import can_be_told

WEEK = timedelta(days=7)
# What a form offers; a kind's own length besides.
LENGTHS = (15, 30, 45, 60, 90, 120, 180, 240)
_BEFORE = date(2000, 1, 1)
_AFTER = date(2200, 1, 1)

pages = Pages("calendar", __name__, place=Place("calendar.show", lambda: _("Calendrier"), "cal"))


@pages.get("/calendrier")
def show() -> Response:
    """The week of `day`, of everybody or of one member (`who`); `view` is "list" for a list of its days."""
    said, mates = voice(), _mates()
    day = _day(request.args.get("day", "")) or said.today()
    who = request.args.get("who", type=UUID)
    chosen = who if who in mates else None
    week = week_of(day, list(mates), said, who=chosen)
    meant = week.appointments
    to_come = [one for one in meant if one.starts_at > clock.now() and one.is_open]
    return page(
        "desk/calendar.html",
        week=week,
        day=day,
        is_this_week=day.isocalendar()[:2] == said.today().isocalendar()[:2],
        before=day - WEEK,
        after=day + WEEK,
        mates=mates,
        who=chosen,
        as_list=request.args.get("view") == "list",
        leads=meetings.leads_of(meant),
        count=len(meant),
        next_one=to_come[0] if to_come else None,
        now=clock.now(),
    )


@pages.get("/calendrier/nouveau", role="agent")
def new() -> Response:
    """An empty form: with the prospect of the number `lead`, on a `day`, or for neither."""
    number = request.args.get("lead", type=int)
    lead = the_lead(number) if number is not None else None
    return _form(lead, {"day": request.args.get("day", "")}, chosen=[str(access.actor().member)])


@pages.post("/calendrier")
def book() -> Response:
    typed, number = request.form.to_dict(), request.form.get("lead", type=int)
    lead = the_lead(number) if number is not None else None
    try:
        booked = meetings.book(_plan(typed, lead))
    except Invalid as refused:
        return _form(lead, typed, 422, wrong=_said(refused))
    except Conflict as refused:
        return _form(lead, typed, 409, taken=_free(refused))
    if lead is not None:
        return back_to("desk.show_lead", number=lead.number)
    return back_to("calendar.show_one", appointment=booked.id)


@pages.get("/calendrier/<uuid:appointment>")
def show_one(appointment: UUID) -> Response:
    return _one(meetings.the_appointment(appointment))


@pages.post("/calendrier/<uuid:appointment>/time")
def move(appointment: UUID) -> Response:
    """Move it, let it take longer or shorter, or give it to others."""
    found, typed = meetings.the_appointment(appointment), request.form.to_dict()
    try:
        # As the page says it: on the business's clock, whatever clock it was agreed on.
        moment = at_wall(_wall(typed), the_zone(voice().zone))
        meetings.move(found, moment, minutes=_minutes(typed), members=_members(), tells=_tells(found, typed))
    except Invalid as refused:
        return _one(found, 422, typed=typed, chosen=_ticked(), wrong=_said(refused))
    except Conflict as refused:
        return _one(found, 409, typed=typed, chosen=_ticked(), taken=_free(refused))
    return back_to("calendar.show_one", appointment=appointment)


@pages.post("/calendrier/<uuid:appointment>/confirmation")
def confirm(appointment: UUID) -> Response:
    meetings.confirm(meetings.the_appointment(appointment))
    return back_to("calendar.show_one", appointment=appointment)


@pages.post("/calendrier/<uuid:appointment>/outcome")
def note_outcome(appointment: UUID) -> Response:
    meetings.note_outcome(meetings.the_appointment(appointment), request.form.get("outcome", ""))
    return back_to("calendar.show_one", appointment=appointment)


@pages.post("/calendrier/<uuid:appointment>/cancellation")
def cancel(appointment: UUID) -> Response:
    found, typed = meetings.the_appointment(appointment), request.form.to_dict()
    try:
        meetings.cancel(found, typed.get("reason", ""), tells=_tells(found, typed))
    except Invalid as refused:
        return _one(found, 422, typed=typed, wrong=refused.errors)
    return back_to("calendar.show_one", appointment=appointment)


@pages.post("/calendrier/<uuid:appointment>/cancellation/undoing")
def restore(appointment: UUID) -> Response:
    found = meetings.the_appointment(appointment)
    try:
        meetings.restore(found)
    except Conflict as refused:
        return _one(found, 409, taken=_free(refused))
    return back_to("calendar.show_one", appointment=appointment)


def _plan(typed: Mapping[str, str], lead: Any) -> Plan:
    kind = _kind(typed.get("kind", ""))
    own = kind is None or bool(typed.get("minutes"))
    return Plan(
        at_wall(_wall(typed), the_zone(voice().zone)),
        kind=kind,
        minutes=_minutes(typed) if own else None,
        members=tuple(_members()),
        lead=lead,
        title=typed.get("title", ""),
        place_kind=typed.get("place_kind", ""),
        place=typed.get("place") or None,
        tells="tells" in typed or not can_be_told(lead),
    )


def _tells(found: Any, typed: Mapping[str, str]) -> bool | None:
    """What the box says, where there was one."""
    lead = meetings.leads_of([found]).get(found.lead_id)
    return "tells" in typed if can_be_told(lead, _guests(found)) else None


def _guests(found: Any) -> list[Any]:
    return [one for one in Participant.of([found.id])[found.id] if one.member_id is None]


def _kind(typed: str) -> Any:
    try:
        return the_kind(UUID(typed)) if typed else None
    except (ValueError, NotFound):
        raise Invalid({"kind": [_("Choisissez un type de rendez-vous de la liste.")]}) from None


def _form(lead: Any, typed: Mapping[str, str], status: int = 200, **more: Any) -> Response:
    return page(
        "desk/new_meeting.html",
        status,
        lead=lead,
        kinds=list(Kind.in_use()),
        can_be_told=can_be_told(lead),
        tells="tells" in typed or request.method == "GET",
        **_offered(typed),
        **{"chosen": _ticked(), "wrong": {}, "taken": None, **more},
    )


def _one(found: Any, status: int = 200, **more: Any) -> Response:
    taking_part = Participant.of([found.id])[found.id]
    members = [one.member_id for one in taking_part if one.member_id is not None]
    guests = [one for one in taking_part if one.member_id is None]
    lead = meetings.leads_of([found]).get(found.lead_id)
    return page(
        "desk/meeting.html",
        status,
        it=found,
        lead=lead,
        can_be_told=can_be_told(lead, guests),
        kind=Kind.find(found.kind_id) if found.kind_id else None,
        members=members,
        guests=guests,
        now=clock.now(),
        **_offered(more.pop("typed", {})),
        **{"chosen": [str(one) for one in members], "wrong": {}, "taken": None, **more},
    )


def _offered(typed: Mapping[str, str]) -> dict[str, Any]:
    return {
        "typed": typed,
        "mates": _mates(),
        "lengths": LENGTHS,
        "place_kinds": PLACE_KINDS,
    }


def _mates() -> dict[UUID, str]:
    """Those who can take part, by name."""
    return {one.id: one.name for one in Member.working().where(Member.role != "reader")}


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if _BEFORE < day < _AFTER else None


def _wall(typed: Mapping[str, str]) -> datetime:
    try:
        return datetime.fromisoformat(f"{typed.get('day', '')}T{typed.get('time', '')[:5]}")
    except ValueError:
        raise Invalid({"wall": [_("Choisissez le jour et l’heure.")]}) from None


def _minutes(typed: Mapping[str, str]) -> int:
    try:
        return int(typed.get("minutes", ""))
    except ValueError:
        raise Invalid({"minutes": [_("Choisissez une durée.")]}) from None


def _ticked() -> list[str]:
    return request.form.getlist("member")


def _members() -> list[UUID]:
    try:
        return [UUID(one) for one in _ticked()]
    except ValueError:
        raise Invalid({"members": [_("Choisissez une personne de l’équipe.")]}) from None


def _said(refused: Invalid) -> dict[str, list[str]]:
    """By the fields of the form: it has one for the moment."""
    errors = dict(refused.errors)
    moment = [*errors.pop("wall", ()), *errors.pop("starts_at", ())]
    return errors | ({"wall": moment} if moment else {})


def _free(refused: Conflict) -> list[datetime]:
    """When it could be instead. A conflict of another kind is an error as everywhere."""
    if "free" not in refused.extra:
        raise refused
    free: Any = refused.extra["free"]
    return [datetime.fromisoformat(one["starts_at"]) for one in free]
