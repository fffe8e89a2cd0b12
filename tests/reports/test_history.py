"""Whoever runs the business sees for a year who took the list along, and how much of it; nobody gets others' files."""

from __future__ import annotations

from datetime import timedelta

import pytest

from filon import schedule
from filon.foundation import clock
from filon.housekeeping import actions as housekeeping
from filon.leads import by_hand, export_notes
from filon.leads.export_notes import ExportNote
from filon.leads.models import Lead
from filon.reports import actions
from tests.dashboard.people import at_the_api, signed_in
from tests.desk.test_own_fields import text_of
from tests.foundation.neighbours import record
from tests.housekeeping.rows import all_rows, where_found
from tests.parts.service import Filon, PairedSite
from tests.reports.reading import ask, links
from tests.tenants.programs import Program

HISTORY = "/api/v1/exports/history"


def test_it_works(filon: Filon, alice: PairedSite, charlie: PairedSite) -> None:
    record(filon, alice, "Salma", "Younes")
    bob = signed_in(alice, "agent")
    ask(bob, "xlsx", status="new", where="created:last:7")
    ask(bob, q="nobody")
    filon.work()
    browser = signed_in(alice)
    page = text_of(browser.get("/app/exports").text)
    assert "Bob Nouveaux · Reçu : 7 derniers jours · 2 prospects · Excel" in page
    assert "Bob Tous · « nobody » · 0 prospect · CSV" in page
    assert links(browser) == [], "a file is its asker's alone"
    last, first = at_the_api(browser).get(HISTORY).json["exports"]
    assert (first["by"], first["rows"], first["format"]) == ("Bob", 2, "xlsx")
    assert first["asked"] == {"status": "new", "where": "created:last:7"}
    assert last["asked"] == {"q": "nobody"}
    assert browser.get(f"/api/v1/exports/{first['id']}").status_code == 404
    assert "Qui a exporté quoi" not in bob.get("/app/exports").text
    assert at_the_api(bob).get(HISTORY).status_code == 403
    assert at_the_api(signed_in(charlie)).get(HISTORY).json["exports"] == []


def test_it_outlives_the_file_by_a_year(filon: Filon, alice: PairedSite) -> None:
    record(filon, alice, "Salma")
    browser = signed_in(alice)
    ask(browser)
    filon.work()
    for days, count in ((8, 1), (364, 1), (366, 0)):
        with clock.standing_at(clock.now() + timedelta(days=days)):
            schedule.forget_old_exports(filon.settings)
            page = signed_in(alice).get("/app/exports").text
            assert (links(signed_in(alice)), page.count('id="noted"')) == ([], count)


def test_what_is_not_made_was_taken_by_nobody(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    ask(browser)
    assert "Qui a exporté quoi" not in browser.get("/app/exports").text
    filon.work()
    assert "Qui a exporté quoi" in browser.get("/app/exports").text


def test_a_program_is_named_by_its_key_and_those_chosen_are_counted(filon: Filon, alice: PairedSite) -> None:
    record(filon, alice, "Salma", "Younes")
    program = Program(alice, "leads:read", name="Comptable")
    assert program("POST", "/api/v1/exports", {"format": "csv", "numbers": "1,2"}).status_code == 202
    filon.work()
    page = text_of(signed_in(alice).get("/app/exports").text)
    assert "Comptable 2 prospects choisis · 2 prospects · CSV" in page
    assert program("GET", HISTORY).status_code == 403


def test_erasing_a_person_takes_their_words_out_and_leaves_who_took_how_many(
    filon: Filon, alice: PairedSite
) -> None:
    record(filon, alice, "Salma Bennani", "Younes Alami")
    browser = signed_in(alice)
    ask(browser, q="salma")
    ask(browser, where="name:has:bennani", status="new")
    ask(browser, q="younes")
    filon.work()
    with filon.inside(alice.tenant):
        housekeeping.erase_lead(Lead.by_number(1))
    assert where_found(all_rows(filon.environ), "salma") == []
    assert where_found(all_rows(filon.environ), "bennani") == []
    page = text_of(browser.get("/app/exports").text)
    assert page.count("mots effacés avec la personne") == 2
    assert "« younes »" in page
    asked = [one["asked"] for one in at_the_api(browser).get(HISTORY).json["exports"]]
    assert asked == [{"q": "younes"}, {"status": "new", "forgotten": "1"}, {"forgotten": "1"}]


@pytest.mark.parametrize(
    ("asked", "is_wiped"),
    [
        ({"q": "bennan"}, True),
        ({"q": "061234"}, True),
        ({"where": "any(email:has:salm;source:is:meta)"}, True),
        ({"where": "source:is:meta;status:is:open"}, False),
        ({"where": "email:has:example.com"}, False),
        ({"q": "younes"}, False),
    ],
)
def test_pieces_of_their_names_are_words_about_them(
    filon: Filon, alice: PairedSite, asked: dict[str, str], is_wiped: bool
) -> None:
    with filon.inside(alice.tenant):
        lead = by_hand.add_lead(
            {
                "name": "Salma Bennani",
                "email": "salma@example.com",
                "phone": "06 12 34 56 78",
                "company": "Open Source Meta",
            },
            "MA",
        )
    ask(signed_in(alice), **asked)
    filon.work()
    with filon.inside(alice.tenant):
        export_notes.forget_naming(lead)
        (note,) = ExportNote.select()
    assert ("forgotten" in note.asked) == is_wiped


def test_a_long_history_has_more_pages(filon: Filon, alice: PairedSite) -> None:
    browser = signed_in(alice)
    count = actions.PAGE_NOTES + 2
    for turn in range(count):
        with clock.standing_at(clock.now() + timedelta(hours=turn)):
            ask(browser, "csv")
            filon.work()
    program = at_the_api(browser)
    first = program.get(HISTORY).json
    rest = program.get(f"{HISTORY}?after={first['after']}").json
    assert (len(first["exports"]), len(rest["exports"]), rest["after"]) == (actions.PAGE_NOTES, 2, None)
    page = browser.get("/app/exports").text
    assert f"after={first['after']}" in page
    assert program.get(f"{HISTORY}?after={alice.tenant}").status_code == 404
