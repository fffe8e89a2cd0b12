"""Kinds of appointments, free slots, and hours that hold on one day, as JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import url_for

from filon.appointments import kinds, other_hours, schemas
from filon.appointments.availability import Terms, free_slots
from filon.appointments.models import Host, Kind
from filon.appointments.openings import team
from filon.appointments.plans import FURTHEST, able
from filon.appointments.questions import askable, questions_of
from filon.appointments.resources import Need, Resource
from filon.appointments.times import DayHours
from filon.foundation import clock
from filon.foundation.errors import Invalid, NotFound
from filon.foundation.web import Blueprint
from filon.tenants import members
from filon.tenants.hour_documents import typed

api = Blueprint(
    "appointment_kinds_api",
    __name__,
    url_prefix="/api/v1/appointment-kinds",
    description="What can be booked, and when it is free",
)
days_api = Blueprint(
    "day_hours_api", __name__, url_prefix="/api/v1/day-hours", description="Hours that hold on one day only"
)
_ONE = "/<uuid:appointment_kind>"


@api.route("", scope="appointments:read")
@api.response(200, schemas.AppointmentKinds)
def list_appointment_kinds() -> dict[str, Any]:
    """Those that can be booked."""
    return {"kinds": _documents(list(Kind.in_use()))}


@api.route("", methods=["POST"], role="manager", problems=("not_found",))
@api.arguments(schemas.NewAppointmentKind)
@api.response(201, schemas.AppointmentKind, headers={"Location": {"schema": {"type": "string"}}})
def add_appointment_kind(given: dict[str, Any]) -> Any:
    """A kind more, after all others."""
    _check_there(given["hosts"], given.get("resources", ()))
    kind = kinds.add_kind(given.pop("hosts"), _questions(given), **given)
    where = url_for("appointment_kinds_api.show_appointment_kind", appointment_kind=kind.id)
    return _documents([kind])[0], 201, {"Location": where}


@api.route(_ONE, scope="appointments:read")
@api.response(200, schemas.AppointmentKind)
def show_appointment_kind(appointment_kind: UUID) -> Any:
    """One of them, archived or not."""
    return _documents([_any(appointment_kind)])[0]


@api.route(_ONE, methods=["PATCH"], role="manager")
@api.arguments(schemas.AppointmentKindChange)
@api.response(200, schemas.AppointmentKind)
def change_appointment_kind(given: dict[str, Any], appointment_kind: UUID) -> Any:
    """Change some fields. What is booked keeps its length, its place and what is free around it.

    When it comes to need one of its `resources`, each appointment to come takes the first that is free, in order of
    time; where none is, it stays without.
    """
    kind = _any(appointment_kind)
    _check_there(given.get("hosts", ()), given.get("resources", ()))
    kinds.change_kind(kind, given.pop("hosts", None), _questions(given), **given)
    return _documents([_any(appointment_kind)])[0]


@api.route(f"{_ONE}/slots", scope="appointments:read")
@api.arguments(schemas.SlotsQuery, location="query")
@api.response(200, schemas.Slots)
def list_slots(asked: dict[str, Any], appointment_kind: UUID) -> Any:
    """When it can begin: in the hours of its hosts, around what they have already, and not too soon."""
    kind = kinds.the_kind(appointment_kind)
    hosts = [host.member_id for host in Host.of_kind(kind.id)]
    wanted = [host for host in hosts if asked.get("member") in (None, host)]
    there = able(wanted, None)
    begins = asked.get("begins", clock.now())
    if begins - clock.now() > FURTHEST:
        return {"slots": []}
    until = begins + timedelta(days=asked["days"])
    return {"slots": free_slots(Terms.of(kind), [one for one in wanted if one in there], begins, until)}


@days_api.route("", scope="appointments:read")
@days_api.arguments(schemas.DaysQuery, location="query")
@days_api.response(200, schemas.SomeDayHours)
def list_day_hours(asked: dict[str, Any]) -> Any:
    """Days on which other hours hold than in the week."""
    return {"days": DayHours.between(asked["first_on"], asked["last_on"])}


@days_api.route("", methods=["PUT"], problems=("not_found",))
@days_api.arguments(schemas.DayHoursChange)
@days_api.response(200, schemas.DayHours)
def change_day_hours(given: dict[str, Any]) -> Any:
    """Say when one can be met that day: oneself, or as a manager a colleague, or everybody."""
    member = None
    if given["member"] is not None:
        member = members.find(given["member"])
        if member is None:
            raise NotFound()
    return other_hours.change_day(given["day_on"], typed(given["hours"]), member)


@days_api.route("/<uuid:day_hours>", methods=["DELETE"])
@days_api.response(204)
def forget_day_hours(day_hours: UUID) -> None:
    """Let the week count again that day."""
    other_hours.forget_day(day_hours)


def _check_there(members: Iterable[UUID], resources: Collection[UUID]) -> None:
    if not set(members) <= team().keys():
        raise NotFound()
    if resources and not set(resources) <= Resource.by_id().keys():
        raise NotFound()


def _any(id: UUID) -> Any:
    kind = Kind.find(id)
    if kind is None:
        raise NotFound()
    return kind


def _questions(given: dict[str, Any]) -> dict[UUID, bool] | None:
    """Take them out of what is given, fields by their ids. Raises Invalid."""
    if "questions" not in given:
        return None
    known = {field.key: field.id for field in askable()}
    asked = given.pop("questions")
    if not {one["field"] for one in asked} <= known.keys():
        raise Invalid({"questions": ["Not the key of a field that all members see."]})
    return {known[one["field"]]: one["is_required"] for one in asked}


def _documents(listed: list[Any]) -> list[Any]:
    ids = [kind.id for kind in listed]
    hosts, questions, needs = Host.of(ids), questions_of(ids), Need.of(ids)
    for kind in listed:
        kind.questions = [
            {"field": field.key, "is_required": required} for field, required in questions[kind.id]
        ]
        kind.resources = needs[kind.id]
        kind.hosts = [host.member_id for host in hosts[kind.id]]
    return listed
