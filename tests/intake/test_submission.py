"""A visitor's submission becomes a lead: the lead's way through the door, on both engines."""

from __future__ import annotations

import hashlib
import json

from filon.foundation.signatures import receipt
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from tests.parts.service import Filon, PairedSite, submission


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    sent = submission()
    line = json.dumps(sent, ensure_ascii=False).encode()
    answer = alice.deliver(line)

    assert answer.status_code == 200
    (one,) = answer.json["answers"]
    assert (one["line"], one["uuid"], one["answer"], one["number"]) == (1, sent["uuid"], "recorded", 1)
    assert one["sha256"] == hashlib.sha256(line).hexdigest()
    assert one["receipt"] == receipt(
        alice.keys.receipts,
        site=alice.id,
        uuid=sent["uuid"],
        sha256=one["sha256"],
        answer="recorded",
        lead=one["lead"],
    )
    with filon.inside(alice.tenant, write=False):
        lead = Lead.by_number(1)
        assert lead.name == "Salma Bennani"
        assert (lead.email, lead.phone, lead.status) == ("salma@example.com", "+212661234567", "new")
        assert lead.message == "Bonjour, je voudrais un devis pour une cuisine en L."
        assert lead.is_waiting
        (asked,) = Interaction.of(lead.id)
        assert (asked.kind, asked.text) == ("request", lead.message)
