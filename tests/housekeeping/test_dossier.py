"""A person's copy has all that is kept of them: orders with amounts, what led them here, files with their content."""

from __future__ import annotations

import io
import json
import zipfile

from filon.housekeeping import merging
from filon.interactions.edits import change_field
from filon.interactions.models import Attachment
from filon.leads.models import Lead
from tests.dashboard.people import at_the_api, signed_in
from tests.desk.test_files import send
from tests.interactions.test_shop_orders import line
from tests.parts.service import Filon, PairedSite, submission
from tests.tenants.test_logo import picture

SEARCHED = {"at": "2026-01-05T10:00:00Z", "utm_source": "newsletter", "gclid": "abc123"}


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(
        submission(attribution={"first": SEARCHED, "last": SEARCHED}),
        line("paid"),
        line("refunded", 1, refunded="200.50"),
        submission({"name": "S. Bennani", "company": "Atlas", "phone": "0522001122"}),
    )
    with filon.inside(alice.tenant):
        change_field(Lead.by_number(1), "company", "Bennani et filles", "")
        merging.merge_leads(Lead.by_number(1), Lead.by_number(2), {})
    bob, plan = signed_in(alice, "manager"), picture()
    for content in (plan, picture("JPEG")):
        assert send(bob, ("plan.png", content)).status_code < 400
    gone = bob.get("/app/prospects/1/person.zip")
    file = zipfile.ZipFile(io.BytesIO(gone.data))
    assert file.testzip() is None
    assert file.namelist() == ["prospect-1.html", "prospect-1.json", "1-plan.png", "2-plan.jpg"]
    assert file.read("1-plan.png") == plan
    kept = json.loads(file.read("prospect-1.json"))
    [order] = kept["orders"]
    assert (order["total"], order["refunded"], order["currency"]) == ("1200.50", "200.50", "MAD")
    assert order["items"] == ["2 × Table en chêne", "1 × Livraison"]
    details = [moment["details"] for moment in kept["history"]]
    assert {"1200.50", "200.50"} <= {one["amount"] for one in details if "amount" in one}
    [left] = [one["left"] for one in details if "left" in one]
    assert ["company", "Atlas"] in left
    words = file.read("prospect-1.html").decode().replace("\xa0", " ")
    assert "Remboursée · 1 200,50 MAD" in words.replace("\u202f", " ")
    for said in ("200,50 MAD rendus", "Table en chêne", "Commande n° B-1042 : payée", "gclid : abc123"):
        assert said in words
    assert words.count("abc123") == 1, "one visit was the first and the last"
    assert at_the_api(bob).get("/api/v1/leads/1/person").json["orders"] == kept["orders"]


def test_a_file_that_is_gone_meanwhile_is_left_out(filon: Filon, alice: PairedSite) -> None:
    alice.deliver(submission())
    bob = signed_in(alice, "manager")
    send(bob, ("plan.png", picture()))
    with filon.inside(alice.tenant):
        Attachment.update(file="x" * 30).execute()
    file = zipfile.ZipFile(io.BytesIO(bob.get("/app/prospects/1/person.zip").data))
    assert file.namelist() == ["prospect-1.html", "prospect-1.json"]
