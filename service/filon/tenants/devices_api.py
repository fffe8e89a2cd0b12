"""Where people are signed in, as JSON: one's own devices, seen and signed out; for managers, everybody's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshmallow import Schema, fields

from filon.foundation import access
from filon.foundation.errors import NotFound, Unauthorized
from filon.foundation.web import Blueprint, identity
from filon.tenants import members, sessions
from filon.tenants.devices import device

api = Blueprint("devices_api", __name__, url_prefix="/api/v1", description="Where people are signed in")


class Device(Schema):
    """A browser that somebody is signed in on. What it says of itself is not proved; empty is what nobody knows."""

    id = fields.UUID(required=True)
    browser = fields.String(required=True, metadata={"description": "such as Chrome"})
    system = fields.String(required=True, metadata={"description": "such as Android"})
    site = fields.UUID(
        attribute="site_id",
        required=True,
        allow_none=True,
        metadata={"description": "inside whose wp-admin; null on Filon's own address"},
    )
    is_this = fields.Boolean(required=True, metadata={"description": "the one that asks"})
    signed_in_at = fields.AwareDateTime(attribute="created_at", required=True)
    seen_at = fields.AwareDateTime(required=True, metadata={"description": "to the hour"})
    expires_at = fields.AwareDateTime(required=True)


class Devices(Schema):
    """The one used last first."""

    devices = fields.List(fields.Nested(Device), required=True)


class Ended(Schema):
    ended = fields.Integer(required=True, metadata={"description": "how many were signed out"})


@api.route("/devices")
@api.response(200, Devices)
def list_devices() -> dict[str, Any]:
    """Where the caller is signed in."""
    return _documents(sessions.sessions_of(_me()))


@api.route("/devices", methods=["DELETE"])
@api.response(200, Ended)
def end_other_devices() -> dict[str, int]:
    """Sign the caller out everywhere but here."""
    return {"ended": sessions.end_other_sessions(_me(), identity().session)}


@api.route("/devices/<uuid:session>", methods=["DELETE"])
@api.response(204)
def end_device(session: UUID) -> None:
    """Sign the caller out on one of their devices, at once; on the one that asks too."""
    sessions.end_session_of(_me(), session)


@api.route("/members/<uuid:member>/devices", role="manager")
@api.response(200, Devices)
def list_devices_of_member(member: UUID) -> dict[str, Any]:
    """Where a member not above the caller is signed in on Filon's own address; removing them ends all of it."""
    person = members.find(member)
    if person is None:
        raise NotFound()
    access.require(person.role)
    return _documents(sessions.signed_in_on().get(member, []))


def _me() -> UUID:
    me = identity().member
    if me is None:
        raise Unauthorized()
    return me


def _documents(found: list[Any]) -> dict[str, Any]:
    return {"devices": [_document(session) for session in found]}


def _document(session: Any) -> dict[str, Any]:
    browser, system = device(session.user_agent)
    known = ("id", "site_id", "created_at", "expires_at")
    return {
        **{name: getattr(session, name) for name in known},
        "browser": browser,
        "system": system,
        "is_this": session.id == identity().session,
        "seen_at": session.seen_at or session.created_at,
    }
