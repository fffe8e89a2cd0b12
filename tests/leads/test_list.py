"""The list of prospects: newest first, one status at a time, fifty a page."""

from __future__ import annotations

import re
from datetime import timedelta

from filon.foundation import clock
from filon.foundation.access import Actor
from filon.interactions import actions as interactions
from filon.leads.models import PAGE_ROWS, Lead
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
    html = signed_in(alice).get("/app/prospects").text
    assert _names(html) == ["Mehdi Ouazzani", "Salma Bennani"]
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
    assert "Les plus récents" in second


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
    assert "Pas encore de prospect ici" in html


def test_a_number_that_is_none_is_the_first_page(alice: PairedSite) -> None:
    browser = signed_in(alice)
    for before in ("99999999999999999999", "-1", "x", "٣"):
        assert browser.get(f"/app/prospects?status=all&before={before}").status_code == 200, before
    assert browser.get("/app/prospects/99999999999999999999").status_code == 404
