"""Forms that exist on a site are known before anybody sends one: a proposed map can be looked at and corrected."""

from __future__ import annotations

import json
from typing import Any

from tests.dashboard.people import at_the_api, signed_in
from tests.intake.door import deliver, lead_of
from tests.intake.test_form_maps import sent_by
from tests.parts.service import PairedSite
from tests.tenants.test_shapes import contract

FIELDS = [
    {"id": "f1", "label": "Votre nom", "type": "text"},
    {"id": "f2", "label": "Phone number", "type": "text"},
    {"id": "f3", "label": "Résidence", "type": "text"},
]
QUOTE = {"source": "wpforms", "form": "12", "title": "Devis", "fields": FIELDS}


def announce(site: PairedSite, *forms: dict[str, Any]) -> Any:
    return site.call("/api/v1/sites/forms", json.dumps({"forms": forms}).encode())


def test_it_works(alice: PairedSite, charlie: PairedSite) -> None:
    assert announce(alice, QUOTE, QUOTE | {"form": "13", "title": "Contact"}).json == {"known": 2}
    answer = announce(alice, QUOTE).json
    contract("forms_answer").validate(answer)
    assert answer == {"known": 2}
    owner = at_the_api(signed_in(alice))
    _contact, quote = owner.get("/api/v1/forms").json["forms"]
    assert (quote["title"], [field["read"] for field in quote["fields"]]) == (
        "Devis",
        ["name", "phone", None],
    )
    said = owner.patch(f"/api/v1/forms/{quote['id']}", json={"field": "f3", "slot": "company"})
    assert said.status_code == 200
    sent = sent_by(("f1", "Votre nom", "text", "Salma"), ("f3", "Résidence", "text", "Les Palmiers"))
    deliver(alice, sent | {"source": "wpforms", "form": {"id": "12", "title": "Devis"}})
    assert lead_of(alice).company == "Les Palmiers"
    assert at_the_api(signed_in(charlie)).get("/api/v1/forms").json["forms"] == []


def test_what_is_not_a_form_is_named(alice: PairedSite) -> None:
    wrong = QUOTE | {"source": "WP Forms"}
    assert list(announce(alice, wrong).json["errors"]) == ["forms.0.source"]
    assert announce(alice, *[QUOTE] * 101).status_code == 422
    assert announce(alice, QUOTE | {"fields": FIELDS * 101}).status_code == 422
