"""Who may be there twice is shown until a member has settled it."""

from __future__ import annotations

import re

from filon.interactions import edits
from filon.leads import suspected
from filon.leads.models import Lead
from tests.dashboard.people import signed_in
from tests.housekeeping.twice import ask_twice
from tests.parts.service import PairedSite, submission
from tests.tenants.programs import Program


def test_two_people_are_never_suspected_again(alice: PairedSite) -> None:
    ask_twice(alice)
    browser = signed_in(alice)
    page = browser.get("/app/prospects/duplicates").text
    assert "1 doublon possible" in page.replace("\u00a0", " ")
    (dismissal,) = re.findall(r'action="(/app/prospects/duplicates/[^"]+/dismissal)"', page)
    after = browser.get(browser.post(dismissal).location).text
    assert "Aucun doublon en vue" in after
    assert "C’est peut-être" not in browser.get("/app/prospects/2").text
    with alice.filon.inside(alice.tenant):
        edits.change_field(Lead.by_number(2), "name", "Salma Benani", "MA")
    alice.filon.work()
    assert "Aucun doublon en vue" in browser.get("/app/prospects/duplicates").text
    (back,) = re.findall(r'action="(/app/prospects/duplicates/[^"]+/restoration)"', after)
    browser.post(back)
    assert "1 doublon possible" in browser.get("/app/prospects/duplicates").text.replace("\u00a0", " ")


def test_a_program_settles_a_pair_and_takes_that_back(alice: PairedSite, charlie: PairedSite) -> None:
    ask_twice(alice)
    program, his = Program(alice), Program(charlie)

    def listed() -> list[str]:
        return [pair["id"] for pair in program("GET", "/api/v1/duplicates").json["duplicates"]]

    (pair,) = listed()
    alice.deliver(submission({"name": "Karim Tazi", "phone": "0670552108"}))
    of_lead = [program("GET", f"/api/v1/duplicates?lead={number}").json for number in (1, 2, 3)]
    assert [[one["id"] for one in found["duplicates"]] for found in of_lead] == [[pair], [pair], []]
    assert his("GET", "/api/v1/duplicates?lead=1").status_code == 404
    assert program("DELETE", f"/api/v1/duplicates/{pair}").status_code == 204
    assert listed() == []
    assert his("POST", f"/api/v1/duplicates/{pair}/restoration").status_code == 404
    assert program("POST", f"/api/v1/duplicates/{pair}/restoration").status_code == 204
    assert listed() == [pair]


def test_pairs_that_are_none_any_more_are_not_shown(alice: PairedSite) -> None:
    ask_twice(alice)
    with alice.filon.inside(alice.tenant):
        edits.change_field(Lead.by_number(2), "name", "Karim Tazi", "MA")
        assert suspected.pairs(10) == []


def test_an_address_that_is_nearly_another_is_not_called_the_same(alice: PairedSite) -> None:
    for email in ("salma.elfassi@example.com", "salma.elfasi@example.com", "salma.elfassi@exemple.com"):
        alice.deliver(submission({"name": "", "email": email}))
    alice.filon.work()
    page = signed_in(alice).get("/app/prospects/duplicates").text
    assert page.count("mail très proche") == 2
    assert page.count("même mail") == 0
