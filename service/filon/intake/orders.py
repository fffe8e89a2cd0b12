"""An order that came through the door, read out of its line."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from filon.intake.reading import believable, read_moment
from filon.interactions.shop_orders import Ordered
from filon.leads.contacts import one_line

_CENT = Decimal("0.01")


def read_order(content: dict[str, Any], submitted_at: datetime) -> Ordered | None:
    """The order of a submission as it stood then; None when it has none."""
    order = content["order"]
    if order is None:
        return None
    placed = read_moment(order["placed_at"]) if order["placed_at"] else None
    return Ordered(
        reference=one_line(order["id"], 191),
        number=one_line(order["number"] or order["id"], 100),
        state=order["state"],
        total=Decimal(order["total"]).quantize(_CENT),
        refunded=Decimal(order["refunded"]).quantize(_CENT),
        currency=order["currency"],
        items=[one_line(item, 300) for item in order["items"]],
        placed_at=min(believable(placed), submitted_at) if placed else submitted_at,
        as_of=submitted_at,
    )
