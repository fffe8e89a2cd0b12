"""JSON shapes of kinds of appointments, of free slots, and of hours that hold on one day."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, pre_load, validate, validates_schema

from filon.appointments.kinds import BOUNDS, LONGEST_NAME
from filon.appointments.models import CHOICES, PLACE_KINDS
from filon.appointments.plans import LONGEST_PLACE, MOST_MEMBERS
from filon.appointments.questions import MOST_QUESTIONS
from filon.appointments.resource_changes import LONGEST_NAME as LONGEST_RESOURCE
from filon.appointments.resource_changes import MOST_RESOURCES
from filon.foundation.shapes import Truth
from filon.tenants.hour_documents import a_day, as_span

# More than a month, so that one that begins in the middle of a week can be shown whole.
MOST_DAYS, USUAL_DAYS = 62, 31
# Other hours are few: a year of them, and its last day.
_MOST_OTHER_DAYS = 366
_HOSTS = validate.Length(1, MOST_MEMBERS)


class _Strict(Schema):
    class Meta:
        unknown = RAISE


class KindQuestion(_Strict):
    """{field, is_required}: visitors are asked for this field of the business's own, by its key."""

    field = fields.String(required=True, metadata={"example": "surface"})
    is_required = Truth(load_default=False, metadata={"description": "they have to answer"})


class _Fields(_Strict):
    """What a kind says. Lengths are in minutes."""

    name = fields.String(validate=validate.Length(1, LONGEST_NAME), metadata={"example": "Prise de mesures"})
    minutes = fields.Integer(
        strict=True, validate=validate.Range(*BOUNDS["minutes"]), metadata={"example": 60}
    )
    before = fields.Integer(
        strict=True,
        validate=validate.Range(*BOUNDS["before"]),
        metadata={"description": "minutes that stay free before it", "example": 15},
    )
    after = fields.Integer(
        strict=True,
        validate=validate.Range(*BOUNDS["after"]),
        metadata={"description": "minutes that stay free after it", "example": 15},
    )
    notice = fields.Integer(
        strict=True,
        validate=validate.Range(*BOUNDS["notice"]),
        metadata={"description": "minutes ahead at which visitors can have it at the latest", "example": 120},
    )
    days_ahead = fields.Integer(
        strict=True,
        validate=validate.Range(*BOUNDS["days_ahead"]),
        metadata={"description": "how far ahead visitors can have it", "example": 60},
    )
    most_a_day = fields.Integer(
        strict=True,
        allow_none=True,
        validate=validate.Range(*BOUNDS["most_a_day"]),
        metadata={"description": "of each host, null for as many as fit", "example": 4},
    )
    place_kind = fields.String(validate=validate.OneOf(PLACE_KINDS))
    place = fields.String(
        validate=validate.Length(max=LONGEST_PLACE),
        metadata={"description": "an address or a link", "example": "14, rue Ibn Jahir, Casablanca"},
    )
    colour = fields.String(
        allow_none=True,
        validate=validate.Regexp(r"^#[0-9a-fA-F]{6}$"),
        metadata={"description": "null is Filon's own", "example": "#b45a14"},
    )
    choice = fields.String(
        validate=validate.OneOf(CHOICES),
        metadata={
            "description": "which host is met: whose turn it is, the first in order who is free, or a chosen one"
        },
    )
    hosts = fields.List(
        fields.UUID(),
        validate=_HOSTS,
        metadata={"description": "members who can be met for it, in their order"},
    )
    resources = fields.List(
        fields.UUID(),
        validate=validate.Length(max=MOST_RESOURCES),
        metadata={
            "description": "rooms and vehicles of which it takes the first that is free; none: it needs none"
        },
    )
    is_online = Truth(metadata={"description": "visitors find it on the business's page"})
    questions = fields.List(
        fields.Nested(KindQuestion),
        validate=validate.Length(max=MOST_QUESTIONS),
        metadata={"description": "what visitors are asked beside how to reach them, of what all members see"},
    )


class NewAppointmentKind(_Fields):
    """{name, minutes, hosts}, and what is to be otherwise than usual."""

    name = fields.String(
        required=True, validate=validate.Length(1, LONGEST_NAME), metadata={"example": "Prise de mesures"}
    )
    minutes = fields.Integer(
        required=True, strict=True, validate=validate.Range(*BOUNDS["minutes"]), metadata={"example": 60}
    )
    hosts = fields.List(fields.UUID(), required=True, validate=_HOSTS)


class AppointmentKindChange(_Fields):
    """What shall be otherwise; what is left out stays."""

    is_archived = Truth(metadata={"description": "can be booked no more; what is booked stays"})

    @pre_load
    def _says_something(self, given: Any, **_options: Any) -> Any:
        if not given:
            raise ValidationError("Must name at least one field.")
        return given


class AppointmentKind(Schema):
    """A kind of appointment, as AppointmentKindChange describes its fields."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    minutes = fields.Integer(required=True)
    before = fields.Integer(required=True)
    after = fields.Integer(required=True)
    notice = fields.Integer(required=True)
    days_ahead = fields.Integer(required=True)
    most_a_day = fields.Integer(required=True, allow_none=True)
    place_kind = fields.String(required=True, metadata={"enum": list(PLACE_KINDS)})
    place = fields.String(required=True)
    colour = fields.String(required=True, allow_none=True)
    choice = fields.String(required=True, metadata={"enum": list(CHOICES)})
    hosts = fields.List(fields.UUID(), required=True)
    resources = fields.List(fields.UUID(), required=True)
    is_archived = fields.Boolean(required=True)
    is_online = fields.Boolean(required=True)
    questions = fields.List(fields.Nested(KindQuestion), required=True)


class AppointmentKinds(Schema):
    """Those that can be booked, in their order."""

    kinds = fields.List(fields.Nested(AppointmentKind), required=True)


_IS_NAMED = "whoever comes to the business reads its name: a room's, not a van's"


class NewAppointmentResource(_Strict):
    """{name, is_named}: what the team reads, and whoever comes there unless it is not named."""

    name = fields.String(
        required=True, validate=validate.Length(1, LONGEST_RESOURCE), metadata={"example": "Showroom"}
    )
    is_named = Truth(load_default=True, metadata={"description": _IS_NAMED})


class AppointmentResourceChange(_Strict):
    """What shall be otherwise; what is left out stays."""

    name = fields.String(validate=validate.Length(1, LONGEST_RESOURCE), metadata={"example": "Showroom"})
    is_archived = Truth(metadata={"description": "offered no more; appointments that have it keep it"})
    is_named = Truth(metadata={"description": _IS_NAMED})

    @pre_load
    def _says_something(self, given: Any, **_options: Any) -> Any:
        if not given:
            raise ValidationError("Must name at least one field.")
        return given


class AppointmentResource(Schema):
    """A room, a vehicle or a device, which one appointment at a time takes."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    is_archived = fields.Boolean(required=True)
    is_named = fields.Boolean(required=True, metadata={"description": _IS_NAMED})


class AppointmentResources(Schema):
    """All of them, archived or not, in the order in which they are taken."""

    resources = fields.List(fields.Nested(AppointmentResource), required=True)


class SlotsQuery(Schema):
    """{from, days, member}: from now on unless it is given; `member` for one of the hosts alone."""

    class Meta:
        unknown = EXCLUDE

    begins = fields.AwareDateTime(data_key="from")
    days = fields.Integer(load_default=USUAL_DAYS, validate=validate.Range(1, MOST_DAYS))
    member = fields.UUID()


class Slot(Schema):
    """It can begin then, with any of these members."""

    starts_at = fields.AwareDateTime(required=True)
    # A month of a team names thousands: one after another by a field of its own took ten times as long as finding them.
    members = fields.Function(
        lambda slot: list(map(str, slot.members)),
        required=True,
        metadata={"type": "array", "items": {"type": "string", "format": "uuid"}},
    )


class Slots(Schema):
    """In order; a visitor who takes one books it with `as_offered`."""

    slots = fields.List(fields.Nested(Slot), required=True)


class DayHours(Schema):
    """Hours that hold on one day only, of a member or, where that is null, of everybody; none: nobody can be met."""

    id = fields.UUID(required=True)
    member = fields.UUID(attribute="member_id", required=True, allow_none=True)
    day_on = fields.Date(required=True)
    hours = fields.Function(
        lambda day: list(map(as_span, day.spans)),
        required=True,
        metadata={"type": "array", "items": {"$ref": "#/components/schemas/Span"}},
    )


class SomeDayHours(Schema):
    days = fields.List(fields.Nested(DayHours), required=True)


class DaysQuery(Schema):
    """{first_on, last_on}: both days included, a year at most."""

    class Meta:
        unknown = EXCLUDE

    first_on = fields.Date(required=True, metadata={"example": "2030-04-01"})
    last_on = fields.Date(required=True, metadata={"example": "2030-04-30"})

    @validates_schema(skip_on_field_errors=True)
    def _a_year_at_most(self, given: dict[str, Any], **_options: object) -> None:
        if (given["last_on"] - given["first_on"]).days > _MOST_OTHER_DAYS:
            raise ValidationError(f"Must be at most {_MOST_OTHER_DAYS} days after first_on.", "last_on")


class DayHoursChange(_Strict):
    """{member, day_on, hours}: without a member everybody's; no hours: nobody can be met that day."""

    member = fields.UUID(allow_none=True, load_default=None)
    day_on = fields.Date(required=True, metadata={"example": "2027-12-24"})
    hours = a_day(required=True)
