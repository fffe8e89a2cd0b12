"""Appointments as JSON: listing, booking, moving, confirming, cancelling, and saying how they ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for

from filon.appointments.changing import guests_to_change
from filon.appointments.kinds import the_kind
from filon.appointments.models import PAGE_ROWS, Appointment, Participant
from filon.appointments.plans import WITHOUT, Guest, Plan
from filon.appointments.resources import Resource, Use, the_resource
from filon.appointments.wall import at_wall, the_zone
from filon.desk import appointment_documents as documents
from filon.desk import meetings
from filon.foundation import access, web
from filon.leads.models import Lead, the_lead
from filon.leads.sight import is_seen

api = web.Blueprint(
    "appointments_api", __name__, url_prefix="/api/v1/appointments", description="When we meet"
)
_ONE = "/<uuid:appointment>"
_WRITES: dict[str, Any] = {"role": "agent", "scope": "appointments:write"}


@api.route("", scope="appointments:read")
@api.arguments(documents.AppointmentsQuery, location="query")
@api.response(200, documents.Appointments)
def list_appointments(asked: dict[str, Any]) -> Any:
    """Fifty a page, the first first: of everybody, or of one lead or member; those that were cancelled as well."""
    found = Appointment.kept()
    if "lead" in asked:
        lead = Lead.by_number(asked["lead"])
        if lead is None:
            return {"appointments": [], "after": None}
        found = found.where(Appointment.lead_id == lead.id)
    if "member" in asked:
        found = found.where(Appointment.id.in_(Participant.with_member(asked["member"])))
    if "begins" in asked:
        found = found.where(Appointment.ends_at > asked["begins"])
    if "until" in asked:
        found = found.where(Appointment.starts_at < asked["until"])
    if "status" in asked:
        found = found.where(Appointment.status == asked["status"])
    if "after" in asked:
        found = found.where(Appointment.following(asked["after"]))
    rows = list(found.limit(PAGE_ROWS + 1))
    shown = rows[:PAGE_ROWS]
    return {"appointments": _documents(shown), "after": shown[-1].at if len(rows) > PAGE_ROWS else None}


@api.route("", methods=["POST"], problems=("not_found", "slot_taken"), **_WRITES)
@api.arguments(documents.NewAppointment)
@api.response(201, documents.Appointment, headers={"Location": {"schema": {"type": "string"}}})
def book_appointment(given: dict[str, Any]) -> Any:
    """Book one. Nobody is met, and nothing taken, twice: 409 `slot_taken` tells the nearest slots that are `free`."""
    zone = given.get("zone", "")
    plan = Plan(
        _moment(given, zone or web.identity().zone),
        kind=the_kind(given["kind"]) if "kind" in given else None,
        lead=the_lead(given["lead"]) if "lead" in given else None,
        members=tuple(given.get("members", ())),
        guests=tuple(Guest(**guest) for guest in given.get("guests", ())),
        resource=_wanted(given),
        zone=zone,
        place=given.get("place"),
        **{
            name: given[name]
            for name in (
                *("minutes", "title", "place_kind", "proposed", "lead_confirms", "as_offered", "tells"),
                "language",
            )
            if name in given
        },
    )
    booked = meetings.book(plan)
    where = url_for("appointments_api.show_appointment", appointment=booked.id)
    return _document(booked), 201, {"Location": where}


@api.route(_ONE, scope="appointments:read")
@api.response(200, documents.Appointment)
def show_appointment(appointment: UUID) -> Any:
    """One of them, whatever became of it."""
    return _document(meetings.the_appointment(appointment))


@api.route(_ONE, methods=["PATCH"], problems=("conflict", "not_found"), **_WRITES)
@api.arguments(documents.AppointmentChange)
@api.response(200, documents.Appointment)
def change_appointment(given: dict[str, Any], appointment: UUID) -> Any:
    """Change what it is called, where it is, its kind, its guests; or say with which lead it is.

    It is with one lead for good: 409 when it is with another already. Whoever is among its guests no more gets the
    cancellation, who is new among them the invitation.
    """
    found = meetings.the_appointment(appointment)
    if given.get("kind") is not None:
        given["kind"] = the_kind(given["kind"])
    if "lead" in given:
        given["lead"] = the_lead(given["lead"])
    if "guests" in given:
        wanted = [Guest(**guest) for guest in given.pop("guests")]
        given |= guests_to_change(found, wanted)
    meetings.change(found, **given)
    return _document(found)


@api.route(f"{_ONE}/time", methods=["PUT"], problems=("conflict", "not_found", "slot_taken"), **_WRITES)
@api.arguments(documents.NewTime)
@api.response(200, documents.Appointment)
def move_appointment(given: dict[str, Any], appointment: UUID) -> Any:
    """Move it, let it take longer or shorter, be with others, or take another resource. 409 `slot_taken` as booking."""
    found = meetings.the_appointment(appointment)
    moment = _moment(given, found.zone)
    how = {name: given.get(name) for name in ("minutes", "members", "tells")}
    meetings.move(found, moment, **how, using=_using(given, found), reason=given["reason"])
    return _document(found)


@api.route(f"{_ONE}/confirmation", methods=["PUT"], problems=("conflict",), **_WRITES)
@api.response(200, documents.Appointment)
def confirm_appointment(appointment: UUID) -> Any:
    """It was proposed, and takes place."""
    return _document(meetings.confirm(meetings.the_appointment(appointment)))


@api.route(f"{_ONE}/cancellation", methods=["POST"], problems=("conflict",), **_WRITES)
@api.arguments(documents.Cancellation, required=False)
@api.response(201, documents.Appointment)
def cancel_appointment(given: dict[str, Any], appointment: UUID) -> Any:
    """It does not take place; its time is free again."""
    found = meetings.the_appointment(appointment)
    return _document(meetings.cancel(found, given.get("reason", ""), tells=given.get("tells")))


@api.route(f"{_ONE}/cancellation", methods=["DELETE"], problems=("conflict", "slot_taken"), **_WRITES)
@api.response(200, documents.Appointment)
def restore_appointment(appointment: UUID) -> Any:
    """It takes place after all; 409 `slot_taken` when somebody else has its time by now."""
    return _document(meetings.restore(meetings.the_appointment(appointment)))


@api.route(f"{_ONE}/outcome", methods=["PUT"], problems=("conflict",), **_WRITES)
@api.arguments(documents.Outcome)
@api.response(200, documents.Appointment)
def note_outcome(given: dict[str, str], appointment: UUID) -> Any:
    """How it ended. Until then, it is the next thing to be done with its lead."""
    found = meetings.the_appointment(appointment)
    meetings.note_outcome(found, given["outcome"])
    return _document(found)


def _moment(given: dict[str, Any], zone: str) -> datetime:
    if "starts_at" in given:
        at: datetime = given["starts_at"]
        return at
    return at_wall(given["wall"], the_zone(zone))


def _wanted(given: dict[str, Any]) -> Any:
    """As plans.Plan takes it."""
    if "resource" not in given:
        return None
    return WITHOUT if given["resource"] is None else the_resource(given["resource"])


def _using(given: dict[str, Any], found: Any) -> tuple[UUID, ...] | None:
    """As actions.move_appointment() takes it. The one that it has may stay, also when it is offered no more."""
    if "resource" not in given:
        return None
    wanted = given["resource"]
    if wanted is None or Use.of([found.id]).get(found.id) == wanted:
        return (wanted,) if wanted is not None else ()
    return (the_resource(wanted).id,)


def _document(one: Any) -> Any:
    return _documents([one])[0]


def _documents(listed: list[Any]) -> list[Any]:
    """The appointments, each of which knows its lead's number and who takes part."""
    leads = meetings.leads_of(listed)
    # Who takes part is seen with it, also in the answer to the one who has just handed it over.
    with access.seeing_all():
        taking_part = Participant.of([one.id for one in listed])
    used = Use.of([one.id for one in listed])
    known = Resource.by_id() if used else {}
    for one in listed:
        one.resource = known[used[one.id]] if one.id in used else None
        lead = one.contact = leads.get(one.lead_id)
        one.lead = lead.number if lead is not None and is_seen(lead) else None
        one.members = [part.member_id for part in taking_part[one.id] if part.member_id is not None]
        one.guests = [part for part in taking_part[one.id] if part.member_id is None]
    return listed
