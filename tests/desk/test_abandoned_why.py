"""Everybody who was abandoned for one reason is a list: in the builder of filters, in an address, for programs."""

from __future__ import annotations

from filon.leads import arranging
from filon.leads.models import Lead
from tests.dashboard.people import at_the_api, signed_in
from tests.desk.test_own_fields import text_of
from tests.foundation.neighbours import record
from tests.parts.service import Filon, PairedSite


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    record(filon, alice, "Salma", "Younes", "Karim", "Zora")
    with filon.inside(alice.tenant):
        arranging.add("reason", "Délai trop long")
    browser = signed_in(alice)
    api = at_the_api(browser)
    words = {one["name"]: one["code"] for one in api.get("/api/v1/labels?kind=reason").json["labels"]}
    for number, reason in ((1, "price"), (2, words["Délai trop long"]), (3, "said by a program")):
        api.put(f"/api/v1/leads/{number}/status", json={"status": "lost", "reason": reason})

    def listed(where: str) -> list[int]:
        answer = api.get("/api/v1/leads", query_string={"where": where})
        assert answer.status_code == 200, answer.json
        return sorted(lead["number"] for lead in answer.json["leads"])

    assert listed("reason:is:price") == [1]
    assert listed("reason:is:Trop cher") == [1]
    assert listed("reason:is:délai trop long") == [2]
    assert listed("reason:is:price,said by a program") == [1, 3]
    assert listed("status:is:lost;reason:not:price") == [2, 3]
    assert listed("reason:empty") == [4]
    assert listed("reason:filled") == [1, 2, 3]
    shown = browser.get("/app/prospects?status=all&where=reason:is:price").text
    assert "Raison d’abandon : Trop cher" in text_of(shown)
    assert ("Salma" in shown, "Younes" in shown) == (True, False)
    with filon.inside(alice.tenant, write=False):
        assert Lead.by_number(4).lost_reason is None
