"""What a site has found among the entries that form plugins keep: with the ledger, and on the prospect's page."""

from __future__ import annotations

from tests.dashboard.people import at_the_api, signed_in
from tests.intake.door import deliver
from tests.intake.test_ledger import compare, raw
from tests.parts.service import Filon, PairedSite, submission


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    sent = raw(submission(source="gravity-forms", found=True), submission({"email": "x@example.com"}))
    deliver(alice, *sent)
    compare(alice, *sent, found=[{"source": "gravity-forms", "count": 1, "is_deaf": False}])
    owner = signed_in(alice)
    page = owner.get("/app/reglages/sites").text.replace("&nbsp;", "\u00a0")
    assert "1 demande retrouvée dans Gravity Forms." in page
    assert "ne prévient plus" not in page
    assert "Retrouvée après coup dans Gravity Forms" in owner.get("/app/prospects/1").text
    assert "Retrouvée après coup" not in owner.get("/app/prospects/2").text
    [site] = at_the_api(owner).get("/api/v1/sites").json["sites"]
    assert site["ledger"]["found"] == [{"source": "gravity-forms", "count": 1, "is_deaf": False}]
