"""An appointment as JSON: what programs read, and what they may write."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, pre_load, validate, validates_schema

from filon.appointments import models
from filon.appointments.models import PLACE_KINDS, STATUSES
from filon.appointments.plans import (
    LONGEST_MINUTES,
    LONGEST_PLACE,
    LONGEST_REASON,
    LONGEST_TITLE,
    MOST_GUESTS,
    MOST_MEMBERS,
    SHORTEST_MINUTES,
)
from filon.appointments.schemas import AppointmentResource
from filon.foundation.i18n import LANGUAGES, _
from filon.foundation.shapes import Truth
from filon.leads.models import LARGEST_NUMBER


def _whole(text: str) -> None:
    """JSON can name half a character, a database can't."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValidationError("Must be text.") from None


def text_of(longest: int, example: str, shortest: int = 0, **options: Any) -> fields.String:
    rules: list[Any] = [validate.Length(shortest, longest), _whole]
    return fields.String(validate=rules, metadata={"example": example}, **options)


def _place(text: str) -> None:
    try:
        models.Appointment.following(text)
    except ValueError:
        raise ValidationError(_("Reprenez-le de la page précédente.")) from None


def _near(at: datetime) -> None:
    if not 1900 <= at.year <= 2200:
        raise ValidationError("Must be between 1900 and 2200.")


_TELLS = "the lead and the guests hear of it by mail, and are reminded of it"
_LEAD_CONFIRMS = "it was proposed to the lead, who confirms it at the address in the mail"
_TELLS_ONCE = "the lead and the guests hear of this change by mail; as `tells` of the appointment without it"
_MINUTES = validate.Range(SHORTEST_MINUTES, LONGEST_MINUTES)
_WALL = fields.NaiveDateTime(
    format="%Y-%m-%dT%H:%M",
    metadata={
        "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$",
        "description": "what a clock of the zone shows, to the minute",
        "example": "2030-04-02T10:00",
    },
)


class Strict(Schema):
    class Meta:
        unknown = RAISE


class Guest(Strict):
    """Somebody who is neither a member nor the lead."""

    name = text_of(200, "Hicham Lahlou", 1, required=True)
    email = fields.Email(allow_none=True, load_default=None, validate=validate.Length(max=254))
    phone = text_of(50, "+212661234567", allow_none=True, load_default=None)


class Contact(Schema):
    """Whom it is with, and how to reach them."""

    name = fields.String(required=True)
    email = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True, metadata={"description": "as it is dialled"})


class Appointment(Schema):
    """An agreed time. `lead` is a number, null for one with nobody; `members` take part, beside lead and `guests`.

    Who takes part but may not see the lead has null there, too; `contact` says all the same whom they meet.

    Agreed is `wall`, on the clocks of `zone`: `starts_at` and `ends_at` follow. `sequence` grows when it changes, and
    when it is confirmed, cancelled or restored.
    """

    id = fields.UUID(required=True)
    kind = fields.UUID(attribute="kind_id", required=True, allow_none=True)
    lead = fields.Integer(required=True, allow_none=True)
    contact = fields.Nested(Contact, required=True, allow_none=True)
    title = fields.String(required=True, metadata={"description": "empty: the kind says enough"})
    wall = fields.String(required=True)
    zone = fields.String(required=True, metadata={"description": "a name of the IANA's time zones"})
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    minutes = fields.Integer(required=True)
    place_kind = fields.String(required=True, metadata={"enum": list(PLACE_KINDS)})
    place = fields.String(required=True)
    status = fields.String(required=True, metadata={"enum": list(STATUSES)})
    reason = fields.String(required=True, metadata={"description": "why it was cancelled"})
    sequence = fields.Integer(required=True)
    members = fields.List(fields.UUID(), required=True)
    guests = fields.List(fields.Nested(Guest), required=True)
    resource = fields.Nested(
        AppointmentResource,
        required=True,
        allow_none=True,
        metadata={"description": "the room or vehicle that it takes"},
    )
    made_at = fields.AwareDateTime(required=True)
    settled_at = fields.AwareDateTime(required=True, allow_none=True)
    tells = fields.Boolean(required=True, metadata={"description": _TELLS})
    lead_confirms = fields.Boolean(required=True, metadata={"description": _LEAD_CONFIRMS})


class Appointments(Schema):
    """One page, the first first; `after` asks for the next one, and is null on the last."""

    appointments = fields.List(fields.Nested(Appointment), required=True)
    after = fields.String(required=True, allow_none=True)


class AppointmentsQuery(Schema):
    """{from, until, member, lead, status, after}: those of which something lies between both moments."""

    class Meta:
        unknown = EXCLUDE

    begins = fields.AwareDateTime(
        data_key="from", validate=_near, metadata={"description": "not over by then"}
    )
    until = fields.AwareDateTime(validate=_near, metadata={"description": "begun before then"})
    member = fields.UUID()
    lead = fields.Integer(validate=validate.Range(1, LARGEST_NUMBER))
    status = fields.String(validate=validate.OneOf(STATUSES))
    after = fields.String(validate=_place, metadata={"description": "the `after` of the page before"})


class NewAppointment(Strict):
    """With `kind`, one of its hosts is met, or all of `members` are; without, `minutes` and `members` are needed.

    When it begins is said by `starts_at`, or by `wall` on the clocks of `zone`, the business's unless it is given.
    """

    kind = fields.UUID(metadata={"example": "01982e3c-7a5b-7c1d-8e2f-3a4b5c6d7e8f"})
    lead = fields.Integer(validate=validate.Range(1, LARGEST_NUMBER))
    title = text_of(LONGEST_TITLE, "Choix des essences")
    starts_at = fields.AwareDateTime()
    wall = _WALL
    zone = text_of(100, "Africa/Casablanca", 1)
    minutes = fields.Integer(strict=True, validate=_MINUTES, metadata={"example": 60})
    members = fields.List(fields.UUID(), validate=validate.Length(1, MOST_MEMBERS))
    guests = fields.List(fields.Nested(Guest), validate=validate.Length(max=MOST_GUESTS))
    resource = fields.UUID(
        allow_none=True,
        metadata={
            "description": "a room or vehicle to take, null for none; without it the first free that the kind needs"
        },
    )
    place_kind = fields.String(validate=validate.OneOf(PLACE_KINDS))
    place = text_of(LONGEST_PLACE, "14, rue Ibn Jahir, Casablanca")
    tells = Truth(load_default=True, metadata={"description": _TELLS})
    language = fields.String(
        validate=validate.OneOf(LANGUAGES),
        metadata={"description": "of these mails; the business's without it"},
    )
    proposed = Truth(load_default=False, metadata={"description": "it waits to be confirmed"})
    lead_confirms = Truth(
        load_default=False,
        metadata={"description": "it is proposed to the lead, who confirms it at the address in the mail"},
    )
    as_offered = Truth(
        load_default=False,
        metadata={"description": "only where the kind offers it to visitors: within hours, notice and so on"},
    )

    @validates_schema(skip_on_field_errors=True)
    def _one_moment(self, given: dict[str, Any], **_options: object) -> None:
        _check_one_moment(given)


class AppointmentChange(Strict):
    """What shall be otherwise; what is left out stays. When it is has an address of its own.

    `guests` are all of them from now on; whoever booked it as the lead, with another address, stays among them.
    """

    title = text_of(LONGEST_TITLE, "Choix des essences")
    place_kind = fields.String(validate=validate.OneOf(PLACE_KINDS))
    place = text_of(LONGEST_PLACE, "14, rue Ibn Jahir, Casablanca")
    kind = fields.UUID(
        allow_none=True, metadata={"description": "its length stays, whatever the kind; null for none"}
    )
    lead = fields.Integer(
        validate=validate.Range(1, LARGEST_NUMBER),
        metadata={"description": "of one with nobody: whom it is with"},
    )
    guests = fields.List(fields.Nested(Guest), validate=validate.Length(max=MOST_GUESTS))
    tells = Truth(metadata={"description": _TELLS_ONCE})

    @pre_load
    def _says_something(self, given: Any, **_options: Any) -> Any:
        if not given:
            raise ValidationError("Must name at least one field.")
        return given


class NewTime(Strict):
    """When it is from now on: `starts_at`, or `wall` on its own clocks; how long, with which members and resource.

    The team alone reads the `reason`.
    """

    starts_at = fields.AwareDateTime()
    wall = _WALL
    minutes = fields.Integer(strict=True, validate=_MINUTES)
    members = fields.List(fields.UUID(), validate=validate.Length(1, MOST_MEMBERS))
    resource = fields.UUID(
        allow_none=True,
        metadata={"description": "null for none; without it the one it has, or another that its kind needs"},
    )
    tells = Truth(metadata={"description": _TELLS_ONCE})
    reason = text_of(LONGEST_REASON, "Le client a un empêchement", load_default="")

    @validates_schema(skip_on_field_errors=True)
    def _one_moment(self, given: dict[str, Any], **_options: object) -> None:
        _check_one_moment(given)


class Cancellation(Strict):
    """{reason, tells}: both may be left out. The team alone reads the reason."""

    reason = text_of(LONGEST_REASON, "Le client est en voyage", load_default="")
    tells = Truth(metadata={"description": _TELLS_ONCE})


class Outcome(Strict):
    """{outcome}: it was held, or missed by the lead."""

    outcome = fields.String(
        required=True, validate=validate.OneOf(("held", "missed")), metadata={"example": "held"}
    )


def _check_one_moment(given: dict[str, Any]) -> None:
    if ("starts_at" in given) == ("wall" in given):
        raise ValidationError("Give starts_at or wall.", "starts_at")
