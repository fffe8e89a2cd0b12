"""Orders of a site's shop: what each prospect has bought; whoever has paid is a customer, and what they paid counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from peewee import DecimalField, TextField

from filon.foundation import access, clock
from filon.foundation.access import SYSTEM, Actor
from filon.foundation.database import locked
from filon.foundation.fields import IdField, JsonField, UtcField
from filon.foundation.tenancy import TenantModel, belongs_to
from filon.foundation.transactions import transaction
from filon.interactions import actions, edits
from filon.leads import actions as leads
from filon.leads.models import Lead
from filon.leads.sight import OnLead
from filon.tenants.models import Site

STATES = ("placed", "paid", "failed", "cancelled", "refunded")
# Nobody has bought more of one business than a page can show.
MOST_SHOWN = 50
# What a lead's amount can be.
_MOST_AMOUNT = Decimal(10) ** 11
# All there is of an order of somebody who was erased, beside its reference.
_NOBODYS: dict[str, Any] = {
    "lead_id": None,
    "number": "",
    "state": "",
    "total": Decimal(0),
    "refunded": Decimal(0),
    "currency": "",
    "items": [],
    "paid_at": None,
}


class ShopOrder(OnLead, TenantModel):
    """An order as it stood at `as_of`. `reference` is the shop's own id, the same for all states of it.

    `refunded` is how much of `total` was given back; `paid_at` is when it was first seen to be paid. Of somebody who
    was erased only the reference stays, without a lead: the shop goes on sending what becomes of their order.
    """

    site_id = IdField()
    reference = TextField()
    number = TextField()
    lead_id = IdField(null=True)
    state = TextField()
    total = DecimalField(max_digits=14, decimal_places=2)
    refunded = DecimalField(max_digits=14, decimal_places=2)
    currency = TextField()
    items = JsonField(default=list)
    placed_at = UtcField()
    paid_at = UtcField(null=True)
    as_of = UtcField()

    class Meta:
        table_name = "shop_order"
        indexes = (
            (("tenant", "site_id", "reference"), True),
            (("tenant", "lead_id", "placed_at"), False),
        )
        constraints = [belongs_to("site", "site_id"), belongs_to("lead", "lead_id")]

    @classmethod
    def of(cls, lead: UUID) -> Any:
        """What a lead has ordered, the newest first."""
        return (
            cls.select()
            .where(cls.lead_id == lead)
            .order_by(cls.placed_at.desc(), cls.id.desc())
            .limit(MOST_SHOWN)
        )

    @classmethod
    def known(cls, site: UUID, reference: str) -> Any:
        """The order of a site that its shop calls so, or None."""
        return cls.select().where((cls.site_id == site) & (cls.reference == reference)).first()


@dataclass(frozen=True)
class Ordered:
    """What a shop says of an order at the moment `as_of`; `state` is one of STATES."""

    reference: str
    number: str
    state: str
    total: Decimal
    refunded: Decimal
    currency: str
    items: list[str]
    placed_at: datetime
    as_of: datetime

    @property
    def is_paid(self) -> bool:
        return self.state in ("paid", "refunded")


def record_order(site: UUID, lead: Any, ordered: Ordered) -> None:
    """Keep how an order of the lead stands now, and do what follows from it in the name of the site.

    What is older than what is known already changes nothing: states may come in any order, and more than once. An order
    that is paid makes its lead a customer, and its total is the lead's amount unless a person has written another one.
    What was another lead's is this one's from now on. A site whose people may at most read changes nothing but orders.
    """
    known = ShopOrder.known(site, ordered.reference)
    if known is not None and known.as_of > ordered.as_of:
        return
    shop = Site.get_by_id(site)
    with transaction(), access.acting_as(_shop(shop)):
        if known is not None and known.lead_id != lead.id:
            ShopOrder.delete().where(ShopOrder.id == known.id).execute()
            known = None
        worth_before = _worth(lead)
        is_paid = ordered.is_paid
        paid_before = known.paid_at if known else None
        columns = {
            "number": ordered.number,
            "state": ordered.state,
            "total": ordered.total,
            "refunded": ordered.refunded,
            "currency": ordered.currency,
            "items": ordered.items,
            "placed_at": ordered.placed_at,
            "paid_at": paid_before or (ordered.as_of if is_paid else None),
            "as_of": ordered.as_of,
        }
        if known is None:
            ShopOrder.add(site_id=site, reference=ordered.reference, lead_id=lead.id, **columns)
        else:
            ShopOrder.update(**columns).where(ShopOrder.id == known.id).execute()
        for step, amount in _steps(known, ordered):
            _note(lead, ordered, step, amount)
        # Whoever orders names any address: a site must not do by an order what nobody who comes from it could.
        if access.ROLES.index(shop.role_cap) < access.ROLES.index("agent"):
            return
        if is_paid and paid_before is None:
            _become_customer(lead)
        _keep_amount(lead, worth_before)


def _shop(site: Any) -> Actor:
    """Who is said to have done what follows from an order."""
    return Actor(SYSTEM.role, name=urlsplit(site.home_url).hostname or site.home_url)


def _steps(known: Any, ordered: Ordered) -> list[tuple[str, Decimal]]:
    """What has happened with the order since it was known, each with the amount that it is about."""
    was_paid = known is not None and known.paid_at is not None
    steps: list[tuple[str, Decimal]] = []
    if ordered.is_paid and not was_paid:
        steps.append(("paid", ordered.total))
    elif ordered.state in ("failed", "cancelled") and (known is None or known.state != ordered.state):
        steps.append((ordered.state, ordered.total))
    given_back = ordered.refunded - (known.refunded if known else 0)
    if given_back > 0:
        steps.append(("refunded", given_back))
    return steps


def _note(lead: Any, ordered: Ordered, step: str, amount: Decimal) -> None:
    details = {
        "step": step,
        "number": ordered.number,
        "amount": f"{amount:.2f}",
        "currency": ordered.currency,
    }
    actions.add(lead, "order", text="", details=details, at=min(ordered.as_of, clock.now()))


def _become_customer(lead: Any) -> None:
    if lead.status != "won":
        actions.change_status(lead, "won")
    elif lead.is_waiting:
        leads.change(lead, {"to_call_since": None})


def _worth(lead: Any) -> Decimal:
    """What the lead has paid and was not given back, in the currency that its amount is in."""
    paid = (
        (ShopOrder.lead_id == lead.id)
        & ShopOrder.paid_at.is_null(False)
        & (ShopOrder.currency == lead.currency)
    )
    rows = ShopOrder.select(ShopOrder.total, ShopOrder.refunded).where(paid).tuples()
    return sum((max(total - refunded, Decimal(0)) for total, refunded in rows), Decimal(0))


def _keep_amount(lead: Any, worth_before: Decimal) -> None:
    worth = _worth(lead)
    # An amount that is another one was written by a person, who knows more than the shop.
    if worth != worth_before and lead.amount in (None, worth_before) and worth < _MOST_AMOUNT:
        edits.change_field(lead, "amount", f"{worth:.2f}", "")


def follows(lead: Any) -> bool:
    """Whether a lead's amount is that of its orders, or none, and not one that a person has written."""
    return lead.amount in (None, _worth(lead))


def sum_of(one: Any, other: Any) -> Decimal | None:
    """The amount of a lead that is made of two; None unless both amounts are those of their orders."""
    if None in (one.amount, other.amount) or one.currency != other.currency:
        return None
    total = _worth(one) + _worth(other)
    return total if follows(one) and follows(other) and total < _MOST_AMOUNT else None


def value_again(lead: Any) -> None:
    """Give a lead whose orders are others than before the amount of those."""
    worth = _worth(lead)
    if worth != (lead.amount or 0) and worth < _MOST_AMOUNT:
        leads.change(lead, {"amount": worth or None})


def known_and_whose(site: UUID, reference: str) -> tuple[Any, Any]:
    """An order and its lead, both to stay as read until the transaction ends: (None, None) for one that is not known.

    The lead is None of somebody who was erased.
    """
    known = ShopOrder.known(site, reference)
    while known is not None and known.lead_id is not None:
        lead = locked(Lead.select().where(Lead.id == known.lead_id)).first()
        # While it was waited for, the lead may have been merged, erased, or removed from the trash.
        current = ShopOrder.known(site, reference)
        if current is not None and current.lead_id == known.lead_id:
            return current, lead
        known = current
    return known, None


def is_lost_on(lead: Any, known: Any, ordered: Ordered) -> bool:
    """Whether an order is paid now that nobody would hear of, because its lead is in the trash."""
    is_paid_now = ordered.is_paid and known.paid_at is None and known.as_of <= ordered.as_of
    return is_paid_now and lead.trashed_at is not None


def forget_erased(lead: UUID) -> list[tuple[str, str]]:
    """Keep of the orders of somebody who is erased only that they are known; returns each one's site and reference."""
    # The lead before its orders, as whoever follows one of them has it: they must not wait for each other.
    locked(Lead.select(Lead.id).where(Lead.id == lead)).first()
    theirs = ShopOrder.select(ShopOrder.site_id, ShopOrder.reference).where(ShopOrder.lead_id == lead)
    known = [(site.hex, reference) for site, reference in theirs.tuples()]
    ShopOrder.update(**_NOBODYS).where(ShopOrder.lead_id == lead).execute()
    return known


def enter_erased(site: UUID, reference: str) -> None:
    """The order is of somebody who was erased, whatever is known of it."""
    if known := ShopOrder.known(site, reference):
        ShopOrder.update(**_NOBODYS).where(ShopOrder.id == known.id).execute()
    else:
        now = clock.now()
        ShopOrder.add(site_id=site, reference=reference, placed_at=now, as_of=now, **_NOBODYS)


def forget_lead(lead: UUID) -> None:
    """Delete the orders of a lead that goes."""
    ShopOrder.delete().where(ShopOrder.lead_id == lead).execute()
