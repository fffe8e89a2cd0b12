"""The list of prospects: newest first, one status at a time, fifty a page."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from filon.foundation import clock
from filon.foundation.access import Actor
from filon.interactions import actions as interactions
from filon.leads.models import PAGE_ROWS, Lead
from filon.tenants.models import Member
from tests.dashboard.people import signed_in
from tests.parts.service import PairedSite, submission


def _ask(site: PairedSite, *names: str) -> None:
    people = [submission({"name": name, "phone": f"06612{at:05}"}) for at, name in enumerate(names)]
    for start in range(0, len(people), 50):
        assert site.deliver(*people[start : start + 50]).status_code == 200


def _names(html: str) -> list[str]:
    return [re.sub("<[^>]+>", "", name) for name in re.findall(r'<a class="name"[^>]*>(.*?)</a>', html)]


def test_it_works(alice: PairedSite) -> None:
    _ask(alice, "Salma Bennani", "Mehdi Ouazzani")
    browser = signed_in(alice)
    assert _names(browser.get("/app/prospects?status=all").text) == ["Mehdi Ouazzani", "Salma Bennani"]
    html = browser.get("/app/prospects").text
    assert _names(html) == ["Salma Bennani", "Mehdi Ouazzani"], "who waits longest is first"
    assert 'href="tel:+212661200000"' in html
    assert "min d’attente" in html


def test_who_waits_beyond_the_promise_is_late(alice: PairedSite) -> None:
    asked = clock.now()
    _ask(alice, "Salma Bennani")
    for minutes, mark in ((29, "today"), (31, "late")):
        with clock.standing_at(asked + timedelta(minutes=minutes)):
            html = signed_in(alice).get("/app/prospects").text
        assert re.findall(r'data-next="(\w+)"', html) == [mark]


def test_each_tab_shows_its_own(alice: PairedSite) -> None:
    _ask(alice, "Salma Bennani", "Mehdi Ouazzani", "Claire Dumas")
    with alice.filon.inside(alice.tenant, Actor("owner", None, "Alice")):
        interactions.change_status(Lead.by_number(1), "won")
        interactions.log_call(Lead.by_number(2), "answered")
    browser = signed_in(alice)

    def shown(status: str) -> list[str]:
        return _names(browser.get(f"/app/prospects?status={status}").text)

    assert shown("waiting") == ["Claire Dumas"]
    assert shown("new") == ["Claire Dumas"]
    assert shown("open") == ["Mehdi Ouazzani"]
    assert shown("won") == ["Salma Bennani"]
    assert shown("lost") == []
    assert shown("all") == shown("' OR 1=1") == ["Claire Dumas", "Mehdi Ouazzani", "Salma Bennani"]


def test_pages_follow_each_other_without_a_gap(alice: PairedSite) -> None:
    names = [f"Client {n}" for n in range(PAGE_ROWS + 3)]
    _ask(alice, *names)
    browser = signed_in(alice)
    first = browser.get("/app/prospects?status=all").text
    assert len(_names(first)) == PAGE_ROWS
    link = re.search(r'rel="next" href="([^"]+)"', first)
    assert link
    second = browser.get(link.group(1).replace("&amp;", "&")).text
    assert _names(first) + _names(second) == names[::-1]
    assert 'rel="next"' not in second
    assert "Retour au début" in second


def test_what_a_visitor_typed_is_text(alice: PairedSite) -> None:
    alice.deliver(
        submission({"name": "<b>Bob</b> \"'", "phone": "0661200000", "message": "<script>x()</script>"})
    )
    html = signed_in(alice).get("/app/prospects").text
    assert "<b>Bob" not in html
    assert "<script>x" not in html
    assert "&lt;script&gt;x()" in html


def test_charlies_prospects_are_not_here(alice: PairedSite, charlie: PairedSite) -> None:
    _ask(charlie, "Zineb Alaoui")
    html = signed_in(alice).get("/app/prospects?status=all").text
    assert _names(html) == []
    assert "Pas encore de prospect" in html


def test_a_cursor_from_elsewhere_is_the_first_page(alice: PairedSite) -> None:
    _ask(alice, "Salma Bennani")
    browser = signed_in(alice)
    for after in ("99999999999999999999", "-1", "x", "٣", "WyJuYW1lIiwieCIsMV0", "x" * 3000):
        answer = browser.get(f"/app/prospects?status=all&after={after}")
        assert (answer.status_code, _names(answer.text)) == (200, ["Salma Bennani"]), after
    assert browser.get("/app/prospects/99999999999999999999").status_code == 404


def _shown(browser: FlaskClient, **address: str) -> list[str]:
    answer = browser.get("/app/prospects", query_string=address)
    assert answer.status_code == 200
    return _names(answer.text)


@pytest.fixture
def browser(alice: PairedSite) -> FlaskClient:
    """Alice, who has three prospects: Salma won and hers, Mehdi in progress, Claire from Google yesterday."""
    _ask(alice, "Salma Bennani", "Mehdi Ouazzani", "Claire Dumas")
    alice.filon.work()
    browser = signed_in(alice)
    with alice.filon.inside(alice.tenant, Actor("owner", None, "Alice")):
        interactions.change_status(Lead.by_number(1), "won")
        interactions.log_call(Lead.by_number(2), "answered")
        alices = Member.get(Member.role == "owner").id
        Lead.update(owner_id=alices, amount=5000).where(Lead.number == 1).execute()
        yesterday = clock.now() - timedelta(days=1)
        Lead.update(source="google", created_at=yesterday).where(Lead.number == 3).execute()
    return browser


def voice_today() -> date:
    return clock.now().astimezone(ZoneInfo("Africa/Casablanca")).date()


def test_who_is_searched_for_is_found_wherever_they_are(browser: FlaskClient) -> None:
    assert _shown(browser, q="benn") == ["Salma Bennani"]
    assert _shown(browser, q="BÉNNANI sal") == ["Salma Bennani"]
    assert _shown(browser, q="06612000") == ["Claire Dumas", "Mehdi Ouazzani", "Salma Bennani"]
    assert _shown(browser, q="06612000", status="won") == ["Salma Bennani"]
    assert _shown(browser, q="  ") == _shown(browser) == ["Claire Dumas"]
    nobody = browser.get("/app/prospects?q=<b>x</b>").text
    assert "Personne ne correspond" in nobody
    assert "<b>x" not in nobody
    assert 'value="&lt;b&gt;x&lt;/b&gt;"' in nobody, "what was typed stays in its field"


def test_after_a_search_one_is_where_one_was(browser: FlaskClient) -> None:
    """The field goes with what the list showed, and everybody is found all the same."""
    won = browser.get("/app/prospects?status=won&sort=-name").text
    form = won[won.index('class="seek"') : won.index('id="list"')]
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert _shown(browser, q="ouazzani", **kept) == ["Mehdi Ouazzani"]
    assert _shown(browser, q="", **kept) == ["Salma Bennani"]
    assert _shown(browser, q="", was="<b>") == _shown(browser)


def test_filters_narrow_and_can_be_taken_off(browser: FlaskClient) -> None:
    today = voice_today().isoformat()
    assert _shown(browser, status="all", source="google") == ["Claire Dumas"]
    assert _shown(browser, status="all", owner="nobody") == ["Mehdi Ouazzani", "Claire Dumas"]
    assert _shown(browser, status="all", since=today) == ["Mehdi Ouazzani", "Salma Bennani"]
    assert _shown(browser, status="all", until=today, source="google") == ["Claire Dumas"]
    assert _shown(browser, status="all", sort="name") == ["Claire Dumas", "Mehdi Ouazzani", "Salma Bennani"]
    assert _shown(browser, status="all", sort="amount") == ["Salma Bennani", "Mehdi Ouazzani", "Claire Dumas"]
    html = browser.get("/app/prospects?status=all&source=google&owner=nobody&sort=name").text
    off = re.findall(r'class="filter" href="([^"]+)" aria-label="Retirer le filtre\u00a0: ([^"]+)"', html)
    assert [word for _href, word in off] == ["Provenance\u00a0: Google", "Responsable\u00a0: personne"]
    without_source = off[0][0].replace("&amp;", "&")
    assert parse_qs(urlsplit(without_source).query) == {
        "status": ["all"],
        "where": ["owner:is:nobody"],
        "sort": ["name"],
    }


def test_an_address_that_makes_no_sense_is_read_as_far_as_it_does(browser: FlaskClient) -> None:
    for wrong in (
        {"owner": "x"},
        {"since": "yesterday"},
        {"until": "9999-12-31"},
        {"sort": "number; DROP TABLE lead"},
        {"source": "x" * 101},
        {"q": "x" * 501},
        {"nonsense": "1"},
    ):
        expected = ["Mehdi Ouazzani", "Salma Bennani", "Claire Dumas"]
        assert _shown(browser, status="all", **wrong) == expected, wrong


def test_the_filters_offer_what_there_is(browser: FlaskClient) -> None:
    fields = re.findall(r'status=waiting&amp;field=([a-z]+)" hx-get', browser.get("/app/prospects").text)
    assert fields[:3] == ["status", "source", "owner"]
    html = browser.get("/app/prospects/condition?field=source").text
    assert re.findall(r'name="v-is" value="([^"]+)"', html) == ["google", "site"]
    assert "Alice" in browser.get("/app/prospects/condition?field=owner").text
    assert "n’existe pas" in browser.get("/app/prospects/condition?field=x").text
