"""What becomes of an order is no request of its own, comes to an end, and is no way round what a site may do."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from filon.desk import figures
from filon.foundation.voice import Voice
from filon.intake.actions import FLOOD, MOST_STATES
from filon.intake.floods import MOST_A_MINUTE
from filon.intake.models import Submission
from filon.leads.models import Lead
from filon.tenants.models import Site
from tests.intake.door import deliver, lead_of, timeline
from tests.intake.test_ledger import compare
from tests.interactions.test_shop_orders import BEGIN, line, orders, said
from tests.parts.service import Filon, PairedSite, submission

# More than one minute's orders.
MANY = MOST_A_MINUTE + 5


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    """Three states of one order are one request, and none is missing in the ledger."""
    states = [json.dumps(line(state, n)).encode() for n, state in enumerate(("placed", "failed", "paid"))]
    deliver(alice, *states)
    again = deliver(alice, *states)
    assert [answer["first_answer"] for answer in again] == ["recorded", "joined", "joined"]
    compared = compare(alice, *states)
    assert (compared["differ"], compared["recorded"], compared["joined"]) == ([], 1, 0)
    voice = Voice("Africa/Casablanca", "MA", "MAD")
    with filon.inside(alice.tenant, write=False):
        assert figures.this_week(voice).recorded == figures.this_month(voice).requests == 1


def test_going_back_and_forth_ends(filon: Filon, alice: PairedSite) -> None:
    states = [line(("failed", "cancelled")[n % 2], n / 100) for n in range(MOST_STATES + 5)]
    deliver(alice, line("placed"))
    for some in (states[:MOST_STATES], states[MOST_STATES:]):
        deliver(alice, *some)
    assert [one.kind for one in timeline(alice)].count("order") == MOST_STATES
    with filon.inside(alice.tenant, write=False):
        aside = list(Submission.quarantined())
        assert [(one.reason, one.detail) for one in aside] == [("spam", FLOOD)] * 5
        assert all(bytes(one.line) for one in aside), "a person can still look at them"


def many(state: str, *, placed: int | None = None, said: int | None = None) -> list[dict[str, Any]]:
    """Orders of as many people, each placed and said a minute after the one before, or all in this minute."""
    return [
        line(
            state,
            (n if said is None else said) / 60,
            {"email": f"visitor{n}@example.com"},
            id=str(n),
            number=str(n),
            placed_at=f"{BEGIN + timedelta(minutes=n if placed is None else placed):%Y-%m-%dT%H:%M:%SZ}",
        )
        for n in range(MANY)
    ]


def answers(site: PairedSite, lines: list[dict[str, Any]]) -> Counter[str]:
    told = [one for at in range(0, len(lines), 50) for one in deliver(site, *lines[at : at + 50])]
    return Counter(one["answer"] for one in told)


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "older than the plugin"])
def test_all_orders_that_a_shop_completes_at_once_are_paid(
    filon: Filon, alice: PairedSite, is_known: bool
) -> None:
    if is_known:
        assert answers(alice, many("placed")) == {"recorded": MANY}
    assert answers(alice, many("paid", said=MANY)) == {"joined" if is_known else "recorded": MANY}
    with filon.inside(alice.tenant, write=False):
        assert Lead.select().where(Lead.status == "won").count() == MANY


def test_a_robot_that_orders_is_a_flood(alice: PairedSite) -> None:
    assert answers(alice, many("placed", placed=0)) == {"recorded": MOST_A_MINUTE, "quarantined": 5}


def test_a_site_whose_people_only_read_changes_nobody(filon: Filon, alice: PairedSite) -> None:
    deliver(alice, submission({"name": "Salma Bennani", "email": "salma@example.com"}))
    with filon.inside(alice.tenant):
        Site.update(role_cap="reader").where(Site.id == UUID(alice.id)).execute()
    deliver(alice, line("placed"), line("paid", 1, total="99999"))
    lead = lead_of(alice)
    assert (lead.status, lead.amount, lead.is_waiting) == ("new", None, True)
    assert orders(alice) == [("B-1042", "paid", "99999.00", "0.00")]
    assert said(alice) == [("paid 99999.00", "atlas.example")], "it is shown"
