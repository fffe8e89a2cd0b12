"""Changing many prospects at once from the list: each with its trace, all taken back with one touch."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from filon import schedule
from filon.foundation import clock
from filon.foundation.errors import Conflict
from filon.interactions import bulk
from filon.leads import tags
from filon.leads.bulk_changes import BulkChange, BulkChangeLead
from filon.leads.by_hand import KEPT_IN_TRASH
from filon.leads.labels import tags_of
from filon.leads.models import Lead
from filon.tenants.models import Member
from tests.dashboard.people import at_the_api, signed_in
from tests.desk.test_own_fields import text_of
from tests.parts.service import PairedSite, submission

BULK = "/app/prospects/bulk-changes"


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    """Alice, signed in, with three prospects: Salma, Mehdi, Karim."""
    names = (
        ("Salma Bennani", "0661000001"),
        ("Mehdi Ouazzani", "0661000002"),
        ("Karim Idrissi", "0661000003"),
    )
    alice.deliver(*(submission({"name": name, "phone": phone}) for name, phone in names))
    alice.filon.work()
    return signed_in(alice)


def do(browser: FlaskClient, kind: str, *numbers: int, **form: str) -> TestResponse:
    return browser.post(f"{BULK}/{kind}", data={"number": list(numbers), "status": "all", **form})


def undo(browser: FlaskClient, answer: TestResponse) -> str:
    """Press the toast's button; what the next toast says."""
    way = re.search(rf'action="({BULK}/[^"]+/undoing)"', browser.get(answer.headers["Location"]).text)
    assert way
    undone = browser.post(way[1], data={"status": "all"})
    assert undone.status_code == 303
    return toast(browser, undone)


def toast(browser: FlaskClient, answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.text
    found = re.search(r"<span data-sentence>(.*?)</span>", browser.get(answer.headers["Location"]).text, re.S)
    assert found
    return " ".join(unescape(found[1]).replace("\xa0", " ").split())


def of_each(site: PairedSite, what: str) -> list[Any]:
    with site.filon.inside(site.tenant, write=False):
        return [getattr(lead, what) for lead in Lead.select().order_by(Lead.number)]


def test_it_works(alice: PairedSite, browser: FlaskClient) -> None:
    answer = do(browser, "reason", 1, 3, value="price")
    assert toast(browser, answer) == "2 prospects : Abandonné."
    assert of_each(alice, "status") == ["lost", "new", "lost"]
    assert of_each(alice, "lost_reason") == ["price", None, "price"]
    assert of_each(alice, "is_waiting") == [False, True, False]
    assert "Nouveau → Abandonné" in text_of(browser.get("/app/prospects/3").text)
    assert undo(browser, answer) == "2 remis comme avant."
    assert of_each(alice, "status") == ["new", "new", "new"]
    assert of_each(alice, "is_waiting") == [True, True, True]


def test_they_are_handed_to_a_colleague(alice: PairedSite, browser: FlaskClient) -> None:
    signed_in(alice, "agent")
    with alice.filon.inside(alice.tenant, write=False):
        bob = Member.get(Member.name == "Bob").id
    do(browser, "owner", 2, value=str(bob))
    answer = do(browser, "owner", 1, 2, 3, value=str(bob))
    assert toast(browser, answer) == ("2 prospects confiés à Bob, 1 était déjà ainsi, ou n’est plus là.")
    assert of_each(alice, "owner_id") == [bob, bob, bob]
    undo(browser, answer)
    assert of_each(alice, "owner_id") == [None, bob, None]
    assert do(browser, "owner", 1, value="nobody at all").status_code == 422


def test_what_somebody_changed_since_is_left_alone(alice: PairedSite, browser: FlaskClient) -> None:
    answer = do(browser, "status", 1, 2, 3, value="open")
    browser.post("/app/prospects/2/status", data={"status": "won"})
    # Changed and changed back: it is as somebody wanted it.
    for status in ("won", "open"):
        browser.post("/app/prospects/3/status", data={"status": status})
    assert undo(browser, answer) == "1 remis comme avant, 2 laissés : changés depuis."
    assert of_each(alice, "status") == ["new", "won", "open"]


def test_a_tag_is_given_and_taken_again(alice: PairedSite, browser: FlaskClient) -> None:
    browser.post("/app/prospects/2/tags", data={"value": "VIP"})
    answer = do(browser, "tag", 1, 2, 3, tag=" vip ")
    assert toast(browser, answer) == ("2 prospects étiquetés « VIP », 1 était déjà ainsi, ou n’est plus là.")
    assert undo(browser, answer) == "2 remis comme avant."
    with alice.filon.inside(alice.tenant, write=False):
        had = tags_of(Lead.select())
        assert sorted(len(tags) for tags in had.values()) == [0, 0, 1]


def test_a_tag_is_taken_away_and_given_again(alice: PairedSite, browser: FlaskClient) -> None:
    do(browser, "tag", 1, 2, tag="VIP")
    answer = do(browser, "untag", 1, 2, 3, tag=" vip ")
    said = "2 prospects sans l’étiquette « VIP », 1 était déjà ainsi, ou n’est plus là."
    assert toast(browser, answer) == said

    def have() -> list[int]:
        with alice.filon.inside(alice.tenant, write=False):
            leads = list(Lead.select().order_by(Lead.number))
            had = tags_of(leads)
            return [lead.number for lead in leads if had[lead.id]]

    assert have() == []
    assert "VIP" in text_of(browser.get("/app/prospects/1").text), "the history says so"
    assert "Retirer l’étiquette « VIP »" in text_of(browser.get(BULK).text)
    do(browser, "tag", 1, tag="VIP")
    do(browser, "untag", 1, tag="VIP")
    assert undo(browser, answer) == "1 remis comme avant, 1 laissé : changé depuis."
    assert have() == [2]
    assert do(browser, "untag", 1, tag="Jamais vue").status_code == 422
    assert "Jamais vue" not in browser.get("/app/prospects?status=all").text, "none is made"
    api = at_the_api(browser)
    changed = api.post("/api/v1/leads/bulk-changes", json={"list": {}, "change": {"untag": "VIP"}}).json
    assert (changed["kind"], changed["changed"], have()) == ("untag", 1, [])
    api.delete(f"/api/v1/leads/bulk-changes/{changed['id']}")
    assert have() == [2]


def test_who_has_as_many_tags_as_can_be_is_left(alice: PairedSite, browser: FlaskClient) -> None:
    with alice.filon.inside(alice.tenant):
        for n in range(tags.MOST_OF_A_LEAD):
            tags.add_tag(Lead.by_number(1), tags.tag_named(f"Étiquette {n}"))
    said = toast(browser, do(browser, "tag", 1, 2, tag="VIP"))
    assert said.startswith("1 prospect étiqueté « VIP », 1 ")


def test_the_trash_and_back(alice: PairedSite, browser: FlaskClient) -> None:
    answer = do(browser, "trash", 1, 2, 99)
    assert (
        toast(browser, answer)
        == "2 prospects mis à la corbeille, 1 laissé : plus là, ou avec un rendez-vous."
    )
    assert "Salma" not in browser.get("/app/prospects?status=all").text
    browser.post("/app/prospects/2/restoration")
    browser.post("/app/prospects/2/trash")
    assert undo(browser, answer) == "1 remis comme avant, 1 laissé : changé depuis."
    html = browser.get("/app/prospects?status=all").text
    assert ("Salma Bennani" in html, "Mehdi Ouazzani" in html) == (True, False)
    history = text_of(browser.get("/app/prospects/1").text)
    assert "a mis ce prospect à la corbeille" in history
    assert "a restauré ce prospect de la corbeille" in history
    assert "mis ici par" in text_of(browser.get("/app/prospects/trash").text)


def test_nothing_is_undone_twice_or_too_late(alice: PairedSite, browser: FlaskClient) -> None:
    answer = do(browser, "status", 1, value="open")
    with alice.filon.inside(alice.tenant, write=False):
        made = BulkChange.get()
    late = clock.now() + KEPT_IN_TRASH
    with clock.standing_at(late), pytest.raises(Conflict), alice.filon.inside(alice.tenant):
        bulk.undo(made)
    undo(browser, answer)
    assert browser.post(f"{BULK}/{made.id}/undoing").status_code == 409
    with clock.standing_at(clock.now() + KEPT_IN_TRASH * 2):
        schedule.forget_old_bulk_changes(alice.filon.settings)
    with alice.filon.inside(alice.tenant, write=False):
        assert (BulkChange.select().count(), BulkChangeLead.select().count()) == (0, 0)


def test_nobody_chosen_changes_nobody(alice: PairedSite, browser: FlaskClient) -> None:
    assert do(browser, "trash").status_code == 422
    assert do(browser, "trash", *range(1, 300)).status_code == 422
    assert do(browser, "reason", 1, value="").status_code == 422
    assert do(browser, "tag", 1, tag=" ").status_code == 422
    assert of_each(alice, "status") == ["new", "new", "new"]
    assert of_each(alice, "trashed_at") == [None, None, None]


def test_it_goes_back_to_the_list_that_was_shown(browser: FlaskClient) -> None:
    answer = do(browser, "status", 1, value="open", q="salma", where="source:is:site")
    assert {"q=salma", "status=all"} <= set(re.split("[?&]", answer.headers["Location"]))
    assert "where=source" in answer.headers["Location"]


def test_only_the_one_who_did_it_is_told(alice: PairedSite, browser: FlaskClient) -> None:
    address = do(browser, "status", 1, value="open").headers["Location"]
    assert "data-sentence>" in browser.get(address).text.split("</main>")[1].split("say-failed")[0]
    others = signed_in(alice, "agent").get(address).text
    assert "1 prospect :" not in others.replace("\xa0", " ")


def test_a_reader_chooses_nobody(alice: PairedSite, browser: FlaskClient) -> None:
    reader = signed_in(alice, "reader")
    assert 'name="number"' in browser.get("/app/prospects?status=all").text
    assert 'name="number"' not in reader.get("/app/prospects?status=all").text
    assert do(reader, "trash", 1).status_code == 403
    answer = do(browser, "status", 1, value="open")
    way = re.search(rf'action="({BULK}/[^"]+/undoing)"', browser.get(answer.headers["Location"]).text)
    assert way
    assert reader.post(way[1]).status_code == 403
    assert of_each(alice, "status") == ["open", "new", "new"]


def test_charlies_prospects_are_his(alice: PairedSite, charlie: PairedSite, browser: FlaskClient) -> None:
    charlie.deliver(submission())
    answer = do(browser, "trash", 1, 2)
    his = signed_in(charlie)
    assert of_each(charlie, "trashed_at") == [None]
    way = re.search(rf'action="({BULK}/[^"]+/undoing)"', browser.get(answer.headers["Location"]).text)
    assert way
    assert his.post(way[1]).status_code == 404


def test_those_that_are_ticked_are_exported(alice: PairedSite, browser: FlaskClient) -> None:
    answer = browser.post("/app/exports/chosen", data={"number": ["1", "3"], "format": "csv"})
    assert answer.status_code == 303
    alice.filon.work()
    page = browser.get(answer.headers["Location"]).text
    assert "2 prospects choisis" in text_of(page)
    link = re.search(r'href="(/app/exports/[^"]+)" download', page)
    assert link
    file = browser.get(link[1]).text
    assert ("Bennani" in file, "Ouazzani" in file, "Idrissi" in file) == (True, False, True)
    for numbers in ([], ["x"], ["99999999999"]):
        refused = browser.post("/app/exports/chosen", data={"number": numbers, "format": "csv"})
        assert refused.status_code == 422, numbers
