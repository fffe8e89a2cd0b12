"""Rooms and vehicles as JSON: the list of those that a business has, and its changes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for

from filon.appointments import resource_changes, schemas
from filon.appointments.resources import Resource
from filon.foundation.errors import NotFound
from filon.foundation.web import Blueprint

api = Blueprint(
    "appointment_resources_api",
    __name__,
    url_prefix="/api/v1/appointment-resources",
    description="Rooms and vehicles that appointments take",
)
_ONE = "/<uuid:appointment_resource>"


@api.route("", scope="appointments:read")
@api.response(200, schemas.AppointmentResources)
def list_appointment_resources() -> Any:
    """All that there are."""
    return {"resources": list(Resource.by_id().values())}


@api.route("", methods=["POST"], role="manager")
@api.arguments(schemas.NewAppointmentResource)
@api.response(201, schemas.AppointmentResource, headers={"Location": {"schema": {"type": "string"}}})
def add_appointment_resource(given: dict[str, Any]) -> Any:
    """A resource more, after all others. Which kinds need it is said of the kinds."""
    made = resource_changes.add_resource(**given)
    where = url_for("appointment_resources_api.show_appointment_resource", appointment_resource=made.id)
    return made, 201, {"Location": where}


@api.route(_ONE, scope="appointments:read")
@api.response(200, schemas.AppointmentResource)
def show_appointment_resource(appointment_resource: UUID) -> Any:
    """One of them, archived or not."""
    return _any(appointment_resource)


@api.route(_ONE, methods=["PATCH"], role="manager")
@api.arguments(schemas.AppointmentResourceChange)
@api.response(200, schemas.AppointmentResource)
def change_appointment_resource(given: dict[str, Any], appointment_resource: UUID) -> Any:
    """Give it another name, say whether that is said to whoever comes, archive it or bring it back."""
    resource_changes.change_resource(_any(appointment_resource), **given)
    return _any(appointment_resource)


def _any(id: UUID) -> Any:
    found = Resource.find(id)
    if found is None:
        raise NotFound()
    return found
