"""Finding prospects by what was noted of them, and the list says where."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.foundation import outbox
from filon.foundation.access import Actor
from filon.housekeeping import merging, parting
from filon.housekeeping.actions import erase_lead
from filon.interactions import notes
from filon.leads import search
from filon.leads.models import Lead
from filon.leads.search import SearchText
from tests.dashboard.people import at_the_api, signed_in
from tests.parts.service import PairedSite, submission

ALICE = Actor("owner", None, "Alice")


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    """Alice, signed in, with Salma and Mehdi, whose events no worker has seen yet."""
    alice.deliver(submission({"name": "Salma Bennani"}), submission({"name": "Mehdi Ouazzani"}))
    return signed_in(alice)


def note(site: PairedSite, number: int, html: str) -> Any:
    with site.filon.inside(site.tenant, ALICE):
        return notes.add_note(Lead.by_number(number), html)


def found(site: PairedSite, typed: str) -> list[int]:
    with site.filon.inside(site.tenant, write=False):
        return search.find(typed, limit=9)


def shown(browser: FlaskClient, typed: str) -> dict[str, str]:
    """Who the list shows, and what it says of their notes; what was looked for in brackets."""
    html = browser.get("/app/prospects", query_string={"q": typed}).text
    rows = re.findall(r'<a class="name"[^>]*>(.*?)</a>(.*?)</th>', html, re.DOTALL)
    said = {}
    for name, rest in rows:
        noted = "".join(re.findall(r'<span dir="auto">(.*?)</span></span></span>', rest, re.DOTALL))
        said[re.sub("<[^>]+>", "", name)] = unescape(re.sub("</?mark>", "|", noted))
    return said


def test_it_works(alice: PairedSite, browser: FlaskClient) -> None:
    note(
        alice,
        1,
        "<p>Préfère le <b>chêne</b> massif, budget 250 000 DH. Rappeler après 18 h &amp; avant l’Aïd</p>",
    )
    alice.filon.work()
    text = "Préfère le |chêne| massif, budget 250 000 DH. Rappeler après 18 h & avant l’Aïd"
    assert shown(browser, "chene") == {"Salma Bennani": text}
    assert shown(browser, "CHÊNE salma") == {"Salma Bennani": text}
    assert "|250 000| DH" in shown(browser, "250 000")["Salma Bennani"]
    assert "|18| h" in shown(browser, "rappeler 18")["Salma Bennani"]
    assert "|l’Aïd|" in shown(browser, "aid")["Salma Bennani"]
    assert shown(browser, "salma") == {"Salma Bennani": ""}, "found by the name: nothing to explain"
    assert shown(browser, "chene mehdi") == {}
    assert found(alice, "ch") == [], "two letters begin a name, or nobody"
    note(
        alice, 2, "<p>" + "x" * 40 + " mot" * 60 + " <script>alert(1)</script>érable " + "mot " * 60 + "</p>"
    )
    said = shown(browser, "erable")["Mehdi Ouazzani"]
    assert (said[:5], said[-5:], "|érable|" in said) == ("… mot", "mot …", True)


def test_what_was_noted_long_ago_is_found(alice: PairedSite, browser: FlaskClient) -> None:
    note(alice, 1, "<p>Veut du thuya de Mogador</p>")
    for _other in range(9):
        note(alice, 1, f"<p>{'Rappelé, élève des questions. ' * 35}</p>")
    assert found(alice, "thuya") == [1]
    assert shown(browser, "mogador") == {"Salma Bennani": "Veut du thuya de |Mogador|"}


def test_the_board_and_programs_say_where_too(alice: PairedSite, browser: FlaskClient) -> None:
    note(alice, 1, "<p>Préfère le chêne massif</p>")
    note(alice, 2, "<p>Un ami de Salma</p>")
    alice.filon.work()
    board = browser.get("/app/prospects/board?q=chene").text
    tile = re.search(r'<li class="tile" id="p-1".*?</li>', board, re.DOTALL)
    assert tile
    assert "Préfère le <mark>chêne</mark> massif" in tile[0]
    listed = at_the_api(browser).get("/api/v1/leads?q=salma").json["leads"]
    assert {lead["name"]: lead["found_in_note"] for lead in listed} == {
        "Salma Bennani": None,
        "Mehdi Ouazzani": "Un ami de Salma",
    }


def test_a_note_is_found_as_it_is_now(alice: PairedSite, browser: FlaskClient) -> None:
    first = note(alice, 1, "<p>Chêne</p>")
    note(alice, 1, "<p>Veut une véranda</p>")
    with alice.filon.inside(alice.tenant, ALICE):
        notes.change_note(first, "<p>Hêtre</p>", seen=0)
        lead = Lead.by_number(1)
        search.index_again(lead)
    alice.filon.work()
    assert (found(alice, "chene"), found(alice, "hetre veranda")) == ([], [1])
    browser.post("/app/prospects/1/fields/note", data={"value": "Passage à 14 h, code portail"})
    assert found(alice, "portail hetre") == [1], "what stands in the field of that name, too"
    assert shown(browser, "portail") == {"Salma Bennani": "Passage à 14 h, code |portail|"}


def test_notes_go_along_with_a_merge_and_back_and_are_gone_with_an_erasure(
    alice: PairedSite, charlie: PairedSite, browser: FlaskClient
) -> None:
    note(alice, 2, "<p>Veut une véranda</p>")
    alice.filon.work()
    with alice.filon.inside(alice.tenant, ALICE):
        merge = merging.merge_leads(Lead.by_number(1), Lead.by_number(2), {})
    assert found(alice, "salma veranda") == [1]
    assert found(alice, "mehdi veranda") == []
    with alice.filon.inside(alice.tenant, ALICE):
        parting.undo_merge(merge)
    assert (found(alice, "veranda"), found(charlie, "veranda")) == ([2], [])
    with alice.filon.inside(alice.tenant, ALICE):
        erase_lead(Lead.by_number(2))
        assert "veranda" not in "".join(row.text + row.notes.lower() for row in SearchText.select())
    assert found(alice, "veranda") == []


def test_whoever_was_found_by_less_is_found_by_all_that_is_indexed_now(
    alice: PairedSite, browser: FlaskClient
) -> None:
    long = "mot " * 600
    note(alice, 1, f"<p>{long}girouette</p>")
    alice.filon.work()
    with alice.filon.inside(alice.tenant, ALICE):
        salma, mehdi = Lead.by_number(1), Lead.by_number(2)
        Lead.update(note=f"{long}tuile").where(Lead.id == mehdi.id).execute()
        for lead in (salma, mehdi):
            # As it was kept when 2,000 characters were.
            kept = SearchText.find(lead.id).notes[:2_000]
            lead.note = lead.note[:2_000]
            cut = {"notes": kept, "text": search.text_of(lead, kept)}
            SearchText.update(cut).where(SearchText.id == lead.id).execute()
    assert (found(alice, "girouette"), found(alice, "tuile")) == ([], [])
    with alice.filon.inside(alice.tenant):
        outbox.emit("notes.cut")
    alice.filon.work()
    assert (found(alice, "girouette"), found(alice, "tuile")) == ([1], [2])
