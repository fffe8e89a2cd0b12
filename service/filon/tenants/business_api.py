"""What a business says of itself, as JSON: name, language, clock, hours, closings, promise, and after which silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import RAISE, Schema, ValidationError, fields, pre_load, validate

from filon.foundation import clock
from filon.foundation.errors import NotFound
from filon.foundation.i18n import LANGUAGES
from filon.foundation.web import Blueprint
from filon.tenants import business, hours
from filon.tenants.answering import TARGETS, read_closing
from filon.tenants.hour_documents import a_week, as_span, typed
from filon.tenants.models import Tenant
from filon.tenants.public_holidays import holidays_after

api = Blueprint(
    "business_api", __name__, url_prefix="/api/v1/business", description="What a business says of itself"
)
_COLOUR = validate.Regexp(r"^#[0-9a-fA-F]{6}$")
_NO_HOURS = "none at all: time counts round the clock"


class Closing(Schema):
    """Days on which the business is closed, the first and the last included."""

    first_on = fields.Date(required=True)
    last_on = fields.Date(required=True)


class Closings(Schema):
    """Those that are not over, in order."""

    closings = fields.List(fields.Nested(Closing), required=True)


class NewClosing(Schema):
    """{first_on, last_on}: without a last day a single one."""

    class Meta:
        unknown = RAISE

    first_on = fields.Date(required=True, metadata={"example": "2026-12-24"})
    last_on = fields.Date(metadata={"example": "2026-12-31"})


class ClosingQuery(Schema):
    """{first_on, last_on}: both days of the closing that is meant."""

    first_on = fields.Date(required=True, metadata={"example": "2026-12-24"})
    last_on = fields.Date(required=True, metadata={"example": "2026-12-31"})


class Holiday(Schema):
    """A public holiday of the business's country; its name says so where the day is an estimate."""

    day = fields.Date(required=True)
    name = fields.String(required=True)


class Holidays(Schema):
    holidays = fields.List(fields.Nested(Holiday), required=True)


class BusinessChange(Schema):
    """What shall be otherwise; what is left out stays."""

    class Meta:
        unknown = RAISE

    name = fields.String(
        validate=validate.Length(1, business.LONGEST_NAME), metadata={"example": "Atelier du Cèdre"}
    )
    phone = fields.String(
        allow_none=True,
        validate=validate.Length(max=60),
        metadata={"description": "what visitors see and call", "example": "05 22 36 41 80"},
    )
    language = fields.String(validate=validate.OneOf(LANGUAGES))
    zone = fields.String(
        validate=validate.Length(1, 100),
        metadata={"description": "a name of the IANA's time zones", "example": "Africa/Casablanca"},
    )
    hours = a_week(_NO_HOURS)
    answer_within = fields.Integer(
        strict=True,
        validate=validate.OneOf(TARGETS),
        metadata={
            "description": "minutes of working time within which whoever asks is called; 1440 is one working day"
        },
    )
    silent_days = fields.Integer(
        strict=True,
        allow_none=True,
        validate=validate.OneOf(business.SILENT_DAYS),
        metadata={
            "description": "days without news after which a prospect gets a reminder; null is never",
            "example": 7,
        },
    )
    remind_before = fields.List(
        fields.Integer(strict=True, validate=validate.OneOf(business.REMINDERS_BEFORE)),
        validate=validate.Length(max=business.MOST_REMINDERS),
        metadata={
            "description": "minutes before an appointment at which mails remind of it; none at all: never",
            "example": [1440, 120],
        },
    )
    list_columns = fields.String(
        validate=[
            validate.Length(max=1_000),
            validate.Regexp(r"([a-z][a-z0-9_.-]*(,[a-z][a-z0-9_.-]*)*)?\Z"),
        ],
        metadata={
            "description": "the list's columns for whoever has chosen none, as in its address; empty: the usual ones. "
            "Those of fields that the caller may not see are not said, and stay",
            "example": "status,wait,amount",
        },
    )
    colour = fields.String(
        allow_none=True,
        validate=_COLOUR,
        metadata={"description": "null is Filon's own", "example": "#b45a14"},
    )

    @pre_load
    def _says_something(self, given: Any, **_options: Any) -> Any:
        if not given:
            raise ValidationError("Must name at least one field.")
        return given


class Business(Schema):
    """A business. Amounts are in its `currency`, phones without a country are read as of its `region`: these stay."""

    name = fields.String(required=True)
    region = fields.String(required=True, metadata={"description": "ISO 3166-1"})
    currency = fields.String(required=True, metadata={"description": "ISO 4217"})
    phone = fields.String(required=True, allow_none=True, metadata={"description": "E.164"})
    language = fields.String(required=True, metadata={"enum": list(LANGUAGES)})
    zone = fields.String(required=True)
    hours = a_week(_NO_HOURS, required=True)
    answer_within = fields.Integer(required=True)
    silent_days = fields.Integer(required=True, allow_none=True)
    remind_before = fields.List(
        fields.Integer(), required=True, metadata={"description": "the most minutes first"}
    )
    list_columns = fields.String(required=True)
    colour = fields.String(required=True, allow_none=True)
    closings = fields.List(
        fields.Nested(Closing), required=True, metadata={"description": "that are not over"}
    )


@api.route("", role="manager")
@api.response(200, Business)
def show_business() -> dict[str, Any]:
    """What the business says of itself."""
    return _document(Tenant.current())


@api.route("", methods=["PATCH"], role="manager")
@api.arguments(BusinessChange)
@api.response(200, Business)
def change_business(given: dict[str, Any]) -> dict[str, Any]:
    """Change what it says. Whoever waits for a call is due by the new hours and the new promise at once."""
    changing: dict[str, Callable[[Any], Any]] = {
        "name": business.rename,
        "phone": lambda phone: business.be_called_at(phone or ""),
        "language": business.speak,
        "zone": business.move_to_zone,
        "hours": lambda week: business.open_in_week(list(map(typed, week))),
        "answer_within": lambda minutes: business.answer_within(str(minutes)),
        "silent_days": lambda days: business.remind_after("" if days is None else str(days)),
        "remind_before": business.remind_before,
        "list_columns": business.begin_list_with,
        "colour": lambda colour: business.wear(colour or ""),
    }
    for name, value in given.items():
        changing[name](value)
    return _document(Tenant.current())


@api.route("/closings", methods=["POST"], role="manager")
@api.arguments(NewClosing)
@api.response(201, Closings)
def close_business(given: dict[str, Any]) -> dict[str, Any]:
    """Be closed on these days: nobody waits meanwhile. Answers with all closings that are not over."""
    first = given["first_on"]
    business.close(first.isoformat(), given.get("last_on", first).isoformat())
    return {"closings": _closings(Tenant.current())}


@api.route("/closings", methods=["DELETE"], role="manager", problems=("not_found",))
@api.arguments(ClosingQuery, location="query")
@api.response(204)
def open_business_again(asked: dict[str, Any]) -> None:
    """Be open after all on the days of one closing."""
    if business.open_again(asked["first_on"].isoformat(), asked["last_on"].isoformat()) is None:
        raise NotFound()


@api.route("/holidays", role="manager")
@api.response(200, Holidays)
def list_holidays() -> dict[str, Any]:
    """Public holidays of the coming year on which the business is open; none of countries that Filon does not know."""
    known = Tenant.current()
    closings = list(map(read_closing, known.closings or ()))
    return {"holidays": holidays_after(_today(known), known.region, closings)}


def _document(known: Any) -> dict[str, Any]:
    return {name: getattr(known, name) for name in Business().fields} | {
        "hours": [list(map(as_span, spans)) for spans in known.hours or hours.closed_all_week()],
        "closings": _closings(known),
        "list_columns": business.list_columns_seen(known.list_columns),
    }


def _closings(known: Any) -> list[dict[str, date]]:
    today = _today(known)
    closings = map(read_closing, known.closings or ())
    return [{"first_on": first, "last_on": last} for first, last in closings if last >= today]


def _today(known: Any) -> date:
    return clock.now().astimezone(ZoneInfo(known.zone)).date()
