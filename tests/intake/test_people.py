"""Who asked, out of a form's own fields: never refused for what is missing, never guessed silently."""

from __future__ import annotations

from typing import Any

import pytest

from filon.foundation import clock
from tests.dashboard.people import signed_in
from tests.intake.door import deliver, lead_of, timeline
from tests.parts.service import PairedSite, submission


def _lead(site: PairedSite, fields: dict[str, str], **more: Any) -> Any:
    (answer,) = deliver(site, submission(fields, **more))
    assert answer["answer"] == "recorded"
    return lead_of(site, answer["number"])


def test_it_works(alice: PairedSite) -> None:
    suggestions = {"prenom": "first_name", "nom": "last_name", "tel": "phone"}
    lead = _lead(
        alice, {"prenom": "Salma", "nom": "El Idrissi", "tel": "0661234567"}, suggestions=suggestions
    )
    assert (lead.first_name, lead.last_name, lead.phone) == ("Salma", "El Idrissi", "+212661234567")
    assert lead.unsure == [], "nothing was guessed"


def test_one_field_for_the_name_is_kept_whole(alice: PairedSite) -> None:
    lead = _lead(alice, {"name": "  Salma   El\tIdrissi "})
    assert (lead.first_name, lead.last_name, lead.name) == ("", "Salma El Idrissi", "Salma El Idrissi")
    assert lead.unsure == [], "nothing was guessed"


def test_only_a_phone(alice: PairedSite) -> None:
    lead = _lead(alice, {"phone": "0661234567"})
    assert (lead.name, lead.email, lead.is_waiting) == ("+212661234567", None, True)


def test_only_a_message(alice: PairedSite) -> None:
    lead = _lead(alice, {"message": "Vous ouvrez samedi ?"})
    assert (lead.name, lead.message, lead.is_waiting) == ("", "Vous ouvrez samedi ?", True)


def test_nothing_at_all(alice: PairedSite) -> None:
    lead = _lead(alice, {})
    assert (lead.name, lead.message, lead.is_waiting) == ("", "", True)


@pytest.mark.parametrize("typed", ["06 12", "appelez-moi", "++--", "0" * 59])
def test_an_unreadable_phone_is_kept_as_typed(alice: PairedSite, typed: str) -> None:
    lead = _lead(alice, {"name": "Salma", "phone": typed})
    assert (lead.phone, lead.phone_typed, lead.unsure) == (None, typed, ["phone"])


@pytest.mark.parametrize("typed", ["salma@", "salma at example.com", "salma@example", "@"])
def test_an_unreadable_address_is_kept_on_the_timeline(alice: PairedSite, typed: str) -> None:
    lead = _lead(alice, {"name": "Salma", "email": typed})
    assert (lead.email, lead.unsure) == (None, ["email"])
    fields = timeline(alice)[0].details["fields"]
    assert {"label": "email", "value": typed} in fields


def test_a_number_is_read_as_the_business_region_writes_it(alice: PairedSite) -> None:
    paris = alice.filon.add_client("Menuiserie Paris", "p@paris.example", region="FR", zone="Europe/Paris")
    assert _lead(paris, {"phone": "06 12 34 56 78"}).phone == "+33612345678"
    assert _lead(alice, {"phone": "06 12 34 56 78"}).phone == "+212612345678"
    assert _lead(alice, {"phone": "+33 6 12 34 56 78"}).phone == "+33612345678"


def test_the_type_of_a_field_stands_in_for_a_suggestion(alice: PairedSite) -> None:
    lead = _lead(alice, {"email": "salma@example.com", "phone": "0661234567"}, suggestions={})
    assert (lead.email, lead.phone) == ("salma@example.com", "+212661234567")


def test_without_a_message_the_other_answers_say_the_subject(alice: PairedSite) -> None:
    lead = _lead(alice, {"name": "Salma", "pièce": "Cuisine", "budget": "40 000 MAD"})
    assert lead.message == "pièce : Cuisine\nbudget : 40 000 MAD"


def test_boxes_ticked_together(alice: PairedSite) -> None:
    boxes = {"id": "rooms", "label": "Pièces", "type": "checkbox", "value": ["Cuisine", "Salon"]}
    (answer,) = deliver(alice, submission(fields=None, **{}) | {"fields": [boxes], "suggestions": {}})
    lead = lead_of(alice, answer["number"])
    assert lead.message == "Pièces : Cuisine, Salon"
    assert timeline(alice)[0].details["fields"] == [{"label": "Pièces", "value": "Cuisine, Salon"}]


TOUCHES: list[tuple[dict[str, Any] | None, str]] = [
    (None, "site"),
    ({"last": {"gclid": "Cj0K", "utm_source": "newsletter"}}, "google_ads"),
    ({"last": {"fbclid": "IwAR"}}, "meta"),
    ({"last": {"utm_source": "google", "utm_medium": "CPC"}}, "google_ads"),
    ({"last": {"utm_source": "google", "utm_medium": "organic"}, "consent": "given"}, "google"),
    ({"last": {"utm_source": " Newsletter Avril "}}, "newsletter_avril"),
    ({"last": {"referrer": "https://www.google.com/"}}, "google"),
    ({"last": {"referrer": "https://l.instagram.com/?u=x"}}, "instagram"),
    ({"last": {"referrer": "https://notgoogle.example/"}}, "site"),
    ({"first": {"utm_source": "tiktok"}, "last": {"referrer": ""}}, "tiktok"),
    ({"first": {"utm_source": "tiktok"}, "last": {"msclkid": "x"}}, "microsoft_ads"),
    ({"last": {"referrer": "http://[not-an-address"}}, "site"),
]


def test_attribution_says_the_source(alice: PairedSite) -> None:
    for attribution, source in TOUCHES:
        lead = _lead(alice, {"name": source, "message": str(attribution)}, attribution=attribution)
        assert lead.source == source, attribution
        assert (attribution or {}).items() <= lead.attribution.items(), "kept as it came"


def test_consents_are_kept_word_for_word(alice: PairedSite) -> None:
    text = "J’accepte d’être recontacté(e) <b>par téléphone</b>.\nVoir la politique 🔒"
    sent = submission(consents=[{"field_id": "gdpr", "text": text, "given": True}])
    deliver(alice, sent)
    (kept,) = lead_of(alice).consent
    said = {"text": text, "given": True, "at": sent["submitted_at"], "form": "contact"}
    assert said.items() <= kept.items()
    refused = submission(
        consents=[{"field_id": "gdpr", "text": text, "given": False}], page="https://x.example/"
    )
    deliver(alice, refused)
    assert [consent["given"] for consent in lead_of(alice).consent] == [True], "a double click adds none"
    later = submission(
        {"email": "salma@example.com", "message": "Non"},
        consents=[{"field_id": "gdpr", "text": text, "given": False}],
    )
    deliver(alice, later)
    assert [consent["given"] for consent in lead_of(alice).consent] == [True, False], "what came first stays"


@pytest.mark.parametrize("moment", ["1970-01-01T00:00:12Z", "2126-02-03T10:00:00Z"])
def test_a_wrong_clock_never_stops_a_lead(alice: PairedSite, moment: str) -> None:
    lead = _lead(alice, {"name": "Salma"}, submitted_at=moment)
    assert abs((clock.now() - lead.to_call_since).total_seconds()) < 60, "waits since it came"


def test_the_page_of_an_ad_says_the_source(alice: PairedSite) -> None:
    page = "https://atlas.example/devis/?gclid=Cj0K&utm_source=x#form"
    assert _lead(alice, {"name": "Salma"}, page=page).source == "google_ads"
    assert _lead(alice, {"name": "Omar"}, page="https://atlas.example/devis/").source == "site"


def test_one_consent_of_each_kind_is_kept(alice: PairedSite) -> None:
    """A robot must not grow one person's row without end."""
    for n in range(5):
        consent = {"field_id": "gdpr", "text": "D’accord", "given": True}
        deliver(alice, submission({"email": "s@example.com", "message": str(n)}, consents=[consent]))
    assert [one["given"] for one in lead_of(alice).consent] == [True]
    assert all(asked.details["consent"][0]["text"] == "D’accord" for asked in timeline(alice))
    assert lead_of(alice).basis == "consent"


def test_who_asks_and_agrees_to_nothing_more_is_kept_because_they_asked(alice: PairedSite) -> None:
    refused = [{"field_id": "news", "text": "Recevoir nos offres", "given": False}]
    deliver(alice, submission({"email": "s@example.com"}, consents=refused))
    assert lead_of(alice).basis == "request"
    assert "Sa propre demande" in signed_in(alice).get("/app/prospects/1").text


def test_who_agreed_and_refused_it_since_is_not_kept_because_they_agreed(alice: PairedSite) -> None:
    bases = []
    for given in (True, False, True):
        consent = {"field_id": "news", "text": "Recevoir nos offres", "given": given}
        deliver(alice, submission({"email": "s@example.com", "message": str(len(bases))}, consents=[consent]))
        bases.append(lead_of(alice).basis)
    assert bases == ["consent", "request", "consent"]


@pytest.mark.parametrize(
    ("referrer", "source"),
    [
        ("https://www.google.com/", "google"),
        ("https://l.instagram.com/?u=x", "instagram"),
        ("https://atlas.example/", "site"),
        ("http://[", "site"),
        (None, "site"),
    ],
)
def test_the_page_that_led_to_the_form_says_the_source_when_nothing_else_does(
    alice: PairedSite, referrer: str | None, source: str
) -> None:
    assert _lead(alice, {"name": "Salma"}, referrer=referrer).source == source
    ad = "https://atlas.example/?gclid=x"
    assert _lead(alice, {"name": "Omar"}, referrer=referrer, page=ad).source == "google_ads"
