"""The calendar, as HTML: days, weeks and months of the team or of a member, and each appointment by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Response, request

from filon.appointments.links import booker_of
from filon.appointments.models import PLACE_KINDS, Kind, Participant
from filon.appointments.resources import Resource, Use
from filon.dashboard.frame import Pages, Place, back_to, page, voice
from filon.foundation import access, clock
from filon.foundation.errors import Conflict, Invalid
from filon.foundation.i18n import _
from filon.leads.models import the_lead
from filon.leads.sight import is_seen
from filon.tenants.models import Member, Tenant

from . import carrying, left_behind, meetings, minutes_shown, missed
from .calendar import DAY, Grid, day_of, week_of
from .meeting_forms import (
    read_day,
    read_members,
    read_minutes,
    read_moment,
    read_plan,
    read_using,
    said_of,
    said_taken,
    tells_of,
    ticked,
    typed_guests,
)
from .meeting_history import history_of
from .meeting_mails import can_be_told
from .minutes import Subject
from .month import Month, month_before, month_of, next_month
from .next_times import next_times

WEEK = timedelta(days=7)
# What a form offers; a kind's own length besides.
LENGTHS = (15, 30, 45, 60, 90, 120, 180, 240)

pages = Pages(
    "calendar",
    __name__,
    place=Place("calendar.show", lambda: _("Calendrier"), "cal"),
    on_removal=left_behind.on_removal,
)


@pages.get("/calendrier")
def show() -> Response:
    """Around `day`, of everybody or of one member (`who`): its week, or as `view` says its day, month, or a list.

    After something was moved in it, `moved` is which appointment.
    """
    said, mates = voice(), _mates()
    day = read_day(request.args.get("day", "")) or said.today()
    view = request.args.get("view", "week")
    who = request.args.get("who", type=UUID)
    chosen = who if who in mates else None
    if view == "month":
        month = month_of(day, said, who=chosen)
        return _shown(
            "desk/calendar_month.html", month, day, view, chosen, mates, month_before(day), next_month(day)
        )
    if view == "day":
        grid = day_of(day, list(mates), said, who=chosen)
        return _shown("desk/calendar.html", grid, day, view, chosen, mates, day - DAY, day + DAY)
    week = week_of(day, list(mates), said, who=chosen)
    view = "list" if view == "list" else "week"
    return _shown("desk/calendar.html", week, day, view, chosen, mates, day - WEEK, day + WEEK)


def _shown(
    template: str,
    shown: Grid | Month,
    day: date,
    view: str,
    who: UUID | None,
    mates: Mapping[UUID, str],
    before: date,
    after: date,
) -> Response:
    now, meant = clock.now(), shown.appointments
    to_come = [one for one in meant if one.starts_at > now and one.is_open]
    left = left_behind.left_behind(left_behind.MOST_NAMED)
    return page(
        template,
        left=left,
        left_count=left_behind.how_many() if len(left) == left_behind.MOST_NAMED else len(left),
        grid=shown,
        day=day,
        view=view,
        before=before,
        after=after,
        mates=mates,
        who=who,
        leads=meetings.leads_of([*meant, *left]),
        count=len(meant),
        next_one=to_come[0] if to_come else None,
        now=now,
        carried=carrying.carried(meant),
    )


@pages.get("/calendrier/nouveau", role="agent")
def new() -> Response:
    """An empty form: with the prospect of the number `lead`, on a `day`, at a `time`, with a `member`, if said."""
    number = request.args.get("lead", type=int)
    lead = the_lead(number) if number is not None else None
    typed = {name: request.args.get(name, "") for name in ("day", "time")}
    return _form(lead, typed, chosen=[request.args.get("member") or str(access.actor().member)])


@pages.post("/calendrier")
def book() -> Response:
    typed, number = request.form.to_dict(), request.form.get("lead", type=int)
    lead = the_lead(number) if number is not None else None
    try:
        booked = meetings.book(read_plan(typed, lead))
    except Invalid as refused:
        return _form(lead, typed, 422, wrong=said_of(refused))
    except Conflict as refused:
        return _form(lead, typed, 422, **said_taken(refused))
    if lead is not None:
        return back_to("desk.show_lead", number=lead.number)
    return back_to("calendar.show_one", appointment=booked.id)


@pages.get("/calendrier/<uuid:appointment>")
def show_one(appointment: UUID) -> Response:
    return shown_one(meetings.the_appointment(appointment))


@pages.post("/calendrier/<uuid:appointment>/time")
def move(appointment: UUID) -> Response:
    """Move it, let it take longer or shorter, or give it to others."""
    found, typed = meetings.the_appointment(appointment), request.form.to_dict()
    try:
        moment = read_moment(typed)
        meetings.move(
            found,
            moment,
            minutes=read_minutes(typed),
            members=read_members(),
            using=read_using(typed, found),
            tells=tells_of(found, typed),
            reason=typed.get("why", ""),
        )
    except Invalid as refused:
        return shown_one(found, 422, typed=typed, chosen=ticked(), wrong=said_of(refused, reason="why"))
    except Conflict as refused:
        return shown_one(found, 422, typed=typed, chosen=ticked(), **said_taken(refused))
    # Who has given away what is not theirs to see otherwise, has seen the last of it.
    if not meetings.is_seen(appointment):
        return back_to("calendar.show", day=voice().local(found.starts_at).date().isoformat())
    return back_to("calendar.show_one", appointment=appointment)


@pages.post("/calendrier/<uuid:appointment>/slot")
def shift(appointment: UUID) -> Response:
    """It was taken by the hand in the calendar: it begins then, as long as it took unless `minutes` says otherwise.

    It is handed over from the member whom it `left` to the one who `joined`. `back` takes that back, while it is as
    that left it: the `sequence` it had then, and `had` is what it took before. The `view` after it is the calendar's,
    or "one": its own page.
    """
    found, typed = meetings.the_appointment(appointment), request.form.to_dict()
    was, back, taker = found.starts_at, request.form.get("back", type=int), None
    try:
        over = carrying.read_hand_over(typed)
        told = carrying.told(found, over)
        taker = _mates().get(over.joined) if over is not None and over.joined is not None else None
        moment = read_moment(typed)
        minutes = read_minutes(typed) if typed.get("minutes") else None
        had = request.form.get("had", type=UUID)
        moved = meetings.shift(found, moment, minutes=minutes, back=back, over=over, had=had)
    except Invalid as refused:
        return page("desk/taken.html", 409, taken=None, wrong=said_of(refused), taker=None)
    except Conflict as refused:
        taker = taker if moment == was else None
        return page("desk/taken.html", 409, wrong={}, taker=taker, **said_taken(refused))
    # Whoever takes that back is not asked once more.
    told = told if moved is not None and back is None else {}
    if typed.get("view") == "one":
        return back_to("calendar.show_one", appointment=appointment, **told)
    view = "day" if typed.get("view") == "day" else None
    shown = {"day": typed.get("day"), "who": request.form.get("who", type=UUID), "view": view}
    return back_to("calendar.show", **shown, **told)


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
        meetings.cancel(found, typed.get("reason", ""), tells=tells_of(found, typed))
    except Invalid as refused:
        return shown_one(found, 422, typed=typed, wrong=refused.errors)
    return back_to("calendar.show_one", appointment=appointment)


@pages.post("/calendrier/<uuid:appointment>/cancellation/undoing")
def restore(appointment: UUID) -> Response:
    found = meetings.the_appointment(appointment)
    try:
        meetings.restore(found)
    except Conflict as refused:
        return shown_one(found, 422, **said_taken(refused))
    return back_to("calendar.show_one", appointment=appointment)


def _form(lead: Any, typed: Mapping[str, str], status: int = 200, **more: Any) -> Response:
    return page(
        "desk/new_meeting.html",
        status,
        lead=lead,
        kinds=list(Kind.in_use()),
        can_be_told=can_be_told(lead),
        remind_before=Tenant.current().remind_before,
        tells="tells" in typed or request.method == "GET",
        **_offered(typed),
        **{"chosen": ticked(), "wrong": {}, "taken": None, **more},
    )


def shown_one(found: Any, status: int = 200, **more: Any) -> Response:
    """The page of an appointment, with what was `typed` there and is `wrong`; `alike` are prospects to choose from."""
    taking_part = Participant.of([found.id])[found.id]
    members = [one.member_id for one in taking_part if one.member_id is not None]
    guests = [one for one in taking_part if one.member_id is None]
    lead, mates = meetings.leads_of([found]).get(found.lead_id), _mates()
    return page(
        "desk/meeting.html",
        status,
        it=found,
        lead=lead,
        can_be_told=can_be_told(lead, guests),
        kind=Kind.find(found.kind_id) if found.kind_id else None,
        members=members,
        guests=guests,
        sees_lead=lead is not None and is_seen(lead),
        resource=Use.of([found.id]).get(found.id),
        is_nobodys=found.is_open and not mates.keys() & set(members),
        now=clock.now(),
        carried=carrying.carried([found]),
        next_times=next_times(found, voice()) if found.is_open else [],
        report=_report(found, lead),
        next_for=missed.next_for(found, lead),
        history=history_of(found, voice()),
        booker=booker_of(found.id),
        offered=list(Kind.in_use()),
        guests_out=request.form.getlist("guest_out"),
        **_offered(more.pop("typed", {})),
        **{"chosen": [str(one) for one in members], "wrong": {}, "taken": None, "alike": [], **more},
    )


def _report(found: Any, lead: Any) -> minutes_shown.Shown | None:
    return minutes_shown.shown(Subject(lead, appointment=found).minutes, lead) if lead is not None else None


def _offered(typed: Mapping[str, str]) -> dict[str, Any]:
    return {
        "typed": typed,
        "guest_rows": typed_guests(),
        "mates": _mates(),
        "lengths": LENGTHS,
        "place_kinds": PLACE_KINDS,
        "resources": Resource.by_id(),
    }


def _mates() -> dict[UUID, str]:
    """Those who can take part, by name."""
    return {one.id: one.name for one in Member.working().where(Member.role != "reader")}
