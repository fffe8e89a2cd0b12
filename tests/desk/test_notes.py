"""Notes that a team shares: formatted, changed by whoever may, with every earlier text, and nobody's lost."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from filon.interactions import notes
from filon.interactions.models import Interaction, NoteRevision
from filon.leads.models import Lead
from tests.dashboard.people import signed_in
from tests.parts.service import PairedSite, submission
from tests.tenants.programs import Program


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    """Alice, signed in, with one prospect: Salma."""
    alice.deliver(submission())
    return signed_in(alice)


def page(browser: FlaskClient) -> str:
    return browser.get("/app/prospects/1").text


def write(browser: FlaskClient, **form: str) -> str:
    """Add a note and return where it is changed."""
    assert browser.post("/app/prospects/1/notes", data=form).status_code == 303
    [address] = re.findall(r'href="([^"]+/notes/[0-9a-f-]+)"', page(browser))[:1]
    return str(address)


def change(browser: FlaskClient, address: str, html: str, seen: int) -> TestResponse:
    return browser.post(address, data={"html": html, "text": "", "seen": str(seen)})


def test_it_works(alice: PairedSite, browser: FlaskClient) -> None:
    address = write(browser, html="<p>Préfère le <b>chêne</b></p>", text="Préfère le chêne")
    assert '<div class="body rich" dir="auto"><p>Préfère le <b>chêne</b></p></div>' in page(browser)
    form = browser.get(address).text
    assert ">Préfère le chêne</textarea>" in form
    assert "Préfère le &lt;b&gt;chêne" in form
    assert change(browser, address, "<p>Préfère le <b>hêtre</b></p>", 0).status_code == 303
    html = page(browser)
    assert html.index("<b>hêtre</b>") < html.index("modifiée par Alice") < html.index("<b>chêne</b>")
    assert change(browser, address, "<p>Ni l’un ni l’autre</p>", 1).status_code == 303
    html = page(browser)
    assert html.index("Ni l’un") < html.index("<b>hêtre</b>") < html.index("<b>chêne</b>")


def test_the_same_text_is_no_change(alice: PairedSite, browser: FlaskClient) -> None:
    address = write(browser, html="<p>a <b>b</b></p>")
    assert change(browser, address, "<p>a <b>b</b></p>", 0).status_code == 303
    assert browser.post(address, data={"text": "a b", "seen": "0"}).status_code == 303
    assert "modifiée par" not in page(browser)
    assert "<b>b</b>" in page(browser), "a form without scripts that was left as it was keeps the formats"


def test_nobodys_text_is_lost_when_two_change_it(alice: PairedSite, browser: FlaskClient) -> None:
    address = write(browser, text="Au début")
    bob = signed_in(alice, "manager")
    assert change(bob, address, "<p>De Bob</p>", 0).status_code == 303
    answer = change(browser, address, "<p>D’<i>Alice</i></p>", 0)
    assert answer.status_code == 422
    said = unescape(answer.text)
    assert "Bob a changé cette note entre-temps." in said
    assert "<p>De Bob</p>" in said
    assert "D’<i>Alice</i>" in said
    [seen] = re.findall(r'name="seen" value="(\d+)"', answer.text)
    assert change(browser, address, "<p>Des deux</p>", int(seen)).status_code == 303
    html = page(browser)
    assert html.index("Des deux") < html.index("De Bob") < html.index("Au début")


@pytest.mark.parametrize("html", ["", "<p> </p>", "<script>x</script>", "<p>&nbsp;</p>", "<p>\x00</p>"])
def test_an_empty_note_is_refused(alice: PairedSite, browser: FlaskClient, html: str) -> None:
    address = write(browser, text="Au début")
    for answer in (
        browser.post("/app/prospects/1/notes", data={"html": html, "text": ""}),
        change(browser, address, html, 0),
    ):
        assert answer.status_code == 422
        assert "Écrivez la note avant de l’enregistrer." in answer.text
    assert "modifiée par" not in page(browser)


def test_one_that_is_too_long_is_refused_and_shown_again(browser: FlaskClient) -> None:
    for form in (
        {"text": "x" * 20_001},
        {"html": "<p>" + "x" * 20_001 + "</p>"},
        {"html": "<b>x</b>" * 9_000},
    ):
        answer = browser.post("/app/prospects/1/notes", data=form)
        assert answer.status_code == 422
        assert "C’est trop long" in answer.text


def test_none_is_ever_cut(alice: PairedSite, browser: FlaskClient) -> None:
    whole = "l’été d'Anne, \"à l'ombre\"\n" + "'" * 19_000 + "\nla fin"
    browser.post("/app/prospects/1/notes", data={"text": whole})
    assert Program(alice)("GET", "/api/v1/leads/1/notes").json["notes"][0]["text"] == whole
    html = "".join(f'<p class="{"x" * 60}">mot {n}</p>' for n in range(900)) + "<p>la fin</p>"
    answer = browser.post("/app/prospects/1/notes", data={"html": html, "text": "mot 0\nla fin"})
    assert answer.status_code == 422
    assert "C’est trop long" in answer.text
    assert ">mot 0\nla fin</textarea>" in answer.text, "the text comes back where its formats are too much"


def test_its_author_or_a_manager_changes_it(alice: PairedSite, browser: FlaskClient) -> None:
    address = write(browser, text="D’Alice")
    agent, reader = signed_in(alice, "agent"), signed_in(alice, "reader")
    assert agent.get(address).status_code == 403
    assert change(agent, address, "<p>x</p>", 0).status_code == 403
    assert address not in page(agent)
    his = write(agent, text="De Bob")
    assert change(agent, his, "<p>De Bob, mieux</p>", 0).status_code == 303
    assert change(browser, his, "<p>D’Alice, qui est propriétaire</p>", 1).status_code == 303
    for attempt in (reader.get(his), change(reader, his, "<p>x</p>", 2)):
        assert attempt.status_code == 403
    assert "De Bob, mieux" in page(reader), "a reader reads what it said before"


def test_charlie_is_told_of_none(alice: PairedSite, charlie: PairedSite, browser: FlaskClient) -> None:
    charlie.deliver(submission())
    address = write(browser, text="D’Alice")
    stranger = signed_in(charlie)
    assert stranger.get(address).status_code == 404
    assert change(stranger, address, "<p>x</p>", 0).status_code == 404


def test_a_row_that_somebody_else_wrote_runs_nowhere(alice: PairedSite, browser: FlaskClient) -> None:
    """From an older version, a backup, or whoever could write to the database: it is cut down when it is shown."""
    address = write(browser, text="D’Alice")
    hostile = "<p onclick='pwn()' hx-get='/pwn'>x</p><script>pwn()</script><img src=/pwn>"
    with alice.filon.inside(alice.tenant):
        lead = Lead.by_number(1)
        note = Interaction.get(Interaction.kind == "note")
        Interaction.update(text=hostile).where(Interaction.id == note.id).execute()
        NoteRevision.add(lead_id=lead.id, note_id=note.id, number=1, text=hostile, member_name="Bob")
    assert "pwn" not in page(browser)
    answer = Program(alice)("GET", "/api/v1/leads/1/notes")
    assert "pwn" not in answer.text
    assert "pwn" not in rendered(browser.get(address).text)


def rendered(html: str) -> str:
    """The page without what is text only: the hidden copy that the editor cuts down before it shows it."""
    return re.sub(r'data-html="[^"]*"', "", html)


def test_notes_of_before_formats_are_shown_as_they_were(alice: PairedSite, browser: FlaskClient) -> None:
    address = write(browser, text="x")
    with alice.filon.inside(alice.tenant):
        Interaction.update(text="2 < 3\n<b>gras</b>", details={}).where(Interaction.kind == "note").execute()
    assert '<p class="body" dir="auto">2 &lt; 3\n&lt;b&gt;gras&lt;/b&gt;</p>' in page(browser)
    assert ">2 &lt; 3\n&lt;b&gt;gras&lt;/b&gt;</textarea>" in browser.get(address).text


@pytest.fixture
def program(alice: PairedSite, browser: FlaskClient) -> Any:
    return Program(alice, "leads:read", "leads:write")


def test_programs_read_and_write_them(alice: PairedSite, browser: FlaskClient, program: Any) -> None:
    made = program("POST", "/api/v1/leads/1/notes", {"text": "Rappeler lundi\n<b>matin</b>"})
    assert made.status_code == 201
    assert made.json["text"] == "Rappeler lundi\n<b>matin</b>"
    assert made.json["html"] == "<p>Rappeler lundi<br>&lt;b&gt;matin&lt;/b&gt;</p>"
    program("POST", "/api/v1/leads/1/notes", {"html": "<p onclick='x()'>Deux</p>"})
    listed = program("GET", "/api/v1/leads/1/notes").json
    assert [(note["html"], note["version"]) for note in listed["notes"]][0] == ("<p>Deux</p>", 0)
    assert listed["after"] is None
    where = f"/api/v1/leads/1/notes/{made.json['id']}"
    changed = program("PATCH", where, {"text": "Mardi", "version": 0})
    assert (changed.status_code, changed.json["text"], changed.json["version"]) == (200, "Mardi", 1)
    assert program("PATCH", where, {"text": "Jeudi", "version": 0}).status_code == 409
    said = program("GET", where).json["texts"]
    assert [(one["version"], one["text"]) for one in said] == [(1, "Mardi"), (0, made.json["text"])]
    assert said[1]["at"] == made.json["at"]
    hers = write(browser, text="D’Alice").rpartition("/")[2]
    answer = program("PATCH", f"/api/v1/leads/1/notes/{hers}", {"text": "x", "version": 0})
    assert answer.status_code == 403, "what a person wrote"


def test_a_page_of_notes_leads_to_the_next(alice: PairedSite, program: Any) -> None:
    with alice.filon.inside(alice.tenant):
        for n in range(60):
            notes.add_note(Lead.by_number(1), f"Note {n}")
    first = program("GET", "/api/v1/leads/1/notes").json
    second = program("GET", f"/api/v1/leads/1/notes?after={first['after']}").json
    said = [note["text"] for note in first["notes"] + second["notes"]]
    assert said == [f"Note {n}" for n in range(59, -1, -1)]
    assert second["after"] is None


@pytest.mark.parametrize("given", [{}, {"text": "a", "html": "b"}, {"text": ""}, {"text": "a", "note": 1}])
def test_programs_are_told_what_is_wrong(program: Any, given: dict[str, Any]) -> None:
    assert program("POST", "/api/v1/leads/1/notes", given).status_code == 422
