"""Opening hours as JSON: spans of a day, and weeks of them."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, fields, validate

from filon.tenants import hours

_CLOCK = validate.Regexp(r"^([01][0-9]|2[0-4]):[0-5][0-9]$")
_WEEK = [[{"opens": "08:30", "closes": "12:30"}, {"opens": "14:00", "closes": "18:30"}]] * 5 + [[], []]


class Span(Schema):
    """From when to when it is open, on the business's own clock; 24:00 is the end of the day."""

    class Meta:
        unknown = RAISE

    opens = fields.String(required=True, validate=_CLOCK, metadata={"example": "08:30"})
    closes = fields.String(required=True, validate=_CLOCK, metadata={"example": "12:30"})


def a_day(**options: Any) -> fields.List[Any]:
    """The spans of one day; none on a day that is closed."""
    return fields.List(fields.Nested(Span), validate=validate.Length(max=hours.MOST_SPANS), **options)


def a_week(description: str, **options: Any) -> fields.List[Any]:
    """Seven days from Monday."""
    return fields.List(
        a_day(),
        validate=validate.Length(equal=hours.DAYS),
        metadata={
            "description": f"seven days from Monday, each with its spans in order; {description}",
            "example": _WEEK,
        },
        **options,
    )


def as_span(minutes: list[int]) -> dict[str, str]:
    """A span as tenants.hours keeps it."""
    opens, closes = (f"{at // 60:02d}:{at % 60:02d}" for at in minutes)
    return {"opens": opens, "closes": closes}


def typed(spans: list[dict[str, str]]) -> str:
    """A day as a member would type it."""
    return ", ".join(f"{span['opens']} - {span['closes']}" for span in spans)
