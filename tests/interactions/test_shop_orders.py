"""An order of the site's shop is a request; whoever pays is a customer, in whatever order its states come."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest

from filon.foundation import clock, ids
from filon.interactions.actions import change_status, undo_change
from filon.interactions.edits import change_field
from filon.interactions.shop_orders import ShopOrder
from filon.leads.models import Lead
from tests.dashboard.people import at_the_api, signed_in
from tests.intake.door import deliver, kept, lead_of, rows, timeline
from tests.parts.service import Filon, PairedSite, submission

BEGIN = clock.now() - timedelta(hours=5)
BUYER = {
    "first_name": "Salma",
    "last_name": "Bennani",
    "email": "salma@example.com",
    "phone": "06 61 23 45 67",
}


def line(state: str, hours: float = 0, buyer: dict[str, str] | None = None, **order: Any) -> dict[str, Any]:
    """The order 1042 of two tables as it stands `hours` after it was placed, in the shop of a site."""
    at = (BEGIN + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    said = {
        "id": "1042",
        "number": "B-1042",
        "state": state,
        "total": "1200.50",
        "refunded": "0.00",
        "currency": "MAD",
        "items": ["2 × Table en chêne", "1 × Livraison"],
        "placed_at": BEGIN.strftime("%Y-%m-%dT%H:%M:%SZ"),
        **order,
    }
    fields = (buyer or BUYER) | {
        "order_number": said["number"],
        "total": f"{said['total']} {said['currency']}",
    }
    return submission(
        fields,
        source="woocommerce",
        form={"id": "order", "title": "Commande"},
        uuid=str(ids.new_id()),
        submitted_at=at,
        order=said,
    )


def orders(site: PairedSite, number: int = 1) -> list[tuple[str, str, str, str]]:
    """Number, state, total and refunded of a lead's orders, the newest first."""
    with site.filon.inside(site.tenant, write=False):
        found = ShopOrder.of(Lead.by_number(number).id)
        return [(one.number, one.state, f"{one.total:.2f}", f"{one.refunded:.2f}") for one in found]


def said(site: PairedSite) -> list[tuple[str, str]]:
    """What the timeline says of the order and the status, oldest first, and by whom."""
    return [
        (f"{one.details['step']} {one.details['amount']}", one.member_name)
        if one.kind == "order"
        else (f"{one.details['field']} {one.details['to']}", one.member_name)
        for one in reversed(timeline(site))
        if one.kind in ("order", "change")
    ]


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    (answer,) = deliver(alice, line("placed"))
    assert (answer["answer"], answer["number"]) == ("recorded", 1)
    assert rows(filon, alice.tenant) == kept(1, leads=1)
    lead = lead_of(alice)
    assert (lead.name, lead.source, lead.source_detail, lead.is_waiting) == (
        "Salma Bennani",
        "shop",
        "Commande",
        True,
    )
    (answer,) = deliver(alice, line("paid", 1))
    assert (answer["answer"], answer["number"]) == ("joined", 1)
    lead = lead_of(alice)
    assert (lead.status, f"{lead.amount:.2f}", lead.is_waiting) == ("won", "1200.50", False)
    assert orders(alice) == [("B-1042", "paid", "1200.50", "0.00")]
    host = "atlas.example"
    assert sorted(said(alice)) == sorted(
        [("paid 1200.50", host), ("status won", host), ("amount 1200.50", host)]
    )
    assert [one.kind for one in timeline(alice)].count("request") == 1
    html = signed_in(alice).get("/app/prospects/1").text
    for words in (
        "Commandes",
        "n° B-1042",
        "2 × Table en chêne",
        "Boutique en ligne",
        "Commande n° B-1042 : payée",
    ):
        assert words in html


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_whatever_comes_first(alice: PairedSite, order: tuple[int, ...]) -> None:
    states = [
        line("placed"),
        line("paid", 2),
        line("paid", 3, refunded="200.50"),
    ]
    for number in order:
        deliver(alice, states[number])
        deliver(alice, states[number])
    assert orders(alice) == [("B-1042", "paid", "1200.50", "200.50")]
    lead = lead_of(alice)
    assert (lead.status, f"{lead.amount:.2f}", lead.is_waiting) == ("won", "1000.00", False)
    assert [one.kind for one in timeline(alice)].count("request") == 1
    assert ("refunded 200.50", "atlas.example") in said(alice)


def test_what_is_given_back_is_noted_and_a_customer_stays_one(alice: PairedSite) -> None:
    deliver(alice, line("placed"), line("paid", 1), line("refunded", 2, refunded="1200.50"))
    assert lead_of(alice).status == "won"
    assert f"{lead_of(alice).amount:.2f}" == "0.00"
    assert ("refunded 1200.50", "atlas.example") in said(alice)
    assert orders(alice)[0][1] == "refunded"


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_who_does_not_pay_is_still_waited_for(alice: PairedSite, state: str) -> None:
    deliver(alice, line("placed"), line(state, 1))
    assert (lead_of(alice).status, lead_of(alice).amount, lead_of(alice).is_waiting) == ("new", None, True)
    assert said(alice) == [(f"{state} 1200.50", "atlas.example")]


def test_a_persons_word_counts_more(alice: PairedSite) -> None:
    deliver(alice, line("placed"))
    with alice.filon.inside(alice.tenant):
        change_field(Lead.by_number(1), "amount", "5000", "MA")
    deliver(alice, line("paid", 1))
    assert f"{lead_of(alice).amount:.2f}" == "5000.00"
    [won] = [one for one in timeline(alice) if one.details.get("field") == "status"]
    with alice.filon.inside(alice.tenant):
        undo_change(Lead.by_number(1), won)
        change_status(Lead.by_number(1), "lost", "later")
    deliver(alice, line("paid", 2))
    assert lead_of(alice).status == "lost", "it was paid before, that is no news"


def test_further_orders_of_a_customer(alice: PairedSite) -> None:
    deliver(alice, line("placed"), line("paid", 1))
    deliver(alice, line("placed", 2, id="1043", number="B-1043", total="300"))
    assert lead_of(alice).is_waiting
    deliver(alice, line("paid", 3, id="1043", number="B-1043", total="300"))
    assert not lead_of(alice).is_waiting
    deliver(alice, line("paid", 4, id="1044", number="B-1044", total="70", currency="EUR"))
    assert f"{lead_of(alice).amount:.2f}" == "1500.50", "euros are no dirhams"
    assert {number for number, *_rest in orders(alice)} == {"B-1042", "B-1043", "B-1044"}


def test_the_same_number_in_another_shop_is_another_order(alice: PairedSite, charlie: PairedSite) -> None:
    deliver(alice, line("paid"))
    deliver(charlie, line("placed"))
    assert orders(charlie) == [("B-1042", "placed", "1200.50", "0.00")]
    assert orders(alice) == [("B-1042", "paid", "1200.50", "0.00")]


def test_programs_read_them(alice: PairedSite) -> None:
    deliver(alice, line("placed"), line("paid", 1))
    browser = at_the_api(signed_in(alice))
    [read] = browser.get("/api/v1/leads/1/orders").json["orders"]
    assert (read["number"], read["state"], read["total"], read["currency"]) == (
        "B-1042",
        "paid",
        "1200.50",
        "MAD",
    )
    [noted] = browser.get("/api/v1/leads/1/timeline?kind=order").json["timeline"]
    assert noted["details"] == {"step": "paid", "number": "B-1042", "amount": "1200.50", "currency": "MAD"}
