"""What the booking page asks of visitors: where they are to be visited, and the business's own fields."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.appointments.kinds import change_kind
from filon.foundation import clock
from filon.interactions.models import Interaction
from filon.leads import defining
from filon.leads.custom_fields import options_of, values_of
from filon.leads.fields import Field
from filon.leads.models import Lead
from tests.appointments.calendar import Workshop
from tests.appointments.test_online import YOUNES, appointments, form_at, said, send
from tests.parts.smtp import Mailbox

HOME = "12, rue des Orangers, Casablanca"
KINDS, SETTINGS = "/api/v1/appointment-kinds", "/app/reglages/rendez-vous"


@pytest.fixture
def visitor(workshop: Workshop) -> FlaskClient:
    return workshop.site.filon.client


def _field(workshop: Workshop, label: str, kind: str, *options: str) -> Any:
    with workshop.inside():
        return Field.find(defining.add(label, kind, options).about_id)


def _ask(workshop: Workshop, kind: Any, **asked: bool) -> None:
    """Fields by their keys, and whether each has to be answered."""
    with workshop.inside():
        known = {field.key: field.id for field in Field.all_of_them()}
        change_kind(kind, questions={known[key]: required for key, required in asked.items()})


def _answers(workshop: Workshop) -> dict[str, Any]:
    """What the newest prospect has, by the labels of fields."""
    with workshop.inside():
        lead = Lead.select().order_by(Lead.number.desc()).first()
        return {value.field.label: value.plain for value in values_of([lead])[lead.id] if value.rows}


def test_it_works(workshop: Workshop, visitor: FlaskClient, mailbox: Mailbox) -> None:
    kind = workshop.offer(is_online=True, place_kind="visit")
    surface = _field(workshop, "Surface", "number")
    wood = _field(workshop, "Essence", "choice", "Chêne", "Noyer")
    rooms = _field(workshop, "Pièces", "choices", "Cuisine", "Salon", "Entrée")
    _ask(workshop, kind, **{surface.key: True, wood.key: False, rooms.key: False})
    form = form_at(workshop, kind)
    with workshop.inside():
        oak, walnut = options_of(wood)
        kitchen, _salon, hall = options_of(rooms)

    shown = said(visitor.get(form))
    assert 'autocomplete="street-address"' in shown
    assert "Essence (facultatif)" in shown
    refused = send(visitor, form, email="younes@example.com", **{f"field-{wood.key}": str(walnut.id)})
    assert refused.status_code == 422
    assert "Donnez l’adresse où nous venons" in said(refused)
    assert "Répondez ici" in said(refused)
    assert f'value="{walnut.id}" selected' in refused.text, "what they chose is there still"
    assert appointments(workshop) == []

    workshop.site.filon.work()
    mailbox.mails.clear()
    typed = {
        **{f"field-{surface.key}": "12,5", f"field-{wood.key}": str(oak.id)},
        f"field-{rooms.key}": ["", str(kitchen.id), str(hall.id)],
    }
    done = send(visitor, form, email="younes@example.com", address=f"{HOME}\r\n", **typed)
    assert done.status_code == 303, said(done)
    assert HOME in said(visitor.get(done.location))
    [booked] = appointments(workshop)
    assert (booked.place_kind, booked.place) == ("visit", HOME)
    assert _answers(workshop) == {"Surface": "12.5", "Essence": "Chêne", "Pièces": ["Cuisine", "Entrée"]}
    with workshop.inside():
        request = Interaction.of(booked.lead_id).where(Interaction.kind == "request").get()
        told = {one["label"]: one["value"] for one in request.details["fields"]}
    assert (told["Adresse"], told["Essence"], told["Pièces"]) == (HOME, "Chêne", "Cuisine, Entrée")
    with clock.standing_at(clock.now() + timedelta(minutes=1)):
        workshop.site.filon.work()
    (mail,) = [one for one in mailbox.mails if one.recipients == ["younes@example.com"]]
    parts = [part for part in mail.message.walk() if part.get_content_type() == "text/calendar"]
    invited = parts[0].get_payload(decode=True).decode().replace("\r\n ", "")  # type: ignore[union-attr]
    assert "LOCATION:12\\, rue des Orangers\\, Casablanca" in invited


def test_elsewhere_nobody_is_asked_where_they_live(workshop: Workshop, visitor: FlaskClient) -> None:
    form = form_at(workshop, workshop.offer(is_online=True, place="14, rue Ibn Jahir"))
    assert "street-address" not in visitor.get(form).text
    assert send(visitor, form, address=HOME).status_code == 303
    [booked] = appointments(workshop)
    assert booked.place == "14, rue Ibn Jahir"


def test_an_address_without_end_is_refused(workshop: Workshop, visitor: FlaskClient) -> None:
    form = form_at(workshop, workshop.offer(is_online=True, place_kind="visit"))
    refused = send(visitor, form, address="rue " * 200)
    assert (refused.status_code, "500 signes" in said(refused)) == (422, True)
    assert send(visitor, form, address=HOME).status_code == 303


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        ("date", "le 40 mars", "Écrivez un jour"),
        ("number", "douze", "Écrivez un nombre"),
        ("email", "younes@", "adresse"),
        ("choice", "Ébène", ""),
        ("lines", "x" * 2_001, "2 000 signes"),
    ],
)
def test_what_is_no_answer_is_refused(
    workshop: Workshop, visitor: FlaskClient, kind: str, typed: str, sentence: str
) -> None:
    offered = workshop.offer(is_online=True)
    field = _field(workshop, "Question", kind, *(("Chêne", "Noyer") if kind == "choice" else ()))
    _ask(workshop, offered, **{field.key: False})
    refused = send(visitor, form_at(workshop, offered), **{f"field-{field.key}": typed})
    assert (refused.status_code, sentence in said(refused)) == (422, True)
    assert appointments(workshop) == []


def test_what_goes_out_of_use_or_is_hidden_is_asked_no_more(workshop: Workshop, visitor: FlaskClient) -> None:
    kind = workshop.offer(is_online=True)
    surface, budget = _field(workshop, "Surface", "number"), _field(workshop, "Budget", "money")
    _ask(workshop, kind, **{surface.key: True, budget.key: True})
    form = form_at(workshop, kind)
    with workshop.inside():
        defining.archive(surface.id)
        defining.show_to(budget.id, "manager")
    page = visitor.get(form).text
    assert ("Surface" in page, "Budget" in page) == (False, False)
    assert send(visitor, form, **{f"field-{budget.key}": "9"}).status_code == 303
    assert _answers(workshop) == {}
    with workshop.inside():
        defining.restore(surface.id)
    assert "Surface" in visitor.get(form).text


def test_a_known_persons_answers_stay_and_the_new_one_is_in_the_timeline(
    workshop: Workshop, visitor: FlaskClient
) -> None:
    kind = workshop.offer(is_online=True)
    surface = _field(workshop, "Surface", "number")
    _ask(workshop, kind, **{surface.key: False})
    name = f"field-{surface.key}"
    assert send(visitor, form_at(workshop, kind), **{name: "12"}).status_code == 303
    assert send(visitor, form_at(workshop, kind, at="20260427T1000Z"), **{name: "99"}).status_code == 303
    assert _answers(workshop) == {"Surface": "12"}, "anybody may type a number that they know"
    with workshop.inside():
        (last, *_before) = (
            Interaction.select().where(Interaction.kind == "request").order_by(Interaction.id.desc())
        )
    assert {"label": "Surface", "value": "99"} in last.details["fields"]


def test_an_owner_chooses_what_is_asked(
    workshop: Workshop, browser: FlaskClient, visitor: FlaskClient
) -> None:
    kind = workshop.offer(is_online=True)
    surface, secret = _field(workshop, "Surface", "number"), _field(workshop, "Marge", "money")
    with workshop.inside():
        defining.show_to(secret.id, "manager")
    page = html.unescape(browser.get(SETTINGS).text)
    assert f'name="question-{surface.id}"' in page
    assert str(secret.id) not in page
    typed = {
        **{"name": "Mesures", "minutes": "60", "place_kind": "visit", "place": "", "choice": "turn"},
        **{"notice": "0", "days_ahead": "60", "before": "0", "after": "0", "most_a_day": ""},
        **{"hosts": workshop.alice, f"question-{surface.id}": "required"},
    }
    assert browser.post(f"{SETTINGS}/{kind.id}", data=typed).status_code == 303
    assert 'value="required" selected' in browser.get(SETTINGS).text
    assert send(visitor, form_at(workshop, kind), address=HOME).status_code == 422
    typed[f"question-{surface.id}"] = ""
    assert browser.post(f"{SETTINGS}/{kind.id}", data=typed).status_code == 303
    assert send(visitor, form_at(workshop, kind), address=HOME).status_code == 303


def test_programs_choose_it_too(workshop: Workshop, api: FlaskClient) -> None:
    kind = workshop.offer()
    surface, secret = _field(workshop, "Surface", "number"), _field(workshop, "Marge", "money")
    with workshop.inside():
        defining.show_to(secret.id, "manager")
    one = f"{KINDS}/{kind.id}"
    assert api.get(one).json["questions"] == []
    asked = [{"field": surface.key, "is_required": True}]
    assert api.patch(one, json={"questions": asked}).json["questions"] == asked
    assert api.patch(one, json={"name": "Mesures"}).json["questions"] == asked, "what is left out stays"
    refused = api.patch(one, json={"questions": [{"field": secret.key}]})
    assert (refused.status_code, "questions" in refused.json["errors"]) == (422, True), refused.json
    assert api.patch(one, json={"questions": []}).json["questions"] == []


@pytest.mark.parametrize("language", ["ar", "en"])
def test_it_is_asked_in_the_visitors_language(
    workshop: Workshop, visitor: FlaskClient, language: str
) -> None:
    form = form_at(workshop, workshop.offer(is_online=True, place_kind="visit"), lang=language)
    page = said(visitor.get(form))
    assert "street-address" in page
    assert "Votre adresse" not in page
    assert "consent" in YOUNES
