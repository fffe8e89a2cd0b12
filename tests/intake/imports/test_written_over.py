"""What a file changed of somebody who was known stands in their timeline: what was there, and what is there since."""

from __future__ import annotations

from typing import Any

import pytest

from filon.housekeeping import dossier
from filon.interactions import edits
from filon.leads import arranging
from filon.leads.fields import Field
from filon.leads.models import Lead
from tests.dashboard.people import at_the_api, base, frame_bearer, signed_in
from tests.intake.imports.bringing import bring, run, undo
from tests.leads.own import add_field
from tests.parts.service import Filon, PairedSite, submission

FILE = (
    "Nom;Mail;GSM;Montant;Note;État;Surface;Essence;Étiquettes\n"
    "Nadia Alami;salma@example.com;0670552108;1250;Du fichier;Gagné;85,5;Hêtre;VIP\n"
)
WRITTEN = {
    "name": ("Salma Bennani", "Nadia Alami"),
    "phone": ("+212661234567", "+212670552108"),
    "amount": ("", "1250"),
    "note": ("Rappeler après 18 h", "Du fichier"),
    "status": ("new", "won"),
    "Surface": ("12", "85.5"),
    "Essence": ("Chêne", "Hêtre"),
    "tag": ("", "VIP"),
}


@pytest.fixture
def brought(filon: Filon, alice: PairedSite) -> Any:
    """Salma, whom a file writes over."""
    add_field(alice, "Surface", "number")
    add_field(alice, "Essence", "choice", ("Chêne", "Hêtre"))
    alice.deliver(submission())
    filon.work()
    known = "Mail;Note;Surface;Essence\nsalma@example.com;Rappeler après 18 h;12;Chêne\n"
    run(filon, alice, bring(filon, alice, known, "ancien.csv"))
    return run(filon, alice, bring(filon, alice, FILE), policy="overwrite")


def moments(site: PairedSite) -> list[dict[str, Any]]:
    """What the API says of each import, the newest first."""
    api = at_the_api(signed_in(site))
    answer = api.get("/api/v1/leads/1/timeline", query_string={"kind": "imported"})
    assert answer.status_code == 200, answer.text
    return [moment["details"] for moment in answer.json["timeline"]]


def by_field(details: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {one.get("label", one["field"]): (one["from"], one["to"]) for one in details["changes"]}


def page_of(site: PairedSite, language: str = "fr") -> str:
    return signed_in(site, language=language).get("/app/prospects/1").text.replace("\xa0", " ")


def test_it_works(filon: Filon, alice: PairedSite, brought: Any) -> None:
    newest, first = moments(alice)
    assert by_field(newest) == WRITTEN
    assert by_field(first)["note"] == ("", "Rappeler après 18 h")
    html = page_of(alice)
    for said in ("Salma Bennani</bdi> → <bdi>Nadia Alami", "Rappeler après 18 h</bdi> → <bdi>Du fichier"):
        assert said in html
    assert "06 61 23 45 67" in html, "the number that the file wrote over"
    assert ">Chêne</bdi> → <bdi>Hêtre<" in html
    assert "What has changed" in page_of(alice, "en")
    with filon.inside(alice.tenant, write=False):
        data = dossier.dossier_of(Lead.by_number(1))
    assert ["note", "Rappeler après 18 h", "Du fichier"] in data["history"][0]["details"]["changes"]


def test_putting_back_says_so_as_far_as_it_went(filon: Filon, alice: PairedSite, brought: Any) -> None:
    with filon.inside(alice.tenant):
        edits.change_field(Lead.by_number(1), "note", "Vu au salon", "MA")
    undo(filon, alice, brought)
    newest = moments(alice)[0]
    assert newest["undone"] is True
    back = {field: (now, was) for field, (was, now) in WRITTEN.items() if field != "note"}
    assert by_field(newest) == back
    assert "Nadia Alami</bdi> → <bdi>Salma Bennani" in page_of(alice)


def test_a_stage_and_a_reason_are_said_by_name(filon: Filon, alice: PairedSite) -> None:
    with filon.inside(alice.tenant):
        arranging.add("stage", "Devis", "open")
    alice.deliver(submission())
    filon.work()
    for row in ("En cours;Devis;", "Perdu;;Trop cher"):
        text = f"Mail;État;Étape;Raison d’abandon\nsalma@example.com;{row}\n"
        columns = {"0": "email", "1": "status", "2": "stage", "3": "reason"}
        run(filon, alice, bring(filon, alice, text), policy="overwrite", columns=columns)
    lost, opened = (details["changes"] for details in moments(alice))
    assert (opened[0]["to"], opened[0]["stage_from"], opened[0]["stage_to"]["name"]) == (
        "open",
        None,
        "Devis",
    )
    assert (lost[0]["from"], lost[0]["to"], lost[0]["stage_from"]["name"]) == ("open", "lost", "Devis")
    assert [(one["field"], one["from"]) for one in lost[1:]] == [("lost_reason", "")]
    assert "· <bdi>Devis</bdi> → " in page_of(alice)


def test_a_hidden_field_is_not_told(filon: Filon, alice: PairedSite, brought: Any) -> None:
    with filon.inside(alice.tenant):
        Field.update(seen_by="owner").where(Field.key == "essence").execute()
    bearer = frame_bearer(alice, "agent")
    html = filon.client.get(f"{base(alice)}/prospects/1", headers=bearer).text
    assert "Nadia Alami" in html
    assert "Hêtre" not in html
    assert "Hêtre" in page_of(alice), "its owner still sees it"


def test_who_was_only_brought_has_no_changes(filon: Filon, alice: PairedSite) -> None:
    run(filon, alice, bring(filon, alice, "Nom;Mail\nOmar;omar@example.com\n"))
    assert [sorted(details) for details in moments(alice)] == [["file"]]
    assert "Ce qui a changé" not in page_of(alice)
