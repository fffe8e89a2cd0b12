"""Minutes as JSON: reading and writing those of an appointment or of a call, and mailing them to the lead."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from filon.desk import minutes, minutes_mails, minutes_shown
from filon.desk import minutes_documents as documents
from filon.desk.minutes import Subject
from filon.foundation import web
from filon.foundation.errors import NotFound
from filon.leads.models import the_lead

api = web.Blueprint(
    "minutes_api", __name__, url_prefix="/api/v1/appointments", description="What was agreed when we met"
)
calls_api = web.Blueprint(
    "call_minutes_api", __name__, url_prefix="/api/v1/leads", description="What was agreed in a call"
)
_MEETING = "/<uuid:appointment>/minutes"
_CALL = "/<int:number>/calls/<uuid:call>/minutes"
_SENDING: dict[str, Any] = {"problems": ("conflict", "too_many")}


@api.route(_MEETING, scope="leads:read")
@api.response(200, documents.Minutes)
def show_minutes(appointment: UUID) -> Any:
    """As they are now; 404 before anybody has begun. They say what the team alone may read, as notes do."""
    return _document(minutes.of_appointment(appointment))


@api.route(
    _MEETING, methods=["PUT"], role="agent", scope="appointments:write", problems=("conflict", "not_found")
)
@api.arguments(documents.NewMinutes)
@api.response(200, documents.Minutes)
def write_minutes(given: dict[str, Any], appointment: UUID) -> Any:
    """Write them. The timeline tells of them, an open appointment was held, and steps of the team become tasks.

    409 when they were changed since that version, and when it has not taken place: only a draft may be kept then.
    """
    return _write(minutes.of_appointment(appointment), given)


@api.route(f"{_MEETING}/mail", methods=["POST"], role="agent", scope="mails:write", **_SENDING)
@api.response(200, documents.Mailed)
def send_minutes(appointment: UUID) -> Any:
    """Mail decisions and steps to the lead, who confirms them without an account. As they are, they are sent once.

    409 for a draft, for minutes that have neither, and for a lead without an address.
    """
    return _send(minutes.of_appointment(appointment))


@calls_api.route(_CALL, scope="leads:read")
@calls_api.response(200, documents.Minutes)
def show_call_minutes(number: int, call: UUID) -> Any:
    """As they are now; 404 before anybody has begun."""
    return _document(minutes.of_call(the_lead(number), call))


@calls_api.route(
    _CALL, methods=["PUT"], role="agent", scope="leads:write", problems=("conflict", "not_found")
)
@calls_api.arguments(documents.NewMinutes)
@calls_api.response(200, documents.Minutes)
def write_call_minutes(given: dict[str, Any], number: int, call: UUID) -> Any:
    """As those of an appointment, of a call that was logged as answered; there are none of others."""
    return _write(minutes.of_call(the_lead(number), call), given)


@calls_api.route(f"{_CALL}/mail", methods=["POST"], role="agent", scope="mails:write", **_SENDING)
@calls_api.response(200, documents.Mailed)
def send_call_minutes(number: int, call: UUID) -> Any:
    """As those of an appointment."""
    return _send(minutes.of_call(the_lead(number), call))


def _write(subject: Subject, given: dict[str, Any]) -> Any:
    minutes.write(subject, given["written"], seen=given["version"], is_draft=given["is_draft"])
    return _document(subject)


def _send(subject: Subject) -> Any:
    minutes_mails.send(subject, web.settings().address)
    return _document(subject)


def _document(subject: Subject) -> Any:
    shown = minutes_shown.shown(subject.minutes, subject.lead)
    if shown is None:
        raise NotFound()
    found = shown.minutes
    found.steps, found.is_sent = shown.steps, shown.is_sent
    return found
