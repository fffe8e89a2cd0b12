"""A business's own fields on a prospect's page: written, traced, taken back, kept from whoever may not see them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.foundation.access import Actor
from filon.foundation.errors import Conflict
from filon.interactions import customised
from filon.interactions.models import Interaction
from filon.leads import custom_fields
from filon.leads.fields import KINDS, Field, FieldValue
from filon.leads.labels import Label
from filon.leads.models import Lead
from tests.dashboard.people import signed_in
from tests.leads.own import add_field
from tests.parts.service import PairedSite, submission

# What is typed into a field of each kind, and how the page says it.
TYPED = {
    "text": ("Maârif", "Maârif"),
    "lines": ("Une\nDeux", "Une Deux"),
    "number": ("2,5", "2,5"),
    "money": ("38 500,50", "38 500,50 MAD"),
    "date": ("3/5/2031", "3 mai 2031"),
    "yes_no": ("yes", "Oui"),
    "choice": ("Hêtre", "Hêtre"),
    "choices": ("Noyer, Chêne", "Chêne, Noyer"),
    "phone": ("05 22 00-11-22", "05 22 00 11 22"),
    "email": ("Plan@Atlas.ma", "Plan@Atlas.ma"),
    "link": ("atlas.ma/plan", "atlas.ma/plan"),
}


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    """Alice, signed in, with one prospect: Salma."""
    alice.deliver(submission())
    alice.filon.work()
    return signed_in(alice)


def write(browser: FlaskClient, field: Any, *values: str, **more: str) -> Any:
    return browser.post(f"/app/prospects/1/custom/{field.id}", data={"value": list(values), **more})


def value(site: PairedSite, field: Any) -> str:
    with site.filon.inside(site.tenant, write=False):
        return custom_fields.value_of(Lead.by_number(1), field).said


def text_of(html: str) -> str:
    return " ".join(
        unescape(re.sub(r"<[^>]*>", "", html)).replace("\u00a0", " ").replace("\u202f", " ").split()
    )


def shown(browser: FlaskClient, field: Any) -> str:
    """What the page says beside the field's name."""
    html = browser.get("/app/prospects/1").text
    found = re.search(
        rf"<dt[^>]*>{field.label}</dt><dd>.*?<summary[^>]*>(.*?)<span class=\"sr\">", html, re.S
    )
    assert found, html
    return text_of(found[1])


def undo(browser: FlaskClient, answer: Any) -> Any:
    """Press "Annuler" in what was said after the change."""
    html = browser.get(answer.headers["Location"]).text
    way = re.search(r'action="(/app/prospects/1/changes/[^"]+/undoing)"', html)
    assert way, html
    return browser.post(way[1])


def test_every_kind_is_tried() -> None:
    assert set(TYPED) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_it_works(alice: PairedSite, browser: FlaskClient, kind: str) -> None:
    field = add_field(alice, "Essence", kind)
    assert shown(browser, field) == "Inconnu"
    answer = write(browser, field, TYPED[kind][0])
    assert answer.status_code == 303, answer.text
    assert shown(browser, field) == TYPED[kind][1]
    page = browser.get(answer.headers["Location"]).text
    toast = re.search(r'<div class="toast"[^>]*>(.*?)<form', page, re.S)
    assert toast
    assert text_of(toast[1]) == f"Essence : {TYPED[kind][1]}."
    assert f"Alice · Essence : {TYPED[kind][1]}" in text_of(page), "in the thread"
    assert undo(browser, answer).status_code == 303
    assert shown(browser, field) == "Inconnu"
    with alice.filon.inside(alice.tenant, write=False):
        assert Interaction.select().where(Interaction.kind == "change").count() == 2
        assert FieldValue.select().count() == 0


def test_a_mistake_is_named_and_the_text_is_kept(alice: PairedSite, browser: FlaskClient) -> None:
    field = add_field(alice, "Surface", "number")
    answer = write(browser, field, "grande")
    assert answer.status_code == 422
    assert "Écrivez un nombre en chiffres" in answer.text
    assert 'value="grande"' in answer.text
    assert value(alice, field) == ""


def test_several_options_come_one_by_one_and_none_can_be_sent(
    alice: PairedSite, browser: FlaskClient
) -> None:
    field = add_field(alice, "Essences", "choices")
    write(browser, field, "", "Chêne", "Noyer")
    assert value(alice, field) == "Chêne, Noyer"
    write(browser, field, "")
    assert value(alice, field) == ""


def test_what_somebody_else_wrote_meanwhile_is_shown_and_nothing_is_lost(
    alice: PairedSite, browser: FlaskClient
) -> None:
    field = add_field(alice, "Quartier", "text")
    write(signed_in(alice, "agent"), field, "Maârif", seen="")
    answer = write(browser, field, "Anfa", seen="")
    assert answer.status_code == 422
    assert re.search(r"Bob a écrit \(\d+ h", answer.text.replace("\u00a0", " "))
    assert "Maârif" in answer.text
    assert 'value="Anfa"' in answer.text
    assert value(alice, field) == "Maârif"
    assert 'name="seen" value="Maârif"' in answer.text, "the form now knows what is there"
    assert write(browser, field, "Anfa", seen="Maârif").status_code == 303
    assert value(alice, field) == "Anfa"


def test_the_same_value_in_another_spelling_is_no_conflict(alice: PairedSite, browser: FlaskClient) -> None:
    field = add_field(alice, "Budget", "money")
    write(browser, field, "1 000", seen="")
    assert write(browser, field, "1000,00 MAD", seen="").status_code == 303
    with alice.filon.inside(alice.tenant, write=False):
        assert Interaction.select().where(Interaction.kind == "change").count() == 1


def test_a_change_that_was_changed_again_is_not_taken_back(alice: PairedSite, browser: FlaskClient) -> None:
    field = add_field(alice, "Quartier", "text")
    first = write(browser, field, "Maârif")
    way = re.search(r'action="([^"]+/undoing)"', browser.get(first.headers["Location"]).text)
    assert way
    write(browser, field, "Anfa")
    assert browser.post(way[1]).status_code == 409
    assert value(alice, field) == "Anfa"
    assert way[1] not in browser.get(first.headers["Location"]).text, "no longer offered"


def test_what_is_required_is_marked_and_can_not_be_emptied(alice: PairedSite, browser: FlaskClient) -> None:
    field = add_field(alice, "Quartier", "text", is_required=True)
    page = browser.get("/app/prospects/1").text
    assert "À compléter" in page
    assert "1 à compléter" in page
    write(browser, field, "Maârif")
    assert "À compléter" not in browser.get("/app/prospects/1").text
    answer = write(browser, field, " ")
    assert answer.status_code == 422
    assert "ce champ est obligatoire" in answer.text
    assert value(alice, field) == "Maârif"


def test_a_request_is_taken_whatever_is_required(alice: PairedSite) -> None:
    add_field(alice, "Quartier", "text", is_required=True)
    answer = alice.deliver(submission())
    assert answer.json["answers"][0]["answer"] == "recorded"


def test_what_came_through_the_door_has_the_defaults(alice: PairedSite) -> None:
    field = add_field(alice, "Quartier", "text", default="Maârif")
    with alice.filon.inside(alice.tenant):
        gone = Label(id=field.id)  # an option that is no more
    broken = add_field(alice, "Essence", "choice", default=str(gone.id))
    alice.deliver(submission())
    alice.filon.work()
    assert (value(alice, field), value(alice, broken)) == ("Maârif", "")


def test_the_form_for_somebody_new_asks_for_what_is_required_or_marked(
    alice: PairedSite, browser: FlaskClient
) -> None:
    add_field(alice, "Quartier", "text", is_required=True)
    add_field(alice, "Essences", "choices", is_asked=True)
    add_field(alice, "Étage", "number", default="3")
    form = browser.get("/app/prospects/new").text
    assert 'name="field-quartier"' in form
    assert 'name="field-essences"' in form
    assert 'name="field-etage"' not in form
    sent = {"name": "Samira", "field-quartier": " ", "field-essences": ["", "Noyer"]}
    answer = browser.post("/app/prospects", data=sent)
    assert answer.status_code == 422
    assert "ce champ est obligatoire" in answer.text
    assert 'value="Samira"' in answer.text
    answer = browser.post("/app/prospects", data={**sent, "field-quartier": "Maârif"})
    assert answer.status_code == 303
    with alice.filon.inside(alice.tenant, write=False):
        lead = Lead.by_number(2)
        assert [one.said for one in custom_fields.values_of([lead])[lead.id]] == ["Maârif", "Noyer", "3"]


@pytest.mark.parametrize(
    ("seen_by", "role", "sees"), [("manager", "agent", False), ("manager", "manager", True)]
)
def test_who_may_not_see_a_field_finds_no_trace_of_it(
    alice: PairedSite, browser: FlaskClient, seen_by: str, role: str, sees: bool
) -> None:
    field = add_field(alice, "Marge", "text", seen_by=seen_by, is_required=True)
    made = write(browser, field, "Confidentiel")
    bob = signed_in(alice, role)
    pages = [
        bob.get("/app/prospects/1").text,
        bob.get(made.headers["Location"]).text,
        bob.get("/app/prospects/new").text,
    ]
    assert ["Marge" in page for page in pages] == [sees] * 3
    assert ["Confidentiel" in page for page in pages] == [sees, sees, False]
    assert (write(bob, field, "x").status_code == 303) is sees
    change = re.search(r"changed=([0-9a-f-]+)", made.headers["Location"])
    assert change
    answer = bob.post(f"/app/prospects/1/changes/{change[1]}/undoing")
    assert answer.status_code == (409 if sees else 404)
    assert bob.post("/app/prospects", data={"name": "Samira"}).status_code == (422 if sees else 303)


def test_a_reader_changes_nothing(alice: PairedSite, browser: FlaskClient) -> None:
    field = add_field(alice, "Quartier", "text")
    reader = signed_in(alice, "reader")
    assert write(reader, field, "x").status_code == 403
    assert reader.post("/app/prospects/1/tags", data={"value": "VIP"}).status_code == 403
    assert "Quartier" in reader.get("/app/prospects/1").text
    assert "data-edit" not in reader.get("/app/prospects/1").text


def test_a_field_of_another_business_is_not_there(
    alice: PairedSite, charlie: PairedSite, browser: FlaskClient
) -> None:
    field = add_field(charlie, "Quartier", "text")
    assert write(browser, field, "x").status_code == 404
    with alice.filon.inside(alice.tenant, write=False):
        assert Field.find(field.id) is None


def test_a_field_that_was_taken_away_keeps_its_values(alice: PairedSite, browser: FlaskClient) -> None:
    field = add_field(alice, "Quartier", "text")
    write(browser, field, "Maârif")
    browser.post(f"/app/reglages/prospects/champs/{field.id}/retrait")
    assert '<dt dir="auto">Quartier' not in browser.get("/app/prospects/1").text
    assert write(browser, field, "x").status_code == 404
    browser.post(f"/app/reglages/prospects/champs/{field.id}/retour")
    assert shown(browser, field) == "Maârif"


def test_an_option_that_is_offered_no_more_stays_where_it_was_chosen(
    alice: PairedSite, browser: FlaskClient
) -> None:
    field = add_field(alice, "Essences", "choices")
    write(browser, field, "Chêne")
    with alice.filon.inside(alice.tenant, write=False):
        oak = Label.get(Label.name == "Chêne")
    browser.post(f"/app/reglages/prospects/mots/{oak.id}/retrait")
    assert shown(browser, field) == "Chêne"
    assert write(browser, field, str(oak.id), "Noyer").status_code == 303
    assert value(alice, field) == "Chêne, Noyer"
    write(browser, field, "Noyer")
    assert write(browser, field, "Chêne").status_code == 422


def test_who_was_quicker_between_reading_and_writing_wins(alice: PairedSite, browser: FlaskClient) -> None:
    field = add_field(alice, "Quartier", "text")
    bob = Actor("agent", None, "Bob")
    with alice.filon.inside(alice.tenant, bob):
        made = customised.change_value(Lead.by_number(1), field, "Maârif", "MA")
        customised.change_value(Lead.by_number(1), field, "Anfa", "MA")
        with pytest.raises(Conflict):
            customised.undo(Lead.by_number(1), made)
    assert value(alice, field) == "Anfa"


def test_hostile_words_stay_words(alice: PairedSite, browser: FlaskClient) -> None:
    field = add_field(alice, "<b>Zz</b>", "text")
    write(browser, field, '"><script>alert(1)</script>')
    browser.post("/app/prospects/1/tags", data={"value": "<img src=x>"})
    for page in ("/app/prospects/1", "/app/reglages/prospects", "/app/prospects/new"):
        html = browser.get(page).text
        assert "<script>alert" not in html
        assert "<b>Zz" not in html
        assert "<img src=x" not in html
