"""What the first screen says in its last lines, as JSON: is it working, and is it worth it."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from filon.dashboard.frame import voice
from filon.foundation.web import Blueprint

from . import figures

api = Blueprint("figures_api", __name__, url_prefix="/api/v1/figures", description="The business in figures")


class WeekOfRequests(Schema):
    """Requests since Monday."""

    recorded = fields.Integer(required=True, metadata={"description": "became, or joined, a prospect"})
    to_check = fields.Integer(required=True, metadata={"description": "a person should look at"})
    spam = fields.Integer(required=True)


class MonthOfRequests(Schema):
    """Requests since the first of the month, and how many prospects who came since are customers."""

    requests = fields.Integer(required=True)
    customers = fields.Integer(required=True)
    source = fields.String(
        required=True, metadata={"description": "whence most came; empty: the site, or no one source"}
    )


class Trouble(Schema):
    """Something is wrong with a site, whose host is empty when the business has no other.

    unlinked: no site is connected any more; unpaired: none ever was. parked: `count` requests need a person on the
    site; silent: it says nothing `since`; waiting: `count` requests are still there; flooded: `count` were set aside.
    """

    kind = fields.String(required=True, metadata={"enum": list(figures.KINDS)})
    site = fields.String(required=True)
    count = fields.Integer(required=True)
    since = fields.AwareDateTime(required=True, allow_none=True)


class Figures(Schema):
    """No troubles: all is well."""

    week = fields.Nested(WeekOfRequests, required=True)
    month = fields.Nested(MonthOfRequests, required=True)
    troubles = fields.List(fields.Nested(Trouble), required=True)


@api.route("", scope="leads:read")
@api.response(200, Figures)
def show_figures() -> dict[str, Any]:
    """What has come this week and this month, on the business's calendar, and what is wrong with its sites."""
    said = voice()
    return {
        "week": figures.this_week(said),
        "month": figures.this_month(said),
        "troubles": figures.troubles(),
    }
