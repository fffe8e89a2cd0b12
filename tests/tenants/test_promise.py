"""The settings of what a business promises: within which time it answers, and on which days it is closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from filon.foundation import clock
from tests.dashboard.people import signed_in
from tests.parts.service import Filon, PairedSite
from tests.tenants.test_settings import BUSINESS, business, change, undo

NOW = datetime(2026, 12, 20, 10, 0, tzinfo=ZoneInfo("Africa/Casablanca"))
CLOSED = {"first": "2026-12-24", "last": "2027-01-03"}


@pytest.fixture(autouse=True)
def _before_christmas() -> Iterator[None]:
    with clock.standing_at(NOW):
        yield


def test_it_works(alice: PairedSite) -> None:
    browser = signed_in(alice)
    page = change(browser, f"{BUSINESS}/delai", within="120")
    assert business(alice).answer_within == 120
    assert "Vous répondez en 2 h." in unescape(page)
    assert '<option value="120" selected>2 h</option>' in page
    undo(browser, page)
    assert business(alice).answer_within == 30


def test_a_closing_is_kept_said_and_taken_back(alice: PairedSite) -> None:
    browser = signed_in(alice)
    page = change(browser, f"{BUSINESS}/fermetures", **CLOSED)
    assert "Fermetures enregistrées." in page
    assert "Fermé du 24 décembre au 3 janvier 2027" in page
    undo(browser, page)
    assert not business(alice).closings
    assert "Fermé du 24" not in browser.get(BUSINESS).text


def test_a_closing_is_removed_and_put_back(alice: PairedSite) -> None:
    browser = signed_in(alice)
    change(browser, f"{BUSINESS}/fermetures", first="2027-05-01", last="")
    change(browser, f"{BUSINESS}/fermetures", **CLOSED)
    assert business(alice).closings == [["2026-12-24", "2027-01-03"], ["2027-05-01", "2027-05-01"]]
    page = change(browser, f"{BUSINESS}/fermetures/retrait", **CLOSED)
    assert "Fermé le 1er mai 2027" in page
    assert business(alice).closings == [["2027-05-01", "2027-05-01"]]
    undo(browser, page)
    assert ["2026-12-24", "2027-01-03"] in business(alice).closings


def test_a_business_that_said_no_hours_is_not_called_closed(alice: PairedSite) -> None:
    browser = signed_in(alice)
    page = unescape(browser.get(BUSINESS).text)
    assert "Sans horaires d’ouverture, le délai court jour et nuit." in page
    assert '<p class="hint">Fermé</p>' not in page
    page = unescape(change(browser, f"{BUSINESS}/horaires/0", hours="9h-18h"))
    assert page.count('<p class="hint">Fermé</p>') == 6
    assert "Le délai court pendant vos horaires d’ouverture." in page


def test_the_same_closing_twice_is_one(alice: PairedSite) -> None:
    browser = signed_in(alice)
    for _time in range(2):
        change(browser, f"{BUSINESS}/fermetures", **CLOSED)
    assert business(alice).closings == [["2026-12-24", "2027-01-03"]]


def test_a_closing_that_is_over_is_shown_no_more(alice: PairedSite) -> None:
    browser = signed_in(alice)
    change(browser, f"{BUSINESS}/fermetures", first="2026-12-20", last="2026-12-21")
    assert "En ce moment" in browser.get(BUSINESS).text
    with clock.standing_at(NOW.replace(day=22)):
        assert "Fermé du 20" not in browser.get(BUSINESS).text
    assert business(alice).closings, "it still tells how long somebody waited"


@pytest.mark.parametrize(
    ("path", "form", "sentence"),
    [
        ("delai", {"within": "31"}, "Choisissez une durée"),
        ("delai", {}, "Choisissez une durée"),
        ("fermetures", {}, "Choisissez le premier et le dernier jour"),
        ("fermetures", {"first": "demain", "last": "<b>"}, "Choisissez le premier et le dernier jour"),
        ("fermetures", {"first": "2027-01-03", "last": "2026-12-24"}, "Le dernier jour vient après"),
        ("fermetures", {"first": "2026-12-01", "last": "2026-12-19"}, "Choisissez des jours à venir"),
        ("fermetures", {"first": "2027-01-01", "last": "9999-12-31"}, "Choisissez des jours à venir"),
    ],
)
def test_what_is_wrong_is_said_where_it_was_typed(
    alice: PairedSite, path: str, form: dict[str, str], sentence: str
) -> None:
    before = business(alice).__data__
    answer = signed_in(alice).post(f"{BUSINESS}/{path}", data=form)
    assert answer.status_code == 422
    assert sentence in unescape(answer.text)
    assert 'role="alert"' in answer.text
    assert business(alice).__data__ == before


def test_there_is_an_end_to_closings(alice: PairedSite) -> None:
    browser = signed_in(alice)
    for day in range(40):
        first = f"2027-{day // 20 + 1:02}-{day % 20 + 1:02}"
        assert browser.post(f"{BUSINESS}/fermetures", data={"first": first}).status_code == 303
    answer = browser.post(f"{BUSINESS}/fermetures", data={"first": "2027-03-01"})
    assert "Vous avez déjà 40 fermetures" in unescape(answer.text)


@pytest.mark.parametrize("path", ["delai", "fermetures", "fermetures/retrait"])
def test_it_takes_a_manager(alice: PairedSite, path: str) -> None:
    answer = signed_in(alice, "agent").post(f"{BUSINESS}/{path}", data={"within": "15", **CLOSED})
    assert answer.status_code == 403
    assert (business(alice).answer_within, business(alice).closings) == (30, None)


def test_public_holidays_are_proposed_and_become_closings(alice: PairedSite, filon: Filon) -> None:
    browser = signed_in(alice)
    page = unescape(browser.get(BUSINESS).text)
    assert "17 jours fériés à venir ne sont pas fermés" in page.replace("\u00a0", " ")
    assert "Fête du Trône" in page
    chosen = {"day": ["2027-01-01", "2027-07-30", "2027-07-31"]}
    page = change(browser, f"{BUSINESS}/feries", **chosen)
    assert business(alice).closings == [["2027-01-01"] * 2, ["2027-07-30"] * 2], (
        "what is no holiday is left out"
    )
    assert "Fête du Trône" not in page
    undo(browser, page)
    assert not business(alice).closings
    french = filon.add_client("Toitures Charlie", "charlie@toits.example", region="FR", zone="Europe/Paris")
    assert "Lundi de Pâques" in signed_in(french).get(BUSINESS).text
