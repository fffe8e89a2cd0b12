"""The board: a column for each status, the most pressing first, and prospects that are moved from one to the next."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from filon.foundation import clock
from filon.foundation.access import Actor
from filon.interactions import actions as interactions
from filon.interactions.models import Interaction
from filon.leads.models import Lead
from tests.dashboard.people import signed_in
from tests.desk.test_own_fields import text_of
from tests.desk.test_tags_and_stages import add_stage
from tests.parts.service import PairedSite, submission

BY_SCRIPT = {"HX-Request-Type": "partial"}


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    """Alice, signed in, with three prospects: Salma, Mehdi and Claire."""
    for at, name in enumerate(("Salma Bennani", "Mehdi Ouazzani", "Claire Dumas")):
        alice.deliver(submission({"name": name, "phone": f"06612000{at:02}", "message": f"Demande {at}"}))
    alice.filon.work()
    return signed_in(alice)


def columns(html: str) -> dict[str, list[str]]:
    """Status → names on its cards, in their order."""
    parts = re.split(r'<section class="column"[^>]*data-status="(\w+)"', html)
    return {status: names(part) for status, part in zip(parts[1::2], parts[2::2], strict=True)}


def names(html: str) -> list[str]:
    return [re.sub("<[^>]+>", "", name) for name in re.findall(r'<a class="name"[^>]*>(.*?)</a>', html)]


def card(html: str, number: int) -> str:
    found = re.search(rf'<li class="tile" id="p-{number}".*?</li>', html, re.DOTALL)
    assert found
    return found[0]


def move(browser: FlaskClient, number: int, by_script: bool = True, query: str = "", **typed: Any) -> Any:
    headers = BY_SCRIPT if by_script else {}
    return browser.post(
        f"/app/prospects/board/moves{query}", data={"number": number, **typed}, headers=headers
    )


def status_of(site: PairedSite, number: int) -> str:
    with site.filon.inside(site.tenant, write=False):
        return str(Lead.by_number(number).status)


def add(site: PairedSite, *leads: dict[str, Any]) -> None:
    """Prospects as a database may hold them, from number 101 on."""
    with site.filon.inside(site.tenant):
        for number, lead in enumerate(leads, 101):
            Lead.add(number=number, source="site", currency="MAD", **lead)


def test_it_works(alice: PairedSite, browser: FlaskClient) -> None:
    html = browser.get("/app/prospects/board").text
    assert columns(html)["new"] == ["Salma Bennani", "Mehdi Ouazzani", "Claire Dumas"]
    assert "Demande 0" in card(html, 1)
    answer = move(browser, 1, status="won", seen="new")
    assert answer.status_code == 200
    assert 'data-status="won"' in card(answer.text, 1)
    assert "Salma Bennani : Converti." in text_of(answer.text)
    after = columns(browser.get("/app/prospects/board").text)
    assert (after["new"], after["won"]) == (["Mehdi Ouazzani", "Claire Dumas"], ["Salma Bennani"])
    assert "Alice" in text_of(browser.get("/app/prospects/1").text), "who moved it stands in the history"


def test_who_waits_is_first_then_what_is_planned_then_the_newest(alice: PairedSite) -> None:
    now, hour, day = clock.now(), timedelta(hours=1), timedelta(days=1)
    add(
        alice,
        {"first_name": "New", "created_at": now - day},
        {"first_name": "Old", "created_at": now - 9 * day},
        {"first_name": "Tomorrow", "next_action_at": now + day},
        {"first_name": "Overdue", "next_action_at": now - hour},
        {"first_name": "Waits", "to_call_since": now - 0.1 * hour, "next_action_at": now - 3 * day},
        {"first_name": "Waits longer", "to_call_since": now - 2 * hour, "answer_due_at": now - hour},
        {"first_name": "Thrown away", "to_call_since": now - 3 * hour, "trashed_at": now},
    )
    html = signed_in(alice).get("/app/prospects/board").text
    assert columns(html)["new"] == ["Waits longer", "Waits", "Overdue", "Tomorrow", "New", "Old"]
    kinds = re.findall(r'data-next="(\w+)" data-number="\d+"', html)
    assert kinds == ["late", "today", "late", "later", "none", "none"]


def test_the_next_cards_follow_without_a_gap(alice: PairedSite) -> None:
    now = clock.now()
    add(
        alice,
        *(
            {
                "first_name": f"P{n}",
                "to_call_since": now - timedelta(minutes=n) if n < 20 else None,
                "next_action_at": now + timedelta(days=n) if 20 <= n < 40 else None,
                "created_at": now - timedelta(days=n),
            }
            for n in range(60)
        ),
    )
    browser = signed_in(alice)
    expected = [f"P{n}" for n in (*range(19, -1, -1), *range(20, 60))]
    html = browser.get("/app/prospects/board").text
    seen = columns(html)["new"]
    assert len(seen) == 25
    assert "data-count" not in html.split('id="c-new"')[1].split("</header>")[0], "it is counted apart"
    for _page in range(2):
        more = re.search(r'hx-get="(/app/prospects/board/new\?[^"]+)"', html)
        assert more
        html = browser.get(unescape(more[1]), headers=BY_SCRIPT).text
        assert "<html" not in html
        seen += names(html)
    assert seen == expected
    assert "hx-get" not in html
    assert re.findall(r"<b[^>]*>(.*?)</b>", browser.get("/app/prospects/board/new/count").text) == ["60"]
    assert browser.get("/app/prospects/board/new?after=forged").status_code == 404


def test_the_board_shows_what_the_list_is_narrowed_to(alice: PairedSite, browser: FlaskClient) -> None:
    move(browser, 2, status="open", seen="new")
    html = browser.get("/app/prospects/board?where=message:has:Demande%201").text
    assert columns(html) == {"new": [], "open": ["Mehdi Ouazzani"], "won": [], "lost": []}
    found = columns(browser.get("/app/prospects/board?q=bennani").text)
    assert found == {"new": ["Salma Bennani"], "open": [], "won": [], "lost": []}
    waiting = columns(browser.get("/app/prospects/board?status=waiting").text)
    assert waiting["open"] == ["Mehdi Ouazzani"], "who is in progress may still wait for a call"
    only = browser.get("/app/prospects/board?where=status:is:open").text
    assert columns(only) == {"new": [], "open": ["Mehdi Ouazzani"], "won": [], "lost": []}
    assert text_of(only).count("Hors de ce qui est choisi") == 3
    nobody = browser.get("/app/prospects/board?q=nobody-at-all").text
    assert "Personne ne correspond" in nobody


def test_the_list_and_the_board_lead_to_each_other(browser: FlaskClient) -> None:
    listed = browser.get("/app/prospects?status=all&where=message:has:Demande").text
    way = re.search(r'href="([^"]+)"[^>]*><svg[^>]*><use href="#i-board"', listed)
    assert way
    assert "where=message:has:Demande" in unescape(way[1]).replace("%3A", ":")
    answer = browser.get(unescape(way[1]))
    assert "/app/prospects/board" in unescape(way[1])
    assert columns(answer.text)["new"]
    back = re.search(r'href="([^"]+)"[^>]*><svg[^>]*><use href="#i-list"', answer.text)
    assert back
    assert len(names(browser.get(unescape(back[1])).text)) == 3


def test_a_view_that_was_kept_from_the_board_opens_as_a_board(browser: FlaskClient) -> None:
    kept = browser.post(
        "/app/prospects/views",
        data={"name": "Cuisines", "shape": "board", "status": "all", "where": "message:has:Demande"},
    )
    answer = browser.get(kept.headers["Location"])
    assert answer.status_code == 303
    html = browser.get(answer.headers["Location"]).text
    assert columns(html)["new"] == ["Salma Bennani", "Mehdi Ouazzani", "Claire Dumas"]
    assert re.search(r'aria-current="page"><bdi>Cuisines', html)
    assert "Mettre à jour la vue" not in html


def test_a_condition_that_is_added_on_the_board_stays_on_the_board(browser: FlaskClient) -> None:
    added = browser.get("/app/prospects/narrowed?shape=board&status=all&field=message&op=has&v-has=Demande+2")
    landed = browser.get(browser.get(added.headers["Location"]).headers["Location"])
    assert columns(landed.text)["new"] == ["Claire Dumas"]


def test_somebody_else_moved_it_meanwhile(alice: PairedSite, browser: FlaskClient) -> None:
    bob = signed_in(alice, "agent")
    move(bob, 1, status="won", seen="new")
    answer = move(browser, 1, status="open", seen="new")
    assert "a choisi « Converti » entre-temps" in text_of(answer.text)
    assert 'data-status="won"' in card(answer.text, 1), "the card goes where it stands"
    assert status_of(alice, 1) == "won"
    whole = move(browser, 1, by_script=False, status="open", seen="new")
    assert whole.status_code == 422
    assert "a choisi « Converti » entre-temps" in text_of(whole.text)
    assert columns(whole.text)["won"] == ["Salma Bennani"]


def test_abandoning_asks_why(alice: PairedSite, browser: FlaskClient) -> None:
    assert "Dites pourquoi" in text_of(move(browser, 1, status="lost", seen="new").text)
    assert status_of(alice, 1) == "new"
    answer = move(browser, 1, status="lost", seen="new", reason="price")
    assert "Trop cher" in text_of(card(answer.text, 1))
    assert status_of(alice, 1) == "lost"


def test_a_move_is_taken_back(alice: PairedSite, browser: FlaskClient) -> None:
    way = re.search(r'action="([^"]+/undoing[^"]*)"', move(browser, 1, status="won", seen="new").text)
    assert way
    answer = browser.post(unescape(way[1]), headers=BY_SCRIPT)
    assert 'data-status="new"' in card(answer.text, 1)
    assert status_of(alice, 1) == "new"
    with alice.filon.inside(alice.tenant, write=False):
        lead = Lead.by_number(1)
        assert lead.is_waiting, "the call is owed again"
        assert Interaction.of(lead.id, 10).where(Interaction.kind == "change").count() == 2
    move(browser, 1, status="open", seen="new")
    assert browser.post(unescape(way[1]), headers=BY_SCRIPT).status_code == 409


def test_a_stage_is_a_word_on_the_card(alice: PairedSite, browser: FlaskClient) -> None:
    stage = add_stage(alice, "Devis envoyé")
    answer = move(browser, 1, stage=str(stage), seen="new")
    assert "Devis envoyé" in text_of(card(answer.text, 1))
    assert f'data-standing="open {stage}"' in answer.text
    html = browser.get("/app/prospects/board").text
    assert columns(html)["open"] == ["Salma Bennani"]
    assert f'data-stands="open {stage}"' in html
    assert 'data-standing="open"' in move(browser, 1, status="open", seen=f"open {stage}").text


def test_without_a_script_the_form_brings_the_board_back(alice: PairedSite, browser: FlaskClient) -> None:
    query = "?status=all&where=message:has:Demande"
    answer = move(browser, 1, by_script=False, query=query, status="open", seen="new")
    assert answer.status_code == 303
    assert "where=message" in answer.headers["Location"]
    html = browser.get(answer.headers["Location"]).text
    assert "Salma Bennani : En cours." in text_of(html)
    way = re.search(r'action="([^"]+/undoing[^"]*)"', html)
    assert way
    assert browser.post(unescape(way[1])).status_code == 303
    assert status_of(alice, 1) == "new"


def test_who_reads_moves_nothing(alice: PairedSite, browser: FlaskClient) -> None:
    reader = signed_in(alice, "reader")
    html = reader.get("/app/prospects/board").text
    assert columns(html)["new"]
    for mark in ("data-move", "data-movable", 'id="deplacer"', 'id="abandon"'):
        assert mark not in html
    assert move(reader, 1, status="won", seen="new").status_code == 403
    assert status_of(alice, 1) == "new"


def test_an_agent_moves(alice: PairedSite, browser: FlaskClient) -> None:
    assert move(signed_in(alice, "agent"), 1, status="won", seen="new").status_code == 200
    assert status_of(alice, 1) == "won"


def test_charlies_prospects_are_not_here(
    alice: PairedSite, browser: FlaskClient, charlie: PairedSite
) -> None:
    charlies = signed_in(charlie)
    assert names(charlies.get("/app/prospects/board").text) == []
    assert move(charlies, 1, status="won", seen="new").status_code == 404
    with alice.filon.inside(alice.tenant, Actor("owner", None, "Alice")):
        change = interactions.change_status(Lead.by_number(1), "won")
    answer = charlies.post(f"/app/prospects/board/1/changes/{change.id}/undoing", headers=BY_SCRIPT)
    assert answer.status_code == 404
    assert status_of(alice, 1) == "won"


def test_what_is_typed_by_hand_breaks_nothing(alice: PairedSite, browser: FlaskClient) -> None:
    for number in ("", "x", "-1", "0", "99999999999999999999", "²"):
        assert move(browser, number, status="won").status_code == 404, number  # type: ignore[arg-type]
    wrong: list[dict[str, str]] = [
        {},
        {"status": "gone"},
        {"status": "lost", "reason": "<b>"},
        {"stage": "x"},
    ]
    for typed in wrong:
        assert 'role="status"' in move(browser, 1, **typed).text, typed
    assert move(browser, 1, stage="0" * 32).status_code == 404
    for query in (
        "moved=999999999999&changed=x",
        "moved=1&changed=" + "0" * 32,
        "status=gone&where=%FF",
        "shape=x",
    ):
        assert columns(browser.get(f"/app/prospects/board?{query}").text)["new"], query
    assert browser.get("/app/prospects/board/gone").status_code == 404
    assert status_of(alice, 1) == "new"


def test_what_a_visitor_typed_is_text(alice: PairedSite) -> None:
    alice.deliver(
        submission({"name": "<b>\"' x=1", "phone": "0661200000", "message": "<script>x()</script>"})
    )
    html = signed_in(alice).get("/app/prospects/board").text
    assert "<script>x" not in html
    assert '<b>"' not in html
    assert "&lt;b&gt;&#34;&#39; x=1" in card(html, 1)
