"""What is searched for in the order of a column, while those who are found are few enough; else the newest first."""

from __future__ import annotations

import re

import pytest

from filon.foundation.access import SYSTEM, Actor
from filon.leads import listing, looking
from filon.leads.conditions import read
from filon.leads.listing import SORTS, Choice, can_begin, page_of
from filon.leads.models import Lead
from tests.bench.crowd import COMMON, RARE, RARE_LEADS
from tests.dashboard.people import at_the_api, signed_in
from tests.leads.test_search_of_many import many
from tests.parts.service import PairedSite

__all__ = ["many"]

LIST = "/app/prospects"


def numbers(site: PairedSite, choice: Choice, who: Actor = SYSTEM, limit: int = 20) -> list[int]:
    """All that the list shows, page by page."""
    found: list[int] = []
    after: str | None = None
    while True:
        with site.filon.inside(site.tenant, who, write=False):
            assert after is None or can_begin(choice, after)
            page = page_of(choice, after, limit)
        assert page.is_sorted
        found += [lead.number for lead in page.leads]
        after = page.after
        if after is None:
            return found


def test_it_works(many: PairedSite) -> None:
    with many.filon.inside(many.tenant, write=False):
        who = [lead for lead in Lead.kept() if RARE in (lead.first_name, lead.last_name)]
        named = [lead for lead in Lead.kept() if "Aïcha" in (lead.first_name, lead.last_name)]
    assert len(who) == RARE_LEADS
    assert 20 < len(named) < listing.MOST_SORTED_HITS
    for typed, found in ((RARE, who), ("aïcha", named)):
        assert numbers(many, Choice(typed=typed, sort="number")) == sorted(
            (lead.number for lead in found), reverse=True
        )
        by_name = sorted(found, key=lambda lead: (lead.name_key, lead.number))
        assert numbers(many, Choice(typed=typed, sort="name")) == [lead.number for lead in by_name]
        assert numbers(many, Choice(typed=typed, sort="-name")) == [lead.number for lead in by_name[::-1]]
        won = [lead.number for lead in by_name if lead.status == "won"]
        assert numbers(many, Choice(typed=typed, sort="name", where=read("status:is:won"))) == won


@pytest.mark.parametrize("sort", list(SORTS))
def test_every_order_has_all_who_are_found(many: PairedSite, sort: str) -> None:
    plain = numbers(many, Choice(typed="aïcha"))
    found = numbers(many, Choice(typed="aïcha", sort=sort))
    assert sorted(found, reverse=True) == plain
    assert numbers(many, Choice(typed="nobodyatall", sort=sort)) == []


def test_among_more_the_newest_come_first_and_it_says_so(many: PairedSite) -> None:
    browser = signed_in(many)
    most, listing.MOST_SORTED_HITS = listing.MOST_SORTED_HITS, 10
    try:
        with many.filon.inside(many.tenant, write=False):
            page = page_of(Choice(typed=COMMON, sort="name"), limit=50)
        html = browser.get(LIST, query_string={"q": COMMON, "sort": "name"}).text
    finally:
        listing.MOST_SORTED_HITS = most
    assert not page.is_sorted
    shown = [lead.number for lead in page.leads]
    assert shown == sorted(shown, reverse=True)
    assert "Trop de personnes correspondent" in html
    assert "aria-sort" not in html


def test_a_head_sorts_what_is_found(many: PairedSite) -> None:
    browser = signed_in(many)
    html = browser.get(LIST, query_string={"q": RARE}).text
    link = re.search(r'<a href="([^"]*sort=name[^"]*)">Nom', html)
    assert link
    html = browser.get(link[1].replace("&amp;", "&")).text
    assert 'aria-sort="ascending"' in html
    assert "Trop de personnes" not in html
    names = re.findall(r'<a class="name"[^>]*><bdi>(.*?)</bdi>', html)
    assert len(names) == RARE_LEADS
    found = (
        at_the_api(browser).get("/api/v1/leads", query_string={"q": RARE, "sort": "-number"}).json["leads"]
    )
    assert [lead["number"] for lead in found] == sorted(lead["number"] for lead in found)


def test_whoever_sees_their_own_finds_and_sorts_no_more(many: PairedSite) -> None:
    limited = Actor("agent", many.tenant, only_own=True)
    with many.filon.inside(many.tenant, write=False):
        mine = sorted(
            (lead.name_key, lead.number)
            for lead in Lead.kept()
            if RARE in (lead.first_name, lead.last_name) and lead.owner_id is None
        )
    assert numbers(many, Choice(typed=RARE, sort="name"), limited) == [number for _name, number in mine]


@pytest.mark.parametrize("typed", [RARE, "nobodyatall"])
@pytest.mark.parametrize("where", ["message:has:a", "email:filled", "message:empty"])
def test_a_filter_without_an_index_looks_at_those_who_were_found_alone(
    many: PairedSite, typed: str, where: str
) -> None:
    """Not at the whole order until time is up."""
    plain = numbers(many, Choice(typed=typed, where=read(where)))
    before = looking.WINDOW, looking.GROWTH, looking.NEAR, looking.LONGEST_SECONDS
    looking.WINDOW, looking.GROWTH, looking.NEAR, looking.LONGEST_SECONDS = 1, 1, 0, 0.0
    try:
        with many.filon.inside(many.tenant, write=False):
            page = page_of(Choice(typed=typed, sort="name", where=read(where)), limit=50)
    finally:
        looking.WINDOW, looking.GROWTH, looking.NEAR, looking.LONGEST_SECONDS = before
    assert page.after is None
    assert sorted((lead.number for lead in page.leads), reverse=True) == plain
