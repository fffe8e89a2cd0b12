"""The trash: out of sight, back with one touch, and gone after thirty days with all that was about the person."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from filon import schedule
from filon.foundation import clock
from filon.intake.models import Submission
from filon.interactions.models import Interaction
from filon.leads import search
from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.dashboard.people import at_the_api, signed_in
from tests.desk.test_own_fields import text_of
from tests.parts.service import PairedSite, submission


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    """Alice, signed in, with two prospects: Salma and Mehdi."""
    alice.deliver(submission(), submission({"name": "Mehdi", "phone": "0662000000"}))
    alice.filon.work()
    return signed_in(alice)


def test_it_works(alice: PairedSite, browser: FlaskClient) -> None:
    answer = browser.post("/app/prospects/1/trash")
    assert answer.status_code == 303
    html = browser.get(answer.headers["Location"]).text
    assert "Salma Bennani est à la corbeille." in html
    undo = re.search(r'action="(/app/prospects/1/restoration)"', html)
    assert undo
    assert browser.get("/app/prospects/1").status_code == 404
    assert "Salma" not in browser.get("/app/prospects?status=all").text
    assert "Salma" not in browser.get("/app/prospects?q=salma").text
    assert "Salma Bennani" in browser.get("/app/prospects/trash").text
    assert browser.post(undo.group(1)).status_code == 303
    assert "Salma Bennani" in browser.get("/app/prospects?q=salma").text
    assert "La corbeille est vide" in browser.get("/app/prospects/trash").text


def test_the_history_and_the_trash_say_who_threw_somebody_away_and_who_brought_them_back(
    alice: PairedSite, browser: FlaskClient
) -> None:
    bob = signed_in(alice, "agent")
    with alice.filon.inside(alice.tenant, write=False):
        his = Member.get(Member.role == "agent").name
    bob.post("/app/prospects/1/trash")
    at_the_api(bob).put("/api/v1/leads/2/trash")
    there = text_of(browser.get("/app/prospects/trash").text)
    assert there.count(f"mis ici par {his}") == 2
    listed = at_the_api(browser).get("/api/v1/leads/trash").json["leads"]
    assert [one["trashed_by"] for one in listed] == [his, his]
    assert all(one["trashed_at"] for one in listed)
    browser.post("/app/prospects/1/restoration")
    at_the_api(browser).delete("/api/v1/leads/2/trash")
    for number in (1, 2):
        page = text_of(browser.get(f"/app/prospects/{number}").text)
        assert f"{his} a mis ce prospect à la corbeille" in page
        assert "a restauré ce prospect de la corbeille" in page
        moments = at_the_api(browser).get(f"/api/v1/leads/{number}/timeline").json["timeline"]
        (back, gone) = moments[:2]
        assert (back["kind"], gone["kind"], gone["by"]) == ("restored", "trashed", his)
        assert back["by"] not in ("", his)


def test_of_who_was_put_there_before_that_was_noted_the_trash_says_when(
    alice: PairedSite, browser: FlaskClient
) -> None:
    with alice.filon.inside(alice.tenant):
        Lead.update(trashed_at=clock.now()).where(Lead.number == 1).execute()
    assert "n° 1 · mis ici " in text_of(browser.get("/app/prospects/trash").text)
    (one,) = at_the_api(browser).get("/api/v1/leads/trash").json["leads"]
    assert one["trashed_by"] == ""


def test_after_thirty_days_nothing_is_left_but_that_it_came(alice: PairedSite, browser: FlaskClient) -> None:
    with alice.filon.inside(alice.tenant):
        Lead.update(duplicate_of_id=Lead.by_number(1).id).where(Lead.number == 2).execute()
        known = {row.id: (row.sha256, row.answer) for row in Submission.select()}
    browser.post("/app/prospects/1/trash")
    settings = alice.filon.settings
    with clock.standing_at(clock.now() + timedelta(days=29)):
        schedule.empty_the_trash(settings)
    assert "Salma" in browser.get("/app/prospects/trash").text
    with clock.standing_at(clock.now() + timedelta(days=31)):
        schedule.empty_the_trash(settings)
        schedule.empty_the_trash(settings)
    assert "Salma" not in browser.get("/app/prospects/trash").text
    assert browser.post("/app/prospects/1/restoration").status_code == 404
    with alice.filon.inside(alice.tenant, write=False):
        assert [lead.number for lead in Lead.select()] == [2]
        assert Lead.by_number(2).duplicate_of_id is None
        assert {row.lead_id for row in Interaction.select()} == {Lead.by_number(2).id}
        assert search.find("salma", limit=5) == []
        rows = list(Submission.select())
        assert {row.id: (row.sha256, row.answer) for row in rows} == known, "the ledger of what came stays"
        (gone,) = [row for row in rows if row.lead_id is None]
        assert (bytes(gone.line), gone.fingerprint) == (b"", None)


def test_a_reader_throws_nobody_away(alice: PairedSite, browser: FlaskClient) -> None:
    assert signed_in(alice, "reader").post("/app/prospects/1/trash").status_code == 403
    assert browser.get("/app/prospects/1").status_code == 200


def test_charlies_trash_is_his(charlie: PairedSite, browser: FlaskClient) -> None:
    browser.post("/app/prospects/1/trash")
    his = signed_in(charlie)
    assert "Salma" not in his.get("/app/prospects/trash").text
    assert his.post("/app/prospects/1/restoration").status_code == 404


def test_a_full_trash_has_more_pages_and_a_program_reads_them_too(
    alice: PairedSite, browser: FlaskClient
) -> None:
    alice.deliver(*(submission({"name": f"Person {n}", "phone": f"06620001{n:02}"}) for n in range(49)))
    with alice.filon.inside(alice.tenant):
        Lead.update(trashed_at=clock.now()).execute()
    first = browser.get("/app/prospects/trash").text
    onward = re.search(r'rel="next" href="([^"]+)"', first)
    assert onward
    second = browser.get(onward[1]).text
    restore = r'action="/app/prospects/(\d+)/restoration"'
    assert len(re.findall(restore, first)) == 50
    assert sorted(map(int, re.findall(restore, first) + re.findall(restore, second))) == list(range(1, 52))
    assert 'rel="next"' not in second
    program = at_the_api(browser)
    page = program.get("/api/v1/leads/trash").json
    rest = program.get(f"/api/v1/leads/trash?after={page['after']}").json
    assert (len(page["leads"]), len(rest["leads"]), rest["after"]) == (50, 1, None)


def test_who_asked_again_while_in_the_trash_is_marked_as_perhaps_the_same(
    alice: PairedSite, browser: FlaskClient
) -> None:
    browser.post("/app/prospects/1/trash")
    again = {"name": "Salma B.", "phone": "06 61 23 45 67", "message": "Avez-vous reçu ma demande ?"}
    alice.deliver(submission(again))
    assert "/app/prospects/1" not in browser.get("/app/prospects/3").text, "the trash is no page to be led to"
    browser.post("/app/prospects/1/restoration")
    shown = browser.get("/app/prospects/1").text
    assert "C’est peut-être la même personne" in shown
    assert 'href="/app/prospects/3"' in shown
