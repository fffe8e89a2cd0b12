"""What a lead has ordered in the sites' shops, as JSON."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from filon.foundation import web
from filon.interactions.shop_orders import STATES, ShopOrder
from filon.leads.models import the_lead

api = web.Blueprint(
    "shop_orders_api", __name__, url_prefix="/api/v1/leads", description="What a lead has ordered"
)


class Order(Schema):
    """An order as it stands; `refunded` is how much of the total was given back, `paid_at` null until it is paid."""

    id = fields.UUID(required=True)
    number = fields.String(required=True, metadata={"description": "as the customer knows it"})
    state = fields.String(required=True, metadata={"enum": list(STATES)})
    total = fields.Decimal(places=2, as_string=True, required=True)
    refunded = fields.Decimal(places=2, as_string=True, required=True)
    currency = fields.String(required=True)
    items = fields.List(fields.String(), required=True)
    site = fields.UUID(attribute="site_id", required=True)
    placed_at = fields.AwareDateTime(required=True)
    paid_at = fields.AwareDateTime(required=True, allow_none=True)


class Orders(Schema):
    orders = fields.Nested(Order, many=True, required=True)


@api.route("/<int:number>/orders", scope="leads:read")
@api.response(200, Orders)
def list_orders(number: int) -> Any:
    """The last fifty orders, the newest first."""
    return {"orders": list(ShopOrder.of(the_lead(number).id))}
