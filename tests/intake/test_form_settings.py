"""What a form's fields are, in the settings: seen, corrected for what is to come, and taken back."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from flask.testing import FlaskClient

from filon.intake.models import FormMap
from filon.leads import arranging, custom_fields, tags
from filon.leads.labels import tags_of
from filon.leads.models import Lead
from tests.dashboard.people import at_the_api, signed_in
from tests.leads.own import add_field
from tests.parts.service import Filon, PairedSite, submission

FORMS = "/app/reglages/formulaires"
API = "/api/v1/forms"
FIELDS = [
    {"id": "your-name", "label": "Votre nom", "type": "text", "value": "Salma Bennani"},
    {"id": "text-7", "label": "Divers", "type": "text", "value": "Riad Salma"},
    {"id": "mail", "label": "E-mail", "type": "email", "value": ""},
]


def ask(site: PairedSite, name: str = "Salma Bennani", other: str = "Riad Salma", email: str = "") -> Any:
    """A visitor of that name sends the form; the lead."""
    sent = submission({}) | {
        "fields": [FIELDS[0] | {"value": name}, FIELDS[1] | {"value": other}, FIELDS[2] | {"value": email}],
        "form": {"id": "9", "title": "Devis"},
    }
    number = site.deliver(sent).json["answers"][0]["number"]
    with site.filon.inside(site.tenant, write=False):
        return Lead.by_number(number)


def form_of(site: PairedSite) -> Any:
    with site.filon.inside(site.tenant, write=False):
        return FormMap.get()


def say(browser: FlaskClient, site: PairedSite, field: str, slot: str) -> Any:
    return browser.post(f"{FORMS}/{form_of(site).id}/champ", data={"field": field, "slot": slot})


def test_it_works(filon: Filon, alice: PairedSite) -> None:
    owner = signed_in(alice)
    assert ask(alice).company == ""
    page = unescape(owner.get(FORMS).text)
    assert "Filon y lit\u00a0: Nom complet." in page
    said = say(owner, alice, "text-7", "company")
    assert said.status_code == 303
    assert ask(alice, "Younes Alami").company == "Riad Salma"
    back = re.search(r'action="([^"]*/annulation)"', owner.get(said.headers["Location"]).text)
    assert back
    assert owner.post(back[1]).status_code == 303
    assert form_of(alice).slots == {}
    assert owner.post(back[1]).status_code == 409, "it was taken back already"


def test_what_was_said_is_forgotten_again(filon: Filon, alice: PairedSite) -> None:
    owner = signed_in(alice)
    ask(alice)
    say(owner, alice, "text-7", "company")
    say(owner, alice, "text-7", "automatic")
    assert form_of(alice).slots == {}


def test_a_slot_has_one_field(filon: Filon, alice: PairedSite) -> None:
    owner = signed_in(alice)
    ask(alice)
    say(owner, alice, "your-name", "company")
    moved = say(owner, alice, "text-7", "company")
    assert form_of(alice).slots == {"text-7": "company"}
    back = re.search(r'action="([^"]*/annulation)"', owner.get(moved.headers["Location"]).text)
    assert back
    owner.post(back[1])
    assert form_of(alice).slots == {"your-name": "company"}


def test_what_is_wrong_is_refused(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    owner = signed_in(alice)
    ask(alice)
    for field, slot in (("text-7", "owner"), ("text-7", ""), ("nowhere", "company"), ("", "company")):
        assert say(owner, alice, field, slot).status_code == 422, (field, slot)
    assert form_of(alice).slots == {}
    assert say(signed_in(charlie), alice, "text-7", "company").status_code == 404
    assert say(signed_in(alice, "agent"), alice, "text-7", "company").status_code == 403


def test_a_field_can_be_one_of_the_business_own_or_its_tag(filon: Filon, alice: PairedSite) -> None:
    """What can't be read there stays an answer: the request is never lost, and a visitor makes no tag."""
    add_field(alice, "Surface", "number")
    with filon.inside(alice.tenant):
        tags.tag_named("Riad Salma")
        arranging.add("tag", "VIP")
    owner = signed_in(alice)
    ask(alice)
    assert "Surface" in owner.get(FORMS).text
    assert say(owner, alice, "text-7", "fields.surface").status_code == 303
    lead = ask(alice, "Younes Alami")
    assert (lead.name, own_of(alice, lead)) == ("Younes Alami", ("", []))
    assert "Divers : Riad Salma" in lead.message
    assert own_of(alice, ask(alice, "Nadia Fassi", "85,5 ", "nadia@example.com")) == ("85.5", [])
    assert own_of(alice, ask(alice, "Nadia Fassi", "90", "nadia@example.com")) == ("85.5", []), "it stays"
    say(owner, alice, "text-7", "tags")
    assert own_of(alice, ask(alice, "Karim Tazi")) == ("", ["Riad Salma"])
    assert own_of(alice, ask(alice, "Karim Tazi", "vip, Inventé")) == ("", ["VIP"])
    assert say(owner, alice, "text-7", "fields.gone").status_code == 422


def test_a_member_s_program_says_it_too(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    owner, his = at_the_api(signed_in(alice)), at_the_api(signed_in(charlie))
    ask(alice)
    listed = owner.get(API).json
    (form,) = listed["forms"]
    assert (form["title"], form["site"], "company" in listed["slots"]) == ("Devis", alice.id, True)
    name, other, _mail = form["fields"]
    assert (name["read"], name["said"], other["read"], other["said"]) == ("name", None, None, None)
    one = f"{API}/{form['id']}"
    said = owner.patch(one, json={"field": "text-7", "slot": "company"})
    assert [field["said"] for field in said.json["fields"]] == [None, "company", None]
    assert ask(alice, "Younes Alami").company == "Riad Salma"
    assert owner.patch(one, json={"field": "text-7", "slot": None}).status_code == 200
    assert form_of(alice).slots == {}
    for field, slot in (("text-7", "owner"), ("nowhere", "company")):
        refused = owner.patch(one, json={"field": field, "slot": slot})
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["slot"])
    assert his.patch(one, json={"field": "text-7", "slot": "company"}).status_code == 404
    assert at_the_api(signed_in(alice, "agent")).get(API).status_code == 403


def own_of(site: PairedSite, lead: Any) -> tuple[str, list[str]]:
    with site.filon.inside(site.tenant, write=False):
        [value] = custom_fields.values_of([lead])[lead.id]
        return value.shown, [tag.name for tag in tags_of([lead])[lead.id]]
